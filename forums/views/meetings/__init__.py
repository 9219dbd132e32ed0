"""The pages of meetings."""

from forums.views.meetings.agenda import (
    item_edit,
    item_new,
    item_propose,
    item_remove,
    meeting_clearance,
    proposal_decline,
    proposal_take,
)
from forums.views.meetings.browsing import agenda_document, meeting_detail, meeting_list, minutes_document
from forums.views.meetings.following import action_done, action_new
from forums.views.meetings.minutes import minutes_approve, minutes_edit, minutes_revision
from forums.views.meetings.running import meeting_regrets, meeting_step, meeting_stopped

__all__ = [
    "action_done",
    "action_new",
    "agenda_document",
    "item_edit",
    "item_new",
    "item_propose",
    "item_remove",
    "meeting_clearance",
    "meeting_detail",
    "meeting_list",
    "meeting_regrets",
    "meeting_step",
    "meeting_stopped",
    "minutes_approve",
    "minutes_document",
    "minutes_edit",
    "minutes_revision",
    "proposal_decline",
    "proposal_take",
]
