"""What happened in the life of a member, as the history of the rows has it: for the person's own page and for staff's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from council.members.models import Member

State = Member.State


@dataclass(frozen=True)
class Step:
    """One thing that happened. `tone` as components have it; `by` is the log-in that did it, None for the portal itself."""

    at: datetime
    title: str | Promise
    text: str | Promise = ""
    tone: str = "neutral"
    by: Any = None
    url: str = ""


# What the first word of a change's reason (`services.states.note`) means, with its tone.
VERBS: dict[str, tuple[Any, str]] = {
    "submit": (_("Application sent"), "info"),
    "approve": (_("Became a member"), "success"),
    "decline": (_("Application declined"), "warning"),
    "suspend": (_("Membership suspended"), "danger"),
    "reinstate": (_("Membership reinstated"), "success"),
    "withdraw": (_("Left the council"), "neutral"),
    "expire": (_("Membership expired"), "warning"),
    "renew": (_("Membership renewed"), "success"),
}


def verb_of(reason: str | None) -> tuple[str, str]:
    """The verb and the words of a change's reason: `decline: no room` are (`decline`, `no room`)."""
    verb, _colon, words = (reason or "").partition(":")
    return verb.strip(), words.strip()


def membership_steps(rows: Iterable[Any]) -> list[Step]:
    """The steps of a membership in historical `rows` of one member, in their order."""
    steps = []
    for row in rows:
        verb, words = verb_of(row.history_change_reason)
        if verb in VERBS:
            title, tone = VERBS[verb]
            steps.append(Step(row.history_date, title, words, tone, row.history_user))
    return steps


def own_steps(member: Member) -> list[Step]:
    """The steps of one's own membership, the latest first. One query."""
    rows = member.history.select_related("history_user").filter(history_change_reason__regex=rf"^({'|'.join(VERBS)})(:|$)")
    found = list(rows)
    told = {verb_of(row.history_change_reason)[0] for row in found}
    steps = [*membership_steps(found), *_steps_of_the_row(member, told)]
    return sorted(steps, key=lambda step: step.at, reverse=True)


def _steps_of_the_row(member: Member, told: set[str]) -> list[Step]:
    """What the row itself says of a person who came another way (an import): the history has no verb for it."""
    steps = []
    if member.applied_at and "submit" not in told:
        steps.append(Step(member.applied_at, VERBS["submit"][0], tone=VERBS["submit"][1]))
    decision = {State.DECLINED: "decline", State.WITHDRAWN: "withdraw", State.SUSPENDED: "suspend"}.get(
        State(member.state), "approve"
    )
    if member.decided_at and not told & {"approve", "decline", "suspend", "reinstate", "withdraw"}:
        title, tone = VERBS[decision]
        steps.append(Step(member.decided_at, title, member.decision_reason, tone, member.decided_by))
    return steps
