"""What the report for funders asks of outcomes."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from symposia.models import FollowUp, InterestExpression, Obstacle, Symposium, TechOffer
from symposia.models.words import AGREED, AGREEMENTS
from symposia.services.outcomes.follow_ups import ORDER, Contact, report
from symposia.services.outcomes.obstacles import open_sessions


@dataclass
class _Agreement:
    """What is known of one agreement: of what is told differently the more counts."""

    kind: str = ""
    amount: int = 0

    def hear(self, kind: str, amount: int | None) -> None:
        self.kind = max(self.kind, kind, key=lambda one: ORDER.index(one) if one else -1)
        self.amount = max(self.amount, amount or 0)


def figures(symposium: Symposium, now: datetime) -> dict[str, Any]:
    """Numbers of `symposium` at `now`: interests sent and accepted, agreements (each contact's once: what its sides
    told of on any of the days, or the owner of the offer noted on it, whichever is more), of which kind they are (`kinds`:
    label and number), their amount in won, non-replies, obstacles, technology sessions that are over and not closed."""
    lines = report(symposium, timezone.localdate(now))
    interests = InterestExpression.objects.filter(offer__symposium=symposium)
    told = FollowUp.objects.filter(symposium=symposium, outcome__in=AGREEMENTS)
    agreements: dict[Contact, _Agreement] = {}
    met: dict[frozenset[int], Contact] = {}
    for interest, meeting, outcome, amount, *pair in told.values_list(
        "interest", "meeting", "outcome", "amount", "member", "other"
    ):
        contact = (interest, meeting)
        agreements.setdefault(contact, _Agreement()).hear(outcome, amount)
        if meeting is not None:
            met[frozenset(pair)] = contact
    agreed = TechOffer.objects.filter(symposium=symposium, state=TechOffer.State.AGREED)
    for interest, outcome, amount, *pair in agreed.values_list(
        "agreed_with", "agreed_as", "agreed_amount", "agreed_with__member", "owner"
    ):
        # Two who are asked of their meeting are not asked of the interest.
        about: Contact = met.get(frozenset(pair), (interest, None))
        agreements.setdefault(about, _Agreement()).hear(outcome, amount)
    kinds = Counter(one.kind for one in agreements.values())
    return {
        "interests": interests.count(),
        "accepted": interests.filter(state=InterestExpression.State.ACCEPTED).count(),
        "agreements": len(agreements),
        "kinds": [(label, kinds[value]) for value, label in (*AGREED, ("", _("Not said"))) if kinds[value]],
        "amount": sum(one.amount for one in agreements.values()),
        "non_replies": sum(line.missing for line in lines),
        "obstacles": Obstacle.objects.filter(symposium=symposium).count(),
        "open_sessions": open_sessions(now, symposium).count(),
    }
