from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import translation

from council.events.models import Event, Registration
from council.portal import account_pages, badges, markdown
from tests.factories import NOW


def show(text: str, **context) -> str:
    return Template("{% load council %}" + text).render(Context(context))


def event(**fields) -> Event:
    values = {"title_ko": "교류회", "title_en": "", "starts_at": NOW, "ends_at": NOW + timedelta(hours=3), "state": "published"}
    return Event(**{**values, **fields})


def test_bilingual_takes_the_other_language_where_one_is_empty_and_says_so():
    with translation.override("en"):
        assert show("{{ e|bilingual:'title' }} {{ e|bilingual_lang:'title' }}", e=event()) == "교류회 ko"
        assert show("{{ e|bilingual:'title' }} {{ e|bilingual_lang:'title' }}", e=event(title_en="Talk")) == "Talk en"
        assert show("{{ e|bilingual:'title' }}", e=None) == ""


def test_one_field_for_both_languages_is_shown_in_the_readers():
    texts = (
        "대강당 / Auditorium",
        "301호 / 302호",
        "Hall A / 로비",
        "301 / Hall A",
        "대강당 / 302",
        "3층 / Floor 3/4",
        "Hall A",
        "",
    )
    said = {}
    for language in ("ko", "en"):
        with translation.override(language):
            said[language] = [show("{{ t|side }}", t=text) for text in texts]
    assert said == {"ko": ["대강당", *texts[1:]], "en": ["Auditorium", *texts[1:]]}


def test_event_time_is_the_events_own_wall_clock():
    abroad = event(time_zone="Europe/Berlin")
    with translation.override("en"):
        assert show("{{ e|event_time }}", e=event()) == "2 Nov 2026 (Mon) 10:00–13:00"
        assert show("{{ e|event_time }}", e=abroad) == "2 Nov 2026 (Mon) 02:00–05:00 (Berlin time)"
        assert show("{{ e.starts_at|event_time:e }}", e=abroad) == "2 Nov 2026 (Mon) 02:00 (Berlin time)"
        assert show("{{ e|event_clock }} {{ e.starts_at|event_clock }}", e=event()) == "10:00–13:00 10:00"
        assert show("{{ none|event_time }}{{ none|event_clock }}{{ none|day }}", none=None) == ""


@pytest.mark.parametrize(
    ("fields", "badge"),
    [
        ({"state": "draft"}, badges.DRAFT),
        ({"state": "cancelled"}, badges.CANCELLED),
        ({"state": "completed"}, badges.PAST),
        ({"starts_at": NOW - timedelta(days=1), "ends_at": NOW}, badges.PAST),
        ({}, badges.RUNNING),
        ({"starts_at": NOW + timedelta(hours=1)}, badges.OPEN),
        ({"starts_at": NOW + timedelta(hours=1), "mode": "approval"}, badges.APPROVAL),
        ({"starts_at": NOW + timedelta(hours=1), "mode": "none"}, badges.NO_REGISTRATION),
        ({"starts_at": NOW + timedelta(hours=1), "mode": "standing"}, badges.STANDING),
        ({"starts_at": NOW + timedelta(hours=1), "opens_at": NOW + timedelta(minutes=1)}, badges.OPENS_LATER),
        ({"starts_at": NOW + timedelta(hours=1), "closes_at": NOW}, badges.CLOSED),
        ({"starts_at": NOW + timedelta(hours=1), "capacity": 2, "taken": 2}, badges.WAITING_LIST),
        ({"starts_at": NOW + timedelta(hours=1), "capacity": 2, "taken": 2, "has_waiting_list": False}, badges.FULL),
    ],
)
def test_event_badge_says_what_a_reader_wants_to_know_first(fields, badge):
    assert badges.event_badge(event(**fields), NOW) == badge


def test_every_state_of_a_registration_has_a_badge():
    assert set(badges.REGISTRATION) == set(Registration.State)


def test_markdown_lowers_headings_and_lets_no_html_through():
    text = "# One\n\n###### Six\n\n<script>alert(1)</script>\n\n<b onclick=x>b</b>\n\n"
    text += '[x](javascript:alert(1)) [y](https://a.example "t")'
    html = markdown.render(text)
    assert "<h2>One</h2>" in html
    assert "<h6>Six</h6>" in html
    assert "<script" not in html
    assert "<b " not in html
    assert 'href="javascript' not in html
    assert '<a href="https://a.example" title="t" rel="noopener noreferrer nofollow">y</a>' in html
    assert markdown.render("# One", levels=2) == "<h3>One</h3>\n"


def test_markdown_draws_tables_without_style_and_no_pictures():
    html = markdown.render("|a|b|\n|:-|-:|\n|1|2|\n\n![p](https://a.example/p.png)")
    assert "<table>" in html
    assert "style" not in html
    assert "<img" not in html


@pytest.mark.parametrize("value", ["", None])
def test_markdown_of_nothing_is_nothing(value):
    assert markdown.render(value) == ""


def test_breadcrumb_escapes_and_marks_the_current_page():
    assert show("{% breadcrumb t '/x/' lang='ko' %}", t="<b>") == (
        '<li class="trail-item"><a href="/x/" lang="ko">&lt;b&gt;</a></li>'
    )
    assert 'aria-current="page"' in show("{% breadcrumb t %}", t="Here")
    assert 'href="/my/"' in show("{% breadcrumb t 'portal:my' %}", t="Mine")


def test_pagination_keeps_the_rest_of_the_query():
    request = RequestFactory().get("/events/?q=a%26b&page=2")
    request.user = AnonymousUser()
    page = Paginator(range(100), 10).page(2)
    html = Template("{% include 'components/pagination.html' %}").render(RequestContext(request, {"page": page}))
    assert 'href="?q=a%26b&amp;page=3"' in html
    assert html.count('aria-current="page"') == 1


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox · Linux"),
        ("curl/8.5.0", "curl/8.5.0"),
    ],
)
def test_device_is_called_what_its_owner_calls_it(agent, name):
    assert account_pages.device_name(agent) == name
