"""A proposal's record in the words and colours of a page."""

from typing import Any

from council import when
from focusgroup.models import Proposal
from focusgroup.services.docket.words import PUBLIC_VERBS, TONES, move_name

State = Proposal.State
STATE_TONES: dict[str, str] = {
    State.DRAFT: "neutral",
    State.SUBMITTED: "info",
    State.SCREENING: "info",
    State.RETURNED: "warning",
    State.UNDER_REVIEW: "info",
    State.ON_AGENDA: "info",
    State.ADOPTED: "success",
    State.ADOPTED_WITH_CHANGES: "success",
    State.DEFERRED: "warning",
    State.DECLINED: "danger",
    State.FORWARDED: "success",
    State.ANSWERED: "success",
    State.IMPLEMENTING: "success",
    State.CLOSED: "neutral",
    State.WITHDRAWN: "neutral",
}


def timeline(proposal: Proposal, *, inside: bool) -> list[dict[str, Any]]:
    """Everything under the number in its order; without names, reasons and inner steps for who stands outside."""
    moves = proposal.moves.select_related("by__member__user").order_by("at", "pk")
    if not inside:
        moves = moves.filter(verb__in=PUBLIC_VERBS)
    items = []
    for move in moves:
        text = ""
        if inside:
            member = getattr(move.by, "member", None)
            # Staff whose log-in was made by a command has no member.
            name = member.display_name() if member is not None else str(move.by or "")
            text = " – ".join(part for part in (name, move.reason) if part)
        items.append(
            {
                "when": when.moment(move.at) if inside else when.day(move.at),
                "title": move_name(move.verb),
                "text": text,
                "tone": TONES.get(move.verb, "neutral"),
            }
        )
    return items
