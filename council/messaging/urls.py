from django.urls import path

from council.messaging import views

app_name = "messaging"
urlpatterns = [
    path("my/messages/", views.preferences, name="preferences"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
