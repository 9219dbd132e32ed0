"""The addresses that have no language: machines ask them. Without a namespace, too: `portal` is the prefixed part's."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from council.portal import health, views
from council.portal.sitemaps import SITEMAPS

urlpatterns = [
    path("healthz/", health.healthz, name="healthz"),
    path("readyz/", health.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
]
