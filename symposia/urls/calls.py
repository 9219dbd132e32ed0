from django.urls import path
from django.urls.resolvers import URLPattern

from symposia.views.calls import call, desk, reviewing, writing

urlpatterns: list[URLPattern] = [
    path("", call.call_detail, name="call-detail"),
    path("new/<slug:kind>/", writing.submission_new, name="submission-new"),
    path("submissions/<uuid:key>/", writing.submission_detail, name="submission-detail"),
    path("submissions/<uuid:key>/edit/", writing.submission_edit, name="submission-edit"),
    path("submissions/<uuid:key>/submit/", writing.submission_submit, name="submission-submit"),
    path("submissions/<uuid:key>/confirm/", writing.submission_confirm, name="submission-confirm"),
    path("submissions/<uuid:key>/withdraw/", writing.submission_withdraw, name="submission-withdraw"),
    path("submissions/<uuid:key>/delete/", writing.submission_discard, name="submission-discard"),
    path("submissions/<uuid:key>/leave/", writing.submission_leave, name="submission-leave"),
    path("reviews/", reviewing.review_list, name="review-list"),
    path("reviews/profile/", reviewing.reviewer_profile, name="reviewer-profile"),
    path("reviews/<int:pk>/", reviewing.review_write, name="review-write"),
    path("reviews/<int:pk>/file/", reviewing.review_file, name="review-file"),
    path("reviews/<int:pk>/give-back/", reviewing.review_give_back, name="review-give-back"),
    path("desk/", desk.call_desk, name="call-desk"),
    path("desk/reviewers/", desk.desk_reviewers, name="call-reviewers"),
    path("desk/decide/", desk.desk_decide, name="call-decide"),
    path("desk/submissions.<slug:kind>", desk.call_export, name="call-export"),
    path("desk/<uuid:key>/", desk.desk_submission, name="desk-submission"),
    path("desk/<uuid:key>/review/", desk.desk_add_review, name="desk-add-review"),
    path("desk/<uuid:key>/review/<int:pk>/", desk.desk_take_back, name="desk-take-back"),
    path("desk/<uuid:key>/withdraw/", desk.desk_withdraw, name="desk-withdraw"),
]
