"""Every page of the administration, looked at in both languages and both colour schemes (`reader.py`): lists, forms, deleting,
history, and the pages that ask before an action. The list is the resolver's: what is not there yet will be."""

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.cache import cache
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation

from council.events.models import Event, Occurrence, Registration, Survey
from council.members.admin.decisions import VERBS
from council.members.models import ErasureRequest, Member, User
from council.members.tables import OrganisationTable
from council.portal import table_imports
from council.reminders.models import Rule
from tests.browser.reader import Reader
from tests.browser.states import fill, people_in_each_state
from tests.browser.walk import LANGUAGES, Walk, address
from tests.factories import NOW, MemberFactory, OrganisationFactory, RegistrationFactory, UserFactory
from tests.focusgroup import matrix as focusgroup
from tests.forums import matrix as forums
from tests.portal.test_permission_matrix import ADMIN
from tests.portal.urls_of_the_portal import named_urls
from tests.portal.world import build
from tests.symposia import matrix as symposia

# One process walks: what it has seen once it need not look at again.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Addresses of the administration that answer no page of their own, and why.
NO_PAGE = {
    "admin:login": "leads to the portal's",
    "admin:logout": "leads to the portal's",
    "admin:password_change": "leads to the portal's",
    "admin:password_change_done": "leads to the portal's",
    "admin:autocomplete": "for scripts",
    "admin:jsi18n": "for scripts",
    "admin:view_on_site": "leads to the portal",
    "admin:content_newsitem_preview": "takes a form only; looked at in `previews_of_texts`",
    "admin:content_page_preview": "takes a form only; looked at in `previews_of_texts`",
    "admin:members_member_apart": "takes a form only",
    "admin:members_organisation_apart": "takes a form only",
    "admin:events_attendance_export": "a file",
    "admin:events_event_registrants": "a file",
    "admin:events_survey_export": "a file",
    "admin:messaging_message_html": "stands in a frame",
    "admin:messaging_deliveredmail_html": "stands in a frame",
    "admin:messaging_deliveredmail_file": "a file",
    **focusgroup.ADMIN_NO_PAGE,
    **forums.ADMIN_NO_PAGE,
    **symposia.ADMIN_NO_PAGE,
}


@pytest.fixture(autouse=True)
def monday(at_now):
    cache.clear()


@pytest.fixture
def desk(open_page, live_server, language, soak):
    """The administrator, who walks through a filled portal."""
    world = build()
    fill(NOW)
    return world.people["admin"], Walk(open_page, live_server, language, closely=soak)


def desk_of(user: User, label: str) -> tuple[Any, HttpRequest]:
    """The administration of a model, and a request of `user`."""
    request: HttpRequest = RequestFactory().get("/")
    request.user = user
    return next(found for model, found in admin.site._registry.items() if model._meta.label_lower == label), request


def last_version(user: User, label: str) -> Any:
    """The newest version of any row that `user` sees there: of a draft, say, the desk sees none."""
    model_admin, request = desk_of(user, label)
    seen = model_admin.get_queryset(request).order_by().values("pk")
    model = model_admin.model
    return model.history.filter(**{f"{model._meta.pk.attname}__in": seen}).order_by("pk").last()


def allowed(user: User, label: str, action: str) -> Any:
    """What the page `action` of a model is about (None where there is no such page for `user`): its first row, or True."""
    model_admin, request = desk_of(user, label)
    if action == "changelist":
        return True
    if action == "add":
        return model_admin.has_add_permission(request) or None
    rows = [row for row in model_admin.get_queryset(request)[:20] if row.pk]
    assert rows, f"{label}: nothing to look at"
    if action == "delete":
        return next((row for row in rows if model_admin.has_delete_permission(request, row)), None)
    return rows[0] if action == "change" or hasattr(model_admin, "history_view") else None


ACTIONS = ("changelist", "add", "change", "delete", "history")
# The same for every model but for its words, or (a new row) than the page of a row: looked at for one model of each app, with
# `--soak` for all.
ALIKE = frozenset({"add", "delete", "history"})


def page_of(label: str, action: str) -> str:
    return f"admin:{label.replace('.', '_')}_{action}"


