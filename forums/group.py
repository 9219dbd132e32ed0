"""The technology forums themselves: bodies of the programme, each with its seats."""

from datetime import datetime

from django.db.models import QuerySet

from council.members.models import Body, Membership

SLUG = "forums"


def places(now: datetime) -> QuerySet[Membership]:
    """Places in the technology forums of who sits there at `now`: term in force, members' access."""
    return Membership.objects.sitting(now).filter(body__programme=SLUG, body__kind=Body.Kind.FORUM)
