"""Who is expected at a door and who came: what the check-in page, the printed lists and the counters read."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat, Replace

from council.events.models import AgendaRegistration, Attendance, Event, Registration
from council.events.slots import Slot

Kind = Attendance.Kind


@dataclass(frozen=True)
class Counts:
    """How many of the registered are in, and how many others walked in."""

    expected: int
    present: int
    excused: int
    walk_ins: int

    @property
    def missing(self) -> int:
        return max(0, self.expected - self.present - self.excused)

    @property
    def inside(self) -> int:
        """Everyone who came."""
        return self.present + self.walk_ins


def expected(event: Event, slot: Slot) -> "QuerySet[Registration]":
    """The registrations with a seat at `slot`: in an agenda item that people sign up for, those who did, and whoever is
    recorded there."""
    people = event.registrations.filter(state=Registration.State.CONFIRMED)
    if slot.item is None or not slot.item.needs_registration:
        return people
    chosen = AgendaRegistration.objects.filter(item=slot.item, registration=OuterRef("pk"))
    recorded = Attendance.objects.in_force().at(slot.day, slot.item_id).filter(registration=OuterRef("pk"))
    return people.filter(Exists(chosen.filter(state=AgendaRegistration.State.CONFIRMED)) | Exists(recorded))


def counts(event: Event, slot: Slot) -> Counts:
    """The numbers of one slot. Two queries."""
    records = Attendance.objects.in_force().at(slot.day, slot.item_id).filter(event=event)
    found = records.aggregate(
        present=Count("pk", filter=Q(kind=Kind.PRESENT, registration__isnull=False)),
        excused=Count("pk", filter=Q(kind=Kind.EXCUSED)),
        walk_ins=Count("pk", filter=Q(registration=None)),
    )
    return Counts(expected=expected(event, slot).count(), **found)


def roll(event: Event, slot: Slot, query: str = "", show: str = "") -> "QuerySet[Registration]":
    """The people with a seat at `slot` by name, each with what is recorded there: `record_id`, `record_kind`, `recorded_at`,
    `record_door`, `record_note`. `query`: as `matching` has it. `show`: “missing” or “in”."""
    records = Attendance.objects.in_force().at(slot.day, slot.item_id).filter(registration=OuterRef("pk"))
    people = expected(event, slot).select_related("member__user", "member__organisation")
    people = people.annotate(
        record_id=Subquery(records.values("pk")[:1]),
        record_kind=Subquery(records.values("kind")[:1]),
        recorded_at=Subquery(records.values("recorded_at")[:1]),
        record_door=Subquery(records.values("door")[:1]),
        record_note=Subquery(records.values("note")[:1]),
    )
    if query:
        people = matching(people, query)
    if show == "missing":
        people = people.filter(Q(record_id=None))
    if show == "in":
        people = people.filter(Q(record_kind=Kind.PRESENT))
    return people.order_by("member__family_name", "member__given_name", "member__family_name_en", "pk")


def matching(people: "QuerySet[Registration]", query: str) -> "QuerySet[Registration]":
    """Those whose name (in Hangul or romanised, in either order, whatever the blanks), organisation or address has `query`."""
    text = "".join(query.split())
    named = people.alias(
        hangul=_joined("family_name", "given_name"),
        roman=_joined("family_name_en", "given_name_en"),
        reversed=_joined("given_name_en", "family_name_en"),
    )
    return named.filter(
        Q(hangul__icontains=text)
        | Q(roman__icontains=text)
        | Q(reversed__icontains=text)
        | Q(member__user__email__icontains=query)
        | Q(member__organisation_name__icontains=query)
        | Q(member__organisation__name_ko__icontains=query)
        | Q(member__organisation__name_en__icontains=query)
    )


def _joined(*names: str) -> Replace:
    """Columns of the member, one behind the other without blanks."""
    return Replace(Concat(*(f"member__{name}" for name in names)), Value(" "))


def walk_ins(event: Event, slot: Slot) -> "QuerySet[Attendance]":
    """Those who came to `slot` without a registration, the latest first."""
    records = Attendance.objects.in_force().at(slot.day, slot.item_id).filter(event=event, registration=None)
    return records.order_by("-recorded_at", "-pk")
