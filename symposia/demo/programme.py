"""The demonstration's programmes: one with proceedings, one published, one a draft. Nobody is told anything."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from council.events.models import AgendaItem, Event, Speaker
from council.members.models import Member, User
from council.portal.demo.calendar import moment
from council.portal.demo.moving import fingerprint, take_fingerprints, with_all
from council.portal.demo.people import members_by_key
from council.portal.demo.store import Store
from symposia.demo import files
from symposia.demo.calls import SUBMISSION
from symposia.demo.programme_data import PLANS, PlanRow, SessionRow, TalkRow
from symposia.models import Paper, Proceedings, Room, Session, Star, Submission, Symposium, Talk, TalkSpeaker, Track
from symposia.services.programme.publishing import write_agenda, write_version
from symposia.services.programme.reading import current_version, read_plan, read_version
from symposia.services.programme.releasing import write_papers

# So long before the day it begins the programme was published, and so long after it ended the proceedings came.
PUBLISHED_BEFORE = timedelta(days=32)
RELEASED_AFTER = timedelta(days=12)
STARRED = {
    "metal-polymer-joining": {"researcher": ("joining-abroad", "joining-ceo"), "investor": ("joining-offer", "joining-ceo")}
}


def load(store: Store, now: datetime) -> int:
    """Make what is missing; returns how many rows are new."""
    symposia = store.rows("symposium", Symposium)
    count = 0
    for slug in store.missing("symposium-plan", PLANS):
        symposium = symposia.get(slug)
        if symposium is None or symposium.sessions.exists():
            continue
        untouched = _is_untouched(store, slug, symposium.event)
        count += _plan(store, slug, symposium, PLANS[slug])
        store.remember("symposium-plan", {slug: symposium})
        if PLANS[slug].is_published:
            _publish(store, slug, symposium, now)
        if untouched:
            take_fingerprints(store, [symposium.event])
    return count + files.load(store, now)


def _is_untouched(store: Store, slug: str, event: Event) -> bool:
    record = store.records.get(("event", slug))
    return record is not None and record.fingerprint == fingerprint(with_all(Event.objects.filter(pk=event.pk)).get())


def _times(symposium: Symposium, row: SessionRow) -> tuple[datetime, datetime]:
    day = symposium.dates[row.day - 1]
    return moment(day, row.at), moment(day, row.until)


def _plan(store: Store, slug: str, symposium: Symposium, plan: PlanRow) -> int:
    rooms, tracks = store.rows("symposium-room", Room), store.rows("symposium-track", Track)
    sessions = {}
    for row in plan.sessions:
        starts_at, ends_at = _times(symposium, row)
        sessions[f"{slug}/{row.key}"] = Session(
            symposium=symposium,
            kind=row.kind,
            room=rooms.get(f"{slug}/{row.room}"),
            track=tracks.get(f"{slug}/{row.track}"),
            starts_at=starts_at,
            ends_at=ends_at,
            title_ko=row.title[0],
            title_en=row.title[1],
            abstract_ko=row.abstract[0],
            abstract_en=row.abstract[1],
            needs_registration=row.places is not None,
            capacity=row.places,
        )
    made = store.add("symposium-session", Session, sessions)
    handed_in = store.rows(SUBMISSION, Submission)
    rows: dict[str, Talk] = {}
    for session_row in plan.sessions:
        session = made[f"{slug}/{session_row.key}"]
        at = session.starts_at
        for talk_row in session_row.talks:
            submission = handed_in.get(talk_row.submission)
            if talk_row.submission and submission is None:
                # Somebody took the contribution away.
                continue
            until = at + timedelta(minutes=talk_row.minutes)
            rows[talk_row.key] = _talk(symposium, talk_row, len(rows) + 1, session, at, until, submission)
            at = until
    for talk_row in plan.unplaced:
        rows[talk_row.key] = _talk(symposium, talk_row, len(rows) + 1, None, None, None)
    talks = store.add("symposium-talk", Talk, rows)
    _name(store, plan, talks)
    return len(made) + len(talks)


def _talk(
    symposium: Symposium,
    row: TalkRow,
    number: int,
    session: Session | None,
    at: datetime | None,
    until: datetime | None,
    submission: Submission | None = None,
) -> Talk:
    words: dict[str, Any] = {
        "title_ko": row.title[0],
        "title_en": row.title[1],
        "abstract_ko": row.abstract[0],
        "abstract_en": row.abstract[1],
        "keywords": row.keywords,
    }
    if submission is not None:
        words = {name: getattr(submission, name) for name in words}
    return Talk(
        symposium=symposium,
        number=number,
        session=session,
        starts_at=at,
        ends_at=until,
        minutes=row.minutes,
        submission=submission,
        in_proceedings=row.in_proceedings,
        **words,
    )


def _name(store: Store, plan: PlanRow, talks: dict[str, Talk]) -> None:
    speakers = store.rows("speaker", Speaker)
    rows = [*(row for session in plan.sessions for row in session.talks), *plan.unplaced]
    TalkSpeaker.objects.bulk_create(
        TalkSpeaker(talk=talks[row.key], speaker=speakers[who], position=position, presents=who in row.speakers)
        for row in rows
        if row.key in talks
        for position, who in enumerate((*row.speakers, *row.authors), start=1)
        if who in speakers
    )


def _publish(store: Store, slug: str, symposium: Symposium, now: datetime) -> None:
    event, by = symposium.event, store.rows("person", User).get("staff")
    _adopt(symposium)
    plan = read_plan(symposium)
    version = write_version(plan, number=1, by=by, now=min(now, event.starts_at - PUBLISHED_BEFORE))
    write_agenda(plan, by=None, now=now)
    _star(store, slug, now)
    row = PLANS[slug]
    if row.editors[0] and event.ends_at < now:
        made = Proceedings.objects.create(
            symposium=symposium,
            editors_ko=row.editors[0],
            editors_en=row.editors[1],
            preface_ko=row.preface[0],
            preface_en=row.preface[1],
            released_at=min(now, event.ends_at + RELEASED_AFTER),
            released_by=by,
        )
        kept = set(symposium.talks.filter(in_proceedings=True).values_list("pk", flat=True))
        shown = read_version(symposium, version)
        write_papers(made, [(one, talk) for one in shown.sessions for talk in one.talks if talk.key in kept])


def _adopt(symposium: Symposium) -> None:
    """What the platform's demonstration has on the event's agenda already stands for the session in that room at that time."""
    items = {(one.starts_at, one.room): one for one in AgendaItem.objects.filter(event=symposium.pk)}
    for session in symposium.sessions.select_related("room"):
        item = items.get((session.starts_at, session.room.label if session.room else ""))
        if item is not None:
            Session.objects.filter(pk=session.pk).update(agenda_item=item)


def _star(store: Store, slug: str, now: datetime) -> None:
    members: dict[str, Member] = members_by_key(store)
    talks = store.rows("symposium-talk", Talk)
    Star.objects.bulk_create(
        Star(talk=talks[key], member=members[who], starred_at=now)
        for who, keys in STARRED.get(slug, {}).items()
        for key in keys
        if who in members and key in talks
    )


def move(store: Store, now: datetime) -> int:
    """Bring plans, versions and papers to their symposium's days, where the event has moved. Returns how many rows changed."""
    symposia, sessions = store.rows("symposium", Symposium), store.rows("symposium-session", Session)
    count = 0
    for slug, plan in PLANS.items():
        symposium, first = symposia.get(slug), sessions.get(f"{slug}/{plan.sessions[0].key}")
        if symposium is None or first is None:
            continue
        later_by = _times(symposium, plan.sessions[0])[0] - first.starts_at
        # Another time of the day is somebody's own doing.
        if later_by and later_by % timedelta(days=1) == timedelta(0):
            count += _shift(symposium, later_by, now)
    return count


def _shift(symposium: Symposium, later_by: timedelta, now: datetime) -> int:
    along: dict[str, Any] = {"starts_at": F("starts_at") + later_by, "ends_at": F("ends_at") + later_by}
    count = symposium.sessions.update(**along)
    count += symposium.talks.exclude(session=None).update(**along)
    last = current_version(symposium)
    if last is not None:
        plan = read_plan(symposium)
        if not plan.conflicts:
            write_version(plan, number=last.number + 1, by=None, now=now)
    Paper.objects.filter(proceedings__symposium=symposium).update(presented_at=F("presented_at") + later_by)
    return count
