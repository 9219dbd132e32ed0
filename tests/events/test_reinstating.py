"""What staff put right, and regrets that are not for ever."""

import pytest
import time_machine
from django.urls import reverse

from council.events import services
from council.events.models import Event, Registration
from council.events.services import errors
from council.members.models import Member
from council.messaging.models import Message
from tests.events.invariants import assert_invariants
from tests.factories import NOW, BodyFactory, EventFactory, MemberFactory, MembershipFactory, coordinator

pytestmark = pytest.mark.django_db
State = Registration.State
Reason = Registration.Reason


def register(event, member=None):
    return services.register_member(event=event, member=member or MemberFactory(), now=NOW)


def cancel(registration, **arguments):
    return services.cancel_registration(registration=registration, by=None, now=NOW, **arguments)


def bring_back(registration):
    return services.reinstate_registration(registration=registration, by=coordinator("forums"), now=NOW)


def test_with_a_free_seat_it_is_confirmed_again_and_told_with_a_newer_entry():
    event = EventFactory(capacity=2)
    registration = cancel(register(event), note="By mistake")
    before = registration.sequence
    back = bring_back(registration)
    assert (back.pk, back.state, back.reason, back.note, back.ended_at) == (registration.pk, State.CONFIRMED, "", "", None)
    assert back.sequence > before
    told = Message.objects.get(kind="registration-reinstated")
    assert told.attachments[0]["method"] == "REQUEST"
    # Once more: as it is.
    assert bring_back(back).sequence == back.sequence
    assert Message.objects.filter(kind="registration-reinstated").count() == 1
    assert_invariants(event, NOW)


def test_in_a_full_event_it_waits_at_its_old_place():
    event = EventFactory(capacity=1)
    first, second, third = (register(event) for _ in range(3))
    cancel(first)
    back = bring_back(first)
    assert back.state == State.WAITLISTED
    assert list(event.registrations.waiting()) == [first, third]
    cancel(second)
    first.refresh_from_db()
    assert first.state == State.CONFIRMED
    assert_invariants(event, NOW)


def test_a_declined_one_comes_back():
    event = EventFactory(mode=Event.Mode.APPROVAL)
    declined = services.decline_registration(registration=register(event), by=coordinator("forums"), now=NOW)
    assert bring_back(declined).state == State.CONFIRMED


def test_what_cannot_come_back():
    event = EventFactory(capacity=1, has_waiting_list=False)
    ended = cancel(register(event))
    again = register(event, ended.member)
    with pytest.raises(errors.AlreadyRegistered):
        bring_back(ended)
    cancel(again)
    register(event)
    with pytest.raises(errors.EventFull):
        bring_back(ended)
    Member.objects.filter(pk=ended.member_id).update(state=Member.State.SUSPENDED)
    with pytest.raises(errors.NotEligible):
        bring_back(ended)
    services.cancel_event(event=event, by=None, now=NOW)
    with pytest.raises(errors.EventCancelled):
        bring_back(ended)


def test_staff_bring_back_in_the_administration(client):
    event = EventFactory(capacity=1)
    ended = cancel(register(event))
    client.force_login(coordinator("forums"))
    url = reverse("admin:events_registration_changelist")
    with time_machine.travel(NOW, tick=False):
        asked = client.post(url, {"action": "reinstate", "_selected_action": [ended.pk]})
        assert "Bring these registrations back?" in asked.content.decode()
        assert Registration.objects.get().state == State.CANCELLED
        done = client.post(url, {"action": "reinstate", "_selected_action": [ended.pk], "confirmed": "1"}, follow=True)
    assert "1 registration brought back." in done.content.decode()
    assert Registration.objects.get().state == State.CONFIRMED


# Regrets


@pytest.fixture
def standing():
    body = BodyFactory()
    member = MembershipFactory(body=body).member
    event = EventFactory(audience=Event.Audience.BODY, mode=Event.Mode.STANDING, body=body)
    services.enrol_standing_members(event=event, now=NOW)
    return event, member


def test_who_was_enrolled_sends_regrets_and_may_come_after_all(client, standing):
    event, member = standing
    client.force_login(member.user)
    with time_machine.travel(NOW, tick=False):
        assert "I cannot come" in client.get(event.get_absolute_url()).content.decode()
        page = client.get(reverse("events:event-cancel", args=[event.slug])).content.decode()
        assert "The organisers see your regrets" in page
        answer = client.post(reverse("events:event-cancel", args=[event.slug]), follow=True)
        assert f"Your regrets for “{event}” are noted." in answer.content.decode()
        regrets = Registration.objects.get()
        assert (regrets.state, regrets.reason) == (State.CANCELLED, Reason.REGRETS)
        assert Message.objects.get(kind="registration-cancelled").context["reason"] == "regrets"
        # The tick does not enrol again; the person may come after all.
        services.settle_registrations(now=NOW)
        assert Registration.objects.count() == 1
        assert "I can come after all" in client.get(event.get_absolute_url()).content.decode()
        client.post(reverse("events:event-register", args=[event.slug]))
    assert Registration.objects.live().get().state == State.CONFIRMED
    assert_invariants(event, NOW)
