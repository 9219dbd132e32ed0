import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council.content.models import NewsItem, Page
from tests.factories import NewsItemFactory, PageFactory, UserFactory, coordinator

pytestmark = pytest.mark.django_db
CHANGELISTS = ["admin:content_page_changelist", "admin:content_newsitem_changelist"]


@pytest.fixture
def secretariat(client):
    client.force_login(coordinator("council"))
    return client


@pytest.mark.parametrize("name", CHANGELISTS)
def test_only_the_secretariat_edits_content(client, name):
    answers = []
    for user in (coordinator("forums"), coordinator("council")):
        client.force_login(user)
        answers.append(client.get(reverse(name)).status_code)
    assert answers == [404, 200]


@pytest.mark.parametrize("query", ["", "?q=page", "?is_published__exact=1"])
def test_page_list(secretariat, query):
    PageFactory()
    assert secretariat.get(reverse("admin:content_page_changelist") + query).status_code == 200


@pytest.mark.parametrize(("publication", "expected"), [("draft", 1), ("scheduled", 0), ("published", 1), ("", 2), ("x", 2)])
def test_news_list_filters_by_publication(secretariat, publication, expected):
    NewsItemFactory()
    NewsItemFactory(published_at=None)
    response = secretariat.get(
        reverse("admin:content_newsitem_changelist"), {"publication": publication} if publication else {}
    )
    assert response.context["cl"].result_count == expected


@pytest.mark.parametrize(("name", "factory"), [(CHANGELISTS[0], PageFactory), (CHANGELISTS[1], NewsItemFactory)])
def test_lists_cost_the_same_however_much_there_is(secretariat, name, factory):
    secretariat.get(reverse(name))  # what is read once a process is read now
    costs = []
    for more in (1, 29):
        factory.create_batch(more)
        with CaptureQueriesContext(connection) as queries:
            secretariat.get(reverse(name))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_page_is_written_and_its_history_kept(secretariat):
    data = {
        "path": "rules", "position": 4, "is_published": "on",
        "title_ko": "규정", "text_ko": "본문", "title_en": "Rules", "text_en": "Text",
    }  # fmt: skip
    assert secretariat.post(reverse("admin:content_page_add"), data).status_code == 302
    page = Page.objects.get(path="rules")
    secretariat.post(reverse("admin:content_page_change", args=[page.pk]), {**data, "title_en": "The rules"})
    users = list(page.history.values_list("history_user__groups__name", "title_en"))
    assert users == [("coordinators:council", "The rules"), ("coordinators:council", "Rules")]
    assert "Rules" in secretariat.get(reverse("admin:content_page_history", args=[page.pk])).content.decode()
    # A version is looked at: nothing is written by way of it.
    version = reverse("admin:content_page_simple_history", args=[page.pk, page.history.earliest().pk])
    assert [secretariat.get(version).status_code, secretariat.post(version, data).status_code] == [200, 405]
    assert Page.objects.get().title_en == "The rules"


def test_bad_address_gets_a_message_beside_the_field(secretariat):
    data = {"path": "Not good", "position": 0, "title_ko": "가", "text_ko": "가", "title_en": "a", "text_en": "a kept text"}
    response = secretariat.post(reverse("admin:content_page_add"), data)
    assert response.status_code == 200
    assert "path" in response.context["adminform"].form.errors
    assert "a kept text" in response.content.decode()


@pytest.mark.parametrize(("action", "published"), [("publish_now", 2), ("withdraw", 0)])
def test_actions_on_news(secretariat, action, published):
    items = [NewsItemFactory(), NewsItemFactory(published_at=None)]
    data = {"action": action, "_selected_action": [item.pk for item in items]}
    response = secretariat.post(reverse("admin:content_newsitem_changelist"), data, follow=True)
    assert response.status_code == 200
    assert NewsItem.objects.exclude(published_at=None).count() == published


def test_member_finds_no_administration(client):
    client.force_login(UserFactory())
    assert client.get(reverse(CHANGELISTS[0])).status_code in (302, 404)
