"""The Focus Group itself: one body, whose seats decide."""

from datetime import datetime

from django.db.models import QuerySet

from council.members.models import Body, Membership

SLUG = "focus-group"


def focus_group() -> Body | None:
    """The body; None in a portal where staff have not made it yet."""
    return Body.objects.filter(programme=SLUG, kind=Body.Kind.GROUP).order_by("pk").first()


def places(now: datetime) -> QuerySet[Membership]:
    """Places in the Focus Group of who sits in it at `now`: term in force, members' access."""
    return Membership.objects.sitting(now).filter(body__programme=SLUG, body__kind=Body.Kind.GROUP)
