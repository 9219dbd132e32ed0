"""From needs to a team: who comes into question, what the lead makes of the proposal, what follows from it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from council.members import consents
from council.members.models import Interest, Member, Membership
from council.members.services import give_consent
from council.messaging.models import Message
from focusgroup.models import Composition, RoleNeed, TaskForce, Unavailability
from focusgroup.services import taskforces
from focusgroup.services.errors import NotYours, ReasonMissing, WrongState
from focusgroup.services.taskforces import (
    LeadExcluded,
    LeadMissing,
    NothingNeeded,
    PeopleExcluded,
    RolesMissing,
    TaskForceEnded,
    TeamTooLarge,
    TooFewPlaces,
)
from focusgroup.services.taskforces.errors import TooHard
from focusgroup.services.taskforces.explaining import Book, explain
from tests.factories import NOW, MemberFactory, MembershipFactory, OrganisationFactory, UserFactory
from tests.focusgroup.factories.seats import GroupFactory
from tests.focusgroup.factories.taskforces import SkillFactory, TaskForceFactory, need, skilled

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def team():
    """A task force that needs welding (5, from level 4) and law (2, from level 3) and a professor, of three; and people."""
    welding, law = SkillFactory(name_en="Welding"), SkillFactory(name_en="Law")
    concerned = OrganisationFactory(name_en="Norvik")
    task_force = TaskForceFactory(size=3, lead=skilled((law, 1)))
    task_force.organisations.add(concerned)
    need(task_force, welding, 5, 4)
    need(task_force, law, 2, 3)
    RoleNeed.objects.create(task_force=task_force, kind=Member.Kind.PROFESSOR)
    people = {
        "lead": task_force.lead,
        "welder": skilled((welding, 5)),
        "professor": skilled((law, 2), kind="professor"),
        "better": skilled((welding, 5), (law, 5), kind="professor", organisation=concerned),
        "tied": skilled((welding, 4), (law, 3)),
        "busy": skilled((welding, 4), (law, 3)),
        "expired": skilled((welding, 5), (law, 5), state="expired"),
        "leaving": skilled((welding, 5), (law, 5), valid_until=TODAY - timedelta(days=3)),
        "unskilled": MemberFactory(),
    }
    Interest.objects.create(member=people["tied"], organisation=concerned, nature="contract", declared_at=NOW)
    Unavailability.objects.create(task_force=task_force, member=people["busy"], reason="On leave")
    return task_force, {name: person.pk for name, person in people.items()}, concerned


def keys(people, *names):
    return sorted(people[name] for name in names)


def test_a_proposal_knows_whom_it_was_asked_about_and_who_is_out_and_why(team):
    task_force, people, concerned = team
    desk = UserFactory()
    proposal = taskforces.compose(task_force=task_force, by=desk, now=NOW)
    assert proposal.proposed == keys(people, "lead", "welder", "professor")
    # Welding wholly; law two thirds.
    assert (proposal.covered, proposal.possible) == (5 * 60 + 2 * 40, 7 * 60)
    assert [row[0] for row in proposal.given["candidates"]] == keys(people, "lead", "welder", "professor")
    assert proposal.given["excluded"] == sorted(
        [
            [people["better"], "conflict", concerned.pk],
            [people["tied"], "conflict", concerned.pk],
            # Why is not kept: it stands with the task force as long as it holds.
            [people["busy"], "unavailable", None],
            [people["leaving"], "ending", str(TODAY - timedelta(days=3))],
        ]
    )
    assert (proposal.number, proposal.made_by, proposal.accepted) == (1, desk, None)
    [letter] = Message.objects.all()
    assert letter.user == task_force.lead.user
    # The same again is the same proposal: a button that is pressed twice makes one, and tells once.
    assert taskforces.compose(task_force=task_force, by=desk, now=NOW) == proposal
    assert (Composition.objects.count(), Message.objects.count()) == (1, 1)
    Unavailability.objects.all().delete()
    again = taskforces.compose(task_force=task_force, by=desk, now=NOW)
    assert (again.number, people["busy"] in again.proposed) == (2, True)


def test_what_cannot_be_composed_is_refused_with_what_is_missing(team):
    task_force, _people, concerned = team
    empty = TaskForceFactory()
    with pytest.raises(NothingNeeded):
        taskforces.compose(task_force=empty, by=None, now=NOW)
    RoleNeed.objects.create(task_force=task_force, kind=Member.Kind.OFFICER, least=2)
    with pytest.raises(RolesMissing) as missing:
        taskforces.compose(task_force=task_force, by=None, now=NOW)
    assert missing.value.missing == {"officer": 2}
    assert str(missing.value) == "Mandatory roles are missing: Local-government officer 2."
    MemberFactory(kind="officer"), MemberFactory(kind="officer")
    with pytest.raises(TooFewPlaces):
        taskforces.compose(task_force=task_force, by=None, now=NOW)
    Interest.objects.create(member=task_force.lead, organisation=concerned, nature="family", declared_at=NOW)
    with pytest.raises(LeadExcluded):
        taskforces.compose(task_force=task_force, by=None, now=NOW)
    TaskForce.objects.filter(pk=task_force.pk).update(lead=None, size=5)
    task_force.refresh_from_db()
    with pytest.raises(TaskForceEnded):
        taskforces.compose(task_force=task_force, by=None, now=NOW + timedelta(days=91))
    assert Composition.objects.count() == 0


def settle(proposal, team, by, **more):
    return taskforces.settle_composition(composition=proposal, team=team, by=by, now=NOW, **more)


def test_accepting_gives_places_tells_people_and_is_once(team):
    task_force, people, _concerned = team
    former = MembershipFactory(body=task_force.body)
    secretary = MembershipFactory(body=task_force.body, role="secretary")
    asked = MembershipFactory(body=task_force.body, member_id=people["welder"], state="applied")
    proposal = taskforces.compose(task_force=task_force, by=None, now=NOW)
    settle(proposal, proposal.proposed, task_force.lead)
    places = {place.member_id: place for place in Membership.objects.filter(body=task_force.body)}
    term = {(one.state, one.starts_on, one.ends_on) for key, one in places.items() if key in proposal.proposed}
    assert term == {("active", task_force.starts_on, task_force.ends_on)}
    assert {key: one.role for key, one in places.items()} == {
        people["lead"]: "chair",
        people["welder"]: "member",
        people["professor"]: "member",
        former.member_id: "member",
        secretary.member_id: "secretary",
    }
    assert places[people["welder"]].pk == asked.pk
    assert (places[former.member_id].state, places[secretary.member_id].state) == ("dismissed", "active")
    told = set(Message.objects.filter(kind="body-place").values_list("user__member", flat=True))
    assert told == {*proposal.proposed, former.member_id}
    task_force.refresh_from_db()
    assert task_force.state == "active"
    count = Message.objects.count()
    settled = settle(proposal, proposal.proposed, task_force.lead)
    assert (settled.reason, settled.accepted, settled.accepted_covered) == ("", proposal.proposed, proposal.covered)
    assert Message.objects.count() == count
    assert [step.verb for step in task_force.steps.all()] == ["composed", "accepted"]
    with pytest.raises(WrongState):
        settle(proposal, keys(people, "lead", "professor"), task_force.lead, reason="Smaller")


def test_another_team_needs_a_reason_and_holds_to_the_rules(team):
    task_force, people, concerned = team
    lead = task_force.lead
    old = taskforces.compose(task_force=task_force, by=None, now=NOW)
    MemberFactory(kind="professor")
    proposal = taskforces.compose(task_force=task_force, by=None, now=NOW)
    other = keys(people, "lead", "professor")
    refused = [
        (other, {}, ReasonMissing),
        (other, {"reason": "  "}, ReasonMissing),
        (keys(people, "lead", "professor", "better"), {"reason": "x"}, PeopleExcluded),
        (keys(people, "lead", "professor", "busy"), {"reason": "x"}, PeopleExcluded),
        (keys(people, "lead", "professor", "unskilled"), {"reason": "x"}, PeopleExcluded),
        ([*other, 999_999], {"reason": "x"}, PeopleExcluded),
        (keys(people, "professor", "welder"), {"reason": "x"}, LeadMissing),
        (keys(people, "lead", "welder"), {"reason": "x"}, RolesMissing),
    ]
    for chosen, more, error in refused:
        with pytest.raises(error):
            settle(proposal, chosen, lead, **more)
    with pytest.raises(NotYours):
        settle(proposal, proposal.proposed, MemberFactory())
    with pytest.raises(WrongState):
        settle(old, proposal.proposed, lead)
    TaskForce.objects.filter(pk=task_force.pk).update(size=2)
    with pytest.raises(TeamTooLarge):
        settle(proposal, proposal.proposed, lead)
    # A conflict that is declared after the proposal counts.
    Interest.objects.create(member_id=people["professor"], organisation=concerned, nature="advice", declared_at=NOW)
    with pytest.raises(PeopleExcluded):
        settle(proposal, other, lead, reason="Two are enough")
    Interest.objects.filter(member=people["professor"]).delete()
    assert not Membership.objects.filter(body=task_force.body).exists()
    settled = settle(proposal, other, lead, reason="Two are enough")
    assert (settled.proposed, settled.accepted, settled.reason) == (proposal.proposed, other, "Two are enough")
    assert (settled.accepted_covered, settled.is_overridden) == (2 * 40, True)


def test_compositions_are_never_changed(team):
    task_force, _people, _concerned = team
    proposal = taskforces.compose(task_force=task_force, by=None, now=NOW)
    rows = Composition.objects.filter(pk=proposal.pk)
    for change in ({"proposed": [1]}, {"given": {}}, {"covered": 1}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(accepted=[1], accepted_at=NOW, accepted_covered=0)
    settle(proposal, proposal.proposed, task_force.lead)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(reason="Because")
    with pytest.raises(DatabaseError), transaction.atomic():
        proposal.delete()


def test_more_people_than_can_be_looked_at_are_those_who_cover_most(team, monkeypatch):
    monkeypatch.setattr("focusgroup.services.taskforces.pool.MOST", 2)
    task_force, people, _concerned = team
    monkeypatch.setattr("focusgroup.services.taskforces.pool.MOST_EXCLUDED", 1)
    # Of many who cover nothing, as many of a mandatory kind are kept as it asks for.
    RoleNeed.objects.create(task_force=task_force, kind="officer")
    officers = [MemberFactory(kind="officer").pk for _one in range(3)]
    TaskForce.objects.filter(pk=task_force.pk).update(size=4)
    task_force.refresh_from_db()
    proposal = taskforces.compose(task_force=task_force, by=None, now=NOW)
    assert proposal.proposed == sorted([*keys(people, "lead", "welder", "professor"), officers[0]])
    assert [row[0] for row in proposal.given["candidates"]] == proposal.proposed
    assert proposal.given["left_out"] == 2
    # Of those who are out, the one who would have covered most; all are counted.
    assert [row[0] for row in proposal.given["excluded"]] == keys(people, "better")
    assert proposal.given["excluded_by"] == {"conflict": 2, "ending": 1, "unavailable": 1}


def test_what_takes_too_long_is_refused(team, monkeypatch):
    monkeypatch.setattr("focusgroup.services.taskforces.solver.PATIENCE", 0.0)
    with pytest.raises(TooHard):
        taskforces.compose(task_force=team[0], by=None, now=NOW)


def test_the_lead_reads_of_others_no_more_than_the_group_and_the_directory_show(team):
    task_force, people, _concerned = team
    group = GroupFactory()
    for name in ("tied", "professor"):
        MembershipFactory(body=group, member_id=people[name])
    welder = Member.objects.get(pk=people["welder"])
    give_consent(member=welder, purpose=consents.DIRECTORY, language="en", now=NOW, items=["organisation"])
    skilled((task_force.skill_needs.get(minimum=4).skill, 3))
    proposal = taskforces.compose(task_force=task_force, by=None, now=NOW)
    desk, lead = (Book(proposal, for_desk=for_desk, now=NOW) for for_desk in (True, False))
    found = explain(desk, proposal.proposed)
    assert {one.member.pk: one.why for one in found.excluded} == {
        people["better"]: "Conflict of interest: Norvik",
        people["tied"]: "Conflict of interest: Norvik",
        people["busy"]: "Not available: On leave",
        people["leaving"]: "Membership ends before the task force begins: 30 Oct 2026 (Fri)",
    }
    assert (found.unnamed, len(desk.offered())) == ([], 4)
    Unavailability.objects.all().delete()
    Member.objects.filter(pk=people["better"]).update(erased_at=NOW)
    later = {one.member.pk: one.why for one in explain(Book(proposal, for_desk=True, now=NOW), proposal.proposed).excluded}
    assert (later[people["busy"]], later[people["better"]]) == ("Not available", "Conflict of interest")
    found = explain(lead, proposal.proposed)
    assert {one.member.pk: one.why for one in found.excluded} == {people["tied"]: "Conflict of interest"}
    assert dict(found.unnamed) == {
        "Conflict of interest": 1,
        "Membership ends before the task force begins": 1,
        "Not available": 1,
    }
    assert sorted(lead.offered()) == keys(people, "professor", "welder")
