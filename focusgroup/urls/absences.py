from django.urls import path

from focusgroup.views import absences as views

urlpatterns = [
    path("", views.absence_list, name="absence-list"),
    path("<int:pk>/remove/", views.absence_remove, name="absence-remove"),
]
