from django.urls import path

from council.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("my/", views.my, name="my"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
