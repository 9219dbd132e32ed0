"""What can be done with people and their membership. Each verb is one transaction and locks the person's row first."""

from council.members.services.applications import (
    approve_application,
    approve_applications,
    decline_application,
    decline_applications,
    save_application_draft,
    submit_application,
)
from council.members.services.consents import give_consent, needs_required_consent, withdraw_consent
from council.members.services.errors import (
    ApplicationIncompleteError,
    ConsentRefusedError,
    MemberStateError,
    ReasonMissingError,
)
from council.members.services.logins import end_sessions, ensure_member
from council.members.services.membership import (
    end_memberships,
    expire_memberships,
    reinstate_member,
    suspend_member,
    withdraw_member,
)
from council.members.services.profile import save_profile
from council.members.services.states import TRANSITIONS, BulkResult, may

__all__ = [
    "TRANSITIONS",
    "ApplicationIncompleteError",
    "BulkResult",
    "ConsentRefusedError",
    "MemberStateError",
    "ReasonMissingError",
    "approve_application",
    "approve_applications",
    "decline_application",
    "decline_applications",
    "end_memberships",
    "end_sessions",
    "ensure_member",
    "expire_memberships",
    "give_consent",
    "may",
    "needs_required_consent",
    "reinstate_member",
    "save_application_draft",
    "save_profile",
    "submit_application",
    "suspend_member",
    "withdraw_consent",
    "withdraw_member",
]
