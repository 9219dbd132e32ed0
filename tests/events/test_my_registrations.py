"""One's own registrations: what is ahead, what waits, what was; on their list, an event's page, the page of an offer."""

from datetime import timedelta

import pytest
from django.urls import reverse

from council.events import services
from council.events.models import Event, Registration
from tests.factories import NOW, AttendanceFactory, EventFactory, MemberFactory, OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
DAY = timedelta(days=1)
OWN = "/my/registrations/"
CANCEL = "Cancel my place"
HERE = "You have been checked in. If you cannot stay, please tell the people at the door."


@pytest.fixture
def member(client):
    made = MemberFactory(organisation=OrganisationFactory())
    client.force_login(made.user)
    return made


def register(event, member):
    return services.register_member(event=event, member=member, now=NOW)


def sections(response):
    """The events of each section on this page, in order."""
    found = {}
    for one in response.context["page"].object_list:
        found.setdefault(one.section, []).append(one.event)
    return found


def test_my_registrations(client, member):
    assert "You have not registered for an event yet." in client.get(OWN).content.decode()
    later, seat, queue, past, ended = (
        EventFactory(starts_at=NOW + 20 * DAY),
        EventFactory(),
        EventFactory(capacity=1),
        EventFactory(starts_at=NOW + DAY),
        EventFactory(),
    )
    register(queue, MemberFactory())
    for event in (later, seat, queue, past, ended):
        registration = register(event, member)
    services.cancel_registration(registration=registration, by=member.user, now=NOW)
    Event.objects.filter(pk=past.pk).update(starts_at=NOW - DAY, ends_at=NOW - DAY / 2)
    response = client.get(OWN)
    assert sections(response) == {"upcoming": [seat, later], "waiting": [queue], "history": [ended, past]}
    titles = ["Upcoming", "Waiting", "Past and cancelled"]
    places = [response.content.decode().index(f">{title}</h2>") for title in titles]
    assert places == sorted(places)


def test_many_registrations_stand_on_pages(client, member):
    events = [EventFactory(starts_at=NOW + (n + 1) * DAY) for n in range(27)]
    for event in events:
        register(event, member)
    gone = register(EventFactory(), member)
    services.cancel_registration(registration=gone, by=member.user, now=NOW)
    first, second = client.get(OWN), client.get(OWN + "?page=2")
    assert sections(first) == {"upcoming": events[:25]}
    assert sections(second) == {"upcoming": events[25:], "history": [gone.event]}
    # Pictures of codes are drawn for the next three; the others are a link away.
    assert [page.content.decode().count('class="qr-image"') for page in (first, second)] == [3, 0]
    assert [page.content.decode().count("Seat code") for page in (first, second)] == [25, 2]
    assert "page=2" in first.content.decode()
    for nonsense in ("x", "0", "99"):
        assert client.get(f"{OWN}?page={nonsense}").status_code == 200


def test_what_is_at_the_same_time_says_so_whatever_page_it_is_on(client, member):
    long = EventFactory(title_en="Long", starts_at=NOW + DAY, ends_at=NOW + 40 * DAY)
    short = [EventFactory(starts_at=NOW + (n + 2) * DAY) for n in range(25)]
    after = EventFactory(starts_at=NOW + 41 * DAY)
    for event in (long, *short, after):
        register(event, member)
    over = register(EventFactory(starts_at=NOW + 2 * DAY), member)
    services.cancel_registration(registration=over, by=member.user, now=NOW)
    found = {}
    for number in (1, 2):
        for one in client.get(f"{OWN}?page={number}").context["page"].object_list:
            found[one.event] = one.collides_with and str(one.collides_with)
    expected = {long: str(short[0]), after: None, over.event: None, **dict.fromkeys(short, "Long")}
    assert found == expected


def test_the_price_is_the_same_with_thirty(client, member, count_queries):
    register(EventFactory(), member)
    one = count_queries(lambda: client.get(OWN))
    for _ in range(29):
        register(EventFactory(), member)
    assert count_queries(lambda: client.get(OWN)) == one


def test_who_was_checked_in_is_told_so_and_not_asked_to_cancel(client, member):
    event, other = EventFactory(), EventFactory(starts_at=NOW + 20 * DAY)
    registration = register(event, member)
    register(other, member)
    cancel = reverse("events:event-cancel", args=[event.slug])
    for path in (OWN, event.get_absolute_url()):
        page = client.get(path).content.decode()
        assert (HERE in page, f'href="{cancel}"' in page) == (False, True)
    AttendanceFactory(registration=registration, event=event)
    for path in (OWN, event.get_absolute_url()):
        page = client.get(path).content.decode()
        assert (HERE in page, f'href="{cancel}"' in page) == (True, False)
    assert reverse("events:event-cancel", args=[other.slug]) in client.get(OWN).content.decode()
    # Nor does the page behind an old link ask in vain.
    response = client.get(cancel)
    page = response.content.decode()
    assert (response.status_code, "You have been checked in already." in page, '<button class="btn btn-danger' in page) == (
        200,
        True,
        False,
    )
    assert client.post(cancel).status_code == 409
    assert Registration.objects.get(pk=registration.pk).state == Registration.State.CONFIRMED


def test_an_offer_warns_its_owner_of_what_is_at_the_same_time(client, member):
    event = EventFactory(capacity=1, offer_hours=24)
    seated = register(event, MemberFactory())
    offered = register(event, member)
    register(EventFactory(title_en="Press forming"), member)
    register(EventFactory(title_en="Another day", starts_at=NOW + 20 * DAY), member)
    services.cancel_registration(registration=seated, by=None, now=NOW)
    offered.refresh_from_db()
    url = reverse("events:event-offer", args=[event.slug, offered.offer_token])
    page = client.get(url).content.decode()
    assert "At the same time you are registered for:" in page
    assert ("Press forming" in page, "Another day" in page) == (True, False)
    # Whoever else holds the link is not told where the owner goes.
    for stranger in (MemberFactory().user, None):
        client.force_login(stranger) if stranger else client.logout()
        page = client.get(url).content.decode()
        assert ("Accept the seat" in page, "Press forming" in page) == (True, False)
    client.force_login(member.user)
    page = client.post(url, {"answer": "accept"}, follow=True).content.decode()
    assert ("You have accepted: the seat is yours." in page, "At the same time" in page) == (True, False)
