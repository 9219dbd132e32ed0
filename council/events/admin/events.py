from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin

from council import programmes, when
from council.events import services
from council.events.admin.agenda import AgendaInline
from council.events.admin.base import CleanLines, EventInline, confirm
from council.events.admin.event_links import event_links
from council.events.admin.exporting import ExportPages
from council.events.admin.inviting import InvitingPages
from council.events.admin.on_behalf import OnBehalfPages
from council.events.admin.seats import CapacityPage, QuotaInline
from council.events.admin.writing import WritingPages
from council.events.filters import at_midnight
from council.events.importing import EventTable
from council.events.models import AgendaItem, Event, Question, Quota, Registration
from council.staff import coordinated_programmes
from council.staff.admin import ProgrammeScopedAdmin


class QuestionInline(EventInline, admin.TabularInline):
    model = Question
    extra = 0


class ProgrammeFilter(admin.SimpleListFilter):
    """The programmes that the reader coordinates."""

    title = _("programme")
    parameter_name = "programme"
    field = "programme"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        mine = coordinated_programmes(request.user)
        return [(slug, name) for slug, name in programmes.choices() if slug in mine]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{self.field: self.value()}) if self.value() else queryset


class WhenFilter(admin.SimpleListFilter):
    """What is ahead, today, over."""

    title = _("when")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("upcoming", _("Upcoming")), ("today", _("Today")), ("past", _("Past"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        now = timezone.now()
        if self.value() == "upcoming":
            return queryset.filter(ends_at__gt=now)
        if self.value() == "past":
            return queryset.filter(ends_at__lte=now)
        if self.value() == "today":
            start = at_midnight(timezone.localdate(now))
            return queryset.filter(starts_at__lt=start + timedelta(days=1), ends_at__gt=start)
        return queryset


class SeatsFilter(admin.SimpleListFilter):
    """Events that need a look: a queue, or people who wait for a decision."""

    title = _("who waits")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("queue", _("Full, with a waiting list")), ("approval", _("Registrations to approve"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        if self.value() == "queue":
            return queryset.filter(registrations__state=Registration.State.WAITLISTED).distinct()
        if self.value() == "approval":
            return queryset.filter(registrations__state=Registration.State.PENDING).distinct()
        return queryset


class EventForm(forms.ModelForm):
    """Checks what the service would refuse, with the event's row held until the change is saved."""

    def _post_clean(self) -> None:
        """After the instance was filled with what was typed, and checked by itself."""
        super()._post_clean()  # type: ignore[misc]  # the stubs leave it out
        if self.instance.pk is None or self.errors:
            return
        try:
            # The administration's view is one transaction: the row stays ours until it ends.
            with services.seats_locked(self.instance.pk) as held:
                services.check_changes(event=self.instance, held=held, now=timezone.now())
        except services.EventError as error:
            field = {services.SeatsTaken: "capacity", services.AudienceExcludes: "audience"}.get(type(error))
            self.add_error(field, str(error))


def count_of(state: str) -> Coalesce:
    """How many registrations of the event are in `state`, as a subquery."""
    counted = Registration.objects.filter(event=OuterRef("pk"), state=state).order_by().values("event")
    return Coalesce(Subquery(counted.annotate(count=Count("pk")).values("count")), 0)


class PeoplePages(InvitingPages, OnBehalfPages, WritingPages, ExportPages):
    """What staff do with the people of an event."""


@admin.register(Event)
class EventAdmin(CapacityPage, PeoplePages, CleanLines, ProgrammeScopedAdmin, SimpleHistoryAdmin):
    form = EventForm
    import_table = EventTable
    change_form_template = "admin/events/event_change_form.html"
    history_parts = ((AgendaItem, "event"), (Question, "event"))
    list_display = ("title", "programme_name", "state", "starts", "format", "seats", "waiting", "pending")
    list_filter = (WhenFilter, SeatsFilter, ProgrammeFilter, "state", "format", "audience")
    search_fields = ("title_ko", "title_en", "slug", "venue__name_ko", "venue__name_en", "body__name_ko", "body__name_en")
    list_select_related = ("venue", "body")
    ordering = ("-starts_at", "-pk")
    list_per_page = 50
    show_full_result_count = False
    prepopulated_fields = {"slug": ("title_en",)}
    readonly_fields = ("state", "cancel_reason", "taken", "kept", "sequence", "created_at", "updated_at")
    inlines = (QuotaInline, AgendaInline, QuestionInline)
    actions = ("publish_events", "cancel_events")
    fieldsets = (
        (None, {"fields": (("title_ko", "title_en"), "slug", ("programme", "kind", "state"), "body", "cancel_reason")}),
        (
            _("Time and place"),
            {
                "fields": (("starts_at", "ends_at"), ("all_day", "time_zone"), ("format", "venue", "room"), "online_link"),
                "description": _("Times are entered as Seoul time and shown to readers in the event's zone."),
            },
        ),
        (
            _("Registration"),
            {
                "fields": (
                    ("audience", "mode"),
                    ("opens_at", "closes_at"),
                    ("capacity", "taken", "kept"),
                    ("has_waiting_list", "offer_hours"),
                )
            },
        ),
        (_("Texts"), {"fields": (("summary_ko", "summary_en"), ("description_ko", "description_en"))}),
        (_("Contact"), {"fields": (("contact_name", "contact_email", "contact_phone"),)}),
        (_("Record"), {"fields": ("sequence", ("created_at", "updated_at")), "classes": ("collapse",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        events: QuerySet[Event] = super().get_queryset(request)
        return events.annotate(
            waiting_count=count_of(Registration.State.WAITLISTED), pending_count=count_of(Registration.State.PENDING)
        )

    def save_model(self, request: HttpRequest, obj: Event, form: Any, change: bool) -> None:
        # A change is saved together with the kept seats, in `save_related`.
        if not change:
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The event's own change together with its kept seats: more seats must not go to the waiting list before."""
        by: Any = request.user
        others = []
        quotas = services.QuotaChanges()
        for formset in formsets:
            if formset.model is Quota:
                quotas = services.QuotaChanges(saved=formset.save(commit=False), deleted=formset.deleted_objects)
            else:
                others.append(formset)
        if change:
            services.apply_event_changes(event=form.instance, by=by, now=timezone.now(), quotas=quotas)
        elif quotas.saved:
            services.set_quotas(event=form.instance, changes=quotas, now=timezone.now())
        super().save_related(request, form, others, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        before = list(AgendaItem.objects.filter(event=form.instance)) if change and formset.model is AgendaItem else []
        super().save_formset(request, form, formset, change)
        if before and formset.has_changed():
            by: Any = request.user
            services.settle_sessions(event=form.instance, before=before, by=by, now=timezone.now())
        if change and formset.model is Question and formset.has_changed():
            services.raise_questions_version(event=form.instance)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        event = context.get("original")
        if event is not None:
            context["staff_links"] = [(link.label, link.url(event)) for link in programmes.event_staff_links.all()]
            context["staff_links"] += event_links(event)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("title"), ordering="title_ko")
    def title(self, obj: Event) -> str:
        return str(obj)

    @admin.display(description=_("programme"), ordering="programme")
    def programme_name(self, obj: Event) -> str:
        programme = programmes.find(obj.programme)
        return str(programme.name) if programme else obj.programme

    @admin.display(description=_("begins"), ordering="starts_at")
    def starts(self, obj: Event) -> str:
        return when.day(obj.starts_at.astimezone(obj.zone)) if obj.all_day else when.moment(obj.starts_at, obj.time_zone)

    @admin.display(description=_("seats"), ordering="taken")
    def seats(self, obj: Event) -> str:
        kept = f" (+{obj.kept})" if obj.kept else ""
        return f"{obj.taken}{kept} / {'∞' if obj.capacity is None else obj.capacity}"

    @admin.display(description=_("waiting"), ordering="waiting_count")
    def waiting(self, obj: Event) -> str:
        return self._registrations(obj, obj.waiting_count, Registration.State.WAITLISTED)  # type: ignore[attr-defined]

    @admin.display(description=_("to approve"), ordering="pending_count")
    def pending(self, obj: Event) -> str:
        return self._registrations(obj, obj.pending_count, Registration.State.PENDING)  # type: ignore[attr-defined]

    def _registrations(self, event: Event, count: int, state: str) -> str:
        if not count:
            return "–"
        url = reverse("admin:events_registration_changelist")
        return format_html('<a href="{}?event__exact={}&amp;state__exact={}">{}</a>', url, event.pk, state, count)

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish_events(self, request: HttpRequest, queryset: QuerySet[Event]) -> None:
        done = 0
        for event in queryset:
            try:
                services.publish_event(event=event, by=request.user, now=timezone.now())  # type: ignore[arg-type]
                done += 1
            except services.EventError as error:
                self.message_user(request, f"{event}: {error}", messages.ERROR)
        if done:
            text = ngettext("%(count)d event is published.", "%(count)d events are published.", done)
            self.message_user(request, text % {"count": done}, messages.SUCCESS)

    @admin.action(description=_("Cancel, and tell everyone who is registered…"), permissions=["change"])
    def cancel_events(self, request: HttpRequest, queryset: QuerySet[Event]) -> HttpResponse | None:
        answer = confirm(
            self,
            request,
            queryset,
            action="cancel_events",
            title=_("Cancel these events?"),
            text=_("Every registration is cancelled, and everyone registered is told. This cannot be undone."),
            button=_("Cancel the events"),
        )
        if not isinstance(answer, dict):
            return answer
        done = 0
        for event in queryset:
            try:
                by: Any = request.user
                services.cancel_event(event=event, by=by, now=timezone.now(), reason=answer["reason"])
                done += 1
            except services.EventError as error:
                self.message_user(request, f"{event}: {error}", messages.ERROR)
        if done:
            text = ngettext("%(count)d event is cancelled.", "%(count)d events are cancelled.", done)
            self.message_user(request, text % {"count": done}, messages.SUCCESS)
        return None
