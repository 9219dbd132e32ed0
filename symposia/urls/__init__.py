"""Addresses of the symposia; each part has its own module."""

from django.urls import include, path

from symposia.views.home import home

app_name = "symposia"
PARTS = {
    "<slug:slug>/call/": "calls",
    "<slug:slug>/programme/": "programme",
    "<slug:slug>/proceedings/": "proceedings",
    "<slug:slug>/offers/": "offers",
    "<slug:slug>/meetings/": "matching",
    "<slug:slug>/outcomes/": "outcomes",
    "<slug:slug>/days/": "days",
    "<slug:slug>/": "symposium",
}
urlpatterns = [
    path("", home, name="home"),
    *(path(prefix, include(f"symposia.urls.{part}")) for prefix, part in PARTS.items()),
]
