"""What staff and the clock do with a whole event: publish, change, resize, cancel, complete, enrol."""

from collections.abc import Iterable
from copy import copy
from datetime import datetime

from django.db.models import F
from simple_history.utils import bulk_create_with_history

from council import programmes
from council.events.models import Event, Registration
from council.events.models.event import COUNTERS
from council.events.services import errors, telling
from council.events.services.offers import end_offers_with_the_event
from council.events.services.quotas import QuotaChanges, move_releases, write_quotas
from council.events.services.seats import (
    BATCH,
    Room,
    change_taken,
    eligible_members,
    end,
    next_in_queue,
    role_of,
    seat_from_queue,
    seats_locked,
    standing_members,
)
from council.members.models import User

TIME_FIELDS = ("starts_at", "ends_at", "time_zone", "all_day")
# A change of these is told to everyone who is registered …
PLACE_FIELDS = ("venue_id", "room", "format")
# … and of this to those who have a seat: the others have never seen it.
LINK_FIELDS = ("online_link",)
AUDIENCE_FIELDS = ("audience", "body_id")
# What is not taken from an edited instance: the services change it.
SAVED_FIELDS = [field.name for field in Event._meta.concrete_fields if field.attname not in ("id", "taken", "kept")]
KEPT_FIELDS = ("id", "state", "cancel_reason", "created_at", "updated_at", *COUNTERS)


def save_event(event: Event, by: User | None, fields: Iterable[str] | None = None) -> None:
    """Save `fields` of the event (None: all but the counters), with its history. Called with its row held."""
    event._history_user = by  # type: ignore[attr-defined]
    event.save(update_fields=[*fields, "updated_at"] if fields else None)


def publish_event(*, event: Event, by: User | None, now: datetime) -> Event:
    """Make a draft known; a standing event enrols its body. Published already: nothing happens. Raises `AlreadyStarted`,
    `RuleRefuses`."""
    facts = telling.event_facts(event)
    with seats_locked(event.pk) as locked:
        facts = telling.facts_of(locked, made_from=event, facts=facts)
        if locked.state == Event.State.PUBLISHED:
            return locked
        if locked.state != Event.State.DRAFT:
            raise errors.AlreadyStarted
        check_rules(locked)
        locked.state = Event.State.PUBLISHED
        locked.sequence += 1
        save_event(locked, by, ["state", "sequence"])
        _enrol(locked, now, facts)
        return locked


def cancel_event(*, event: Event, by: User | None, now: datetime, reason: str = "") -> Event:
    """Cancel the event and every live registration, and tell each registrant once, with a cancelling calendar entry for those
    who had a seat. Cancelled already: nothing happens. Raises `EventOver` for one that is completed, `TryAgain`."""
    facts = telling.event_facts(event)
    with seats_locked(event.pk) as locked:
        facts = telling.facts_of(locked, made_from=event, facts=facts)
        if locked.state == Event.State.CANCELLED:
            return locked
        if locked.state == Event.State.COMPLETED:
            raise errors.EventOver
        if locked.state == Event.State.DRAFT:
            raise errors.EventNotPublished
        locked.state = Event.State.CANCELLED
        locked.cancel_reason = reason
        locked.sequence += 1
        live = list(locked.registrations.live().select_related("member__user").order_by("queued_at", "pk"))
        change_taken(locked, -end(live, Registration.State.CANCELLED, Registration.Reason.EVENT, "", by, now))
        save_event(locked, by, ["state", "cancel_reason", "sequence"])
        telling.tell_ended(telling.EVENT_CANCELLED, live, locked, facts, event_reason=reason)
        return locked


