from django.urls import path

from focusgroup import views

app_name = "focusgroup"
urlpatterns = [path("", views.home, name="home")]
