"""What the rules of 1:1 meetings refuse."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from symposia.services.errors import SymposiaError


class NotRegistered(SymposiaError):
    message = _("1:1 meetings are for those with a place at the symposium. Register first.")


class RoundNotOpen(SymposiaError):
    message = _("This round takes no requests now.")


class RoundOver(SymposiaError):
    message = _("Nothing is answered any more: the symposium is over, or does not take place.")


class NotTakingPart(SymposiaError):
    message = _("Say first when you are available.")


class OtherNotThere(SymposiaError):
    message = _("This person does not take part any more.")


class NoSlotChosen(SymposiaError):
    message = _("Choose at least one time.")


class SlotsHeld(SymposiaError):
    message = _("You have a meeting at a time that you do not offer any more. Cancel the meeting first.")


class AskedAlready(SymposiaError):
    """They have a request in the round: `request`."""

    message = _("There is a request between the two of you already.")

    def __init__(self, request: Any) -> None:
        super().__init__()
        self.request = request


class NotYourOffer(SymposiaError):
    message = _("Choose an offer of yours, or one whose owner you know.")


class TooManyRequests(SymposiaError):
    """More than one may ask in a round."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def __str__(self) -> str:
        text = ngettext(
            "You may ask %(most)d person in this round. Take a request back to ask somebody else.",
            "You may ask %(most)d people in this round. Take a request back to ask somebody else.",
            self.most,
        )
        return text % {"most": self.most}


class NothingToSolve(SymposiaError):
    message = _("No accepted request waits for a time.")


class NoSlots(SymposiaError):
    message = _("The round has no times or no tables yet. Set them up in the administration.")


class RunsAlready(SymposiaError):
    message = _("The schedule is being made already.")


class NothingProposed(SymposiaError):
    message = _("Nothing is proposed that could be confirmed.")


class NotFree(SymposiaError):
    """A meeting cannot be there: `reasons` says why, one sentence each."""

    def __init__(self, reasons: list[Any]) -> None:
        super().__init__()
        self.reasons = reasons

    def __str__(self) -> str:
        return " ".join(str(reason) for reason in self.reasons)


class HasBegun(SymposiaError):
    message = _("The meeting has begun already.")


class NotYetOver(SymposiaError):
    message = _("The meeting has not begun yet.")


class HoursOutside(SymposiaError):
    message = _("The hours must lie within the days of the symposium.")


class MeetingsInTheWay(SymposiaError):
    """Meetings stand at times or tables that would go."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count

    def __str__(self) -> str:
        text = ngettext(
            "%(count)d meeting stands at a time or table that would go. Move or cancel it first.",
            "%(count)d meetings stand at times or tables that would go. Move or cancel them first.",
            self.count,
        )
        return text % {"count": self.count}
