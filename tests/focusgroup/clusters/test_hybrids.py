"""Hybrid clusters: two parents or more, one stage at a time with a word why, milestones early or late, reminders."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from focusgroup.deadlines.clusters import MILESTONE, late_for_staff, own_card
from focusgroup.models import Cluster, HybridCluster, Milestone, StageMove
from focusgroup.services.clusters.hybrids import STAGES, StageTooFar, change_stage
from focusgroup.services.errors import NotYours, ReasonMissing
from tests.factories import NOW, MemberFactory, UserFactory, coordinator
from tests.focusgroup.factories.clusters import ClusterFactory, HybridClusterFactory, MilestoneFactory

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk():
    return coordinator("focus-group", email="desk@example.com")


def checked():
    """Let the deferred constraints speak now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_the_database_refuses_one_parent_by_any_way():
    one, two, three = ClusterFactory.create_batch(3)

    def alone():
        HybridCluster.objects.create(slug="alone", name_ko="혼자", name_en="Alone").parents.set([one])

    hybrid = HybridClusterFactory(parents=[one, two, three])
    checked()

    def by(way):
        with transaction.atomic():
            way()
            checked()

    ways = [
        alone,
        lambda: HybridCluster.objects.create(slug="none", name_ko="없음", name_en="None"),
        lambda: hybrid.parents.set([one]),
        lambda: hybrid.parents.clear(),
        lambda: Cluster.objects.filter(pk__in=[two.pk, three.pk]).delete(),
    ]
    for way in ways:
        with pytest.raises(IntegrityError, match="two parent clusters"):
            by(way)
    hybrid.parents.set([one, two])
    checked()
    hybrid.delete()
    checked()


def test_stages_go_one_step_at_a_time_with_a_reason(desk):
    for before in STAGES:
        for after in STAGES:
            hybrid = HybridClusterFactory(stage=before, parents=None)
            ask = {"hybrid": hybrid, "stage": after, "by": desk, "now": NOW}
            if abs(STAGES.index(before) - STAGES.index(after)) != 1:
                with pytest.raises(StageTooFar):
                    change_stage(reason="Because", **ask)
                assert HybridCluster.objects.get(pk=hybrid.pk).stage == before
                continue
            move = change_stage(reason=" Because ", **ask)
            assert (move.before, move.after, move.reason, move.by, move.at) == (before, after, "Because", desk, NOW)
            held = HybridCluster.objects.get(pk=hybrid.pk)
            assert (held.stage, held.history.first().history_user) == (after, desk)
    hybrid = HybridClusterFactory()
    ask = {"hybrid": hybrid, "stage": "emerging", "now": NOW}
    with pytest.raises(ReasonMissing):
        change_stage(reason=" ", by=desk, **ask)
    for other in (coordinator("forums", email="f@example.com"), MemberFactory().user, UserFactory(is_staff=True)):
        with pytest.raises(NotYours):
            change_stage(reason="Because", by=other, **ask)
    assert not StageMove.objects.filter(hybrid=hybrid).exists()


def form_of(hybrid, **more):
    return {
        "name_ko": "하우징",
        "name_en": "Housing",
        "slug": "housing",
        "parents": [parent.pk for parent in hybrid.parents.all()],
        "owner": hybrid.owner_id,
        "stage": hybrid.stage,
        "reason": "",
        "milestones-TOTAL_FORMS": "1",
        "milestones-INITIAL_FORMS": "0",
        "milestones-0-title_ko": "규격",
        "milestones-0-title_en": "Specification",
        "milestones-0-due_on": "2026-12-01",
        "moves-TOTAL_FORMS": "0",
        "moves-INITIAL_FORMS": "0",
        **more,
    }


