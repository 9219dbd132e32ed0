"""What every page has: its language, its trail, its headers, its weight."""

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import RequestFactory

from council.portal import icons, languages
from council.portal.errors import server_error
from tests.factories import EventFactory, MemberFactory, UserFactory

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
WEIGHT_LIMIT = 120_000
PAGES = ["/", "/ko/", "/events/", "/news/", "/about/", "/forums/", "/styleguide/", "/accounts/login/", "/no-such-page/"]
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}


def policy_of(response) -> dict[str, str]:
    directives = (directive.strip().partition(" ") for directive in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in directives}


@pytest.mark.parametrize(
    ("path", "language", "other"),
    [
        ("/?x=1", "en", "/ko/?x=1"),
        ("/ko/", "ko", "/"),
        ("/ko/accounts/login/?next=/ko/my/", "ko", "/accounts/login/?next=/ko/my/"),
        ("/no-such-page/?q=a", "en", "/ko/no-such-page/?q=a"),
        ("/ko/no-such-page/", "ko", "/no-such-page/"),
    ],
)
def test_page_says_its_language_and_links_to_itself_in_the_other(client, path, language, other):
    page = client.get(path).content.decode()
    assert f'<html lang="{language}">' in page
    assert f'<a href="{other}" hreflang=' in page


def test_page_names_its_canonical_address_and_its_translations(client):
    page = client.get("/ko/?utm_source=x").content.decode()
    assert '<link rel="canonical" href="http://localhost:8000/ko/">' in page
    assert '<link rel="alternate" hreflang="ko" href="http://localhost:8000/ko/">' in page
    assert '<link rel="alternate" hreflang="en" href="http://localhost:8000/">' in page
    assert '<link rel="alternate" hreflang="x-default" href="http://localhost:8000/">' in page


