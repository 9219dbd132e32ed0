"""The invitation pipeline: who may be invited to the region, what is prepared for it, and who works on it.

The name of a target stands in its own columns alone. `str()` of everything here is a reference without it, because what Django
and the platform call a row by (logs, lists of what is deleted, histories) is read by people who must not learn it."""

from focusgroup.models.invitations.deliverables import DataItem, DataPack, InvitationPlan, InvitationProposal
from focusgroup.models.invitations.engagements import AgencyEngagement, Dispatch
from focusgroup.models.invitations.facts import InvestmentFacts, InvitationResult
from focusgroup.models.invitations.targets import SETTLED, InvitationTarget, Stage, Standing, TargetMove, Touch
from focusgroup.models.invitations.team import InvitationTeamMember

__all__ = [
    "SETTLED",
    "AgencyEngagement",
    "DataItem",
    "DataPack",
    "Dispatch",
    "InvestmentFacts",
    "InvitationPlan",
    "InvitationProposal",
    "InvitationResult",
    "InvitationTarget",
    "InvitationTeamMember",
    "Stage",
    "Standing",
    "TargetMove",
    "Touch",
]
