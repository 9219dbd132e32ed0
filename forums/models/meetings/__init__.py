from forums.models.meetings.agenda import ItemClearance, ItemProposal, RiskTerm, TalkStopped
from forums.models.meetings.following import ActionItem, SpeakerFee
from forums.models.meetings.meeting import Meeting, MeetingMove
from forums.models.meetings.minutes import MinutesRevision

__all__ = [
    "ActionItem",
    "ItemClearance",
    "ItemProposal",
    "Meeting",
    "MeetingMove",
    "MinutesRevision",
    "RiskTerm",
    "SpeakerFee",
    "TalkStopped",
]
