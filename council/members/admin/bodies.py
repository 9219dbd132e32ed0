from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Model, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from council import programmes
from council.members import services
from council.members.models import Body, Membership, Seat
from council.members.more_tables import MembershipTable
from council.members.staff_search import StaffSearch, places_with
from council.staff import coordinated_programmes
from council.staff.admin import ProgrammeScopedAdmin

# Counted for the rows of the page alone.
LIVE_PLACES = Coalesce(
    Subquery(
        Membership.objects.filter(body=OuterRef("pk"), state__in=Membership.LIVE)
        .order_by()
        .values("body")
        .annotate(number=Count("pk"))
        .values("number")
    ),
    0,
)


class ProgrammeFilter(admin.SimpleListFilter):
    """The programmes that the staff member coordinates."""

    title = _("programme")
    parameter_name = "programme"
    lookup = "programme"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        mine = coordinated_programmes(request.user)
        return [choice for choice in programmes.choices() if choice[0] in mine]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{self.lookup: self.value()}) if self.value() else queryset


class BodyProgrammeFilter(ProgrammeFilter):
    lookup = "body__programme"


class PlacesFormSet(forms.BaseInlineFormSet):
    """Places of one page: nobody twice. The body comes from the page, so Django leaves the rule of the database unchecked."""

    def clean(self) -> None:
        super().clean()
        self._refuse_overlaps()
        live = [form for form in self.forms if self._is_live(form)]
        taken = self._held_elsewhere([form.instance for form in live])
        for form in live:
            if form.instance.member_id in taken:
                form.add_error(None, _("This person already has a place in this body."))
            taken.add(form.instance.member_id)

    def _refuse_overlaps(self) -> None:
        """On no day does a person hold two places here: neither on this page nor beside what is saved."""
        given = [form for form in self.forms if self._is_kept(form) and form.instance.state in Membership.SEATED]
        held = Membership.objects.filter(body=self.instance, state__in=Membership.SEATED) if self.instance.pk else []
        mine = {form.instance.pk for form in self.forms}
        days = [(place.member_id, place) for place in held if place.pk not in mine]
        for form in given:
            place = form.instance
            if any(member == place.member_id and place.overlaps(other) for member, other in days):
                form.add_error(None, _("This person has a place in this body on some of these days already."))
            days.append((place.member_id, place))

    def _is_kept(self, form: Any) -> bool:
        return not getattr(form, "cleaned_data", {}).get("DELETE") and form.instance.member_id is not None

    def _is_live(self, form: Any) -> bool:
        place, data = form.instance, getattr(form, "cleaned_data", {})
        return not data.get("DELETE") and place.member_id is not None and place.state in Membership.LIVE

    def _held_elsewhere(self, places: list[Membership]) -> set[int]:
        if self.instance.pk is None:
            return set()
        others = Membership.objects.filter(body=self.instance, state__in=Membership.LIVE)
        others = others.filter(member__in=[place.member_id for place in places])
        return set(others.exclude(pk__in=[place.pk for place in places if place.pk]).values_list("member", flat=True))


