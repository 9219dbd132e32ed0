from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.admin import SimpleHistoryAdmin

from council import when
from council.events.admin.base import CleanLines
from council.events.admin.events import EventInline, ProgrammeFilter
from council.events.models import Survey, SurveyQuestion
from council.events.services import survey_results
from council.events.services.surveys import asked_registrations
from council.staff.admin import ProgrammeScopedAdmin
from council.tables import FORMATS, table_response


class SurveyQuestionInline(EventInline, admin.StackedInline):
    model = SurveyQuestion
    programme_field = "survey__event__programme"
    parent_programme_field = "event__programme"
    extra = 0
    fields = (("kind", "position", "required", "retired"), ("label_ko", "label_en"), ("options_ko", "options_en"))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        found = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("options_ko", "options_en"):
            found.widget.attrs["rows"] = 4
        return found

    def get_extra(self, request: HttpRequest, obj: Survey | None = None, **kwargs: Any) -> int:
        return 0 if obj else 3


class SurveyProgrammeFilter(ProgrammeFilter):
    field = "event__programme"


@admin.register(Survey)
class SurveyAdmin(CleanLines, ProgrammeScopedAdmin, SimpleHistoryAdmin):
    """The questions after an event, and what was answered: together, never by person where that was promised."""

    programme_field = "event__programme"
    list_display = ("__str__", "ended", "state", "answers", "is_anonymous")
    list_filter = (SurveyProgrammeFilter, "is_anonymous")
    list_select_related = ("event",)
    search_fields = ("event__title_ko", "event__title_en", "event__slug")
    autocomplete_fields = ("event",)
    inlines = (SurveyQuestionInline,)
    actions = None
    change_form_template = "admin/events/survey/change_form.html"
    fields = ("event", ("intro_ko", "intro_en"), ("is_anonymous", "is_active", "invites"), "open_days")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Survey]:
        surveys: QuerySet[Survey] = super().get_queryset(request)
        return surveys.annotate(answers_count=Count("responses"))

    def get_readonly_fields(self, request: HttpRequest, obj: Survey | None = None) -> tuple[str, ...]:
        """What was asked of one event stays with it."""
        return ("event",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What people answered is kept: take the survey out of use."""
        return super().has_delete_permission(request, obj) and not (obj is not None and obj.responses.exists())

    def get_urls(self) -> list[URLPattern]:
        return [
            path("<int:pk>/results/", self.admin_site.admin_view(self.results_view), name="events_survey_results"),
            path("<int:pk>/results/<slug:kind>/", self.admin_site.admin_view(self.export_view), name="events_survey_export"),
            *super().get_urls(),
        ]

    def _get_or_404(self, request: HttpRequest, pk: int) -> Survey:
        survey = self.get_queryset(request).select_related("event").filter(pk=pk).first()
        if survey is None:
            raise Http404
        return survey

    def results_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What was answered: a chart and a table of the same numbers for each question."""
        survey = self._get_or_404(request, pk)
        found = survey_results.results(survey)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Results of the survey"),
            "opts": self.model._meta,
            "survey": survey,
            "event": survey.event,
            "event_when": when.span(
                survey.event.starts_at, survey.event.ends_at, survey.event.time_zone, all_day=survey.event.all_day
            ),
            "answered": survey.answers_count,  # type: ignore[attr-defined]  # annotated above
            "asked": asked_registrations(survey).count(),
            "results": [(result, chart(result)) for result in found],
            "exports": [(kind.upper(), reverse("admin:events_survey_export", args=[pk, kind])) for kind in FORMATS],
        }
        return TemplateResponse(request, "admin/events/survey/results.html", context)

    def export_view(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        """One row a response, as CSV or XLSX."""
        survey = self._get_or_404(request, pk)
        if kind not in FORMATS:
            raise Http404
        return table_response(kind, f"survey-{survey.event.slug}", _("Survey"), survey_results.rows(survey))

    @admin.display(description=gettext_lazy("event ends"), ordering="event__ends_at")
    def ended(self, obj: Survey) -> str:
        return when.moment(obj.event.ends_at, obj.event.time_zone)

    @admin.display(description=gettext_lazy("state"))
    def state(self, obj: Survey) -> str:
        now = timezone.now()
        if not obj.is_active:
            return _("Not in use")
        if obj.is_open(now):
            return _("Takes answers")
        return _("Opens when the event ends") if not obj.event.has_ended(now) else _("Takes answers no more")

    @admin.display(description=gettext_lazy("answers"), ordering="answers_count")
    def answers(self, obj: Survey) -> str:
        url = reverse("admin:events_survey_results", args=[obj.pk])
        return format_html('<a href="{}">{}</a>', url, obj.answers_count)  # type: ignore[attr-defined]  # annotated above


def chart(result: survey_results.QuestionResult) -> dict[str, Any]:
    """What `charts.js` draws."""
    return {
        "labels": [bar.label for bar in result.bars],
        "values": [bar.count for bar in result.bars],
        "unit": _("Answers"),
    }
