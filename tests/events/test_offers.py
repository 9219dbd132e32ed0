"""Seats that are offered for a time: accepted, declined, over; and passed on each time."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from council.events import services
from council.events.models import Event, Registration
from council.events.services import errors
from council.members.models import Member
from council.messaging.models import Message
from tests.events.invariants import assert_invariants
from tests.factories import NOW, EventFactory, MemberFactory, coordinator

pytestmark = pytest.mark.django_db
State = Registration.State
Reason = Registration.Reason
HOUR = timedelta(hours=1)


def register(event, member=None, now=NOW):
    return services.register_member(event=event, member=member or MemberFactory(), now=now)


def cancel(registration, now=NOW):
    return services.cancel_registration(registration=registration, by=None, now=now)


def again(*registrations):
    """The registrations as they now are: (state, reason) of each."""
    found = Registration.objects.in_bulk([one.pk for one in registrations])
    return [(found[one.pk].state, found[one.pk].reason) for one in registrations]


def kinds(registration):
    found = Message.objects.filter(context__registration_id=registration.pk).order_by("pk")
    return list(found.values_list("kind", flat=True))


@pytest.fixture
def offered():
    """(event, its offered registration, the next two on the waiting list); the offer is good for a day."""
    event = EventFactory(capacity=1, offer_hours=24)
    seated, first, second, third = (register(event) for _ in range(4))
    cancel(seated)
    event.refresh_from_db()
    first.refresh_from_db()
    return event, first, second, third


def test_a_freed_seat_is_offered_to_the_head_of_the_queue_and_counted(offered):
    event, first, second, third = offered
    assert again(first, second, third) == [(State.OFFERED, ""), (State.WAITLISTED, ""), (State.WAITLISTED, "")]
    assert first.offer_ends_at == NOW + timedelta(days=1)
    assert event.taken == 1
    message = Message.objects.get(kind="seat-offered")
    url = f"http://localhost:8000/events/{event.slug}/offer/{first.offer_token}/"
    assert (message.context["offer_url"], message.not_after) == (url, first.offer_ends_at)
    assert message.context["offer_until"] == "3 Nov 2026 (Tue) 10:00"
    assert message.attachments == []
    assert register(event).state == State.WAITLISTED
    assert_invariants(event, NOW)


def test_accepting_confirms_and_sends_the_calendar_entry(offered):
    event, first, _second, _third = offered
    accepted = services.accept_offer(registration=first, by=None, now=NOW + HOUR)
    assert (accepted.state, accepted.confirmed_at) == (State.CONFIRMED, NOW + HOUR)
    assert accepted.history.first().history_user == first.member.user
    # A second click changes nothing.
    assert services.accept_offer(registration=first, by=None, now=NOW + 2 * HOUR).confirmed_at == NOW + HOUR
    assert kinds(first) == ["registration-waitlisted", "seat-offered", "registration-confirmed"]
    assert Message.objects.get(kind="registration-confirmed", context__registration_id=first.pk).attachments
    assert_invariants(event, NOW + HOUR)


def test_declining_passes_the_seat_on_in_the_same_transaction(offered):
    event, first, second, third = offered
    services.decline_offer(registration=first, by=None, now=NOW)
    assert again(first, second, third) == [(State.CANCELLED, Reason.REFUSED), (State.OFFERED, ""), (State.WAITLISTED, "")]
    services.decline_offer(registration=first, by=None, now=NOW)
    # Nobody who had no entry is sent a cancelling one.
    told = Message.objects.get(kind="registration-cancelled", context__registration_id=first.pk)
    assert (told.context["reason"], told.attachments) == ("refused", [])
    assert_invariants(event, NOW)


def test_a_seat_that_was_accepted_is_not_declined_by_an_old_page(offered):
    _event, first, _second, _third = offered
    services.accept_offer(registration=first, by=None, now=NOW)
    assert services.decline_offer(registration=first, by=None, now=NOW).state == State.CONFIRMED


def test_the_tick_ends_what_is_over_and_passes_the_seat_on(offered):
    event, first, second, third = offered
    ends_at = first.offer_ends_at
    assert services.pass_seats_on(now=ends_at - timedelta(seconds=1)) == 0
    # One ended, one offered.
    assert services.pass_seats_on(now=ends_at) == 2
    assert services.pass_seats_on(now=ends_at) == 0
    assert again(first, second, third) == [(State.CANCELLED, Reason.EXPIRED), (State.OFFERED, ""), (State.WAITLISTED, "")]
    assert kinds(first)[-1] == "registration-cancelled"
    second.refresh_from_db()
    assert second.offer_ends_at == ends_at + timedelta(days=1)
    assert_invariants(event, ends_at)


def test_an_answer_too_late_passes_the_seat_on_at_once(offered):
    event, first, second, _third = offered
    with pytest.raises(errors.OfferOver):
        services.accept_offer(registration=first, by=None, now=first.offer_ends_at)
    assert again(first, second) == [(State.CANCELLED, Reason.EXPIRED), (State.OFFERED, "")]
    assert_invariants(event, first.offer_ends_at)


def test_an_offer_never_outlasts_the_beginning(offered):
    event, first, *_others = offered
    shortly = event.starts_at - HOUR
    services.decline_offer(registration=first, by=None, now=shortly)
    latest = Registration.objects.get(state=State.OFFERED)
    assert latest.offer_ends_at == event.starts_at
    # Once it has begun the offer ends, and nobody is offered anything.
    assert services.pass_seats_on(now=event.starts_at) == 1
    assert not event.registrations.offered().exists()
    assert event.registrations.waiting().count() == 1


def test_an_event_that_begins_earlier_ends_its_offers_earlier(offered):
    event, first, *_others = offered
    event.starts_at = NOW + 5 * HOUR
    event.ends_at = NOW + 6 * HOUR
    services.apply_event_changes(event=event, by=None, now=NOW)
    first.refresh_from_db()
    assert first.offer_ends_at == event.starts_at
    # The offered are told of the new time, without an entry.
    assert Message.objects.get(kind="event-changed", context__registration_id=first.pk).attachments == []
    assert_invariants(event, NOW)


def test_offers_of_a_completed_event_end_too(offered):
    event, first, *_others = offered
    assert services.complete_past_events(now=event.ends_at) == 1
    assert services.pass_seats_on(now=event.ends_at) == 1
    assert again(first) == [(State.CANCELLED, Reason.EXPIRED)]


def test_who_lost_eligibility_cannot_accept(offered):
    _event, first, second, _third = offered
    Member.objects.filter(pk=first.member_id).update(state=Member.State.SUSPENDED)
    with pytest.raises(errors.NotEligible):
        services.accept_offer(registration=first, by=None, now=NOW)
    services.settle_registrations(now=NOW)
    assert again(first, second) == [(State.CANCELLED, Reason.ELIGIBILITY), (State.OFFERED, "")]


def test_cancelling_the_event_ends_offers_without_a_calendar_entry(offered):
    event, first, *_others = offered
    services.cancel_event(event=event, by=coordinator("forums"), now=NOW)
    with pytest.raises(errors.OfferOver):
        services.accept_offer(registration=first, by=None, now=NOW)
    assert Message.objects.get(kind="event-cancelled", context__registration_id=first.pk).attachments == []
    assert_invariants(event, NOW)


def test_without_hours_the_seat_is_given_at_once():
    event = EventFactory(capacity=1)
    seated, waiting = register(event), register(event)
    cancel(seated)
    assert again(waiting) == [(State.CONFIRMED, "")]


def test_the_tick_asks_few_questions_however_many_events_there_are(count_queries):
    def tick():
        return services.pass_seats_on(now=NOW)

    few = count_queries(tick)
    for _ in range(30):
        register(EventFactory(capacity=1, offer_hours=1))
    assert count_queries(tick) == few == 1


# Pages


def offer_url(registration):
    return reverse("events:event-offer", args=[registration.event.slug, registration.offer_token])


@pytest.mark.usefixtures("at_now")
def test_the_link_of_the_mail_needs_no_log_in_and_asks_first(client, offered):
    event, first, second, _third = offered
    url = offer_url(first)
    page = client.get(url)
    assert page.status_code == 200
    assert "until 3 Nov 2026 (Tue) 10:00" in page.content.decode()
    assert "no-cache" in page["Cache-Control"]
    # Mail programs follow links: nothing happens by looking, nor by a form without an answer.
    assert client.post(url).status_code == 200
    assert again(first) == [(State.OFFERED, "")]
    answered = client.post(url, {"answer": "accept"}, follow=True)
    assert "The seat is yours." in answered.content.decode()
    assert again(first, second) == [(State.CONFIRMED, ""), (State.WAITLISTED, "")]
    assert "You have accepted: the seat is yours." in client.get(url).content.decode()
    # The other button of an old page changes nothing now.
    client.post(url, {"answer": "decline"})
    assert again(first) == [(State.CONFIRMED, "")]
    assert_invariants(event, NOW)


@pytest.mark.usefixtures("at_now")
def test_declining_on_the_page(client, offered):
    _event, first, second, _third = offered
    answered = client.post(offer_url(first), {"answer": "decline"}, follow=True)
    assert "You have declined the seat. It goes to whoever is next." in answered.content.decode()
    assert again(first, second) == [(State.CANCELLED, Reason.REFUSED), (State.OFFERED, "")]


def test_a_late_answer_on_the_page_says_what_is_so(client, offered):
    _event, first, second, _third = offered
    with time_machine.travel(first.offer_ends_at, tick=False):
        assert "The time to accept this seat is over." in client.get(offer_url(first)).content.decode()
        late = client.post(offer_url(first), {"answer": "accept"})
        assert late.status_code == 409
        assert "This offer is over." in late.content.decode()
    assert again(first, second) == [(State.CANCELLED, Reason.EXPIRED), (State.OFFERED, "")]


@pytest.mark.usefixtures("at_now")
def test_a_token_opens_its_own_offer_alone(client, offered):
    _event, first, _second, _third = offered
    other = EventFactory()
    assert client.get(reverse("events:event-offer", args=[other.slug, first.offer_token])).status_code == 404
    assert client.get(reverse("events:event-offer", args=[first.event.slug, first.code])).status_code == 404


@pytest.mark.usefixtures("at_now")
def test_the_event_and_my_page_lead_to_the_offer(client, offered):
    event, first, _second, _third = offered
    client.force_login(first.member.user)
    for page in (event.get_absolute_url(), reverse("events:my-registrations"), reverse("portal:my")):
        source = client.get(page).content.decode()
        assert offer_url(first) in source, page
        assert "3 Nov 2026 (Tue) 10:00" in source, page
    assert Event.objects.get(pk=event.pk).taken == 1
