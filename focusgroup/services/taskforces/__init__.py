"""Task forces: formed, composed, extended, dissolved. Each verb is one transaction and locks the task force's row first."""

from focusgroup.services.taskforces.composing import change_lead, compose, settle_composition
from focusgroup.services.taskforces.errors import (
    EndNotLater,
    LeadExcluded,
    LeadMissing,
    NothingNeeded,
    PeopleExcluded,
    RolesMissing,
    TaskForceEnded,
    TeamTooLarge,
    TooFewPlaces,
)
from focusgroup.services.taskforces.running import (
    dissolve_task_force,
    end_task_forces,
    extend_task_force,
    form_task_force,
)

__all__ = [
    "EndNotLater",
    "LeadExcluded",
    "LeadMissing",
    "NothingNeeded",
    "PeopleExcluded",
    "RolesMissing",
    "TaskForceEnded",
    "TeamTooLarge",
    "TooFewPlaces",
    "change_lead",
    "compose",
    "dissolve_task_force",
    "end_task_forces",
    "extend_task_force",
    "form_task_force",
    "settle_composition",
]
