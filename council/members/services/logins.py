"""Log-ins: the member that belongs to each, and the end of their sessions."""

from typing import Any

from allauth.usersessions.models import UserSession

from council.members.models import Member


def ensure_member(user: Any, language: str = "ko") -> Member:
    """The member of a log-in. Sign-up makes one; a log-in that came another way gets its draft here."""
    member, _created = Member.objects.select_related("user", "organisation").get_or_create(
        user=user, defaults={"language": language}
    )
    return member


def end_sessions(user: Any) -> int:
    """Log `user` out everywhere; returns how many sessions ended."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)
