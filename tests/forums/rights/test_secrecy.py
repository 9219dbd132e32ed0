"""Nobody but named contacts, attorney, IP desk and superusers learns of a case, on whatever path.

Every address for every kind of person is asked in `tests/portal/test_permission_matrix.py`, which fails where an answer has
a secret name. Here is the rest: the administration for staff of every programme, searches, cards, files, ledgers, rows."""

from datetime import timedelta
from itertools import product

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from council import programmes
from council.library.models import Document
from council.library.permissions import visible_documents
from council.library.services import note_download
from council.members.models import Member
from council.messaging.models import Message
from council.portal import desk
from forums.models import CaseContact, IPCase, IPDeskMember
from forums.permissions.rights import is_ip_desk, visible_cases
from forums.services.rights.telling import ask_for_signatures
from tests.factories import NOW, MemberFactory, OrganisationFactory, coordinator
from tests.forums.factories.rights import IPCaseFactory, contact_of, ip_desk
from tests.forums.matrix.secrets import MINE, NAMES
from tests.portal.secrets import told
from tests.portal.test_permission_matrix import clients
from tests.portal.world import build

pytestmark = pytest.mark.django_db
PARTS = ("Sekret", "Undisclosed", "비밀게이트", "7654321")


def names_in(text):
    return [name for name in NAMES if name.casefold() in text.casefold()]


@pytest.fixture
def world():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        world = build()
        everybody = coordinator("forums", email="secretariat@example.com")
        names = [*(f"coordinators:{slug}" for slug in programmes.slugs()), "support"]
        everybody.groups.set([Group.objects.get_or_create(name=name)[0] for name in names])
        world.people["secretariat"] = everybody
        yield world


def paths(model):
    """Pages of one model: its list, searched and as a file, and the pages of some of its rows."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    listed = reverse(f"{name}_changelist")
    found = [listed, f"{listed}?q={PARTS[0]}", reverse(f"{name}_table", args=["csv"])]
    for key, action in product(model._base_manager.order_by("-pk").values_list("pk", flat=True)[:1], ("change", "history")):
        try:
            found.append(reverse(f"{name}_{action}", args=[key]))
        except NoReverseMatch:
            continue
    return found


# Whose lists, searched, could have a name; with --soak those of all.
NEAR = ("forums", "library", "messaging")


@pytest.mark.parametrize("near", [NEAR, pytest.param((), marks=pytest.mark.soak)], ids=["near", "all"])
def test_staff_who_are_not_at_the_desk_find_nothing_in_the_administration(world, near):
    people = clients(world)
    models = [model for model in admin.site._registry if not near or model._meta.app_label in near]
    own = [path for model in models for path in paths(model)]
    general = [reverse("admin:index"), *(f"{reverse('admin:search')}?q={part}" for part in PARTS)]
    opened = 0
    for path in [*general, *own]:
        answer = people["secretariat"].get(path)
        assert told("secretariat", answer) == [], path
        opened += answer.status_code == 200
    assert opened > (12 if near else 60)
    # The walk can fail: the same pages do tell the desk.
    listed = people["ip-desk"].get(reverse("admin:forums_ipcase_changelist")).content.decode()
    assert set(names_in(listed)) >= {"Sekret Gate Valve", "Undisclosed Ejector"}


def test_searches_cards_counts_documents_and_mails_tell_nobody(world):
    strangers = [world.people[key] for key in ("member", "rival", "forum-chair", "coordinator", "secretariat", "applicant")]
    for user, source, part in product(strangers, programmes.search_sources.all(), PARTS):
        assert names_in(repr(source.search(part, user, NOW, 5))) == []
    secret = Document.objects.get(title_ko="비밀계약서")
    for user in strangers:
        assert not visible_cases(user, NOW).exists()
        assert not visible_documents(user, NOW).filter(pk=secret.pk).exists()
        cards = {card.slug: card.context(user, NOW) for card in programmes.my_page_cards.all()}
        assert cards["ip-cases"] is None
        assert [one["slug"] for one in desk.desk_notices(user, NOW) if "ip-case" in one["slug"]] == []
    # What the attorney took is in no ledger that staff read.
    attorney = world.people["attorney"]
    assert visible_documents(attorney, NOW).filter(pk=secret.pk).exists()
    note_download(version=secret.current, user=attorney, now=NOW)
    life = [source.entries(attorney.member, world.people["secretariat"]) for source in programmes.life_sources.all()]
    assert names_in(repr(life)) == []
    ledger = clients(world)["secretariat"].get(reverse("admin:library_download_changelist"))
    assert told("secretariat", ledger) == []
    # They do tell who may know.
    [source] = [one for one in programmes.search_sources.all() if one.slug == "ip-cases"]
    assert [hit.title for hit in source.search("Sekret", world.people["contact"], NOW, 5)] == [MINE[0]]
    assert [hit.title for hit in source.search("7654321", attorney, NOW, 5)] == [MINE[3]]
    case = IPCase.objects.get(title_en=MINE[0])
    assert ask_for_signatures(case, NOW, by=None) == 2
    assert names_in(repr(list(Message.objects.values()))) == []
    for model in apps.get_app_config("forums").get_models():
        for row in model._base_manager.all():
            assert names_in(f"{row} {row!r}") == [], model


def test_who_leaves_or_loses_access_knows_of_nothing_at_once():
    case = IPCaseFactory()
    member = contact_of(case)
    attorney = MemberFactory()
    IPCase.objects.filter(pk=case.pk).update(attorney=attorney)

    def sees(one):
        return visible_cases(Member.objects.get(pk=one.pk).user, NOW).exists()

    assert (sees(member), sees(attorney), sees(MemberFactory(organisation=member.organisation))) == (True, True, False)
    rows = Member.objects.filter(pk__in=[member.pk, attorney.pk])
    rows.update(state="suspended")
    assert (sees(member), sees(attorney)) == (False, False)
    rows.update(state="active", valid_until=NOW.date() - timedelta(days=31))
    assert (sees(member), sees(attorney)) == (False, False)
    rows.update(valid_until=None)
    assert (sees(member), sees(attorney)) == (True, True)
    own = member.organisation
    Member.objects.filter(pk=member.pk).update(organisation=OrganisationFactory())
    assert not sees(member)
    Member.objects.filter(pk=member.pk).update(organisation=own)
    CaseContact.objects.update(ended_at=NOW + timedelta(days=1))
    assert not sees(member)


def test_the_desk_is_staff_of_the_forums_within_their_time():
    user = ip_desk()
    assert is_ip_desk(user, NOW)
    assert not is_ip_desk(coordinator("forums", email="other@example.com"), NOW)
    assert not is_ip_desk(user, NOW - timedelta(days=400))
    IPDeskMember.objects.update(until=NOW.date() - timedelta(days=1))
    assert not is_ip_desk(user, NOW)
    IPDeskMember.objects.update(until=None)
    user.groups.clear()
    del user._coordinated_programmes
    assert not is_ip_desk(user, NOW)
