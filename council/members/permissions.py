"""Who may do what with people and bodies, and whose staff someone is."""

from datetime import datetime
from typing import Any

from council import programmes
from council.members.models import Member

GROUP_PREFIX = "coordinators:"
# The secretariat coordinates the council itself; people, organisations and messages are its alone.
COUNCIL = "council"


def coordinated_programmes(user: Any) -> frozenset[str]:
    """The slugs of the programmes whose staff `user` is: all for a superuser, none for a visitor or one who is no staff."""
    if not user.is_authenticated or not user.is_active or not user.is_staff:
        return frozenset()
    if user.is_superuser:
        return frozenset(programmes.slugs())
    cached: frozenset[str] | None = getattr(user, "_coordinated_programmes", None)
    if cached is None:
        names = user.groups.filter(name__startswith=GROUP_PREFIX).values_list("name", flat=True)
        cached = frozenset(name.removeprefix(GROUP_PREFIX) for name in names)
        user._coordinated_programmes = cached
    return cached


def coordinates(user: Any, programme: str) -> bool:
    """Whether `user` is staff of `programme`."""
    return programme in coordinated_programmes(user)


def is_secretariat(user: Any) -> bool:
    """Whether `user` belongs to the secretariat: people, organisations, messages, content."""
    return coordinates(user, COUNCIL)


def member_of(user: Any) -> Member | None:
    """The member of a log-in; None for a visitor."""
    if not user.is_authenticated:
        return None
    member: Member | None = Member.objects.filter(user=user).first() if not hasattr(user, "_member") else user._member
    user._member = member
    return member


def has_member_access(user: Any, now: datetime) -> bool:
    """Whether `user` sees what is for members."""
    member = member_of(user)
    return member is not None and member.has_access(now)
