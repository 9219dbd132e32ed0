from forums.models.rights import (
    CaseContact,
    CaseEvent,
    CaseMove,
    CoOwner,
    CoOwnerConsent,
    Cost,
    CostShare,
    Filing,
    Inventor,
    IPCase,
    IPDeskMember,
    JointAct,
    RightUse,
)
from forums.models.seats import Forum

__all__ = [
    "CaseContact",
    "CaseEvent",
    "CaseMove",
    "CoOwner",
    "CoOwnerConsent",
    "Cost",
    "CostShare",
    "Filing",
    "Forum",
    "IPCase",
    "IPDeskMember",
    "Inventor",
    "JointAct",
    "RightUse",
]
