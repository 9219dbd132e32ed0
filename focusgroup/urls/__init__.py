"""Addresses of the Focus Group; each part has its own module."""

from django.urls import include, path

from focusgroup.views.home import home

app_name = "focusgroup"
PARTS = {
    "clusters/": "clusters",
    "proposals/": "docket",
    "consultations/": "consultations",
    "invitations/": "invitations",
    "task-forces/": "taskforces",
    "seats/": "seats",
    "availability/": "absences",
}
urlpatterns = [
    path("", home, name="home"),
    *(path(prefix, include(f"focusgroup.urls.{part}")) for prefix, part in PARTS.items()),
]
