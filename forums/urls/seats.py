from django.urls import path
from django.urls.resolvers import URLPattern

from forums.views.seats import forum

urlpatterns: list[URLPattern] = [path("", forum.forum_detail, name="forum-detail")]
