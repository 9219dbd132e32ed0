"""People and organisations in the portal's search: for members alone, as directory and list of organisations show them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from council import bilingual
from council.excerpts import first_excerpt
from council.members import directory
from council.members.models import Organisation
from council.members.permissions import has_member_access
from council.members.text_search import OneText, best_first, searched_words, similar, with_words
from council.programmes import SearchHit, SearchSource

NAMES = OneText("name_ko", "name_en")


def search_people(query: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """Members in whose entry of the directory every word of `query` occurs; nobody for a reader who is no member."""
    if not searched_words(query) or not has_member_access(user, now):
        return []
    found = directory.search(" ".join(searched_words(query)), kind="", skill=None, now=now)
    # As many as a page of the directory has: for fewer, PostgreSQL would go through all people by name (measured: 8 s).
    entries = list(directory.in_order(found, get_language() or "en")[: max(directory.PAGE_SIZE, limit) + 1])
    hits = []
    for person in map(directory.shown, entries[: limit + 1]):
        facts = [str(one) for one in (person["organisation"], person["job_title"], person["kind"]) if one]
        skills = ", ".join(str(level.skill) for level in person["skills"])
        url = reverse("members:person", args=[person["key"]])
        hits.append(SearchHit(title=person["name"], url=url, text=skills, meta=" · ".join(facts)))
    return hits


def search_organisations(query: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """Listed organisations with every word of `query` in their names; none for a reader who is no member."""
    words = searched_words(query)
    if not words or not has_member_access(user, now):
        return []
    found = with_words(Organisation.objects.listed(), NAMES, words)
    return _organisations(best_first(found, NAMES, words, "name_ko", "pk"), words, limit)


def organisations_like(query: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """Listed organisations with a name like the words of `query`."""
    words = searched_words(query)
    if not words or not has_member_access(user, now):
        return []
    return _organisations(similar(Organisation.objects.listed(), NAMES, words), words, limit)


def _organisations(found: QuerySet[Organisation], words: Sequence[str], limit: int) -> list[SearchHit]:
    hits = []
    for one in found.select_related("region")[: limit + 1]:
        language = bilingual.text_language(one, "name")
        text, text_language = first_excerpt([(one.name_ko, "ko"), (one.name_en, "en")], words)
        name = bilingual.text(one, "name")
        facts = [str(one.get_kind_display()), *([str(one.region)] if one.region else [])]
        # The name in the other language, where that is what was found.
        text = "" if text == name else text
        hits.append(SearchHit(name, one.get_absolute_url(), text, " · ".join(facts), language, text_language if text else ""))
    return hits


def more_people(query: str) -> str:
    """The directory, with its own search."""
    return f"{reverse('members:directory')}?{urlencode({'q': query})}"


def more_organisations(query: str) -> str:
    """The list of organisations, with its own search."""
    return f"{reverse('members:organisation-list')}?{urlencode({'q': query})}"


SOURCES = (
    SearchSource(
        slug="people", name=pgettext_lazy("search", "People"), search=search_people, icon="people", more=more_people, order=80
    ),
    SearchSource(
        slug="organisations",
        name=_("Organisations"),
        search=search_organisations,
        icon="building",
        more=more_organisations,
        similar=organisations_like,
        order=90,
    ),
)
