"""The state machine of `Member`: which verb leads from where to where (README, “States”)."""

from dataclasses import dataclass, field
from typing import Any

from council.members.models import Member
from council.members.services.errors import MemberStateError

State = Member.State

TRANSITIONS: dict[str, tuple[frozenset[str], str]] = {
    "submit": (frozenset({State.DRAFT, State.DECLINED, State.WITHDRAWN, State.EXPIRED}), State.APPLIED),
    "approve": (frozenset({State.APPLIED}), State.ACTIVE),
    "decline": (frozenset({State.APPLIED}), State.DECLINED),
    "suspend": (frozenset({State.ACTIVE}), State.SUSPENDED),
    "reinstate": (frozenset({State.SUSPENDED, State.EXPIRED}), State.ACTIVE),
    "withdraw": (frozenset({State.APPLIED, State.ACTIVE, State.SUSPENDED}), State.WITHDRAWN),
    "expire": (frozenset({State.ACTIVE}), State.EXPIRED),
}


@dataclass
class BulkResult:
    """What became of many: the members that were changed, and those that somebody else had decided on before."""

    done: list[Member] = field(default_factory=list)
    skipped: list[Member] = field(default_factory=list)


def may(member: Member, verb: str) -> bool:
    """Whether `verb` is possible in the member's state."""
    return member.state in TRANSITIONS[verb][0]


def lock(member: Member) -> Member:
    """The member's row, locked for this transaction, as it is now."""
    return Member.objects.select_for_update(no_key=True, of=("self",)).select_related("user", "organisation").get(pk=member.pk)


def change(member: Member, verb: str, *, by: Any | None, reason: str = "") -> None:
    """Move a locked member along `verb`; the caller saves. `by` and `reason` go into the history.

    Raises `MemberStateError` where the state does not allow it."""
    if not may(member, verb):
        raise MemberStateError(member)
    member.state = TRANSITIONS[verb][1]
    note(member, by=by, reason=f"{verb}: {reason}" if reason else verb)


def note(obj: Any, *, by: Any | None, reason: str) -> None:
    """Who and why, for the history that the next save writes."""
    obj._history_user = by
    obj._change_reason = reason[:100]
