"""Numbers that offices give, checked for their form and kind (`korea.md`, “Industrial property”)."""

import re
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from council import when
from forums.models import Filing, IPCase
from forums.models.rights import EventKind, Right
from forums.services.errors import WrongState
from forums.services.rights.errors import (
    DayMissing,
    DayToCome,
    DayTooLongAgo,
    NumberMalformed,
    NumberMissing,
    NumberTaken,
)
from forums.services.rights.holding import hold_for_office, recompute

Kind = Filing.Kind
EARLIEST = date(1950, 1, 1)
INVENTIONS = (Right.PATENT, Right.UTILITY_MODEL)
APPLICATION = re.compile(r"([1-4]0)-((?:19|20)[0-9]{2})-([0-9]{7})")
REGISTRATION = re.compile(r"([1-4]0)-([0-9]{7})")
PCT = re.compile(r"PCT/[A-Z]{2}((?:19|20)[0-9]{2})/[0-9]{6}")
ABROAD = re.compile(r"[0-9A-Za-z][0-9A-Za-z /.,-]{2,38}[0-9A-Za-z]")


def check_number(kind: str, right: str, number: str, today: date) -> str:
    """The tidied number, if it is one of `kind` for `right`. Raises `NumberMalformed`, `NumberMissing`."""
    tidied = re.sub(r"\s*([-/])\s*", r"\1", number.strip()).replace("–", "-")
    if not tidied:
        raise NumberMissing
    if kind in (Kind.APPLICATION, Kind.PUBLICATION):
        return _korean(APPLICATION.fullmatch(tidied), right, _application_form(right), today)
    if kind == Kind.REGISTRATION:
        return _korean(REGISTRATION.fullmatch(tidied), right, f"{right}-1234567", today)
    if kind == Kind.PCT:
        found = PCT.fullmatch(tidied.upper())
        if found is None or int(found[1]) > today.year:
            raise NumberMalformed(_("An international application has a number like PCT/KR2026/000123."))
        return found[0]
    if ABROAD.fullmatch(tidied) is None:
        raise NumberMalformed(_("A number has letters, digits, and strokes between them, 4 characters at least."))
    return tidied


def _application_form(right: str) -> str:
    return f"{right}-2026-1234567"


def _korean(found: re.Match[str] | None, right: str, example: str, today: date) -> str:
    if found is None:
        raise NumberMalformed(_("The number must look like %(example)s.") % {"example": example})
    if found[1] != right:
        words = {"digits": right, "right": Right(right).label, "found": Right(found[1]).label}
        raise NumberMalformed(_("This is the number of a %(found)s: one of a %(right)s begins with %(digits)s.") % words)
    if len(found.groups()) == 3 and int(found[2]) > today.year:
        raise NumberMalformed(_("The year of this number is still to come."))
    return found[0]


def _check_year(held: IPCase, kind: str, number: str, on: date) -> None:
    """A number has the year in which it was given. An application that came out of an international one counts as filed on the
    day of that (Patent Act, Art. 199(1); the utility model as well), so that its number may be of a later year: the case says
    which day that was. Raises `NumberMalformed`."""
    found = APPLICATION.fullmatch(number) if kind in (Kind.APPLICATION, Kind.PUBLICATION) else PCT.fullmatch(number)
    if kind not in (Kind.APPLICATION, Kind.PUBLICATION, Kind.PCT) or found is None:
        return
    year = int(found[1] if kind == Kind.PCT else found[2])
    if year == on.year:
        return
    words = {"year": str(year), "day": when.day(on)}
    text = _("This is a number of %(year)s, and the date is %(day)s: one of them is wrong.") % words
    if kind == Kind.APPLICATION and held.right in INVENTIONS and on.year < year:
        if _came_from_abroad(held, on):
            return
        hint = _("If it came out of an international application (PCT), record that first, with the same date.")
        text = f"{text} {hint}"
    raise NumberMalformed(text)


def _came_from_abroad(held: IPCase, on: date) -> bool:
    """Whether an international application of that day is on record."""
    return (
        held.filings.filter(kind=Kind.PCT, on=on).exists()
        or held.events.standing().filter(kind=EventKind.PCT_FILED, on=on).exists()
    )


def enter_number(
    held: IPCase,
    *,
    kind: str,
    number: str,
    on: date | None,
    by: Any,
    now: datetime,
    country: str = "KR",
    is_needed: bool = True,
) -> Filing | None:
    """Enter a number of a held case. Raises `NumberMalformed`, `NumberMissing`, `NumberTaken`, `DayMissing`, `DayToCome`,
    `DayTooLongAgo`."""
    today = timezone.localdate(now)
    if not number.strip() and not is_needed:
        return None
    checked = check_number(kind, held.right, number, today)
    if on is None:
        raise DayMissing
    if on > today:
        raise DayToCome
    if on < EARLIEST:
        raise DayTooLongAgo
    _check_year(held, kind, checked, on)
    entered: dict[str, Any] = {"on": on, "recorded_at": now, "recorded_by": by}
    same: dict[str, Any] = {"kind": kind}
    if kind in Filing.KOREAN:
        # One of each: what was wrong is entered again.
        entered |= {"country": country, "number": checked}
    else:
        same |= {"country": country, "number": checked}
    try:
        # The constraint has the last word: another case may enter the number at this moment.
        with transaction.atomic():
            return Filing.objects.update_or_create(case=held, **same, defaults=entered)[0]
    except IntegrityError:
        raise NumberTaken from None


@transaction.atomic
def record_filing(*, case: IPCase, kind: str, country: str, number: str, on: date | None, by: Any, now: datetime) -> Filing:
    """Enter a number that an office gave: a priority, an international application, one abroad, or a Korean one that was not
    there yet, or was wrong. Raises `NotYours`, `WrongState` (a Korean number before the filing), what `enter_number` raises."""
    held = hold_for_office(case, by, now)
    if kind in Filing.KOREAN and held.is_unfiled:
        raise WrongState
    place = "KR" if kind in Filing.KOREAN else "WO" if kind == Kind.PCT else country
    made = enter_number(held, kind=kind, number=number, on=on, by=by, now=now, country=place)
    assert made is not None  # noqa: S101 - it is needed
    recompute(held, now)
    return made
