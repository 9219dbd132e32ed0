"""Every page of the portal, in each state that it has, looked at in both languages and both colour schemes (`reader.py`).

The list makes itself: the rows of the permission matrix say who may see which address. What the matrix cannot reach has its way
written in `ways.py`, by the view's name. An address that is neither visited nor said to have no page fails."""

import pytest
from django.core.cache import cache
from django.db import IntegrityError
from psycopg.errors import ForeignKeyViolation

from council.events.services import errors
from tests.browser.reader import Reader
from tests.browser.states import ask_everything, fill, people_in_each_state
from tests.browser.walk import LANGUAGES, Walk, address, submit
from tests.browser.ways import WAYS
from tests.factories import (
    NOW,
    EventFactory,
    UserFactory,
)
from tests.focusgroup import matrix as focusgroup
from tests.forums import matrix as forums
from tests.portal.rows import SECRETARIAT, World
from tests.portal.test_permission_matrix import ROWS
from tests.portal.urls_of_the_portal import named_urls
from tests.portal.world import build
from tests.symposia import matrix as symposia

# One process walks: what it has seen once it need not look at again.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Addresses of the portal that answer no page to look at, and why.
NO_PAGE = {
    "healthz": "for machines",
    "readyz": "for machines",
    "robots": "for machines",
    "security-txt": "for machines",
    "sitemap": "for machines",
    "content:news-feed": "a feed",
    "content:image": "a picture",
    "members:organisation-logo": "a picture",
    "members:photo": "a picture",
    "events:feed": "a calendar",
    "events:feed-programme": "a calendar",
    "events:feed-personal": "a calendar",
    "events:feed-body": "a calendar",
    "events:event-ics": "a calendar",
    "events:event-month": "leads to the month",
    "events:certificate": "a file",
    "library:document-download": "a file",
    "library:version-download": "a file",
    "library:document-accept": "takes a form only; a refused one is looked at in `ways.under_an_agreement`",
    "events:checkin-counters": "a part of the door's page",
    "events:checkin-undo": "takes a form only",
    "members:join-withdraw": "takes a form only",
    "members:membership-renew": "takes a form only",
    "members:organisation-invitation": "takes a form only",
    "members:export-request": "takes a form only",
    "members:letter-report": "takes a form only",
    "members:interest-remove": "takes a form only",
    "members:export-progress": "a part of the page of one's data",
    "members:export-download": "a file",
    "members:erasure-withdraw": "takes a form only",
    "members:support-end": "takes a form only",
    **focusgroup.NO_PAGE,
    **forums.NO_PAGE,
    **symposia.NO_PAGE,
    "mfa_download_recovery_codes": "a file",
    "mfa_login_webauthn": "for scripts",
    "mfa_reauthenticate_webauthn": "needs a key: looked at in test_security.py",
}

# Of these the matrix gets an answer, which stands within another page.
PARTS = frozenset({"members:export-progress", "symposia:meeting-progress"})


@pytest.fixture(autouse=True)
def monday(at_now):
    """The moment at which the world of the permission matrix lives; rate limits start anew."""
    cache.clear()


@pytest.fixture
def site(live_server, settings):
    settings.SITE_URL = live_server.url
    return live_server


@LANGUAGES
def test_every_address_is_visited_and_accessible(open_page, site, language, soak):
    world = build()
    fill(NOW)
    walk = Walk(open_page, site, language, closely=soak)
    visited = visit_the_matrix(walk, world, closely=soak)
    visited.update(*WAYS.values())
    assert walk.noted == []
    visit_states_of_events_and_registrations(walk, world)
    assert walk.noted == []
    listed = {name for name in named_urls() if not name.startswith(("admin:", "(unnamed) admin/"))}
    assert listed == visited | set(NO_PAGE)
    assert visited & set(NO_PAGE) == set()


@LANGUAGES
def test_ways_to_what_a_log_in_does_not_show_are_accessible(open_page, site, language, soak):
    build()
    fill(NOW)
    for way in WAYS:
        cache.clear()
        walk = Walk(open_page, site, language, closely=soak)
        way(walk)
        assert walk.noted == [], way.__name__


def visit_the_matrix(walk: Walk, world: World, *, closely: bool) -> set[str]:
    """Every row that someone may read, as the first and the last of those who may, or (`closely`) as each; the names of those
    that are pages."""
    visited = set()
    for row in (row for row in ROWS if row.method == "get" and row.name not in PARTS):
        readers = [person for person, outcome in zip(row.people, row.outcomes, strict=True) if outcome == 200]
        for person in readers if closely else dict.fromkeys(readers[:1] + readers[-1:]):
            if walk.visit(world.people[person], address(row.name, *row.args)):
                visited.add(row.name)
    return visited


def visit_states_of_events_and_registrations(walk: Walk, world: World) -> None:
    member, other = world.people["member"], world.people["other"]
    slugs = ["past", "full", "no-queue", "to-approve", "not-open", "no-registration"]
    own = [f"own-{state}" for state in ("pending", "confirmed", "waitlisted", "offered", "declined", "cancelled")]
    for slug in (*slugs, *own):
        walk.visit(member, f"/events/{slug}/")
        walk.visit(None, f"/events/{slug}/")
    for slug in slugs:
        walk.visit(other, f"/events/{slug}/register/")
    for slug in own[:4]:
        walk.visit(member, f"/events/{slug}/cancel/")
    filters = (
        "when=past",
        "when=nonsense",
        "programme=forums&format=online&open=1",
        "q=nothing",
        "when=2026-12",
        "page=99",
    )
    for query in filters:
        walk.visit(member, f"/events/?{query}")
    walk.visit(None, "/events/calendar/2030/1/")