def pages_of_every_model(user: User, walk: Walk) -> None:
    apps_seen = set()
    for label in ADMIN:
        app = label.partition(".")[0]
        is_whole = walk.closely or app not in apps_seen
        apps_seen.add(app)
        for action in ACTIONS:
            row = allowed(user, label, action) if is_whole or action not in ALIKE else None
            if row is not None:
                name = page_of(label, action)
                path = address(name) if row is True else address(name, row.pk)
                assert walk.visit(user, path), f"{path} is no page"
        if is_whole and page_of(label, "simple_history") in named_urls():
            version = last_version(user, label)
            path = address(page_of(label, "simple_history"), version.instance.pk, version.pk)
            assert walk.visit(user, path), f"{path} is no page"
        if is_whole:
            walk.visit(user, address(page_of(label, "changelist")) + "?q=nothing-like-that")


def test_every_address_is_visited():
    visited = {page_of(label, action) for label in ADMIN for action in (*ACTIONS, "simple_history")}
    # The lists as files.
    visited |= {page_of(label, "table") for label in ADMIN}
    visited |= {*OTHER_PAGES, *NO_PAGE}
    assert {name for name in named_urls() if name.startswith("admin:")} - visited == set()


def decisions() -> list[str]:
    """A page for each decision about a person who is in a state for it."""
    states = {
        "approve": "applied",
        "decline": "applied",
        "suspend": "active",
        "reinstate": "suspended",
        "withdraw": "applied",
        "renew": "active",
    }
    assert set(states) == set(VERBS)
    found = []
    for verb, state in states.items():
        person = Member.objects.filter(state=state).order_by("pk").last()
        assert person is not None
        if verb == "renew":
            Member.objects.filter(pk=person.pk).update(valid_until=NOW.date() + timedelta(days=9))
        found.append(address("admin:members_member_decide", person.pk, verb))
    return found


def addresses(name: str, rows: Iterable[Any]) -> list[str]:
    """The page `name` of each of `rows`."""
    return [address(name, row.pk) for row in rows]


def life_pages() -> list[str]:
    """The life of somebody who did a lot, whole and in parts."""
    member = Member.objects.get(user__email="member@example.com")
    path = address("admin:members_member_life", member.pk)
    return [path, f"{path}?only=places", f"{path}?only=nothing"]


def application_pages() -> list[str]:
    """An application that looks like a known organisation, with a business number."""
    known = OrganisationFactory(name_ko="달무리사출", business_number="116-82-00276")
    written = {"organisation_name": "(주)달무리 사출", "organisation_number": known.business_number}
    person = MemberFactory(state="applied", job_title="Engineer", motivation="Moulds.", **written)
    return [address("admin:members_member_application", person.pk)]


def pairs(kind: str, make: Any) -> list[str]:
    """Two records that may be one: the list of pairs, of one record alone, and both side by side."""
    one, other = make(), make()
    found = address(f"admin:members_{kind}_duplicates")
    return [found, f"{found}?of={one.pk}", address(f"admin:members_{kind}_merge", one.pk, other.pk)]


def pairs_of_people() -> list[str]:
    return pairs("member", lambda: MemberFactory(phone="+821012345678", job_title="팀장 Team leader"))


def pairs_of_organisations() -> list[str]:
    return pairs("organisation", lambda: OrganisationFactory(name_ko="같은 이름의 회사"))


def import_files() -> list[str]:
    """A file that was looked at, with a bad row, and one that was brought in."""
    by = User.objects.get(email="admin@example.com")
    found = []
    for rows in ([["name_ko", "kind"], ["회사", "company"], ["", "circus"]], [["name_ko", "kind"], ["다른 회사", "company"]]):
        staged = table_imports.stage(table=OrganisationTable, file_name="list.csv", rows=rows, by=by, now=NOW)
        found.append(address("admin:import_file", "members", "organisation", staged.key))
    table_imports.carry_out(staged, table=OrganisationTable, by=by, now=NOW)
    return found


