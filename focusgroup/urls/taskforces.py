from django.urls import path

from focusgroup.views import taskforces as views

urlpatterns = [
    path("", views.taskforce_list, name="taskforce-list"),
    path("<slug:slug>/", views.taskforce_detail, name="taskforce-detail"),
    path("<slug:slug>/compose/", views.taskforce_compose, name="taskforce-compose"),
    path("<slug:slug>/compositions/<int:number>/", views.composition_detail, name="composition-detail"),
]
