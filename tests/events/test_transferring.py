"""A seat handed to a colleague."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from council.events import services
from council.events.models import Event, Registration
from council.events.services import errors
from council.members.models import Member
from council.messaging.models import Message
from council.messaging.rendering import render
from tests.events.invariants import assert_invariants
from tests.factories import (
    NOW,
    AttendanceFactory,
    EventFactory,
    MemberFactory,
    OrganisationFactory,
    QuotaFactory,
    UserFactory,
    coordinator,
)

pytestmark = pytest.mark.django_db
State = Registration.State


def register(event, member):
    return services.register_member(event=event, member=member, now=NOW)


def hand_over(registration, to, now=NOW):
    return services.transfer_registration(registration=registration, to=to, by=registration.member.user, now=now)


def kinds(registration):
    found = Message.objects.filter(context__registration_id=registration.pk).order_by("pk")
    return list(found.values_list("kind", flat=True))


@pytest.fixture
def company():
    """Three people of one company."""
    organisation = OrganisationFactory()
    return [MemberFactory(organisation=organisation) for _ in range(3)]


def test_the_colleague_has_the_seat_at_once_and_nobody_who_waits_gets_it(company):
    event = EventFactory(capacity=1)
    seat, waiting = register(event, company[0]), register(event, MemberFactory())
    received = hand_over(seat, company[1])
    seat.refresh_from_db()
    waiting.refresh_from_db()
    assert (seat.state, seat.reason) == (State.CANCELLED, Registration.Reason.TRANSFER)
    assert (received.member, received.state, received.confirmed_at) == (company[1], State.CONFIRMED, NOW)
    assert (received.handed_over_by, received.queued_at, waiting.state) == (seat, seat.queued_at, State.WAITLISTED)
    # Another code at the door: the old one opens nothing.
    assert received.code != seat.code
    assert kinds(seat) == ["registration-confirmed", "registration-cancelled"]
    told = Message.objects.get(kind="seat-handed-over")
    assert (told.context["colleague"], told.attachments[0]["method"]) == (str(company[0]), "REQUEST")
    assert Message.objects.get(kind="registration-cancelled").attachments[0]["method"] == "CANCEL"
    assert_invariants(event, NOW)


def test_a_seat_that_came_back_can_be_handed_over_again(company):
    event = EventFactory(capacity=2)
    seat = register(event, company[0])
    first = hand_over(seat, company[1])
    services.cancel_registration(registration=first, by=company[1].user, now=NOW)
    back = services.reinstate_registration(registration=seat, by=coordinator("forums"), now=NOW)
    again = hand_over(back, company[1])
    assert (again.pk != first.pk, again.state) == (True, State.CONFIRMED)
    assert Message.objects.filter(kind="seat-handed-over").count() == 2
    assert_invariants(event, NOW)


def test_twice_is_once(company):
    event = EventFactory(capacity=1)
    seat = register(event, company[0])
    assert hand_over(seat, company[1]) == hand_over(seat, company[1])
    assert Message.objects.filter(kind="seat-handed-over").count() == 1
    with pytest.raises(errors.NoSeatToHandOver):
        hand_over(seat, company[2])
    assert_invariants(event, NOW)


def test_a_colleague_who_waits_stops_waiting(company):
    event = EventFactory(capacity=1)
    seat, waiting = register(event, company[0]), register(event, company[1])
    received = hand_over(seat, company[1])
    assert (received.pk, received.state) == (waiting.pk, State.CONFIRMED)
    assert_invariants(event, NOW)


def test_and_back_again(company):
    event = EventFactory(capacity=1)
    first = register(event, company[0])
    back = hand_over(hand_over(first, company[1]), company[0])
    assert (back.member, back.state) == (company[0], State.CONFIRMED)
    assert back.sequence > Registration.objects.get(pk=first.pk).sequence
    assert_invariants(event, NOW)


def test_a_kept_seat_stays_kept_for_its_role(company):
    event = QuotaFactory(event=EventFactory(capacity=2), seats=1).event
    Member.objects.filter(pk=company[0].pk).update(kind=Member.Kind.INVESTOR)
    company[0].refresh_from_db()
    register(event, company[2])
    received = hand_over(register(event, company[0]), company[1])
    assert (received.role, received.state) == ("investor", State.CONFIRMED)
    assert_invariants(event, NOW)


REFUSED = [
    lambda company: MemberFactory(),
    lambda company: MemberFactory(organisation=OrganisationFactory()),
    lambda company: MemberFactory(organisation=company[0].organisation, state=Member.State.SUSPENDED),
    lambda company: MemberFactory(organisation=company[0].organisation, user=UserFactory(confirmed=False)),
    lambda company: company[0],
]


@pytest.mark.parametrize("whom", REFUSED)
def test_only_to_a_colleague_who_may_attend(company, whom):
    event = EventFactory(capacity=1, audience=Event.Audience.MEMBERS)
    seat, other = register(event, company[0]), whom(company)
    with pytest.raises(errors.NotAColleague):
        services.find_colleague(registration=seat, email=other.user.email, now=NOW)
    with pytest.raises(errors.NotAColleague):
        hand_over(seat, other)
    assert Registration.objects.count() == 1


def test_not_to_whom_the_organisers_declined(company):
    event = EventFactory(mode=Event.Mode.APPROVAL)
    by = coordinator("forums")
    services.decline_registration(registration=register(event, company[1]), by=by, now=NOW)
    seat = services.approve_registration(registration=register(event, company[0]), by=by, now=NOW)
    with pytest.raises(errors.NotAColleague):
        hand_over(seat, company[1])


def test_only_a_confirmed_seat_and_only_before_the_beginning(company):
    event = EventFactory(capacity=1)
    seat, waiting = register(event, company[0]), register(event, company[1])
    with pytest.raises(errors.NoSeatToHandOver):
        hand_over(waiting, company[2])
    with pytest.raises(errors.EventHasBegun):
        hand_over(seat, company[2], now=event.starts_at)
    other = EventFactory()
    mine, theirs = register(other, company[0]), register(other, company[1])
    with pytest.raises(errors.AlreadyRegistered):
        hand_over(mine, theirs.member)


def came(registration, day=None):
    return AttendanceFactory(registration=registration, **({"day": day} if day else {}))


def test_not_once_a_door_has_checked_the_holder_in(company):
    event = EventFactory(capacity=1, ends_at=NOW + timedelta(days=16))
    seat, waiting = register(event, company[0]), register(event, MemberFactory())
    # For the second day of it, by mistake or not: the seat is in use.
    record = came(seat, event.days()[1])
    with pytest.raises(errors.SeatInUse):
        hand_over(seat, company[1])
    assert isinstance(services.transfer_obstacle(seat, NOW), errors.SeatInUse)
    seat.refresh_from_db()
    waiting.refresh_from_db()
    assert (seat.state, waiting.state) == (State.CONFIRMED, State.WAITLISTED)
    # Taken back at the door, it may be handed over.
    services.undo_attendance(attendance=record, by=coordinator("forums"), now=NOW)
    assert hand_over(seat, company[1]).state == State.CONFIRMED
    assert_invariants(event, NOW)


def test_who_handed_it_over_stands_in_the_mail(company):
    own, others = register(EventFactory(), company[0]), register(EventFactory(), company[0])
    hand_over(own, company[1])
    services.transfer_registration(registration=others, to=company[1], by=coordinator("forums"), now=NOW)
    texts = [render(message).text for message in Message.objects.filter(kind="registration-cancelled").order_by("pk")]
    assert f"You handed your seat at “{own.event}” to {company[1]}." in texts[0]
    assert f"The organisers handed your seat at “{others.event}” to {company[1]}." in texts[1]


# The page


@pytest.fixture
def page(client, company, at_now):
    """The page of a member's seat: (url, its registration)."""
    seat = register(EventFactory(capacity=1), company[0])
    client.force_login(company[0].user)
    return reverse("events:event-transfer", args=[seat.event.slug]), seat