def apply_event_changes(*, event: Event, by: User | None, now: datetime, quotas: QuotaChanges | None = None) -> Event:
    """Save an event that staff edited (`event`: the changed, unsaved instance), with all that follows from the change.

    Another time raises `schedule_version` and `sequence`, another place, format or link raises `sequence`; live registrants
    of a published event that is still to end are told of it once. One that the clock completed, and that by its new dates is
    still to end, is published again. More seats go to the waiting list. A new body or mode enrols the body of a standing
    event. Offers end when the event begins; the release of kept seats moves along with it, and what its programme has of it
    (`programmes.event_followers`). `quotas` are what staff changed of kept seats. State and counters are not taken from
    `event`. Raises `SeatsTaken`, `KeptSeatsMissing`, `AudienceExcludes`, `RuleRefuses`, `TryAgain`."""
    facts = telling.event_facts(event)
    with seats_locked(event.pk) as locked:
        check_changes(event=event, held=locked, now=now)
        moved = _differ(locked, event, TIME_FIELDS)
        placed = _differ(locked, event, PLACE_FIELDS)
        linked = _differ(locked, event, LINK_FIELDS)
        later_by = event.starts_at - locked.starts_at
        before = copy(locked)
        # Onto the locked row, so that a programme's proxy of the event saves the event itself, with its history.
        for field in Event._meta.concrete_fields:
            if field.attname not in KEPT_FIELDS:
                setattr(locked, field.attname, getattr(event, field.attname))
        if locked.state == Event.State.COMPLETED and not locked.has_ended(now):
            locked.state = Event.State.PUBLISHED
        locked.schedule_version += moved
        locked.sequence += moved or placed or linked
        save_event(locked, by, SAVED_FIELDS)
        if later_by:
            move_releases(locked, later_by)
            end_offers_with_the_event(locked)
        if quotas is not None:
            write_quotas(locked, quotas, now)
        for follower in programmes.event_followers.all() if moved else ():
            follower.follow(locked, before, by, now)
        for name in ("state", *COUNTERS):
            setattr(event, name, getattr(locked, name))
        if locked.state == Event.State.PUBLISHED and not locked.has_ended(now):
            if moved or placed or linked:
                everyone = locked.registrations.live().select_related("member__user").order_by("queued_at", "pk")
                told = everyone if moved or placed else everyone.filter(state=Registration.State.CONFIRMED)
                telling.tell_of_change(locked, told, facts, moved=moved, placed=placed, linked=linked)
            telling.tell_promoted(seat_from_queue(locked, now), locked, facts)
            _enrol(locked, now, facts)
        return locked


def check_changes(*, event: Event, held: Event, now: datetime) -> None:
    """Raise the `EventError` that tells why `event`, as edited, cannot replace `held`, whose row is locked: fewer seats than
    are taken (`SeatsTaken`), an audience that excludes who is registered (`AudienceExcludes`), what its programme does not
    allow (`RuleRefuses`)."""
    check_rules(event)
    if event.capacity is not None and event.capacity < held.taken + held.kept:
        raise errors.SeatsTaken(held.taken, held.kept)
    if _differ(held, event, AUDIENCE_FIELDS):
        excluded = held.registrations.live().exclude(member__in=eligible_members(event, now))
        already = held.registrations.live().exclude(member__in=eligible_members(held, now))
        count = excluded.exclude(pk__in=already.values("pk")).count()
        if count:
            raise errors.AudienceExcludes(count)


def check_rules(event: Event) -> None:
    """Raise `RuleRefuses` for an event that its programme does not allow as it is."""
    refused = programmes.refused(event)
    if refused is not None:
        raise errors.RuleRefuses(*refused)


def _differ(before: Event, after: Event, fields: Iterable[str]) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in fields)


def promote_from_waiting_list(*, event: Event, now: datetime) -> list[Registration]:
    """Give free seats to those who wait and are eligible, in order, and tell them. Returns them. Raises `TryAgain`."""
    facts = telling.event_facts(event)
    with seats_locked(event.pk) as locked:
        promoted = seat_from_queue(locked, now)
        telling.tell_promoted(promoted, locked, telling.facts_of(locked, made_from=event, facts=facts))
        return promoted


def enrol_standing_members(*, event: Event, now: datetime) -> list[Registration]:
    """Enrol the body's members in force who have never had a registration for this standing event (who sent regrets is not
    enrolled again), and tell them. Returns the new registrations; none for an event that is not published or has begun."""
    facts = telling.event_facts(event)
    with seats_locked(event.pk) as locked:
        return _enrol(locked, now, telling.facts_of(locked, made_from=event, facts=facts))


