"""Every address × every kind of person, written down. An address that stands in no row fails."""

import re
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import Client
from django.urls import NoReverseMatch, reverse

from council.portal.views import page_not_found
from tests.factories import NOW
from tests.focusgroup import matrix as focusgroup
from tests.forums import matrix as forums
from tests.portal import rows_of_events as events
from tests.portal.rows import ALL, LOGGED_IN, LOGIN, MEMBERS, NOBODY, ON, SECRETARIAT, VISITORS, Row, World, everybody, or_login
from tests.portal.secrets import told
from tests.portal.urls_of_the_portal import named_urls
from tests.portal.world import (
    COLLEAGUE,
    COPY_KEY,
    ENTRY_KEY,
    FOREIGN_KEY,
    HIDDEN_PHOTO_KEY,
    INTEREST,
    LETTER,
    LETTER_KEY,
    LOGO,
    NO_COLLEAGUE,
    NOWHERE,
    ORGANISATION,
    PARTICIPANTS_KEY,
    PHOTO_KEY,
    PLACE,
    SEAT,
    SECRET_KEY,
    UNLISTED,
    build,
)
from tests.symposia import matrix as symposia

pytestmark = pytest.mark.django_db

PORTAL = [
    Row("portal:home", ALL),
    Row("portal:my", LOGGED_IN),
    # Who finds what: `test_search.py`.
    Row("portal:search", ALL),
    Row("healthz", ALL),
    Row("robots", ALL),
    Row("security-txt", ALL),
    Row("sitemap", ALL),
    Row("portal:styleguide", ALL),
    Row("readyz", ALL),
    Row("content:about", ALL),
    Row("content:page", ALL, ("work",)),
    Row("content:page", SECRETARIAT, ("secret",), note="a draft, which the secretariat previews"),
    Row("content:news-list", ALL),
    Row("content:news-feed", ALL),
    Row("content:image", ALL, ("0123456789ab",)),
    Row("content:image", NOBODY, ("no-such-key",)),
    Row("content:page", SECRETARIAT, ("soon",), note="to come, which the secretariat previews"),
    Row("content:news-item", ALL, ("out",)),
    Row("content:news-item", SECRETARIAT, ("later",), note="to come, which the secretariat previews"),
    Row("library:document-list", ALL),
    # `member` has a place at the event of the body, and with it its materials; `other` at the foreign one.
    *(
        row
        for name, more in (("document-detail", ()), ("document-download", ()), ("version-download", (1,)))
        for row in (
            Row(f"library:{name}", (404, 404, 200, 404, 200, 200), (PARTICIPANTS_KEY, *more)),
            Row(f"library:{name}", (404, 404, 404, 200, 404, 200), (FOREIGN_KEY, *more)),
        )
    ),
    # Under an agreement that nobody has accepted: members read the agreement first, staff have it open.
    Row("library:document-detail", (404, 404, 200, 200, 200, 200), (SECRET_KEY,), note="under an agreement"),
    Row("library:document-download", (404, 404, ON, ON, 200, 200), (SECRET_KEY,), note="under an agreement"),
    Row("library:document-accept", (404, 404, ON, ON, ON, ON), (SECRET_KEY,)),
    Row("library:document-accept", (404, 404, ON, ON, ON, ON), (SECRET_KEY,), "post", note="the version is missing"),
    Row("library:document-accept", (404, 404, ON, 404, ON, ON), (PARTICIPANTS_KEY,), "post", note="there is nothing to accept"),
    Row("messaging:preferences", LOGGED_IN),
    Row("messaging:unsubscribe", NOBODY, ("forged",)),
    Row("members:join", ALL),
    # The steps are for those whose application is not in.
    *(Row(f"members:join-{step}", (LOGIN, ON, ON, ON, 200, 200)) for step in ("person", "organisation", "reason", "check")),
    Row("members:join-withdraw", (LOGIN, 405, 405, 405, 405, 405)),
    Row("members:membership", LOGGED_IN),
    Row("members:membership-renew", (LOGIN, 405, 405, 405, 405, 405)),
    Row("members:membership-renew", (LOGIN, ON, ON, ON, ON, ON), (), "post"),
    # Who has no membership is led to where it stands.
    Row("members:membership-leave", (LOGIN, 200, 200, 200, ON, ON)),
    Row("members:membership-leave", (LOGIN, ON, ON, ON, ON, ON), (), "post"),
    Row("members:place-resign", (LOGIN, 404, 200, 404, 404, 404), (PLACE,), note="the place of `member`"),
    Row("members:place-resign", (LOGIN, 404, ON, 404, 404, 404), (PLACE,), "post"),
    Row("members:place-resign", or_login(NOBODY), (0,)),
    Row("members:organisation-list", MEMBERS),
    Row("members:organisation-detail", MEMBERS, (ORGANISATION,)),
    Row("members:organisation-detail", or_login(NOBODY), (UNLISTED,), note="not shown"),
    Row("members:organisation-detail", or_login(NOBODY), (NOWHERE,)),
    # `member` acts for the organisation.
    *(
        Row(f"members:organisation-{name}", (LOGIN, 404, 200, 404, 404, 404), (ORGANISATION, *more))
        for name, more in (("manage", ()), ("invite", ()), ("seat", (SEAT,)), ("hand-over", ()), ("logo-edit", ()))
    ),
    *(
        Row(f"members:organisation-{name}", or_login(NOBODY), (UNLISTED,))
        for name in ("manage", "invite", "hand-over", "logo-edit")
    ),
    Row("members:organisation-logo", (LOGIN, 404, 200, 200, 404, 200), (ORGANISATION, LOGO), note="staff see it, too"),
    Row("members:organisation-logo", or_login(NOBODY), (ORGANISATION, "another")),
    Row("members:organisation-logo", or_login(NOBODY), (UNLISTED, LOGO)),
    *(
        Row(f"members:organisation-{name}", (LOGIN, 404, 422, 404, 404, 404), (ORGANISATION,), "post", note="nothing filled in")
        for name in ("invite", "hand-over", "logo-edit")
    ),
    Row("members:organisation-seat", (LOGIN, 404, ON, 404, 404, 404), (ORGANISATION, SEAT), "post"),
    Row("members:organisation-seat", or_login(NOBODY), (ORGANISATION, 0)),
    Row("members:organisation-invitation", (LOGIN, 405, 405, 405, 405, 405), (ORGANISATION, LETTER)),
    Row("members:organisation-invitation", or_login(NOBODY), (ORGANISATION, LETTER), "post", note="no such action"),
    Row("members:colleague-invitation", ALL, (COLLEAGUE,), note="a letter to somebody without a log-in"),
    Row("members:colleague-invitation", everybody(410), (NO_COLLEAGUE,), note="revoked"),
    Row("members:colleague-invitation", NOBODY, (NOWHERE,)),
    Row("members:support-end", (LOGIN, 405, 405, 405, 405, 405)),
    Row("members:support-end", (LOGIN, 404, 404, 404, ON, ON), (), "post", note="nobody is seen as anybody"),
    Row("members:profile", LOGGED_IN),
    Row("members:photo-edit", MEMBERS),
    Row("members:photo-edit", (LOGIN, 404, 422, 422, 404, 404), (), "post", note="nothing filled in"),
    Row("members:photo", (LOGIN, 404, 200, 200, 404, 200), (PHOTO_KEY,), note="of `other`, who shows it"),
    Row("members:photo", (LOGIN, 404, 200, 404, 404, 200), (HIDDEN_PHOTO_KEY,), note="of `member`, who does not"),
    Row("members:photo", or_login(NOBODY), (NOWHERE,)),
    Row("members:privacy", LOGGED_IN),
    Row("members:interests", MEMBERS),
    Row("members:interests", (LOGIN, 404, 422, 422, 404, 404), (), "post", note="nothing filled in"),
    # `other` declared one, more than a day ago.
    Row("members:interest-end", (LOGIN, 404, 404, 200, 404, 404), (INTEREST,)),
    Row("members:interest-end", (LOGIN, 404, 404, 422, 404, 404), (INTEREST,), "post"),
    Row("members:interest-remove", (LOGIN, 405, 405, 405, 405, 405), (INTEREST,)),
    Row("members:interest-remove", (LOGIN, 404, 404, ON, 404, 404), (INTEREST,), "post"),
    # The directory is for members alone; staff have the administration.
    Row("members:directory", (LOGIN, 404, 200, 200, 404, 404)),
    Row("members:person", (LOGIN, 404, 200, 200, 404, 404), (ENTRY_KEY,)),
    Row("members:person", or_login(NOBODY), (NOWHERE,)),
    Row("members:write", (LOGIN, 404, 200, ON, 404, 404), (ENTRY_KEY,), note="nobody writes to himself"),
    Row("members:write", or_login(NOBODY), (NOWHERE,)),
    Row("members:write", (LOGIN, 404, 422, ON, 404, 404), (ENTRY_KEY,), "post"),
    Row("members:letter", (LOGIN, 404, 200, 404, 404, 404), (LETTER_KEY,)),
    Row("members:letter", (LOGIN, 404, 422, 404, 404, 404), (LETTER_KEY,), "post"),
    Row("members:letter-report", (LOGIN, 405, 405, 405, 405, 405), (LETTER_KEY,)),
    Row("members:letter-report", (LOGIN, 404, ON, 404, 404, 404), (LETTER_KEY,), "post"),
    Row("members:export-request", (LOGIN, 405, 405, 405, 405, 405)),
    Row("members:export-request", (LOGIN, ON, ON, ON, ON, ON), (), "post"),
    Row("members:export-progress", LOGGED_IN),
    # A copy is its owner's alone, whoever asks.
    Row("members:export-download", (LOGIN, 404, 200, 404, 404, 404), (COPY_KEY,)),
    Row("members:export-download", (LOGIN, 404, 404, 404, 404, 404), (NOWHERE,)),
    # `other` has asked already, and is led to where it stands.
    Row("members:erasure", (LOGIN, 200, 200, ON, 200, 200)),
    Row("members:erasure", (LOGIN, 422, 422, ON, 422, 422), (), "post"),
    Row("members:erasure-withdraw", (LOGIN, 405, 405, 405, 405, 405)),
    Row("members:erasure-withdraw", (LOGIN, ON, ON, ON, ON, ON), (), "post"),
]

