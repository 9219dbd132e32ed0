"""What the rules of jointly owned rights refuse."""

from collections.abc import Sequence

from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from council import when
from council.members.models import Organisation
from forums.models import CaseEvent
from forums.services.errors import ForumsError


class SignaturesMissing(ForumsError):
    """Not every co-owner has signed; `owners` have not."""

    def __init__(self, owners: Sequence[Organisation]) -> None:
        names = get_text_list([str(one) for one in owners], gettext("and"))
        super().__init__(gettext("Every co-owner must sign first. Still missing: %(owners)s.") % {"owners": names})
        self.owners = list(owners)


class SharesNotWhole(ForumsError):
    message = _("The shares must add up to exactly 1. Write thirds as 1/3, not as 33 %.")


class TwoOwnersNeeded(ForumsError):
    message = _("A joint case has two owners at least.")


class OwnerTwice(ForumsError):
    message = _("The same company stands there twice.")


class NotACompany(ForumsError):
    message = _("Choose companies and institutions of the portal.")


class OwnersFixed(ForumsError):
    message = _("The application is filed: owners change by an assignment, which every co-owner signs.")


class TermsChanged(ForumsError):
    message = _("Owners or shares have changed since you looked at them. Nothing was signed: please look again.")


class CaseChanged(ForumsError):
    message = _("Somebody has changed this since you opened the page. Nothing was saved: see what it says now, and save again.")


class SignedAlready(ForumsError):
    message = _("This company has signed already.")


class FiledAlready(ForumsError):
    message = _("The application is filed: a signature is not taken back any more.")


class PaperMissing(ForumsError):
    message = _("Attach the paper that was signed.")


class NotAColleague(ForumsError):
    message = _("A named contact is a member with access who belongs to the company.")


class NotAnOwner(ForumsError):
    message = _("Only a company that owns a part of it.")


class NumberMalformed(ForumsError):
    """A number that is none of its kind."""

    field = "number"


class NumberTaken(ForumsError):
    field = "number"
    # Not why: that another case has it, its readers alone may know.
    message = _("This number cannot be entered. Please look at it again, or ask the IP desk.")


class NumberMissing(ForumsError):
    field = "number"
    message = _("Enter the number that the office gave.")


class DayMissing(ForumsError):
    field = "on"
    message = _("Enter the day on which it happened.")


class DayToCome(ForumsError):
    field = "on"
    message = _("This day is still to come. Record what has happened.")


class DayTooEarly(ForumsError):
    field = "on"
    message = _("This day lies before the day of filing.")


class DayOutOfOrder(ForumsError):
    """A day on which it cannot have happened, as `event` happened on another."""

    field = "on"

    def __init__(self, event: CaseEvent, *, is_before: bool) -> None:
        words = {"what": event.get_kind_display(), "day": when.day(event.on)}
        if is_before:
            super().__init__(gettext("This day lies before “%(what)s”, which was on %(day)s. Please look at both.") % words)
        else:
            super().__init__(gettext("This day lies after “%(what)s”, which was on %(day)s. Please look at both.") % words)
        self.event = event


class YearMissing(ForumsError):
    field = "year"
    message = _("Enter which year’s annuity it is: 4 or a later one.")


class HappenedAlready(ForumsError):
    message = _("This is recorded already.")


class NotForThisRight(ForumsError):
    message = _("There is no such step for this kind of right.")


class OriginElsewhere(ForumsError):
    message = _("Choose a meeting or a topic of the case’s own forum that you may see.")


class ExtensionMissing(ForumsError):
    field = "number"
    message = _("Enter by how much the period was extended: a response by 1 to 12 months, an appeal by 1 to 60 days.")


class StepInstead(ForumsError):
    message = _("The case is where it is because of this. Correct its date, or take the last step back.")


class DayTooLongAgo(ForumsError):
    field = "on"
    message = _("Please give a date from 1950 on.")
