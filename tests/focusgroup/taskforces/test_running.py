"""A task force ends on its day, whether a tick has said so or not, unless a decision extends it."""

from datetime import timedelta

import pytest

from council.members.models import Body, Membership
from council.messaging.models import Message
from focusgroup.models import TaskForce
from focusgroup.services import taskforces
from focusgroup.services.errors import ReasonMissing
from focusgroup.services.taskforces import EndNotLater, TaskForceEnded
from tests.factories import NOW, BodyFactory, MemberFactory, MembershipFactory, UserFactory
from tests.focusgroup.factories.taskforces import TaskForceFactory

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
State = TaskForce.State


def with_team(**more):
    task_force = TaskForceFactory(ends_on=TODAY + timedelta(days=5), state=State.ACTIVE, **more)
    term = {"starts_on": TODAY - timedelta(days=9), "ends_on": task_force.ends_on}
    return task_force, MembershipFactory(body=task_force.body, **term)


def test_it_is_formed_with_a_body_of_its_own_or_one_that_is_there():
    by = UserFactory()
    given = {"mandate_ko": "일", "starts_on": TODAY, "ends_on": TODAY, "lead": MemberFactory()}
    new = Body(programme="focus-group", kind="task-force", slug="new", name_ko="새", name_en="New")
    known = BodyFactory(programme="focus-group", kind="task-force")
    for body in (new, known):
        task_force = taskforces.form_task_force(task_force=TaskForce(**given), body=body, by=by, now=NOW)
        assert (task_force.body, task_force.state) == (body, State.FORMING)
        assert [(step.verb, step.by) for step in task_force.steps.all()] == [("formed", by)]


def test_it_ends_by_the_clock_and_the_tick_says_so_once():
    task_force, place = with_team()
    TaskForceFactory()
    after = NOW + timedelta(days=6)
    assert task_force.standing(TODAY + timedelta(days=5)) == State.ACTIVE
    assert task_force.standing(TODAY + timedelta(days=6)) == State.DISSOLVED
    extend = {"ends_on": TODAY + timedelta(days=60), "decision": "FG-2026-001"}
    with pytest.raises(TaskForceEnded):
        taskforces.extend_task_force(task_force=task_force, by=None, now=after, **extend)
    assert taskforces.end_task_forces(now=NOW + timedelta(days=5)) == 0
    assert [taskforces.end_task_forces(now=after) for _time in range(2)] == [1, 0]
    task_force.refresh_from_db()
    assert (task_force.state, task_force.dissolved_at) == (State.DISSOLVED, after)
    assert [(step.verb, step.by) for step in task_force.steps.all()] == [("dissolved", None)]
    [letter] = Message.objects.all()
    assert (letter.kind, letter.user) == ("task-force", place.member.user)


def test_a_decision_extends_it_with_its_places():
    task_force, place = with_team()
    short = MembershipFactory(body=task_force.body, starts_on=TODAY, ends_on=TODAY + timedelta(days=1))
    later = TODAY + timedelta(days=40)
    for ends_on, decision, error in (
        (later, " ", ReasonMissing),
        (task_force.ends_on, "FG-2026-001", EndNotLater),
        (TODAY, "FG-2026-001", EndNotLater),
    ):
        with pytest.raises(error):
            taskforces.extend_task_force(task_force=task_force, ends_on=ends_on, decision=decision, by=None, now=NOW)
    for _time in range(2):
        taskforces.extend_task_force(task_force=task_force, ends_on=later, decision="FG-2026-001", by=None, now=NOW)
    ends = dict(Membership.objects.values_list("pk", "ends_on"))
    assert ends == {place.pk: later, short.pk: TODAY + timedelta(days=1)}
    assert [(step.verb, step.reason, step.ends_on) for step in task_force.steps.all()] == [("extended", "FG-2026-001", later)]
    assert taskforces.end_task_forces(now=NOW + timedelta(days=39)) == 0
    assert Message.objects.get().user == place.member.user


def test_it_is_dissolved_before_its_time_with_a_reason_once():
    task_force, place = with_team()
    with pytest.raises(ReasonMissing):
        taskforces.dissolve_task_force(task_force=task_force, reason=" ", by=None, now=NOW)
    for _time in range(2):
        taskforces.dissolve_task_force(task_force=task_force, reason="The centre has landed", by=None, now=NOW)
    place.refresh_from_db()
    task_force.refresh_from_db()
    assert (place.state, place.ends_on, task_force.state) == ("dismissed", TODAY, State.DISSOLVED)
    assert [(step.verb, step.reason) for step in task_force.steps.all()] == [("dissolved", "The centre has landed")]
    assert Message.objects.get().kind == "body-place"
