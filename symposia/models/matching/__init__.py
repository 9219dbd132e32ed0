"""1:1 meetings: rounds with their slots and tables, who comes when, who asks whom, and who meets whom where."""

from symposia.models.matching.meetings import Meeting, MeetingRequest
from symposia.models.matching.rounds import Availability, MatchingRound, MatchingSlot, MatchingTable, MatchingWindow
from symposia.models.matching.running import MatchingMove, SolverRun

__all__ = [
    "Availability",
    "MatchingMove",
    "MatchingRound",
    "MatchingSlot",
    "MatchingTable",
    "MatchingWindow",
    "Meeting",
    "MeetingRequest",
    "SolverRun",
]
