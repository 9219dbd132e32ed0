"""Another number of seats: what becomes of whom, shown before and done after."""

import pytest
from django.urls import reverse

from council.events import services
from council.events.models import Event, Registration
from council.events.services import errors
from council.members.models import Member
from council.messaging.models import Message
from tests.events.invariants import assert_invariants
from tests.factories import NOW, EventFactory, MemberFactory, QuotaFactory, coordinator

pytestmark = pytest.mark.django_db
State = Registration.State


def register(event, **fields):
    return services.register_member(event=event, member=MemberFactory(**fields), now=NOW)


def resize(event, capacity, **arguments):
    return services.change_capacity(event=event, capacity=capacity, by=coordinator("forums"), now=NOW, **arguments)


def states(*registrations):
    found = Registration.objects.in_bulk([one.pk for one in registrations])
    return [found[one.pk].state for one in registrations]


@pytest.fixture
def full():
    """An event of three seats, all taken, and one who waits: (event, the three, the fourth)."""
    event = EventFactory(capacity=3)
    people = [register(event) for _ in range(4)]
    event.refresh_from_db()
    return event, people[:3], people[3]


def test_the_preview_says_who_leaves_and_changes_nothing(full):
    event, seated, waiting = full
    preview = services.preview_capacity(event=event, capacity=1, now=NOW)
    assert (preview.leaving, preview.seated, preview.gaining) == (2, seated[::-1], [])
    assert preview.suggested == {seated[1].pk, seated[2].pk}
    assert states(*seated, waiting) == [State.CONFIRMED] * 3 + [State.WAITLISTED]


def test_the_preview_says_who_gains(full):
    event, _seated, waiting = full
    preview = services.preview_capacity(event=event, capacity=5, now=NOW)
    assert (preview.leaving, preview.gaining, preview.still_waiting) == (0, [waiting], 0)
    assert services.preview_capacity(event=event, capacity=None, now=NOW).gaining == [waiting]
    assert services.preview_capacity(event=event, capacity=3, now=NOW).still_waiting == 1


def test_those_who_are_moved_back_keep_their_place_in_time(full):
    event, seated, waiting = full
    resize(event, 1, moved_back=[seated[1].pk, seated[2].pk], note="A smaller room.")
    assert states(*seated, waiting) == [State.CONFIRMED] + [State.WAITLISTED] * 3
    assert list(event.registrations.waiting()) == [seated[1], seated[2], waiting]
    told = Message.objects.filter(kind="seat-withdrawn").order_by("pk")
    assert [(one.context["note"], one.attachments[0]["method"]) for one in told] == [("A smaller room.", "CANCEL")] * 2
    assert_invariants(event, NOW)
    # More seats again: the first of them is back, told anew, with an entry above the cancelled one.
    resize(Event.objects.get(), 2)
    assert states(*seated, waiting) == [State.CONFIRMED] * 2 + [State.WAITLISTED] * 2
    assert Message.objects.get(kind="registration-promoted").context["registration_id"] == seated[1].pk
    assert_invariants(event, NOW)


def test_back_and_forth_is_told_each_time(full):
    _event, seated, _waiting = full
    for _ in range(2):
        resize(Event.objects.get(), 2, moved_back=[seated[2].pk])
        resize(Event.objects.get(), 3)
    found = Message.objects.filter(context__registration_id=seated[2].pk).order_by("pk").values_list("kind", flat=True)
    assert list(found) == ["registration-confirmed"] + ["seat-withdrawn", "registration-promoted"] * 2


def test_some_are_cancelled_and_some_moved_back(full):
    event, seated, waiting = full
    resize(event, 1, moved_back=[seated[2].pk], cancelled=[seated[0].pk])
    assert states(*seated, waiting) == [State.CANCELLED, State.CONFIRMED, State.WAITLISTED, State.WAITLISTED]
    assert_invariants(event, NOW)


REFUSED = [
    ({}, errors.SeatsTaken),
    ({"cancelled": 1}, errors.ChooseExactly),
    ({"cancelled": 3}, errors.ChooseExactly),
    ({"cancelled": 2, "moved_back": 2}, errors.ChooseExactly),
]


@pytest.mark.parametrize(("chosen", "error"), REFUSED)
def test_exactly_as_many_as_must(full, chosen, error):
    event, seated, waiting = full
    with pytest.raises(error) as caught:
        resize(event, 1, **{name: [one.pk for one in seated[:count]] for name, count in chosen.items()})
    assert str(caught.value)
    assert states(*seated, waiting) == [State.CONFIRMED] * 3 + [State.WAITLISTED]
    assert Event.objects.get().capacity == 3


