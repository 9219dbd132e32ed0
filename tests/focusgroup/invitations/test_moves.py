"""Every stage × every standing × every verb × every role, and what a move leaves behind."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from council.members.models import Organisation
from focusgroup.models import InvitationResult, InvitationTarget, TargetMove
from focusgroup.models.invitations import SETTLED, Stage, Standing
from focusgroup.services import invitations as services
from focusgroup.services.errors import NotYours, ReasonMissing, WrongState
from focusgroup.services.invitations.moves import NeedsDispatch, NeedsLanding, Verb
from focusgroup.services.invitations.targets import NotLanded, TouchInFuture
from tests.factories import NOW, OrganisationFactory
from tests.focusgroup.factories.invitations import EngagementFactory, TargetFactory, accept

pytestmark = pytest.mark.django_db
ORDER = list(Stage)


def put(target, stage, standing, house):
    """The target as if it had come there."""
    InvitationTarget.objects.filter(pk=target.pk).update(
        stage=stage,
        standing=standing,
        lost_reason="Why" if standing == Standing.LOST else "",
        organisation=house if stage in SETTLED else None,
    )


def expected(stage, standing, verb):
    """Where a move leads, or the error that refuses it: the design's line of stages, written down once more."""
    place = ORDER.index(stage)
    if verb == Verb.BEGIN:
        return WrongState
    if standing != Standing.OPEN:
        if verb == Verb.RESUME:
            return stage, Standing.OPEN
        return (stage, Standing.LOST) if verb == Verb.LOSE and standing == Standing.ON_HOLD else WrongState
    if verb == Verb.HOLD:
        return stage, Standing.ON_HOLD
    if verb == Verb.LOSE:
        return stage, Standing.LOST
    if verb == Verb.ADVANCE:
        gates = {Stage.QUALIFIED: NeedsDispatch, Stage.DECISION: NeedsLanding, Stage.AFTERCARE: WrongState}
        return gates.get(stage) or (ORDER[place + 1], Standing.OPEN)
    if verb == Verb.BACK and stage not in (Stage.IDENTIFIED, Stage.LANDED):
        return ORDER[place - 1], Standing.OPEN
    return WrongState


def outcome(target, verb, by):
    try:
        with transaction.atomic():
            services.move_target(target=target, verb=verb, by=by, now=NOW, reason="Because")
            target.refresh_from_db()
            return Stage(target.stage), Standing(target.standing)
    except (NotYours, WrongState, NeedsDispatch, NeedsLanding) as refusal:
        return type(refusal)


def test_every_move_of_every_state_by_everybody(team, target, outsiders):
    house = OrganisationFactory()
    engagement = EngagementFactory(targets=[target])
    accept(engagement)
    strangers = [*outsiders, engagement.contact.user]
    found, written = {}, {}
    for stage in Stage:
        for standing in Standing:
            for verb in Verb:
                put(target, stage, standing, house)
                found[stage, standing, verb] = outcome(target, verb, team)
                written[stage, standing, verb] = expected(stage, standing, verb)
        put(target, stage, Standing.OPEN, house)
        assert {outcome(target, verb, person) for verb in Verb for person in strangers} == {NotYours}
    assert found == written


def test_a_move_is_a_row_with_who_when_and_why(team, target):
    move = services.move_target(
        target=target, verb=Verb.LOSE, by=team, now=NOW, reason=" They build elsewhere. ", seen=("identified", "open")
    )
    assert (move.by, move.at, move.verb, move.reason) == (team, NOW, "lose", "They build elsewhere.")
    assert (move.from_stage, move.from_standing, move.to_stage, move.to_standing) == (
        "identified",
        "open",
        "identified",
        "lost",
    )
    target.refresh_from_db()
    assert (target.lost_reason, target.moved_at) == ("They build elsewhere.", NOW)
    assert [(row.history_user, row.history_change_reason) for row in target.history.all()] == [(team, "lose"), (None, None)]
    services.move_target(target=target, verb=Verb.RESUME, by=team, now=NOW + timedelta(days=1))
    target.refresh_from_db()
    assert (target.stage, target.standing, target.lost_reason) == ("identified", "open", "")


def test_who_stops_or_turns_back_says_why(team, target):
    put(target, Stage.PROSPECT, Standing.OPEN, None)
    for verb in (Verb.HOLD, Verb.LOSE, Verb.BACK):
        with pytest.raises(ReasonMissing):
            services.move_target(target=target, verb=verb, by=team, now=NOW, reason=" \n")
    assert not TargetMove.objects.exists()


def test_whoever_saw_another_state_is_told(team, target):
    services.move_target(target=target, verb=Verb.ADVANCE, by=team, now=NOW, seen=("identified", "open"))
    with pytest.raises(WrongState):
        services.move_target(target=target, verb=Verb.ADVANCE, by=team, now=NOW, seen=("identified", "open"))
    target.refresh_from_db()
    assert target.stage == Stage.LEAD


def test_it_is_an_organisation_once_it_lands_and_not_before(team, target):
    """An MOU is not “landed”."""
    put(target, Stage.MOU, Standing.OPEN, None)
    new = Organisation(name_ko="비밀정밀", name_en="Sekret Precision", kind="institute")
    with pytest.raises(WrongState):
        services.land_target(target=target, organisation=new, by=team, now=NOW)
    assert not Organisation.objects.exists()
    services.move_target(target=target, verb=Verb.ADVANCE, by=team, now=NOW)
    services.land_target(target=target, organisation=new, by=team, now=NOW)
    target.refresh_from_db()
    assert (target.stage, target.organisation) == (Stage.LANDED, Organisation.objects.get())
    assert Organisation.objects.get().history.get().history_user == team


def test_the_database_refuses_what_no_move_leads_to(target):
    house = OrganisationFactory()
    impossible = [
        {"standing": "lost"},
        {"lost_reason": "Why"},
        {"stage": "landed"},
        {"organisation": house},
        {"stage": "elsewhere"},
        {"next_action": "Write"},
        {"next_action_on": NOW.date()},
    ]
    for columns in impossible:
        with pytest.raises(IntegrityError), transaction.atomic():
            InvitationTarget.objects.filter(pk=target.pk).update(**columns)


def test_results_are_projected_before_and_actual_after_it_landed(team, target):
    numbers = {"target": target, "as_of": NOW.date(), "jobs": 12}
    services.save_result(result=InvitationResult(kind="projected", **numbers), by=team, now=NOW)
    with pytest.raises(NotLanded):
        services.save_result(result=InvitationResult(kind="actual", **numbers), by=team, now=NOW)
    put(target, Stage.LANDED, Standing.OPEN, OrganisationFactory())
    services.save_result(result=InvitationResult(kind="actual", **numbers), by=team, now=NOW)
    assert [result.kind for result in target.results.all()] == ["projected", "actual"]


def test_touches_are_the_teams_and_the_agencys_own(team, target, outsiders):
    engagement = EngagementFactory(targets=[target])
    agency = engagement.contact.user
    words = {"target": target, "on": NOW.date(), "kind": "report", "note": "They answered.", "now": NOW}
    for person in (agency, *outsiders):
        # The agency has not accepted the NDA yet.
        with pytest.raises(NotYours):
            services.note_touch(by=person, **words)
    accept(engagement)
    assert services.note_touch(by=agency, **words).engagement == engagement
    assert services.note_touch(by=team, **words).engagement is None
    with pytest.raises(NotYours):
        services.note_touch(by=agency, **{**words, "target": TargetFactory()})
    with pytest.raises(TouchInFuture):
        services.note_touch(by=team, **{**words, "on": NOW.date() + timedelta(days=2)})
