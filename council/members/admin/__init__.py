"""Staff's screens for people and organisations. Actions call the services."""

from council.members.admin.bodies import BodyAdmin, MembershipAdmin
from council.members.admin.logins import UserAdmin
from council.members.admin.organisations import (
    ColleagueInvitationAdmin,
    IndustryAdmin,
    OrganisationAdmin,
    RegionAdmin,
    SkillAdmin,
)
from council.members.admin.people import MemberAdmin

__all__ = [
    "BodyAdmin",
    "ColleagueInvitationAdmin",
    "IndustryAdmin",
    "MemberAdmin",
    "MembershipAdmin",
    "OrganisationAdmin",
    "RegionAdmin",
    "SkillAdmin",
    "UserAdmin",
]