# Pages of the accounts library. ON: a next step that needs a log-in just proven, or a page for visitors alone.
AGAIN = (LOGIN, ON, ON, ON, ON, ON)
NOT_YET = (LOGIN, 404, 404, 404, 404, 404)
ACCOUNTS = [
    *(Row(name, VISITORS) for name in ("account_login", "account_signup", "account_request_login_code")),
    *(
        Row(name, ALL)
        for name in (
            "account_inactive",
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key_done",
        )
    ),
    Row("account_reset_password_from_key", ALL, ("MQ", "forged")),
    *(
        Row(name, LOGGED_IN)
        for name in (
            "account_change_password",
            "account_email",
            "account_reauthenticate",
            "mfa_index",
            "mfa_list_webauthn",
            "usersessions_list",
        )
    ),
    Row("account_logout", (ON, 200, 200, 200, 200, 200)),
    *(
        Row(name, AGAIN)
        for name in (
            "account_confirm_login_code",
            "account_email_verification_sent",
            "account_set_password",
            "mfa_activate_totp",
            "mfa_add_webauthn",
            "mfa_authenticate",
            "mfa_generate_recovery_codes",
            "mfa_login_webauthn",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
        )
    ),
    *(Row(name, NOT_YET) for name in ("mfa_deactivate_totp", "mfa_download_recovery_codes", "mfa_view_recovery_codes")),
    *(Row(name, AGAIN, (1,)) for name in ("mfa_edit_webauthn", "mfa_remove_webauthn")),
]


