"""Two at once, each on a connection of its own."""

import pytest

from focusgroup.models import Dispatch
from focusgroup.models.invitations import Stage
from focusgroup.services import invitations as services
from focusgroup.services.invitations import DispatchBlocked
from focusgroup.services.invitations.moves import Verb
from tests.factories import NOW
from tests.focusgroup.factories.invitations import EngagementFactory, TargetFactory, accept, papers
from tests.focusgroup.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_move_one_target_at_once(team, target):
    seen = ("identified", "open")

    def moving(verb):
        return lambda: services.move_target(target=target, verb=verb, by=team, now=NOW, reason="Why", seen=seen)

    answers = race([moving(verb) for verb in (Verb.ADVANCE, Verb.HOLD, Verb.LOSE, Verb.ADVANCE)])
    assert sorted(type(answer).__name__ for answer in answers) == ["TargetMove", "WrongState", "WrongState", "WrongState"]
    move = target.moves.get()
    target.refresh_from_db()
    assert (target.stage, target.standing) == (move.to_stage, move.to_standing)


def test_dispatch_and_the_end_of_the_engagement(team):
    """Whichever is first: nothing goes out after the end, and a dispatch that went out went out before it."""
    target = TargetFactory(stage=Stage.QUALIFIED)
    engagement = EngagementFactory(targets=[target])
    accept(engagement)
    proposal = papers(target)

    def sending():
        return services.dispatch(target=target, engagement=engagement, proposal=proposal, by=team, now=NOW)

    def ending():
        return services.end_engagement(engagement=engagement, by=team, reason="Enough", now=NOW)

    sent, ended, again = race([sending, ending, sending])
    assert ended.ended_at == NOW
    refused = [isinstance(answer, DispatchBlocked) for answer in (sent, again)]
    target.refresh_from_db()
    if all(refused):
        assert (Dispatch.objects.count(), target.stage) == (0, Stage.QUALIFIED)
    else:
        # The second of two that were in time is the first.
        assert (Dispatch.objects.count(), target.stage) == (1, Stage.PROPOSAL_SENT)
    # And none from now on, of a version that has not gone yet.
    late = services.write_proposal(target=target, language="en", title="Late", text="Late", by=team, now=NOW)
    services.approve_proposal(proposal=late, by=team, now=NOW)
    with pytest.raises(DispatchBlocked):
        services.dispatch(target=target, engagement=engagement, proposal=late, by=team, now=NOW)


def test_numbers_of_versions_have_no_twins(team, target):
    def writing(name):
        return lambda: services.write_proposal(target=target, language="en", title=name, text=name, by=team, now=NOW)

    race([writing(name) for name in "abcd"])
    assert sorted(target.proposals.values_list("number", flat=True)) == [1, 2, 3, 4]
