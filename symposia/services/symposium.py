"""As what people come to a symposium, on which days, and which sessions they want."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from council.events import services as events
from council.events.models import AgendaItem, AgendaRegistration, Event, Registration
from council.events.services.errors import EventError
from council.members.models import Member, User
from symposia.models import Participation, Symposium
from symposia.services.errors import SymposiaError, WrongState

Role = Participation.Role
Kind = Member.Kind
# What the form proposes to who has said what he is; whoever else chooses.
ROLES = {
    Kind.RESEARCHER: Role.RESEARCHER,
    Kind.PROFESSOR: Role.RESEARCHER,
    Kind.OFFICER: Role.GOVERNMENT,
    Kind.BUSINESS: Role.COMPANY,
    Kind.CEO: Role.CEO,
    Kind.INVESTOR: Role.INVESTOR,
    Kind.PROVIDER: Role.PROVIDER,
}


class NoDay(SymposiaError):
    """A participation names days of its symposium, one at least."""

    message = _("Choose one day of the symposium at least.")


def likely_role(member: Member) -> str:
    """As what `member` comes, to judge by his kind; nothing where that says nothing."""
    return ROLES.get(Kind(member.kind), "") if member.kind else ""


def symposium_of(event: Event) -> Symposium | None:
    """The symposium that `event` is, or None. One query for events of the symposia, none for others."""
    if event.programme != "symposia":
        return None
    return Symposium.objects.filter(pk=event.pk).select_related("event").first()


def note_participation(
    *, registration: Registration, role: str, days: Collection[date], wanted: Collection[int], by: User, now: datetime
) -> Participation:
    """Keep what somebody said when registering. Sent twice it is kept as it was first. Raises `NoDay`."""
    _check_days(registration, days)
    found = Participation.objects.filter(pk=registration.pk).first()
    if found is not None:
        return found
    # Who registers holds the event's row: there is nobody else who could be as fast.
    made = Participation(registration=registration, role=Role(role), days=sorted(days), wanted=sorted(wanted))
    made._history_user = by  # type: ignore[attr-defined]
    made.save(force_insert=True)
    return made


@transaction.atomic
def change_participation(
    *, registration: Registration, role: str, days: Collection[date], by: User, now: datetime
) -> Participation:
    """Say anew as what one comes and when: until the symposium ends, while the registration stands. Raises `WrongState`,
    `NoDay`."""
    current = Registration.objects.select_for_update(no_key=True, of=("self",)).select_related("event").get(pk=registration.pk)
    if not current.is_live or current.event.has_ended(now):
        raise WrongState
    _check_days(current, days)
    found = Participation.objects.filter(pk=current.pk).first() or Participation(registration=current, wanted=[])
    if (found.role, found.days) != (Role(role), sorted(days)):
        found.role, found.days = Role(role), sorted(days)
        found._history_user = by  # type: ignore[attr-defined]
        found.save()
    return found


def _check_days(registration: Registration, days: Collection[date]) -> None:
    symposium = Symposium.objects.select_related("event").get(pk=registration.event_id)
    if not days or not set(days) <= set(symposium.dates):
        raise NoDay


def book_wanted(*, registration: Registration, by: User | None, now: datetime) -> events.Chosen | None:
    """Choose the sessions that somebody wanted when registering, now that he has a seat; those that one has already stay.

    None where nothing is wanted, or the seat is still to come. What cannot be had any more (it has begun, is cancelled,
    collides with what was chosen since) is left out. Raises `EventError` where nothing could be chosen at this moment."""
    found = Participation.objects.filter(pk=registration.pk).first()
    if found is None or not found.wanted or registration.state != Registration.State.CONFIRMED:
        return None
    held = list(AgendaItem.objects.filter(choices__registration=registration, choices__state__in=AgendaRegistration.LIVE))
    keys = {item.pk for item in held}
    for item in AgendaItem.objects.filter(pk__in=found.wanted, event=registration.event_id).order_by("starts_at", "pk"):
        if item.pk not in keys and item.can_be_chosen(now) and not any(item.overlaps(other) for other in held):
            held.append(item)
    chosen = events.choose_sessions(registration=registration, items=[item.pk for item in held], by=by, now=now)
    Participation.objects.filter(pk=found.pk).update(wanted=[])
    return chosen


def book_all_wanted(*, now: datetime, limit: int = 200) -> int:
    """`book_wanted` for whoever has a seat by now; in a transaction each. Returns how many. Idempotent."""
    waiting = Registration.objects.filter(
        state=Registration.State.CONFIRMED,
        participation__wanted__len__gt=0,
        event__state=Event.State.PUBLISHED,
        event__ends_at__gt=now,
    )
    done = 0
    for registration in waiting.select_related("event", "member__user").order_by("event", "confirmed_at", "pk")[:limit]:
        try:
            done += book_wanted(registration=registration, by=registration.member.user, now=now) is not None
        except EventError:
            continue
    return done


def expected(symposium: Symposium) -> Counter[date]:
    """How many of those with a seat said that they come on each day. One query."""
    said = Participation.objects.filter(
        registration__event=symposium.pk, registration__state=Registration.State.CONFIRMED
    ).values_list("days", flat=True)
    return Counter(day for days in said for day in days)
