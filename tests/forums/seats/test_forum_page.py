"""The list of forums and a forum's page: what everybody, members, its own people and its chair learn there."""

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from council.members import services
from council.members.models import Industry, PersonalDataAccess
from tests.factories import (
    NOW,
    BodyFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    OrganisationFactory,
    SeatFactory,
    coordinator,
)
from tests.forums.factories.seats import ForumFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def sitting(forum, **more):
    """Somebody who sits in `forum`, for a company of his own."""
    role = more.pop("role", "member")
    organisation = more.pop("organisation", None) or OrganisationFactory()
    place = MembershipFactory(member=MemberFactory(organisation=organisation, **more), body=forum.body, role=role)
    return place.member


def in_directory(member, *items):
    services.give_consent(member=member, purpose="directory", language="en", now=NOW, items=list(items))


def page(client, forum, user=None, prefix=""):
    client.logout()
    if user is not None:
        client.force_login(user)
    response = client.get(f"{prefix}/forums/{forum.body.slug}/")
    assert response.status_code == 200
    return response


def test_what_each_reader_learns(client):
    plastics = Industry.objects.get_or_create(revision=11, code="C22", defaults={"name_ko": "플라스틱", "name_en": "Plastics"})[
        0
    ]
    forum = ForumFactory(host=OrganisationFactory(name_en="Host Institute", kind="institute"))
    forum.industries.add(plastics)
    seated, shy = sitting(forum, given_name_en="Shown"), sitting(forum, given_name_en="Hidden")
    chair = sitting(forum, role="chair", given_name_en="Chairing", organisation=OrganisationFactory(kind="institute"))
    in_directory(seated, "name", "organisation")
    empty = SeatFactory(body=forum.body).organisation
    unlisted = SeatFactory(body=forum.body, organisation=OrganisationFactory(is_listed=False)).organisation
    EventFactory(programme="forums", body=forum.body, audience="body", title_en="Inner meeting")
    EventFactory(programme="forums", body=forum.body, audience="public", title_en="Open seminar")
    member = MemberFactory()

    visitor = page(client, forum)
    html = visitor.content.decode()
    facts = ("Injection moulding", "Host Institute", "Quarterly", "C22", "Open seminar", "Executives and senior staff")
    assert [fact for fact in facts if fact not in html] == []
    # Four companies hold seats: two by their people, two by seats that are free.
    assert visitor.context["companies"] == 4
    secrets = ("Shown", "Hidden", "Chairing", "Inner meeting", str(empty), str(seated.organisation))
    assert [word for word in secrets if word in html] == []

    html = page(client, forum, member.user).content.decode()
    assert str(empty) in html
    assert str(shy.organisation) in html
    assert [word for word in ("Shown", "Hidden", "Inner meeting", str(unlisted)) if word in html] == []

    inside = page(client, forum, shy.user)
    html = inside.content.decode()
    assert "Inner meeting" in html
    assert "Shown" in html
    assert "You have a seat" in html
    assert "Chairing" not in html
    assert "2 people have not agreed" in html
    assert [one.name for one in inside.context["roster"].people] == [seated.display_name("en")]

    for user in (chair.user, coordinator("forums")):
        found = page(client, forum, user)
        assert [one.name for one in found.context["roster"].people] == [one.display_name("en") for one in (chair, seated, shy)]
    # What staff look at is written down.
    assert PersonalDataAccess.objects.filter(page="forums:forum-detail").count() == 1
    assert "사출성형" in page(client, forum, prefix="/ko").content.decode()


def test_the_list_of_forums(client):
    forum = ForumFactory()
    ForumFactory(cadence="monthly")
    member = sitting(forum)
    client.force_login(member.user)
    found = client.get("/forums/")
    cards = [(one.forum, one.companies, one.is_mine) for one in found.context["cards"]]
    assert cards == [(forum, 1, True), (cards[1][0], 0, False)]
    assert f'href="/forums/{forum.body.slug}/"' in found.content.decode()


def test_as_many_questions_for_thirty_as_for_one(client):
    forum = ForumFactory()
    first = sitting(forum)
    in_directory(first, "name")
    EventFactory(programme="forums", body=forum.body, audience="body")

    def count():
        client.force_login(first.user)
        numbers = []
        for address in ("/forums/", f"/forums/{forum.body.slug}/"):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            numbers.append(len(queries))
        return numbers

    few = count()
    for _ in range(29):
        in_directory(sitting(forum), "name", "organisation")
        ForumFactory()
    EventFactory.create_batch(4, programme="forums", body=forum.body, audience="body")
    assert count() == few


def test_a_body_that_is_no_forum_is_refused():
    for body in (BodyFactory(kind="committee"), BodyFactory(programme="symposia"), BodyFactory(slug="ip-cases")):
        with pytest.raises(ValidationError):
            ForumFactory.build(body=body).full_clean()
