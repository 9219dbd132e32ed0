"""Staff's searches among registrations and what hangs on them, in lists of any length: by the indexes of people and events."""

from typing import Any

from django.db.models import QuerySet, Value

from council.events.models import Attendance, Certificate, Event, Invitation, Registration
from council.events.search import NAMES, TEXT, TITLE
from council.members.directory import matching
from council.members.staff_search import people_with
from council.members.text_search import OneText, with_words

WALK_IN = OneText("name", "organisation")
ADDRESS = OneText("address", Value(""))


def registrations_with(word: str) -> QuerySet[Any]:
    """The keys of registrations of people with `word` in name, address or organisation, or for events with it in the title."""
    rows = Registration.objects.order_by()
    by_event = rows.filter(event__in=_titled(word)).values("pk")
    return rows.filter(member__in=people_with(word)).values("pk").union(by_event, all=True)


def attendances_with(word: str) -> QuerySet[Any]:
    """The keys of records of the doors: of such people and events, and of walk-ins with `word` in name or organisation."""
    rows = Attendance.objects.order_by()
    by_person = rows.filter(registration__member__in=people_with(word)).values("pk")
    by_event = rows.filter(event__in=_titled(word)).values("pk")
    walk_ins = matching(rows.filter(registration=None), WALK_IN, word).values("pk")
    return by_person.union(by_event, walk_ins, all=True)


def certificates_with(word: str) -> QuerySet[Any]:
    """The keys of certificates of such people and events, with `word` in the certified name or at the beginning of the code."""
    rows = Certificate.objects.order_by()
    by_name = matching(rows, NAMES, word).values("pk")
    by_person = rows.filter(registration__member__in=people_with(word)).values("pk")
    by_event = rows.filter(registration__event__in=_titled(word)).values("pk")
    return by_name.union(by_person, by_event, rows.filter(code__startswith=word.upper()).values("pk"), all=True)


def invitations_with(word: str) -> QuerySet[Any]:
    """The keys of invitations of such people and to such events, or with `word` in the address of the letter."""
    rows = Invitation.objects.order_by()
    by_address = matching(rows.exclude(address=""), ADDRESS, word).values("pk")
    by_person = rows.filter(member__in=people_with(word)).values("pk")
    return by_address.union(by_person, rows.filter(event__in=_titled(word)).values("pk"), all=True)


def _titled(word: str) -> list[int]:
    """The keys of events with `word` in the title. Asked for first: how many there are, which may be most of all or none, the
    database would not know, and ask for each of a quarter of a million registrations by itself."""
    # The index is of the whole text, the title a part of it.
    found = with_words(Event.objects.order_by(), TEXT, [word])
    return list(found.alias(titled_text=TITLE).filter(titled_text__contains=word).values_list("pk", flat=True))
