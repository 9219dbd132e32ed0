"""What became of those who registered: attended, excused, absent; per event and per person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import when
from council.events.models import Attendance, Event, Registration
from council.events.slots import Slot, slots_of
from council.members.models import Member

Kind = Attendance.Kind
CONFIRMED = Registration.State.CONFIRMED


@dataclass(frozen=True)
class Outcome:
    """What became of one registration. `tone` and `icon` as badges have them."""

    slug: str
    label: str | Promise
    tone: str
    icon: str


EXPECTED = Outcome("expected", gettext_lazy("Expected"), "info", "hourglass")
ATTENDED = Outcome("attended", gettext_lazy("Attended"), "success", "check-circle-fill")
EXCUSED = Outcome("excused", gettext_lazy("Excused"), "info", "info-circle")
NO_SHOW = Outcome("no-show", gettext_lazy("No-show"), "warning", "person-x")
# Nobody recorded anything: that says nothing about who was there.
UNRECORDED = Outcome("unrecorded", gettext_lazy("Attendance not recorded"), "neutral", "dash-circle")


def outcome(*, present: bool, excused: bool, over: bool, recorded: bool) -> Outcome:
    """What became of a registration with a seat. No-show is said of those alone who neither came nor were excused when the
    event is `over` and its attendance was `recorded` at all."""
    if present:
        return ATTENDED
    if excused:
        return EXCUSED
    if not over:
        return EXPECTED
    return NO_SHOW if recorded else UNRECORDED


def _own_records(**more: Any) -> Exists:
    return Exists(Attendance.objects.in_force().filter(registration=OuterRef("pk"), **more))


def concerned(event: Event) -> "QuerySet[Registration]":
    """The registrations that the report tells of: those with a seat, and whoever came all the same. By name, each with
    `was_present`, `was_excused` and its records in force as `records`."""
    people = event.registrations.annotate(
        was_present=_own_records(kind=Kind.PRESENT), was_excused=_own_records(kind=Kind.EXCUSED)
    ).filter(Q(state=CONFIRMED) | Q(was_present=True))
    records = Attendance.objects.in_force().order_by("recorded_at")
    people = people.select_related("member__user", "member__organisation")
    people = people.prefetch_related(Prefetch("attendances", records, to_attr="records"))
    return people.order_by("member__family_name", "member__given_name", "member__family_name_en", "pk")


@dataclass(frozen=True)
class Totals:
    registered: int
    attended: int
    excused: int
    absent: int
    walk_ins: int
    recorded: bool

    @property
    def rate(self) -> int | None:
        """Per cent of the registered who came; None for nobody or nothing recorded."""
        return round(100 * self.attended / self.registered) if self.registered and self.recorded else None


def totals(event: Event, now: datetime) -> Totals:
    """The numbers of an event. Three queries."""
    people = event.registrations.annotate(
        was_present=_own_records(kind=Kind.PRESENT), was_excused=_own_records(kind=Kind.EXCUSED)
    ).filter(Q(state=CONFIRMED) | Q(was_present=True))
    numbers = people.aggregate(
        registered=Count("pk"),
        attended=Count("pk", filter=Q(was_present=True)),
        excused=Count("pk", filter=Q(was_excused=True, was_present=False)),
    )
    records = event.attendances.in_force()
    walked_in = records.filter(registration=None).order_by().values("name", "organisation").distinct().count()
    recorded = records.filter(kind=Kind.PRESENT).exists()
    missing = numbers["registered"] - numbers["attended"] - numbers["excused"]
    absent = missing if recorded and event.has_ended(now) else 0
    return Totals(**numbers, absent=absent, walk_ins=walked_in, recorded=recorded)


@dataclass(frozen=True)
class SlotNumbers:
    slot: Slot
    label: str
    present: int
    excused: int
    walk_ins: int


def by_slot(event: Event, slots: Sequence[Slot]) -> list[SlotNumbers]:
    """The numbers of each slot. One query."""
    numbers: Any = (
        event.attendances.in_force()
        .order_by()
        .values("day", "agenda_item")
        .annotate(
            present=Count("pk", filter=Q(kind=Kind.PRESENT, registration__isnull=False)),
            excused=Count("pk", filter=Q(kind=Kind.EXCUSED)),
            walk_ins=Count("pk", filter=Q(registration=None)),
        )
    )
    found = {(row.pop("day"), row.pop("agenda_item")): row for row in numbers}
    nothing = {"present": 0, "excused": 0, "walk_ins": 0}
    return [
        SlotNumbers(slot=slot, label=slot.label(event.time_zone), **found.get((slot.day, slot.item_id), nothing))
        for slot in slots
    ]


def cells(registration: Registration, slots: Sequence[Slot], zone: str) -> list[str]:
    """What is recorded of a person (of `concerned`) at each slot: “09:02”, “Excused”, or nothing."""
    found = {(record.day, record.agenda_item_id): record for record in registration.records}  # type: ignore[attr-defined]
    told = []
    for slot in slots:
        record = found.get((slot.day, slot.item_id))
        if record is None:
            told.append("")
        else:
            told.append(when.clock(record.recorded_at, None, zone) if record.kind == Kind.PRESENT else _("Excused"))
    return told


def rows(
    people: Iterable[Registration], event: Event, slots: Sequence[Slot], now: datetime, *, recorded: bool
) -> list[tuple[Registration, Outcome, list[str]]]:
    """Each of `people` (of `concerned`) with the outcome and the cells of `slots`. No query."""
    return [
        (
            one,
            outcome(
                present=one.was_present,  # type: ignore[attr-defined]
                excused=one.was_excused,  # type: ignore[attr-defined]
                over=event.has_ended(now),
                recorded=recorded,
            ),
            cells(one, slots, event.time_zone),
        )
        for one in people
    ]


def export_rows(event: Event, now: datetime) -> list[list[Any]]:
    """The report of an event as a table in the active language: a head, the registered, the walk-ins."""
    slots = slots_of(event)
    head = [_("Name"), _("Organisation"), _("E-mail"), _("Registration"), _("Outcome")]
    table: list[list[Any]] = [[*head, *(slot.label(event.time_zone) for slot in slots)]]
    recorded = event.attendances.present().exists()
    for one, result, told in rows(concerned(event), event, slots, now, recorded=recorded):
        member = one.member
        organisation = str(member.organisation or member.organisation_name)
        table.append([str(member), organisation, member.user.email, one.get_state_display(), str(result.label), *told])
    guests: dict[tuple[str, str], dict[tuple[Any, Any], str]] = {}
    for record in event.attendances.in_force().filter(registration=None).order_by("recorded_at", "pk"):
        moments = guests.setdefault((record.name, record.organisation), {})
        moments[record.day, record.agenda_item_id] = when.clock(record.recorded_at, None, event.time_zone)
    for (name, organisation), moments in guests.items():
        told = [moments.get((slot.day, slot.item_id), "") for slot in slots]
        table.append([name, organisation, "", _("Walk-in"), str(ATTENDED.label), *told])
    return table


@dataclass(frozen=True)
class PersonRow:
    registration: Registration
    outcome: Outcome
    days: list[str]
    certificate: Any
    # Staff withdrew the certificate, and issued no other.
    withdrawn: bool


def of_person(member: Member, now: datetime) -> "QuerySet[Registration]":
    """A person's registrations that had a seat or led to the event, the latest event first; for `person_rows`."""
    anything = Attendance.objects.in_force().filter(event=OuterRef("event"), kind=Kind.PRESENT)
    found = member.registrations.annotate(
        was_present=_own_records(kind=Kind.PRESENT), was_excused=_own_records(kind=Kind.EXCUSED), recorded=Exists(anything)
    ).filter(Q(state=CONFIRMED) | Q(was_present=True))
    present = Attendance.objects.present().order_by("day")
    found = found.select_related("event").prefetch_related(Prefetch("attendances", present, to_attr="records"), "certificates")
    return found.order_by("-event__starts_at", "-pk")


