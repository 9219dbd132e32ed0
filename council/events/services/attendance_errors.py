"""Why the door does not let in, or a certificate is not given. Each says so in the reader's language when it is shown."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from council import when
from council.events.models import Attendance, Event, Registration
from council.events.services.errors import EventError


class UnknownCodeError(EventError):
    message = _("Nobody’s code. Look whether all of it was read, or search for the name.")


class OtherEventsCodeError(EventError):
    """The code of a seat at another event; its title for those who may see it."""

    def __init__(self, event: Event | None) -> None:
        super().__init__()
        self.event = event

    def __str__(self) -> str:
        if self.event is None:
            return str(_("This code is for another event."))
        return _("This code is for another event: “%(title)s”.") % {"title": self.event}


class AmbiguousCodeError(EventError):
    message = _("More than one person has this code. Scan the QR code, or search for the name.")


class DayNotComeError(EventError):
    message = _("This day has not come yet. Choose the day of today.")


class NotOfThisEventError(EventError):
    message = _("This day or agenda item is not part of the event any more. Choose again.")


class NoSeatError(EventError):
    """The registration holds no seat (any more)."""

    def __init__(self, registration: Registration) -> None:
        super().__init__()
        self.registration = registration

    def __str__(self) -> str:
        return _("%(name)s has no confirmed seat: %(state)s.") % {
            "name": self.registration.member,
            "state": self.registration.get_state_display(),
        }


class NoPlaceError(EventError):
    """An agenda item that people sign up for, and someone who did not. Staff may let him in all the same."""

    def __init__(self, registration: Registration) -> None:
        super().__init__()
        self.registration = registration

    def __str__(self) -> str:
        return _("%(name)s has a seat at the event, but no place in this agenda item.") % {"name": self.registration.member}


class IsPresentError(EventError):
    """Who is in cannot be excused."""

    def __init__(self, attendance: Attendance) -> None:
        super().__init__()
        self.attendance = attendance

    def __str__(self) -> str:
        return _("%(name)s came at %(time)s. Undo that first.") % {
            "name": self.attendance.who,
            "time": when.clock(self.attendance.recorded_at, None, self.attendance.event.time_zone),
        }


class SameNameError(EventError):
    """Someone of this name walked in already."""

    def __init__(self, attendance: Attendance) -> None:
        super().__init__()
        self.attendance = attendance

    def __str__(self) -> str:
        return _("%(name)s is already in since %(time)s. If this is another person of the same name, say so below.") % {
            "name": self.attendance.who,
            "time": when.clock(self.attendance.recorded_at, None, self.attendance.event.time_zone),
        }


class CertificateError(EventError):
    """There is no certificate to give."""

    message: Any = _("There is no certificate.")


class NotOverError(CertificateError):
    message = _("The certificate is ready once the event is over.")


class NotAttendedError(CertificateError):
    message = _("No attendance of yours is recorded for this event. If you were there, write to the contact of the event.")


class WithdrawnError(CertificateError):
    message = _("Your certificate was withdrawn. Write to the contact of the event.")


class NameMissingError(CertificateError):
    message = _("A certificate needs a name. Please give yours in your profile first.")
