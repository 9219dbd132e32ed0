"""The joint IP cases of the demonstration: a deadline in each state on any day, papers, and days that move."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from council.library.models import Document
from council.portal.demo import loader
from forums.models import CaseEvent, Deadline, DeadlineState, IPCase
from forums.services.rights.papers import OWNER
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def states(now):
    today = timezone.localdate(now)
    return {deadline.state_on(today) for deadline in Deadline.objects.all()}


def test_there_is_a_deadline_in_each_state_and_stays():
    with time_machine.travel(NOW, tick=False):
        loader.load(NOW)
    assert states(NOW) == set(DeadlineState)
    assert IPCase.objects.count() == 9
    papers = Document.objects.filter(owner_kind=OWNER)
    assert papers.exclude(current=None).count() == papers.count() == 7
    assert IPCase.objects.exclude(origin_topic=None).count() >= 3
    for case in IPCase.objects.all():
        ways = [(move.before, move.after) for move in case.moves.order_by("at", "pk")]
        assert [before for before, _after in ways] == ["", *(after for _before, after in ways[:-1])]
        assert ways[-1][1] == case.state
    day = CaseEvent.objects.get(kind="office-action").on
    # Somebody touched this one: it stays where it is.
    touched = IPCase.objects.get(right="30")
    touched.summary_ko = "우리가 고쳤습니다"
    touched.save()
    filed = touched.events.get(kind="filed").on
    later = NOW + timedelta(days=100)
    with time_machine.travel(later, tick=False):
        report = loader.load(later)
        assert report.dated == 7
        assert loader.load(later).is_empty
    assert states(later) == set(DeadlineState)
    assert CaseEvent.objects.get(kind="office-action").on == day + timedelta(days=100)
    assert touched.events.get(kind="filed").on == filed
    assert CaseEvent.objects.filter(kind="filed", on="2023-10-05").exists()
