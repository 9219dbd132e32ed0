"""Who sees what a symposium leaves behind. CEO talks: whoever sees the symposium; what was told only for those who were there:
those with a seat. Questions: who asked, the speaker, who runs it. Obstacles and actions: members. Follow-ups: one's own,
member or not; the report: who runs the symposium, its chairs and the desk."""

import uuid
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from council.events.models import AgendaItem, Registration
from council.members.models import Member
from council.members.permissions import get_active_member_or_404, has_member_access, member_of
from symposia.models import CEOTalk, FollowUp, NetworkAction, Obstacle, Symposium, TalkQuestion
from symposia.permissions.group import get_symposium_or_404, is_desk, runs, symposia_chaired, visible_symposia
from symposia.permissions.offers import get_place_or_404, reader_member

Attribution = CEOTalk.Attribution


def was_there(user: Any, symposium: Symposium) -> bool:
    """Whether `user` has a seat at the symposium."""
    member = member_of(user)
    return member is not None and Registration.objects.seated().filter(event=symposium.event_id, member=member).exists()


def all_told_talks(user: Any, now: datetime) -> QuerySet[CEOTalk]:
    """The talks, of all symposia that `user` sees, whose words he may read."""
    told = CEOTalk.objects.filter(symposium__in=visible_symposia(user, now).values("pk")).exclude(told_ko="", told_en="")
    if is_desk(user):
        return told
    open_ones = ~Q(attribution=Attribution.ROOM) | Q(symposium__in=symposia_chaired(user, now).values("pk"))
    member = member_of(user)
    if member is not None:
        seats = Registration.objects.seated().filter(event=OuterRef("symposium__event"), member=member)
        open_ones |= Q(Exists(seats)) | Q(speaker=member)
    return told.filter(open_ones)


def told_talks(user: Any, symposium: Symposium, now: datetime) -> QuerySet[CEOTalk]:
    """The talks of `symposium` whose words `user` may read."""
    return all_told_talks(user, now).filter(symposium=symposium)


def symposia_with_outcomes(user: Any, now: datetime) -> QuerySet[Symposium]:
    """The symposia of which `user` reads obstacles and actions: members those that they see, others those that they run."""
    if is_desk(user) or has_member_access(user, now):
        return visible_symposia(user, now)
    return symposia_chaired(user, now)


def get_runner_or_404(user: Any, slug: str, now: datetime) -> Symposium:
    """The symposium `slug`, for who runs it: its chairs, and the desk. Raises `Http404`."""
    symposium = get_symposium_or_404(user, slug, now)
    if not runs(user, symposium, now):
        raise Http404
    return symposium


def get_talk_or_404(user: Any, slug: str, key: uuid.UUID, now: datetime) -> CEOTalk:
    """A talk of the symposium `slug`, if `user` may see that. Raises `Http404`."""
    symposium = get_symposium_or_404(user, slug, now)
    talks = CEOTalk.objects.filter(symposium=symposium, key=key)
    found = talks.select_related("agenda_item", "plan_talk", "speaker__organisation").first()
    if found is None:
        raise Http404
    found.symposium = symposium
    return found


def get_question_or_404(talk: CEOTalk, key: uuid.UUID) -> TalkQuestion:
    """A question to `talk`. Raises `Http404`."""
    found = talk.questions.filter(key=key).first()
    if found is None:
        raise Http404
    return found


def get_session_or_404(symposium: Symposium, pk: int) -> AgendaItem:
    """A part of the agenda of `symposium`. Raises `Http404`."""
    found = AgendaItem.objects.filter(event=symposium.event_id, pk=pk).select_related("symposium_closing").first()
    if found is None:
        raise Http404
    return found


def get_obstacle_or_404(symposium: Symposium, key: uuid.UUID) -> Obstacle:
    """An obstacle of `symposium`. Raises `Http404`."""
    found = Obstacle.objects.filter(symposium=symposium, key=key).select_related("agenda_item").first()
    if found is None:
        raise Http404
    return found


def get_action_or_404(user: Any, slug: str, key: uuid.UUID, now: datetime) -> NetworkAction:
    """An action of the symposium `slug`, for its owner and who runs it. Raises `Http404`."""
    symposium = get_symposium_or_404(user, slug, now)
    actions = NetworkAction.objects.filter(symposium=symposium, key=key)
    found = actions.select_related("owner__user", "agenda_item").first()
    if found is None or not (found.owner.user_id == user.pk or runs(user, symposium, now)):
        raise Http404
    found.symposium = symposium
    return found


def has_own_part(user: Any, symposium: Symposium, now: datetime) -> bool:
    """Whether `user` has a page of contacts and actions at `symposium`: members, and who was asked or took something on."""
    member = reader_member(user)
    if member is None:
        return False
    return member.has_access(now) or _own_part(member).filter(pk=symposium.pk).exists()


def _own_part(member: Member) -> QuerySet[Symposium]:
    asked = FollowUp.objects.filter(member=member).values("symposium")
    took_on = NetworkAction.objects.filter(owner=member).values("symposium")
    return Symposium.objects.filter(Q(pk__in=asked) | Q(pk__in=took_on))


def get_asked_or_404(user: Any, slug: str, now: datetime) -> tuple[Symposium, Member]:
    """The symposium `slug` and the member who has a part in what it leaves behind, whether he may still see it or not; any
    member with access who sees it. Raises `Http404`."""
    member = reader_member(user)
    if member is not None:
        symposium = _own_part(member).filter(event__slug=slug).select_related("event").first()
        if symposium is not None:
            return symposium, member
    return get_place_or_404(user, slug, now)


def get_follow_up_or_404(user: Any, slug: str, key: uuid.UUID, now: datetime) -> tuple[FollowUp, Member]:
    """One's own follow-up, and who one is, member or not: who has a seat has 1:1 meetings. Raises `Http404`."""
    symposium, member = get_asked_or_404(user, slug, now)
    found = FollowUp.objects.filter(symposium=symposium, member=member, key=key).select_related("other__user").first()
    if found is None:
        raise Http404
    found.symposium = symposium
    return found, member


def get_asker_or_404(user: Any, now: datetime) -> Member:
    """The member who may send a question in. Raises `Http404`."""
    return get_active_member_or_404(user, now)