def test_staff_make_and_move_one_in_the_administration(client, desk):
    client.force_login(desk)
    model = HybridClusterFactory()
    url = "/admin/focusgroup/hybridcluster/add/"
    one_parent = client.post(url, form_of(model, parents=[model.parents.first().pk]))
    assert "A hybrid cluster has two parent clusters or more." in one_parent.content.decode()
    assert client.post(url, form_of(model)).status_code == 302
    made = HybridCluster.objects.get(slug="housing")
    assert [(move.before, move.after, move.by) for move in made.moves.all()] == [("", "latent", desk)]
    assert made.milestones.get().due_on == date(2026, 12, 1)
    url = f"/admin/focusgroup/hybridcluster/{made.pk}/change/"
    still = {"milestones-TOTAL_FORMS": "0"}
    refused = client.post(url, form_of(model, stage="organised", **still)).content.decode()
    assert "one stage forward or back at a time" in refused
    assert "Please say why." in refused
    assert client.post(url, form_of(model, stage="emerging", reason="They met.", **still)).status_code == 302
    made.refresh_from_db()
    assert made.stage == "emerging"
    assert [(move.after, move.reason) for move in made.moves.all()] == [("emerging", "They met."), ("latent", "")]
    # Nobody changes the record, and a parent is not deleted under its hybrid.
    parent = made.parents.first()
    page = client.post(f"/admin/focusgroup/cluster/{parent.pk}/delete/", {"post": "yes"})
    assert page.status_code == 200
    assert made.parents.count() == 2


def test_milestones_say_how_many_days_early_or_late(client):
    hybrid = HybridClusterFactory(stage="emerging")
    cases = [
        (-10, -13, "3 days early"),
        (-10, -9, "1 day late"),
        (-8, -8, "on its day"),
        (-5, None, "5 days overdue"),
        (0, None, "due today"),
        (1, None, "1 day left"),
    ]
    for due, achieved, _text in cases:
        MilestoneFactory(
            hybrid=hybrid,
            due_on=TODAY + timedelta(days=due),
            achieved_on=None if achieved is None else TODAY + timedelta(days=achieved),
        )
    html = client.get(hybrid.get_absolute_url()).content.decode()
    assert [text for _due, _achieved, text in cases if text not in html] == []
    # Who is responsible is for the body alone.
    assert str(hybrid.owner) not in html


def test_whoever_is_responsible_is_reminded(client, desk):
    hybrid = HybridClusterFactory()
    own = MilestoneFactory(hybrid=hybrid, owner=MemberFactory(), due_on=TODAY + timedelta(days=7))
    general = MilestoneFactory(hybrid=hybrid, due_on=TODAY + timedelta(days=7))
    MilestoneFactory(hybrid=hybrid, due_on=TODAY + timedelta(days=7), achieved_on=TODAY)
    MilestoneFactory(hybrid=HybridClusterFactory(owner=None), due_on=TODAY + timedelta(days=7))
    late = MilestoneFactory(hybrid=hybrid, due_on=TODAY - timedelta(days=1))
    found = MILESTONE.items(NOW, NOW + timedelta(days=30))
    assert set(found) == {
        (str(own.pk), own.owner.user_id, own.due_on),
        (str(general.pk), hybrid.owner.user_id, general.due_on),
    }
    facts = MILESTONE.facts([str(own.pk)], "ko")[str(own.pk)]
    assert (own.title_ko in facts.title, facts.url.endswith(f"/ko/focus-group/clusters/hybrids/{hybrid.slug}/")) == (True, True)
    assert (late_for_staff(desk, NOW), late_for_staff(hybrid.owner.user, NOW)) == (1, 0)
    # On the own page stands what one is responsible for oneself, what is late first; nothing for anybody else.
    MilestoneFactory(hybrid=hybrid, due_on=TODAY + timedelta(days=61))
    assert own_card(hybrid.owner.user, NOW)["milestones"] == [late, general]
    assert own_card(own.owner.user, NOW)["milestones"] == [own]
    assert [own_card(user, NOW) for user in (desk, MemberFactory().user)] == [None, None]
    client.force_login(hybrid.owner.user)
    shown = client.get("/my/").content.decode()
    assert [name in shown for name in (late.title_en, general.title_en, own.title_en)] == [True, True, False]
    own.owner.user.is_active = False
    own.owner.user.save()
    assert str(own.pk) not in {subject for subject, _user, _day in MILESTONE.items(NOW, NOW + timedelta(days=30))}
    Milestone.objects.all().update(achieved_on=late.due_on)
    assert late_for_staff(desk, NOW) == 0
