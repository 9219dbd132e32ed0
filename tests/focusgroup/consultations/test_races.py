"""Two at once: whoever comes second is refused, and what is on record is what one of them did."""

import pytest
from django.db import transaction

from focusgroup.models import Offer
from focusgroup.services import consultations as services
from focusgroup.services.errors import WrongState
from tests.factories import NOW, UserFactory
from tests.focusgroup.factories.consultations import ConsultationFactory, in_hands, sits
from tests.focusgroup.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def of(answers, kind):
    return [answer for answer in answers if isinstance(answer, kind)]


def test_offers_to_two_experts_at_once():
    desk, first, second = UserFactory(), sits(), sits()
    one = ConsultationFactory(state="triaged")
    answers = race(
        [
            lambda expert=expert: services.offer(consultation=one, expert=expert, due_on=one.due_on, by=desk, now=NOW)
            for expert in (first, second, first, second)
        ]
    )
    assert (len(of(answers, Offer)), len(of(answers, WrongState))) == (1, 3)
    [held] = Offer.objects.all()
    assert held in answers
    one.refresh_from_db()
    assert (one.state, [step.verb for step in one.steps.all()]) == ("offered", ["offered"])


def test_accepting_while_it_is_withdrawn():
    desk, expert = UserFactory(), sits()
    for _time in range(3):
        one = in_hands(expert)
        answers = race(
            [
                lambda one=one: services.accept(consultation=one, by=expert, now=NOW),
                lambda one=one: services.withdraw_offer(consultation=one, reason="Wrong person", by=desk, now=NOW),
                lambda one=one: services.accept(consultation=one, by=expert, now=NOW),
            ]
        )
        # Accepted before it was taken back, or refused after it: the desk's word holds either way.
        assert not isinstance(answers[1], Exception)
        one.refresh_from_db()
        assert (one.state, one.offers.get().state) == ("triaged", "withdrawn")
        told = [step.verb for step in one.steps.order_by("pk")]
        accepted = len(of(answers, WrongState)) < 2
        assert told == (["accepted", "withdrawn"] if accepted else ["withdrawn"])


def test_advice_while_it_is_withdrawn_and_twice():
    desk, expert = UserFactory(), sits()
    one = in_hands(expert, "accepted")

    def advising():
        with transaction.atomic():
            return services.give_advice(consultation=one, by=expert, text="Take A.", now=NOW)

    def withdrawing():
        return services.withdraw_offer(consultation=one, reason="Too late", by=desk, now=NOW)

    answers = race([advising, withdrawing, advising])
    one.refresh_from_db()
    if isinstance(answers[1], WrongState):
        assert (one.state, answers[0], answers[0].text) == ("advised", answers[2], "Take A.")
    else:
        assert (one.state, len(of(answers, WrongState))) == ("triaged", 2)
