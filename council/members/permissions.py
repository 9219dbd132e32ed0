"""Who may do what with people and bodies."""

from datetime import datetime
from typing import Any

from council.members.models import Member


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
