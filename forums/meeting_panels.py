"""What meetings show on pages of the platform: on their events, in the search, on one's own page, on staff's start page."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from council import bilingual, when
from council.events.models import Event
from council.members.permissions import member_of
from council.programmes import EventPanel, EventVeil, MyPageCard, SearchHit, SearchSource, nothing_more
from forums.group import SLUG
from forums.models import ActionItem, Meeting, MinutesRevision
from forums.permissions import meetings as permissions
from forums.permissions.group import is_desk
from forums.services.meetings.keeping import uncleared

State = Meeting.State
SHOWN = 10
TEXT_SHOWN = 160
# An action, or a meeting, further away than this does not press.
SOON = timedelta(days=30)
# An agenda that is not cleared so long before its meeting needs somebody.
AGENDA_WITHIN = timedelta(days=14)
# Minutes are written within so long after a meeting.
MINUTES_WITHIN = timedelta(days=14)


def _on_event(event: Any, user: Any, now: datetime) -> dict[str, Any] | None:
    """The way from an event's page to its meeting, for who may see that."""
    if event.programme != SLUG:
        return None
    found = permissions.visible_meetings(user, now).filter(event=event.pk).select_related("event", "forum__body").first()
    if found is None:
        return None
    return {"meeting": found, "is_untold": found.is_untold, "is_inside": permissions.is_insider(user, found, now)}


# What a visitor is shown of an agenda changes with the meeting's state and with each clearance.
VERSION = """
    SELECT concat(meeting.xmin, meeting.ctid, (
        SELECT string_agg(concat(said.xmin, said.ctid), ',' ORDER BY said.id)
        FROM forums_itemclearance said JOIN events_agendaitem item ON item.id = said.item_id WHERE item.event_id = e.id))
    FROM forums_meeting meeting WHERE meeting.event_id = e.id
"""


def search(words: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """The meetings that `user` may know of and that have all the words in their titles, or, for who sits in the forum, in the
    latest revision of their minutes; the latest meeting first. One query."""
    newer = MinutesRevision.objects.filter(meeting=OuterRef("meeting"), number__gt=OuterRef("number"))
    found = permissions.visible_meetings(user, now)
    inside = Q() if is_desk(user) else Q(forum__in=permissions.seated_forums(user, now))
    for word in words.split():
        said = MinutesRevision.objects.filter(~Exists(newer), meeting=OuterRef("pk"))
        said = said.filter(Q(text_ko__icontains=word) | Q(text_en__icontains=word))
        titled = Q(event__title_ko__icontains=word) | Q(event__title_en__icontains=word)
        found = found.filter(titled | inside & Q(Exists(said)))
    rows = found.select_related("event", "forum__body").order_by("-event__starts_at", "-pk")[: limit + 1]
    return [_hit(one) for one in rows]


def _hit(meeting: Meeting) -> SearchHit:
    event = meeting.event
    return SearchHit(
        title=bilingual.text(event, "title"),
        url=meeting.get_absolute_url(),
        text=Truncator(bilingual.text(event, "summary")).chars(TEXT_SHOWN),
        meta=when.span(event.starts_at, event.ends_at, event.time_zone, all_day=event.all_day),
        language=bilingual.text_language(event, "title"),
        text_language=bilingual.text_language(event, "summary"),
    )


def card(user: Any, now: datetime) -> dict[str, Any] | None:
    """What waits for `user`: his actions, and the next meetings of his forums. Two queries whatever there is."""
    member = member_of(user)
    if member is None:
        return None
    today = timezone.localdate(now)
    actions = list(
        ActionItem.objects.pending()
        .filter(owner=member, due_on__lte=today + SOON)
        .select_related("meeting__event", "meeting__forum__body")
        .order_by("due_on", "pk")[:SHOWN]
    )
    seated = permissions.seated_forums(user, now)
    coming = Meeting.objects.filter(forum__in=seated, state=State.NOTICED, event__state=Event.State.PUBLISHED)
    coming = coming.filter(event__ends_at__gt=now, event__starts_at__lte=now + SOON)
    meetings = list(coming.select_related("event", "forum__body").order_by("event__starts_at", "pk")[:SHOWN])
    return {"actions": actions, "meetings": meetings, "today": today} if actions or meetings else None


def agendas_waiting(now: datetime) -> "QuerySet[Meeting]":
    """Meetings within two weeks whose agenda has items that nobody has cleared, or has none that was submitted."""
    soon = Meeting.objects.filter(event__starts_at__gt=now, event__starts_at__lte=now + AGENDA_WITHIN)
    soon = soon.filter(event__state=Event.State.PUBLISHED)
    changed = Q(Exists(uncleared(OuterRef("pk"))), state__in=[State.CLEARED, State.NOTICED])
    return soon.filter(Q(state__in=[State.DRAFT, State.SUBMITTED]) | changed)


def minutes_waiting(now: datetime) -> "QuerySet[Meeting]":
    """Meetings that were noticed or held, and have no minutes two weeks after."""
    over = Meeting.objects.filter(event__ends_at__lte=now - MINUTES_WITHIN).exclude(event__state=Event.State.CANCELLED)
    return over.filter(state__in=[State.NOTICED, State.HELD])


def agendas_count(user: Any, now: datetime) -> int:
    """How many agendas wait, for who works at the desk."""
    return agendas_waiting(now).count() if is_desk(user) else 0


def minutes_count(user: Any, now: datetime) -> int:
    """How many minutes are overdue, for who works at the desk."""
    return minutes_waiting(now).count() if is_desk(user) else 0


PANEL = EventPanel(
    slug="forum-meeting",
    template="forums/meetings/_event_panel.html",
    context=_on_event,
    order=4,
    version=nothing_more,
    version_sql=VERSION,
)
VEIL = EventVeil(
    slug="forum-meetings",
    items=permissions.kept_back,
    nameless=permissions.nameless_events,
    sealed=permissions.sealed_events,
)
SEARCH = SearchSource(slug="forum-meetings", name=_("Meetings of forums"), search=search, icon="people", order=55)
CARD = MyPageCard(slug="forum-meetings", template="forums/meetings/_card.html", context=card, order=55)
