from datetime import timedelta

import pytest
import time_machine

from council.content import services
from council.content.models import NewsItem
from tests.factories import NOW, NewsItemFactory, UserFactory, coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def test_list_shows_published_news_newest_first(client):
    older = NewsItemFactory(published_at=NOW - timedelta(days=2))
    newer = NewsItemFactory(published_at=NOW)
    NewsItemFactory(published_at=None)
    NewsItemFactory(published_at=NOW + timedelta(seconds=1))
    assert list(client.get("/news/").context["page"]) == [newer, older]


def test_list_without_news_says_what_will_be_here(client):
    assert "There is no news yet" in client.get("/news/").content.decode()


@pytest.mark.parametrize(
    ("page", "expected"), [("", 1), ("1", 1), ("2", 2), ("99", 3), ("0", 3), ("x", 1), ("9" * 40, 3), ("-1", 3)]
)
def test_pages_of_the_list(client, page, expected):
    NewsItemFactory.create_batch(25)
    assert client.get("/news/", {"page": page}).context["page"].number == expected


def test_item_shows_text_and_other_news(client):
    item = NewsItemFactory(text_en="We **met**.", title_ko="만남")
    other = NewsItemFactory()
    NewsItemFactory(published_at=None)
    response = client.get(item.get_absolute_url())
    assert "<strong>met</strong>" in response.content.decode()
    assert list(response.context["others"]) == [other]
    assert "만남" in client.get(f"/ko/news/{item.slug}/").content.decode()


@pytest.mark.parametrize("published_at", [None, NOW + timedelta(seconds=1)])
def test_draft_and_scheduled_items_are_404_but_for_the_secretariat(client, published_at):
    item = NewsItemFactory(published_at=published_at)
    answers = []
    for user in (None, UserFactory(), coordinator("symposia"), coordinator("council")):
        if user:
            client.force_login(user)
        answers.append(client.get(item.get_absolute_url()).status_code)
    assert answers == [404, 404, 404, 200]


def test_scheduled_item_appears_at_its_time(client):
    item = NewsItemFactory(published_at=NOW + timedelta(hours=1))
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert client.get(item.get_absolute_url()).status_code == 200
        assert list(client.get("/news/").context["page"]) == [item]


@pytest.mark.parametrize("many", [1, 30])
def test_list_and_item_cost_the_same_however_much_there_is(client, django_assert_num_queries, many):
    item = NewsItemFactory()
    NewsItemFactory.create_batch(many)
    with django_assert_num_queries(2):
        client.get("/news/")
    with django_assert_num_queries(2):
        client.get(item.get_absolute_url())


def test_publishing_keeps_the_time_of_what_is_published_and_writes_history():
    published, scheduled, draft = (
        NewsItemFactory(published_at=NOW - timedelta(days=1)),
        NewsItemFactory(published_at=NOW + timedelta(days=1)),
        NewsItemFactory(published_at=None),
    )
    assert services.publish_news(items=NewsItem.objects.all(), now=NOW) == 2
    times = {item.pk: item.published_at for item in NewsItem.objects.all()}
    assert times == {published.pk: NOW - timedelta(days=1), scheduled.pk: NOW, draft.pk: NOW}
    assert [row.history.count() for row in (published, scheduled, draft)] == [1, 2, 2]


def test_withdrawing_makes_drafts():
    item = NewsItemFactory()
    NewsItemFactory(published_at=None)
    assert services.withdraw_news(items=NewsItem.objects.all()) == 1
    assert not NewsItem.objects.exclude(published_at=None).exists()
    assert item.history.count() == 2
