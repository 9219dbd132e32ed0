from focusgroup.models.clusters import Cluster
from focusgroup.models.invitations import (
    AgencyEngagement,
    DataItem,
    DataPack,
    Dispatch,
    InvestmentFacts,
    InvitationPlan,
    InvitationProposal,
    InvitationResult,
    InvitationTarget,
    InvitationTeamMember,
    TargetMove,
    Touch,
)
from focusgroup.models.seats import Seat

__all__ = [
    "AgencyEngagement",
    "Cluster",
    "DataItem",
    "DataPack",
    "Dispatch",
    "InvestmentFacts",
    "InvitationPlan",
    "InvitationProposal",
    "InvitationResult",
    "InvitationTarget",
    "InvitationTeamMember",
    "Seat",
    "TargetMove",
    "Touch",
]
