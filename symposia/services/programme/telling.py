"""Whom a new version of a programme concerns, and what they are told: one letter a person and version, in its transaction."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from council import bilingual, when
from council.events.models import AgendaRegistration
from council.events.services.telling import language_of
from council.events.text import one_line
from council.members.models import Member
from council.messaging.links import absolute_url
from council.messaging.services import OutgoingMessage, queue_messages
from symposia.models import ProgrammeVersion, PublishedTalk, Star, Symposium
from symposia.services.programme.differences import Change, Place, What
from symposia.services.programme.reading import Programme

CHANGED = "programme-changed"
TEMPLATE = "symposia/email/programme"
# The kind of attachment with the entries of somebody's own talks and starred ones.
ENTRIES = "symposium-talks"
SPEAKS, STARRED, BOOKED = "speaks", "starred", "booked"


@dataclass(frozen=True)
class Line:
    """What one person is told of one talk, and why: he speaks, marked it, or booked its session."""

    change: Change
    what: What
    why: str


@dataclass
class Letters:
    """What a version has to tell, before it is known which sessions the agenda tells of by itself."""

    symposium: Symposium
    version: ProgrammeVersion
    is_first: bool
    lines: dict[int, list[Line]] = field(default_factory=dict)

    def add(self, members: Iterable[int | None], change: Change, what: What, why: str) -> None:
        for member in members:
            if member is None:
                continue
            own = self.lines.setdefault(member, [])
            of_it = [one for one in own if one.change.key == change.key]
            # Who marked a talk is told both where it is now and who speaks.
            if all((one.why, why) == (STARRED, STARRED) and one.what != what for one in of_it):
                own.append(Line(change, what, why))


def letters_about(
    symposium: Symposium, version: ProgrammeVersion, before: Programme | None, plan: Programme, changes: Sequence[Change]
) -> Letters:
    """Whom `changes` concern: who speaks; who marked a talk that moved, has other speakers or is gone; who booked the session
    of a talk that came, moved or is gone. Of a first version those who speak are told. Two queries."""
    letters = Letters(symposium, version, before is None)
    talks = [one for one in changes if one.is_talk]
    for change in talks:
        for what, people in _speakers(change):
            letters.add(people, change, what, SPEAKS)
    if before is not None:
        placed = [one for one in talks if one.what in (What.NEW, What.MOVED, What.GONE)]
        _add_starred(letters, [one for one in talks if one.what in (What.MOVED, What.GONE) or _is_given_by_others(one)])
        _add_booked(letters, placed)
    return letters


def _speakers(change: Change) -> Iterable[tuple[What, set[int | None]]]:
    old = {one.speaker.member_id for one in change.before.people} if change.before else set()
    new = {one.speaker.member_id for one in change.after.people} if change.after else set()
    if change.what in (What.NEW, What.MOVED, What.GONE):
        yield change.what, new if change.after else old
    elif change.what == What.PEOPLE:
        yield What.NEW, new - old
        yield What.GONE, old - new


def _is_given_by_others(change: Change) -> bool:
    """Whether it is said who speaks, and others do. Authors who do not speak concern themselves alone."""
    if change.what != What.PEOPLE or change.before is None or change.after is None:
        return False
    return {one.pk for one in change.before.presenters} != {one.pk for one in change.after.presenters}


def _add_starred(letters: Letters, changes: Sequence[Change]) -> None:
    by_talk: dict[int, list[int]] = {}
    for talk, member in Star.objects.filter(talk__in=[one.key for one in changes]).values_list("talk", "member"):
        by_talk.setdefault(talk, []).append(member)
    for change in changes:
        letters.add(by_talk.get(change.key, ()), change, change.what, STARRED)


def _sessions_of(change: Change) -> set[int]:
    places = [place for place in (change.was, change.now) if place is not None]
    return {place.session.key for place in places if place.session is not None}


def _add_booked(letters: Letters, changes: Sequence[Change]) -> None:
    sessions = {key for change in changes for key in _sessions_of(change)}
    live = AgendaRegistration.objects.live().filter(item__session__in=sessions)
    by_session: dict[int, list[int]] = {}
    for session, member in live.values_list("item__session", "registration__member"):
        by_session.setdefault(session, []).append(member)
    for change in changes:
        for session in sorted(_sessions_of(change)):
            letters.add(by_session.get(session, ()), change, change.what, BOOKED)


def _is_told(line: Line, moved: Collection[int]) -> bool:
    """Whether a letter tells of it: not where the agenda tells who booked the whole session that it moved, or is off."""
    return line.why != BOOKED or not _sessions_of(line.change) <= set(moved)


def send(letters: Letters, moved: Collection[int]) -> int:
    """Write the letters; `moved`: the sessions of which the agenda tells those who booked them. Returns how many are new."""
    lines = {member: [one for one in own if _is_told(one, moved)] for member, own in letters.lines.items()}
    wanted = [member for member, own in lines.items() if own]
    members = Member.objects.filter(pk__in=wanted, user__is_active=True).select_related("user").order_by("pk")
    messages = [_message(letters, member, lines[member.pk]) for member in members]
    return len(queue_messages(messages)) if messages else 0


def _message(letters: Letters, member: Member, lines: Sequence[Line]) -> OutgoingMessage:
    language, event = language_of(member), letters.symposium.event
    lines = sorted(lines, key=lambda one: ((one.change.now or one.change.was).starts_at, one.change.key))  # type: ignore[union-attr]  # one is there
    with translation.override(language):
        title = {"title": one_line(bilingual.text(event, "title"))}
        if letters.is_first and any(_presents(line.change, member) for line in lines):
            subject, text = _("You speak: %(title)s"), _("The programme of “%(title)s” is published. This is when you speak.")
        elif letters.is_first:
            subject, text = _("It names you: %(title)s"), _("The programme of “%(title)s” is published. These talks name you.")
        else:
            subject = _("Changed programme: %(title)s")
            text = _("The programme of “%(title)s” has changed where it concerns you.")
        context = {
            "subject": subject % title,
            "text": text % title,
            "lines": [line_text(one, event.time_zone) for one in lines],
            "note": one_line(letters.version.note),
            "name": one_line(member.display_name(language)),
            "url": absolute_url("symposia:programme-mine", language, event.slug),
            "symposium_id": letters.symposium.pk,
            "version": letters.version.number,
            "talks": [_fact(one.change, one.what) for one in lines],
        }
    return OutgoingMessage(
        kind=CHANGED,
        template=TEMPLATE,
        user=member.user,
        address=member.user.email,
        language=language,
        context=context,
        key=f"{CHANGED}:{letters.symposium.pk}:{letters.version.number}:{member.pk}",
        attachments=[{"kind": ENTRIES, "symposium": letters.symposium.pk, "member": member.pk}],
        not_after=event.ends_at,
    )


def _presents(change: Change, member: Member) -> bool:
    people = change.after.people if change.after is not None else ()
    return any(one.presents and one.speaker.member_id == member.pk for one in people)


def _fact(change: Change, what: What) -> list[Any]:
    now = change.now if what != What.GONE else None
    return [change.key, now.starts_at.isoformat() if now else None, now.room.pk if now and now.room else None]


def place_words(place: Place, zone: str) -> str:
    """“2 Dec 2026 (Wed) 10:00–10:20, Hall A” in the active language."""
    hours = when.span(place.starts_at, place.ends_at, zone)
    room = one_line(bilingual.text(place.room, "name")) if place.room is not None else ""
    return f"{hours}, {room}" if room else hours


def line_text(line: Line, zone: str) -> str:
    """What is said of a talk, in the active language."""
    change = line.change
    said = {"talk": one_line(bilingual.text(change.shown.row, "title"))}
    if line.what == What.GONE:
        if line.why == SPEAKS and change.what == What.PEOPLE:
            return _("“%(talk)s”: you are not named among its people any more.") % said
        return _("“%(talk)s” is not in the programme any more.") % said
    if line.what == What.PEOPLE and change.after is not None:
        names = ", ".join(one_line(bilingual.text(one, "name")) for one in change.after.presenters)
        return _("“%(talk)s”: now given by %(names)s.") % (said | {"names": names})
    now = place_words(change.now, zone) if change.now else ""
    if line.what == What.MOVED and change.was is not None:
        said |= {"now": now, "was": place_words(change.was, zone)}
        if said["now"] == said["was"]:
            return _("“%(talk)s” is in another session now: %(now)s.") % said
        return _("“%(talk)s” is now: %(now)s. It was: %(was)s.") % said
    return _("“%(talk)s”: %(now)s.") % (said | {"now": now})


def changed_is_true(context: dict[str, Any]) -> bool:
    """Whether something that a letter tells of is still so: what a later version changed again, a later letter tells. Two
    queries."""
    last = ProgrammeVersion.objects.filter(symposium=context["symposium_id"]).order_by("-number").first()
    if last is None or last.number == context["version"]:
        return last is not None
    keys = [key for key, _starts, _room in context["talks"]]
    rows = PublishedTalk.objects.filter(Q(version=last), talk__in=keys).values_list("talk", "starts_at", "session__room")
    is_now = {talk: (starts_at.isoformat(), room) for talk, starts_at, room in rows}
    return any(is_now.get(key, (None, None)) == (starts, room) for key, starts, room in context["talks"])
