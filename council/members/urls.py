from django.urls import path

from council.members import directory_views, membership_views, organisation_views, privacy_views, support_views, views

app_name = "members"
urlpatterns = [
    path("join/", views.join, name="join"),
    path("join/you/", views.join_person, name="join-person"),
    path("join/organisation/", views.join_organisation, name="join-organisation"),
    path("join/reasons/", views.join_reason, name="join-reason"),
    path("join/check/", views.join_check, name="join-check"),
    path("join/withdraw/", views.join_withdraw, name="join-withdraw"),
    path("organisations/", organisation_views.organisation_list, name="organisation-list"),
    path("organisations/invitation/<uuid:code>/", organisation_views.colleague_invitation, name="colleague-invitation"),
    path("organisations/<uuid:key>/", organisation_views.organisation_detail, name="organisation-detail"),
    path("organisations/<uuid:key>/manage/", organisation_views.organisation_manage, name="organisation-manage"),
    path("organisations/<uuid:key>/invite/", organisation_views.organisation_invite, name="organisation-invite"),
    path(
        "organisations/<uuid:key>/invitations/<int:pk>/",
        organisation_views.organisation_invitation,
        name="organisation-invitation",
    ),
    path("organisations/<uuid:key>/seats/<int:pk>/", organisation_views.organisation_seat, name="organisation-seat"),
    path("organisations/<uuid:key>/hand-over/", organisation_views.organisation_hand_over, name="organisation-hand-over"),
    path("my/membership/", membership_views.membership, name="membership"),
    path("my/membership/renew/", membership_views.membership_renew, name="membership-renew"),
    path("my/membership/leave/", membership_views.membership_leave, name="membership-leave"),
    path("my/membership/places/<int:pk>/resign/", membership_views.place_resign, name="place-resign"),
    path("members/", directory_views.directory, name="directory"),
    path("members/letters/<uuid:key>/", directory_views.letter, name="letter"),
    path("members/letters/<uuid:key>/report/", directory_views.letter_report, name="letter-report"),
    path("members/<uuid:key>/", directory_views.person, name="person"),
    path("members/<uuid:key>/write/", directory_views.write, name="write"),
    path("support/end/", support_views.support_end, name="support-end"),
    path("my/profile/", views.profile, name="profile"),
    path("my/privacy/", privacy_views.privacy, name="privacy"),
    path("my/privacy/copy/", privacy_views.export_request, name="export-request"),
    path("my/privacy/copy/progress/", privacy_views.export_progress, name="export-progress"),
    path("my/privacy/copy/<uuid:key>/", privacy_views.export_download, name="export-download"),
    path("my/privacy/erasure/", privacy_views.erasure, name="erasure"),
    path("my/privacy/erasure/take-back/", privacy_views.erasure_withdraw, name="erasure-withdraw"),
]
