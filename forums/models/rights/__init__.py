"""Jointly owned industrial property rights: cases, who owns which share of them, what was signed, what happened, what it cost.

The title of a case stands in its own columns alone. `str()` of everything here is a reference without it, because what Django
and the platform call a row by (logs, lists of what is deleted, histories) is read by people who must not learn it."""

from forums.models.rights.cases import (
    ALIVE,
    ENDED,
    PENDING,
    UNFILED,
    CaseMove,
    CaseState,
    Inventor,
    IPCase,
    Right,
)
from forums.models.rights.desk import IPDeskMember
from forums.models.rights.facts import CaseEvent, EventKind, Filing, RightUse
from forums.models.rights.money import Cost, CostShare
from forums.models.rights.owners import Act, CaseContact, CoOwner, CoOwnerConsent, JointAct

__all__ = [
    "ALIVE",
    "ENDED",
    "PENDING",
    "UNFILED",
    "Act",
    "CaseContact",
    "CaseEvent",
    "CaseMove",
    "CaseState",
    "CoOwner",
    "CoOwnerConsent",
    "Cost",
    "CostShare",
    "EventKind",
    "Filing",
    "IPCase",
    "IPDeskMember",
    "Inventor",
    "JointAct",
    "Right",
    "RightUse",
]
