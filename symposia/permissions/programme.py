"""Who may see and do what with programmes and proceedings."""

from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.http import Http404

from council.events.models import Registration
from council.members.permissions import member_of
from symposia.models import (
    Paper,
    Proceedings,
    ProgrammeVersion,
    PublishedSpeaker,
    PublishedTalk,
    Session,
    Symposium,
    Talk,
    TalkSpeaker,
)
from symposia.permissions.group import get_symposium_or_404, is_desk, runs, symposia_chaired, visible_symposia


def get_planned_symposium_or_404(user: Any, slug: str, now: datetime) -> Symposium:
    """The symposium, for who works on its plan: desk and chairs. Raises `Http404` for everybody else."""
    symposium = get_symposium_or_404(user, slug, now)
    if not runs(user, symposium, now):
        raise Http404
    return symposium


def get_planned_session_or_404(user: Any, slug: str, pk: int, now: datetime) -> Session:
    """A session of the plan, for who works on it. Raises `Http404`."""
    symposium = get_planned_symposium_or_404(user, slug, now)
    found = Session.objects.planned().filter(symposium=symposium, pk=pk).select_related("room", "track").first()
    if found is None:
        raise Http404
    found.symposium = symposium
    return found


def get_planned_talk_or_404(user: Any, slug: str, number: int, now: datetime) -> Talk:
    """A talk of the plan, for who works on it. Raises `Http404`."""
    symposium = get_planned_symposium_or_404(user, slug, now)
    found = Talk.objects.planned().filter(symposium=symposium, number=number).select_related("session").first()
    if found is None:
        raise Http404
    found.symposium = symposium
    return found


def current_version_or_404(symposium: Symposium) -> ProgrammeVersion:
    """What everybody sees. Raises `Http404` where nothing is published."""
    found = ProgrammeVersion.objects.filter(symposium=symposium).order_by("-number").first()
    if found is None:
        raise Http404
    return found


def visible_talks(user: Any, now: datetime) -> QuerySet[PublishedTalk]:
    """The talks of published programmes that `user` may see, as they stand now."""
    current = ProgrammeVersion.objects.current().filter(symposium__in=visible_symposia(user, now).values("pk"))
    return PublishedTalk.objects.filter(version__in=current.values("pk"))


def visible_papers(user: Any, now: datetime) -> QuerySet[Paper]:
    """The papers of released proceedings that `user` may see."""
    papers = Paper.objects.filter(proceedings__released_at__isnull=False)
    return papers.filter(proceedings__symposium__in=visible_symposia(user, now).values("pk"))


def get_proceedings_or_404(user: Any, slug: str, now: datetime) -> Proceedings:
    """The released proceedings of a symposium that `user` may see. Raises `Http404`."""
    symposium = get_symposium_or_404(user, slug, now)
    found = Proceedings.objects.filter(symposium=symposium, released_at__isnull=False).first()
    if found is None:
        raise Http404
    found.symposium = symposium
    return found


def get_paper_or_404(user: Any, slug: str, number: int, now: datetime) -> Paper:
    """A paper of released proceedings that `user` may see. Raises `Http404`."""
    proceedings = get_proceedings_or_404(user, slug, now)
    found = Paper.objects.filter(proceedings=proceedings, number=number).select_related("talk").first()
    if found is None:
        raise Http404
    found.proceedings = proceedings
    return found


def speaks_at(user: Any, talk: Talk) -> bool:
    """Whether `user` is named among the people of `talk`, in the plan."""
    member = member_of(user)
    return member is not None and TalkSpeaker.objects.filter(talk=talk, speaker__member=member).exists()


def may_attach(user: Any, talk: Talk, now: datetime) -> bool:
    """Whether `user` gives out slides and paper of `talk`: its people, the chairs, the desk."""
    return speaks_at(user, talk) or runs(user, talk.symposium, now)


def get_own_talk_or_404(user: Any, slug: str, number: int, now: datetime) -> Talk:
    """A talk for who gives out its files. Raises `Http404`."""
    symposium = get_symposium_or_404(user, slug, now)
    found = Talk.objects.planned().filter(symposium=symposium, number=number).first()
    if found is None:
        raise Http404
    found.symposium = symposium
    if not may_attach(user, found, now):
        raise Http404
    return found


def _own(user: Any, now: datetime) -> Q:
    member = member_of(user)
    if member is None:
        return Q(pk__in=[])
    mine = TalkSpeaker.objects.filter(talk=OuterRef("pk"), speaker__member=member)
    return Q(Exists(mine)) | Q(symposium__in=symposia_chaired(user, now).values("pk"))


def _as_keys(talks: QuerySet[Talk]) -> QuerySet[Any]:
    return talks.order_by().annotate(key=Cast("pk", CharField())).values("key")


def readable_talks(user: Any, now: datetime) -> QuerySet[Any]:
    """The keys, as text, of the talks that `user` may see: published, in proceedings, his own, those he plans with."""
    if is_desk(user):
        return _as_keys(Talk.objects.all())
    shown = Q(pk__in=visible_talks(user, now).values("talk")) | Q(pk__in=visible_papers(user, now).values("talk"))
    return _as_keys(Talk.objects.filter(shown | _own(user, now)))


def readable_inside(user: Any, now: datetime) -> QuerySet[Any]:
    """The same of those whose files are for who has a place at the symposium, or had one when it ended."""
    if is_desk(user):
        return _as_keys(Talk.objects.all())
    member = member_of(user)
    if member is None:
        return _as_keys(Talk.objects.none())
    places = Registration.objects.filter(member=member, state=Registration.State.CONFIRMED)
    shown = Q(pk__in=visible_talks(user, now).values("talk")) | Q(pk__in=visible_papers(user, now).values("talk"))
    inside = Q(symposium__event__in=places.values("event"))
    return _as_keys(Talk.objects.filter(shown & inside | _own(user, now)))


def names_of_talks(version: ProgrammeVersion) -> QuerySet[PublishedSpeaker]:
    """Who is named in a version."""
    return PublishedSpeaker.objects.filter(version=version).select_related("speaker")
