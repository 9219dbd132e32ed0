"""The addresses that have no language: machines ask them."""

from django.urls import path

from council.portal import health

urlpatterns = [
    path("healthz/", health.healthz, name="healthz"),
    path("readyz/", health.readyz, name="readyz"),
]