# The other named pages, each with the paths that show it.
OTHER_PAGES = {
    "admin:members_member_application": application_pages,
    "admin:members_member_applications": lambda: [address("admin:members_member_applications")],
    "admin:members_member_life": life_pages,
    "admin:members_member_duplicates": pairs_of_people,
    "admin:members_member_merge": pairs_of_people,
    "admin:members_organisation_duplicates": pairs_of_organisations,
    "admin:members_organisation_merge": pairs_of_organisations,
    "admin:index": lambda: [address("admin:index")],
    "admin:import": lambda: [address("admin:import", "members", model) for model in ("organisation", "member", "membership")],
    "admin:import_file": import_files,
    "admin:search": lambda: [address("admin:search") + query for query in ("", "?q=a", "?q=example", "?q=no-such-word")],
    "admin:app_list": lambda: [address("admin:app_list", "events")],
    "admin:events_event_capacity": lambda: [
        address("admin:events_event_capacity", event.pk) + seats
        for event in Event.objects.filter(slug__in=["own-confirmed", "own-waitlisted"])
        for seats in ("", "?seats=0", "?seats=3", "?seats=", "?seats=none")
    ],
    **{
        f"admin:events_registration_{page}": lambda page=page: addresses(
            f"admin:events_registration_{page}", Registration.objects.filter(event__slug__in=["body", "own-confirmed", "full"])
        )
        for page in ("sessions", "transfer")
    },
    "admin:events_survey_results": lambda: addresses("admin:events_survey_results", Survey.objects.all()),
    "admin:events_attendance_event": lambda: addresses("admin:events_attendance_event", Event.objects.all()),
    "admin:events_attendance_person": lambda: addresses("admin:events_attendance_person", Member.objects.all()),
    **{
        f"admin:events_event_{page}": lambda page=page: addresses(
            f"admin:events_event_{page}", Event.objects.filter(slug__in=["public", "body", "draft", "cancelled"])
        )
        for page in ("invite", "register_people", "write")
    },
    "admin:reminders_preview": lambda: [address("admin:reminders_preview", event.pk) for event in Event.objects.all()],
    "admin:reminders_rule_preview": lambda: addresses("admin:reminders_rule_preview", Rule.objects.all()),
    "admin:members_member_decide": decisions,
    "admin:members_member_see_as": lambda: addresses(
        "admin:members_member_see_as", Member.objects.filter(user__email="member@example.com")
    ),
    **{
        f"admin:members_erasurerequest_{page}": lambda page=page: addresses(
            f"admin:members_erasurerequest_{page}", ErasureRequest.objects.filter(state="requested")
        )
        for page in ("erase", "decline")
    },
    "admin:members_personaldataaccess_months": lambda: [address("admin:members_personaldataaccess_months")],
    "admin:members_personaldataaccess_month": lambda: [
        address("admin:members_personaldataaccess_month", 2026, month) for month in (8, 9, 11)
    ],
    "admin:messaging_message_statistics": lambda: [address("admin:messaging_message_statistics")],
    # Older addresses without /change/ lead there.
    "admin:None": list,
    **focusgroup.OTHER_PAGES,
    **forums.OTHER_PAGES,
    **symposia.OTHER_PAGES,
}


def what_becomes_of_a_series(user: User, walk: Walk) -> None:
    """A preview, what must be confirmed, what is wrong, and this and all following."""
    _client, reader = walk.person(user)
    later = Occurrence.objects.filter(series__slug="own-dates").order_by("original_date")[1]
    for path in (
        address("admin:events_series_change", later.series_id),
        address("admin:events_series_add") + f"?following={later.pk}",
    ):
        for name, value in (("_preview", "15:00:00"), ("_save", "15:00:00"), ("_preview", "never")):
            reader.open(path)
            reader.page.fill("#id_starts_time", value)
            reader.page.fill("#id_ends_time", "17:00:00")
            reader.leave_by(reader.page.locator(f"input[name={name}]").first)


def other_pages(user: User, walk: Walk) -> None:
    people_in_each_state(NOW)
    for paths in OTHER_PAGES.values():
        # Addresses without their language, whichever the page before was in.
        with translation.override("en"):
            found = paths()
        # Of many alike the first and the last ones.
        for path in found if walk.closely or len(found) < 8 else found[:4] + found[-4:]:
            assert walk.visit(user, path), f"{path} is no page"


def pages_that_ask_before_an_action(user: User, walk: Walk) -> None:
    client, reader = walk.person(user)
    asked = []
    for label in ADMIN:
        path = address(f"admin:{label.replace('.', '_')}_changelist")
        source = client.get(path).content.decode()
        rows = re.findall(rf'name="{ACTION_CHECKBOX_NAME}" value="([^"]+)"', source)
        for action in re.findall(r'<option value="(\w+)"', source.partition('name="action"')[2].partition("</select>")[0]):
            answer = client.post(path, {"action": action, ACTION_CHECKBOX_NAME: rows[:1]})
            if answer.status_code != 200:
                continue
            asked.append(f"{label} {action}")
            if not walk.is_fresh(answer.content.decode()):
                continue
            reader.page.goto(reader.prefix + path)
            reader.page.locator(f"input[name={ACTION_CHECKBOX_NAME}]").first.check()
            reader.page.select_option("select[name=action]", action)
            reader.leave_by(reader.page.locator("button[name=index]"))
    assert {"members.member approve_selected", "events.event cancel_events", "events.registration cancel"} <= set(asked)


