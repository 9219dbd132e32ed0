from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from council.events.models import Event, Registration
from council.events.versions import with_versions
from council.members.access_log import shows
from council.members.models import Contact, Member, Membership
from council.members.permissions import has_member_access, member_of
from forums.group import places
from forums.models import Delegation, Forum, SeatApplication
from forums.permissions.group import get_forum_or_404, is_desk, place_in
from forums.permissions.seats import CHAIRS, decidable_applications
from forums.services.seats import overview

EVENTS_SHOWN = 4
# What else a forum has for those who sit in it, in the order of the tabs.
PARTS = (
    (_("Meetings"), "forums:meeting-list", "calendar-event"),
    (_("Topics"), "forums:topic-list", "chat-left-text"),
    (_("Documents"), "forums:document-list", "file-earmark-text"),
)


@never_cache
@require_safe
def forum_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One forum: public facts for everybody; its people, papers and one's own seat for those who sit in it."""
    now = timezone.now()
    forum = get_forum_or_404(slug)
    place = place_in(request.user, forum, now)
    is_staff_here = is_desk(request.user)
    is_inside = is_staff_here or place is not None
    leads = is_staff_here or (place is not None and place.role in CHAIRS)
    companies = overview.companies_by_forum(now, forum).get(forum.pk, set())
    context: dict[str, Any] = {
        "forum": forum,
        "place": place,
        "is_desk": is_staff_here,
        "is_inside": is_inside,
        "leads": leads,
        "industries": list(forum.industries.order_by("revision", "code")),
        "companies": len(companies),
        "events": _events(request, forum, now),
        "now": now,
    }
    member = member_of(request.user)
    context["is_member"] = has_member_access(request.user, now)
    if member is not None:
        context |= _own(member, forum, place, now)
    if leads:
        waiting = decidable_applications(request.user, now).filter(forum=forum)
        context["waiting"] = list(waiting.select_related("forum__body", "member__user", "organisation").order_by("applied_at"))
        shows(request, [one.member for one in context["waiting"]])
    if context["is_member"] or is_staff_here:
        context["company_list"] = overview.companies_of(companies)
    if is_inside:
        context["roster"] = overview.roster(forum, now, in_full=leads)
        context["parts"] = parts_of(slug)
        shows(request, [one.place.member for one in context["roster"].people])
    return render(request, "forums/seats/forum_detail.html", context)


def _own(member: Member, forum: Forum, place: Membership | None, now: datetime) -> dict[str, Any]:
    """What waits of one's own, and the seats of one's company for which one says who sits in."""
    waiting = forum.applications.filter(member=member, state=SeatApplication.State.WAITING)
    acting = Contact.objects.able(now).filter(member=member)
    seats = places(now).filter(body=forum.pk, seat__organisation__in=acting.values("organisation")).exclude(member=member)
    delegation = Delegation.objects.filter(stand_in=place) if place is not None else Delegation.objects.none()
    return {
        "own_application": waiting.select_related("forum__body").first(),
        "own_delegation": delegation.select_related("place__member__user").first(),
        "stood_in": list(seats.select_related("member__user").order_by("pk")),
    }


def parts_of(slug: str) -> list[dict[str, Any]]:
    """The pages that a forum has for those who sit in it."""
    return [{"label": label, "href": reverse(name, args=[slug]), "icon": icon} for label, name, icon in PARTS]


def _events(request: HttpRequest, forum: Forum, now: datetime) -> list[dict[str, Any]]:
    """The forum's next events that the reader may see, each with his live registration."""
    member = member_of(request.user)
    events = Event.objects.filter(body=forum.pk).visible_to(member, now).upcoming(now)
    found = list(with_versions(events).select_related("venue")[:EVENTS_SHOWN])
    live = Registration.objects.live().filter(member=member, event__in=found) if member is not None else []
    mine = {one.event_id: one for one in live}
    return [{"event": one, "registration": mine.get(one.pk)} for one in found]