@pytest.mark.parametrize("path", ["//evil.example/", "/ko//evil.example/", "///evil.example"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_language_switch_never_leads_away(path, language):
    address = languages.in_language(path, language)
    assert urlsplit(address).netloc == ""
    assert not address.startswith("//")


@pytest.mark.parametrize(
    ("path", "trail"),
    [
        ("/", ["Home", "Business Support", "Exchange Council"]),
        ("/accounts/login/", ["Home", "Business Support", "Exchange Council", "Log in"]),
        ("/my/", ["Home", "Business Support", "Exchange Council", "My page"]),
        ("/accounts/2fa/", ["Home", "Business Support", "Exchange Council", "My page", "Security"]),
        ("/styleguide/", ["Home", "Business Support", "Exchange Council", "Style guide"]),
    ],
)
def test_trail_leads_from_the_institute_to_the_page(client, path, trail):
    if path.startswith(("/my/", "/accounts/2fa")):
        client.force_login(MemberFactory().user)
    page = client.get(path).content.decode()
    nav = page[page.index('aria-label="Breadcrumb"') :].split("</nav>")[0]
    items = [re.sub("<[^>]+>", "", item).strip() for item in re.findall("<li.*?</li>", nav, re.DOTALL)]
    assert items == trail
    assert nav.count('aria-current="page"') == 1
    assert f'aria-current="page">{trail[-1]}<' in nav


@pytest.mark.parametrize("path", [*PAGES, "/healthz/", "/robots.txt", "/accounts/signup/"])
def test_answer_carries_the_strict_policy(client, path):
    policy = policy_of(client.get(path))
    assert POLICY.items() <= policy.items()
    assert "unsafe" not in str(policy)


@pytest.mark.parametrize("path", ["/admin/", "/admin/events/event/", "/admin/members/member/", "/ko/admin/", "/admin/no-such/"])
def test_administration_carries_the_strict_policy_too(client, path):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert POLICY.items() <= policy_of(client.get(path)).items()


@pytest.mark.parametrize("path", [*PAGES, "/my/", "/admin/", "/admin/members/organisation/add/", "/accounts/2fa/"])
def test_page_has_nothing_inline_and_nothing_of_third_parties(client, path):
    EventFactory()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = client.get(path).content.decode()
    assert not re.search(r"<[^>]+\sstyle\s*=", page)
    assert not re.search(r"<[^>]+\son[a-z]+\s*=", page)
    assert "<style" not in re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
    for attributes in re.findall(r"<script([^>]*)>", page):
        assert "src=" in attributes or 'type="application/json"' in attributes or 'id="django-admin' in attributes
    for address in re.findall(r'<(?:script|link|img|iframe|source)[^>]*?(?:src|href)="([^"]+)"', page):
        assert urlsplit(address).netloc in ("", "localhost:8000"), address


def test_home_weighs_little_without_the_font(client):
    for _ in range(6):
        EventFactory()
    page = client.get("/").content
    weight = len(gzip.compress(page))
    for address in re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"', page.decode()):
        if not address.startswith("vendor/noto-sans-kr/"):
            weight += len(gzip.compress(Path(finders.find(address)).read_bytes()))
    assert weight < WEIGHT_LIMIT


def test_every_icon_that_a_template_names_exists():
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html"))
    text += (ROOT / "council/portal/badges.py").read_text(encoding="utf-8")
    named = set(re.findall(r'{% icon "([^"]+)"', text)) | set(re.findall(r'icon="([a-z0-9-]+)"', text))
    named |= set(re.findall(r'Badge\(.*, "([a-z0-9-]+)"\)', text))
    assert named - set(icons.sprite()) == set()


def test_icons_of_the_programmes_exist():
    from council import programmes

    assert {programme.icon for programme in programmes.all_programmes()} <= set(icons.sprite())


def test_unknown_icon_keeps_its_place_and_breaks_nothing():
    assert str(icons.icon("no-such-icon")).startswith('<svg class="icon"')


@pytest.mark.parametrize(("language", "words"), [("en", "Page not found"), ("ko", "찾을 수 없")])
def test_not_found_helps_with_search_and_links(client, language, words):
    prefix = "" if language == "en" else "/ko"
    response = client.get(f"{prefix}/no-such-page/")
    page = response.content.decode()
    assert response.status_code == 404
    assert words in page
    assert f'action="{prefix}/search/"' in page
    assert f'href="{prefix}/accounts/login/?next={prefix}/no-such-page/"' in page


def test_address_of_a_form_leads_to_its_page(client):
    client.force_login(MemberFactory().user)
    for prefix, words in (("", "There is nothing to look at here"), ("/ko", "<h1>")):
        answer = client.get(f"{prefix}/symposia/none/programme/talks/1/star/")
        page = answer.content.decode()
        assert (answer.status_code, answer["Allow"], "no-store" in answer["Cache-Control"]) == (405, "POST", True)
        assert (words in page, f'href="{prefix}/symposia/none/programme/talks/1/"' in page) == (True, True)
        assert answer["Content-Security-Policy"]
    # What a program sends to the wrong address is told so alone.
    assert client.post("/search/").content == b""


def test_form_that_has_expired_is_answered_with_help(client):
    client = type(client)(enforce_csrf_checks=True)
    response = client.post("/accounts/login/", {"login": "a"})
    assert response.status_code == 403
    assert "The form has expired" in response.content.decode()


def test_own_error_needs_neither_database_nor_context(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = server_error(RequestFactory().get("/ko/"))
    assert response.status_code == 500
    assert '<html lang="ko">' in response.content.decode()


def test_request_that_cannot_be_understood_gets_a_page(client, settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    response = client.get("/", HTTP_HOST="elsewhere.example")
    assert response.status_code == 400
    assert "<h1>" in response.content.decode()


def test_static_folders_are_ours_and_the_assets():
    assert [Path(folder).name for folder in settings.STATICFILES_DIRS] == ["static", "static_vendor"]
