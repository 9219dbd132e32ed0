"""Finding topics by words of their titles and posts, in Korean and English: in one forum, or in all that a reader is inside of.

A post is searched with the title of its topic: both stand in one indexed text (`council.members.text_search`). How much is
looked at is bounded, so that a forum with a hundred times the posts is searched in about the same time: a word that many posts
have is found among the newest, read one after the other; only one that few have is looked up in the index."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet, Value

from council.members.directory import grams_of
from council.members.text_search import OneText, searched_words, similar, similarity
from forums.models import Post, Topic

POST_TEXT = OneText("title", "text")
TITLE = OneText("title", Value(""))
# So many of the newest posts are read one after the other; the newest hits are taken, and who wants older ones says more.
READ, MOST_FOUND = 600, 200
# Of what only looks like the words, so many.
MOST_ALIKE = 10
# What the index finds is compared with the words so many at a time, the newest first.
AT_ONCE = 500
# A part of the statement of its own: joined with the rest, the planner reads all posts where it takes a word for a rare one.
INDEXED = """WITH hits AS MATERIALIZED (
    SELECT id FROM forums_post WHERE council_grams(council_names_text(title, text)) @> %s::text[])
    SELECT id FROM hits WHERE id <= %s ORDER BY id DESC"""


def matching_posts(posts: QuerySet[Post], words: Sequence[str]) -> list[Post]:
    """The newest `MOST_FOUND` of `posts` that can be read and have every word, in the title of their topic or in their text,
    the newest first, with topic and author. Two queries where they are few, or many have the words; else those of the index."""
    edge = posts.order_by("-pk").values_list("pk", flat=True)[READ : READ + 1].first()
    having = posts.readable().alias(searched_text=POST_TEXT).order_by("-pk")  # type: ignore[attr-defined]  # a PostQuerySet
    for word in words:
        having = having.filter(searched_text__contains=word)
    having = having.select_related("topic__forum__body")
    newest = having.filter(pk__gt=edge) if edge is not None else having
    found = list(newest[:MOST_FOUND])
    if edge is None or len(found) == MOST_FOUND:
        return found
    keys = _by_index(words, edge)
    for start in range(0, len(keys), AT_ONCE):
        found += having.filter(pk__in=keys[start : start + AT_ONCE])[: MOST_FOUND - len(found)]
        if len(found) == MOST_FOUND:
            break
    return found


def _by_index(words: Sequence[str], edge: int) -> list[int]:
    """The keys of the posts up to `edge` with all parts of the words, of whatever forum, the newest first. Words of parts that
    nearly all posts have must not make the planner take apart each post anew."""
    parts = sorted({part for word in words for part in grams_of(word)})
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_seqscan', 'off', true)")
        cursor.execute(INDEXED, [parts, edge])
        keys = [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT set_config('enable_seqscan', 'on', true)")
    return keys


@dataclass(frozen=True)
class Found:
    """The topics that have some words. `is_cut`: there may be older ones; `is_alike`: none has them, these have a title like
    them, the most alike first."""

    topics: "QuerySet[Topic] | Sequence[Topic]"
    is_cut: bool = False
    is_alike: bool = False


def find_topics(topics: QuerySet[Topic], query: str, *, forum: Any, is_narrowed: bool) -> Found:
    """Those of `topics`, all of `forum`, in which a readable post (one of the newest `MOST_FOUND`) has every word of `query`;
    where none has, those with a title like them; none for no word. `is_narrowed`: they are not all that there are."""
    words = searched_words(query)
    if not words:
        return Found(topics.none())
    posts = Post.objects.filter(forum=forum)
    if is_narrowed:
        posts = posts.filter(topic__in=topics.order_by().values("pk"))
    hits = matching_posts(posts, words)
    if hits:
        return Found(topics.filter(pk__in={post.topic_id for post in hits}), is_cut=len(hits) >= MOST_FOUND)
    with similarity():
        return Found(list(titled_alike(topics, words)[:MOST_ALIKE]), is_alike=True)


def found_posts(posts: QuerySet[Post], words: Sequence[str], limit: int) -> list[Post]:
    """The best `limit` of `posts` with every word, one of each topic: with the words in the title first, then the newest."""
    best: dict[int, Post] = {}
    for post in matching_posts(posts, words):
        best.setdefault(post.topic_id, post)
    return sorted(best.values(), key=lambda post: not _has_all(post.title, words))[:limit]


def _has_all(title: str, words: Sequence[str]) -> bool:
    plain = title.replace("-", "").lower()
    return all(word in plain for word in words)


def titled_alike(topics: QuerySet[Topic], words: Sequence[str]) -> QuerySet[Topic]:
    """Those of `topics` with a title like the words, the most alike first; within `similarity()`."""
    return similar(topics, TITLE, words)
