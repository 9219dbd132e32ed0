"""Staff's screens for people and organisations. Actions call the services."""

from council.members.admin.access import PersonalDataAccessAdmin
from council.members.admin.bodies import BodyAdmin, MembershipAdmin
from council.members.admin.erasures import ErasureRequestAdmin
from council.members.admin.interests import InterestAdmin
from council.members.admin.letters import DirectoryLetterAdmin
from council.members.admin.logins import UserAdmin
from council.members.admin.organisations import (
    ColleagueInvitationAdmin,
    IndustryAdmin,
    OrganisationAdmin,
    RegionAdmin,
    SkillAdmin,
)
from council.members.admin.people import MemberAdmin
from council.members.admin.retention import RetentionRunAdmin
from council.members.admin.support import SupportStepAdmin

__all__ = [
    "BodyAdmin",
    "ColleagueInvitationAdmin",
    "DirectoryLetterAdmin",
    "ErasureRequestAdmin",
    "IndustryAdmin",
    "InterestAdmin",
    "MemberAdmin",
    "MembershipAdmin",
    "OrganisationAdmin",
    "PersonalDataAccessAdmin",
    "RegionAdmin",
    "RetentionRunAdmin",
    "SkillAdmin",
    "SupportStepAdmin",
    "UserAdmin",
]
