"""The portal's search: what each reader finds, how it is shown, and that nothing else can be learned from it."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from council import excerpts
from council.content.models import NewsItem, Page
from council.events.models import Event
from council.members import services
from tests.factories import (
    NOW,
    AgendaItemFactory,
    AgreementFactory,
    BodyFactory,
    DocumentFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    OrganisationFactory,
    VenueFactory,
    coordinator,
)

pytestmark = pytest.mark.django_db
WORD = "알루미늄"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def ask(client, query, user=None, prefix="", **more):
    client.logout()
    if user is not None:
        client.force_login(user)
    response = client.get(f"{prefix}/search/?{urlencode({'q': query, **more})}")
    assert response.status_code == 200
    return response


def titles(response):
    """What is found, kind by kind."""
    groups = response.context["found"].groups
    return {group.slug: [unescape(re.sub("</?mark>", "", hit.title)) for hit in group.hits] for group in groups}


def in_directory(member):
    services.give_consent(member=member, purpose="directory", language="en", now=NOW)


def event(slug, **kwargs):
    return EventFactory(slug=slug, title_ko=f"{WORD} {slug}", title_en=f"Aluminium {slug}", **kwargs)


def test_each_reader_finds_what_he_may_see(client):
    body = BodyFactory(programme="forums")
    seat = MembershipFactory(body=body, member=MemberFactory(family_name_en="Seat")).member
    event("public")
    event("members", audience=Event.Audience.MEMBERS)
    event("body", audience=Event.Audience.BODY, body=body)
    event("draft", state=Event.State.DRAFT)
    event("foreign", programme="symposia", audience=Event.Audience.INVITED)
    news = {"title_ko": "소식", "text_ko": "글", "text_en": f"About {WORD}."}
    NewsItem.objects.create(slug="out", title_en="Out", published_at=NOW - timedelta(days=1), **news)
    NewsItem.objects.create(slug="later", title_en="Later", published_at=NOW + timedelta(days=1), **news)
    Page.objects.create(path="shown", title_en="Shown", is_published=True, **news)
    Page.objects.create(path="hidden", title_en="Hidden", **news)
    DocumentFactory(title_ko=f"{WORD} 공개", title_en="Public paper", classification="public", event=None)
    DocumentFactory(title_ko=f"{WORD} 회원", title_en="Members' paper", classification="members", event=None)
    DocumentFactory(title_ko=f"{WORD} 비공개", title_en="Hidden paper", classification="public", event=None, is_published=False)
    organisation = OrganisationFactory(name_ko=f"{WORD}산업", name_en="Light Metal")
    OrganisationFactory(name_ko=f"{WORD}상사", name_en="Kept off the list", is_listed=False)
    person = MemberFactory(family_name_en="Found", given_name_en="Person", organisation=organisation)
    in_directory(person)
    MemberFactory(family_name_en="Unfound", organisation=organisation)
    everybody = {
        "events": ["Aluminium public"],
        "news": ["Out"],
        "pages": ["Shown"],
        "documents": ["Public paper"],
    }
    members = {
        **everybody,
        "events": ["Aluminium members", "Aluminium public"],
        "documents": ["Members' paper", "Public paper"],
        "people": ["FOUND Person"],
        "organisations": ["Light Metal"],
    }
    forums = {
        **everybody,
        "events": ["Aluminium body", "Aluminium draft", "Aluminium members", "Aluminium public"],
        "documents": ["Hidden paper", "Members' paper", "Public paper"],
    }
    readers = {
        "visitor": (None, everybody),
        "applicant": (MemberFactory(state="draft").user, everybody),
        "member": (MemberFactory().user, members),
        "seat": (seat.user, {**members, "events": ["Aluminium body", *members["events"]]}),
        "forums": (coordinator("forums"), forums),
        "secretariat": (coordinator("council"), {**everybody, "news": ["Later", "Out"], "pages": ["Hidden", "Shown"]}),
    }
    found = {}
    for who, (user, _expected) in readers.items():
        response = ask(client, WORD, user)
        found[who] = {slug: sorted(names) for slug, names in titles(response).items()}
        number = sum(map(len, found[who].values()))
        assert f"{number} results for" in response.content.decode()
    assert found == {who: expected for who, (_user, expected) in readers.items()}


def test_of_a_document_under_an_agreement_the_title_alone_is_found(client):
    secret = {"title_ko": "접합 시험 성적", "title_en": "Joining trials", "description_en": "Dissimilar rivets of Dalmuri."}
    DocumentFactory(event=None, classification="members", programme="forums", agreement=AgreementFactory(), **secret)
    member = MemberFactory().user
    response = ask(client, "joining", member)
    assert titles(response) == {"documents": ["Joining trials"]}
    assert "After accepting a confidentiality agreement" in response.content.decode()
    for words in ("rivets", "joining rivets", "Dalmuri"):
        response = ask(client, words, member)
        assert "Dissimilar" not in response.content.decode()
        # With another word of the title it is like the title, not more.
        found = response.context["found"]
        assert (words, [len(group.hits) for group in found.groups], found.is_similar) == (words, [1] * (" " in words), True)
    assert titles(ask(client, "rivets", coordinator("forums"))) == {"documents": ["Joining trials"]}


def test_words_parts_and_places_of_an_event(client):
    venue = VenueFactory(name_ko="경산 연구동", name_en="Gyeongsan Hall")
    found = EventFactory(
        title_ko="사출성형 기술 세미나", title_en="Moulding seminar", description_en="On *weld-lines* & more.", venue=venue
    )
    AgendaItemFactory(event=found, title_ko="스프링백 보정", title_en="Springback compensation")
    EventFactory(title_ko="프레스 포럼", title_en="Press forum")
    expected = {"events": ["Moulding seminar"]}
    for query in (
        *(
            "사출",
            "성형",
            "형 기",
            "세미나 사출성형",
            "MOULD",
            "mould semin",
            "weldline",
            "weld-line",
            "Weld lines".replace(" ", "-"),
        ),
        *("경산", "gyeongsan hall", "스프링백", "springback mould"),
    ):
        assert (query, titles(ask(client, query))) == (query, expected)
    for query in ("사출 프레스", "weldlines springforward", "형기"):
        assert (query, ask(client, query).context["found"].is_similar) == (query, True)


def test_words_are_marked_in_their_own_language_and_nothing_else_is_html(client):
    EventFactory(
        title_ko="<b>경량</b> 소재",
        title_en='Light "<script>alert(1)</script>" metals',
        description_ko="첫째 문장. " * 30 + "여기에 **하이브리드** 소재가 나온다. " + "끝 문장. " * 30,
    )
    html = ask(client, "script").content.decode()
    assert "Light &quot;&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt;&quot; metals" in html
    html = ask(client, "하이브리드").content.decode()
    [text] = re.findall(r'<p class="search-text" lang="ko">(.*?)</p>', html)
    assert (text[:2], text[-2:]) == ("… ", " …")
    assert "여기에 <mark>하이브리드</mark> 소재가" in text
    korean = ask(client, "하이브리드", prefix="/ko").content.decode()
    assert '<p class="search-text">' in korean
    html = ask(client, "경량").content.decode()
    assert '<p class="search-text" lang="ko">&lt;b&gt;<mark>경량</mark>&lt;/b&gt; 소재</p>' in html
    hostile = ask(client, '"><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in hostile


def test_nonsense_is_answered_with_a_page(client):
    event("public")
    reader, long = MemberFactory().user, "가나다 라마바 " * 3000
    queries = (
        "",
        " ",
        "\x00",
        "a\x00b",
        long,
        "a",
        "%",
        "_%_",
        "\\",
        "'; DROP",
        "(" * 90,
        "🙂",
        "\ud7a3",
        "ㄱ",
        "-",
        "- -",
        "*",
        "\u202e",
    )
    # The reader in one language, the visitor in the other.
    for place, query in enumerate(queries):
        mine, theirs = ("", "/ko")[:: (-1) ** place]
        ask(client, query, reader, mine)
        ask(client, query, None, theirs, **{"in": "events"})
    for only in ("no-such", "\x00", ""):
        for prefix in ("", "/ko"):
            ask(client, "public", None, prefix, **{"in": only})
    assert client.get("/search/?q=%ff%fe&q=x&in=%00").status_code == 200
    assert client.get("/search/").status_code == 200
    assert client.post("/search/").status_code == 405
    assert "noindex" in client.get("/search/?q=a").content.decode()


def test_what_is_mistyped_is_found_only_where_nothing_has_it(client):
    event("hidden", audience=Event.Audience.MEMBERS)
    EventFactory(title_ko="사출성형 포럼", title_en="Injection moulding forum")
    for query in ("Injecton", "mouldign", "사출성헝"):
        response = ask(client, query)
        assert (query, titles(response)) == (query, {"events": ["Injection moulding forum"]})
        assert "Perhaps you mean" in response.content.decode()
    assert titles(ask(client, "Alumnium")) == {}
    assert titles(ask(client, "Alumnium", MemberFactory().user)) == {"events": ["Aluminium hidden"]}
    assert "Perhaps" not in ask(client, "injection").content.decode()


def test_more_leads_to_all_of_a_kind(client):
    for number in range(7):
        event(f"no-{number}")
        DocumentFactory(title_ko=f"{WORD} {number}", title_en=f"Paper {number}", classification="public", event=None)
    response = ask(client, WORD)
    assert {slug: len(names) for slug, names in titles(response).items()} == {"events": 5, "documents": 5}
    urls = {group.slug: group.more_url for group in response.context["found"].groups}
    word = urlencode({"q": WORD})
    assert urls == {"events": f"/search/?{word}&in=events", "documents": f"/library/?{word}"}
    assert {slug: len(names) for slug, names in titles(client.get(urls["events"])).items()} == {"events": 7}
    assert len(client.get(urls["documents"]).context["page"].object_list) == 7
    assert titles(ask(client, "focus group"))["programmes"] == ["Focus Group"]
    assert titles(ask(client, "포커스그룹", prefix="/ko"))["programmes"] == ["포커스그룹"]


def test_a_search_costs_the_same_whatever_there_is(client):
    reader = MemberFactory()
    client.force_login(reader.user)
    counts = []
    for number in (1, 29):
        for one in range(number):
            event(f"e{number}-{one}", venue=VenueFactory())
            DocumentFactory(title_ko=WORD, classification="public", event=None)
            NewsItem.objects.create(
                slug=f"n{number}-{one}", title_ko=WORD, title_en="News", text_ko="글", text_en="Text", published_at=NOW
            )
            in_directory(MemberFactory(organisation=OrganisationFactory(name_ko=f"{WORD} {number} {one}")))
        for query in (f"q={WORD}", f"q={WORD}&in=events", "q=nothing-has-this"):
            client.get(f"/search/?{query}")
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/search/?{query}").status_code == 200
            counts.append(len(queries))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 50


# Excerpts and marks.

TEXTS = st.text(st.sampled_from("ab -<>&\"'[]()*_#!가각힣ㄱ\n한글B"), max_size=60)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.lists(st.text(st.sampled_from("ab<&가각-."), min_size=1, max_size=4), max_size=3))
def test_marked_text_is_the_text_with_marks(text, words):
    html = excerpts.marked(text, words)
    assert re.sub("</?mark>", "", html) == excerpts.marked(text, [])
    for word in re.findall("<mark>(.*?)</mark>", html):
        assert word
    assert len(excerpts.excerpt(text * 9, words)) <= excerpts.LENGTH + 8


def test_placeholders_of_a_page_are_left_out_of_what_is_shown_of_it(client):
    text = f"We are {{{{ members }}}} members. {WORD} is what we work with."
    Page.objects.create(path="us", title_ko="소개", title_en="Us", text_ko=text, text_en=text, is_published=True)
    (group,) = ask(client, WORD).context["found"].groups
    assert [re.sub("</?mark>", "", str(hit.text)) for hit in group.hits] == [f"We are … members. {WORD} is what we work with."]
