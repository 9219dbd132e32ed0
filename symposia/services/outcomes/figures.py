"""What the report for funders asks of outcomes."""

from datetime import datetime

from django.utils import timezone

from symposia.models import FollowUp, InterestExpression, Obstacle, Symposium
from symposia.services.outcomes.follow_ups import AGREEMENTS, Contact, report
from symposia.services.outcomes.obstacles import open_sessions


def figures(symposium: Symposium, now: datetime) -> dict[str, int]:
    """Numbers of `symposium` at `now`: interests sent and accepted, agreements (each contact's once, as of the last day that it
    told of), their amount in won, non-replies, obstacles, technology sessions that are over and not closed."""
    lines = report(symposium, timezone.localdate(now))
    interests = InterestExpression.objects.filter(offer__symposium=symposium)
    told = FollowUp.objects.filter(symposium=symposium, outcome__in=AGREEMENTS)
    amounts: dict[Contact, int] = {}
    for interest, meeting, amount in told.values_list("interest", "meeting", "amount"):
        contact = (interest, meeting)
        amounts[contact] = max(amounts.get(contact, 0), amount or 0)
    return {
        "interests": interests.count(),
        "accepted": interests.filter(state=InterestExpression.State.ACCEPTED).count(),
        "agreements": len(amounts),
        "amount": sum(amounts.values()),
        "non_replies": sum(line.missing for line in lines),
        "obstacles": Obstacle.objects.filter(symposium=symposium).count(),
        "open_sessions": open_sessions(now, symposium).count(),
    }
