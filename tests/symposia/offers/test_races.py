"""Several at once: no interest beyond the limit, none accepted by an offer that was closed meanwhile."""

import pytest

from symposia.models import FollowUp, InterestExpression, Meeting, TechOffer
from symposia.services import offers as services
from symposia.services.errors import WrongState
from symposia.services.offers.errors import TooManyInterests
from symposia.services.outcomes import plan_follow_ups
from tests.factories import NOW
from tests.symposia.factories.matching import a_round, agreed
from tests.symposia.factories.offers import InterestFactory, OfferFactory, draft, looks_for
from tests.symposia.factories.symposium import SymposiumFactory
from tests.symposia.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_interests_at_once():
    symposium, member = SymposiumFactory(), looks_for()
    offers = [OfferFactory(symposium=symposium) for _number in range(6)]
    say = {"member": member, "role": "investor", "message": "?", "offered": "", "now": NOW}
    for offer in offers[:3]:
        services.express_interest(offer=offer, **say)
    # The same one twice, and three others: two of them are within the limit of five.
    asked = [offers[3], offers[3], offers[4], offers[5]]
    answers = race([lambda offer=offer: services.express_interest(offer=offer, **say) for offer in asked])
    refused = [answer for answer in answers if isinstance(answer, TooManyInterests)]
    rest = [answer for answer in answers if not isinstance(answer, TooManyInterests)]
    assert all(isinstance(answer, InterestExpression) for answer in rest)
    assert len(refused) in (1, 2)
    assert InterestExpression.objects.filter(member=member).count() == 5

    mine = InterestFactory(offer=offers[0])
    owner = offers[0].owner
    accepted, closed = race(
        [
            lambda: services.accept_interest(interest=mine, by=owner, now=NOW),
            lambda: services.close_offer(offer=offers[0], reason="", by=owner.user, now=NOW),
        ]
    )
    mine.refresh_from_db()
    offers[0].refresh_from_db()
    assert (closed.state, offers[0].state) == ("closed", "closed")
    assert mine.state == ("expired" if isinstance(accepted, WrongState) else "accepted")

    # A draft is thrown away in two windows, and written in a third.
    thrown = draft(symposium=symposium, owner=owner)
    mine = {"offer": thrown, "by": owner, "now": NOW}
    answers = race(
        [
            lambda: services.discard_offer(**mine),
            lambda: services.discard_offer(**mine),
            lambda: services.save_offer(**mine, title_en="Written"),
        ]
    )
    assert answers[:2] == [None, None]
    assert isinstance(answers[2], WrongState | TechOffer)
    assert not TechOffer.objects.filter(pk=thrown.pk).exists()

    # Two who met and are in contact by an interest are asked once, by however many ticks.
    InterestExpression.objects.all().delete()
    contact = InterestFactory(offer=offers[1], member=member, state="accepted", answered_at=NOW)
    the_round = a_round(symposium)
    slot = the_round.slots.first()
    Meeting.objects.create(
        request=agreed(the_round, member, offers[1].owner), round=the_round, asker=member, asked=offers[1].owner,
        slot=slot, table=the_round.tables.first(), starts_at=slot.starts_at, ends_at=slot.ends_at, state="held",
        state_at=NOW, told_at=NOW,
    )  # fmt: skip
    assert sorted(race([lambda: plan_follow_ups(now=NOW)] * 3)) == [0, 0, 1]
    assert FollowUp.objects.filter(interest=contact).count() == FollowUp.objects.count() == 8
