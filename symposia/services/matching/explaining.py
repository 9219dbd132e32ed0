"""Why an accepted request has no meeting: asked of the board as it stands, so that what is said is true when it is said."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from symposia.models import MeetingRequest
from symposia.services.matching.board import PROGRAMME, Board, Why


class Reason(StrEnum):
    """The first of these that is so."""

    UNREGISTERED = "unregistered"
    ABSENT = "absent"
    OVER = "over"
    OUTSIDE = "outside"
    NO_COMMON_TIME = "no-common-time"
    PROGRAMME = "programme"
    BUSY = "busy"
    TABLES = "tables"
    BUSY_OR_TABLES = "busy-or-tables"
    FREE = "free"


@dataclass(frozen=True)
class Explanation:
    """Why `request` is not placed. Of the slots still to come for which both said that they are free (`common`), so many are
    lost to talks and sessions, to other meetings of the two, to full tables; in the rest (`free`) it could be."""

    request: MeetingRequest
    reason: Reason
    common: int = 0
    programme: int = 0
    busy: int = 0
    tables: int = 0
    free: int = 0

    def __str__(self) -> str:
        return _sentence(self)


def explain(board: Board, requests: Iterable[MeetingRequest]) -> list[Explanation]:
    """Why each of `requests` has no meeting on `board`."""
    return [_explain(board, request) for request in requests]


def _explain(board: Board, request: MeetingRequest) -> Explanation:
    sides = (request.asker_id, request.asked_id)
    if any(member not in board.available for member in sides):
        return Explanation(request, Reason.ABSENT)
    if any(member not in board.registered for member in sides):
        return Explanation(request, Reason.UNREGISTERED)
    coming = [slot for slot in board.slots.values() if slot.starts_at > board.now]
    if not coming:
        return Explanation(request, Reason.OVER)
    coming = [slot for slot in coming if not board.is_outside(slot)]
    if not coming:
        return Explanation(request, Reason.OUTSIDE)
    common = [slot for slot in coming if all(board.is_there(member, slot) for member in sides)]
    if not common:
        return Explanation(request, Reason.NO_COMMON_TIME)
    counts = {Why.TALK: 0, Why.BUSY: 0, Why.TABLES: 0}
    for slot in common:
        if any(why in PROGRAMME for why, _member in board.fixed(request, slot)):
            counts[Why.TALK] += 1
            continue
        against = board.busy(request, slot)
        if against:
            counts[against[0][0]] += 1
    programme, busy, tables = counts.values()
    free = len(common) - programme - busy - tables
    return Explanation(request, _reason(programme, busy, tables, free), len(common), programme, busy, tables, free)


def _reason(programme: int, busy: int, tables: int, free: int) -> Reason:
    if free:
        return Reason.FREE
    if not busy and not tables:
        return Reason.PROGRAMME
    if not tables:
        return Reason.BUSY
    return Reason.BUSY_OR_TABLES if busy else Reason.TABLES


def _sentence(told: Explanation) -> str:
    if told.reason == Reason.FREE:
        text = ngettext(
            "A time and a table are free: %(free)d time is possible.",
            "A time and a table are free: %(free)d times are possible.",
            told.free,
        )
        return text % {"free": told.free}
    return {
        Reason.UNREGISTERED: _("One of the two has no place at the symposium any more."),
        Reason.ABSENT: _("One of the two does not take part any more."),
        Reason.OVER: _("All times of the round are over."),
        Reason.OUTSIDE: _("The times of the round are not within the symposium."),
        Reason.NO_COMMON_TIME: _("The two have no common free time."),
        Reason.PROGRAMME: _("In all their common times one of the two speaks, or has booked a session or another meeting."),
        Reason.BUSY: _("In all their common times one of the two has another meeting."),
        Reason.TABLES: _("In all their common times all tables are taken."),
        Reason.BUSY_OR_TABLES: _("In their common times one of the two has another meeting, or all tables are taken."),
    }[told.reason]


def detail(told: Explanation) -> str:
    """The numbers behind it, for the desk: “5 common times. Speaking or booked: 2 …”."""
    if not told.common:
        return ""
    text = ngettext(
        "%(common)d common time. Speaking or booked: %(programme)d, other meetings: %(busy)d, no table: %(tables)d.",
        "%(common)d common times. Speaking or booked: %(programme)d, other meetings: %(busy)d, no table: %(tables)d.",
        told.common,
    )
    numbers = {"common": told.common, "programme": told.programme, "busy": told.busy, "tables": told.tables}
    return text % numbers


def words(why: Why, name: str) -> str:
    """One obstacle of a meeting by hand, in a sentence: `name` is whom it is about."""
    return {
        Why.PAST: _("This time has begun already."),
        Why.OUTSIDE: _("This time is not within the symposium."),
        Why.ABSENT: _("%(name)s does not take part."),
        Why.UNREGISTERED: _("%(name)s has no place at the symposium."),
        Why.UNAVAILABLE: _("%(name)s is not available then."),
        Why.TALK: _("%(name)s speaks then."),
        Why.SESSION: _("%(name)s has booked a session then."),
        Why.ELSEWHERE: _("%(name)s has a meeting of another round then."),
        Why.BUSY: _("%(name)s has another meeting then."),
        Why.TABLES: _("All tables are taken then."),
        Why.TABLE: _("This table is taken then."),
    }[why] % {"name": name}
