"""Why a seat in a forum cannot be had."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from forums.services.errors import ForumsError
from forums.services.seats.eligibility import Lack


class NotEligible(ForumsError):
    """`lacks`: all that is missing."""

    def __init__(self, lacks: Sequence[Lack]) -> None:
        super().__init__()
        self.lacks = list(lacks)

    def __str__(self) -> str:
        return " ".join(str(lack) for lack in self.lacks)


class OwnApplication(ForumsError):
    message = _("Nobody decides on an application of one’s own: a colleague does.")


class NoColleague(ForumsError):
    message = _("Only a colleague of the same company, with members’ access and no place in this forum, can sit in.")


class NoSeatToStandInFor(ForumsError):
    message = _("Only who holds a company’s seat can be stood in for.")


class StoodInForAlready(ForumsError):
    message = _("Somebody stands in on some of these days already. End that first.")


class DaysWrong(ForumsError):
    message = _("The last day must not be before the first, the days must be to come, and at most six months long.")


class EventWrong(ForumsError):
    message = _("Choose an event of this forum that is to come.")
