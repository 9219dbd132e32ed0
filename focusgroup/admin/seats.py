from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from council.members.models import Membership
from focusgroup.admin.base import FocusGroupAdmin
from focusgroup.models import Seat
from focusgroup.models.seats import ENDED


class StandingFilter(admin.SimpleListFilter):
    """Seats in force, to begin, or past."""

    title = _("term")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("now", _("In force, with a vote")), ("to-come", _("To begin")), ("past", _("Term over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        now = timezone.now()
        found = {
            "now": lambda: Seat.objects.enrolled(now),
            "to-come": lambda: Seat.objects.to_come(timezone.localdate(now)),
            "past": lambda: Seat.objects.past(timezone.localdate(now)),
        }.get(self.value() or "")
        return queryset.filter(pk__in=found().values("pk")) if found else queryset


@admin.register(Seat)
class SeatAdmin(FocusGroupAdmin, SimpleHistoryAdmin):
    """Whom each place in the Focus Group speaks for. The place itself, its role and term, is given among the bodies."""

    list_display = ("person", "constituency", "role", "cluster", "starts_on", "ends_on", "standing")
    list_filter = (StandingFilter, "constituency", "cluster")
    list_select_related = ("membership__member__user", "membership__member__organisation", "membership__body", "cluster")
    list_per_page = 50
    search_fields = (
        "membership__member__family_name",
        "membership__member__given_name",
        "membership__member__family_name_en",
        "membership__member__given_name_en",
        "membership__member__user__email",
    )
    ordering = ("constituency", "membership__starts_on", "pk")
    autocomplete_fields = ("membership", "appointment")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("place", "constituency", "cluster", "appointment") if obj else self.fields_of_a_new_one

    fields_of_a_new_one = ("membership", "constituency", "cluster", "appointment")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("place",) if obj else ()

    @admin.display(description=_("member"), ordering="membership__member__family_name")
    def person(self, seat: Seat) -> str:
        return str(seat.membership.member)

    @admin.display(description=_("place in the body"))
    def place(self, seat: Seat) -> str:
        url = reverse("admin:members_membership_change", args=[seat.pk])
        return format_html('<a href="{}">{}</a> · {}', url, seat.membership, seat.membership.get_role_display())

    @admin.display(description=_("role"), ordering="membership__role")
    def role(self, seat: Seat) -> str:
        return str(seat.membership.get_role_display())

    @admin.display(description=_("term begins"), ordering="membership__starts_on")
    def starts_on(self, seat: Seat) -> date | None:
        return seat.membership.starts_on

    @admin.display(description=_("term ends"), ordering="membership__ends_on")
    def ends_on(self, seat: Seat) -> date | None:
        return seat.membership.ends_on

    @admin.display(description=_("term"))
    def standing(self, seat: Seat) -> Any:
        place, today = seat.membership, timezone.localdate()
        if place.state in ENDED or (place.ends_on is not None and place.ends_on < today):
            return _("Term over")
        if place.state not in Membership.SEATED:
            return place.get_state_display()
        return _("To begin") if place.starts_on is not None and place.starts_on > today else _("In force, with a vote")
