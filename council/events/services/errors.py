"""Why a registration or an event cannot be changed. Each says so in the reader's language when it is shown."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from council import when


class EventError(Exception):
    """Something that the rules of events do not allow. `str()` is a sentence for the person who asked."""

    message: Any = _("This is not possible.")

    def __str__(self) -> str:
        return str(self.message)


class TryAgain(EventError):
    """Too many people change this event at this moment; nothing was changed."""

    message = _("Many people are registering for this event at this moment. Nothing was changed. Please try again.")


class EventGone(EventError):
    message = _("This event no longer exists.")


class EventNotPublished(EventError):
    message = _("This event is not published yet.")


class EventCancelled(EventError):
    message = _("This event is cancelled.")


class EventOver(EventError):
    message = _("This event is over.")


class EventHasBegun(EventError):
    message = _("This event has begun. Please write to the contact of the event.")


class NoRegistrationNeeded(EventError):
    message = _("This event needs no registration.")


class OnlyForTheBody(EventError):
    message = _("The members of the body are enrolled by themselves; others cannot register.")


class NotOpenYet(EventError):
    """Registration opens later."""

    def __init__(self, opens_at: datetime, zone: str) -> None:
        super().__init__()
        self.opens_at, self.zone = opens_at, zone

    def __str__(self) -> str:
        return _("Registration opens on %(moment)s.") % {"moment": when.moment(self.opens_at, self.zone)}


class RegistrationClosed(EventError):
    message = _("Registration is closed.")


class EventFull(EventError):
    message = _("All seats are taken, and this event has no waiting list.")


class NotEligible(EventError):
    message = _("This event is for others: you do not belong to its audience.")


class EmailNotConfirmed(EventError):
    message = _("Please confirm your e-mail address first.")


class NotWaiting(EventError):
    message = _("This registration is not waiting for a decision any more.")


class AlreadyStarted(EventError):
    """A draft can be published, a published event cancelled; nothing else."""

    message = _("The event is not in a state in which this is possible.")


class SurveyClosed(EventError):
    message = _("This survey takes no answers now.")


class AlreadyAnswered(EventError):
    message = _("You have answered this survey already. Thank you.")


class NotAsked(EventError):
    message = _("This survey is for those who were at the event.")


class RuleRefuses(EventError):
    """The event's programme does not allow it as it would be."""

    def __init__(self, field: str, message: Any) -> None:
        super().__init__()
        self.field, self.message = field, message


class ChoiceRefused(EventError):
    """The event's programme does not allow the sessions that somebody chose."""

    def __init__(self, message: Any) -> None:
        super().__init__()
        self.message = message


class AudienceExcludes(EventError):
    """A narrower audience would throw out people who are registered."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count

    def __str__(self) -> str:
        return ngettext(
            "%(count)d registered person does not belong to this audience. Invite that person, or cancel the registration.",
            "%(count)d registered people do not belong to this audience. Invite them, or cancel their registrations.",
            self.count,
        ) % {"count": self.count}


class SeatNeeded(EventError):
    message = _("Sessions are for those with a seat at the event.")


class NoSuchSession(EventError):
    message = _("One of these sessions is not on the agenda any more. Please look again.")


class SessionHasBegun(EventError):
    """It cannot be chosen any more: it has begun, or does not take place."""

    def __init__(self, item: Any) -> None:
        super().__init__()
        self.item = item

    def __str__(self) -> str:
        return _("“%(title)s” cannot be chosen any more.") % {"title": self.item}


class SessionsCollide(EventError):
    """Nobody can be at two places at once."""

    def __init__(self, one: Any, other: Any) -> None:
        super().__init__()
        self.one, self.other = one, other

    def __str__(self) -> str:
        return _("“%(one)s” and “%(other)s” are at the same time. Choose one of them.") % {
            "one": self.one,
            "other": self.other,
        }


class InvitationGone(EventError):
    message = _("This invitation is not valid any more.")


class InvitationOfAnother(EventError):
    message = _("This invitation is for another e-mail address.")


class InvitationTakenUp(EventError):
    message = _("This person is already registered.")


class InvitationInUse(EventError):
    message = _("This person is registered already. Cancel the registration instead.")


class SeatsTaken(EventError):
    """The capacity cannot be lowered below the seats that are taken or kept."""

    def __init__(self, taken: int, kept: int = 0) -> None:
        super().__init__()
        self.taken, self.kept = taken, kept

    def __str__(self) -> str:
        if self.kept:
            return _("%(taken)d seats are taken and %(kept)d are kept for a role; the number cannot be lower.") % {
                "taken": self.taken,
                "kept": self.kept,
            }
        return _("%(taken)d seats are taken already; the number cannot be lower.") % {"taken": self.taken}


class KeptSeatsMissing(EventError):
    """More seats would be taken and kept than there are."""

    def __init__(self, missing: int) -> None:
        super().__init__()
        self.missing = missing

    def __str__(self) -> str:
        return ngettext(
            "%(count)d seat is missing to keep so many for this role.",
            "%(count)d seats are missing to keep so many for this role.",
            self.missing,
        ) % {"count": self.missing}


class ReleasedTooLate(EventError):
    message = _("Kept seats are released before the event begins.")


class ChooseExactly(EventError):
    """Fewer seats: staff say who goes, no more and no fewer than must."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count

    def __str__(self) -> str:
        return ngettext(
            "Choose exactly %(count)d person who gives up the seat.",
            "Choose exactly %(count)d people who give up their seats.",
            self.count,
        ) % {"count": self.count}


class PictureChanged(EventError):
    message = _("Somebody's registration has changed meanwhile. Nothing was changed. Please look again.")


class NoWaitingList(EventError):
    message = _("This event has no waiting list.")


class OfferOver(EventError):
    message = _("This offer is over. If you still want to come, register again.")


class NoSeatToHandOver(EventError):
    message = _("Only a confirmed seat can be handed over.")


class SeatInUse(EventError):
    message = _("This seat is in use: its holder has been checked in. It cannot be handed over any more.")


class CheckedIn(EventError):
    message = _("You have been checked in already. Please speak to the people at the door.")


class NotAColleague(EventError):
    message = _("Nobody of your organisation who may attend this event has this e-mail address.")


class NoOrganisation(EventError):
    message = _(
        "Your seat can be handed to colleagues as soon as the secretariat has linked your profile to your organisation."
    )


class AlreadyRegistered(EventError):
    message = _("This person has a seat already.")


class RoleKeptAlready(EventError):
    message = _("Seats are kept for this role already.")