def redirect_or_status(response: Any) -> int | str:
    if response.status_code in (301, 302):
        return LOGIN if "/accounts/login/" in response["Location"] else ON
    return int(response.status_code)


@pytest.fixture
def world():
    with time_machine.travel(NOW, tick=False):
        yield build()


def clients(world: World) -> dict[str, Client]:
    found = {}
    for person, user in world.people.items():
        found[person] = Client()
        if user is not None:
            found[person].force_login(user)
    return found


def outcomes_of(row: Row, people: dict[str, Client]) -> tuple[int | str, ...]:
    url = reverse(row.name, args=row.args)
    found = []
    for person in row.people:
        # What one of them changes is undone before the next one asks.
        with transaction.atomic():
            answer = getattr(people[person], row.method)(url)
            found.append(redirect_or_status(answer))
            assert told(person, answer) == [], f"{person} learns a secret name from {row}"
            transaction.set_rollback(True)
    return tuple(found)


ROWS = PORTAL + events.ROWS + ACCOUNTS + focusgroup.ROWS + forums.ROWS + symposia.ROWS


class OnceWhole:
    """The page for what is not there, whole for the first who asks after `again()` and empty for those after: it is the same
    for all of them, and takes half of the time of asking."""

    def __init__(self) -> None:
        self.was_shown = False

    def again(self) -> None:
        self.was_shown = False

    def __call__(self, request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        if self.was_shown:
            return HttpResponseNotFound()
        self.was_shown = True
        return page_not_found(request, exception)


@pytest.fixture(autouse=True)
def not_found(monkeypatch):
    handler = OnceWhole()
    monkeypatch.setattr("council.config.urls.handler404", handler)
    # Nobody asks the clients which templates they met, with copies of all that was in them.
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *args, **kwargs: None)
    return handler


