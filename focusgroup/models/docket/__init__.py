from focusgroup.models.docket.deciding import Decision, Sitting, Vote
from focusgroup.models.docket.following import Action, AuthorityReply, Project
from focusgroup.models.docket.opportunities import Opportunity
from focusgroup.models.docket.proposals import Evidence, NumberCounter, Proposal, ProposalMove
from focusgroup.models.docket.reviewing import Comment, CommentRound, Review

__all__ = [
    "Action",
    "AuthorityReply",
    "Comment",
    "CommentRound",
    "Decision",
    "Evidence",
    "NumberCounter",
    "Opportunity",
    "Project",
    "Proposal",
    "ProposalMove",
    "Review",
    "Sitting",
    "Vote",
]
