"""Home, my page, the style guide, what is written for machines."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from council import programmes
from council.content.models import NewsItem, Page
from council.events.models import Registration
from tests.factories import NOW, EventFactory, MemberFactory, UserFactory, VenueFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def news(**fields) -> NewsItem:
    values = {"slug": "n", "title_ko": "소식", "title_en": "Tidings", "text_ko": "글", "text_en": "text", "published_at": NOW}
    return NewsItem.objects.create(**{**values, **fields})


def test_home_shows_the_next_public_events_and_published_news(client):
    EventFactory(title_en="Soon")
    EventFactory(title_en="Over", starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=1))
    EventFactory(title_en="Only for members", audience="members")
    EventFactory(title_en="Called off", state="cancelled")
    EventFactory(title_en="Draft", state="draft")
    news()
    news(slug="later", title_en="Tomorrow’s tidings", published_at=NOW + timedelta(days=1))
    response = client.get("/")
    assert [event.title_en for event in response.context["events"]] == ["Soon"]
    assert [item.title_en for item in response.context["news"]] == ["Tidings"]


def test_home_shows_members_what_is_for_members(client):
    EventFactory(title_en="Only for members", audience="members")
    client.force_login(MemberFactory().user)
    assert [event.title_en for event in client.get("/").context["events"]] == ["Only for members"]


@pytest.mark.parametrize("count", [1, 30])
def test_home_asks_the_same_number_of_questions(client, django_assert_num_queries, count):
    for number in range(count):
        EventFactory(venue=VenueFactory())
        news(slug=f"n-{number}")
    client.get("/")
    with django_assert_num_queries(2):
        client.get("/")


def test_text_in_the_other_language_says_so(client):
    news(title_en="Tidings", title_ko="소식", summary_ko="요약뿐", summary_en="")
    assert '<p lang="ko">요약뿐</p>' in client.get("/").content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_my_page_asks_the_same_number_of_questions(client, django_assert_max_num_queries, count):
    member = MemberFactory()
    for number in range(count):
        Registration.objects.create(
            event=EventFactory(venue=VenueFactory(), starts_at=NOW + timedelta(days=number + 1)),
            member=member,
            state="confirmed" if number % 2 else "waitlisted",
            confirmed_at=NOW,
        )
        EventFactory(venue=VenueFactory())
    client.force_login(member.user)
    client.get("/my/")
    with django_assert_max_num_queries(40):
        client.get("/my/")


def test_my_page_says_the_place_in_the_queue(client):
    event = EventFactory(capacity=1, taken=1)
    for minutes in (3, 2):
        queued_at = NOW - timedelta(minutes=minutes)
        Registration.objects.create(event=event, member=MemberFactory(), state="waitlisted", queued_at=queued_at)
    mine = Registration.objects.create(event=event, member=MemberFactory(), state="waitlisted", queued_at=NOW)
    Registration.objects.create(event=event, member=MemberFactory(), state="waitlisted", queued_at=NOW + timedelta(minutes=1))
    client.force_login(mine.member.user)
    response = client.get("/my/")
    assert [(found.pk, found.position) for found in response.context["queue"]] == [(mine.pk, 3)]
    assert "You are number 3 on the waiting list." in response.content.decode()


@pytest.mark.parametrize(
    ("state", "words", "link"),
    [
        ("draft", "You are not a member yet", True),
        ("applied", "Your application is being considered", False),
        ("active", "You are a member", False),
        ("declined", "Your application was declined", True),
        ("suspended", "Your membership is suspended", False),
        ("expired", "Your membership has expired", True),
        ("withdrawn", "You have left the council", True),
    ],
)
def test_my_page_says_how_the_membership_stands_and_the_next_step(client, state, words, link):
    member = MemberFactory(state=state, applied_at=NOW, decision_reason="The form is empty.")
    client.force_login(member.user)
    response = client.get("/my/")
    page = response.content.decode()
    assert words in page
    panel = page[page.index('id="my-membership"') :].split("</section>")[0]
    assert (reverse("members:join") in panel) is link


def test_my_page_sends_the_anonymous_to_log_in(client):
    response = client.get("/ko/my/")
    assert response.status_code == 302
    assert response["Location"] == "/ko/accounts/login/?next=/ko/my/"


def test_suggestions_leave_out_what_one_has_registered_for(client):
    member = MemberFactory()
    taken, free = EventFactory(), EventFactory()
    EventFactory(audience="invited")
    Registration.objects.create(event=taken, member=member, state="confirmed", confirmed_at=NOW)
    client.force_login(member.user)
    assert list(client.get("/my/").context["suggestions"]) == [free]


def test_style_guide_is_not_for_production(client, settings):
    assert client.get("/styleguide/").status_code == 200
    settings.DEMONSTRATION = False
    assert client.get("/styleguide/").status_code == 404


def test_demonstration_says_so_and_names_its_log_ins(client, settings):
    assert "Demonstration: people" in client.get("/").content.decode()
    assert "council-demo" in client.get("/accounts/login/").content.decode()
    settings.DEMONSTRATION = False
    assert "Demonstration: people" not in client.get("/").content.decode()
    assert "council-demo" not in client.get("/accounts/login/").content.decode()


def test_administration_is_linked_for_staff_alone(client):
    client.force_login(UserFactory(is_staff=True))
    assert 'href="/admin/"' in client.get("/my/").content.decode()
    client.force_login(UserFactory())
    assert 'href="/admin/"' not in client.get("/my/").content.decode()


def test_robots_txt_keeps_private_pages_out_in_both_languages(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    for path in ("/admin/", "/ko/admin/", "/accounts/", "/ko/accounts/", "/my/", "/ko/my/"):
        assert f"Disallow: {path}" in lines
    assert "Sitemap: http://localhost:8000/sitemap.xml" in lines


def test_security_txt_has_what_its_rfc_demands(client):
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    assert "Contact: mailto:council@localhost" in lines
    assert "Expires: 2027-11-01T00:00:00+00:00" in lines


def test_sitemap_lists_public_things_in_both_languages_with_alternates(client):
    public = EventFactory()
    for fields in ({"audience": "members"}, {"state": "draft"}):
        EventFactory(**fields)
    news()
    news(slug="draft", published_at=None)
    Page.objects.create(path="history", title_ko="연혁", title_en="History", text_ko="글", text_en="text", is_published=True)
    Page.objects.create(path="draft", title_ko="초안", title_en="Draft", text_ko="글", text_en="text")
    response = client.get("/sitemap.xml", HTTP_HOST="elsewhere.example")
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
    found = {node.text.removeprefix("http://localhost:8000") for node in root.iter(f"{space}loc")}
    parts = {"/", "/focus-group/", "/forums/", "/forums/rights/", "/symposia/", "/events/", "/news/", "/join/"}
    things = {f"/events/{public.slug}/", "/news/n/", "/about/history/"}
    english = parts | things
    assert found == english | {f"/ko{path}" for path in english}
    alternates = [node.get("hreflang") for node in root.find(f"{space}url").iter("{http://www.w3.org/1999/xhtml}link")]
    assert alternates == ["en", "ko", "x-default"]


def test_my_page_shows_what_other_rooms_have_for_its_reader(client, monkeypatch):
    registry = programmes.Registry("cards of a member's page")
    mine = UserFactory()
    for slug, order in (("later", 2), ("first", 1), ("nothing", 0)):
        registry.register(
            programmes.MyPageCard(
                slug=slug,
                template="components/alert.html",
                context=lambda user, now, slug=slug: None if slug == "nothing" or user != mine else {"title": slug},
                order=order,
            )
        )
    monkeypatch.setattr(programmes, "my_page_cards", registry)
    client.force_login(mine)
    response = client.get("/my/")
    titles = [re.findall('note-title">(.*?)<', card) for card in response.context["cards"]]
    assert titles == [["first"], ["later"]]
    assert response.content.decode().count("alert-info note") == 2
    client.force_login(UserFactory())
    assert client.get("/my/").context["cards"] == []
