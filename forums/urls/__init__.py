"""Addresses of the technology forums; each part has its own module. What is no forum's stands before the forums' slugs."""

from django.urls import include, path

from forums.views.home import home

app_name = "forums"
PARTS = {
    "ip-cases/deadlines/": "clock",
    "rights/": "public",
    "ip-cases/": "rights",
    "<slug:slug>/meetings/": "meetings",
    "<slug:slug>/topics/": "topics",
    "<slug:slug>/": "seats",
}
urlpatterns = [
    path("", home, name="home"),
    *(path(prefix, include(f"forums.urls.{part}")) for prefix, part in PARTS.items()),
]
