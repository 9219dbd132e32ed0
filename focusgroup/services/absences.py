"""Saying oneself that one is not available, and taking it back."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from council.members.models import Member
from focusgroup.models import Absence
from focusgroup.services.errors import FocusGroupError, NotYours

# Periods of one person at once.
MOST = 20


class AbsenceOver(FocusGroupError):
    message = _("These days are over.")


class AbsenceBackwards(FocusGroupError):
    message = _("It must end after it begins.")


class TooManyAbsences(FocusGroupError):
    message = _("These are many periods already. Remove one first.")


@transaction.atomic
def state_absence(*, member: Member, starts_on: date, ends_on: date, now: datetime) -> Absence:
    """Note that `member` takes on no new work from `starts_on` to `ends_on`. The same again is the same row.

    Raises `NotYours` without members' access, `AbsenceBackwards`, `AbsenceOver`, `TooManyAbsences`."""
    held = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if not held.has_access(now):
        raise NotYours
    if ends_on < starts_on:
        raise AbsenceBackwards
    today = timezone.localdate(now)
    if ends_on < today:
        raise AbsenceOver
    own = Absence.objects.filter(member=held)
    there = own.filter(starts_on=starts_on, ends_on=ends_on).first()
    if there is not None:
        return there
    if own.filter(ends_on__gte=today).count() >= MOST:
        raise TooManyAbsences
    return Absence.objects.create(member=held, starts_on=starts_on, ends_on=ends_on)


def remove_absence(*, member: Member, pk: int) -> None:
    """Take one's own absence back. Again is harmless."""
    Absence.objects.filter(pk=pk, member=member).delete()


def away(members: Collection[int], day: date) -> dict[int, date]:
    """Who of `members` (keys) is not available on `day`, each with the last day of it. One query."""
    rows = Absence.objects.on(day).filter(member__in=members).order_by("ends_on")
    return dict(rows.values_list("member", "ends_on"))
