"""Who is reminded of what, and when: through the ledger of reminders, each once."""

from datetime import timedelta

import pytest

from council.messaging.models import Message
from council.reminders.models import Rule
from council.reminders.services import plan_reminders
from focusgroup.deadlines.consultations import DUE, OUTCOME, OVERDUE
from focusgroup.models import Advice
from tests.factories import NOW
from tests.focusgroup.factories.consultations import ConsultationFactory, in_hands, sits

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def test_what_is_due_and_for_whom():
    expert = sits()
    given = {"due_on": TODAY + timedelta(days=7)}
    due = in_hands(expert, "accepted", **given)
    asked = in_hands(expert, "offered", **given)
    advised = ConsultationFactory(state="advised")
    Advice.objects.create(consultation=advised, expert=expert, text="t", given_at=NOW)
    told = ConsultationFactory(state="advised")
    Advice.objects.create(consultation=told, expert=expert, text="t", given_at=NOW, outcome="open", outcome_at=NOW)
    far = NOW + timedelta(days=400)
    both = [(str(one.pk), expert.user_id) for one in (due, asked)]
    assert sorted(DUE.items(NOW, far)) == sorted((*one, due.due_on) for one in both)
    assert sorted(OVERDUE.items(NOW, far)) == sorted((*one, due.due_on + timedelta(days=3)) for one in both)
    assert list(OUTCOME.items(NOW, far)) == [(str(advised.pk), advised.requester.user_id, TODAY + timedelta(days=104))]
    assert list(DUE.items(NOW, NOW + timedelta(days=6))) == []
    for source, subject in ((DUE, due), (OVERDUE, due), (OVERDUE, asked), (OUTCOME, advised)):
        for language in ("en", "ko"):
            facts = source.facts([str(subject.pk)], language)[str(subject.pk)]
            assert subject.title in facts.title
            assert facts.url.endswith(f"/{subject.key}/")


def test_an_expert_is_reminded_before_and_after_the_day_each_once():
    # The others' have nothing to say here, and each is asked at every tick.
    Rule.objects.exclude(source__startswith="advice").delete()
    in_hands(sits(), "accepted", due_on=TODAY + timedelta(days=8))
    days = {}
    for day in range(14):
        for _tick in range(2):
            plan_reminders(now=NOW + timedelta(days=day))
        days[day] = Message.objects.filter(kind__startswith="advice").count()
    assert [days[day] for day in (0, 1, 6, 7, 8, 9, 13)] == [0, 1, 1, 2, 2, 3, 3]