def person_rows(registrations: Iterable[Registration], now: datetime) -> list[PersonRow]:
    """What became of each of `registrations` (of `of_person`). No query."""
    told = []
    for one in registrations:
        flags: Any = one
        result = outcome(
            present=flags.was_present, excused=flags.was_excused, over=one.event.has_ended(now), recorded=flags.recorded
        )
        days = [when.day(day) for day in sorted({record.day for record in flags.records})]
        issued = list(one.certificates.all())
        valid = [certificate for certificate in issued if certificate.withdrawn_at is None]
        told.append(PersonRow(one, result, days, valid[0] if valid else None, withdrawn=bool(issued and not valid)))
    return told


@dataclass(frozen=True)
class PersonTotals:
    attended: int
    excused: int
    absent: int


def person_totals(member: Member, now: datetime, programmes: Iterable[str] | None = None) -> PersonTotals:
    """How often a person came, at the events of `programmes` (None: of all). One query."""
    found = of_person(member, now).filter(event__ends_at__lte=now)
    if programmes is not None:
        found = found.filter(event__programme__in=programmes)
    numbers = found.aggregate(
        attended=Count("pk", filter=Q(was_present=True)),
        excused=Count("pk", filter=Q(was_present=False, was_excused=True)),
        absent=Count("pk", filter=Q(was_present=False, was_excused=False, recorded=True)),
    )
    return PersonTotals(**numbers)
