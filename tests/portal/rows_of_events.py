"""Events, registrations and doors in the permission matrix."""

from tests.portal.rows import ALL, LOGGED_IN, LOGIN, NOBODY, ON, Row, everybody, or_login
from tests.portal.world import INVITED, NO_OFFER, NOWHERE, OFFER, REVOKED

EVENT_AUDIENCES = {
    "public": ALL,
    "members": (404, 404, 200, 200, 200, 200),
    "body": (404, 404, 200, 404, 200, 200),
    "invited": (404, 404, 200, 404, 200, 200),
    "draft": (404, 404, 404, 404, 200, 200),
    "cancelled": ALL,
    "foreign": (404, 404, 404, 404, 404, 200),
}
# `member` is registered for the body's event already, and led to it.
REGISTER_PAGES = EVENT_AUDIENCES | {"body": (404, 404, ON, 404, 200, 200)}


# The doors of an event: its programme's staff alone.
DOOR = {"public": (LOGIN, 404, 404, 404, 200, 200), "foreign": (LOGIN, 404, 404, 404, 404, 200)}
DOOR_PAGES = ("checkin", "checkin-walk-in", "checkin-list")
DOORS = [
    *(Row(f"events:{name}", outcomes, (slug,)) for name in DOOR_PAGES for slug, outcomes in DOOR.items()),
    Row("events:checkin", or_login(NOBODY), ("no-such-event",)),
    Row("events:checkin-counters", (LOGIN, 404, 404, 404, ON, ON), ("public",)),
    Row("events:checkin-counters", (LOGIN, 404, 404, 404, 404, ON), ("foreign",)),
    Row("events:checkin", (LOGIN, 404, 404, 404, 422, 422), ("public",), "post"),
    Row("events:checkin", (LOGIN, 404, 404, 404, 404, 422), ("foreign",), "post"),
    Row("events:checkin-walk-in", (LOGIN, 404, 404, 404, 404, 422), ("foreign",), "post"),
    Row("events:checkin-excuse", or_login(NOBODY), ("public", 0), note="nobody of that number"),
    Row("events:checkin-undo", (LOGIN, 405, 405, 405, 405, 405), ("public", 0)),
    Row("events:checkin-undo", or_login(NOBODY), ("public", 0), "post"),
    Row("events:seat-code", (LOGIN, 404, 200, 404, 404, 404), ("body",)),
    Row("events:seat-code", or_login(NOBODY), ("public",)),
    Row("events:certificate", (LOGIN, 404, 409, 404, 404, 404), ("body",), note="the event is still to come"),
    Row("events:certificate", or_login(NOBODY), ("public",)),
    Row("events:my-attendance", LOGGED_IN),
    Row("events:my-attendance", or_login(NOBODY), (), "post"),
    Row("events:verify", ALL),
    Row("events:verify-code", ALL, ("000000000000000K",)),
    Row("events:verify-code", NOBODY, ("nonsense",)),
]

EVENTS = [
    Row("events:event-list", ALL),
    Row("events:event-month", everybody(ON)),
    Row("events:event-calendar", ALL, (2026, 11)),
    Row("events:feed", ALL),
    Row("events:feed-programme", ALL, ("forums",)),
    Row("events:feed-programme", NOBODY, ("nothing",)),
    Row("events:feeds", ALL),
    Row("events:my-calendar", LOGGED_IN),
    # Whoever has the secret reads; a body's, while its owner is a member.
    Row("events:feed-personal", ALL, ("secret-of-member",)),
    Row("events:feed-personal", NOBODY, ("forged",)),
    Row("events:feed-body", ALL, ("secret-of-member", "forum")),
    Row("events:feed-body", NOBODY, ("secret-of-member", "group")),
    Row("events:my-registrations", LOGGED_IN),
    *(Row("events:event-detail", outcomes, (slug,)) for slug, outcomes in EVENT_AUDIENCES.items()),
    *(Row("events:event-ics", outcomes, (slug,)) for slug, outcomes in EVENT_AUDIENCES.items()),
    *(Row("events:event-register", or_login(outcomes), (slug,)) for slug, outcomes in REGISTER_PAGES.items()),
    Row("events:event-register", or_login(NOBODY), ("no-such-event",)),
    # The survey of the body's event is for `member`, who had a seat; staff see how it looks.
    Row("events:event-survey", (LOGIN, 404, 200, 404, 200, 200), ("body",)),
    Row("events:event-survey", or_login(NOBODY), ("public",), note="an event without one"),
    Row("events:event-survey", (LOGIN, 404, 404, 200, 404, 200), ("foreign",)),
    Row("events:event-survey", (LOGIN, 404, 422, 404, 200, 200), ("body",), "post", note="nothing filled in"),
    # Nobody is registered for anything but `member`, who is for the event of the body.
    Row("events:event-cancel", (LOGIN, 404, 200, 404, 404, 404), ("body",)),
    Row("events:event-cancel", (LOGIN, 404, 404, 404, 404, 404), ("public",)),
    Row("events:event-cancel", (LOGIN, 404, 404, 404, 404, 404), ("public",), "post"),
    Row("events:event-invitation", ALL, ("invited", INVITED), note="a letter to somebody without a log-in"),
    Row("events:event-invitation", everybody(410), ("invited", REVOKED), note="revoked"),
    Row("events:event-invitation", NOBODY, ("public", INVITED), note="of another event"),
    Row("events:event-invitation", NOBODY, ("invited", NOWHERE)),
    Row("events:event-sessions", (LOGIN, 404, 200, 404, 404, 404), ("body",)),
    Row("events:event-sessions", (LOGIN, 404, ON, 404, 404, 404), ("body",), "post"),
    Row("events:event-sessions", (LOGIN, 404, 404, 404, 404, 404), ("public",)),
    Row("events:event-transfer", (LOGIN, 404, 200, 404, 404, 404), ("body",)),
    Row("events:event-transfer", (LOGIN, 404, 422, 404, 404, 404), ("body",), "post"),
    Row("events:event-transfer", (LOGIN, 404, 404, 404, 404, 404), ("public",)),
    # Whoever holds the link of an offer answers it.
    Row("events:event-offer", ALL, ("offered", OFFER)),
    Row("events:event-offer", NOBODY, ("public", OFFER), note="another event's"),
    Row("events:event-offer", NOBODY, ("offered", NO_OFFER)),
    Row("events:event-register", (LOGIN, 404, 404, 404, 404, 422), ("foreign",), "post", note="the admin has not given a name"),
    Row("events:event-register", (LOGIN, 404, 404, 404, 422, 422), ("draft",), "post"),
    Row("members:join-withdraw", (LOGIN, ON, ON, ON, ON, ON), (), "post"),
]


ROWS = EVENTS + DOORS
