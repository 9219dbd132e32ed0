from focusgroup.models.analyses import ClusterAnalysis
from focusgroup.models.clusters import Cluster, HybridCluster, Milestone, StageMove
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
from focusgroup.models.statistics import IndustryStatistic, StatisticsVersion

__all__ = [
    "AgencyEngagement",
    "Cluster",
    "ClusterAnalysis",
    "DataItem",
    "DataPack",
    "Dispatch",
    "HybridCluster",
    "IndustryStatistic",
    "InvestmentFacts",
    "InvitationPlan",
    "InvitationProposal",
    "InvitationResult",
    "InvitationTarget",
    "InvitationTeamMember",
    "Milestone",
    "Seat",
    "StageMove",
    "StatisticsVersion",
    "TargetMove",
    "Touch",
]
