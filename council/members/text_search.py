"""Finding texts by fragments of Korean and English words, for every room: what the directory's search rests on.

Each text has an index of its one- and two-letter parts (`council_grams`); what the parts find is compared with the text itself.
What is mistyped is found by its trigrams, among titles. An index belongs to the very expression that is searched."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import Case, Func, Q, QuerySet, TextField, Value, When

from council.members.directory import Grams, OneText, grams_of, words_of

__all__ = ["ArticleText", "OneText", "best_first", "searched_words", "similar", "similarity", "with_words"]

# How much alike a mistyped word must be: one letter of four in Hangul, one or two of eight in English.
ALIKE = 0.45


class ArticleText(Func):
    """Title, summary and text in Korean, then in English, as one text to be searched."""

    function = "council_article_text"
    output_field = TextField()


def searched_words(query: str) -> list[str]:
    """The words of `query` that are searched for. One Latin letter or digit alone says nothing; a syllable may."""
    return [word for word in words_of(query) if len(word) > 1 or not word.isascii()]


def with_words(
    rows: QuerySet[Any], text: Func, words: Sequence[str], *, also: Callable[[str], Q] | None = None
) -> QuerySet[Any]:
    """Those of `rows` in whose `text` every word occurs, or for which `also(word)` holds."""
    found = rows.alias(searched_parts=Grams(text), searched_text=text)
    for word in words:
        found = found.filter(has_word("searched", word) | (also(word) if also else Q()))
    return found


def has_word(name: str, word: str) -> Q:
    """Whether `word` occurs in what stands under the aliases `<name>_parts` and `<name>_text`."""
    condition = Q(**{f"{name}_parts__contains": grams_of(word)})
    return condition & Q(**{f"{name}_text__contains": word}) if len(word) > 1 else condition


def best_first(rows: QuerySet[Any], title: Func, words: Sequence[str], *order: Any) -> QuerySet[Any]:
    """`rows` in whose `title` every word occurs, then the others; each in `order`."""
    in_title = Q()
    for word in words:
        in_title &= Q(titled_text__contains=word)
    in_title_first = Case(When(in_title, then=Value(0)), default=Value(1))
    return rows.alias(titled_text=title).order_by(in_title_first, *order)


@contextmanager
def similarity() -> Iterator[None]:
    """While it lasts, words may be as different as `ALIKE` has it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(ALIKE)])
        yield


def similar(rows: QuerySet[Any], title: Func, words: Sequence[str]) -> QuerySet[Any]:
    """Those of `rows` whose `title` has something like `words`, the most alike first; within `similarity()`."""
    wanted = " ".join(words)
    found = rows.alias(titled_text=title).filter(titled_text__trigram_word_similar=wanted)
    return found.order_by(TrigramWordSimilarity(wanted, "titled_text").desc(), "pk")
