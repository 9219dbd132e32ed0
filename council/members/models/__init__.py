from council.members.models.bodies import Body, Membership
from council.members.models.organisations import Industry, Organisation, Region
from council.members.models.people import Consent, Member, MemberSkill, Skill, User
from council.members.models.posts import ColleagueInvitation, Contact, Seat

__all__ = [
    "Body",
    "ColleagueInvitation",
    "Consent",
    "Contact",
    "Industry",
    "Member",
    "MemberSkill",
    "Membership",
    "Organisation",
    "Region",
    "Seat",
    "Skill",
    "User",
]
