"""Whom a forum's quorum is counted of: its seats, each once, whoever sits on it or stands in for it."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from council.members.models import Membership
from forums.models.seats import Delegation, Forum

Role = Membership.Role
State = Membership.State
ENDED = (State.EXPIRED, State.RESIGNED, State.DISMISSED)
# Observers and the secretary sit at the table without being counted.
COUNTED = (Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER, Role.DELEGATE)


def places_on(forum: Forum, day: date) -> QuerySet[Membership]:
    """The places in `forum` that were held on `day`, whatever has become of them since: a place keeps its days when it ends."""
    history: Any = Membership.history
    # Given back before it began: such a one keeps its days without ever having been held.
    never = history.filter(id=OuterRef("pk"), state__in=ENDED, history_date__date__lt=OuterRef("starts_on"))
    held = Q(state__in=Membership.SEATED) | Q(~Exists(never), state__in=ENDED, ends_on__isnull=False)
    begun = Q(starts_on=None) | Q(starts_on__lte=day)
    return Membership.objects.filter(held, begun, Q(ends_on=None) | Q(ends_on__gte=day), body=forum.pk)


def enrolled_places(forum: Forum, day: date) -> QuerySet[Membership]:
    """The places that a quorum is counted of on `day` (재적): in a role that counts, term in force. A stand-in's place is
    none: the seat is its holder's. Members' access is not asked for: a suspension must not make the quorum smaller."""
    places = places_on(forum, day).filter(role__in=COUNTED)
    return places.exclude(pk__in=Delegation.objects.values("stand_in"))
