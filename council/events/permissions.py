"""Who may see which event and registration."""

import uuid
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from council.events.models import Attendance, Event, Registration, Survey
from council.members.permissions import member_of
from council.staff import coordinated_programmes, coordinates


def visible_events(user: Any, now: datetime) -> QuerySet[Event]:
    """The events that `user` may see at `now`: what his audience allows, and for staff everything of their programmes, drafts
    too. The one place that lists, calendars, feeds and single pages ask."""
    visible: QuerySet[Event] = Event.objects.visible_to(member_of(user), now)
    mine = coordinated_programmes(user)
    if mine:
        visible |= Event.objects.filter(programme__in=mine)
    return visible


def _find(events: QuerySet[Event], slug: str) -> Event | None:
    return events.filter(slug=slug).select_related("venue", "body").first()


def get_event_or_404(user: Any, slug: str, now: datetime) -> Event:
    """The event with this slug that `user` may see, with its venue and body. Raises `Http404`."""
    # What everybody may see needs no question about the reader.
    event = _find(Event.objects.public(), slug) or _find(visible_events(user, now), slug)
    if event is None:
        raise Http404
    return event


def can_manage_event(user: Any, event: Event) -> bool:
    """Whether `user` is staff of the event's programme."""
    return coordinates(user, event.programme)


def own_registration(user: Any, event: Event) -> Registration | None:
    """The live registration of `user` for `event`, else his latest one, with its position on the waiting list and whether he
    was checked in."""
    member = member_of(user)
    if member is None:
        return None
    own = list(Registration.objects.filter(event=event, member=member).with_position().with_arrival().order_by("-pk"))
    return next((one for one in own if one.is_live), own[0] if own else None)


def get_own_registration_or_404(user: Any, slug: str) -> Registration:
    """The live or latest registration of `user` for the event with this slug, whether he may still see the event or not.
    Raises `Http404`."""
    member = member_of(user)
    if member is None:
        raise Http404
    own = Registration.objects.filter(event__slug=slug, member=member).select_related(
        "event__venue", "member__user", "member__organisation"
    )
    found = sorted(own, key=lambda one: (one.is_live, one.pk))
    if not found:
        raise Http404
    return found[-1]


def get_offer_or_404(slug: str, token: uuid.UUID) -> Registration:
    """The registration that was offered a seat of this event with this token: whoever holds the link may answer. Raises
    `Http404`."""
    offered = Registration.objects.filter(event__slug=slug, offer_token=token)
    found = offered.select_related("event__venue", "member__user").first()
    if found is None:
        raise Http404
    return found


def may_see_online_link(user: Any, event: Event, registration: Registration | None) -> bool:
    """The link is for those with a confirmed seat, and for the programme's staff."""
    if registration is not None and registration.state == Registration.State.CONFIRMED:
        return True
    return can_manage_event(user, event)


def get_managed_event_or_404(user: Any, slug: str) -> Event:
    """The event with this slug whose staff `user` is, with its venue. Raises `Http404`."""
    event = Event.objects.filter(slug=slug, programme__in=coordinated_programmes(user)).select_related("venue").first()
    if event is None:
        raise Http404
    return event


def get_survey_or_404(user: Any, slug: str, now: datetime) -> tuple[Survey, bool]:
    """The survey of the event with this slug, and whether `user` is asked: who was at the event, or has a seat while it is not
    over. Staff of the programme see it, too, also while it is not in use. Raises `Http404` for anybody else."""
    survey = Survey.objects.filter(event__slug=slug).select_related("event__venue").first()
    member = member_of(user)
    if survey is None:
        raise Http404
    own = Registration.objects.filter(event=survey.event_id, member=member)
    seats = own.asked_afterwards() if survey.event.has_ended(now) else own.filter(state=Registration.State.CONFIRMED)
    held = survey.event.state in (Event.State.PUBLISHED, Event.State.COMPLETED)
    is_asked = survey.is_active and held and member is not None and seats.exists()
    if not is_asked and not can_manage_event(user, survey.event):
        raise Http404
    return survey, is_asked


def get_own_attended_or_404(user: Any, slug: str) -> Registration:
    """The registration of `user` for the event with this slug under which he came, else the live or latest one.
    Raises `Http404`."""
    own = get_own_registration_or_404(user, slug)
    present = Attendance.objects.present().filter(registration__event=own.event_id, registration__member=own.member_id)
    record = present.select_related("registration__event__venue", "registration__member__user").order_by("pk").first()
    return record.registration if record is not None and record.registration is not None else own
