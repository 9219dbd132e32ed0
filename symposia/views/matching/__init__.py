"""The pages of 1:1 meetings."""

from symposia.views.matching.asking import (
    meeting_ask,
    meeting_availability,
    meeting_leave,
    meeting_request,
    meeting_withdraw,
)
from symposia.views.matching.browsing import (
    meeting_held,
    meeting_home,
    meeting_round,
    meeting_schedule,
    meeting_schedule_file,
)
from symposia.views.matching.desk import meeting_desk, meeting_progress, meeting_step
from symposia.views.matching.papers import meeting_signs_pdf, meeting_tables_pdf
from symposia.views.matching.placing import meeting_move, meeting_place, meeting_release

__all__ = [
    "meeting_ask",
    "meeting_availability",
    "meeting_desk",
    "meeting_held",
    "meeting_home",
    "meeting_leave",
    "meeting_move",
    "meeting_place",
    "meeting_progress",
    "meeting_release",
    "meeting_request",
    "meeting_round",
    "meeting_schedule",
    "meeting_schedule_file",
    "meeting_signs_pdf",
    "meeting_step",
    "meeting_tables_pdf",
    "meeting_withdraw",
]
