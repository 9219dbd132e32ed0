"""Whom a forum's quorum is counted of: its seats, each once, whoever sits on it or stands in for it."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from council.members.models import Membership
from forums.models.seats import Delegation, Forum

Role = Membership.Role
# Observers and the secretary sit at the table without being counted.
COUNTED = (Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER, Role.DELEGATE)


def enrolled_places(forum: Forum, day: date) -> QuerySet[Membership]:
    """The places that a quorum is counted of on `day` (재적): in a role that counts, term in force. A stand-in's place is
    none: the seat is its holder's. Members' access is not asked for: a suspension must not make the quorum smaller."""
    places = Membership.objects.in_force(day).filter(body=forum.pk, role__in=COUNTED)
    return places.exclude(pk__in=Delegation.objects.values("stand_in"))


def represented_places(forum: Forum, members: Iterable[int], day: date) -> set[int]:
    """The keys of those enrolled places that are represented on `day` by the people with the keys `members`: by their
    holder, or by who stands in for him. Both present is once. Two queries."""
    there = set(members)
    enrolled = dict(enrolled_places(forum, day).values_list("pk", "member"))
    found = {place for place, member in enrolled.items() if member in there}
    standing_in = Membership.objects.in_force(day).filter(body=forum.pk, member__in=there, delegation__isnull=False)
    return found | (set(standing_in.values_list("delegation__place", flat=True)) & set(enrolled))
