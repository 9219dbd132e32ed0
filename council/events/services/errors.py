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


class InvitationInUse(EventError):
    message = _("This person is registered already. Cancel the registration instead.")


class SeatsTaken(EventError):
    """The capacity cannot be lowered below the seats that are taken."""

    def __init__(self, taken: int) -> None:
        super().__init__()
        self.taken = taken

    def __str__(self) -> str:
        return _("%(taken)d seats are taken already; the number cannot be lower.") % {"taken": self.taken}
