"""The invariants of registration (council.md), checked against the tables alone."""

from collections import Counter

from django.db.models import Count

from council.events.models import AgendaRegistration, Event, Registration
from council.events.services.seats import eligible_members
from council.messaging.models import Message
from council.reminders.models import Reminder

State = Registration.State
TOLD_OF_SEAT = {
    *("registration-confirmed", "registration-promoted", "registration-reinstated"),
    *("seat-offered", "seat-handed-over"),
}
TOLD_OF = TOLD_OF_SEAT | {"registration-waitlisted", "registration-pending"}


def assert_invariants(event, now, ever_barred=frozenset(), *, quotas=False):
    """Raise `AssertionError` where the event breaks one of them. `ever_barred`: members who were not always eligible; `quotas`:
    whether seats were ever kept."""
    event = Event.objects.get(pk=event.pk)
    registrations = Registration.objects.filter(event=event)
    assert_seats(event, registrations)
    assert_no_seat_free_that_someone_may_take(event, registrations, now)
    assert_told(event, registrations)
    assert_first_come_first_served(event, now, ever_barred, quotas=quotas)
    assert_reminded_once(event)
    assert_session_invariants(event, now)


def assert_seats(event, registrations):
    """Seats never exceed the capacity, not with those that are kept; the counters tell the truth; one live registration a
    member; an offer ends when the event begins at the latest, and stands for nothing but a seat."""
    seated = registrations.seated().count()
    assert (event.taken, event.kept) == (seated, sum(kept(event, registrations).values()))
    assert event.capacity is None or seated + event.kept <= event.capacity
    live = registrations.live()
    assert not live.values("member").annotate(n=Count("pk")).filter(n__gt=1).exists()
    assert not registrations.offered().filter(offer_ends_at__gt=event.starts_at).exists()


def kept(event, registrations):
    """Free seats that each quota in force keeps, by role."""
    held = Counter(registrations.seated().values_list("role", flat=True))
    return {quota.role: max(0, quota.seats - held[quota.role]) for quota in event.quotas.filter(released_at=None)}


def assert_no_seat_free_that_someone_may_take(event, registrations, now):
    """No seat stays free that someone waiting may take: neither one for everybody, nor one kept for the person's role."""
    if event.state != Event.State.PUBLISHED or event.has_begun(now):
        return
    waiting = registrations.waiting().filter(member__in=eligible_members(event, now))
    if event.capacity is None or event.taken + event.kept < event.capacity:
        assert not waiting.exists()
    roles = [role for role, seats in kept(event, registrations).items() if seats]
    assert event.capacity is None or not waiting.filter(role__in=roles).exists()


def assert_reminded_once(event):
    """At most one reminder for each source, subject, recipient, rule and version of the schedule, and no message for two."""
    ledger = Reminder.objects.filter(source="event", subject=str(event.pk))
    facts = Counter(ledger.values_list("source", "subject", "recipient", "rule", "schedule_version"))
    assert max(facts.values(), default=1) == 1
    messages = Counter(ledger.exclude(message=None).values_list("message", flat=True))
    assert max(messages.values(), default=1) == 1


def assert_told(event, registrations):
    """Nobody is told the same of one registration twice, and everyone with a registration was told of it; a cancelled event
    leaves nobody live, and everyone whom it cancelled was told, once."""
    messages = list(Message.objects.filter(context__registration_id__in=[one.pk for one in registrations]))
    keys = Counter(message.key for message in messages)
    assert max(keys.values(), default=1) == 1
    told = {message.context["registration_id"] for message in messages if message.kind in TOLD_OF}
    assert {one.pk for one in registrations} <= told
    seats = {message.context["registration_id"] for message in messages if message.kind in TOLD_OF_SEAT}
    assert {one.pk for one in registrations.seated()} <= seats
    if event.state == Event.State.CANCELLED:
        assert not registrations.live().exists()
        cancelled = Counter(m.context["registration_id"] for m in messages if m.kind == "event-cancelled")
        assert cancelled == {one.pk: 1 for one in registrations.filter(reason=Registration.Reason.EVENT)}


def assert_session_invariants(event, now):
    """The same for the agenda items of the event that people sign up for."""
    for item in event.agenda.all():
        choices = AgendaRegistration.objects.filter(item=item)
        confirmed = choices.filter(state=AgendaRegistration.State.CONFIRMED)
        # Places never exceed the capacity, and the counter tells the truth.
        assert item.taken == confirmed.count()
        assert item.capacity is None or item.taken <= item.capacity
        # Who has given up the seat at the event holds no place, and waits for none.
        assert not choices.live().exclude(registration__state=Registration.State.CONFIRMED).exists()
        # Nothing is free while somebody waits, and the queue was served in its order.
        waiting = list(choices.waiting())
        if event.state == Event.State.PUBLISHED and item.can_be_chosen(now):
            assert item.is_full or not waiting
        latest = confirmed.order_by("queued_at", "pk").last()
        assert not waiting or latest is None or (latest.queued_at, latest.pk) < (waiting[0].queued_at, waiting[0].pk)
    # Nobody is at two places at once.
    for registration in event.registrations.live():
        held = [choice.item for choice in registration.choices.live().select_related("item")]
        assert not any(one.overlaps(other) for place, one in enumerate(held) for other in held[:place])


def assert_first_come_first_served(event, now, ever_barred=frozenset(), *, quotas=False):
    """Whoever came to a seat from the waiting list was the first of his role there, and, where no quota was ever set (`quotas`:
    one was, though it be gone), the first of all. The event's row is held at each change, so the history of its registrations
    stands in the order of what happened.

    Members who were not always eligible (`ever_barred`, and those who are not now) may have been passed over."""
    ineligible = event.registrations.exclude(member__in=eligible_members(event, now))
    barred = {*ever_barred, *ineligible.values_list("member", flat=True)}
    by_role = quotas or event.quotas.exists()
    latest = {}
    for row in Registration.history.filter(event=event).order_by("history_id"):
        before, latest[row.id] = latest.get(row.id), row
        if before is None or before.state != State.WAITLISTED or row.state not in Registration.SEATED:
            continue
        if row.handed_over_by_id is not None or row.member_id in barred:
            continue
        passed_over = [
            other
            for other in latest.values()
            if other.state == State.WAITLISTED
            and other.member_id not in barred
            and (other.role == row.role or not by_role)
            and (other.queued_at, other.id) < (row.queued_at, row.id)
        ]
        assert passed_over == [], f"{row} came to a seat before {passed_over}"
