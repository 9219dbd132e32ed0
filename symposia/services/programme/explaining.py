"""What keeps a plan from being published, in the reader's language."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from council import bilingual, when
from symposia.services.programme.conflicts import Conflict, Kind
from symposia.services.programme.reading import Programme, Shown


@dataclass(frozen=True)
class Said:
    """A conflict in words, and the keys of the session and the number of the talk where one begins to put it right."""

    text: str
    session: int | None
    talk: int | None
    day: Any = None


def explain(plan: Programme) -> list[Said]:
    """Each conflict of `plan` in a sentence. No query."""
    sessions = {one.key: one for one in plan.sessions}
    talks = {talk.key: talk for talk in plan.talks}
    return [_say(one, plan, sessions, talks) for one in plan.conflicts]


def _hours(shown: Shown, plan: Programme) -> str:
    return when.span(shown.row.starts_at, shown.row.ends_at, plan.symposium.event.time_zone)


def _title(shown: Shown) -> str:
    return bilingual.text(shown.row, "title")


def _say(conflict: Conflict, plan: Programme, sessions: dict[int, Shown], talks: dict[int, Shown]) -> Said:
    own = [sessions[key] for key in conflict.sessions]
    spoken = [talks[key] for key in conflict.talks]
    first = own[0]
    day = first.row.starts_at.astimezone(plan.symposium.event.zone).date()
    where = (first.key, spoken[0].number if spoken else None, day)
    return Said(_words(conflict, plan, own, spoken), *where)


def _words(conflict: Conflict, plan: Programme, own: list[Shown], spoken: list[Shown]) -> str:
    session = {"session": _title(own[0]), "when": _hours(own[0], plan)}
    talk = {"talk": _title(spoken[0]), "session": _title(own[0]), "when": _hours(spoken[0], plan)} if spoken else {}
    if conflict.kind == Kind.ROOM_TWICE:
        both = {"one": _title(own[0]), "other": _title(own[1]), "room": bilingual.text(own[0].row.room, "name")}
        return _("%(room)s is taken twice: by “%(one)s” and “%(other)s”.") % both
    if conflict.kind == Kind.SPEAKER_TWICE:
        name = next(bilingual.text(one, "name") for one in spoken[0].presenters if _is(one, spoken[1]))
        both = {"person": name, "one": _title(spoken[0]), "other": _title(spoken[1])}
        return _("%(person)s would speak twice at one time: “%(one)s” and “%(other)s”.") % both
    if conflict.kind == Kind.TALKS_AT_ONCE:
        both = {"session": _title(own[0]), "one": _title(spoken[0]), "other": _title(spoken[1])}
        return _("“%(one)s” and “%(other)s” are at the same time in “%(session)s”.") % both
    if conflict.kind == Kind.TALK_OUTSIDE:
        return _("“%(talk)s” (%(when)s) does not lie within its session “%(session)s”.") % talk
    if conflict.kind == Kind.SESSION_OUTSIDE:
        return _("“%(session)s” (%(when)s) does not lie within one day of the symposium.") % session
    if conflict.kind == Kind.NO_TALKS_HERE:
        return _("“%(session)s” is of a kind that holds no talks: “%(talk)s”.") % talk
    if conflict.kind == Kind.NO_SPEAKER:
        return _("Nobody presents “%(talk)s”.") % talk
    if conflict.kind == Kind.WITHDRAWN:
        return _("“%(talk)s” was withdrawn or is not accepted any more. Take it out of the plan.") % talk
    if conflict.kind == Kind.PLACES_TAKEN:
        return _("%(number)d places at “%(session)s” are taken already.") % (session | {"number": conflict.about})
    return _("“%(session)s” has more places than its room has seats (%(number)d).") % (session | {"number": conflict.about})


def _is(speaker: Any, other: Shown) -> bool:
    """Whether `speaker` presents `other`, too: by the same entry, or by another one of the same member."""
    return any(
        speaker.pk == one.pk or (speaker.member_id is not None and speaker.member_id == one.member_id)
        for one in other.presenters
    )
