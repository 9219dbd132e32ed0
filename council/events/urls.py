from django.urls import path

from council.events import views

app_name = "events"
urlpatterns = [
    path("events/", views.event_list, name="event-list"),
    path("events/calendar/", views.event_month, name="event-month"),
    path("events/calendar/<int:year>/<int:month>/", views.event_calendar, name="event-calendar"),
    path("events/feed/", views.feeds, name="feeds"),
    path("events/feed.ics", views.feed, name="feed"),
    path("events/feed/<slug:programme>.ics", views.feed_programme, name="feed-programme"),
    path("events/<slug:slug>.ics", views.event_ics, name="event-ics"),
    path("events/<slug:slug>/", views.event_detail, name="event-detail"),
    path("events/<slug:slug>/register/", views.event_register, name="event-register"),
    path("events/<slug:slug>/cancel/", views.event_cancel, name="event-cancel"),
    path("events/<slug:slug>/survey/", views.event_survey, name="event-survey"),
    path("my/calendar/", views.my_calendar, name="my-calendar"),
    path("my/calendar/<slug:token>.ics", views.feed_personal, name="feed-personal"),
    path("my/calendar/<slug:token>/<slug:body>.ics", views.feed_body, name="feed-body"),
    path("events/<slug:slug>/invitation/<uuid:code>/", views.event_invitation, name="event-invitation"),
    path("events/<slug:slug>/sessions/", views.event_sessions, name="event-sessions"),
    path("events/<slug:slug>/checkin/", views.checkin, name="checkin"),
    path("events/<slug:slug>/checkin/counters/", views.checkin_counters, name="checkin-counters"),
    path("events/<slug:slug>/checkin/walk-in/", views.checkin_walk_in, name="checkin-walk-in"),
    path("events/<slug:slug>/checkin/excuse/<int:registration>/", views.checkin_excuse, name="checkin-excuse"),
    path("events/<slug:slug>/checkin/undo/<int:attendance>/", views.checkin_undo, name="checkin-undo"),
    path("events/<slug:slug>/checkin/list/", views.checkin_list, name="checkin-list"),
    path("events/<slug:slug>/transfer/", views.event_transfer, name="event-transfer"),
    path("events/<slug:slug>/offer/<uuid:token>/", views.event_offer, name="event-offer"),
    path("events/<slug:slug>/seat-code/", views.seat_code, name="seat-code"),
    path("events/<slug:slug>/certificate.pdf", views.certificate_pdf, name="certificate"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verify_code, name="verify-code"),
    path("my/attendance/", views.my_attendance, name="my-attendance"),
    path("my/registrations/", views.my_registrations, name="my-registrations"),
]
