"""The technology forums themselves: bodies of the programme, each with its seats."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from council.members.models import Body, Membership

SLUG = "forums"


def places(now: datetime) -> QuerySet[Membership]:
    """Places in the technology forums of who sits there at `now`: term in force, members' access."""
    return Membership.objects.sitting(now).filter(body__programme=SLUG, body__kind=Body.Kind.FORUM)


def body_urls(bodies: Sequence[Any]) -> dict[int, str]:
    """The pages of those of `bodies` that are forums with rules, by the bodies' keys. One query."""
    from forums.models import Forum  # which ask this module for the programme's name

    known = set(Forum.objects.filter(pk__in=[body.pk for body in bodies]).values_list("pk", flat=True))
    return {body.pk: reverse("forums:forum-detail", args=[body.slug]) for body in bodies if body.pk in known}
