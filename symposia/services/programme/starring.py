"""Talks that somebody marked: “my programme”."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Max, OuterRef

from council.events.models import AgendaRegistration
from council.members.models import Member
from symposia.models import ProgrammeVersion, PublishedSpeaker, PublishedTalk, Star, Symposium, Talk
from symposia.services.errors import WrongState
from symposia.services.programme.reading import current_version


def star_talk(*, symposium: Symposium, number: int, member: Member, now: datetime) -> Talk:
    """Mark a talk of the published programme. Marked already: nothing happens. Raises `WrongState` for none of it."""
    version = current_version(symposium)
    shown = PublishedTalk.objects.filter(version=version, number=number).select_related("talk").first()
    if version is None or shown is None:
        raise WrongState
    Star.objects.get_or_create(talk=shown.talk, member=member, defaults={"starred_at": now})
    return shown.talk


def unstar_talk(*, symposium: Symposium, number: int, member: Member) -> None:
    """Take the mark away, of a talk that is gone from the programme, too. Not marked: nothing happens."""
    Star.objects.filter(talk__symposium=symposium, talk__number=number, member=member).delete()


@dataclass(frozen=True)
class Own:
    """What of a symposium's programme is somebody's own: the keys of talks that he marked, that he presents (`speaks`) and that
    he is named at, and of sessions that he booked."""

    starred: frozenset[int] = frozenset()
    speaks: frozenset[int] = frozenset()
    named: frozenset[int] = frozenset()
    booked: frozenset[int] = frozenset()

    @property
    def talks(self) -> frozenset[int]:
        return self.starred | self.named


def own_of(symposium: Symposium, member: Member | None) -> Own:
    """What is `member`'s own of `symposium`. Three queries."""
    if member is None:
        return Own()
    starred = Star.objects.filter(member=member, talk__symposium=symposium).values_list("talk", flat=True)
    current = symposium.versions.order_by("-number").values("pk")[:1]
    people = PublishedSpeaker.objects.filter(version__in=current, speaker__member=member)
    named = dict(people.values_list("talk__talk", "presents"))
    live = AgendaRegistration.objects.live().filter(registration__member=member, item__event=symposium.pk)
    return Own(
        frozenset(starred),
        frozenset(talk for talk, presents in named.items() if presents),
        frozenset(named),
        frozenset(live.exclude(item__session=None).values_list("item__session", flat=True)),
    )


def named_since(symposium: Symposium, member: Member) -> dict[int, int]:
    """Of each talk (its key) that `member` was ever named at: the number of the version that named him last after one that did
    not, or that names him no more. Two queries."""
    numbers: dict[int, set[int]] = {}
    named = PublishedSpeaker.objects.filter(version__symposium=symposium, speaker__member=member)
    for talk, number in named.values_list("talk__talk", "version__number"):
        numbers.setdefault(talk, set()).add(number)
    last = latest_number(symposium)
    return {
        talk: max(number for number in range(1, last + 1) if (number in own) != (number - 1 in own))
        for talk, own in numbers.items()
    }


def last_moved(
    symposium: Symposium, talks: frozenset[int], since: Mapping[int, int] | None = None
) -> dict[int, tuple[PublishedTalk, int, datetime, bool]]:
    """Of each of `talks` (keys) that was ever published: its latest row, the number and time of the version that changed last
    what its entry tells, its slot, words and speakers (or that of `since`, if that is later), and whether it is in the
    programme now. Two queries."""
    versions = dict(symposium.versions.values_list("number", "published_at"))
    if not versions or not talks:
        return {}
    current = max(versions)
    presenters = PublishedSpeaker.objects.filter(talk=OuterRef("pk"), presents=True).order_by("position").values("speaker")
    published = PublishedTalk.objects.filter(version__symposium=symposium, talk__in=talks)
    rows = published.annotate(given_by=ArraySubquery(presenters))
    found: dict[int, tuple[PublishedTalk, int, datetime, bool]] = {}
    told: dict[int, tuple[object, ...]] = {}
    for row in rows.select_related("version", "session__room").order_by("version__number", "pk"):
        slot = (row.starts_at, row.ends_at, row.session.room_id, row.session.session_id)
        tells = (*slot, row.title_ko, row.title_en, row.abstract_ko, row.abstract_en, row.given_by)
        number = row.version.number
        held = found.get(row.talk_id)
        is_back = held is not None and held[0].version.number < number - 1
        if held is None or told[row.talk_id] != tells or is_back:
            found[row.talk_id] = (row, number, row.version.published_at, number == current)
        else:
            found[row.talk_id] = (row, held[1], held[2], number == current)
        told[row.talk_id] = tells
    for talk, (last, _number, _at, is_there) in found.items():
        if not is_there:
            gone = last.version.number + 1
            found[talk] = (last, gone, versions[gone], False)
    for talk, number in (since or {}).items():
        if talk in found and number > found[talk][1]:
            found[talk] = (found[talk][0], number, versions[number], found[talk][3])
    return found


def latest_number(symposium: Symposium) -> int:
    """The number of the current version; 0 where nothing is published."""
    return ProgrammeVersion.objects.filter(symposium=symposium).aggregate(last=Max("number"))["last"] or 0
