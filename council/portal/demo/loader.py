"""Loads the demonstration, or brings it up to date: all of it or nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from council import programmes
from council.events.models import Attendance, Event
from council.portal.demo.afterwards import load_agreements, load_documents, load_series, load_survey
from council.portal.demo.attending import load_attendance
from council.portal.demo.choosing import load_choices
from council.portal.demo.content import load_news, load_pages
from council.portal.demo.events import load_events, load_places
from council.portal.demo.importing import load_imports
from council.portal.demo.interests import load_interests
from council.portal.demo.moving import move_events, take_fingerprints
from council.portal.demo.people import load_bodies, load_organisations, load_people
from council.portal.demo.posts import load_posts
from council.portal.demo.privacy import load_privacy
from council.portal.demo.reminding import load_rules, settle_deadlines, settle_reminders
from council.portal.demo.store import Store

# Any number that nothing else locks.
LOCK = 0x0DE40
LOCK_TIMEOUT = "60s"


@dataclass(frozen=True, kw_only=True)
class Report:
    """How many rows of each kind are new, how many events moved, and how many stay because somebody changed them."""

    organisations: int
    people: int
    bodies: int
    events: int
    news: int
    pages: int
    moved: int
    touched: int
    # Rows of the programmes' own parts that are new, and that were brought to today.
    programmes: int = 0
    dated: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was done."""
        new = (self.organisations, self.people, self.bodies, self.events, self.news, self.pages, self.programmes)
        return not any((*new, self.moved, self.dated))


@transaction.atomic
def load(now: datetime) -> Report:
    """Make what is missing of the demonstration and move its untouched events to today. No message is written.

    One at a time: a second one waits, and then finds everything there. Raises `OperationalError` after a minute."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    store = Store(timezone.localdate(now))
    organisations = load_organisations(store)
    people = load_people(store, now)
    bodies = load_bodies(store, now)
    load_posts(store, now)
    load_places(store)
    moved, touched = move_events(store, now)
    events = load_events(store, now)
    # A demonstration from before there were doors gets their records, too.
    known = events if Attendance.objects.exists() else store.rows("event", Event).values()
    load_choices(events, now)
    load_attendance(known, now)
    load_series(store)
    load_survey(store, now)
    load_agreements(store, now)
    load_documents(store, now)
    take_fingerprints(store, events)
    load_privacy(store, now)
    load_interests(store, now)
    load_imports(store, now)
    parts = programmes.demo_parts.all()
    dated = sum(part.move(store, now) for part in parts if part.move is not None)
    added = sum(part.load(store, now) for part in parts)
    load_rules(store)
    settle_reminders([*moved, *events], now)
    if people or bodies or moved or added or dated:
        settle_deadlines(now)
    return Report(
        organisations=organisations,
        people=people,
        bodies=bodies,
        events=len(events),
        news=load_news(store, now),
        pages=load_pages(store, now),
        moved=len(moved),
        touched=touched,
        programmes=added,
        dated=dated,
    )
