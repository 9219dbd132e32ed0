"""Conflicts of interest: declared by the person, or noted by staff. What was declared stays in the history.

Public officials and committee members report a private interest within 14 days of knowing of it (korea.md, “Governance”)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from council.members.models import Interest, Member, Organisation
from council.members.services.errors import InterestEndedError, InterestStandsError
from council.members.services.states import lock, note

# Until when a person takes back what was mistyped; afterwards it is ended, or the secretariat deletes it.
CORRECTION = timedelta(days=1)
REPORT_WITHIN = timedelta(days=14)


@transaction.atomic
def declare_interest(
    *,
    member: Member,
    organisation: Organisation,
    nature: str,
    by: Any,
    now: datetime,
    words: str = "",
    since: date | None = None,
    until: date | None = None,
) -> Interest:
    """Put on record what ties `member` to `organisation`; `words` say more. Declared already, and in force for the same days:
    that row comes back."""
    member = lock(member)
    same = {"organisation": organisation, "nature": nature, "note": words, "since": since, "until": until}
    held = Interest.objects.filter(member=member, **same).first()
    if held is not None:
        return held
    interest = Interest(member=member, declared_at=now, **same)
    note(interest, by=by, reason="declare")
    interest.save()
    return interest


@transaction.atomic
def end_interest(*, interest: Interest, on: date, by: Any, now: datetime) -> Interest:
    """Say that a tie ends: `on` is its last day. It goes on excluding until that day is over.

    Raises `InterestEndedError` for one that has ended, or for a day before it was declared: what excluded somebody then is not
    taken back afterwards."""
    interest = _locked(interest)
    first = first_end(interest)
    if is_over(interest, now) or on < first:
        raise InterestEndedError(first)
    interest.until = on
    note(interest, by=by, reason="end")
    interest.save(update_fields=["until"])
    return interest


@transaction.atomic
def remove_interest(*, interest: Interest, by: Any, now: datetime) -> None:
    """Take back what was mistyped, within a day of declaring it. Raises `InterestStandsError` afterwards."""
    interest = _locked(interest)
    if not can_remove(interest, now):
        raise InterestStandsError
    note(interest, by=by, reason="mistyped")
    interest.delete()


def first_end(interest: Interest) -> date:
    """The first day that an interest may be given as its last one: it was declared by then, and had begun."""
    return max(timezone.localdate(interest.declared_at), interest.since or date.min)


def is_over(interest: Interest, now: datetime) -> bool:
    """Whether it excludes nobody any more at `now`."""
    return interest.until is not None and interest.until < timezone.localdate(now)


def can_remove(interest: Interest, now: datetime) -> bool:
    """Whether the person may still take it back at `now`."""
    return now <= interest.declared_at + CORRECTION


def days_late(interest: Interest) -> int:
    """How many days after the 14 it was declared, counted from its first day; 0 for one in time, or without a first day."""
    if interest.since is None:
        return 0
    return max(0, (timezone.localdate(interest.declared_at) - interest.since - REPORT_WITHIN).days)


def _locked(interest: Interest) -> Interest:
    rows = Interest.objects.select_for_update(no_key=True, of=("self",)).select_related("member__user", "organisation")
    return rows.get(pk=interest.pk)
