"""The technology forums as a guard of novelty: joint IP cases that nobody has filed yet."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from council.programmes import NoveltyAnswer, NoveltyGuard
from council.programmes import NoveltyDeclaration as Declared
from forums.models import IPCase, NoveltyDeclaration
from forums.models.rights import UNFILED, EventKind
from forums.permissions.rights import visible_cases
from forums.services.errors import ForumsError
from forums.services.rights.recording import record_event
from forums.services.rights.telling import tell_shown

# A list to choose from is no longer than this.
MOST = 200


def inventions(user: Any, now: datetime) -> Sequence[tuple[str, str]]:
    """Key and title of the unfiled cases that `user` may know of at `now`, the latest first."""
    found = visible_cases(user, now).filter(state__in=UNFILED).order_by("-state_at", "-pk")
    return [(str(case.key), f"{case.reference} {case.title}") for case in found[:MOST]]


def declared(declaration: Declared, by: Any, now: datetime) -> None:
    """Note what was declared. A disclosure that did happen is recorded in the case, whose grace period runs from that day."""
    case = _case(declaration.invention, by, now)
    made = NoveltyDeclaration.objects.create(
        kind=declaration.kind,
        subject=declaration.key,
        label=declaration.label[:300],
        url=declaration.url[:300],
        answer=declaration.answer,
        shown_on=declaration.shown_on,
        case=case,
        at=now,
        by=by,
    )
    if declaration.answer == NoveltyAnswer.SHOWN and case is None:
        tell_shown(made, now)
    if declaration.answer == NoveltyAnswer.SHOWN and case is not None and declaration.shown_on is not None:
        try:
            record_event(case=case, kind=EventKind.DISCLOSURE, on=declaration.shown_on, by=by, now=now)
        except ForumsError:
            # The case has it on record, or has been filed meanwhile. The declaration stands for the IP desk to read.
            return


def _case(key: str, by: Any, now: datetime) -> IPCase | None:
    """The case with this key, if `by` may know of it."""
    try:
        number = uuid.UUID(key)
    except ValueError:
        return None
    return visible_cases(by, now).filter(key=number).first()


GUARD = NoveltyGuard(slug="ip-cases", inventions=inventions, declared=declared)
