"""Nobody outside the team, the assigned agency and superusers learns a target's name, on whatever path.

Every address of the portal for every kind of person is asked in `tests/portal/test_permission_matrix.py`, which fails where an
answer has a name. Here is the rest: the administration for staff of every programme who are not in the team, what is searched
for, mails, ledgers, logs, exports, names of rows. With --soak every person opens every address of the resolver."""

import io
import re
import zipfile
from itertools import product

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from council import programmes
from council.content.models import NewsItem
from council.members.models import Member, Organisation
from council.members.services import support
from council.members.services.exports import write_archive
from council.members.services.personal import person_of
from council.messaging.models import DeliveredMail, Message
from council.messaging.rendering import render
from council.portal import desk
from council.reminders.services import plan_reminders
from focusgroup.models import InvitationTarget
from tests import worlds
from tests.factories import NOW, coordinator
from tests.focusgroup.factories.invitations import TargetFactory
from tests.focusgroup.matrix.secrets import names_in, told
from tests.portal.test_permission_matrix import clients
from tests.portal.urls_of_the_portal import named_urls
from tests.portal.world import build

pytestmark = pytest.mark.django_db
# Parts of the names, which pages may repeat to who searched for them.
PARTS = ("Sekret", "Undiscl", "비밀정")
# Every programme's staff, the secretariat's support included: whoever may see most without being in the team.
STAFF = ("desk", "secretariat")
# The applications whose rows could have a name.
NEAR = ("focusgroup", "library", "members", "messaging", "reminders")


def built():
    cache.clear()
    world = build()
    everybody = coordinator("focus-group", email="secretariat@example.com")
    names = [*(f"coordinators:{slug}" for slug in programmes.slugs()), "support"]
    everybody.groups.set([Group.objects.get_or_create(name=name)[0] for name in names])
    world.people["secretariat"] = everybody
    leave_traces(world)
    return world


everything = worlds.of_module(built)


@pytest.fixture
def world(everything, db, at_now):
    cache.clear()
    return everything


