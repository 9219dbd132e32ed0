from django.urls import path
from django.urls.resolvers import URLPattern

from symposia.views import symposium

urlpatterns: list[URLPattern] = [
    path("", symposium.symposium_detail, name="symposium-detail"),
    path("visit/", symposium.symposium_visit, name="symposium-visit"),
]
