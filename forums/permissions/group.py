"""Who somebody is in the technology forums: asked by every part of it."""

from datetime import datetime
from typing import Any

from django.http import Http404

from council.members.models import Membership
from council.members.permissions import member_of
from council.staff import coordinates
from forums.group import SLUG, places
from forums.models import Forum

Role = Membership.Role


def is_desk(user: Any) -> bool:
    """Whether `user` is staff of the technology forums: their secretariat at work."""
    return coordinates(user, SLUG)


def place_in(user: Any, forum: Forum, now: datetime) -> Membership | None:
    """The place in `forum` that `user` holds at `now`, with its body and member; None for anybody else."""
    member = member_of(user)
    if member is None:
        return None
    return places(now).filter(member=member, body=forum.pk).select_related("body", "member", "seat__organisation").first()


def is_inside(user: Any, forum: Forum, now: datetime) -> bool:
    """Whether what is for the forum alone is for `user`: who sits in it, and its staff."""
    return is_desk(user) or place_in(user, forum, now) is not None


def chairs(user: Any, forum: Forum, now: datetime) -> bool:
    """Whether `user` chairs `forum` at `now`, as chair or vice-chair."""
    place = place_in(user, forum, now)
    return place is not None and place.role in (Role.CHAIR, Role.VICE_CHAIR)


def get_forum_or_404(slug: str) -> Forum:
    """The forum at the address `slug`. Raises `Http404` where there is none: that a forum exists is no secret."""
    forum = Forum.objects.filter(body__slug=slug).select_related("body", "host").first()
    if forum is None:
        raise Http404
    return forum