def test_handing_over_on_the_page(client, page, company):
    url, seat = page
    assert url in client.get(seat.event.get_absolute_url()).content.decode()
    assert url in client.get(reverse("events:my-registrations")).content.decode()
    assert str(company[0].organisation) in client.get(url).content.decode()
    answer = client.post(url, {"email": company[1].user.email.upper()}, follow=True)
    assert f"Your seat is handed to {company[1]}, who is told." in answer.content.decode()
    # The back button and a second click.
    answer = client.post(url, {"email": company[1].user.email}, follow=True)
    assert "You have handed your seat to a colleague." in answer.content.decode()
    assert Registration.objects.live().count() == 1


def test_a_seat_in_use_is_offered_nowhere(client, page, company):
    url, seat = page
    came(seat)
    assert url not in client.get(seat.event.get_absolute_url()).content.decode()
    assert url not in client.get(reverse("events:my-registrations")).content.decode()
    for answer in (client.get(url), client.post(url, {"email": company[1].user.email})):
        assert answer.status_code == 200
        assert "its holder has been checked in" in answer.content.decode()
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "error"),
    [
        ("stranger@example.com", "Nobody of your organisation who may attend this event has this e-mail address."),
        ("no address", "Enter a valid email address."),
        ("", "This field is required."),
    ],
)
def test_a_refusal_stands_beside_the_field_and_keeps_what_was_typed(client, page, email, error):
    url, seat = page
    answer = client.post(url, {"email": email})
    assert answer.status_code == 422
    source = answer.content.decode()
    assert error in source
    assert f'value="{email}"' in source or not email
    seat.refresh_from_db()
    assert seat.state == State.CONFIRMED


def test_without_an_organisation_the_page_says_why(client):
    member = MemberFactory()
    seat = register(EventFactory(), member)
    client.force_login(member.user)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        source = client.get(reverse("events:event-transfer", args=[seat.event.slug])).content.decode()
    assert "Your seat can be handed" in source
    assert "<form" not in source.partition("<main")[2].partition("</main")[0]