def _enrol(event: Event, now: datetime, facts: telling.Facts) -> list[Registration]:
    if event.mode != Event.Mode.STANDING or event.state != Event.State.PUBLISHED or event.has_begun(now):
        return []
    known = event.registrations.values("member")
    members = list(standing_members(event, now).exclude(pk__in=known).select_related("user").order_by("pk"))
    if not members:
        return []
    telling.tell_promoted(seat_from_queue(event, now), event, facts)
    room = Room(event)
    confirmed, waitlisted = Registration.State.CONFIRMED, Registration.State.WAITLISTED
    new = []
    for member in members:
        role = role_of(member, now)
        if room.take(role):
            new.append(Registration(event=event, member=member, role=role, state=confirmed, confirmed_at=now))
        elif event.has_waiting_list:
            new.append(Registration(event=event, member=member, role=role, state=waitlisted))
    bulk_create_with_history(new, Registration, batch_size=BATCH)
    change_taken(event, sum(one.state == confirmed for one in new))
    telling.tell(telling.CONFIRMED, [one for one in new if one.state == confirmed], event, facts, calendar="REQUEST")
    telling.tell(telling.WAITLISTED, [one for one in new if one.state == waitlisted], event, facts)
    return new


def raise_questions_version(*, event: Event) -> None:
    """Note that the questions changed: later answers are to another version."""
    Event.objects.filter(pk=event.pk).update(questions_version=F("questions_version") + 1)


def complete_past_events(*, now: datetime) -> int:
    """Mark published events that have ended as completed. Returns how many. One that is held by somebody waits for the next
    run."""
    count = 0
    for pk in (
        Event.objects.filter(state=Event.State.PUBLISHED, ends_at__lte=now).order_by("ends_at").values_list("pk", flat=True)
    ):
        try:
            with seats_locked(pk) as event:
                if event.state == Event.State.PUBLISHED and event.has_ended(now):
                    event.state = Event.State.COMPLETED
                    save_event(event, None, ["state"])
                    count += 1
        except (errors.TryAgain, errors.EventGone):
            continue
    return count


def settle_registrations(*, now: datetime) -> int:
    """The idempotent tick that brings registrations in line with what has changed elsewhere: members of a body that are new are
    enrolled, who lost eligibility loses the place (and is told), and a seat that someone waiting may take is given. Returns how
    many registrations changed."""
    changed = 0
    for event in (
        Event.objects.filter(state=Event.State.PUBLISHED, starts_at__gt=now).select_related("venue").order_by("starts_at")
    ):
        try:
            changed += _settle(event, now)
        except (errors.TryAgain, errors.EventGone):
            continue
    return changed


def _settle(event: Event, now: datetime) -> int:
    lost = event.registrations.live().exclude(member__in=eligible_members(event, now))
    missing = standing_members(event, now).exclude(pk__in=event.registrations.values("member"))
    if not (lost.exists() or next_in_queue(event, now) or (event.mode == Event.Mode.STANDING and missing.exists())):
        return 0
    facts = telling.event_facts(event)
    with seats_locked(event.pk) as locked:
        facts = telling.facts_of(locked, made_from=event, facts=facts)
        if locked.state != Event.State.PUBLISHED or locked.has_begun(now):
            return 0
        gone = list(
            locked.registrations.live()
            .exclude(member__in=eligible_members(locked, now))
            .select_related("member__user")
            .order_by("queued_at", "pk")
        )
        reason = Registration.Reason.ELIGIBILITY
        change_taken(locked, -end(gone, Registration.State.CANCELLED, reason, "", None, now))
        telling.tell_ended(telling.CANCELLED, gone, locked, facts, reason=reason)
        promoted = seat_from_queue(locked, now)
        telling.tell_promoted(promoted, locked, facts)
        return len(gone) + len(promoted) + len(_enrol(locked, now, facts))
