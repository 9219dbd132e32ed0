"""Outcomes in the portal's search: CEO talks and what was told in them, what stands in the way, what was agreed; each for who
reads it on the pages of its symposium."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import bilingual
from council.excerpts import first_excerpt, plain
from council.members.text_search import searched_words
from council.programmes import SearchHit, SearchSource
from symposia.models import CEOTalk, NetworkAction, Obstacle, Symposium
from symposia.permissions.group import visible_symposia
from symposia.permissions.outcomes import all_told_talks, symposia_with_outcomes

ANONYMOUS = CEOTalk.Attribution.ANONYMOUS
Texts = list[tuple[str, str]]


def search(query: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """What has every word of `query`, talks first. What was told without a name is found by its own words alone, and its talk
    by its title alone: no search tells that they belong together. Four queries."""
    words = searched_words(query)
    if not words:
        return []
    told, read = all_told_talks(user, now), symposia_with_outcomes(user, now).values("pk")
    is_read = Case(
        When(pk__in=told.exclude(attribution=ANONYMOUS).values("pk"), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    talks = CEOTalk.objects.filter(symposium__in=visible_symposia(user, now).values("pk")).annotate(is_read=is_read)
    nameless = told.filter(attribution=ANONYMOUS)
    conditions = [Q(), Q(), Q(), Q()]
    for word in words:
        conditions[0] &= _says(word, "title") | (Q(is_read=True) & _says(word, "told"))
        conditions[1] &= _says(word, "told")
        conditions[2] &= _says(word, "text") | Q(resolution__icontains=word)
        conditions[3] &= _says(word, "title") | Q(report__icontains=word)
    rows: list[tuple[Any, Any]] = [
        (talks.order_by("-symposium", "pk"), _talk),
        # In no order that would say which talk of its symposium it was.
        (nameless.order_by("-symposium", "key"), _nameless),
        (Obstacle.objects.filter(symposium__in=read).order_by("-recorded_at", "-pk"), _obstacle),
        (NetworkAction.objects.filter(symposium__in=read).order_by("-agreed_at", "-pk"), _action),
    ]
    hits: list[SearchHit] = []
    for (found, hit), condition in zip(rows, conditions, strict=True):
        hits += [hit(one, words) for one in found.filter(condition).select_related("symposium__event")[: limit + 1]]
    return hits[: limit + 1]


def _says(word: str, field: str) -> Q:
    return Q(**{f"{field}_ko__icontains": word}) | Q(**{f"{field}_en__icontains": word})


def _texts(row: Any, field: str) -> Texts:
    return [(getattr(row, f"{field}_{code}"), code) for code in ("ko", "en")]


def _hit(title: str, language: str, url: str, symposium: Symposium, kind: Any, texts: Texts, words: Sequence[str]) -> SearchHit:
    text, text_language = first_excerpt(texts, words)
    event = bilingual.text(symposium.event, "title")
    return SearchHit(title=title, url=url, text=text, meta=f"{event} · {kind}", language=language, text_language=text_language)


def _page(symposium: Symposium, part: str) -> str:
    return f"{reverse('symposia:outcome-list', args=[symposium.event.slug])}#{part}"


def _talk(talk: Any, words: Sequence[str]) -> SearchHit:
    texts = _texts(talk, "told") if talk.is_read else []
    language = bilingual.text_language(talk, "title")
    return _hit(str(talk), language, talk.get_absolute_url(), talk.symposium, _("CEO talk"), texts, words)


def _nameless(talk: CEOTalk, words: Sequence[str]) -> SearchHit:
    page = _page(talk.symposium, "told")
    return _hit(_("A CEO"), "", page, talk.symposium, _("What CEOs told"), _texts(talk, "told"), words)


def _obstacle(one: Obstacle, words: Sequence[str]) -> SearchHit:
    texts = [*_texts(one, "text"), (one.resolution, "")]
    title, language = plain(str(one)), bilingual.text_language(one, "text")
    return _hit(title, language, _page(one.symposium, "obstacles"), one.symposium, one.get_kind_display(), texts, words)


def _action(one: NetworkAction, words: Sequence[str]) -> SearchHit:
    texts, language = [(one.report, "")], bilingual.text_language(one, "title")
    return _hit(str(one), language, _page(one.symposium, "actions"), one.symposium, one.get_state_display(), texts, words)


SEARCH = SearchSource(
    slug="symposium-outcomes", name=gettext_lazy("Outcomes of symposia"), search=search, icon="flag", order=76
)