def test_who_has_lost_the_seat_meanwhile_cannot_be_chosen(full):
    event, seated, waiting = full
    with pytest.raises(errors.PictureChanged):
        resize(event, 2, cancelled=[waiting.pk])
    with pytest.raises(errors.PictureChanged):
        resize(event, 5, cancelled=[seated[0].pk])


def test_nobody_is_moved_to_a_waiting_list_that_is_not_there(full):
    event, seated, _waiting = full
    Event.objects.update(has_waiting_list=False)
    with pytest.raises(errors.NoWaitingList):
        resize(event, 2, moved_back=[seated[0].pk])


def test_kept_seats_are_not_suggested():
    event = QuotaFactory(event=EventFactory(capacity=2), seats=1).event
    business, investor = register(event), register(event, kind=Member.Kind.INVESTOR)
    event.refresh_from_db()
    assert services.preview_capacity(event=event, capacity=1, now=NOW).suggested == {business.pk}
    with pytest.raises(errors.SeatsTaken):
        resize(event, 1, cancelled=[investor.pk])
    resize(event, 1, cancelled=[business.pk])
    assert_invariants(event, NOW)


# The page


@pytest.fixture
def staff(at_now, staff):
    return staff


def page_of(event):
    return reverse("admin:events_event_capacity", args=[event.pk])


@pytest.mark.usefixtures("staff")
def test_fewer_seats_on_the_page(client, full):
    event, seated, waiting = full
    url = page_of(event)
    assert url in client.get(reverse("admin:events_event_change", args=[event.pk])).content.decode()
    assert "There are 3 seats now: 3 taken, 0 kept for a role." in client.get(url).content.decode()
    source = client.get(url, {"seats": "2"}).content.decode()
    assert "1 person has to give up the seat." in source
    assert all(str(one.member) in source for one in seated)
    refused = client.post(url, {"seats": "2", **{f"fate-{one.pk}": "keep" for one in seated}, "note": "Smaller room"})
    assert refused.status_code == 409
    assert "3 seats are taken already" in refused.content.decode()
    assert "Smaller room" in refused.content.decode()
    fates = {f"fate-{seated[0].pk}": "keep", f"fate-{seated[1].pk}": "cancel", f"fate-{seated[2].pk}": "keep"}
    answer = client.post(url, {"seats": "2", **fates, "note": "Smaller room"}, follow=True)
    assert "1 person is told." in answer.content.decode()
    assert states(*seated, waiting) == [State.CONFIRMED, State.CANCELLED, State.CONFIRMED, State.WAITLISTED]
    assert Registration.objects.get(pk=seated[1].pk).note == "Smaller room"
    assert_invariants(event, NOW)


@pytest.mark.usefixtures("staff")
def test_more_seats_on_the_page(client, full):
    event, _seated, waiting = full
    source = client.get(page_of(event), {"seats": ""}).content.decode()
    assert "1 person on the waiting list gets a seat:" in source
    assert str(waiting.member) in source
    assert client.post(page_of(event), {"seats": ""}).status_code == 302
    assert (Event.objects.get().capacity, states(waiting)) == (None, [State.CONFIRMED])


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize("seats", ["-1", "many", "9" * 30, "1.5"])
def test_nonsense_is_said_beside_the_field(client, full, seats):
    answer = client.post(page_of(full[0]), {"seats": seats})
    assert answer.status_code == 200
    assert answer.context["form"].errors["seats"]
    assert Event.objects.get().capacity == 3


def test_the_page_is_the_programmes_staffs(client, full):
    for user, status in ((MemberFactory().user, 404), (coordinator("symposia"), 404), (coordinator("forums"), 200)):
        client.force_login(user)
        assert client.get(page_of(full[0])).status_code == status


@pytest.mark.usefixtures("staff")
def test_the_page_asks_as_much_for_thirty_as_for_one(client, count_queries):
    event = EventFactory(capacity=1)
    register(event)

    def look():
        return client.get(page_of(event), {"seats": "0"})

    few = count_queries(look)
    Event.objects.filter(pk=event.pk).update(capacity=40)
    for _ in range(30):
        register(event)
    assert count_queries(look) == few
