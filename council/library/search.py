"""Documents in the portal's search: those that the reader may open, and the titles of those under an agreement to accept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import bilingual, when
from council.excerpts import first_excerpt
from council.library.models import Document
from council.library.permissions import is_open, visible_documents
from council.members.directory import Grams
from council.members.text_search import OneText, best_first, has_word, searched_words, similar, with_words
from council.programmes import SearchHit, SearchSource

TITLE = OneText("title_ko", "title_en")
DESCRIPTION = OneText("description_ko", "description_en")


def search(query: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """The documents in which every word of `query` occurs: in the title, or in the description of one that is open; those with
    it in the title first, then the latest."""
    words = searched_words(query)
    if not words:
        return []
    documents = visible_documents(user, now).filter(current__isnull=False)
    documents = documents.alias(described_parts=Grams(DESCRIPTION), described_text=DESCRIPTION)
    found = with_words(documents, TITLE, words, also=lambda word: has_word("described", word) & Q(is_open=True))
    return _hits(best_first(found, TITLE, words, "-current__uploaded_at", "-pk"), words, limit)


def like(query: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """Documents with a title like the words of `query`."""
    words = searched_words(query)
    documents = visible_documents(user, now).filter(current__isnull=False)
    return _hits(similar(documents, TITLE, words), words, limit) if words else []


def _hits(documents: QuerySet[Document], words: Sequence[str], limit: int) -> list[SearchHit]:
    return [_hit(document, words) for document in documents.select_related("current")[: limit + 1]]


def _hit(document: Document, words: Sequence[str]) -> SearchHit:
    language, title = bilingual.text_language(document, "title"), bilingual.text(document, "title")
    other = "en" if language == "ko" else "ko"
    fields = ("description", "title") if is_open(document) else ("title",)
    texts = [(getattr(document, f"{field}_{one}"), one) for one in (language, other) for field in fields]
    text, text_language = first_excerpt([one for one in texts if one != (title, language)], words)
    facts = [_("After accepting a confidentiality agreement")] if not is_open(document) else []
    if document.current is not None:
        facts = [document.current.extension, when.day(timezone.localdate(document.current.uploaded_at)), *facts]
    return SearchHit(
        title=title,
        url=document.get_absolute_url(),
        text=text,
        meta=" · ".join(facts),
        language=language,
        text_language=text_language,
    )


def more(query: str) -> str:
    """The library, with its own search."""
    return f"{reverse('library:document-list')}?{urlencode({'q': query})}"


SOURCE = SearchSource(
    slug="documents", name=gettext_lazy("Documents"), search=search, icon="file-earmark-text", more=more, similar=like, order=70
)
