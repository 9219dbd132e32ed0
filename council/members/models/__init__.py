from council.members.models.bodies import Body, Membership
from council.members.models.organisations import Industry, Organisation, Region
from council.members.models.people import Consent, Member, MemberSkill, Skill, User

__all__ = ["Body", "Consent", "Industry", "Member", "MemberSkill", "Membership", "Organisation", "Region", "Skill", "User"]
