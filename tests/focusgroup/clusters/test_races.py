"""Two at once: a hybrid cluster keeps two parents whoever takes one away."""

import pytest
from django.db import IntegrityError

from focusgroup.models import HybridCluster
from focusgroup.services.clusters.hybrids import StageTooFar, change_stage
from tests.factories import NOW, coordinator
from tests.focusgroup.factories.clusters import ClusterFactory, HybridClusterFactory
from tests.focusgroup.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_parents_taken_away_at_once():
    parents = ClusterFactory.create_batch(3)
    hybrid = HybridClusterFactory(parents=parents)
    # Each alone would leave two.
    answers = race([lambda parent=parent: hybrid.parents.remove(parent) for parent in parents])
    assert sorted(isinstance(answer, IntegrityError) for answer in answers) == [False, True, True]
    assert HybridCluster.objects.get().parents.count() == 2


def test_two_move_one_stage_at_once():
    desk = coordinator("focus-group", email="desk@example.com")
    hybrid = HybridClusterFactory(stage="emerging")

    def moving(stage):
        return lambda: change_stage(hybrid=HybridCluster(pk=hybrid.pk), stage=stage, reason="Because", by=desk, now=NOW)

    answers = race([moving("organised"), moving("organised"), moving("latent")])
    # What follows the stage that the one before left is a step, anything else is refused: no stage is jumped.
    stages = ["latent", "emerging", "organised"]
    hybrid.refresh_from_db()
    moves = list(hybrid.moves.order_by("pk"))
    assert len(moves) == 3 - sum(isinstance(answer, StageTooFar) for answer in answers)
    steps = [(move.before, move.after) for move in moves]
    assert all(abs(stages.index(before) - stages.index(after)) == 1 for before, after in steps)
    assert [before for before, _after in steps] == ["emerging", *(after for _before, after in steps)][: len(steps)]
    assert hybrid.stage == steps[-1][1]
