"""What staff and the clock do with a whole event."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

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
    VenueFactory,
    coordinator,
)

pytestmark = pytest.mark.django_db
State = Registration.State


def register(event, member=None):
    return services.register_member(event=event, member=member or MemberFactory(), now=NOW)


def apply(event, **changes):
    event = Event.objects.get(pk=event.pk)
    for name, value in changes.items():
        setattr(event, name, value)
    return services.apply_event_changes(event=event, by=None, now=NOW)


def told(kind):
    found = Message.objects.filter(kind=kind).order_by("pk").values_list("context__registration_id", flat=True)
    return list(found)


def standing_event(**fields):
    body = BodyFactory()
    seats = [MembershipFactory(body=body) for _ in range(3)]
    fields = {"audience": Event.Audience.BODY, "mode": Event.Mode.STANDING, "body": body, **fields}
    return EventFactory(**fields), [seat.member for seat in seats]


HOUR = timedelta(hours=1)
CHANGES = [
    # what is changed, (schedule_version, sequence), what the mail says, or None for no mail
    ({"ends_at": NOW + timedelta(days=14, hours=5)}, (1, 1), "time"),
    ({"time_zone": "Europe/Berlin"}, (1, 1), "time"),
    ({"room": "B 12"}, (0, 1), "place"),
    ({"format": Event.Format.HYBRID}, (0, 1), "place"),
    ({"ends_at": NOW + timedelta(days=14, hours=5), "room": "B 12"}, (1, 1), "time-and-place"),
    ({"title_en": "Another title", "description_en": "More."}, (0, 0), None),
    ({"capacity": 9}, (0, 0), None),
]


@pytest.mark.parametrize(("changes", "versions", "what"), CHANGES)
def test_what_a_change_raises_and_tells(changes, versions, what):
    event = EventFactory(capacity=1)
    seated, waiting = register(event), register(event)
    changed = apply(event, **changes)
    assert (changed.schedule_version, changed.sequence) == versions
    messages = list(Message.objects.filter(kind="event-changed").order_by("pk"))
    if what is None:
        assert messages == []
        return
    assert [m.context["registration_id"] for m in messages] == [seated.pk, waiting.pk]
    assert {m.context["what"] for m in messages} == {what}
    assert [[a.get("method") for a in m.attachments] for m in messages] == [["REQUEST", None], []]
    apply(event)
    assert len(told("event-changed")) == 2


def test_a_new_link_is_told_to_the_confirmed_alone():
    event = EventFactory(capacity=1, format=Event.Format.ONLINE)
    seated, _waiting = register(event), register(event)
    apply(event, online_link="https://meet.example/secret")
    assert told("event-changed") == [seated.pk]
    assert "secret" not in str(list(Message.objects.exclude(context__registration_id=seated.pk).values("context")))


def test_two_changes_are_two_facts():
    event = EventFactory()
    registration = register(event)
    apply(event, room="1")
    apply(event, room="2")
    assert told("event-changed") == [registration.pk] * 2


@pytest.mark.parametrize("state", [Event.State.DRAFT, Event.State.CANCELLED])
def test_nobody_is_told_of_changes_to_what_is_not_published(state):
    event = EventFactory()
    register(event)
    Event.objects.filter(pk=event.pk).update(state=state)
    assert apply(event, room="B 12").state == state
    assert told("event-changed") == []


def test_an_event_completed_by_a_mistyped_end_is_published_again_with_the_right_one():
    event = EventFactory(capacity=1)
    seated, waiting = register(event), register(event)
    apply(event, starts_at=NOW - timedelta(days=365), ends_at=NOW - timedelta(days=364))
    assert services.complete_past_events(now=NOW) == 1
    # Over is over, whatever else is changed of it.
    assert apply(event, room="B 12").state == Event.State.COMPLETED
    assert told("event-changed") == []
    assert apply(event, starts_at=event.starts_at, ends_at=event.ends_at).state == Event.State.PUBLISHED
    assert Event.objects.get(pk=event.pk).state == Event.State.PUBLISHED
    assert event.history.latest().state == Event.State.PUBLISHED
    assert told("event-changed") == [seated.pk, waiting.pk]
    assert services.complete_past_events(now=NOW) == 0
    services.cancel_registration(registration=seated, by=None, now=NOW)
    assert told("registration-promoted") == [waiting.pk]
    assert_invariants(event, NOW)


def test_an_edited_instance_does_not_bring_back_old_counters_or_state():
    event = EventFactory(capacity=5)
    stale = Event.objects.get(pk=event.pk)
    register(event)
    stale.title_en, stale.state = "Edited", Event.State.DRAFT
    services.apply_event_changes(event=stale, by=None, now=NOW)
    stale = Event.objects.get(pk=event.pk)
    assert (stale.title_en, stale.taken, stale.state) == ("Edited", 1, Event.State.PUBLISHED)
    # Nor does a plain save.
    old = Event.objects.get(pk=event.pk)
    register(event)
    old.save()
    assert_invariants(event, NOW)


def test_capacity():
    event = EventFactory(capacity=1)
    registrations = [register(event) for _ in range(4)]
    with pytest.raises(errors.SeatsTaken):
        services.change_capacity(event=event, capacity=0, by=None, now=NOW)
    services.change_capacity(event=event, capacity=3, by=None, now=NOW)
    assert list(event.registrations.seated()) == registrations[:3]
    with pytest.raises(errors.SeatsTaken):
        apply(event, capacity=2)
    apply(event, capacity=None)
    assert list(event.registrations.seated()) == registrations
    assert told("registration-promoted") == [one.pk for one in registrations[1:]]
    assert_invariants(event, NOW)


def test_an_audience_that_excludes_the_registered_is_refused():
    event = EventFactory()
    register(event)
    outsider = register(event, MemberFactory(state=Member.State.DRAFT))
    with pytest.raises(errors.AudienceExcludes) as caught:
        apply(event, audience=Event.Audience.MEMBERS)
    assert str(caught.value).startswith("1 registered person does not belong")
    event.invitations.create(member=outsider.member)
    assert apply(event, audience=Event.Audience.MEMBERS).audience == Event.Audience.MEMBERS


def test_publishing_a_standing_event_enrols_its_body():
    event, members = standing_event(state=Event.State.DRAFT, capacity=2)
    lapsed = MembershipFactory(body=event.body, ends_on=NOW.date() - timedelta(days=1))
    MembershipFactory(body=event.body, member=MemberFactory(state=Member.State.SUSPENDED))
    services.publish_event(event=event, by=coordinator("forums"), now=NOW)
    states = list(event.registrations.order_by("pk").values_list("member", "state"))
    assert states == [
        (members[0].pk, State.CONFIRMED),
        (members[1].pk, State.CONFIRMED),
        (members[2].pk, State.WAITLISTED),
    ]
    assert Registration.history.filter(event=event, history_type="+").count() == 3
    # The tick adds who is new, once.
    Membership.objects.filter(pk=lapsed.pk).update(ends_on=None)
    assert [one.member for one in services.enrol_standing_members(event=event, now=NOW)] == [lapsed.member]
    assert services.enrol_standing_members(event=event, now=NOW) == []
    assert_invariants(event, NOW)


def test_regrets_are_not_enrolled_again_but_may_come_back():
    event, members = standing_event()
    services.enrol_standing_members(event=event, now=NOW)
    regret = event.registrations.get(member=members[0])
    services.cancel_registration(registration=regret, by=members[0].user, now=NOW, reason=Registration.Reason.REGRETS)
    assert services.enrol_standing_members(event=event, now=NOW) == []
    assert register(event, members[0]).state == State.CONFIRMED
    with pytest.raises(errors.OnlyForTheBody):
        register(event, MemberFactory())
    assert_invariants(event, NOW)


def test_publishing_twice_and_what_is_over():
    event, by = EventFactory(state=Event.State.DRAFT), coordinator("forums")
    assert services.publish_event(event=event, by=by, now=NOW).sequence == 1
    assert services.publish_event(event=event, by=by, now=NOW).sequence == 1
    assert event.history.first().history_user == by
    services.cancel_event(event=event, by=by, now=NOW)
    with pytest.raises(errors.AlreadyStarted):
        services.publish_event(event=event, by=by, now=NOW)


def test_a_draft_is_not_cancelled_into_the_open(client):
    event = EventFactory(slug="unseen", state=Event.State.DRAFT)
    with pytest.raises(errors.EventNotPublished):
        services.cancel_event(event=event, by=coordinator("forums"), now=NOW)
    event.refresh_from_db()
    assert event.state == Event.State.DRAFT
    assert client.get("/events/unseen/").status_code == 404


def test_a_cancelled_event_tells_everyone_live_once():
    event, by = EventFactory(capacity=1), coordinator("forums")
    seated, waiting = register(event), register(event)
    gone = services.cancel_registration(registration=register(event), by=None, now=NOW)
    for _ in range(2):
        services.cancel_event(event=event, by=by, now=NOW, reason="Snow.")
    assert told("event-cancelled") == [seated.pk, waiting.pk]
    methods = [m.attachments and m.attachments[0]["method"] for m in Message.objects.filter(kind="event-cancelled")]
    assert sorted(methods, key=bool) == [[], "CANCEL"]
    gone.refresh_from_db()
    assert gone.reason == Registration.Reason.SELF
    event.refresh_from_db()
    assert (event.state, event.taken, event.sequence) == (Event.State.CANCELLED, 0, 1)
    assert_invariants(event, NOW)


def test_cancelling_a_large_event_takes_a_constant_number_of_statements():
    numbers = []
    for size in (3, 40):
        event = EventFactory()
        for _ in range(size):
            register(event)
        with CaptureQueriesContext(connection) as queries:
            services.cancel_event(event=event, by=None, now=NOW)
        numbers.append(len(queries))
        assert_invariants(event, NOW)
    assert numbers[0] == numbers[1]


def test_what_has_ended_is_completed():
    over = EventFactory(starts_at=NOW - timedelta(hours=3))
    running = EventFactory(starts_at=NOW - timedelta(hours=1))
    cancelled = EventFactory(starts_at=NOW - timedelta(days=3), state=Event.State.CANCELLED)
    assert services.complete_past_events(now=NOW) == 1
    assert services.complete_past_events(now=NOW) == 0
    states = {one: Event.objects.get(pk=one.pk).state for one in (over, running, cancelled)}
    assert states == {over: "completed", running: "published", cancelled: "cancelled"}


def test_settling_takes_the_place_of_who_lost_access_and_gives_it_on():
    event = EventFactory(audience=Event.Audience.MEMBERS, capacity=1)
    seated, waiting = register(event), register(event)
    Member.objects.filter(pk=seated.member_id).update(valid_until=NOW.date() - timedelta(days=31))
    assert services.settle_registrations(now=NOW) == 2
    assert services.settle_registrations(now=NOW) == 0
    seated.refresh_from_db()
    waiting.refresh_from_db()
    assert (seated.state, seated.reason) == (State.CANCELLED, Registration.Reason.ELIGIBILITY)
    assert waiting.state == State.CONFIRMED
    assert told("registration-cancelled") == [seated.pk]
    assert_invariants(event, NOW)


def test_settling_promotes_who_is_eligible_again():
    body = BodyFactory()
    first, second = MembershipFactory(body=body), MembershipFactory(body=body)
    event = EventFactory(audience=Event.Audience.BODY, body=body, capacity=1)
    holder = register(event, first.member)
    waiting = register(event, second.member)
    Membership.objects.filter(pk=second.pk).update(state=Membership.State.RESIGNED)
    services.cancel_registration(registration=holder, by=None, now=NOW)
    Membership.objects.filter(pk=second.pk).update(state=Membership.State.ACTIVE)
    assert services.settle_registrations(now=NOW) == 1
    waiting.refresh_from_db()
    assert waiting.state == State.CONFIRMED
    assert_invariants(event, NOW)


def test_promoting_by_hand():
    event = EventFactory(capacity=1)
    register(event)
    waiting = register(event)
    Event.objects.filter(pk=event.pk).update(capacity=2)
    assert services.promote_from_waiting_list(event=event, now=NOW) == [waiting]
    assert services.promote_from_waiting_list(event=event, now=NOW) == []
    assert_invariants(event, NOW)


def test_a_new_venue_is_a_new_place():
    event = EventFactory()
    register(event)
    assert apply(event, venue=VenueFactory()).sequence == 1
    assert "Test Hall" in Message.objects.get(kind="event-changed").context["event_place"]
