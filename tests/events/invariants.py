"""The five invariants of registration (council.md), checked against the tables alone."""

from collections import Counter

from django.db.models import Count

from council.events.models import AgendaRegistration, Event, Registration
from council.events.services.seats import eligible_members
from council.messaging.models import Message

TOLD_OF = {"registration-confirmed", "registration-promoted", "registration-waitlisted", "registration-pending"}


def assert_invariants(event, now):
    """Raise `AssertionError` where the event breaks one of the five."""
    event = Event.objects.get(pk=event.pk)
    registrations = Registration.objects.filter(event=event)
    seated = registrations.seated().count()
    # 1. Seats never exceed the capacity, and the counter tells the truth.
    assert event.taken == seated
    assert event.capacity is None or seated <= event.capacity
    # 2. One live registration a member.
    live = registrations.live()
    assert not live.values("member").annotate(n=Count("pk")).filter(n__gt=1).exists()
    # 3. No seat stays free that someone waiting may take; the queue was served in its order.
    eligible = registrations.waiting().filter(member__in=eligible_members(event, now))
    if event.state == Event.State.PUBLISHED and not event.has_begun(now):
        assert event.capacity is not None or not eligible.exists()
        assert event.is_full or not eligible.exists()
    # 4. Nobody is told the same of one registration twice, and everyone with a registration was told of it.
    messages = list(Message.objects.filter(context__registration_id__in=[one.pk for one in registrations]))
    keys = Counter(message.key for message in messages)
    assert max(keys.values(), default=1) == 1
    told = {message.context["registration_id"] for message in messages if message.kind in TOLD_OF}
    assert {one.pk for one in registrations} <= told
    seats = {m.context["registration_id"] for m in messages if m.kind in ("registration-confirmed", "registration-promoted")}
    assert {one.pk for one in registrations.seated()} <= seats
    # 5. A cancelled event leaves nobody live, and everyone whom it cancelled was told, once.
    if event.state == Event.State.CANCELLED:
        assert not live.exists()
        cancelled = Counter(m.context["registration_id"] for m in messages if m.kind == "event-cancelled")
        assert cancelled == {one.pk: 1 for one in registrations.filter(reason=Registration.Reason.EVENT)}
    assert_session_invariants(event, now)


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
