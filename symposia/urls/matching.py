from django.urls import path
from django.urls.resolvers import URLPattern

from symposia.views import matching as views

urlpatterns: list[URLPattern] = [
    path("", views.meeting_home, name="meeting-home"),
    path("schedule/", views.meeting_schedule, name="meeting-schedule"),
    path("schedule.ics", views.meeting_schedule_file, name="meeting-schedule-file"),
    path("requests/<int:pk>/", views.meeting_request, name="meeting-request"),
    path("requests/<int:pk>/withdraw/", views.meeting_withdraw, name="meeting-withdraw"),
    path("<int:pk>/", views.meeting_round, name="meeting-round"),
    path("<int:pk>/availability/", views.meeting_availability, name="meeting-availability"),
    path("<int:pk>/leave/", views.meeting_leave, name="meeting-leave"),
    path("<int:pk>/ask/<int:person>/", views.meeting_ask, name="meeting-ask"),
    path("<int:pk>/held/", views.meeting_held, name="meeting-held"),
    path("<int:pk>/desk/", views.meeting_desk, name="meeting-desk"),
    path("<int:pk>/desk/progress/", views.meeting_progress, name="meeting-progress"),
    path("<int:pk>/desk/step/<slug:verb>/", views.meeting_step, name="meeting-step"),
    path("<int:pk>/desk/tables.pdf", views.meeting_tables_pdf, name="meeting-tables-pdf"),
    path("<int:pk>/desk/signs.pdf", views.meeting_signs_pdf, name="meeting-signs-pdf"),
    path("desk/place/<int:pk>/", views.meeting_place, name="meeting-place"),
    path("desk/move/<int:pk>/", views.meeting_move, name="meeting-move"),
    path("desk/release/<int:pk>/", views.meeting_release, name="meeting-release"),
]
