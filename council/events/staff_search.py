"""Staff's searches among registrations and what hangs on them, in lists of any length: by the indexes of people and events."""

from typing import Any

from django.db.models import QuerySet

from council.events.models import Event, Registration
from council.events.search import TEXT, TITLE
from council.members.staff_search import people_with
from council.members.text_search import with_words


def registrations_with(word: str) -> QuerySet[Any]:
    """The keys of registrations of people with `word` in name, address or organisation, or for events with it in the title."""
    rows = Registration.objects.order_by()
    by_event = rows.filter(event__in=_titled(word)).values("pk")
    return rows.filter(member__in=people_with(word)).values("pk").union(by_event, all=True)


def _titled(word: str) -> QuerySet[Any]:
    # The index is of the whole text, the title a part of it.
    found = with_words(Event.objects.order_by(), TEXT, [word])
    return found.alias(titled_text=TITLE).filter(titled_text__contains=word).values("pk")
