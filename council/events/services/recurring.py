"""Series: events made ahead by a rule, and brought into line with it when the series changes.

`plan_series` says what would become of each date; `keep_series` does it. What a series wrote into an event is kept with its
occurrence: an event that differs from that was changed alone, and stays as it is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, ProtectedError, Q, QuerySet
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from council.events.models import Event, Occurrence, Registration, Series
from council.events.models.event import COUNTERS
from council.events.recurrence import MARGIN, PlannedDate, parts_of, planned_dates, wall_clock
from council.events.services import errors
from council.events.services.copying import copy_parts, shift_item
from council.events.services.publishing import apply_event_changes, cancel_event, publish_event
from council.events.services.seats import BATCH, seats_locked
from council.members.models import User

# What a series says of its events, under the same name.
SHARED = (
    *("programme", "kind", "title_ko", "title_en", "summary_ko", "summary_en", "description_ko", "description_en"),
    *("time_zone", "all_day", "format", "venue_id", "room", "online_link", "contact_name", "contact_email", "contact_phone"),
    *("body_id", "audience", "mode", "capacity", "has_waiting_list"),
)
TIMES = ("starts_at", "ends_at", "opens_at", "closes_at")
OPENS_AT, CLOSES_AT = time(9), time(18)
# Not taken over from the pattern: whose event it is, and what services count.
RECORD = ("id", "slug", "state", "cancel_reason", "created_at", "updated_at")
NOT_FROM_PATTERN = frozenset({*SHARED, *TIMES, *COUNTERS, *RECORD})


class Action:
    """What becomes of a date: see `templates/admin/events/_series_dates.html` for the words."""

    NEW, KEEP, CHANGE, CANCEL, REMOVE = "new", "keep", "change", "cancel", "remove"
    ALONE, CANCELLED, REMOVED, SKIPPED, COLLIDES, PAST = "alone", "cancelled", "removed", "skipped", "collides", "past"
    # These change an event that people may know of.
    CONSEQUENCES = (CHANGE, CANCEL, REMOVE)


@dataclass(frozen=True, kw_only=True)
class PlannedEvent:
    """A line of the plan: the rule's date, when the event is (None where there is none), the holiday that it met, what becomes
    of it, and how many people are registered. `before` is when it was, where that changes."""

    original: date
    action: str
    starts_at: datetime | None = None
    holiday: str = ""
    is_moved: bool = False
    before: datetime | None = None
    registered: int = 0
    event: Event | None = None
    occurrence: Occurrence | None = None
    values: dict[str, Any] = field(default_factory=dict)


def event_values(series: Series, planned: PlannedDate) -> dict[str, Any]:
    """What `series` writes into its event of this date (which must be held): shared fields and times."""
    day, zone = planned.held_on, series.time_zone
    assert day is not None  # noqa: S101 - a caller's mistake
    starts_at = wall_clock(day, series.begins_at, zone)
    if series.all_day:
        ends_at = wall_clock(day + timedelta(days=series.days), series.begins_at, zone)
    else:
        ends_at = wall_clock(day + timedelta(days=series.days - 1), series.ends_time, zone)
    # In the night of a change of the clock the end may not come after the beginning.
    if ends_at.astimezone(UTC) <= starts_at.astimezone(UTC):
        begin, end = datetime.combine(day, series.starts_time), datetime.combine(day, series.ends_time)
        ends_at = starts_at.astimezone(UTC) + (end - begin)
    values = {name: getattr(series, name) for name in SHARED}
    opens, closes = series.opens_days, series.closes_days
    values |= {
        "starts_at": starts_at.astimezone(UTC),
        "ends_at": ends_at.astimezone(UTC),
        "opens_at": None if opens is None else wall_clock(day - timedelta(days=opens), OPENS_AT, zone).astimezone(UTC),
        "closes_at": None if closes is None else wall_clock(day - timedelta(days=closes), CLOSES_AT, zone).astimezone(UTC),
    }
    return values


def as_json(values: dict[str, Any]) -> dict[str, Any]:
    """`event_values` as an occurrence keeps them."""
    return {name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def values_of(event: Event) -> dict[str, Any]:
    """The same of an event as it is, to compare."""
    return as_json({name: getattr(event, name) for name in (*SHARED, *TIMES)})


def plan_series(series: Series, now: datetime, *, occurrences: Iterable[Occurrence] | None = None) -> list[PlannedEvent]:
    """What becomes of each date of `series` (saved or not) up to its horizon, in order. Nothing is written.

    `occurrences`, with their events, default to the series' own. An event that was changed alone, cancelled, removed or has
    begun stays as it is. Another keeps its place when the rule has its date still; else it moves to a new date of the same
    week (of the same month, for a monthly or yearly rule); else it is cancelled. Raises `RuleError`."""
    if occurrences is None:
        occurrences = series.occurrences.select_related("event") if series.pk else []
    occurrences = sorted(occurrences, key=lambda one: one.original_date)
    today = timezone.localdate(now)
    # Of what has begun nothing becomes any more: a series of many years is not asked for them all.
    ahead = [one.original_date for one in occurrences if one.event is not None and not one.event.has_begun(now)]
    since = min(today, *ahead[:1]) - MARGIN if ahead else today - MARGIN
    until = today + timedelta(days=series.horizon_days)
    if series.last_on is not None:
        until = min(until, series.last_on)
    dates = {one.original: one for one in planned_dates(series.rule, series.starts_on, until, series.holidays, since=since)}
    lines: list[PlannedEvent] = []
    loose: list[Occurrence] = []
    for occurrence in occurrences:
        stays = _stays(occurrence, now)
        planned = dates.get(occurrence.original_date)
        if stays:
            dates.pop(occurrence.original_date, None)
            lines.append(_line(occurrence, stays, planned))
        elif planned is not None and planned.held_on is not None:
            dates.pop(occurrence.original_date)
            lines.append(_follow(series, occurrence, planned))
        else:
            loose.append(occurrence)
    for occurrence in loose:
        new = _nearby(series, occurrence, dates, now)
        if new is not None:
            dates.pop(new.original)
            lines.append(_follow(series, occurrence, new))
        else:
            planned = dates.pop(occurrence.original_date, None)
            is_draft = occurrence.event is not None and occurrence.event.state == Event.State.DRAFT
            lines.append(_line(occurrence, Action.REMOVE if is_draft else Action.CANCEL, planned))
    lines += [line for planned in dates.values() if (line := _new(series, planned, now))]
    return sorted(lines, key=lambda line: line.original)


def _stays(occurrence: Occurrence, now: datetime) -> str:
    """Why the series does not touch the event of `occurrence`, or nothing."""
    event = occurrence.event
    if event is None:
        return Action.REMOVED
    if event.has_begun(now) or event.state == Event.State.COMPLETED:
        return Action.PAST
    if event.state == Event.State.CANCELLED:
        return Action.CANCELLED
    return "" if values_of(event) == occurrence.written else Action.ALONE


def _line(occurrence: Occurrence, action: str, planned: PlannedDate | None, **more: Any) -> PlannedEvent:
    event = occurrence.event
    more.setdefault("starts_at", event.starts_at if event else None)
    return PlannedEvent(
        original=occurrence.original_date if planned is None else planned.original,
        action=action,
        holiday=planned.holiday if planned else "",
        is_moved=planned.is_moved if planned else False,
        event=event,
        occurrence=occurrence,
        registered=getattr(occurrence, "registered", 0),
        **more,
    )


def _follow(series: Series, occurrence: Occurrence, planned: PlannedDate) -> PlannedEvent:
    """An event that keeps a date of the rule: as it is, or changed."""
    values = event_values(series, planned)
    event = occurrence.event
    assert event is not None  # noqa: S101 - `_stays` has sorted those out
    if as_json(values) == occurrence.written and planned.original == occurrence.original_date:
        return _line(occurrence, Action.KEEP, planned)
    before = event.starts_at if values["starts_at"] != event.starts_at else None
    return _line(occurrence, Action.CHANGE, planned, starts_at=values["starts_at"], before=before, values=values)


def _nearby(series: Series, occurrence: Occurrence, dates: dict[date, PlannedDate], now: datetime) -> PlannedDate | None:
    """The date that a loose event moves to: the nearest free one of its week, or of its month."""
    by_week = parts_of(series.rule).get("FREQ") in ("DAILY", "WEEKLY")

    def period(day: date) -> tuple[int, int]:
        return day.isocalendar()[:2] if by_week else (day.year, day.month)

    own = occurrence.original_date
    near = [
        one
        for one in dates.values()
        if one.held_on is not None
        and period(one.original) == period(own)
        and wall_clock(one.held_on, series.begins_at, series.time_zone) > now
    ]
    return min(near, key=lambda one: (abs(one.original - own), one.original), default=None)


def _new(series: Series, planned: PlannedDate, now: datetime) -> PlannedEvent | None:
    """A date that is no event yet; None for one that is past."""
    if planned.held_on is None:
        if wall_clock(planned.original, series.begins_at, series.time_zone) <= now:
            return None
        action = Action.COLLIDES if planned.collides else Action.SKIPPED
        return PlannedEvent(original=planned.original, action=action, holiday=planned.holiday)
    values = event_values(series, planned)
    if values["starts_at"] <= now:
        return None
    return PlannedEvent(
        original=planned.original,
        action=Action.NEW,
        starts_at=values["starts_at"],
        holiday=planned.holiday,
        is_moved=planned.is_moved,
        values=values,
    )


def occurrences_of(series: Series, since: date | None = None) -> QuerySet[Occurrence]:
    """The occurrences of `series` (from `since` on), each with its event and `registered`: how many are registered for it."""
    live = Count("event__registrations", filter=Q(event__registrations__state__in=Registration.LIVE))
    found = series.occurrences.select_related("event").annotate(registered=live)
    return found.filter(original_date__gte=since) if since else found


def check_plan(series: Series, lines: Iterable[PlannedEvent]) -> None:
    """Raise `SeatsTaken` where `series` has fewer seats than are taken of an event that it would change."""
    taken = [line.event.taken for line in lines if line.action == Action.CHANGE and line.event is not None]
    if series.capacity is not None and taken and max(taken) > series.capacity:
        raise errors.SeatsTaken(max(taken))


def keep_series(*, series: Series, by: User | None, now: datetime) -> int:
    """Make the events that `series` lacks up to its horizon, and bring those that nobody changed alone into line with it:
    changed ones are told of by `apply_event_changes`, those without a date are cancelled by `cancel_event`. Returns how many
    events were made or changed.

    Harmless to repeat and to run twice at once; new events are made together, each other one in a transaction of its own. One
    that is held by somebody, or that its registrations do not let change (`EventError`), waits for the next run."""
    if not series.is_active:
        return 0
    lines = plan_series(series, now)
    done = _make_all(series, [line for line in lines if line.action == Action.NEW], by)
    for line in lines:
        try:
            done += _carry_out(line, by, now)
        except errors.EventError:
            continue
    return done + _publish_drafts(series, by, now)


def keep_all_series(*, now: datetime) -> int:
    """The tick: `keep_series` for each series in use. Returns how many events were made or changed."""
    today = timezone.localdate(now)
    in_use = Series.objects.filter(is_active=True).order_by("pk")
    return sum(keep_series(series=one, by=None, now=now) for one in in_use if not one.is_over(today))


def _carry_out(line: PlannedEvent, by: User | None, now: datetime) -> int:
    if line.action == Action.CHANGE:
        return _change(line, by, now)
    if line.action == Action.REMOVE:
        return _remove(line, by, now)
    if line.action == Action.CANCEL and line.event is not None:
        return _cancel(line.event, by, now)
    return 0


def _make_all(series: Series, lines: list[PlannedEvent], by: User | None) -> int:
    """Make the events of these dates, as drafts, in one transaction; nothing where another run was faster or the series is
    gone. As many statements for many events as for one. Returns how many."""
    with transaction.atomic():
        if not lines or not Series.objects.select_for_update(no_key=True).filter(pk=series.pk).exists():
            return 0
        known = series.occurrences.filter(original_date__in=[line.original for line in lines])
        made_before = set(known.values_list("original_date", flat=True))
        missing = [line for line in lines if line.original not in made_before]
        slugs = set(Event.objects.filter(slug__startswith=f"{series.slug}-").values_list("slug", flat=True))
        pattern, events = series.pattern, []
        for line in missing:
            event = Event(slug=_free_slug(series, line.original, slugs), **line.values)
            if pattern is not None:
                for column in Event._meta.concrete_fields:
                    if column.attname not in NOT_FROM_PATTERN:
                        setattr(event, column.attname, getattr(pattern, column.attname))
            events.append(event)
        bulk_create_with_history(events, Event, batch_size=BATCH, default_user=by)
        if pattern is not None and events:
            copy_parts(pattern, events)
        Occurrence.objects.bulk_create(
            (
                Occurrence(series=series, original_date=line.original, event=event, written=values_of(event))
                for line, event in zip(missing, events, strict=True)
            ),
            batch_size=BATCH,
        )
        return len(events)


def _free_slug(series: Series, day: date, taken: set[str]) -> str:
    """An address that is not among `taken`, to which it is added."""
    wanted = f"{series.slug}-{day:%Y-%m-%d}"
    numbered = (f"{wanted}-{number + 1}" if number else wanted for number in range(len(taken) + 1))
    slug = next(slug for slug in numbered if slug not in taken)
    taken.add(slug)
    return slug


def _change(line: PlannedEvent, by: User | None, now: datetime) -> int:
    """Bring an event into line, unless somebody changed it alone meanwhile. Raises `EventError`."""
    occurrence, event = line.occurrence, line.event
    assert occurrence is not None  # noqa: S101 - a caller's mistake
    assert event is not None  # noqa: S101
    with seats_locked(event.pk) as held:
        if values_of(held) != occurrence.written:
            return 0
        before, old = held.starts_at, Event.objects.get(pk=event.pk)
        for name, value in line.values.items():
            setattr(held, name, value)
        changed = apply_event_changes(event=held, by=by, now=now)
        if changed.starts_at != before:
            for item in changed.agenda.all():
                shift_item(item, old, before, changed, changed.starts_at)
                item.save(update_fields=["starts_at", "ends_at"])
        occurrence.original_date = line.original
        occurrence.written = values_of(Event.objects.get(pk=event.pk))
        occurrence.save(update_fields=["original_date", "written"])
    return 1


def _cancel(event: Event, by: User | None, now: datetime) -> int:
    cancel_event(event=event, by=by, now=now)
    return 1


def _remove(line: PlannedEvent, by: User | None, now: datetime) -> int:
    """Take a draft away whose date the rule has not any more; nobody has seen it."""
    occurrence, event = line.occurrence, line.event
    assert occurrence is not None  # noqa: S101 - a caller's mistake
    assert event is not None  # noqa: S101
    with seats_locked(event.pk) as held:
        if held.state != Event.State.DRAFT or held.registrations.exists():
            return 0
        try:
            with transaction.atomic():
                held.delete()
        except ProtectedError:
            # Something hangs on it already (materials): it stays as it is, unseen, for staff to delete.
            return 0
        occurrence.delete()
    return 1


def _publish_drafts(series: Series, by: User | None, now: datetime) -> int:
    """Publish what the series made, where it publishes by itself."""
    if not series.publishes:
        return 0
    drafts = Event.objects.filter(occurrence__series=series, state=Event.State.DRAFT, starts_at__gt=now).order_by("starts_at")
    for event in drafts.select_related("venue", "occurrence"):
        try:
            publish_event(event=event, by=by, now=now)
        except errors.EventError:
            continue
    return 0


@transaction.atomic
def split_series(*, occurrence: Occurrence, new: Series, by: User | None) -> Series:
    """Continue a series from `occurrence` on as `new` (unsaved, changed as staff want it): the old one ends the day before, the
    events from there on belong to the new one. Bringing them into line with it is `keep_series`. Raises `EventError` where
    the series does not hold it any more, or begins with it."""
    old = Series.objects.select_for_update(no_key=True).get(pk=occurrence.series_id)
    if not old.occurrences.filter(pk=occurrence.pk).exists() or occurrence.original_date <= old.starts_on:
        raise errors.EventError
    new.follows = old
    new._history_user = by  # type: ignore[attr-defined]
    new.save()
    old.occurrences.filter(original_date__gte=occurrence.original_date).update(series=new)
    old.last_on = occurrence.original_date - timedelta(days=1)
    old._history_user = by  # type: ignore[attr-defined]
    old.save(update_fields=["last_on"])
    return new


def next_events(series: Series, now: datetime) -> QuerySet[Event]:
    """The events of the series that have not ended, the next one first; whoever shows them asks who may see them."""
    return Event.objects.filter(occurrence__series=series).upcoming(now)
