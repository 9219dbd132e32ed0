"""How the state of an event or a registration is said: a word, a tone, an icon. Never by colour alone."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from council.events.models import Event, Registration


@dataclass(frozen=True)
class Badge:
    """`tone` is one of neutral, info, success, warning, danger."""

    label: str | Promise
    tone: str
    icon: str


DRAFT = Badge(_("Draft"), "neutral", "pencil")
CANCELLED = Badge(_("Cancelled"), "danger", "x-circle")
PAST = Badge(_("Ended"), "neutral", "clock-history")
RUNNING = Badge(_("Under way"), "info", "broadcast")
OPEN = Badge(_("Open for registration"), "success", "check-circle")
APPROVAL = Badge(_("Open, places by approval"), "success", "clipboard-check")
WAITING_LIST = Badge(_("Full, waiting list open"), "warning", "hourglass-split")
FULL = Badge(_("Full"), "warning", "slash-circle")
OPENS_LATER = Badge(_("Registration opens later"), "info", "calendar-plus")
CLOSED = Badge(_("Registration closed"), "neutral", "lock")
NO_REGISTRATION = Badge(_("No registration needed"), "info", "door-open")
STANDING = Badge(_("For the body’s members"), "info", "people")

REGISTRATION = {
    Registration.State.PENDING: Badge(_("Waiting for approval"), "warning", "hourglass"),
    Registration.State.CONFIRMED: Badge(_("Confirmed"), "success", "check-circle-fill"),
    Registration.State.WAITLISTED: Badge(_("On the waiting list"), "warning", "hourglass-split"),
    Registration.State.OFFERED: Badge(_("A seat is offered to you"), "info", "envelope-open"),
    Registration.State.DECLINED: Badge(_("Declined"), "neutral", "x-circle"),
    Registration.State.CANCELLED: Badge(_("Cancelled"), "neutral", "x-circle"),
}


def event_badge(event: Event, now: datetime) -> Badge:
    """What a reader wants to know first about `event` at `now`."""
    if event.state == Event.State.DRAFT:
        return DRAFT
    if event.state == Event.State.CANCELLED:
        return CANCELLED
    if event.state == Event.State.COMPLETED or event.has_ended(now):
        return PAST
    if event.has_begun(now):
        return RUNNING
    return _registration_of(event, now)


def _registration_of(event: Event, now: datetime) -> Badge:
    if event.mode == Event.Mode.NONE:
        return NO_REGISTRATION
    if event.mode == Event.Mode.STANDING:
        return STANDING
    if event.opens_at is not None and event.opens_at > now:
        return OPENS_LATER
    if not event.takes_registrations(now):
        return CLOSED
    if event.is_full:
        return WAITING_LIST if event.has_waiting_list else FULL
    return APPROVAL if event.mode == Event.Mode.APPROVAL else OPEN


def registration_badge(registration: Registration) -> Badge:
    """How `registration` stands."""
    return REGISTRATION[Registration.State(registration.state)]
