"""What a symposium leaves behind: CEO talks, obstacles, network actions, what came of contacts."""

from symposia.services.outcomes.actions import (
    agree_action,
    agreed_before,
    discussions_of,
    settle_action,
    silent_discussions,
)
from symposia.services.outcomes.follow_ups import answer_follow_up, plan_follow_ups, report
from symposia.services.outcomes.obstacles import (
    beds,
    close_session,
    hand_on,
    open_sessions,
    record_obstacle,
    reopen_session,
    resolve_obstacle,
    sessions_of,
)
from symposia.services.outcomes.taking import take_ceo_talks
from symposia.services.outcomes.talks import (
    ask_question,
    ends_at,
    is_live,
    save_talk,
    settle_question,
    talk_in,
    tells,
    words_of,
)

__all__ = [
    "agree_action",
    "agreed_before",
    "answer_follow_up",
    "ask_question",
    "beds",
    "close_session",
    "discussions_of",
    "ends_at",
    "hand_on",
    "is_live",
    "open_sessions",
    "plan_follow_ups",
    "record_obstacle",
    "reopen_session",
    "report",
    "resolve_obstacle",
    "save_talk",
    "sessions_of",
    "settle_action",
    "settle_question",
    "silent_discussions",
    "take_ceo_talks",
    "talk_in",
    "tells",
    "words_of",
]
