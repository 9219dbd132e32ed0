"""Why a task force cannot be formed, composed, extended or dissolved."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council.members.models import Member
from focusgroup.services.errors import FocusGroupError


class TaskForceEnded(FocusGroupError):
    message = gettext_lazy("This task force is dissolved.")


class NothingNeeded(FocusGroupError):
    message = gettext_lazy("Say first which skills or roles the task force needs.")


class RolesMissing(FocusGroupError):
    """Too few people of a mandatory kind, among the available or in a team that was chosen."""

    def __init__(self, missing: Mapping[str, int]) -> None:
        super().__init__()
        self.missing = dict(missing)

    def __str__(self) -> str:
        kinds = dict(Member.Kind.choices)
        named = [f"{kinds.get(kind, kind)} {number}" for kind, number in self.missing.items()]
        return _("Mandatory roles are missing: %(roles)s.") % {"roles": ", ".join(named)}


class TooFewPlaces(FocusGroupError):
    message = gettext_lazy("The lead and the mandatory roles together are more people than the team may have.")


class TooHard(FocusGroupError):
    message = gettext_lazy("The best team was not found in time. Ask for fewer skills, or for a smaller team.")


class TeamTooLarge(FocusGroupError):
    """More people were chosen than the team may have."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def __str__(self) -> str:
        return _("The team may have %(size)d people at most.") % {"size": self.size}


class LeadMissing(FocusGroupError):
    message = gettext_lazy("The lead is part of the team.")


class LeadExcluded(FocusGroupError):
    message = gettext_lazy("The lead cannot be in the team at present. Name another lead, or look at who is excluded.")


class PeopleExcluded(FocusGroupError):
    """Some of the chosen cannot be in the team: a conflict of interest, or they are not available (any more)."""

    def __init__(self, people: Iterable[Any]) -> None:
        super().__init__()
        self.people = list(people)

    def __str__(self) -> str:
        return _("Cannot be in the team (conflict of interest, or not available): %(people)s.") % {
            "people": ", ".join(str(person) for person in self.people) or "?"
        }


class EndNotLater(FocusGroupError):
    message = gettext_lazy("An extension ends after the present end, and not in the past.")
