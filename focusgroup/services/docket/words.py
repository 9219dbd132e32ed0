"""What entries of a proposal's record are called."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from focusgroup.models import Decision
from focusgroup.services.docket.machine import MOVES

# What is written down beside the moves.
NOTES: dict[str, Any] = {
    "reviewer": _("A reviewer was replaced"),
    "reviewed": _("A review came in"),
    "round": _("A comment round was opened"),
    "amend": _("An amendment was put on the agenda"),
    "open-vote": _("The vote was opened"),
    "close-vote": _("The vote was closed"),
    "no-quorum": _("The vote was closed without a quorum"),
    "action": _("An action was agreed on"),
    "action-done": _("An action is done"),
    "project": _("A project came of it"),
    Decision.Outcome.AMENDED.value: _("Amended"),
    Decision.Outcome.NOT_AMENDED.value: _("Not amended"),
}
TONES = {
    "adopt": "success",
    "adopt-changed": "success",
    "amended": "success",
    "decline": "danger",
    "withdraw": "danger",
    "return": "warning",
    "defer": "warning",
    "no-quorum": "warning",
    "forward": "info",
    "answer": "info",
    "implement": "info",
    "close": "success",
    "action-done": "success",
    "project": "success",
}
# The steps that the public is shown.
PUBLIC_VERBS = ("submit", "adopt", "adopt-changed", "amended", "forward", "answer", "implement", "project", "close")


def move_name(verb: str) -> str:
    """A move in words, in the reader's language."""
    move = MOVES.get(verb)
    return str(move.name if move else NOTES.get(verb, verb))
