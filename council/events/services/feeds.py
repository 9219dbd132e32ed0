"""The secret address of a member's own calendar: made, renewed, taken away, and what it shows."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q
from django.utils import timezone

from council.events.models import CalendarFeed, Event, Registration
from council.events.models.event import EventQuerySet
from council.events.models.feeds import new_token
from council.events.models.registration import RegistrationQuerySet
from council.events.shown_agenda import shown_agenda
from council.members.models import Body, Member, Membership

# How far back a feed goes, and how much it holds.
PAST = timedelta(days=90)
LIMIT = 1000
# How long a place that was given up stays as a cancelled entry, so that calendars that keep what is missing take it out.
CANCELLED_FOR = timedelta(days=30)
# That it was read is noted at most this often.
NOTED_EVERY = timedelta(hours=1)


def open_feed(*, member: Member, now: datetime) -> CalendarFeed:
    """The member's calendar address; made if there is none."""
    feed, _made = CalendarFeed.objects.get_or_create(member=member, defaults={"created_at": now})
    return feed


def renew_feed(*, member: Member, now: datetime) -> CalendarFeed:
    """Another address in place of the member's present one, which leads nowhere from now on."""
    feed, _made = CalendarFeed.objects.update_or_create(
        member=member, defaults={"token": new_token(), "created_at": now, "read_at": None}
    )
    return feed


def revoke_feed(*, member: Member) -> None:
    """Take the member's calendar address away; again is harmless."""
    CalendarFeed.objects.filter(member=member).delete()


def find_feed(*, token: str) -> CalendarFeed | None:
    """The address with this secret, of somebody whose log-in is in use."""
    return CalendarFeed.objects.filter(token=token, member__user__is_active=True).select_related("member__user").first()


def note_reading(*, feed: CalendarFeed, now: datetime) -> None:
    """Note that a calendar asked, once an hour."""
    if feed.read_at is None or now - feed.read_at > NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)


def own_entries(*, member: Member, now: datetime) -> list[Registration]:
    """What stands in the calendar of `member`: his live registrations, and for a while those that ended; of each event the live
    one or the latest. Each with its event, venue, choices, and the agenda as `event.own_agenda`. Four queries."""
    items = shown_agenda(member.user, now, leaves=True).prefetch_related("speakers")
    own: RegistrationQuerySet = Registration.objects.filter(member=member, event__ends_at__gt=now - PAST)
    own = own.filter(Q(state__in=Registration.LIVE) | Q(ended_at__gt=now - CANCELLED_FOR) | Q(event__state="cancelled"))
    found: dict[int, Registration] = {}
    for registration in (
        own.select_related("event__venue", "member__user")
        .prefetch_related("choices", Prefetch("event__agenda", queryset=items, to_attr="own_agenda"))
        .order_by("pk")
    ):
        held = found.get(registration.event_id)
        if held is None or registration.is_live or not held.is_live:
            found[registration.event_id] = registration
    return sorted(found.values(), key=lambda one: (one.event.starts_at, one.pk))[:LIMIT]


def bodies_of(*, member: Member, now: datetime) -> list[Body]:
    """The bodies whose calendar `member` may read: where he sits in force, while he has members' access."""
    if not member.has_access(now):
        return []
    seats = Membership.objects.in_force(timezone.localdate(now)).filter(member=member)
    return list(Body.objects.filter(pk__in=seats.values("body")).order_by("pk"))


def body_events(*, member: Member, body: Body, now: datetime) -> list[Event]:
    """The events of `body` that `member` may see, for its feed, each with its venue and agenda."""
    events = Event.objects.visible_to(member, now).filter(body=body, ends_at__gt=now - PAST)
    return list(_with_agenda(events, member.user, now).order_by("starts_at", "pk")[:LIMIT])


def public_events(*, programme: str = "", now: datetime) -> list[Event]:
    """The public events of one programme, or of all, for a feed, each with its venue and agenda."""
    events = Event.objects.public().filter(ends_at__gt=now - PAST)
    if programme:
        events = events.filter(programme=programme)
    return list(_with_agenda(events, AnonymousUser(), now).order_by("starts_at", "pk")[:LIMIT])


def _with_agenda(events: EventQuerySet, user: Any, now: datetime) -> EventQuerySet:
    items = shown_agenda(user, now, leaves=True).prefetch_related("speakers")
    return events.select_related("venue").prefetch_related(Prefetch("agenda", queryset=items))
