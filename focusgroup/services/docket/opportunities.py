"""Opportunities: noticed by the group or handed on by another programme, and settled with a word."""

import uuid
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from council.members.models import User
from council.programmes import Seed
from focusgroup.models import Opportunity, Proposal
from focusgroup.permissions.docket import is_secretary, may_write
from focusgroup.permissions.group import place_of
from focusgroup.services.docket.drafting import draft_proposal
from focusgroup.services.errors import NotYours, ReasonMissing, WrongState

State = Opportunity.State
LONGEST_URL = Opportunity._meta.get_field("url").max_length or 0
SETTLED = (State.TAKEN_UP, State.PARKED, State.DROPPED)


def add_opportunity(*, by: Any, now: datetime, key: uuid.UUID | None = None, clusters: Any = (), **values: Any) -> Opportunity:
    """Note something that may become a proposal. `key` was given out with the form: sent twice, it is one opportunity.

    Raises `NotYours` for who neither sits in the group nor is its desk."""
    if not (may_write(by, now) or is_secretary(by, now)):
        raise NotYours
    seed = f"form:{key}" if key is not None else ""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        known = Opportunity.objects.filter(seed_key=seed).exclude(seed_key="").first()
        if known is not None and all(getattr(known, name) == value for name, value in values.items()):
            return known
        made = Opportunity(noticed_at=now, noticed_by=by, seed_key="" if known else seed, **values)
        made._history_user = by  # type: ignore[attr-defined]  # read by the history
        made.save()
        made.clusters.set(clusters)
        return made


def seed_opportunity(seed: Seed, by: Any, now: datetime) -> str:
    """An obstacle or an idea that another programme hands on. The same twice is one. Returns where it stands."""
    known = Opportunity.objects.filter(seed_key=seed.key)
    found = known.first()
    if found is None:
        try:
            with transaction.atomic():
                found = Opportunity.objects.create(
                    kind=Opportunity.Kind.OBSTACLE,
                    title_ko=seed.title_ko[:200],
                    title_en=seed.title_en[:200],
                    text_ko=seed.text_ko[:4000],
                    text_en=seed.text_en[:4000],
                    # An address that is too long to be kept is no address any more if it is cut.
                    url=seed.url if len(seed.url) <= LONGEST_URL else "",
                    noticed_at=now,
                    noticed_by=by,
                    seed_key=seed.key,
                )
        except IntegrityError:
            # Somebody handed the same on at the same moment.
            found = known.get()
    return found.get_absolute_url()


@transaction.atomic
def settle_opportunity(*, opportunity: Opportunity, state: str, word: str, by: Any, now: datetime) -> Opportunity:
    """Take it up, park it or drop it, with a word why; what is parked can be taken up or dropped later.

    Raises `NotYours`, `WrongState`, `ReasonMissing`."""
    if not (may_write(by, now) or is_secretary(by, now)):
        raise NotYours
    held = Opportunity.objects.select_for_update(no_key=True).get(pk=opportunity.pk)
    if held.state not in (State.OPEN, State.PARKED) or state not in SETTLED or state == held.state:
        raise WrongState
    if not word.strip():
        raise ReasonMissing
    held.state, held.word, held.settled_at, held.settled_by = state, word.strip()[:500], now, by
    held._history_user = by  # type: ignore[attr-defined]  # read by the history
    held.save()
    return held


@transaction.atomic
def draft_from_opportunity(*, opportunity: Opportunity, kind: str, word: str, by: Any, now: datetime) -> Proposal:
    """Take it up and begin a proposal of it, with what it says as evidence.

    Raises `NotYours` for who may write no proposal, `WrongState`, `ReasonMissing`."""
    place = place_of(by, now)
    if place is None or not may_write(by, now):
        raise NotYours
    held = settle_opportunity(opportunity=opportunity, state=State.TAKEN_UP, word=word, by=by, now=now)
    evidence = {
        "label_ko": held.title_ko,
        "label_en": held.title_en,
        "text": held.text_ko or held.text_en,
        "url": held.url,
    }
    return draft_proposal(
        author=place.member,
        kind=kind,
        now=now,
        title_ko=held.title_ko,
        title_en=held.title_en,
        problem_ko=held.text_ko,
        problem_en=held.text_en,
        clusters=held.clusters.all(),
        organisations=[held.organisation] if held.organisation else [],
        evidence=[evidence],
        opportunity=held,
    )
