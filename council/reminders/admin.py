from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import BigIntegerField, Case, CharField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from council import bilingual, programmes, when
from council.events.admin.base import CleanLines
from council.events.models import Event
from council.members.staff_search import StaffSearch, logins_with
from council.messaging.services import heartbeats
from council.reminders import services
from council.reminders.forms import RuleForm
from council.reminders.models import EVENT_SOURCE, Reminder, Rule
from council.staff import COUNCIL, coordinated_programmes, coordinates
from council.staff.admin import ProgrammeScopedAdmin

PEOPLE_A_PAGE = 50


class SourceFilter(admin.SimpleListFilter):
    """Events, or a source of deadlines."""

    title = _("reminds of")
    parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(EVENT_SOURCE, _("events")), *((one.slug, one.name) for one in programmes.deadline_sources.all())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(source=self.value()) if self.value() else queryset


@admin.register(Rule)
class RuleAdmin(CleanLines, ProgrammeScopedAdmin, SimpleHistoryAdmin):
    """Rules of one's programmes and their events; general ones, and those of deadlines, are the secretariat's."""

    form = RuleForm
    change_form_template = "admin/reminders/rule/change_form.html"
    list_display = ["name", "place", "due", "audience", "formats", "grace", "has_own_text", "is_active"]
    list_filter = ["is_active", SourceFilter, "offset"]
    list_select_related = ["event", "body"]
    search_fields = ["name", "event__title_ko", "event__title_en"]
    raw_id_fields = ["event"]
    # One by one, so that a rule that people were reminded by is not among them.
    actions = None
    fieldsets = (
        (None, {"fields": ("source", "name", ("event", "programme"), "is_active")}),
        (_("When"), {"fields": ("offset", ("amount", "at_time"), "grace_minutes")}),
        (
            _("For whom"),
            {
                "fields": ("formats", "states", ("role", "attendance"), "body"),
                "description": _("Of an event: everything that is chosen must hold. Nothing chosen: everyone confirmed."),
            },
        ),
        (
            _("Text"),
            {
                "fields": (("subject_ko", "subject_en"), ("text_ko", "text_en")),
                "description": _("Empty: the standard text. Placeholders stand in braces; they are listed below."),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rule]:
        mine = coordinated_programmes(request.user)
        rules = Rule.objects.select_related("event", "body")
        places = Q(event__programme__in=mine) | Q(event=None, programme__in=mine)
        return rules.filter(places | Q(event=None, programme="")) if COUNCIL in mine else rules.filter(places)

    def _programme_of(self, obj: Any) -> str:
        return obj.event.programme if obj.event_id else obj.programme or COUNCIL

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A rule that people were reminded by is kept, or they would be reminded again: take it out of use. So is one that a
        source of deadlines brought: it would come back."""
        if obj is not None and (obj.source != EVENT_SOURCE or obj.reminders.exists()):
            return False
        return super().has_delete_permission(request, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        mine = coordinated_programmes(request.user)
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("RuleForm", (form,), {"programmes_of_staff": mine, "may_be_general": COUNCIL in mine})

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "event":
            kwargs["queryset"] = Event.objects.filter(programme__in=coordinated_programmes(request.user))
        if db_field.name == "programme":
            # The form has its own field for the programme, which may be left empty.
            return super(ProgrammeScopedAdmin, self).formfield_for_dbfield(db_field, request, **kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        rule = context.get("original") or Rule()
        context["placeholders"] = list(services.placeholders_of(rule).items())
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("event/<int:event_pk>/", wrap(self.preview_view), name="reminders_preview"),
            path("<int:pk>/preview/", wrap(self.rule_view), name="reminders_rule_preview"),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, event_pk: int) -> HttpResponse:
        """Who gets what, when: an event's reminders before and after they are sent."""
        event = get_object_or_404(Event, pk=event_pk)
        if not coordinates(request.user, event.programme):
            raise Http404
        now = timezone.now()
        lines = services.preview(event, now)
        if request.method == "POST":
            chosen = next((line.rule for line in lines if str(line.rule.pk) == request.POST.get("rule")), None)
            services.send_test(event=event, user=request.user, rule=chosen, now=timezone.now())  # type: ignore[arg-type]
            messages.success(request, _("The reminder is on its way to your own address, and to nobody else."))
            return redirect("admin:reminders_preview", event.pk)
        page = Paginator(services.people(event), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Who gets what, when"),
            "opts": self.model._meta,
            "event": event,
            "event_when": when.span(event.starts_at, event.ends_at, event.time_zone, all_day=event.all_day),
            "lines": [(line, *_clock(line, event)) for line in lines],
            "page": page,
            "people": _cells(event, lines, list(page.object_list), now),
        }
        return TemplateResponse(request, "admin/reminders/preview.html", context)

    def rule_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What a rule says, and whom it reaches next; a test to one's own address."""
        rule = self.get_object(request, str(pk))
        if rule is None:
            raise Http404
        if request.method == "POST":
            if services.send_test(event=rule.event, user=request.user, rule=rule, now=timezone.now()):  # type: ignore[arg-type]
                messages.success(request, _("The reminder is on its way to your own address, and to nobody else."))
            else:
                messages.warning(request, _("There is no event yet to show this reminder with."))
            return redirect("admin:reminders_rule_preview", rule.pk)
        found = services.upcoming(rule, request.user, timezone.now())  # type: ignore[arg-type]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Preview: %(rule)s") % {"rule": rule.describe()},
            "opts": self.model._meta,
            "rule": rule,
            "samples": services.sample(rule, request.user, rule.event, now=timezone.now()),  # type: ignore[arg-type]
            "notes": services.notes(rule, rule.event),
            "upcoming": [(one, when.moment(one.due_at, one.event.time_zone if one.event else when.SEOUL)) for one in found],
        }
        return TemplateResponse(request, "admin/reminders/rule/preview.html", context)

    @admin.display(description=_("reminds of"))
    def place(self, rule: Rule) -> str:
        if rule.source != EVENT_SOURCE:
            return rule.describe_audience()
        if rule.event:
            return bilingual.text(rule.event, "title")
        programme = programmes.find(rule.programme)
        return str(programme.name if programme else _("Every programme"))

    @admin.display(description=_("when"))
    def due(self, rule: Rule) -> str:
        return rule.describe()

    @admin.display(description=_("for whom"))
    def audience(self, rule: Rule) -> str:
        return rule.describe_audience() if rule.source == EVENT_SOURCE else "–"

    @admin.display(description=_("grace in hours"), ordering="grace_minutes")
    def grace(self, rule: Rule) -> str:
        return f"{rule.grace_minutes / 60:g}"

    @admin.display(description=_("own text"), boolean=True)
    def has_own_text(self, rule: Rule) -> bool:
        return rule.has_own_text


OUTCOMES = {
    "waiting": _("Waiting to be sent"),
    "sent": _("Sent"),
    "failed": _("Failed"),
    "uncertain": _("Uncertain"),
    "cancelled": _("No longer needed"),
    "expired": _("Expired"),
}


def reminders_with(word: str) -> QuerySet[Any]:
    """The keys of the ledger's entries for log-ins with `word` in address or name."""
    return Reminder.objects.order_by().filter(recipient__in=logins_with(word)).values("pk")


@admin.register(Reminder)
class ReminderAdmin(StaffSearch, ProgrammeScopedAdmin, admin.ModelAdmin):
    """The ledger, to read: nobody writes it but the planner."""

    list_display = ["recipient", "what", "rule", "due_at", "state", "message_state"]
    list_filter = ["state", SourceFilter, "rule__name", "due_at"]
    list_select_related = ["recipient", "rule", "message"]
    search_fields = ["recipient__email"]
    rows_with = staticmethod(reminders_with)
    actions = None
    change_list_template = "admin/reminders/reminder/change_list.html"
    fields = ("recipient", "what", "rule", "due_at", "state", "message_state", "schedule_version", "created_at")
    readonly_fields = ("what", "message_state")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reminder]:
        # The number of the event: asked for as one, it is found by its key.
        number = Case(When(source=EVENT_SOURCE, then=Cast("subject", BigIntegerField())))
        title = f"title_{bilingual.pick('ko', 'en')}"
        its_title = Event.objects.filter(pk=OuterRef("event_number")).values(title)[:1]
        return self._ledger(request).alias(event_number=number).annotate(title=Subquery(its_title))

    def _ledger(self, request: HttpRequest) -> QuerySet[Reminder]:
        """The entries of one's programmes; those of deadlines are the secretariat's."""
        mine = coordinated_programmes(request.user)
        if getattr(request.user, "is_superuser", False):
            return Reminder.objects.all()
        events = Event.objects.filter(programme__in=mine).annotate(key=Cast("pk", CharField()))
        own = Q(source=EVENT_SOURCE, subject__in=events.values("key"))
        return Reminder.objects.filter(own | ~Q(source=EVENT_SOURCE) if COUNCIL in mine else own)

    def _programme_of(self, obj: Any) -> str | None:
        if obj.source != EVENT_SOURCE:
            return COUNCIL
        return Event.objects.filter(pk=obj.subject).values_list("programme", flat=True).first()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        counts, oldest = services.ledger_outcomes(self._ledger(request))
        labels: dict[str, Any] = {**dict(Reminder.State.choices), **OUTCOMES}
        planner = heartbeats().get("planner")
        context = {
            "counts": [(labels.get(outcome, outcome), count) for outcome, count in counts],
            "oldest": when.moment(oldest) if oldest else "",
            "planner": when.moment(planner) if planner else "",
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    @admin.display(description=_("reminds of"))
    def what(self, reminder: Any) -> str:
        if reminder.source == EVENT_SOURCE:
            return reminder.title or reminder.subject
        source = programmes.deadline_sources.find(reminder.source)
        return str(source.name if source else reminder.source)

    @admin.display(description=_("message"))
    def message_state(self, reminder: Reminder) -> str:
        return reminder.message.get_state_display() if reminder.message else "–"


def _clock(line: services.PreviewedRule, event: Event) -> tuple[str, str]:
    """When it falls due and until when it is of use, on the clock of the event's zone."""
    return when.moment(line.due_at, event.time_zone), when.moment(line.useful_until, event.time_zone)


def _cells(event: Event, lines: list[services.PreviewedRule], shown: list[Any], now: Any) -> list[tuple[Any, list[str]]]:
    """Each person with what each rule has done or will do for him, in words."""
    ledger = services.entries(event, shown)
    meant = services.addressed(event, [line.rule for line in lines], shown, now)
    off = services.switched_off(shown)
    return [
        (person, [_cell(person, line, ledger.get(person.member.user_id, {}).get(line.rule.pk), meant, off) for line in lines])
        for person in shown
    ]


def _cell(person: Any, line: services.PreviewedRule, entry: Reminder | None, meant: Any, off: Any) -> str:
    if entry is not None:
        return str(entry.message.get_state_display() if entry.message else entry.get_state_display())
    if person.pk not in meant[line.rule.pk]:
        return "–"
    if (person.member.user_id, services.kind_of(line.rule)) in off:
        return str(_("Switched off"))
    return str(_("To come"))
