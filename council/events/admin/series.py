from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from simple_history.admin import SimpleHistoryAdmin

from council import when
from council.events import services
from council.events.admin.base import CleanLines
from council.events.admin.events import ProgrammeFilter
from council.events.admin.series_form import PREVIEW, SeriesForm
from council.events.models import Event, Occurrence, Series
from council.events.recurrence import RuleError, describe
from council.events.services import Action
from council.staff import coordinates
from council.staff.admin import ProgrammeScopedAdmin

# What a series takes from an event or a series that it is made of.
TEXTS = ("kind", "title_ko", "title_en", "summary_ko", "summary_en", "description_ko", "description_en")
PLACE = ("format", "venue", "room", "online_link", "contact_name", "contact_email", "contact_phone")
WHO = ("programme", "body", "audience", "mode", "capacity", "has_waiting_list", "time_zone")
OWN = (
    *("rule", "all_day", "starts_time", "ends_time", "days", "last_on", "holidays", "horizon_days"),
    *("publishes", "is_active", "opens_days", "closes_days", "pattern"),
)


@admin.register(Series)
class SeriesAdmin(CleanLines, ProgrammeScopedAdmin, SimpleHistoryAdmin):
    """Series with a look at their dates. `?following=<occurrence>` on the page for a new one goes on with “this and all
    following” of an old one; `?pattern=<event>` begins with an event."""

    form = SeriesForm
    change_form_template = "admin/events/series/change_form.html"
    list_display = ("title", "rule_in_words", "starts_on", "last_on", "events_made", "is_active")
    list_filter = (ProgrammeFilter, "is_active")
    search_fields = ("title_ko", "title_en", "slug")
    ordering = ("-is_active", "title_ko", "starts_on")
    prepopulated_fields = {"slug": ("title_en",)}
    autocomplete_fields = ("pattern",)
    actions = None
    fieldsets = (
        (None, {"fields": (("title_ko", "title_en"), "slug", ("programme", "kind"), "body", ("is_active", "publishes"))}),
        (
            gettext_lazy("Dates"),
            {
                "fields": (
                    ("starts_on", "last_on"),
                    ("repeats", "interval", "ordinal"),
                    "weekdays",
                    "rule",
                    ("all_day", "days"),
                    ("starts_time", "ends_time", "time_zone"),
                    ("holidays", "horizon_days"),
                ),
                "description": gettext_lazy("Times are those of the clock in the time zone, in summer and in winter."),
            },
        ),
        (gettext_lazy("Place"), {"fields": (("format", "venue", "room"), "online_link")}),
        (
            gettext_lazy("Registration"),
            {"fields": (("audience", "mode"), ("opens_days", "closes_days"), ("capacity", "has_waiting_list"))},
        ),
        (
            gettext_lazy("Texts"),
            {"fields": (("summary_ko", "summary_en"), ("description_ko", "description_en"), "pattern")},
        ),
        (gettext_lazy("Contact"), {"fields": (("contact_name", "contact_email", "contact_phone"),)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Series]:
        series: QuerySet[Series] = super().get_queryset(request)
        return series.annotate(events_count=Count("occurrences"))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Series | None = None) -> dict[str, Any]:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_form(self, request: HttpRequest, obj: Series | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("SeriesForm", (form,), {"following": None if change else self._following(request)})

    def _following(self, request: HttpRequest) -> Occurrence | None:
        """The occurrence that a new series goes on from. Raises `Http404` for one that is not the reader's."""
        given = request.GET.get("following")
        if not given:
            return None
        found = Occurrence.objects.select_related("series", "event").filter(pk=given).first() if given.isdecimal() else None
        if found is None or not coordinates(request.user, found.series.programme):
            raise Http404
        return found

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        following = self._following(request)
        if following is not None:
            old = following.series
            number = Series.objects.filter(slug__startswith=old.slug[:56]).count() + 1
            taken = {name: _initial(old, name) for name in (*TEXTS, *PLACE, *WHO, *OWN)}
            return {**taken, "starts_on": following.original_date, "slug": f"{old.slug[:56]}-{number}"}
        given = request.GET.get("pattern", "")
        event = Event.objects.filter(pk=given).first() if given.isdecimal() else None
        if event is None:
            return super().get_changeform_initial_data(request)
        if not coordinates(request.user, event.programme):
            raise Http404
        first, last = event.starts_at.astimezone(event.zone), event.ends_at.astimezone(event.zone)
        taken = {name: _initial(event, name) for name in (*TEXTS, *PLACE, *WHO)}
        begins, ends = event.days()
        times: dict[str, Any] = {"starts_on": begins, "days": (ends - begins).days + 1, "all_day": event.all_day}
        if not event.all_day:
            times |= {"starts_time": first.time(), "ends_time": last.time()}
        return {**taken, **times, "pattern": event.pk, "slug": event.slug[:50]}

    def save_model(self, request: HttpRequest, obj: Series, form: Any, change: bool) -> None:
        by: Any = request.user
        if form.following is not None:
            services.split_series(occurrence=form.following, new=obj, by=by)
        else:
            super().save_model(request, obj, form, change)
        transaction.on_commit(lambda: self._keep(request, obj))

    def _keep(self, request: HttpRequest, series: Series) -> None:
        """Once the series is saved: make and change its events, each in a transaction of its own."""
        by: Any = request.user
        done = services.keep_series(series=series, by=by, now=timezone.now())
        if done:
            text = ngettext("%(count)d event was made or changed.", "%(count)d events were made or changed.", done)
            self.message_user(request, text % {"count": done}, messages.SUCCESS)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except services.EventError as error:
            # Somebody has split the series meanwhile.
            self.message_user(request, str(error), messages.ERROR)
            return self.changelist_view(request)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        form = context["adminform"].form
        lines = form.lines
        if not form.is_bound and form.instance.pk:
            try:
                known = services.occurrences_of(form.instance)
                lines = services.plan_series(form.instance, timezone.now(), occurrences=known)
            except RuleError:
                lines = []
        context["dates"] = [row(line) for line in lines if line.action != Action.PAST]
        context["preview_name"] = PREVIEW
        context["following"] = form.following
        context["is_preview"] = form.is_bound and not form.errors
        context["confirmed"] = form["confirmed"] if form.is_bound and form.needs_confirmation else None
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=gettext_lazy("title"), ordering="title_ko")
    def title(self, obj: Series) -> str:
        return str(obj)

    @admin.display(description=gettext_lazy("rule"))
    def rule_in_words(self, obj: Series) -> str:
        return describe(obj.rule, obj.starts_on) or obj.rule

    @admin.display(description=gettext_lazy("events made"), ordering="events_count")
    def events_made(self, obj: Series) -> int:
        return obj.events_count  # type: ignore[attr-defined]  # annotated above


def _initial(source: Any, name: str) -> Any:
    """A field's value as a form wants it: the key of what it points to."""
    return getattr(source, f"{name}_id", None) if name in ("venue", "body", "pattern") else getattr(source, name)


def row(line: services.PlannedEvent) -> dict[str, Any]:
    """A line of the plan in words."""
    label, tone = WORDS[line.action]
    notes = []
    was_all_day = line.event is not None and line.event.all_day
    all_day = line.values.get("all_day", was_all_day)
    if line.before is not None:
        notes.append(_("It was on %(moment)s.") % {"moment": _moment(line, line.before, all_day=was_all_day)})
    if line.is_moved:
        text = _("Moved from %(day)s: %(holiday)s.")
        notes.append(text % {"day": when.day(line.original), "holiday": line.holiday})
    elif line.action == Action.COLLIDES:
        text = _("%(holiday)s; the next working day has a meeting of its own.")
        notes.append(text % {"holiday": line.holiday})
    elif line.holiday:
        notes.append(_("Public holiday: %(holiday)s.") % {"holiday": line.holiday})
    if line.registered and line.action in Action.CONSEQUENCES:
        text = ngettext("%(count)d person is told.", "%(count)d people are told.", line.registered)
        notes.append(text % {"count": line.registered})
    url = reverse("admin:events_event_change", args=[line.event.pk]) if line.event else ""
    moment = when.day(line.original) if line.starts_at is None else _moment(line, line.starts_at, all_day=all_day)
    return {"moment": moment, "label": label, "tone": tone, "notes": notes, "url": url, "registered": line.registered}


def _moment(line: services.PlannedEvent, value: Any, *, all_day: bool) -> str:
    zone = line.values.get("time_zone") or (line.event.time_zone if line.event else when.SEOUL)
    return when.day(value.astimezone(ZoneInfo(zone))) if all_day else when.moment(value, zone)


WORDS = {
    Action.NEW: (gettext_lazy("will be made"), "info"),
    Action.KEEP: (gettext_lazy("stands"), "success"),
    Action.CHANGE: (gettext_lazy("is changed"), "warning"),
    Action.CANCEL: (gettext_lazy("will be cancelled"), "danger"),
    Action.REMOVE: (gettext_lazy("draft, is removed"), "danger"),
    Action.ALONE: (gettext_lazy("changed alone, stays as it is"), "neutral"),
    Action.CANCELLED: (gettext_lazy("cancelled alone"), "neutral"),
    Action.REMOVED: (gettext_lazy("removed, is not made again"), "neutral"),
    Action.SKIPPED: (gettext_lazy("left out"), "neutral"),
    Action.COLLIDES: (gettext_lazy("left out"), "neutral"),
}
