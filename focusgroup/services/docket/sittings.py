"""The agenda of a meeting, and the vote there: one a seat. Votes and the closing of a vote wait for each other on the row of
the sitting."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from council.events.models import Event
from council.members.models import in_conflict_with
from focusgroup.group import SLUG, focus_group
from focusgroup.models import Proposal, Seat, Sitting, Vote
from focusgroup.permissions.docket import is_in_conflict, is_presiding, is_secretary, seat_of, seats_in_force
from focusgroup.services.docket import errors, machine, telling
from focusgroup.services.docket.reviewing import REVIEWERS, counted_reviews
from focusgroup.services.docket.tally import Tally, count
from focusgroup.services.errors import NotYours, WrongState

State, At = Proposal.State, Sitting.State
# What was decided and can be amended by a new decision.
AMENDABLE = (State.ADOPTED, State.ADOPTED_WITH_CHANGES, State.FORWARDED, State.ANSWERED, State.IMPLEMENTING)


def meetings(now: datetime) -> QuerySet[Event]:
    """The published meetings of the Focus Group that are not over."""
    found = Event.objects.filter(programme=SLUG, body=focus_group(), body__isnull=False)
    return found.filter(state=Event.State.PUBLISHED, ends_at__gt=now).order_by("starts_at", "pk")


def _lock(sitting: Sitting) -> Sitting:
    """The sitting, locked, with its proposal and meeting: the proposal's row first, always."""
    machine.lock(sitting.proposal)
    rows = Sitting.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("proposal__author__user", "proposal__owner__user", "event").get(pk=sitting.pk)


@transaction.atomic
def place_on_agenda(*, proposal: Proposal, event: Event, by: Any, now: datetime, reason: str = "") -> Sitting:
    """Put a reviewed or deferred proposal on the agenda of a meeting; one that is on an agenda without an open vote moves to
    another; of what is decided, an amendment.

    Raises `NotYours`, `WrongState`, `NotAMeeting`, `ReviewsMissing`."""
    held = machine.lock(proposal)
    if not is_secretary(by, now):
        raise NotYours
    if not meetings(now).filter(pk=event.pk).exists():
        raise errors.NotAMeeting
    if held.state == State.UNDER_REVIEW and counted_reviews(held, now).count() < REVIEWERS:
        raise errors.ReviewsMissing
    is_amendment = held.state in AMENDABLE
    live = held.sittings.live().first()
    if live is not None and live.state != At.PLACED:
        raise WrongState
    if held.state == State.ON_AGENDA or is_amendment:
        if live is not None:
            held.sittings.live().update(state=At.OFF)
        machine.note(held, "amend" if is_amendment else "agenda", before=held.state, by=by, now=now, reason=reason)
    else:
        telling.tell_moved(held, machine.move(held, "agenda", by=by, now=now, reason=reason))
    return held.sittings.create(event=event, is_amendment=is_amendment, placed_at=now)


def may_run_vote(user: Any, proposal: Proposal, now: datetime) -> bool:
    """Whether `user` opens and closes the vote: the desk, and who presides."""
    return is_secretary(user, now) or is_presiding(user, proposal, now)


@transaction.atomic
def open_vote(*, sitting: Sitting, by: Any, now: datetime) -> Sitting:
    """Open the vote, from the first day of the meeting on; the seats are told.

    Raises `NotYours`, `WrongState`, `MeetingOff`, `MeetingNotToday`."""
    held = _lock(sitting)
    if not may_run_vote(by, held.proposal, now):
        raise NotYours
    if held.state != At.PLACED:
        raise WrongState
    if held.event.state != Event.State.PUBLISHED:
        raise errors.MeetingOff
    if timezone.localdate(now) < timezone.localdate(held.event.starts_at):
        raise errors.MeetingNotToday
    held.state, held.opened_at = At.OPEN, now
    held.save()
    machine.note(held.proposal, "open-vote", before=held.proposal.state, by=by, now=now)
    telling.tell_vote(held, now)
    return held


