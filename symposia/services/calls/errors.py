"""Why something about a call, a contribution or a review cannot be done."""

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from symposia.services.errors import NotYours, ReasonMissing, SymposiaError, WrongState

__all__ = [
    "AlreadyReviews",
    "CallClosed",
    "InConflict",
    "Incomplete",
    "KindNotCalled",
    "NamesAuthors",
    "NoReviewers",
    "NotYours",
    "ReasonMissing",
    "ReviewHandedIn",
    "ReviewerFull",
    "SolverTooSlow",
    "SymposiumOver",
    "TooMany",
    "TooManyAuthors",
    "TooManyDrafts",
    "WrongState",
]


class CallClosed(SymposiaError):
    """The call is not open: not yet, or not any more."""

    message = _("The call is closed. Nothing is taken, and nothing changed, any more.")


class SymposiumOver(SymposiaError):
    """What would be reviewed or decided is for a symposium that is cancelled or over."""

    message = _("The symposium is cancelled or over: nothing is sent to reviewers, and nothing decided, any more.")


class KindNotCalled(SymposiaError):
    message = _("The call does not ask for this kind of contribution.")


class Incomplete(SymposiaError):
    """Something that the call asks for is missing; `missing` says what."""

    def __init__(self, missing: Sequence[object]) -> None:
        self.missing = list(missing)
        super().__init__(gettext("Still missing: %(list)s.") % {"list": ", ".join(str(one) for one in missing)})


class TooMany(SymposiaError):
    def __init__(self, most: int) -> None:
        text = ngettext("One person hands in at most %(number)d.", "One person hands in at most %(number)d.", most)
        super().__init__(text % {"number": most})


class TooManyDrafts(SymposiaError):
    message = _("You have many drafts already. Delete one before you begin another.")


class TooManyAuthors(SymposiaError):
    def __init__(self, most: int) -> None:
        text = ngettext("At most %(number)d author is taken.", "At most %(number)d authors are taken.", most)
        super().__init__(text % {"number": most})


class NamesAuthors(SymposiaError):
    """The call is reviewed blind, and what reviewers would read names an author; `found` says where what stands."""

    def __init__(self, found: Sequence[str]) -> None:
        self.found = list(found)
        text = gettext("The review is blind, and reviewers would read who the authors are. Please take this out: %(list)s.")
        super().__init__(text % {"list": "; ".join(found)})


class InConflict(SymposiaError):
    """Whoever would review it belongs to an author's organisation, is an author, or has declared a conflict."""

    message = _("A conflict of interest keeps this person from reviewing it.")


class ReviewerFull(SymposiaError):
    message = _("This reviewer has as many reviews as possible, or takes none at present.")


class AlreadyReviews(SymposiaError):
    message = _("This person has been given it already.")


class ReviewHandedIn(SymposiaError):
    message = _("This review has been handed in. It is not changed any more.")


class NoReviewers(SymposiaError):
    message = _("The call has no reviewers yet.")


class SolverTooSlow(SymposiaError):
    message = _("No assignment was found in time. Take fewer reviewers or submissions at once.")
