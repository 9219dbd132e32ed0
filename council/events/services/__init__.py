"""The verbs of events and registration. Each is one transaction that holds the event's row while seats change."""

from council.events.services.errors import AudienceExcludes, EventError, SeatsTaken, TryAgain
from council.events.services.publishing import (
    apply_event_changes,
    cancel_event,
    change_capacity,
    check_changes,
    complete_past_events,
    enrol_standing_members,
    promote_from_waiting_list,
    publish_event,
    raise_questions_version,
    settle_registrations,
)
from council.events.services.registering import (
    approve_registration,
    approve_registrations,
    cancel_registration,
    cancel_registrations,
    closed,
    decline_registration,
    decline_registrations,
    obstacle,
    register_member,
)
from council.events.services.seats import seats_locked

__all__ = [
    "AudienceExcludes",
    "EventError",
    "SeatsTaken",
    "TryAgain",
    "apply_event_changes",
    "approve_registration",
    "approve_registrations",
    "cancel_event",
    "cancel_registration",
    "cancel_registrations",
    "change_capacity",
    "check_changes",
    "closed",
    "complete_past_events",
    "decline_registration",
    "decline_registrations",
    "enrol_standing_members",
    "obstacle",
    "promote_from_waiting_list",
    "publish_event",
    "raise_questions_version",
    "register_member",
    "seats_locked",
    "settle_registrations",
]
