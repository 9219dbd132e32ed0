"""As what people come to a symposium, on which days, and which sessions they want."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_update_with_history

from council.events import services as events
from council.events.models import AgendaItem, AgendaRegistration, Event, Registration
from council.events.services.errors import EventError
from council.members.models import Member, User
from council.merging import Joining
from symposia.models import MatchingRound, Meeting, Participation, Symposium
from symposia.services.errors import SymposiaError, WrongState
from symposia.services.following import shift_of

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


class SessionsBooked(SymposiaError):
    """Sessions that one has chosen are on days on which one would not come."""

    def __init__(self, items: Sequence[AgendaItem]) -> None:
        super().__init__()
        self.items = items

    def __str__(self) -> str:
        text = _(
            "You have chosen sessions on a day on which you would not come: %(titles)s. Give them up first, or keep the day."
        )
        return str(text) % {"titles": ", ".join(str(item) for item in self.items)}


class MeetingsAgreed(SymposiaError):
    message = _("You have 1:1 meetings on a day on which you would not come. Cancel them first, or keep the day.")


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


def change_participation(
    *, registration: Registration, role: str, days: Collection[date], by: User, now: datetime
) -> list[AgendaItem]:
    """Say anew as what one comes and when: until the symposium ends, while the registration stands. Wishes for sessions on
    other days end; returns these sessions. Raises `WrongState`, `NoDay`, `SessionsBooked` and `MeetingsAgreed` where one
    chose a session or has a 1:1 meeting on another day, `EventError` where nothing could be changed at this moment."""
    with events.seats_locked(registration.event_id) as event:
        current = Registration.objects.get(pk=registration.pk)
        if not current.is_live or event.has_ended(now):
            raise WrongState
        current.event = event
        symposium = _check_days(current, days)
        chosen = AgendaItem.objects.filter(choices__registration=current, choices__state__in=AgendaRegistration.LIVE)
        left = _on_other_days(chosen, symposium, days)
        if left:
            raise SessionsBooked(left)
        if _meets_on_other_days(current, symposium, days):
            raise MeetingsAgreed
        found = Participation.objects.filter(pk=current.pk).first() or Participation(registration=current, wanted=[])
        ended = _on_other_days(AgendaItem.objects.filter(pk__in=found.wanted), symposium, days)
        wanted = [pk for pk in found.wanted if pk not in {item.pk for item in ended}]
        if (found.role, found.days, found.wanted) != (Role(role), sorted(days), wanted):
            found.role, found.days, found.wanted = Role(role), sorted(days), wanted
            found._history_user = by  # type: ignore[attr-defined]
            found.save()
        return ended


def _on_other_days(items: QuerySet[AgendaItem], symposium: Symposium, days: Collection[date]) -> list[AgendaItem]:
    """Those of `items` on a day of the symposium that is none of `days`."""
    others = set(symposium.dates) - set(days)
    return [item for item in items.order_by("starts_at", "pk") if day_of(item, symposium.event) in others]


def _meets_on_other_days(registration: Registration, symposium: Symposium, days: Collection[date]) -> bool:
    """Whether 1:1 meetings that he knows of are on a day of the symposium that is none of `days`; with his rounds held, so that
    nobody confirms any meanwhile."""
    member = registration.member_id
    rounds = MatchingRound.objects.filter(symposium=symposium, people__member=member)
    held = [one.pk for one in rounds.select_for_update(no_key=True, of=("self",)).order_by("pk")]
    others, zone = set(symposium.dates) - set(days), symposium.event.zone
    mine = Meeting.objects.settled().filter(Q(asker=member) | Q(asked=member), round__in=held)
    return any(begins.astimezone(zone).date() in others for begins in mine.values_list("starts_at", flat=True))


def come_to(registration: Registration, items: Sequence[AgendaItem], by: User | None, now: datetime) -> AgendaItem | None:
    """Before `items` are chosen, with the event's row held: the first that is on a day on which the person does not come, which
    he says himself first. Staff who choose for him say it by that: the days are his from then on."""
    found = Participation.objects.filter(pk=registration.pk).first()
    symposium = symposium_of(registration.event) if found is not None else None
    if found is None or symposium is None:
        return None
    symposium.event = registration.event
    missing = [item for item in items if day_of(item, symposium.event) in set(symposium.dates) - set(found.days)]
    if missing and (by is None or by.pk == registration.member.user_id):
        return missing[0]
    if missing:
        found.days = sorted({*found.days, *(day_of(item, symposium.event) for item in missing)})
        found._history_user = by  # type: ignore[attr-defined]
        found.save()
    return None


def follow(event: Event, before: Event, by: User | None, now: datetime) -> None:
    """Bring who comes when, and the key dates to come, to the days of a symposium that moved, with its row held. Who said days
    that there are not any more comes on those that are left of them; on all, where none is."""
    symposium = symposium_of(event)
    if symposium is None:
        return
    symposium.event = event
    shift, dates = shift_of(before, event), symposium.dates
    later_by = shift.days if shift else timedelta(0)
    moved = []
    for one in Participation.objects.filter(registration__event=event.pk).order_by("pk"):
        days = sorted({day + later_by for day in one.days} & set(dates)) or dates
        if days != one.days:
            one.days = days
            moved.append(one)
    bulk_update_with_history(moved, Participation, ["days"], batch_size=500, default_user=by)
    if later_by:
        symposium.key_dates.filter(on__gte=now.astimezone(before.zone).date()).update(on=F("on") + later_by)


def _check_days(registration: Registration, days: Collection[date]) -> Symposium:
    symposium = Symposium.objects.select_related("event").get(pk=registration.event_id)
    if not days or not set(days) <= set(symposium.dates):
        raise NoDay
    return symposium


def book_wanted(*, registration: Registration, by: User | None, now: datetime) -> events.Chosen | None:
    """Choose the sessions that somebody wanted when registering, now that he has a seat; those that one has already stay.

    None where nothing is wanted, or the seat is still to come. What cannot be had any more (it has begun, is cancelled,
    collides with what was chosen since, is on a day on which he does not come) is left out. Raises `EventError` where nothing
    could be chosen at this moment."""
    if not Participation.objects.filter(pk=registration.pk, wanted__len__gt=0).exists():
        return None
    # Held before it is read: what somebody chooses or gives up meanwhile is neither undone nor done again.
    with events.seats_locked(registration.event_id) as event:
        found = Participation.objects.select_related("registration").get(pk=registration.pk)
        current = found.registration
        if not found.wanted or current.state != Registration.State.CONFIRMED:
            return None
        held = list(AgendaItem.objects.filter(choices__registration=current, choices__state__in=AgendaRegistration.LIVE))
        keys = {item.pk for item in held}
        for item in AgendaItem.objects.filter(pk__in=found.wanted, event=event).order_by("starts_at", "pk"):
            is_day = day_of(item, event) in found.days
            if item.pk not in keys and is_day and item.can_be_chosen(now) and not any(item.overlaps(one) for one in held):
                held.append(item)
        current.event = event
        chosen = events.choose_sessions(registration=current, items=[item.pk for item in held], by=by, now=now)
        Participation.objects.filter(pk=found.pk).update(wanted=[])
        return chosen


def day_of(item: AgendaItem, event: Event) -> date:
    """The day of `event` on which `item` begins, in the event's zone."""
    return item.starts_at.astimezone(event.zone).date()


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


def join_visits(joining: Joining) -> None:
    """Two records of one person become one, with the events' rows held: what either said of his visit holds for the
    registration that goes on, on the days of both."""
    both = [joining.kept.pk, joining.gone.pk]
    live = Registration.objects.live().filter(member__in=both, event__symposium__isnull=False)
    for registration in live.order_by("pk"):
        ended = Q(registration__reason=Registration.Reason.MERGED, registration__member__in=both)
        rows = Participation.objects.filter(ended | Q(pk=registration.pk), registration__event=registration.event_id)
        said = list(rows.order_by("pk"))
        if not said:
            continue
        own = next((one for one in said if one.pk == registration.pk), None)
        made = own or Participation(registration=registration, role=said[-1].role, days=[], wanted=said[-1].wanted)
        days = sorted({day for one in said for day in one.days})
        if days != made.days:
            made.days = days
            made._history_user = joining.by  # type: ignore[attr-defined]
            made.save()


def expected(symposium: Symposium) -> Counter[date]:
    """How many of those with a seat said that they come on each day. One query."""
    said = Participation.objects.filter(
        registration__event=symposium.pk, registration__state=Registration.State.CONFIRMED
    ).values_list("days", flat=True)
    return Counter(day for days in said for day in days)
