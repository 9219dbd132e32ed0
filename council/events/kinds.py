"""The kinds of messages that events send, and what is asked just before one leaves: whether it is still true."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from council.events.models import AgendaRegistration, Event, Invitation, Registration
from council.events.services import certificates, inviting, session_letters, surveys, telling, writing
from council.messaging.models import Message
from council.programmes import MessageKind

State = Registration.State


def in_state(*states: str) -> Callable[[dict[str, Any]], bool]:
    """Whether the registration that a message tells of is still in one of `states`."""

    def still_true(context: dict[str, Any]) -> bool:
        return Registration.objects.filter(pk=int(context["registration_id"]), state__in=states).exists()

    return still_true


def offer_stands(context: dict[str, Any]) -> bool:
    """Whether the seat is still offered, by this very offer. (When its time is over, the message expires.)"""
    offered = Registration.objects.offered().filter(pk=int(context["registration_id"]), offer_token=context["offer_token"])
    return offered.exists()


def change_is_the_latest(context: dict[str, Any]) -> bool:
    """Whether the registration stands, the event does, and no letter of its own tells the person of a later change. (Of a new
    link only those with a seat are told: it leaves true what the others are told.) One query."""
    registration = int(context["registration_id"])
    later = Message.objects.filter(
        user=OuterRef("member__user"),
        kind=telling.CHANGED,
        context__registration_id=registration,
        context__event_sequence__gt=int(context["event_sequence"]),
    )
    standing = Registration.objects.live().filter(pk=registration, event__state=Event.State.PUBLISHED)
    return standing.exclude(Exists(later)).exists()


def has_a_place(context: dict[str, Any]) -> bool:
    """Whether the place at an agenda item that a message tells of is still held, and the item is where the message says."""
    return AgendaRegistration.objects.filter(
        pk=int(context["choice_id"]),
        state=AgendaRegistration.State.CONFIRMED,
        item__starts_at=context["session_starts"],
    ).exists()


def session_moved(context: dict[str, Any]) -> bool:
    """Whether the choice stands, and the item is still at the time that a message tells of."""
    live = AgendaRegistration.objects.live().filter(pk=int(context["choice_id"]))
    return live.filter(item__starts_at=context["session_starts"]).exists()


def invitation_stands(context: dict[str, Any]) -> bool:
    """Whether the invitation was neither revoked nor renewed, and its event is ahead; by the clock of the database."""
    ahead = Invitation.objects.valid().filter(event__state=Event.State.PUBLISHED, event__ends_at__gt=Now())
    return ahead.filter(pk=int(context["invitation_id"]), code=context["code"]).exists()


def written_to_still(context: dict[str, Any]) -> bool:
    """Whether the registration is still in one of the states that staff wrote to."""
    return Registration.objects.filter(pk=int(context["registration_id"]), state__in=context["states"]).exists()


KINDS = (
    MessageKind(slug=telling.CONFIRMED, name=_("Registration confirmed"), still_true=in_state(State.CONFIRMED)),
    MessageKind(slug=telling.PENDING, name=_("Registration received"), still_true=in_state(State.PENDING)),
    MessageKind(slug=telling.WAITLISTED, name=_("Place on the waiting list"), still_true=in_state(State.WAITLISTED)),
    MessageKind(slug=telling.PROMOTED, name=_("Seat from the waiting list"), still_true=in_state(State.CONFIRMED)),
    MessageKind(slug=telling.OFFERED, name=_("Seat offered"), still_true=offer_stands),
    MessageKind(slug=telling.MOVED_BACK, name=_("Back on the waiting list"), still_true=in_state(State.WAITLISTED)),
    MessageKind(slug=telling.HANDED_OVER, name=_("Seat from a colleague"), still_true=in_state(State.CONFIRMED)),
    MessageKind(
        slug=telling.REINSTATED,
        name=_("Registration brought back"),
        still_true=in_state(State.CONFIRMED, State.WAITLISTED),
    ),
    MessageKind(slug=telling.DECLINED, name=_("Registration declined"), still_true=in_state(State.DECLINED)),
    MessageKind(slug=telling.CANCELLED, name=_("Registration cancelled"), still_true=in_state(State.CANCELLED)),
    MessageKind(slug=telling.CHANGED, name=_("Event changed"), still_true=change_is_the_latest),
    MessageKind(slug=telling.EVENT_CANCELLED, name=_("Event cancelled")),
    MessageKind(slug=inviting.INVITED, name=_("Invitation to an event"), still_true=invitation_stands),
    MessageKind(slug=writing.WRITTEN, name=_("Message of the organisers"), still_true=written_to_still),
    MessageKind(slug=session_letters.PROMOTED, name=_("Place at a session from the waiting list"), still_true=has_a_place),
    MessageKind(slug=session_letters.CHANGED, name=_("Session changed"), still_true=session_moved),
    MessageKind(slug=session_letters.CANCELLED, name=_("Session cancelled")),
    MessageKind(slug=session_letters.CHOSEN, name=_("Choice of sessions"), still_true=session_letters.chosen_is_true),
    MessageKind(
        slug=surveys.INVITATION,
        name=_("Surveys after events"),
        description=_("How was it? Once after an event that you attended."),
        essential=False,
        still_true=surveys.invitation_is_true,
    ),
    MessageKind(
        slug=certificates.READY,
        name=_("Certificates of attendance"),
        description=_("Your certificate of an event that you attended is ready."),
        essential=False,
        still_true=certificates.ready_is_true,
    ),
)
