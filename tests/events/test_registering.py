"""Registering, the waiting list, cancelling: one person after another."""

import uuid
from datetime import timedelta

import pytest

from council.events import services
from council.events.models import Event, Registration
from council.events.services import errors
from council.members.models import Member, Membership
from council.messaging.models import Message
from tests.events.invariants import assert_invariants
from tests.factories import (
    NOW,
    BodyFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    UserFactory,
    coordinator,
)

pytestmark = pytest.mark.django_db
State = Registration.State


def register(event, member, **arguments):
    return services.register_member(event=event, member=member, now=NOW, **arguments)


def cancel(registration, **arguments):
    return services.cancel_registration(registration=registration, by=registration.member.user, now=NOW, **arguments)


def kinds(registration):
    """What the person was told of this registration, in order."""
    found = Message.objects.filter(context__registration_id=registration.pk).order_by("pk")
    return list(found.values_list("kind", flat=True))


def test_a_free_seat_is_confirmed_and_told():
    event, member = EventFactory(capacity=1), MemberFactory()
    registration = register(event, member)
    assert registration.state == State.CONFIRMED
    assert registration.confirmed_at == NOW
    message = Message.objects.get()
    assert (message.kind, message.address, message.language) == ("registration-confirmed", member.user.email, "en")
    assert message.attachments == [
        {"kind": "event-calendar-entry", "registration": registration.pk, "method": "REQUEST"},
        {"kind": "event-seat-code", "registration": registration.pk},
    ]
    assert_invariants(event, NOW)


def test_waiting_list_promotes_oldest():
    event = EventFactory(capacity=1)
    seated, older, newer = (register(event, MemberFactory()) for _ in range(3))
    assert [seated.state, older.state, newer.state] == [State.CONFIRMED, State.WAITLISTED, State.WAITLISTED]
    cancel(seated)
    assert list(event.registrations.seated()) == [older]
    assert list(event.registrations.waiting()) == [newer]
    assert kinds(older) == ["registration-waitlisted", "registration-promoted"]
    assert kinds(newer) == ["registration-waitlisted"]
    assert kinds(seated) == ["registration-confirmed", "registration-cancelled"]
    assert_invariants(event, NOW)


def test_position_on_the_waiting_list():
    event = EventFactory(capacity=1)
    _seated, first, second = (register(event, MemberFactory()) for _ in range(3))
    found = event.registrations.waiting().with_position()
    assert [(one.pk, one.position) for one in found] == [(first.pk, 1), (second.pk, 2)]


def test_without_a_waiting_list_a_full_event_refuses():
    event = EventFactory(capacity=1, has_waiting_list=False)
    register(event, MemberFactory())
    with pytest.raises(errors.EventFull):
        register(event, MemberFactory())
    assert Registration.objects.count() == 1
    assert_invariants(event, NOW)


def test_same_member_again_is_the_same_registration():
    event, member = EventFactory(capacity=5), MemberFactory()
    first = register(event, member)
    assert register(event, member) == first
    assert Registration.objects.count() == 1
    assert Message.objects.count() == 1


def test_the_same_form_again_after_cancelling_changes_nothing():
    event, member, token = EventFactory(capacity=5), MemberFactory(), uuid.uuid4()
    first = register(event, member, token=token)
    cancel(first)
    replayed = register(event, member, token=token)
    assert (replayed.pk, replayed.state) == (first.pk, State.CANCELLED)
    assert Registration.objects.count() == 1
    assert_invariants(event, NOW)


def test_a_new_form_after_cancelling_is_a_new_registration_at_the_end_of_the_queue():
    event, member = EventFactory(capacity=1), MemberFactory()
    first = register(event, member, token=uuid.uuid4())
    waiting = register(event, MemberFactory())
    cancel(first)
    again = register(event, member, token=uuid.uuid4())
    waiting.refresh_from_db()
    assert (waiting.state, again.state) == (State.CONFIRMED, State.WAITLISTED)
    # A calendar that took the cancelling entry takes a new one only with a higher sequence.
    assert again.sequence == 2
    assert_invariants(event, NOW)


def test_anothers_token_does_not_hand_out_his_registration():
    event, token = EventFactory(), uuid.uuid4()
    first = register(event, MemberFactory(), token=token)
    assert register(event, MemberFactory(), token=token) != first


def test_cancelling_twice_is_harmless():
    event = EventFactory(capacity=1)
    registration = register(event, MemberFactory())
    cancel(registration)
    cancel(registration)
    assert kinds(registration) == ["registration-confirmed", "registration-cancelled"]
    assert_invariants(event, NOW)


def test_cancelling_is_possible_until_the_event_begins():
    event = EventFactory(capacity=1)
    registration = register(event, MemberFactory())
    by = registration.member.user
    with pytest.raises(errors.EventHasBegun):
        services.cancel_registration(registration=registration, by=by, now=event.starts_at)
    services.cancel_registration(registration=registration, by=by, now=event.starts_at - timedelta(seconds=1))


REFUSALS = [
    ({"state": Event.State.DRAFT}, errors.EventNotPublished),
    ({"state": Event.State.CANCELLED}, errors.EventCancelled),
    ({"state": Event.State.COMPLETED}, errors.EventOver),
    ({"mode": Event.Mode.NONE}, errors.NoRegistrationNeeded),
    ({"opens_at": NOW + timedelta(seconds=1)}, errors.NotOpenYet),
    ({"closes_at": NOW}, errors.RegistrationClosed),
    ({"starts_at": NOW}, errors.RegistrationClosed),
    ({"starts_at": NOW - timedelta(hours=3)}, errors.EventOver),
    ({"audience": Event.Audience.INVITED}, errors.NotEligible),
]


