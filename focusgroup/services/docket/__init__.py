"""The docket's verbs: opportunity → proposal → decision → follow-up."""

from focusgroup.services.docket.deciding import possible_outcomes, record_decision
from focusgroup.services.docket.drafting import (
    begin_proposal,
    discard_draft,
    draft_proposal,
    submit_proposal,
    withdraw_proposal,
    write_proposal,
)
from focusgroup.services.docket.following import (
    add_action,
    add_project,
    begin_implementing,
    change_action,
    close_proposal,
    finish_action,
    forward_proposal,
    record_reply,
)
from focusgroup.services.docket.machine import can_move
from focusgroup.services.docket.opportunities import (
    add_opportunity,
    draft_from_opportunity,
    seed_opportunity,
    settle_opportunity,
)
from focusgroup.services.docket.papers import attach_paper
from focusgroup.services.docket.results import results
from focusgroup.services.docket.reviewing import (
    begin_screening,
    comment,
    open_round,
    possible_reviewers,
    replace_reviewer,
    return_proposal,
    send_to_review,
    write_review,
)
from focusgroup.services.docket.sittings import (
    cast_vote,
    close_vote,
    open_vote,
    place_on_agenda,
    record_votes,
    tally_of,
)

__all__ = [
    "add_action",
    "add_opportunity",
    "add_project",
    "attach_paper",
    "begin_implementing",
    "begin_proposal",
    "begin_screening",
    "can_move",
    "cast_vote",
    "change_action",
    "close_proposal",
    "close_vote",
    "comment",
    "discard_draft",
    "draft_from_opportunity",
    "draft_proposal",
    "finish_action",
    "forward_proposal",
    "open_round",
    "open_vote",
    "place_on_agenda",
    "possible_outcomes",
    "possible_reviewers",
    "record_decision",
    "record_reply",
    "record_votes",
    "replace_reviewer",
    "results",
    "return_proposal",
    "seed_opportunity",
    "send_to_review",
    "settle_opportunity",
    "submit_proposal",
    "tally_of",
    "withdraw_proposal",
    "write_proposal",
    "write_review",
]