def test_every_address_answers_each_person_as_written(world, not_found):
    people = clients(world)
    answers = {}
    for row in ROWS:
        not_found.again()
        answers[str(row)] = outcomes_of(row, people)
    assert answers == {str(row): row.outcomes for row in ROWS}


def test_every_address_stands_in_a_row():
    written = {row.name for row in ROWS}
    listed = {name for name in named_urls() if not name.startswith(("admin:", "(unnamed) admin/"))}
    assert listed == written


# The administration: whose a model's pages are. A coordinator works on what belongs to his programme; what is the secretariat's
# does not exist for him. What belongs to a programme that is not his does not exist for him either.
COORDINATORS, SECRETARIATS = "coordinators'", "secretariat's"
ADMIN = (
    {
        "content.image": SECRETARIATS,
        "content.newsitem": SECRETARIATS,
        "content.page": SECRETARIATS,
        "events.attendance": COORDINATORS,
        "events.certificate": COORDINATORS,
        "events.event": COORDINATORS,
        "events.invitation": COORDINATORS,
        "events.registration": COORDINATORS,
        "events.series": COORDINATORS,
        "events.speaker": COORDINATORS,
        "events.survey": COORDINATORS,
        "events.venue": COORDINATORS,
        "library.acceptance": COORDINATORS,
        "library.agreement": COORDINATORS,
        "library.document": COORDINATORS,
        "library.download": COORDINATORS,
        "members.body": COORDINATORS,
        "members.colleagueinvitation": SECRETARIATS,
        "members.directoryletter": SECRETARIATS,
        "members.erasurerequest": SECRETARIATS,
        "members.industry": SECRETARIATS,
        "members.interest": SECRETARIATS,
        "members.member": SECRETARIATS,
        "members.membership": COORDINATORS,
        "members.organisation": SECRETARIATS,
        "members.personaldataaccess": SECRETARIATS,
        "members.region": SECRETARIATS,
        "members.retentionrun": SECRETARIATS,
        "members.skill": SECRETARIATS,
        "members.supportstep": SECRETARIATS,
        "members.user": SECRETARIATS,
        "messaging.deliveredmail": SECRETARIATS,
        "messaging.message": SECRETARIATS,
        "messaging.suppressedaddress": SECRETARIATS,
        "reminders.reminder": COORDINATORS,
        "reminders.rule": COORDINATORS,
    }
    | dict.fromkeys(focusgroup.ADMIN, SECRETARIATS)
    | {label: COORDINATORS if whose[0] == 200 else SECRETARIATS for label, whose in forums.ADMIN.items()}
    | dict.fromkeys(symposia.ADMIN, SECRETARIATS)
)
# Neither the rows' nor the models': the site's own pages.
ADMIN_SITE = {
    "admin:index": (LOGIN, 404, 404, 404, 200, 200),
    "admin:login": (LOGIN, 404, 404, 404, ON, ON),
    "admin:logout": (LOGIN, 404, 404, 404, ON, ON),
    "admin:jsi18n": (LOGIN, 404, 404, 404, 200, 200),
    "admin:search": (LOGIN, 404, 404, 404, 200, 200),
    "admin:autocomplete": (LOGIN, 404, 404, 404, 404, 404),
}


