from council.members.models.access import AccessReview, PersonalDataAccess
from council.members.models.bodies import Body, Membership
from council.members.models.directory import DirectoryEntry, DirectoryLetter
from council.members.models.interests import Interest, in_conflict_with
from council.members.models.merging import DistinctPair, FormerAddress, MergeRecord
from council.members.models.organisations import Industry, Organisation, Region
from council.members.models.people import Consent, Member, MemberSkill, Skill, User
from council.members.models.photos import Photo
from council.members.models.posts import ColleagueInvitation, Contact, Seat
from council.members.models.privacy import ErasureRequest, PersonalExport
from council.members.models.retention import RetentionRun
from council.members.models.support import SupportStep

__all__ = [
    "AccessReview",
    "Body",
    "ColleagueInvitation",
    "Consent",
    "Contact",
    "DirectoryEntry",
    "DirectoryLetter",
    "DistinctPair",
    "ErasureRequest",
    "FormerAddress",
    "Industry",
    "Interest",
    "Member",
    "MemberSkill",
    "Membership",
    "MergeRecord",
    "Organisation",
    "PersonalDataAccess",
    "PersonalExport",
    "Photo",
    "Region",
    "RetentionRun",
    "Seat",
    "Skill",
    "SupportStep",
    "User",
    "in_conflict_with",
]
