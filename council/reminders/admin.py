from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import CharField, Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from council import bilingual, programmes, when
from council.events.models import Event
from council.reminders import services
from council.reminders.forms import RuleForm
from council.reminders.models import Reminder, Rule
from council.reminders.services.preview import entries
from council.staff import COUNCIL, coordinated_programmes, coordinates
from council.staff.admin import ProgrammeScopedAdmin

PEOPLE_A_PAGE = 50


@admin.register(Rule)
class RuleAdmin(ProgrammeScopedAdmin, SimpleHistoryAdmin):
    """Rules of one's programmes and their events; general ones are the secretariat's."""

    form = RuleForm
    list_display = ["name", "place", "due", "formats", "grace", "is_active"]
    list_filter = ["is_active", "offset"]
    list_select_related = ["event"]
    search_fields = ["name", "event__title_ko", "event__title_en"]
    raw_id_fields = ["event"]
    # One by one, so that a rule that people were reminded by is not among them.
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rule]:
        mine = coordinated_programmes(request.user)
        rules = Rule.objects.select_related("event")
        places = Q(event__programme__in=mine) | Q(event=None, programme__in=mine)
        return rules.filter(places | Q(event=None, programme="")) if COUNCIL in mine else rules.filter(places)

    def _programme_of(self, obj: Any) -> str:
        return obj.event.programme if obj.event_id else obj.programme or COUNCIL

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A rule that people were reminded by is kept, or they would be reminded again: take it out of use."""
        return super().has_delete_permission(request, obj) and not (obj is not None and obj.reminders.exists())

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        mine = coordinated_programmes(request.user)
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("RuleForm", (form,), {"programmes_of_staff": mine, "may_be_general": COUNCIL in mine})

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "event":
            kwargs["queryset"] = Event.objects.filter(programme__in=coordinated_programmes(request.user))
        # The form has its own field for the programme, which may be left empty.
        return super(ProgrammeScopedAdmin, self).formfield_for_dbfield(db_field, request, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_view)
        return [path("event/<int:event_pk>/", view, name="reminders_preview"), *super().get_urls()]

    def preview_view(self, request: HttpRequest, event_pk: int) -> HttpResponse:
        """Who gets what, when: an event's reminders before and after they are sent."""
        event = get_object_or_404(Event, pk=event_pk)
        if not coordinates(request.user, event.programme):
            raise Http404
        if request.method == "POST":
            services.send_test(event=event, user=request.user)
            messages.success(request, _("The reminder is on its way to your own address, and to nobody else."))
            return redirect("admin:reminders_preview", event.pk)
        lines = services.preview(event, timezone.now())
        page = Paginator(services.people(event), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
        ledger = entries(event, list(page.object_list))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Who gets what, when"),
            "opts": self.model._meta,
            "event": event,
            "event_when": when.span(event.starts_at, event.ends_at, event.time_zone, all_day=event.all_day),
            "lines": [(line, *_clock(line, event)) for line in lines],
            "page": page,
            "people": [(one, [ledger.get(one.member.user_id, {}).get(line.rule.pk) for line in lines]) for one in page],
        }
        return TemplateResponse(request, "admin/reminders/preview.html", context)

    @admin.display(description=_("for"))
    def place(self, rule: Rule) -> str:
        if rule.event:
            return bilingual.text(rule.event, "title")
        programme = programmes.find(rule.programme)
        return str(programme.name if programme else _("Every programme"))

    @admin.display(description=_("when"))
    def due(self, rule: Rule) -> str:
        return rule.describe()

    @admin.display(description=_("grace in hours"), ordering="grace_minutes")
    def grace(self, rule: Rule) -> str:
        return f"{rule.grace_minutes / 60:g}"


@admin.register(Reminder)
class ReminderAdmin(ProgrammeScopedAdmin, admin.ModelAdmin):
    """The ledger, to read: nobody writes it but the planner."""

    list_display = ["recipient", "event_title", "rule", "due_at", "state", "message_state"]
    list_filter = ["state", "rule__name", "due_at"]
    list_select_related = ["recipient", "rule", "message"]
    search_fields = ["recipient__email"]
    show_full_result_count = False
    actions = None
    change_list_template = "admin/reminders/reminder/change_list.html"
    fields = ("recipient", "event_title", "rule", "due_at", "state", "message_state", "schedule_version", "created_at")
    readonly_fields = ("event_title", "message_state")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reminder]:
        its_event = Event.objects.annotate(key=Cast("pk", CharField())).filter(key=OuterRef("subject"))
        title = f"title_{'ko' if bilingual.pick('ko', 'en') == 'ko' else 'en'}"
        ledger = Reminder.objects.annotate(title=Subquery(its_event.values(title)[:1]))
        if getattr(request.user, "is_superuser", False):
            return ledger
        mine = Event.objects.filter(programme__in=coordinated_programmes(request.user))
        return ledger.filter(source="event", subject__in=mine.annotate(key=Cast("pk", CharField())).values("key"))

    def _programme_of(self, obj: Any) -> str | None:
        return Event.objects.filter(pk=obj.subject).values_list("programme", flat=True).first()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        rows = self.get_queryset(request).order_by().values("state").annotate(count=Count("pk"))
        counts = {row["state"]: row["count"] for row in rows}
        context = {"counts": [(state.label, counts.get(state.value, 0)) for state in Reminder.State]}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    @admin.display(description=_("event"))
    def event_title(self, reminder: Any) -> str:
        return reminder.title or reminder.subject

    @admin.display(description=_("message"))
    def message_state(self, reminder: Reminder) -> str:
        return reminder.message.get_state_display() if reminder.message else "–"


def _clock(line: services.PreviewedRule, event: Event) -> tuple[str, str]:
    """When it falls due and until when it is of use, on the clock of the event's zone."""
    return when.moment(line.due_at, event.time_zone), when.moment(line.useful_until, event.time_zone)