class BodyMembershipInline(ProgrammeScopedAdmin, admin.TabularInline):
    """The people of a body. Who holds a place never changes (a new person is a new row), so no row asks for its own picker."""

    model = Membership
    formset = PlacesFormSet
    programme_field = "body__programme"
    fields = ("member", "role", "state", "starts_on", "ends_on")
    readonly_fields = ("member",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("member__user", "member__organisation", "body")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # a place ends, which its holder is told; it is not as if it had never been


class NewBodyMembershipInline(ProgrammeScopedAdmin, admin.TabularInline):
    """People who join a body."""

    model = Membership
    formset = PlacesFormSet
    verbose_name = _("new place")
    verbose_name_plural = _("new places")
    programme_field = "body__programme"
    fields = ("member", "role", "state", "starts_on", "ends_on")
    autocomplete_fields = ("member",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).none()


class SeatInline(ProgrammeScopedAdmin, admin.TabularInline):
    """The seats that organisations have in a body; who takes each is for their contacts to say. Whose a seat is never changes,
    so no row asks for its own picker."""

    model = Seat
    programme_field = "body__programme"
    fields = ("organisation", "role", "starts_on", "ends_on", "held_by")
    readonly_fields = ("organisation", "held_by")
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        holders = Membership.objects.filter(state__in=Membership.OPEN).select_related("member__user").order_by("pk")
        seats = super().get_queryset(request).select_related("organisation", "body")
        return seats.prefetch_related(Prefetch("holders", holders, to_attr="now_held_by"))

    @admin.display(description=_("held by"))
    def held_by(self, seat: Seat) -> str:
        return ", ".join(str(place.member) for place in getattr(seat, "now_held_by", ())) or "–"


class NewSeatInline(ProgrammeScopedAdmin, admin.TabularInline):
    """Seats that organisations are given; their contacts are told."""

    model = Seat
    verbose_name = _("new seat of an organisation")
    verbose_name_plural = _("new seats of organisations")
    programme_field = "body__programme"
    fields = ("organisation", "role", "starts_on", "ends_on")
    autocomplete_fields = ("organisation",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).none()


@admin.register(Body)
class BodyAdmin(ProgrammeScopedAdmin, SimpleHistoryAdmin):
    history_parts = ((Membership, "body"), (Seat, "body"))
    list_display = ("name_ko", "name_en", "programme_name", "kind", "people_count")
    list_display_links = ("name_ko", "name_en")
    list_filter = (ProgrammeFilter, "kind")
    search_fields = ("name_ko", "name_en", "slug")
    prepopulated_fields = {"slug": ("name_en",)}
    inlines = (BodyMembershipInline, NewBodyMembershipInline, SeatInline, NewSeatInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(people_count=LIVE_PLACES)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # Whoever sits there would lose the place without a word.
        may = super().has_delete_permission(request, obj)
        return may and not (isinstance(obj, Body) and obj.memberships.filter(state__in=Membership.OPEN).exists())

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        now = timezone.now()
        if formset.model is Seat:
            for row in formset.deleted_forms:
                if row.instance.pk:
                    services.vacate_seat(seat=row.instance, by=request.user, now=now)
        super().save_formset(request, form, formset, change)
        if formset.model is Seat:
            for seat in formset.new_objects:
                services.tell_seat_given(seat=seat, now=now)
            for seat, _fields in formset.changed_objects:
                services.resize_seat(seat=seat, by=request.user, now=now)
        if formset.model is Membership:
            for place in formset.new_objects:
                services.tell_place_saved(place=place, before=None)
            before = {row.instance.pk: row.initial.get("state") for row in formset.initial_forms}
            for place, _fields in formset.changed_objects:
                services.tell_place_saved(place=place, before=before[place.pk])

    @admin.display(description=_("programme"), ordering="programme")
    def programme_name(self, body: Body) -> Any:
        programme = programmes.find(body.programme)
        return programme.name if programme else body.programme

    @admin.display(description=_("people"), ordering="people_count")
    def people_count(self, body: Any) -> int:
        return int(body.people_count)


class EndingFilter(admin.SimpleListFilter):
    """Places whose term ends within 60 days, or has ended and nothing was done."""

    title = _("end of the term")
    parameter_name = "ending"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Within 60 days"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "1":
            return queryset
        last = timezone.localdate() + timedelta(days=60)
        return queryset.filter(state__in=Membership.SEATED, ends_on__lte=last)


@admin.register(Membership)
class MembershipAdmin(StaffSearch, ProgrammeScopedAdmin, SimpleHistoryAdmin):
    """The rosters of one's own programmes."""

    rows_with = staticmethod(places_with)
    programme_field = "body__programme"
    import_table = MembershipTable
    list_display = ("member", "body", "role", "state", "starts_on", "ends_on", "for_organisation")
    list_filter = (BodyProgrammeFilter, EndingFilter, "state", "role", ("seat", admin.EmptyFieldListFilter))
    list_select_related = ("member__user", "body", "seat__organisation")
    list_per_page = 50
    search_fields = (
        "member__family_name",
        "member__given_name",
        "member__family_name_en",
        "member__given_name_en",
        "member__user__email",
        "body__name_ko",
        "body__name_en",
    )
    autocomplete_fields = ("member", "body")
    date_hierarchy = "starts_on"
    # A colleague takes it by the contact's word, not by staff's.
    exclude = ("seat",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # A place in force ends by another state, which its holder is told.
        may = super().has_delete_permission(request, obj)
        return may and not (isinstance(obj, Membership) and obj.is_open)

    @admin.display(description=_("seat of an organisation"))
    def for_organisation(self, place: Membership) -> str:
        return str(place.seat.organisation) if place.seat else "–"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        services.tell_place_saved(place=obj, before=form.initial.get("state") if change else None)
