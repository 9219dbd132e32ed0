from django.urls import path

from forums.views.clock import calendars, deadlines

urlpatterns = [
    path("", deadlines.deadline_list, name="ip-deadline-list"),
    path("calendar/", calendars.my_calendar, name="ip-deadline-calendar"),
    path("feed/<str:token>.ics", calendars.feed, name="ip-deadline-feed"),
    path("<uuid:key>/", deadlines.deadline_detail, name="ip-deadline"),
    path("<uuid:key>/acknowledge/", deadlines.deadline_acknowledge, name="ip-deadline-acknowledge"),
    path("<uuid:key>/settle/", deadlines.deadline_settle, name="ip-deadline-settle"),
    path("<uuid:key>/reopen/", deadlines.deadline_reopen, name="ip-deadline-reopen"),
    path("<uuid:key>/correct/", deadlines.deadline_correct, name="ip-deadline-correct"),
    path("<uuid:key>/end-correction/", deadlines.deadline_end_correction, name="ip-deadline-end-correction"),
]
