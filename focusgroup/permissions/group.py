"""Who somebody is in the Focus Group: asked by every part of it."""

from datetime import datetime
from typing import Any

from django.http import Http404

from council.members.models import Member, Membership
from council.members.permissions import member_of
from council.staff import coordinates
from focusgroup.group import SLUG, places

Role = Membership.Role


def is_desk(user: Any) -> bool:
    """Whether `user` is staff of the Focus Group: its secretariat at work."""
    return coordinates(user, SLUG)


def acting_member(user: Any, now: datetime) -> Member | None:
    """The member of a log-in with members' access at `now`; None for anybody else: what is one's own waits for who is suspended
    or has left."""
    member = member_of(user)
    return member if member is not None and member.has_access(now) else None


def place_of(user: Any, now: datetime) -> Membership | None:
    """The place in the Focus Group that `user` holds at `now`, with its body and member; None for anybody else."""
    member = member_of(user)
    if member is None:
        return None
    return places(now).filter(member=member).select_related("body", "member").order_by("pk").first()


def is_inside(user: Any, now: datetime) -> bool:
    """Whether what is for the body alone is for `user`: who sits in it, and its staff."""
    return is_desk(user) or place_of(user, now) is not None


def has_role(user: Any, now: datetime, *roles: Role) -> bool:
    """Whether `user` holds one of `roles` in the Focus Group at `now`."""
    place = place_of(user, now)
    return place is not None and place.role in roles


def get_place_or_404(user: Any, now: datetime) -> Membership:
    """The place in the Focus Group that `user` holds at `now`. Raises `Http404` for everybody else."""
    place = place_of(user, now)
    if place is None:
        raise Http404
    return place