@pytest.mark.parametrize(("fields", "error"), REFUSALS)
def test_refusals(fields, error):
    event, member = EventFactory(**fields), MemberFactory()
    with pytest.raises(error) as caught:
        register(event, member)
    assert str(caught.value)
    assert not Registration.objects.exists()
    assert isinstance(services.obstacle(event, member, NOW), error)


def test_opening_and_closing_moments():
    event = EventFactory(opens_at=NOW, closes_at=NOW + timedelta(hours=1))
    assert register(event, MemberFactory()).state == State.CONFIRMED
    with pytest.raises(errors.RegistrationClosed):
        services.register_member(event=event, member=MemberFactory(), now=NOW + timedelta(hours=1))


def test_a_draft_member_may_come_to_public_events_with_a_confirmed_address():
    member = MemberFactory(state=Member.State.DRAFT)
    assert register(EventFactory(), member).state == State.CONFIRMED
    with pytest.raises(errors.NotEligible):
        register(EventFactory(audience=Event.Audience.MEMBERS), member)


def test_an_unconfirmed_address_is_refused():
    member = MemberFactory(user=UserFactory(confirmed=False))
    with pytest.raises(errors.EmailNotConfirmed):
        register(EventFactory(), member)


@pytest.mark.parametrize("state", [Member.State.SUSPENDED, Member.State.WITHDRAWN])
def test_the_suspended_cannot_register(state):
    with pytest.raises(errors.NotEligible):
        register(EventFactory(), MemberFactory(state=state))


def test_who_lost_the_place_in_the_body_is_passed_over():
    body = BodyFactory()
    seats = [MembershipFactory(body=body) for _ in range(3)]
    event = EventFactory(capacity=1, audience=Event.Audience.BODY, body=body)
    holder, gone, next_one = (register(event, seat.member) for seat in seats)
    Membership.objects.filter(pk=seats[1].pk).update(ends_on=NOW.date() - timedelta(days=1))
    cancel(holder)
    gone.refresh_from_db()
    next_one.refresh_from_db()
    assert (gone.state, next_one.state) == (State.WAITLISTED, State.CONFIRMED)
    assert_invariants(event, NOW)


def test_approval_confirms_or_queues():
    event, by = EventFactory(capacity=1, mode=Event.Mode.APPROVAL), coordinator("forums")
    first, second = (register(event, MemberFactory()) for _ in range(2))
    assert (first.state, second.state) == (State.PENDING, State.PENDING)
    assert Event.objects.get().taken == 0
    assert services.approve_registration(registration=second, by=by, now=NOW).state == State.CONFIRMED
    assert services.approve_registration(registration=first, by=by, now=NOW).state == State.WAITLISTED
    # Approved once more: as it was.
    assert services.approve_registration(registration=first, by=by, now=NOW).state == State.WAITLISTED
    assert kinds(second) == ["registration-pending", "registration-confirmed"]
    assert kinds(first) == ["registration-pending", "registration-waitlisted"]
    assert_invariants(event, NOW)


def test_declining():
    event, by = EventFactory(capacity=1, mode=Event.Mode.APPROVAL), coordinator("forums")
    registration = register(event, MemberFactory())
    declined = services.decline_registration(registration=registration, by=by, now=NOW, note="Next time.")
    assert (declined.state, declined.note) == (State.DECLINED, "Next time.")
    services.decline_registration(registration=registration, by=by, now=NOW)
    with pytest.raises(errors.NotWaiting):
        services.approve_registration(registration=registration, by=by, now=NOW)
    assert kinds(registration) == ["registration-pending", "registration-declined"]


def test_bulk_approval_goes_by_the_queue_and_tells_what_failed():
    event, by = EventFactory(capacity=1, mode=Event.Mode.APPROVAL), coordinator("forums")
    first, second = (register(event, MemberFactory()) for _ in range(2))
    ended = cancel(register(event, MemberFactory()))
    done, failed = services.approve_registrations(registrations=[second, ended, first], by=by, now=NOW)
    assert [(one.pk, one.state) for one in done] == [(first.pk, State.CONFIRMED), (second.pk, State.WAITLISTED)]
    assert [(one.pk, type(error)) for one, error in failed] == [(ended.pk, errors.NotWaiting)]


def test_staff_register_others_outside_the_hours_and_without_approval():
    event = EventFactory(mode=Event.Mode.APPROVAL, closes_at=NOW - timedelta(days=1))
    member = MemberFactory(user=UserFactory(confirmed=False))
    assert register(event, member, by=coordinator("forums")).state == State.CONFIRMED
    with pytest.raises(errors.RegistrationClosed):
        register(event, MemberFactory(), by=coordinator("symposia"))


def test_history_names_who_did_it():
    registration = register(EventFactory(), MemberFactory())
    staff = coordinator("forums")
    services.cancel_registration(registration=registration, by=staff, now=NOW, reason=Registration.Reason.STAFF)
    assert list(registration.history.order_by("history_id").values_list("state", "history_user")) == [
        (State.CONFIRMED, registration.member.user_id),
        (State.CANCELLED, staff.pk),
    ]
