"""1:1 meetings: who asks whom, and who meets whom in which slot at which table."""

from symposia.services.matching.asking import (
    accept,
    ask,
    days_away,
    decline,
    is_registered,
    leave,
    leave_without_place,
    offers_to_name,
    state_availability,
    withdraw,
)
from symposia.services.matching.board import Board
from symposia.services.matching.explaining import Explanation, Reason, detail, explain
from symposia.services.matching.figures import Figures, figures
from symposia.services.matching.laying_out import lay_out, step_round
from symposia.services.matching.placing import (
    confirm_proposed,
    move_meeting,
    place_by_hand,
    reasons,
    record_held,
    release_meeting,
)
from symposia.services.matching.running import latest_run, request_run, solve_due

__all__ = [
    "Board",
    "Explanation",
    "Figures",
    "Reason",
    "accept",
    "ask",
    "confirm_proposed",
    "days_away",
    "decline",
    "detail",
    "explain",
    "figures",
    "is_registered",
    "latest_run",
    "lay_out",
    "leave",
    "leave_without_place",
    "move_meeting",
    "offers_to_name",
    "place_by_hand",
    "reasons",
    "record_held",
    "release_meeting",
    "request_run",
    "solve_due",
    "state_availability",
    "step_round",
    "withdraw",
]
