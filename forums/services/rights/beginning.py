"""A case begins: with what it is about, whose it is, and who made it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from council.members.permissions import member_of
from forums.models import Inventor, IPCase
from forums.models.rights import CaseState
from forums.permissions.origins import may_name
from forums.permissions.rights import companies_of, is_ip_desk
from forums.services.errors import NotYours, WrongState
from forums.services.rights.consents import void_signatures
from forums.services.rights.contacts import add_contact
from forums.services.rights.errors import CaseChanged, OriginElsewhere
from forums.services.rights.holding import hold_for, hold_for_office, keep, note_move
from forums.services.rights.owners import Parts, write_owners
from forums.services.rights.signatures import terms_of
from forums.services.rights.telling import tell_attorney, tell_desk

# What a form may change; state, owners and attorney have verbs of their own.
COLUMNS = (
    "title_ko",
    "title_en",
    "summary_ko",
    "summary_en",
    "industry",
    "classification",
    "origin",
    "origin_meeting",
    "origin_topic",
    "forum",
)


@transaction.atomic
def begin_case(*, case: IPCase, parts: Parts, is_agreed: bool, inventors: Sequence[str] = (), by: Any, now: datetime) -> IPCase:
    """Begin `case` (not saved yet) for its owners `parts`. Who begins it for his company is its named contact, and the company
    among the owners; the IP desk begins one for any. Raises `NotYours`, `OriginElsewhere`, what `owners.check_parts` raises."""
    mine = companies_of(by, now).first()
    desk = is_ip_desk(by, now)
    is_owner = mine is not None and mine.pk in {organisation.pk for organisation, _share in parts}
    if not desk and not is_owner:
        raise NotYours
    _check_origin(case, None, by, now)
    case.state, case.shares_agreed = CaseState.IDEA, is_agreed
    case.created_at = case.state_at = now
    case.created_by = by
    kept = keep(case, by=by, reason="begin")
    write_owners(kept, parts)
    save_inventors(kept, inventors)
    member = member_of(by)
    if mine is not None and member is not None and is_owner:
        add_contact(kept, organisation=mine, member=member, by=by, now=now)
    note_move(kept, "begin", before="", by=by, now=now)
    if not desk:
        tell_desk(kept, now)
    return kept


def _check_origin(case: IPCase, before: IPCase | None, by: Any, now: datetime) -> None:
    """A case names a meeting or topic that `by` may see (or that it named `before`), of its own forum. Raises
    `OriginElsewhere`."""
    meeting, topic = case.origin_meeting, case.origin_topic
    forum = meeting.forum_id if meeting is not None else topic.forum_id if topic is not None else case.forum_id
    is_kept = before is not None and (before.origin_meeting_id, before.origin_topic_id) == (
        case.origin_meeting_id,
        case.origin_topic_id,
    )
    if forum != case.forum_id or not (is_kept or may_name(meeting, topic, by, now)):
        raise OriginElsewhere


def save_inventors(held: IPCase, names: Sequence[str]) -> None:
    """Make `names` the inventors of a held case, in this order."""
    before = list(held.inventors.values_list("name", flat=True))
    wanted = [name.strip()[:200] for name in names if name.strip()]
    if wanted == before:
        return
    members = dict(held.inventors.exclude(member=None).values_list("name", "member"))
    held.inventors.all().delete()
    Inventor.objects.bulk_create(
        [
            Inventor(case=held, position=position, name=name, member_id=members.get(name))
            for position, name in enumerate(wanted, start=1)
        ]
    )


def about_of(case: IPCase) -> str:
    """What a case is about, in a line that is another once somebody has changed any of it: what a form showed."""
    names = held_names(case)
    said = [str(value) for value in IPCase.objects.values_list("right", *COLUMNS).get(pk=case.pk)]
    return hashlib.sha256("\x1f".join([*said, *names]).encode()).hexdigest()[:16]


def held_names(case: IPCase) -> list[str]:
    """Its inventors' names, in their order."""
    return list(case.inventors.order_by("position").values_list("name", flat=True))


@transaction.atomic
def change_case(*, case: IPCase, inventors: Sequence[str], by: Any, now: datetime, seen: str | None = None) -> IPCase:
    """Keep what was changed of what a case is about; of which right until it is filed. What was signed for another right,
    title or inventor is void. `seen`: `about_of` the case as `by` saw it. Raises `NotYours`, `CaseChanged`, `WrongState`,
    `OriginElsewhere`."""
    held, part = hold_for(case, by, now)
    if seen is not None and seen != about_of(held):
        raise CaseChanged
    before = terms_of(held)
    if not held.is_unfiled and not part.is_office:
        raise NotYours
    if case.right != held.right:
        if not held.is_unfiled:
            raise WrongState
        held.right = case.right
    _check_origin(case, held, by, now)
    for column in COLUMNS:
        setattr(held, column, getattr(case, column))
    save_inventors(held, inventors)
    kept = keep(held, by=by, reason="change")
    if held.is_unfiled and terms_of(held) != before:
        void_signatures(held, now, by=by)
    return kept


@transaction.atomic
def set_attorney(*, case: IPCase, attorney: Any, by: Any, now: datetime) -> IPCase:
    """Give a case its patent attorney (a member, or None): the IP desk does, and the attorney who hands it on.

    Raises `NotYours`."""
    held = hold_for_office(case, by, now)
    if held.attorney_id != (attorney.pk if attorney else None):
        held.attorney = attorney
        keep(held, by=by, reason="attorney")
        move = note_move(held, "attorney", before=held.state, by=by, now=now)
        tell_attorney(held, move)
    return held