@LANGUAGES
def test_states_of_a_membership_are_accessible(open_page, site, language, soak):
    walk = Walk(open_page, site, language, closely=soak)
    for user in people_in_each_state(NOW).values():
        for path in ("/join/", "/my/", "/my/profile/", "/my/privacy/"):
            walk.visit(user, path)
    assert walk.noted == []


@LANGUAGES
def test_an_empty_portal_is_accessible(open_page, site, language, soak):
    admin = UserFactory(email="admin@example.com", is_staff=True, is_superuser=True)
    person = UserFactory(email="person@example.com")
    walk = Walk(open_page, site, language, closely=soak)
    for row in (row for row in ROWS if row.method == "get" and row.name not in PARTS):
        if not row.args and 200 in row.outcomes and row.outcomes != SECRETARIAT:
            for user in (None, person, admin):
                walk.visit(user, address(row.name))
    assert walk.noted == []


# Forms sent as nobody should: the address, and what is typed before.
FORMS: dict[str, dict[str, str]] = {
    "account_change_password": {"#id_oldpassword": "wrong", "#id_password1": "short", "#id_password2": "other"},
    "account_email": {"#id_email": "nonsense"},
    "members:join-person": {"#id_phone": "12"},
    "members:join-organisation": {"#id_organisation_number": "1"},
    "members:join-reason": {},
    "members:join-check": {},
    "members:erasure": {},
    "members:profile": {"#id_phone": "12", "#id_family_name": "", "#id_given_name": "", "#id_family_name_en": ""},
    "events:event-register": {},
}
ENTRANCE_FORMS: dict[str, dict[str, str]] = {
    "account_login": {"#id_login": "nobody@example.com", "#id_password": "wrong"},
    "account_signup": {"#id_email": "nonsense", "#id_password1": "short", "#id_password2": "other"},
    "account_request_login_code": {"#id_email": "nonsense"},
    "account_reset_password": {"#id_email": "nonsense"},
}


@LANGUAGES
def test_forms_with_errors_are_accessible(open_page, site, language, soak):
    event = EventFactory(slug="asks")
    ask_everything(event)
    person = UserFactory(email="person@example.com")
    walk = Walk(open_page, site, language, closely=soak)
    for forms, user in ((ENTRANCE_FORMS, None), (FORMS, person)):
        _client, reader = walk.person(user)
        for name, typed in forms.items():
            args = ("asks",) if name == "events:event-register" else ()
            send_wrongly(reader, address(name, *args), typed)
    assert walk.noted == []


def send_wrongly(reader: Reader, path: str, typed: dict[str, str]) -> None:
    """Fill in `typed`, send the form past the browser's own checks, and look at what comes back: errors beside the fields."""
    page = reader.page
    page.goto(reader.prefix + path)
    for field, value in typed.items():
        page.fill(field, value)
    page.evaluate("for (const form of document.forms) form.noValidate = true")
    reader.leave_by(submit(reader))
    told = page.locator(".invalid-feedback, .errorlist, .alert-danger").filter(visible=True)
    assert told.count(), f"{path}: nothing says what is wrong"


@LANGUAGES
def test_error_pages_are_accessible(open_page, site, language, soak, settings, monkeypatch):
    member = UserFactory(email="person@example.com")
    event = EventFactory(slug="busy")
    walk = Walk(open_page, site, language, closely=soak)
    for user in (None, member):
        walk.person(user)[1].open("/no-such-page/", status=404)

    _client, reader = walk.person(member)
    page, prefix = reader.page, reader.prefix
    page.goto(f"{prefix}/my/profile/")
    page.context.clear_cookies(name="csrftoken")
    with page.expect_response(lambda answer: answer.status == 403):
        submit(reader).click()
    reader.look()

    def busy(**kwargs):
        raise errors.TryAgain

    monkeypatch.setattr("council.events.services.register_member", busy)
    member.member.given_name_en, member.member.family_name_en = "Garam", "Kim"
    member.member.save()
    reader.open(f"/events/{event.slug}/")
    with page.expect_response(lambda answer: answer.status == 409):
        reader.leave_by(submit(reader))

    def too_late(**kwargs):
        raise IntegrityError from ForeignKeyViolation()

    monkeypatch.setattr("council.events.services.register_member", too_late)
    reader.open(f"/events/{event.slug}/")
    with page.expect_response(lambda answer: answer.status == 409):
        reader.leave_by(submit(reader))

    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
    reader.open("/events/?when=past&open=1&q=x", status=400)
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/h/ip", "login": "1/h/ip"}
    stranger = walk.stranger()
    stranger.open("/accounts/signup/")
    for _attempt in range(2):
        stranger.page.goto(f"{prefix}/accounts/signup/")
        stranger.page.evaluate("for (const form of document.forms) form.noValidate = true")
        stranger.leave_by(submit(stranger))

    def broken(*args, **kwargs):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("council.events.views.browsing.visible_events", broken)
    stranger.open("/events/", status=500)
    assert walk.noted == []
