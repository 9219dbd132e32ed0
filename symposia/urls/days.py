from django.urls import path
from django.urls.resolvers import URLPattern

from symposia.views import days

urlpatterns: list[URLPattern] = [
    path("", days.days_now, name="days-now"),
    path("screen/", days.days_screen, name="days-screen"),
    path("desk/", days.days_desk, name="days-desk"),
    path("badges.pdf", days.days_badges, name="days-badges"),
    path("badge.pdf", days.days_own_badge, name="days-own-badge"),
    path("signs.pdf", days.days_signs, name="days-signs"),
    path("survey/", days.days_survey, name="days-survey"),
    path("report/", days.days_report, name="days-report"),
    path("report.<slug:kind>", days.days_report_file, name="days-report-file"),
]