def test_every_model_of_the_administration_is_somebodys():
    assert {model._meta.label_lower for model in admin.site._registry} == set(ADMIN)


def lists_are_for_whom_they_are_written(world: World, people: dict[str, Client]) -> None:
    answers, written = {}, {}
    for label, whose in ADMIN.items():
        name = f"admin:{label.replace('.', '_')}_changelist"
        answers[label] = outcomes_of(Row(name, ()), people)
        written[label] = (LOGIN, 404, 404, 404, 200 if whose is COORDINATORS else 404, 200)
    assert answers == written


def lists_of_a_programme_are_for_its_own_staff(world: World, people: dict[str, Client]) -> None:
    answers = {}
    for label in focusgroup.ADMIN:
        row = Row(f"admin:{label.replace('.', '_')}_changelist", (), people=("desk", "team", "seat", "agency"))
        answers[label] = outcomes_of(row, people)
    assert answers == {label: (*whose, 404, 404) for label, whose in focusgroup.ADMIN.items()}
    answers = {}
    for label in forums.ADMIN:
        row = Row(
            f"admin:{label.replace('.', '_')}_changelist", (), people=("coordinator", "ip-desk", "forum-chair", "attorney")
        )
        answers[label] = outcomes_of(row, people)
    assert answers == {label: (*whose, 404, 404) for label, whose in forums.ADMIN.items()}
    answers = {}
    for label in symposia.ADMIN:
        people_asked = ("symposia-desk", "coordinator", "author", "reviewer")
        row = Row(f"admin:{label.replace('.', '_')}_changelist", (), people=people_asked)
        answers[label] = outcomes_of(row, people)
    assert answers == {label: (*whose, 404, 404) for label, whose in symposia.ADMIN.items()}


def pages_of_the_site_are_for_staff(world: World, people: dict[str, Client]) -> None:
    assert {name: outcomes_of(Row(name, ()), people) for name in ADMIN_SITE} == ADMIN_SITE


def no_address_answers_one_who_is_no_staff(world: World, people: dict[str, Client]) -> None:
    for name, routes in named_urls().items():
        for route in routes if name.startswith(("admin:", "(unnamed) admin/")) else ():
            url = "/" + re.sub(r"<path:object_id>|<[a-z:_]+>", "1", route).replace("(?P<url>.*)$", "nothing").rstrip("$")
            got = [redirect_or_status(people[person].get(url)) for person in ("anonymous", "applicant", "member")]
            assert got == [LOGIN, 404, 404], url


def a_coordinator_finds_nothing_of_another_programme(world: World, people: dict[str, Client]) -> None:
    foreign = world.things["foreign"]
    own = world.things["own"]
    for action in ("change", "delete", "history"):
        for label, thing in foreign.items():
            url = reverse(f"admin:{label.replace('.', '_')}_{action}", args=[thing.pk])
            assert people["coordinator"].get(url).status_code == 404, url
            assert people["admin"].get(url).status_code in (200, 404), url
        for label, thing in own.items():
            url = reverse(f"admin:{label.replace('.', '_')}_{action}", args=[thing.pk])
            if people["admin"].get(url).status_code == 200:
                assert people["coordinator"].get(url).status_code == 200, url


def an_address_that_makes_no_sense_is_a_404(world: World, people: dict[str, Client]) -> None:
    for label in ADMIN:
        for action in ("change", "delete", "history"):
            try:
                url = reverse(f"admin:{label.replace('.', '_')}_{action}", args=["no-number"])
            except NoReverseMatch:
                continue
            assert people["admin"].get(url).status_code in (302, 404), url


def test_the_administration_is_for_whom_it_is_written(world):
    people = clients(world)
    for claim in (
        lists_are_for_whom_they_are_written,
        lists_of_a_programme_are_for_its_own_staff,
        pages_of_the_site_are_for_staff,
        no_address_answers_one_who_is_no_staff,
        a_coordinator_finds_nothing_of_another_programme,
        an_address_that_makes_no_sense_is_a_404,
    ):
        claim(world, people)
