"""The portal's search: what every room finds for one reader, kind by kind (`programmes.search_sources`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from council import programmes
from council.excerpts import excerpt, marked
from council.members.text_search import searched_words, similarity
from council.programmes import SearchHit, SearchSource
from council.staff import COUNCIL

# How many of each kind stand on the page, and of one kind alone.
SHOWN, SHOWN_OF_ONE = 5, 50
LONGEST = 100


@dataclass(frozen=True)
class Hit:
    """One line of the page: words marked, languages where they are not the page's."""

    title: SafeString
    url: str
    language: str
    text: SafeString
    text_language: str
    meta: str


@dataclass(frozen=True)
class Group:
    """What was found of one kind. `more_url` leads to all of it, where there is more."""

    slug: str
    name: Any
    icon: str
    hits: Sequence[Hit]
    more_url: str
    is_cut: bool


@dataclass(frozen=True)
class Found:
    """The answer to a search. `is_similar`: nothing has the words; these have something like them."""

    groups: Sequence[Group]
    is_similar: bool = False

    @property
    def number(self) -> int:
        return sum(len(group.hits) for group in self.groups)

    @property
    def has_more(self) -> bool:
        return any(group.is_cut for group in self.groups)


def query_of(text: str) -> str:
    """What a reader typed as it is searched for: one line, without what no text holds, not too long."""
    return " ".join(text[: LONGEST * 4].replace("\x00", " ").split())[:LONGEST]


def search(query: str, only: str, user: Any, now: datetime) -> Found:
    """What `user` may see at `now` and has every word of `query`, kind by kind, or of the kind `only` alone; where nothing has
    them, what is like them. Nothing else is counted. The number of queries does not depend on what there is."""
    words = searched_words(query)
    if not words:
        return Found(())
    source = programmes.search_sources.find(only)
    sources, limit = ([source], SHOWN_OF_ONE) if source else (programmes.search_sources.all(), SHOWN)
    groups = [_group(one, list(one.search(query, user, now, limit)), query, words, limit) for one in sources]
    if any(group.hits for group in groups):
        return Found([group for group in groups if group.hits])
    with similarity():
        groups = [
            _group(one, list(one.similar(query, user, now, limit))[:limit], query, words, limit)
            for one in sources
            if one.similar
        ]
    return Found([group for group in groups if group.hits], is_similar=True)


def _group(source: SearchSource, hits: Sequence[SearchHit], query: str, words: Sequence[str], limit: int) -> Group:
    is_cut = len(hits) > limit
    more_url = ""
    if is_cut and source.more is not None:
        more_url = source.more(query)
    elif is_cut and limit == SHOWN:
        more_url = f"{reverse('portal:search')}?{urlencode({'q': query, 'in': source.slug})}"
    shown = [_hit(hit, words) for hit in hits[:limit]]
    return Group(source.slug, source.name, source.icon, shown, more_url, is_cut)


def _hit(hit: SearchHit, words: Sequence[str]) -> Hit:
    # An attribute only where it says something: what is in the page's own language has none.
    page = "ko" if (get_language() or "en").startswith("ko") else "en"
    language = hit.language or page
    text_language = hit.text_language or language
    return Hit(
        title=marked(str(hit.title), words),
        url=hit.url,
        language=language if language != page else "",
        text=marked(str(hit.text), words),
        text_language=text_language if text_language != page else "",
        meta=str(hit.meta),
    )


def search_programmes(query: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """The landing pages of the programmes in whose name or summary every word of `query` occurs."""
    words = searched_words(query)
    hits = []
    for programme in programmes.all_programmes():
        if programme.slug == COUNCIL:
            continue
        texts = f"{programme.name} {programme.summary} {programme.slug}"
        if words and all(excerpt(texts, [word]) for word in words):
            hits.append(SearchHit(str(programme.name), reverse(programme.home_url), str(programme.summary)))
    return hits[: limit + 1]


PROGRAMMES = SearchSource(slug="programmes", name=_("Programmes"), search=search_programmes, icon="diagram-3", order=0)
