"""Events in the portal's search: those that the reader may see, by title, summary, description, agenda, venue and body."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Extract
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council import bilingual, when
from council.events.models import Event, Venue
from council.events.permissions import visible_events
from council.events.shown_agenda import shown_agenda
from council.excerpts import first_excerpt
from council.members.models import Body
from council.members.text_search import ArticleText, OneText, best_first, searched_words, similar, with_words
from council.programmes import SearchHit, SearchSource

TEXT = ArticleText("title_ko", "summary_ko", "description_ko", "title_en", "summary_en", "description_en")
TITLE = OneText("title_ko", "title_en")
NAMES = OneText("name_ko", "name_en")
# How many parts of agendas a word may stand for: beyond that it says nothing.
AGENDA_FOUND = 1000


def search(query: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """The events in which every word of `query` occurs: first those that have it in the title, what is ahead before what is
    over, the nearest first."""
    words = searched_words(query)
    if not words:
        return []
    found = with_words(visible_events(user, now), TEXT, words, also=_elsewhere(words, user, now))
    is_over = Case(When(ends_at__gt=now, then=Value(0)), default=Value(1))
    begins = Extract(F("starts_at"), "epoch")
    nearest = Case(When(ends_at__gt=now, then=begins), default=-begins)
    return _hits(best_first(found, TITLE, words, is_over, nearest, "pk"), words, limit)


def like(query: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """Events with a title like the words of `query`."""
    words = searched_words(query)
    return _hits(similar(visible_events(user, now), TITLE, words), words, limit) if words else []


def _elsewhere(words: Sequence[str], user: Any, now: datetime) -> Callable[[str], Q]:
    """Where else a word may stand: asked for first, as these are few, and mostly none."""
    conditions = {word: _condition(word, user, now) for word in words}
    return conditions.__getitem__


def _condition(word: str, user: Any, now: datetime) -> Q:
    condition = Q()
    venues = list(_keys(Venue.objects.order_by(), word))
    bodies = list(_keys(Body.objects.order_by(), word))
    agenda = with_words(shown_agenda(user, now).order_by(), TITLE, [word])
    events = list(agenda.values_list("event", flat=True)[:AGENDA_FOUND])
    for look_up, keys in (("venue__in", venues), ("body__in", bodies), ("pk__in", events)):
        if keys:
            condition |= Q(**{look_up: keys})
    return condition


def _keys(rows: QuerySet[Any], word: str) -> Iterable[int]:
    # Few rows, without an index of their own.
    return rows.alias(searched_text=NAMES).filter(searched_text__contains=word).values_list("pk", flat=True)


def _hits(events: QuerySet[Event], words: Sequence[str], limit: int) -> list[SearchHit]:
    return [_hit(event, words) for event in events.select_related("venue")[: limit + 1]]


def _hit(event: Event, words: Sequence[str]) -> SearchHit:
    language = bilingual.text_language(event, "title")
    others = [one for one in ("ko", "en") if one != language]
    title = bilingual.text(event, "title")
    texts = [
        (getattr(event, f"{field}_{one}"), one) for one in (language, *others) for field in ("summary", "description", "title")
    ]
    # The title itself is shown anyhow.
    text, text_language = first_excerpt([one for one in texts if one != (title, language)], words)
    facts = [when.span(event.starts_at, event.ends_at, event.time_zone, all_day=event.all_day)]
    if event.state != Event.State.PUBLISHED:
        facts.append(str(event.get_state_display()))
    if event.venue is not None:
        facts.append(bilingual.text(event.venue, "name"))
    return SearchHit(
        title=title,
        url=reverse("events:event-detail", args=[event.slug]),
        text=text or bilingual.text(event, "summary"),
        meta=" · ".join(facts),
        language=language,
        text_language=text_language if text else bilingual.text_language(event, "summary"),
    )


SOURCE = SearchSource(slug="events", name=_("Events"), search=search, icon="calendar-event", similar=like, order=10)
