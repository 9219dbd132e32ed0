"""The programmes' landing pages share one frame; what each says is checked beside its own app."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from council.members.models import Membership
from tests.factories import NOW, BodyFactory, EventFactory, MemberFactory, MembershipFactory, VenueFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
PAGES = {"focus-group": "/focus-group/", "forums": "/forums/", "symposia": "/symposia/"}


@pytest.mark.parametrize(("programme", "path"), PAGES.items())
def test_visitor_sees_the_next_public_events_of_the_programme_alone(client, programme, path):
    later = EventFactory(programme=programme, starts_at=NOW + timedelta(days=5))
    sooner = EventFactory(programme=programme, starts_at=NOW + timedelta(days=2))
    EventFactory(programme=programme, starts_at=NOW - timedelta(days=2))
    EventFactory(programme=programme, state="draft")
    EventFactory(programme=programme, audience="members")
    EventFactory(programme="council")
    assert client.get(path).context["events"] == [sooner, later]


@pytest.mark.parametrize(("programme", "path"), PAGES.items())
def test_body_member_sees_the_bodys_events_and_his_seat(client, programme, path):
    seat = MembershipFactory(body__programme=programme)
    former = MembershipFactory(body__programme=programme, member=seat.member, state=Membership.State.RESIGNED)
    event = EventFactory(programme=programme, audience="body", body=seat.body)
    EventFactory(programme=programme, audience="body", body=former.body)
    client.force_login(seat.member.user)
    response = client.get(path)
    assert response.context["events"] == [event]
    assert {body.pk: body.is_mine for body in response.context["bodies"]} == {seat.body.pk: True, former.body.pk: False}
    assert response.content.decode().count("You have a seat") == 1


@pytest.mark.parametrize(("programme", "path"), PAGES.items())
def test_visitor_sits_nowhere(client, programme, path):
    MembershipFactory(body__programme=programme)
    assert [body.is_mine for body in client.get(path).context["bodies"]] == [False]


@pytest.mark.parametrize("path", PAGES.values())
def test_page_without_events_says_so(client, path):
    assert "Nothing is announced right now" in client.get(path).content.decode()


@pytest.mark.parametrize(("programme", "path"), PAGES.items())
def test_page_costs_the_same_however_much_there_is(client, programme, path):
    client.force_login(MemberFactory().user)
    client.get(path)  # the session's own book-keeping
    costs = []
    for more in (1, 29):
        for _ in range(more):
            body = BodyFactory(programme=programme)
            EventFactory(programme=programme, venue=VenueFactory(), body=body)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        costs.append(len(queries))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("path", PAGES.values())
def test_page_offers_joining_to_visitors_only(client, path):
    assert "Become a member" in client.get(path).content.decode()
    client.force_login(MemberFactory().user)
    assert "Become a member" not in client.get(path).content.decode()
