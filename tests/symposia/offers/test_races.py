"""Several at once: no interest beyond the limit, none accepted by an offer that was closed meanwhile."""

import pytest

from symposia.models import InterestExpression
from symposia.services import offers as services
from symposia.services.errors import WrongState
from symposia.services.offers.errors import TooManyInterests
from tests.factories import NOW
from tests.symposia.factories.offers import InterestFactory, OfferFactory, looks_for
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