@transaction.atomic
def cast_vote(*, sitting: Sitting, choice: str, by: Any, now: datetime) -> Vote:
    """A seat votes, or changes its vote while the vote is open. One in conflict can only be recorded as recused.

    Raises `NotYours` for who holds no seat in force, `VoteNotOpen`, `OnlyRecused`."""
    held = _lock(sitting)
    seat = seat_of(by, now)
    if seat is None:
        raise NotYours(errors.NoSeat.message)
    if held.state != At.OPEN:
        raise errors.VoteNotOpen
    if choice not in Vote.Choice.values:
        raise WrongState
    member = seat.membership.member
    barred = is_in_conflict(member.pk, held.proposal, now)
    if barred and choice != Vote.Choice.RECUSED:
        raise errors.OnlyRecused
    return _record(held, seat, choice, by=by, now=now, is_barred=barred)


def _record(sitting: Sitting, seat: Seat, choice: str, *, by: Any, now: datetime, is_barred: bool) -> Vote:
    vote, _is_new = Vote.objects.update_or_create(
        sitting=sitting,
        member=seat.membership.member,
        defaults={"seat": seat, "choice": choice, "is_barred": is_barred, "at": now, "by": by},
    )
    return vote


@transaction.atomic
def record_votes(*, sitting: Sitting, choices: Mapping[int, str], by: Any, now: datetime) -> int:
    """Record what seats (by their keys) chose in the room: a choice, or nothing for who was not there after all. Those in
    conflict are recused whatever is said. Seats that are not named keep what they have, and so do those whose holders have
    voted themselves: that vote is theirs alone. Returns how many are present.

    Raises `NotYours`, `VoteNotOpen`, `WrongState` for a choice that is none."""
    held = _lock(sitting)
    if not may_run_vote(by, held.proposal, now):
        raise NotYours
    if held.state != At.OPEN:
        raise errors.VoteNotOpen
    _note_choices(held, choices, by=by, now=now)
    return held.votes.count()


def _note_choices(held: Sitting, choices: Mapping[int, str], *, by: Any, now: datetime) -> None:
    if not set(choices.values()) <= {"", *Vote.Choice.values}:
        raise WrongState
    barred = _barred(held.proposal, now)
    cast = {vote.member_id for vote in held.votes.select_related("member") if vote.is_cast}
    for seat in seats_in_force(now).filter(pk__in=list(choices)).exclude(membership__member__in=cast):
        choice, member_id = choices[seat.pk], seat.membership.member_id
        if not choice:
            held.votes.filter(member=member_id).delete()
        else:
            is_barred = member_id in barred
            _record(held, seat, Vote.Choice.RECUSED if is_barred else choice, by=by, now=now, is_barred=is_barred)


def _barred(proposal: Proposal, now: datetime) -> set[int]:
    organisations = list(proposal.organisations.values_list("pk", flat=True))
    return set(in_conflict_with(organisations, timezone.localdate(now)).values_list("pk", flat=True))


@transaction.atomic
def close_vote(*, sitting: Sitting, by: Any, now: datetime, choices: Mapping[int, str] | None = None) -> tuple[Sitting, Tally]:
    """Close the vote and count it; what seats chose in the room (`choices`, see `record_votes`) is recorded first. Who has come
    into conflict since he voted is recused; votes of seats that ended meanwhile do not count. Without a quorum nothing is to be
    decided, and the proposal waits for another meeting.

    Raises `NotYours`, `VoteNotOpen`, `WrongState` for a choice that is none."""
    held = _lock(sitting)
    if not may_run_vote(by, held.proposal, now):
        raise NotYours
    if held.state != At.OPEN:
        raise errors.VoteNotOpen
    _note_choices(held, choices or {}, by=by, now=now)
    seats = set(seats_in_force(now).values_list("pk", flat=True))
    held.votes.exclude(seat__in=seats).delete()
    held.votes.filter(member__in=_barred(held.proposal, now)).update(choice=Vote.Choice.RECUSED, is_barred=True)
    held.closed_at, held.enrolled, held.state = now, Seat.objects.enrolled(now).count(), At.CLOSED
    tally = tally_of(held)
    if not tally.is_quorate:
        held.state = At.NO_QUORUM
    held.save()
    verb = "close-vote" if tally.is_quorate else "no-quorum"
    machine.note(held.proposal, verb, before=held.proposal.state, by=by, now=now)
    return held, tally


def tally_of(sitting: Sitting, now: datetime | None = None) -> Tally:
    """The count of a sitting: of a closed vote as it was closed; of an open one as it stands at `now`."""
    enrolled = sitting.enrolled
    if enrolled is None:
        enrolled = Seat.objects.enrolled(now).count() if now is not None else 0
    return count(sitting.votes.values_list("choice", flat=True), enrolled=enrolled)
