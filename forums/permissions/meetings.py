"""Who may see and do what with meetings: one queryset, asked by pages, lists, search, panels, documents and feeds."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from council.events.models import AgendaItem, Event
from council.events.permissions import visible_events
from council.members.permissions import member_of
from forums.group import SLUG, places
from forums.models import Forum, ItemClearance, Meeting
from forums.permissions.group import Role, chairs, is_desk, place_in

Kind, State = Meeting.Kind, Meeting.State
# Who takes the minutes and works on the agenda for the chair.
WORKING = (Role.CHAIR, Role.VICE_CHAIR, Role.SECRETARY)
# A key that no row has: an empty query as a condition of an annotation would empty everything.
NOBODYS = -1


def seated_forums(user: Any, now: datetime) -> QuerySet[Any]:
    """The keys of the forums in which `user` sits at `now`, as a query of one column."""
    member = member_of(user) if user is not None else None
    if member is None:
        return Forum.objects.none().values("pk")
    return places(now).filter(member=member).values("body")


def visible_meetings(user: Any, now: datetime) -> QuerySet[Meeting]:
    """The meetings that `user` may know of: regular ones who sits in the forum, the others whoever sees their event; the desk
    all of them, drafts of events too."""
    if is_desk(user):
        return Meeting.objects.all()
    seen = Meeting.objects.filter(event__in=visible_events(user, now).values("pk"))
    return seen.filter(~Q(kind=Kind.REGULAR) | Q(forum__in=seated_forums(user, now)))


def get_meeting_or_404(user: Any, slug: str, key: str, now: datetime) -> Meeting:
    """The meeting of the forum at `slug` that `key` names, with its event, venue and forum. Raises `Http404`."""
    found = visible_meetings(user, now).filter(forum__body__slug=slug, event__slug=key)
    meeting = found.select_related("event__venue", "event__body", "forum__body", "clearer__member__user", "approved").first()
    if meeting is None:
        raise Http404
    return meeting


def is_seen_as(user: Any) -> bool:
    """Whether somebody else sees the portal as `user` does (a support visit)."""
    return bool(getattr(user, "is_seen_as", False))


def is_insider(user: Any, meeting: Meeting, now: datetime) -> bool:
    """Whether minutes, actions, people and the working of the agenda are for `user`: who sits in the forum, and its staff.
    Under the Chatham House Rule not for support that sees the portal as somebody: that person was in the room."""
    if meeting.chatham_house and is_seen_as(user):
        return False
    return is_desk(user) or place_in(user, meeting.forum, now) is not None


def get_inner_meeting_or_404(user: Any, slug: str, key: str, now: datetime) -> Meeting:
    """The same for insiders. Raises `Http404` for everybody else."""
    meeting = get_meeting_or_404(user, slug, key, now)
    if not is_insider(user, meeting, now):
        raise Http404
    return meeting


def works_on(user: Any, meeting: Meeting, now: datetime) -> bool:
    """Whether `user` writes agenda and minutes: the desk, chair, vice-chair and secretary of the forum."""
    if is_desk(user):
        return True
    place = place_in(user, meeting.forum, now)
    return place is not None and place.role in WORKING


def runs(user: Any, meeting: Meeting, now: datetime) -> bool:
    """Whether `user` moves the meeting on: the desk, or who chairs the forum."""
    return is_desk(user) or chairs(user, meeting.forum, now)


def presides(user: Any, meeting: Meeting, now: datetime) -> bool:
    """Whether `user` records in the chair's name: who chairs the forum."""
    return chairs(user, meeting.forum, now)


def clears(user: Any, meeting: Meeting, now: datetime) -> bool:
    """Whether `user` clears the agenda: the person named for it; where nobody is (any more: who has left the chair and the desk
    clears nothing), the desk and the chair."""
    if not user.is_authenticated or not runs(user, meeting, now):
        return False
    clearer: Any = meeting.clearer
    return clearer in (None, user) or not (clearer.is_active and runs(clearer, meeting, now))


def get_worked_meeting_or_404(user: Any, slug: str, key: str, now: datetime) -> Meeting:
    """The meeting, for who works on it. Raises `Http404` for everybody else."""
    meeting = get_meeting_or_404(user, slug, key, now)
    if not works_on(user, meeting, now):
        raise Http404
    return meeting


def get_run_meeting_or_404(user: Any, slug: str, key: str, now: datetime) -> Meeting:
    """The meeting, for who moves it on. Raises `Http404` for everybody else."""
    meeting = get_meeting_or_404(user, slug, key, now)
    if not runs(user, meeting, now):
        raise Http404
    return meeting


def kept_back(user: Any, now: datetime) -> QuerySet[Any]:
    """The keys of agenda items that are not for `user`: of meetings whose notice is not sent, and what is not cleared (any
    more). Who works on them sees them."""
    cleared = ItemClearance.objects.cleared().filter(item=OuterRef("pk"))
    held = Meeting.objects.filter(state__in=Meeting.UNTOLD)
    # An event that the tick will make a meeting of is one already here.
    of_a_series = Q(occurrence__isnull=False) | Q(mode=Event.Mode.STANDING)
    coming = Q(of_a_series, meeting=None, body__forum__isnull=False, ends_at__gt=now)
    events = Event.objects.filter(Q(meeting__isnull=False) | coming, programme=SLUG)
    items = AgendaItem.objects.filter(event__in=events.values("pk"))
    items = items.filter(Q(event__in=held.values("pk")) | ~Exists(cleared))
    if is_desk(user):
        return items.filter(pk=NOBODYS).values("pk")
    member = member_of(user)
    if member is not None:
        working = places(now).filter(member=member, role__in=WORKING).values("body")
        items = items.exclude(event__meeting__forum__in=working).exclude(event__meeting=None, event__body__in=working)
    return items.order_by().values("pk")


def nameless_events(user: Any, now: datetime) -> QuerySet[Any]:
    """The keys of events under the Chatham House Rule whose inside is not for `user`: who was not in the room."""
    if is_desk(user):
        return Event.objects.filter(pk=NOBODYS).values("pk")
    if is_seen_as(user):
        return sealed_events()
    return Meeting.objects.filter(chatham_house=True).exclude(forum__in=seated_forums(user, now)).order_by().values("pk")


def sealed_events() -> QuerySet[Any]:
    """The keys of events under the Chatham House Rule: nothing that leaves the portal names anybody, whoever takes it along."""
    return Meeting.objects.filter(chatham_house=True).order_by().values("pk")
