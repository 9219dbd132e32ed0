"""The verbs of the invitation pipeline. Each locks what it changes, asks whether `by` may, and writes who, when and why."""

from focusgroup.services.invitations.consenting import ask_consents
from focusgroup.services.invitations.deliverables import (
    approve_plan,
    approve_proposal,
    remove_data_item,
    save_data_item,
    write_plan,
    write_proposal,
)
from focusgroup.services.invitations.dispatching import DispatchBlocked, Missing, dispatch, what_is_missing
from focusgroup.services.invitations.engagements import accept_nda, end_engagement, save_engagement
from focusgroup.services.invitations.landing import land_target
from focusgroup.services.invitations.moves import Verb, move_target, possible_verbs
from focusgroup.services.invitations.targets import note_touch, save_facts, save_result, save_target

__all__ = [
    "DispatchBlocked",
    "Missing",
    "Verb",
    "accept_nda",
    "approve_plan",
    "approve_proposal",
    "ask_consents",
    "dispatch",
    "end_engagement",
    "land_target",
    "move_target",
    "note_touch",
    "possible_verbs",
    "remove_data_item",
    "save_data_item",
    "save_engagement",
    "save_facts",
    "save_result",
    "save_target",
    "what_is_missing",
    "write_plan",
    "write_proposal",
]