def leave_traces(world):
    """The team works, in the administration too; reminders are planned."""
    target = InvitationTarget.objects.get(name_en="Sekret Precision")
    client = clients(world)["team"]
    url = reverse("admin:focusgroup_invitationtarget_change", args=[target.pk])
    empty = {f"{prefix}-{name}": "0" for prefix in ("moves", "touches") for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    words = {"name_en": target.name_en, "name_ko": target.name_ko, "kind": "company", "origin": "global", "hq_country": "SE"}
    changed = {"owner": target.owner_id, "next_action": "Call Sekret Precision", "next_action_on": "2026-11-04"}
    assert client.post(url, {**words, **changed, **empty}).status_code == 302
    assert LogEntry.objects.filter(user=world.people["team"]).exists()
    plan_reminders(NOW)


def paths(world, model, *, soak):
    """Pages of one model: its list, searched, and as a file with all rows and columns; where a name could come near also the
    plain list and the pages of some of its rows (with --soak of every model: the matrix asks those of all of them, too)."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    listed = reverse(f"{name}_changelist")
    found = [*(f"{listed}?q={part}" for part in PARTS[:1]), reverse(f"{name}_table", args=["csv"])]
    if model._meta.app_label not in NEAR and not soak:
        return found
    found.append(listed)
    people = [world.people[key].pk for key in ("team", "agency")]
    mine = {"user": people, "member": list(Member.objects.filter(user__in=people).values_list("pk", flat=True))}
    keys = mine.get(model._meta.model_name) or model._base_manager.order_by("-pk").values_list("pk", flat=True)[:1]
    for key, action in product(keys, ("change", "delete", "history")):
        try:
            found.append(reverse(f"{name}_{action}", args=[key]))
        except NoReverseMatch:
            continue
    return found


def test_staff_who_are_not_in_the_team_find_no_name_in_the_administration(world, soak):
    people = clients(world)
    seen = dict.fromkeys((*STAFF, "team"), 0)
    for person in STAFF:
        general = [reverse("admin:index"), *(f"{reverse('admin:search')}?q={part}" for part in PARTS)]
        own = [path for model in admin.site._registry for path in paths(world, model, soak=soak)]
        for path in [*general, *(own if person == "secretariat" else own[:0])]:
            answer = people[person].get(path)
            assert told(person, answer) == [], f"{person}: {path}"
            seen[person] += answer.status_code == 200
    # The desk has those of its programme alone, which the matrix asks.
    assert seen["secretariat"] > 60
    # The same pages do tell the team: the walk can fail.
    listed = people["team"].get(reverse("admin:focusgroup_invitationtarget_changelist")).content.decode()
    found = people["team"].get(f"{reverse('admin:search')}?q=Sekret").content.decode()
    assert (names_in(listed), "Target" in found) == (["Sekret Precision", "비밀정밀", "Undisclosed Optics", "숨은광학"], True)


def test_a_search_for_a_name_answers_as_one_for_nothing(world):
    people = clients(world)
    fields = [
        ("focusgroup", "invitationtarget", "owner"),
        ("members", "member", "organisation"),
        ("members", "membership", "member"),
    ]
    urls = [reverse("admin:search") + "?q=", reverse("events:event-list") + "?q=", reverse("library:document-list") + "?q="]
    urls += [
        f"{reverse('admin:autocomplete')}?app_label={app}&model_name={model}&field_name={field}&term="
        for app, model, field in fields
    ]
    if "portal:search" in named_urls():
        urls.append(reverse("portal:search") + "?q=")
    for person, url in product(("secretariat", "seat", "chair", "anonymous"), urls):
        answers = []
        for words in ("Sekre", "Zxqvk"):
            html = people[person].get(url + words).content.decode().replace(words, "")
            answers.append(re.sub(r'csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", html))
        assert answers[0] == answers[1], f"{person}: {url}"


def test_registered_searches_cards_counts_and_documents_tell_nobody(world):
    strangers = [world.people[key] for key in ("member", "chair", "seat", "desk", "secretariat", "coordinator", "applicant")]
    for user, source, part in product(strangers, programmes.search_sources.all(), PARTS):
        assert names_in(repr(source.search(part, user, NOW, 5))) == []
    for user in strangers:
        cards = {card.slug: card.context(user, NOW) for card in programmes.my_page_cards.all()}
        assert cards["invitations"] is None
        assert [one["slug"] for one in desk.desk_notices(user, NOW) if "invitation" in one["slug"]] == []
        assert [row for row in desk.deadline_rows(user, NOW) if "invitation" in str(row.name) or "NDA" in str(row.name)] == []
    # They do tell the team.
    team, [source] = world.people["team"], [one for one in programmes.search_sources.all() if one.slug == "invitations"]
    assert [hit.title for hit in source.search("Sekret", team, NOW, 5)] == ["Sekret Precision"]
    assert [hit.title for hit in source.search("숨은", team, NOW, 5)] == ["Undisclosed Optics"]
    soon = [str(row.name) for row in desk.deadline_rows(team, NOW) if row.soon]
    assert [name for name in soon if "invitation" in name] == ["next action of an invitation"]
    agency = world.people["agency"]
    assert [hit.title for hit in source.search("e", agency, NOW, 5)] == ["Sekret Precision"]


def test_mails_ledger_logs_and_names_of_rows_have_no_name(world):
    """Staff read all of these."""
    messages = list(Message.objects.all())
    assert {"invitation-notice", "invitation-next-action"} <= {message.kind for message in messages}
    for message in messages:
        rendered = render(message)
        told_by = [rendered.subject, rendered.text, rendered.html, repr(message.context), message.key, message.subject]
        assert names_in(" ".join(told_by)) == []
    assert not DeliveredMail.objects.exists()
    assert names_in(repr(list(LogEntry.objects.values()))) == []
    for model in apps.get_app_config("focusgroup").get_models():
        for row in model._base_manager.all():
            assert names_in(str(row)) == [], model
            assert names_in(repr(row)) == [], model


def test_what_leaves_the_portal_has_no_name(world):
    """Copies of somebody's data, and what an organisation is."""
    for key in ("team", "agency", "admin", "seat"):
        archive = io.BytesIO()
        write_archive(archive, person_of(world.people[key]))
        with zipfile.ZipFile(archive) as copy:
            told_by = " ".join(copy.read(name).decode(errors="replace") + name for name in copy.namelist())
        assert names_in(told_by) == [], key
    assert names_in(repr(list(Organisation.objects.values()))) == []
    assert names_in(repr(list(NewsItem.objects.values()))) == []


def test_staff_who_see_the_portal_as_somebody_of_the_team_see_none(world):
    """To help, one may look over somebody's shoulder; not here."""
    actor = world.people["secretariat"]
    for key, path in product(("agency",), ("/my/", "/focus-group/invitations/", "/search/?q=Sekret")):
        client = Client()
        client.force_login(actor)
        member = world.people[key].member
        visit = support.begin_visit(actor=actor, member=member, reason="A page looks odd.", ip=None, now=NOW)
        session = client.session
        session["support_visit"] = str(visit.key)
        session.save()
        answer = client.get(path)
        assert told("secretariat", answer) == [], path
        assert answer.wsgi_request.user.pk in (member.user_id, actor.pk)


def test_nothing_is_unique_about_a_name(world):
    """Whoever enters the same name elsewhere is told nothing."""
    client = clients(world)["secretariat"]
    url = reverse("admin:members_organisation_add")
    Organisation(name_ko="비밀정밀", name_en="Sekret Precision", kind="company").full_clean(exclude=["key"])
    TargetFactory(name_en="Sekret Precision")
    page = client.post(url, {"name_ko": "다른 이름", "name_en": "Sekret Prec", "kind": "company", "is_listed": "on"})
    assert told("secretariat", page) == []


@pytest.mark.soak
def test_every_person_opens_every_address_of_the_resolver(world):
    """With a target's key wherever a key stands, in one language or the other; the Focus Group's get empty forms, too."""
    people = clients(world)
    target = InvitationTarget.objects.get(name_en="Undisclosed Optics")
    strangers = [person for person in people if person not in ("team", "admin")]
    routes = [(name, route) for name, found in named_urls().items() for route in found if "logout" not in name]
    for person, (place, (name, route)) in product(strangers, enumerate(routes)):
        filled = re.sub(r"<uuid:[a-z_]+>", str(target.key), route)
        filled = re.sub(r"<path:object_id>|<int:[a-z_]+>", str(target.pk), filled)
        filled = re.sub(r"<[a-z:_]+>", "forums", filled).replace("(?P<url>.*)$", "nothing").rstrip("$")
        path = f"/{('', 'ko/')[place % 2]}{filled}"
        with transaction.atomic():
            answers = [people[person].get(f"{path}?q=Undiscl")]
            if name.startswith("focusgroup:"):
                answers.append(people[person].post(path))
            transaction.set_rollback(True)
        assert [one for answer in answers for one in told(person, answer)] == [], f"{person}: {path}"
