from django.urls import path
from django.urls.resolvers import URLPattern

from symposia.views.outcomes import browsing, writing

urlpatterns: list[URLPattern] = [
    path("", browsing.outcome_list, name="outcome-list"),
    path("mine/", browsing.outcome_mine, name="outcome-mine"),
    path("report/", browsing.outcome_report, name="outcome-report"),
    path("talks/new/", writing.talk_new, name="talk-new"),
    path("talks/<uuid:key>/", writing.talk_detail, name="talk-detail"),
    path("talks/<uuid:key>/edit/", writing.talk_edit, name="talk-edit"),
    path("talks/<uuid:key>/questions/<uuid:question>/<slug:state>/", writing.question_settle, name="question-settle"),
    path("sessions/<int:pk>/", writing.session_obstacles, name="session-obstacles"),
    path("sessions/<int:pk>/close/", writing.session_close, name="session-close"),
    path("sessions/<int:pk>/reopen/", writing.session_reopen, name="session-reopen"),
    path("obstacles/<uuid:key>/", writing.obstacle_resolve, name="obstacle-resolve"),
    path("obstacles/<uuid:key>/hand-on/<slug:bed>/", writing.obstacle_hand_on, name="obstacle-hand-on"),
    path("actions/new/", writing.action_new, name="action-new"),
    path("actions/<uuid:key>/", writing.action_settle, name="action-settle"),
    path("follow-ups/<uuid:key>/", writing.follow_up, name="follow-up"),
]
