"""What the report for funders asks of outcomes."""

from datetime import datetime

from django.utils import timezone

from symposia.models import FollowUp, InterestExpression, Obstacle, Symposium, TechOffer
from symposia.services.outcomes.follow_ups import AGREEMENTS, Contact, report
from symposia.services.outcomes.obstacles import open_sessions


def figures(symposium: Symposium, now: datetime) -> dict[str, int]:
    """Numbers of `symposium` at `now`: interests sent and accepted, agreements (each contact's once: what its sides
    told of on any of the days, or the owner of the offer noted on it), their amount in won, non-replies, obstacles, technology
    sessions that are over and not closed."""
    lines = report(symposium, timezone.localdate(now))
    interests = InterestExpression.objects.filter(offer__symposium=symposium)
    told = FollowUp.objects.filter(symposium=symposium, outcome__in=AGREEMENTS)
    amounts: dict[Contact, int] = {}
    met: set[frozenset[int]] = set()
    for interest, meeting, amount, *pair in told.values_list("interest", "meeting", "amount", "member", "other"):
        contact = (interest, meeting)
        amounts[contact] = max(amounts.get(contact, 0), amount or 0)
        if meeting is not None:
            met.add(frozenset(pair))
    agreed = TechOffer.objects.filter(symposium=symposium, state=TechOffer.State.AGREED)
    for interest, *pair in agreed.values_list("agreed_with", "agreed_with__member", "owner"):
        # Two who are asked of their meeting are not asked of the interest.
        if frozenset(pair) not in met:
            amounts.setdefault((interest, None), 0)
    return {
        "interests": interests.count(),
        "accepted": interests.filter(state=InterestExpression.State.ACCEPTED).count(),
        "agreements": len(amounts),
        "amount": sum(amounts.values()),
        "non_replies": sum(line.missing for line in lines),
        "obstacles": Obstacle.objects.filter(symposium=symposium).count(),
        "open_sessions": open_sessions(now, symposium).count(),
    }
