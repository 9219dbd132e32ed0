from django.urls import path

from symposia import views

app_name = "symposia"
urlpatterns = [path("", views.home, name="home")]
