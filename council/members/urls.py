from django.urls import path

from council.members import views

app_name = "members"
urlpatterns = [
    path("join/", views.join, name="join"),
    path("join/you/", views.join_person, name="join-person"),
    path("join/organisation/", views.join_organisation, name="join-organisation"),
    path("join/reasons/", views.join_reason, name="join-reason"),
    path("join/check/", views.join_check, name="join-check"),
    path("join/withdraw/", views.join_withdraw, name="join-withdraw"),
    path("my/profile/", views.profile, name="profile"),
    path("my/privacy/", views.privacy, name="privacy"),
]
