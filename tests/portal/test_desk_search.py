"""One search over all that a staff member may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from council.members.models import PersonalDataAccess
from council.messaging.services import queue_message
from council.portal import desk_search
from tests.factories import (
    BodyFactory,
    DocumentFactory,
    EventFactory,
    MemberFactory,
    NewsItemFactory,
    OrganisationFactory,
    PageFactory,
    RegistrationFactory,
    UserFactory,
    VenueFactory,
    coordinator,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
SEARCH = "/admin/search/"


@pytest.fixture
def superuser(client):
    user = UserFactory(email="boss@example.com", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def found(client, words):
    response = client.get(SEARCH, {"q": words})
    assert response.status_code == 200
    return {group.name: [name for name, _url in group.rows] for group in response.context["groups"]}


def everything(word: str) -> None:
    organisation = OrganisationFactory(name_en=f"{word} Works", name_ko=f"{word} 공업")
    member = MemberFactory(family_name_en=word, organisation=organisation, user__email=f"{word.lower()}@example.com")
    event = EventFactory(title_en=f"{word} meeting", venue=VenueFactory(name_en=f"{word} hall"))
    RegistrationFactory(member=member, event=event)
    DocumentFactory(event=event, title_en=f"{word} slides")
    NewsItemFactory(title_en=f"{word} news")
    PageFactory(title_en=f"About {word}")
    BodyFactory(name_en=f"{word} forum")


def test_everything_is_found_kind_by_kind(client, superuser):
    everything("Weldon")
    EventFactory(title_en="Something else")
    groups = found(client, "weldon")
    assert list(groups)[:5] == ["Members", "Organisations", "Events", "Registrations", "Documents"]
    assert [name.split()[0] for name in groups["Members"]] == ["WELDON"]
    assert groups["Organisations"] == ["Weldon Works"]
    assert groups["Events"] == ["Weldon meeting"]
    assert len(groups["Registrations"]) == 1
    assert groups["Documents"] == ["Weldon slides"]
    assert groups["Bodies"] == ["Weldon forum"]
    assert groups["Venues"] == ["Weldon hall"]


def test_a_coordinator_finds_what_is_his_own(client):
    everything("Weldon")
    EventFactory(title_en="Weldon symposium", programme="symposia")
    client.force_login(coordinator("forums"))
    groups = found(client, "Weldon")
    assert "Bodies" in groups
    assert {"Members", "Organisations", "Pages", "Log-ins"} & set(groups) == set()
    assert groups["Events"] == ["Weldon meeting"]
    client.force_login(coordinator("symposia"))
    assert found(client, "Weldon")["Events"] == ["Weldon symposium"]
    client.force_login(UserFactory(is_staff=True))
    assert found(client, "Weldon") == {}


def test_mail_is_found_by_the_secretariat_alone(client, superuser):
    queue_message(
        kind="application-received",
        template="members/email/application-received",
        user=None,
        address="mail@example.com",
        language="en",
        context={},
        key="search:1",
    )
    assert found(client, "mail@example.com") == {"Messages": ["members/email/application-received → mail@example.com"]}
    client.force_login(coordinator("forums"))
    assert found(client, "mail@example.com") == {}


def test_what_was_found_leads_to_its_page_and_to_the_list(client, superuser):
    for number in range(8):
        OrganisationFactory(name_en=f"Weldon {number}")
    (group,) = [one for one in client.get(SEARCH, {"q": "weldon"}).context["groups"] if one.name == "Organisations"]
    assert (len(group.rows), group.is_more) == (desk_search.SHOWN, True)
    assert client.get(group.rows[0][1]).status_code == 200
    assert client.get(group.url).context["cl"].result_count == 8


@pytest.mark.parametrize("words", ["", "x", " x ", "\x00", "%", "a" * 500, "'; DROP TABLE", "하늘", "no-such-word", "\\", "::"])
def test_any_words_get_a_page_in_both_languages(client, superuser, words):
    for prefix in ("", "/ko"):
        response = client.get(prefix + SEARCH, {"q": words})
        assert response.status_code == 200
        assert 'role="search"' in response.content.decode()


def test_whom_a_search_showed_stands_in_the_log(client, superuser):
    member = MemberFactory(family_name_en="Weldon")
    client.get(SEARCH, {"q": "weldon"})
    row = PersonalDataAccess.objects.get()
    assert (row.page, row.actor, row.subjects) == ("admin:search", superuser, [member.pk])


def test_a_search_asks_as_often_with_many_rows_as_with_one(client, superuser):
    everything("Weldon")
    client.get(SEARCH, {"q": "weldon"})

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(SEARCH, {"q": "weldon"})
        return len(queries)

    few = asked()
    for number in range(29):
        everything(f"Weldon{number}")
    assert asked() == few
