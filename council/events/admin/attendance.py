"""What staff see of attendance: the records, the report of an event and of a person, the certificates."""

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from council import when
from council.events import attendance_report as report
from council.events import services
from council.events.admin.base import NoSealedRows
from council.events.admin.events import ProgrammeFilter
from council.events.models import Attendance, Event
from council.events.shown_agenda import sealed_events
from council.events.slots import slots_of
from council.events.staff_search import attendances_with
from council.members.models import Member
from council.members.staff_search import StaffSearch
from council.staff import coordinated_programmes
from council.staff.admin import ProgrammeScopedAdmin
from council.tables import FORMATS, table_response

PEOPLE_A_PAGE = 50


class AttendanceProgrammeFilter(ProgrammeFilter):
    field = "event__programme"


class UndoneFilter(admin.SimpleListFilter):
    """What counts, or what was taken back."""

    title = _("undone")
    parameter_name = "undone"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("In force")), ("yes", _("Undone"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Attendance]) -> QuerySet[Attendance]:
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(undone_at__isnull=self.value() == "no")


@admin.register(Attendance)
class AttendanceAdmin(NoSealedRows, StaffSearch, ProgrammeScopedAdmin, admin.ModelAdmin):
    """The records of the doors, to read and to undo; they are made at `/events/<slug>/checkin/`."""

    rows_with = staticmethod(attendances_with)
    programme_field = "event__programme"
    list_display = ("person", "organisation_name", "event", "day", "agenda_item", "kind", "door", "recorded_at", "undone_at")
    list_display_links = ("recorded_at",)
    list_filter = ("kind", UndoneFilter, AttendanceProgrammeFilter, "day")
    search_fields = (
        "name",
        "organisation",
        "registration__member__family_name",
        "registration__member__given_name",
        "registration__member__family_name_en",
        "registration__member__given_name_en",
        "registration__member__user__email",
        "event__title_ko",
        "event__title_en",
    )
    list_select_related = ("registration__member__user", "registration__member__organisation", "event", "agenda_item")
    ordering = ("-recorded_at", "-pk")
    list_per_page = 50
    actions = ("undo",)
    fields = (
        "event",
        "person",
        "organisation_name",
        "day",
        "agenda_item",
        "kind",
        "note",
        "door",
        "recorded_at",
        "recorded_by",
        "undone_at",
        "undone_by",
    )
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        context |= {"show_save": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("event/<int:event_pk>/", wrap(self.event_view), name="events_attendance_event"),
            path("event/<int:event_pk>/export.<str:kind>", wrap(self.export_view), name="events_attendance_export"),
            path("person/<int:member_pk>/", wrap(self.person_view), name="events_attendance_person"),
            *super().get_urls(),
        ]

    def _event(self, request: HttpRequest, pk: int) -> Event:
        mine = Event.objects.filter(programme__in=coordinated_programmes(request.user)).select_related("venue")
        event: Event = get_object_or_404(mine, pk=pk)
        return event

    def event_view(self, request: HttpRequest, event_pk: int) -> HttpResponse:
        """What became of those who registered for one event; the button that issues their certificates."""
        now, event = timezone.now(), self._event(request, event_pk)
        if request.method == "POST":
            return self._issue_certificates(request, event)
        slots = slots_of(event)
        numbers = report.totals(event, now)
        page = Paginator(report.concerned(event), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Attendance report"),
            "opts": self.model._meta,
            "event": event,
            "event_when": when.span(event.starts_at, event.ends_at, event.time_zone, all_day=event.all_day),
            "totals": numbers,
            "over": event.has_ended(now),
            "may_certify": event.has_ended(now) and event.state != Event.State.CANCELLED and bool(numbers.attended),
            "by_slot": report.by_slot(event, slots),
            "slots": [slot.label(event.time_zone) for slot in slots],
            "page": page,
            "rows": report.rows(page.object_list, event, slots, now, recorded=numbers.recorded),
            "walk_ins": event.attendances.in_force().filter(registration=None).order_by("recorded_at", "pk")[:200],
        }
        return TemplateResponse(request, "admin/events/attendance/event.html", context)

    def _issue_certificates(self, request: HttpRequest, event: Event) -> HttpResponse:
        by: Any = request.user
        try:
            made, failed = services.issue_certificates(event=event, by=by, now=timezone.now())
        except services.EventError as error:
            messages.error(request, str(error))
        else:
            text = ngettext(
                "%(n)d certificate issued; its holder is told.", "%(n)d certificates issued; their holders are told.", len(made)
            )
            if made:
                messages.success(request, text % {"n": len(made)})
            elif not failed:
                messages.info(request, _("Everybody who came has a certificate already."))
            for registration, reason in failed:
                messages.warning(request, f"{registration.member}: {reason}")
        return redirect("admin:events_attendance_event", event.pk)

    def export_view(self, request: HttpRequest, event_pk: int, kind: str) -> HttpResponse:
        """The report of one event for a spreadsheet."""
        event = self._event(request, event_pk)
        if kind not in FORMATS:
            raise Http404
        if sealed_events().filter(pk=event.pk).exists():
            messages.error(
                request, _("Nothing that leaves the portal names anybody at this event: there is no file of who came.")
            )
            return redirect("admin:events_attendance_event", event.pk)
        title = str(_("Attendance report"))
        return table_response(kind, f"{event.slug}-attendance", title, report.export_rows(event, timezone.now()))

    def person_view(self, request: HttpRequest, member_pk: int) -> HttpResponse:
        """Where one person has been, among the events of the reader's programmes."""
        now, mine = timezone.now(), coordinated_programmes(request.user)
        member = get_object_or_404(Member.objects.select_related("user", "organisation"), pk=member_pk)
        found = report.of_person(member, now).filter(event__programme__in=mine)
        if not found.exists() and not request.user.is_superuser:
            raise Http404
        page = Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Attendance of %(name)s") % {"name": member},
            "opts": self.model._meta,
            "member": member,
            "totals": report.person_totals(member, now, mine),
            "page": page,
            "rows": report.person_rows(page.object_list, now),
        }
        return TemplateResponse(request, "admin/events/attendance/person.html", context)

    @admin.display(description=_("person"))
    def person(self, obj: Attendance) -> SafeString | str:
        if obj.registration is None:
            return obj.name
        url = reverse("admin:events_attendance_person", args=[obj.registration.member_id])
        return format_html('<a href="{}">{}</a>', url, obj.who)

    @admin.display(description=_("organisation"))
    def organisation_name(self, obj: Attendance) -> str:
        if obj.registration is None:
            return obj.organisation or "–"
        member = obj.registration.member
        return str(member.organisation or member.organisation_name or "–")

    @admin.action(description=_("Undo"), permissions=["change"])
    def undo(self, request: HttpRequest, queryset: QuerySet[Attendance]) -> None:
        by: Any = request.user
        now = timezone.now()
        records = list(queryset.filter(undone_at=None))
        for record in records:
            services.undo_attendance(attendance=record, by=by, now=now)
        text = ngettext("%(n)d record undone.", "%(n)d records undone.", len(records))
        self.message_user(request, text % {"n": len(records)}, messages.SUCCESS)
