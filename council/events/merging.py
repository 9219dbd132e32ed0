"""What events settle when two records of one person become one (`council.merging`).

Two live registrations for one event: the better one stays, with the choices, the attendance and the certificate of both; the
other ends, and its seat goes to who waits, as with a cancellation. The events' rows are held: nobody is seated or loses a seat
unseen."""

from datetime import datetime
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.utils import bulk_update_with_history

from council.events.models import AgendaRegistration, Attendance, Certificate, Event, Invitation, Registration
from council.events.services import sessions, telling
from council.events.services.attending import undo_attendance
from council.events.services.errors import EventGone, TryAgain
from council.events.services.seats import change_taken, end, seat_from_queue, seats_locked
from council.merging import Joining, MergeBusyError, MergeRoom, MergeStaleError

State = Registration.State
# The better of two registrations: who has a seat, then whom one is offered, then who waits for one, then for approval.
STATES: tuple[str, ...] = (State.CONFIRMED, State.OFFERED, State.WAITLISTED, State.PENDING)
HELD = "events"


def hold(joining: Joining) -> None:
    """Hold the rows of the events in which either record has a live registration, in the order of their keys."""
    keys = _live_events(joining)
    events = list(Event.objects.filter(pk__in=keys).select_related("venue").order_by("pk"))
    facts = {event.pk: telling.event_facts(event) for event in events}
    try:
        held = {event.pk: _held(event.pk) for event in events}
    except (TryAgain, EventGone) as error:
        raise MergeBusyError from error
    joining.store[HELD] = (held, facts)


def _held(pk: int) -> Event:
    with seats_locked(pk) as event:
        return event


def _live_events(joining: Joining) -> set[int]:
    live = Registration.objects.live().filter(member__in=[joining.kept.pk, joining.gone.pk])
    return set(live.values_list("event", flat=True))


def settle_people(joining: Joining) -> None:
    """Settle registrations and invitations of one event. Raises `MergeStaleError` where there is an event that is not held."""
    held, _facts = joining.store[HELD]
    if not _live_events(joining) <= held.keys():
        raise MergeStaleError
    for pk in sorted(held):
        _settle_event(joining, held[pk])
    _invitations(joining)


def _settle_event(joining: Joining, event: Event) -> None:
    people = [joining.kept.pk, joining.gone.pk]
    locked = Registration.objects.live().select_for_update(no_key=True, of=("self",)).filter(event=event, member__in=people)
    both = list(locked.select_related("member__user").order_by("pk"))
    if len(both) < 2:
        return
    better, other = sorted(both, key=lambda one: (STATES.index(one.state), one.queued_at, one.pk))
    words = {"one": better.get_state_display(), "other": other.get_state_display()}
    _choices(joining, better, other)
    _attendance(joining, better, other)
    _certificates(joining, better, other)
    freed = end([other], State.CANCELLED, Registration.Reason.MERGED, "", joining.by, joining.now)
    change_taken(event, -freed)
    promoted = seat_from_queue(event, joining.now)
    _tell(joining, event, other, promoted)
    outcome = _("“%(one)s” stays, “%(other)s” ends") % words
    if promoted:
        outcome += " · " + _("its seat goes to who waits")
    joining.note(_("Two registrations: %(event)s") % {"event": event}, outcome)


def _tell(joining: Joining, event: Event, other: Registration, promoted: list[Registration]) -> None:
    """The entry that is in the person's calendar twice is taken out once, while there is something to come."""
    facts = joining.store[HELD][1][event.pk]
    telling.tell_promoted(promoted, event, facts)
    if event.state == Event.State.PUBLISHED and not event.has_begun(joining.now):
        telling.tell_ended(telling.CANCELLED, [other], event, facts, reason=str(Registration.Reason.MERGED))


def _choices(joining: Joining, better: Registration, other: Registration) -> None:
    """Sessions that both chose: the better place. One that collides with what the better registration has ends with its own."""
    live = AgendaRegistration.objects.live().select_related("item__event")
    mine = {one.item_id: one for one in live.filter(registration=better)}
    moving: list[AgendaRegistration] = []
    ending: list[AgendaRegistration] = []
    for choice in live.filter(registration=other).order_by("pk") if better.state == State.CONFIRMED else ():
        twin = mine.get(choice.item_id)
        if twin is None and not any(choice.item.overlaps(one.item) for one in chain(mine.values(), moving)):
            moving.append(choice)
        elif twin is not None and _place(choice) < _place(twin):
            ending.append(twin)
            moving.append(choice)
    sessions.end_choices(ending, AgendaRegistration.Reason.STAFF, joining.by, joining.now)
    for choice in moving:
        choice.registration = better
    if moving:
        bulk_update_with_history(moving, AgendaRegistration, ["registration"], default_user=joining.by)
    sessions.fill({choice.item_id: choice.item for choice in ending}.values(), joining.now)


def _place(choice: AgendaRegistration) -> tuple[bool, datetime, int]:
    return choice.state != AgendaRegistration.State.CONFIRMED, choice.queued_at, choice.pk


def _attendance(joining: Joining, better: Registration, other: Registration) -> None:
    """Recorded twice for one slot: “present” stays, the other is undone. All lead to the registration that stays."""
    mine = {(one.day, one.agenda_item_id): one for one in Attendance.objects.in_force().filter(registration=better)}
    for record in Attendance.objects.in_force().filter(registration=other).order_by("pk"):
        twin = mine.get((record.day, record.agenda_item_id))
        if twin is not None:
            is_better = record.kind == Attendance.Kind.PRESENT and twin.kind != Attendance.Kind.PRESENT
            undo_attendance(attendance=twin if is_better else record, by=joining.by, now=joining.now)
    Attendance.objects.filter(registration=other).update(registration=better)


def _certificates(joining: Joining, better: Registration, other: Registration) -> None:
    """One valid certificate a registration: where both have one, the second is withdrawn, and says so to who verifies it."""
    has_one = Certificate.objects.valid().filter(registration=better).exists()
    for certificate in Certificate.objects.filter(registration=other).order_by("pk"):
        certificate._history_user = joining.by  # type: ignore[attr-defined]  # read by the history
        if has_one and certificate.withdrawn_at is None:
            certificate.withdrawn_at, certificate.withdrawn_by = joining.now, joining.by
            certificate.withdrawn_reason = _("Issued twice to one person; the other certificate holds.")
            joining.note(
                _("Two certificates for %(event)s") % {"event": better.event},
                _("%(code)s is withdrawn") % {"code": certificate.code},
            )
        has_one = has_one or certificate.withdrawn_at is None
        certificate.registration = better
        certificate.save()


def _invitations(joining: Joining) -> None:
    """One invitation to an event: the one that stands, or was taken up. The other’s link goes on standing for its address."""
    people = [joining.kept.pk, joining.gone.pk]
    by_event: dict[int, list[Invitation]] = {}
    rows = Invitation.objects.select_for_update(no_key=True, of=("self",)).filter(member__in=people)
    for one in rows.select_related("event").order_by("pk"):
        by_event.setdefault(one.event_id, []).append(one)
    for both in by_event.values():
        if len(both) < 2:
            continue
        _better, other = sorted(
            both, key=lambda one: (one.revoked_at is not None, one.accepted_at is None, one.member_id != joining.kept.pk)
        )
        if other.address:
            other.member = None
            other.save(update_fields=["member"])
        else:
            other.delete()
        joining.note(_("Two invitations: %(event)s") % {"event": other.event}, _("the better one stays"))


ROOM = MergeRoom(slug="events", label=gettext_lazy("Events"), hold=hold, people=settle_people, order=30)