def what_becomes_of_two_records(user: User, walk: Walk) -> None:
    """What would happen, with what collides; the tick that is missing; and the record that both became."""
    _client, reader = walk.person(user)
    kept = Member.objects.get(user__email="member@example.com")
    gone = MemberFactory(phone="+821012345678", job_title="팀장 Team leader")
    for registration in kept.registrations.live().select_related("event")[:2]:
        RegistrationFactory(event=registration.event, member=gone, state=Registration.State.PENDING)
    reader.open(address("admin:members_member_merge", kept.pk, gone.pk))
    for name in ("preview", "confirm"):
        reader.leave_by(reader.page.locator(f"input[name={name}]"))
    assert reader.page.locator(".field-sure.errors").count() == 1
    reader.page.check("#id_sure")
    reader.leave_by(reader.page.locator("input[name=confirm]"))
    assert reader.page.url.endswith(address("admin:members_member_change", kept.pk))
    assert not Member.objects.filter(pk=gone.pk).exists()


def previews_of_texts(user: User, walk: Walk) -> None:
    """What is written opens in a tab of its own, with what is wrong with it."""
    _client, reader = walk.person(user)
    page = reader.page
    page.goto(reader.prefix + address("admin:content_newsitem_add"))
    page.fill("#id_title_ko", "소식")
    page.fill("#id_text_ko", "## 제목\n\n![](image:0123456789ab)\n\n{{ members }} {{ nonsense }}\n\n| a |\n|---|\n| b |")
    with page.context.expect_page() as opened:
        page.locator(".preview-row button").click()
    other = Reader(opened.value, walk.language)
    other.noted = walk.noted
    opened.value.wait_for_load_state()
    other.look()
    assert opened.value.locator("main img").count() == 1
    assert page.locator("#id_title_ko").input_value() == "소식"


def forms_with_errors(user: User, walk: Walk) -> None:
    _client, reader = walk.person(user)
    for label in ("events.event", "content.page", "members.organisation", "reminders.rule", "events.registration"):
        page = reader.page
        page.goto(reader.prefix + address(f"admin:{label.replace('.', '_')}_add"))
        page.evaluate("for (const form of document.forms) form.noValidate = true")
        reader.leave_by(page.locator("input[name=_save]").first)
        assert page.locator(".errornote").count() == 1, label


def pages_about_the_people_of_an_event(user: User, walk: Walk) -> None:
    _client, reader = walk.person(user)
    page = reader.page
    event = Event.objects.get(slug="body")
    for name, steps in PEOPLE_STEPS.items():
        page.goto(reader.prefix + address(f"admin:events_event_{name}", event.pk))
        for step in steps:
            for field, value in step.items():
                page.fill(field, value)
            if name == "write" and step:
                page.locator("input[name=states]").first.check()
            reader.leave_by(page.locator("#content-main form input[type=submit]").first)
    page.goto(reader.prefix + address("admin:events_event_write", event.pk))
    reader.look()


# What is typed on each page before its first button is pressed, once and again.
PEOPLE_STEPS: dict[str, tuple[dict[str, str], ...]] = {
    "invite": ({"#id_addresses": "nobody"}, {"#id_addresses": "new@example.com, member@example.com"}),
    "register_people": ({"#id_addresses": "nobody@example.com"},),
    "write": ({"#id_subject_en": "Subject"}, {"#id_text_en": "Text"}, {}),
}


# In this order: the last ones change what they find.
STEPS: tuple[Callable[[User, Walk], None], ...] = (
    pages_of_every_model,
    other_pages,
    forms_with_errors,
    previews_of_texts,
    what_becomes_of_a_series,
    pages_that_ask_before_an_action,
    pages_about_the_people_of_an_event,
    what_becomes_of_two_records,
)


@LANGUAGES
def test_the_administration_is_accessible(desk):
    user, walk = desk
    for step in STEPS:
        step(user, walk)
        assert walk.noted == [], step.__name__


@LANGUAGES
def test_an_empty_desk_is_accessible(open_page, live_server, language, soak):
    user = UserFactory(email="admin@example.com", is_staff=True, is_superuser=True)
    walk = Walk(open_page, live_server, language, closely=soak)
    walk.visit(user, address("admin:index"))
    for label in ("events.event", "members.member", "messaging.message", "reminders.reminder"):
        walk.visit(user, address(f"admin:{label.replace('.', '_')}_changelist"))
    with translation.override(language):
        assert walk.noted == []
