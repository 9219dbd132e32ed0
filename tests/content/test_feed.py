"""The Atom feed of news."""

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
import time_machine

from tests.factories import NOW, NewsItemFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client, path="/news/feed.atom"):
    response = client.get(path)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)  # noqa: S314 - our own


def test_the_feed_has_what_is_published_the_newest_first(client):
    older = NewsItemFactory(published_at=NOW - timedelta(days=2), summary_en="A & <b>")
    newer = NewsItemFactory(published_at=NOW - timedelta(days=1))
    NewsItemFactory(published_at=None)
    NewsItemFactory(published_at=NOW + timedelta(days=1))
    root = feed(client)
    entries = root.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [newer.title_en, older.title_en]
    link = entries[1].find(f"{ATOM}link")
    assert link.get("href") == f"http://localhost:8000/news/{older.slug}/"
    assert entries[1].findtext(f"{ATOM}id") == f"tag:localhost,2026:news/{older.pk}/en"
    assert entries[1].findtext(f"{ATOM}published") == "2026-10-31T01:00:00+00:00"
    assert entries[1].findtext(f"{ATOM}summary") == "A &amp; &lt;b&gt;"
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Gyeongbuk Exchange Council"
    assert {one.get("rel"): one.get("href") for one in root.findall(f"{ATOM}link")} == {
        "alternate": "http://localhost:8000/news/",
        "self": "http://localhost:8000/news/feed.atom",
    }


def test_the_korean_feed_is_korean(client):
    item = NewsItemFactory(title_ko="소식")
    root = feed(client, "/ko/news/feed.atom")
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ko"
    assert root.find(f"{ATOM}entry").findtext(f"{ATOM}title") == "소식"
    assert root.find(f"{ATOM}entry/{ATOM}link").get("href") == f"http://localhost:8000/ko/news/{item.slug}/"


def test_a_change_after_it_came_out_is_an_update(client):
    item = NewsItemFactory(published_at=NOW - timedelta(days=2))
    assert feed(client).findtext(f"{ATOM}entry/{ATOM}updated") == NOW.isoformat()
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        item.title_en = "Corrected"
        item.save()
        assert feed(client).findtext(f"{ATOM}entry/{ATOM}updated") == (NOW + timedelta(hours=1)).isoformat()


def test_an_empty_feed_and_odd_characters_are_no_crash(client):
    assert feed(client).findall(f"{ATOM}entry") == []
    NewsItemFactory(title_en="A\x0b\x1ftitle", summary_en="\x08")
    assert feed(client).findtext(f"{ATOM}entry/{ATOM}title") == "A title"


@pytest.mark.parametrize("many", [1, 30])
def test_the_feed_costs_one_query(client, django_assert_num_queries, many):
    NewsItemFactory.create_batch(many)
    with django_assert_num_queries(1):
        client.get("/news/feed.atom")


def test_the_pages_of_news_name_their_feed(client):
    item = NewsItemFactory()
    for path, prefix in (("/news/", ""), (item.get_absolute_url(), ""), ("/ko/news/", "/ko")):
        html = client.get(path).content.decode()
        assert '<link rel="alternate" type="application/atom+xml"' in html
        assert f'href="{prefix}/news/feed.atom"' in html
