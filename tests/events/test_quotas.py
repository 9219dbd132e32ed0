"""Seats kept for a role: who may take them, when they are everybody's, what staff and readers see."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from council.events import services
from council.events.models import Event, Quota, Registration
from council.events.services import errors
from council.members.models import Member
from council.messaging.models import Message
from tests.events.invariants import assert_invariants
from tests.events.test_admin import event_form
from tests.factories import NOW, EventFactory, MemberFactory, QuotaFactory, coordinator

pytestmark = pytest.mark.django_db
State = Registration.State
WEEK = timedelta(days=7)


def register(event, kind=Member.Kind.BUSINESS, **arguments):
    return services.register_member(event=event, member=MemberFactory(kind=kind), now=NOW, **arguments)


def invest(event):
    return register(event, Member.Kind.INVESTOR)


def counters(event):
    return Event.objects.values_list("taken", "kept").get(pk=event.pk)


def states(*registrations):
    found = Registration.objects.in_bulk([one.pk for one in registrations])
    return [found[one.pk].state for one in registrations]


@pytest.fixture
def event():
    """Three seats, two of them kept for investors for a week."""
    return QuotaFactory(event=EventFactory(capacity=3)).event


def test_kept_seats_are_for_their_role_alone(event):
    assert counters(event) == (0, 2)
    business, waiting = register(event), register(event)
    assert (business.state, business.role, waiting.state) == (State.CONFIRMED, "business", State.WAITLISTED)
    assert invest(event).state == State.CONFIRMED
    assert counters(event) == (2, 1)
    # Another investor passes those who wait for a seat that they may not have.
    assert invest(event).state == State.CONFIRMED
    assert invest(event).state == State.WAITLISTED
    assert counters(event) == (3, 0)
    assert_invariants(event, NOW)


def test_who_comes_in_a_role_takes_the_kept_seats_first(event):
    investor = invest(event)
    assert investor.state == State.CONFIRMED
    assert counters(event) == (1, 1)
    assert register(event).state == State.CONFIRMED


def test_a_cancelled_kept_seat_stays_kept_or_goes_to_the_first_of_its_role(event):
    first, second = invest(event), invest(event)
    business, general, investor = register(event), register(event), invest(event)
    assert states(business, general, investor) == [State.CONFIRMED, State.WAITLISTED, State.WAITLISTED]
    services.cancel_registration(registration=first, by=None, now=NOW)
    assert states(general, investor) == [State.WAITLISTED, State.CONFIRMED]
    services.cancel_registration(registration=second, by=None, now=NOW)
    assert states(general) == [State.WAITLISTED]
    assert counters(event) == (2, 1)
    services.cancel_registration(registration=business, by=None, now=NOW)
    assert states(general) == [State.CONFIRMED]
    assert_invariants(event, NOW)


def test_the_tick_releases_kept_seats_to_the_queue(event):
    register(event)
    waiting = [register(event) for _ in range(3)]
    release_at = Quota.objects.get().release_at
    assert services.pass_seats_on(now=release_at - timedelta(seconds=1)) == 0
    assert services.pass_seats_on(now=release_at) == 3
    assert services.pass_seats_on(now=release_at) == 0
    assert states(*waiting) == [State.CONFIRMED, State.CONFIRMED, State.WAITLISTED]
    assert (counters(event), Quota.objects.get().released_at) == ((3, 0), release_at)
    assert Message.objects.filter(kind="registration-promoted").count() == 2
    assert_invariants(event, release_at)


def test_released_in_time_even_where_the_tick_is_late(event):
    register(event)
    release_at = Quota.objects.get().release_at
    late = services.register_member(event=event, member=MemberFactory(), now=release_at)
    assert late.state == State.CONFIRMED
    assert counters(event) == (2, 0)


def test_released_seats_are_offered_where_the_event_offers():
    event = QuotaFactory(event=EventFactory(capacity=1, offer_hours=1), seats=1).event
    waiting = register(event)
    services.pass_seats_on(now=NOW + WEEK)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.offer_ends_at) == (State.OFFERED, NOW + WEEK + timedelta(hours=1))
    assert_invariants(event, NOW + WEEK)


def test_without_a_waiting_list_kept_seats_are_refused_to_others():
    event = QuotaFactory(event=EventFactory(capacity=2, has_waiting_list=False)).event
    with pytest.raises(errors.EventFull):
        register(event)
    assert isinstance(services.obstacle(event, MemberFactory(), NOW), errors.EventFull)
    investor = MemberFactory(kind=Member.Kind.INVESTOR)
    assert services.obstacle(event, investor, NOW) is None
    assert services.register_member(event=event, member=investor, now=NOW).state == State.CONFIRMED


def test_nobody_gives_himself_a_role(event):
    outsider = MemberFactory(kind=Member.Kind.INVESTOR, state=Member.State.DRAFT)
    own = services.register_member(event=event, member=outsider, now=NOW, role="investor", by=outsider.user)
    assert own.role == ""
    assert register(event, role="investor").role == "business"
    assert register(event, role="investor", by=coordinator("forums")).role == "investor"


def test_staff_change_a_role_and_the_seat_follows(event):
    by = coordinator("forums")
    register(event)
    waiting = register(event)
    changed = services.change_role(registration=waiting, role="investor", by=by, now=NOW)
    assert (changed.state, changed.role) == (State.CONFIRMED, "investor")
    assert counters(event) == (2, 1)
    invest(event)
    # Nobody can leave the role while every other seat is taken: the seat would have to be kept again.
    with pytest.raises(errors.KeptSeatsMissing):
        services.change_role(registration=changed, role="", by=by, now=NOW)
    assert_invariants(event, NOW)


def test_the_database_keeps_kept_seats(event):
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(taken=2)


def test_two_who_keep_seats_for_a_role_at_once(event):
    again = Quota(role="investor", seats=1, release_at=NOW + timedelta(days=1))
    with pytest.raises(errors.RoleKeptAlready):
        services.set_quotas(event=event, changes=services.QuotaChanges(saved=[again]), now=NOW)
    assert [(quota.role, quota.seats) for quota in event.quotas.all()] == [("investor", 2)]


def test_a_moved_event_takes_the_release_along(event):
    event.starts_at += WEEK
    event.ends_at += WEEK
    services.apply_event_changes(event=event, by=None, now=NOW)
    assert Quota.objects.get().release_at == NOW + 2 * WEEK


def test_the_fast_path_asks_nothing_more(count_queries):
    event = EventFactory(capacity=1000)

    def once():
        return services.register_member(event=event, member=members.pop(), now=NOW)

    members = [MemberFactory() for _ in range(2)]
    assert count_queries(once) <= 14


# Staff


@pytest.fixture
def staff(at_now, staff):
    return staff


def with_quota(data, place=0, **values):
    row = {"role": "investor", "seats": "2", "release_at_0": "2026-11-09", "release_at_1": "10:00:00"} | values
    data["quotas-TOTAL_FORMS"] = str(place + 1)
    return data | {f"quotas-{place}-{name}": value for name, value in row.items()}


def test_staff_keep_seats_before_more_go_to_the_queue(client, staff):
    event = EventFactory(capacity=1)
    _seated, first, second = (register(event) for _ in range(3))
    url, data = event_form(client, event)
    answer = client.post(url, with_quota(data) | {"capacity": "4"})
    assert answer.status_code == 302
    assert states(first, second) == [State.CONFIRMED, State.WAITLISTED]
    assert counters(event) == (2, 2)
    # As it was made, and one change.
    assert event.history.count() == 2
    assert_invariants(event, NOW)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"seats": "3"}, "1 seat is missing to keep so many for this role."),
        ({"release_at_0": "2026-12-09"}, "Kept seats are released before the event begins."),
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_rows(client, staff, values, error):
    event = EventFactory(capacity=3)
    register(event)
    url, data = event_form(client, event)
    answer = client.post(url, with_quota(data, **values) | {"title_en": "Typed title"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert error in page
    assert "Typed title" in page
    assert not Quota.objects.exists()


def test_staff_put_a_release_off_and_take_kept_seats_away(client, staff):
    quota = QuotaFactory(event=EventFactory(capacity=2), release_at=NOW + timedelta(hours=1))
    services.pass_seats_on(now=NOW + timedelta(hours=1))
    url, data = event_form(client, quota.event)
    row = {"id": quota.pk, "release_at_0": "2026-11-10", "release_at_1": "10:00:00"}
    data["quotas-INITIAL_FORMS"] = "1"
    assert client.post(url, with_quota(data, **row)).status_code == 302
    quota.refresh_from_db()
    assert (quota.released_at, counters(quota.event)) == (None, (0, 2))
    waiting = register(quota.event)
    assert waiting.state == State.WAITLISTED
    assert client.post(url, with_quota(data, **row, DELETE="on")).status_code == 302
    assert (counters(quota.event), states(waiting)) == ((1, 0), [State.CONFIRMED])


def test_a_new_event_keeps_seats_from_the_start(client, staff):
    url, data = event_form(client)
    data |= {
        "programme": "forums",
        "slug": "new-one",
        "title_ko": "새 행사",
        "title_en": "New",
        "capacity": "5",
        "kind": "meeting",
        "format": "in-person",
        "audience": "public",
        "mode": "open",
        "time_zone": "Asia/Seoul",
        "starts_at_0": "2026-11-20",
        "starts_at_1": "10:00:00",
        "ends_at_0": "2026-11-20",
        "ends_at_1": "12:00:00",
    }
    assert client.post(url, with_quota(data)).status_code == 302
    assert counters(Event.objects.get(slug="new-one")) == (0, 2)


def test_staff_set_the_role_of_a_registration(client, staff, event):
    waiting = [register(event), register(event)][1]
    url = reverse("admin:events_registration_change", args=[waiting.pk])
    assert client.post(url, {"role": "investor"}).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.state, waiting.role) == (State.CONFIRMED, "investor")


# Readers


def test_the_page_says_what_is_kept_and_for_whom_there_is_a_seat(client, event):
    register(event)
    with time_machine.travel(NOW, tick=False):
        page = client.get(event.get_absolute_url()).content.decode()
        assert "Investor: 2 free seats are kept until 9 Nov 2026 (Mon) 10:00." in page
        assert "Join the waiting list" in page
        client.force_login(MemberFactory(kind=Member.Kind.INVESTOR).user)
        page = client.get(event.get_absolute_url()).content.decode()
        assert "Join the waiting list" not in page
    with time_machine.travel(NOW + WEEK, tick=False):
        services.pass_seats_on(now=NOW + WEEK)
        assert "seats are kept until" not in client.get(event.get_absolute_url()).content.decode()
