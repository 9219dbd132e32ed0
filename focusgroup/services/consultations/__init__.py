"""Consultations from the question to what came of it. Each verb is one transaction and locks the consultation's row first."""

from focusgroup.services.consultations.advising import give_advice, rate_advice, tell_outcome
from focusgroup.services.consultations.asking import ask, discard_draft, save_draft, submit, take_back
from focusgroup.services.consultations.errors import AskedBefore, DayPast, ExpertAway, ExpertUnfit, NoOrganisation
from focusgroup.services.consultations.offering import accept, close, decline, free_of_expert, offer, triage, withdraw_offer
from focusgroup.services.consultations.overdue import escalate_overdue
from focusgroup.services.consultations.ranking import Ranked, rank_experts
from focusgroup.services.consultations.steps import may

__all__ = [
    "AskedBefore",
    "DayPast",
    "ExpertAway",
    "ExpertUnfit",
    "NoOrganisation",
    "Ranked",
    "accept",
    "ask",
    "close",
    "decline",
    "discard_draft",
    "escalate_overdue",
    "free_of_expert",
    "give_advice",
    "may",
    "offer",
    "rank_experts",
    "rate_advice",
    "save_draft",
    "submit",
    "take_back",
    "tell_outcome",
    "triage",
    "withdraw_offer",
]
