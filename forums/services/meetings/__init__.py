"""The verbs of meetings: each one transaction that holds the meeting's row."""

from forums.services.meetings.agenda import (
    add_item,
    change_item,
    clear_item,
    decline_proposal,
    digest,
    propose_item,
    remove_item,
    submit_agenda,
    take_proposal,
    writers,
)
from forums.services.meetings.following import (
    add_action,
    cap_of,
    finish_action,
    follow_moved_lectures,
    may_finish,
    report_day,
    set_fee,
)
from forums.services.meetings.keeping import keep_meetings, uncleared
from forums.services.meetings.machine import can_move
from forums.services.meetings.minutes import approve_minutes, approving_meetings, compare, write_minutes
from forums.services.meetings.prompts import Piece, competitors, is_risky, marked
from forums.services.meetings.quorum import actual, forecast, present_members, seats_of
from forums.services.meetings.running import (
    close_meeting,
    later_meetings,
    log_stopped,
    record_held,
    send_notice,
    send_regrets,
    tell_changed_agendas,
    tell_latecomers,
)
from forums.services.meetings.telling import tell_action

__all__ = [
    "Piece",
    "actual",
    "add_action",
    "add_item",
    "approve_minutes",
    "approving_meetings",
    "can_move",
    "cap_of",
    "change_item",
    "clear_item",
    "close_meeting",
    "compare",
    "competitors",
    "decline_proposal",
    "digest",
    "finish_action",
    "follow_moved_lectures",
    "forecast",
    "is_risky",
    "keep_meetings",
    "later_meetings",
    "log_stopped",
    "marked",
    "may_finish",
    "present_members",
    "propose_item",
    "record_held",
    "remove_item",
    "report_day",
    "seats_of",
    "send_notice",
    "send_regrets",
    "set_fee",
    "submit_agenda",
    "take_proposal",
    "tell_action",
    "tell_changed_agendas",
    "tell_latecomers",
    "uncleared",
    "write_minutes",
    "writers",
]
