"""The secret address of somebody's calendar of deadlines: made, renewed, taken away; and the calendar itself (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as Entry

from council.events.ical import PRODUCT
from council.events.models.feeds import new_token
from council.events.text import one_line
from council.members.models import Member
from council.messaging.links import absolute_url
from forums.models import Deadline, DeadlineFeed
from forums.permissions.clock import visible_deadlines
from forums.services.clock.explaining import CONFIRM, name_of

# That it was read is noted at most this often.
NOTED_EVERY = timedelta(hours=1)
# How long what is settled stays as a cancelled entry, so that calendars that keep what is missing take it out.
SETTLED_FOR = timedelta(days=60)
LIMIT = 2000


def open_feed(*, member: Member, now: datetime) -> DeadlineFeed:
    """The member's address; made if there is none."""
    return DeadlineFeed.objects.get_or_create(member=member, defaults={"created_at": now})[0]


def renew_feed(*, member: Member, now: datetime) -> DeadlineFeed:
    """Another address in place of the present one, which leads nowhere from now on."""
    values = {"token": new_token(), "created_at": now, "read_at": None}
    return DeadlineFeed.objects.update_or_create(member=member, defaults=values)[0]


def revoke_feed(*, member: Member) -> None:
    """Take the address away; again is harmless."""
    DeadlineFeed.objects.filter(member=member).delete()


def note_reading(*, feed: DeadlineFeed, now: datetime) -> None:
    """Note that a calendar asked, once an hour."""
    if feed.read_at is None or now - feed.read_at > NOTED_EVERY:
        DeadlineFeed.objects.filter(pk=feed.pk).update(read_at=now)


def entries_of(*, member: Member, now: datetime) -> list[Deadline]:
    """The deadlines of the cases that `member` may know of at `now`: pending ones, and for a while those that are settled."""
    found = visible_deadlines(member.user, now).select_related("case")
    # A day that is only told, and a chance that nobody had to take, are over once they have passed.
    over = Q(due_on__lt=timezone.localdate(now)) & (Q(is_ours=False) | Q(is_optional=True))
    pending = found.filter(~over, outcome="").order_by("due_on", "pk")[:LIMIT]
    settled = found.exclude(outcome="").filter(changed_at__gt=now - SETTLED_FOR).order_by("due_on", "pk")[:LIMIT]
    return [*pending, *settled]


def deadline_calendar(*, deadlines: Iterable[Deadline], language: str, now: datetime) -> bytes:
    """The calendar of `deadlines`, each with its case loaded: a whole day each, and, once one is late, the ends of its late
    period and of the restoration. By reference: whoever has the address learns no title."""
    today = timezone.localdate(now)
    with translation.override(language):
        calendar = Calendar()
        name = _("Deadlines of joint IP cases")
        for key, value in (
            ("prodid", PRODUCT),
            ("version", "2.0"),
            ("calscale", "GREGORIAN"),
            ("method", "PUBLISH"),
            ("name", name),
            ("x-wr-calname", name),
            ("refresh-interval;value=duration", "PT12H"),
            ("x-published-ttl", "PT12H"),
        ):
            calendar.add(key, value)
        for deadline in deadlines:
            what = f"{deadline.case}: {name_of(deadline)}"
            calendar.add_component(_entry(deadline, "", deadline.due_on, what, language))
            if not deadline.is_ours or deadline.due_on >= today:
                continue
            for suffix, day, words in (
                ("-late", deadline.late_until, _("%(what)s (end of the late period)")),
                ("-restoration", deadline.restorable_until, _("%(what)s (end of the restoration)")),
            ):
                if day is not None:
                    calendar.add_component(_entry(deadline, suffix, day, words % {"what": what}, language))
        content: bytes = calendar.to_ical()
        return content


def _entry(deadline: Deadline, suffix: str, day: date, summary: str, language: str) -> Any:
    entry = Entry()
    entry.add("uid", f"ip-deadline-{deadline.key}{suffix}@{urlsplit(settings.SITE_URL).hostname}")
    changed = deadline.changed_at.astimezone(UTC)
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("sequence", deadline.sequence)
    entry.add("status", "CANCELLED" if deadline.outcome else "CONFIRMED")
    entry.add("dtstart", day)
    entry.add("dtend", day + timedelta(days=1))
    entry.add("transp", "TRANSPARENT")
    entry.add("summary", one_line(summary))
    url = absolute_url("forums:ip-deadline", language, deadline.key)
    entry.add("url", url)
    entry.add("description", f"{CONFIRM}\n\n{url}")
    return entry
