"""Finding topics by words of their titles and posts, in Korean and English: in one forum, or in all that a reader is inside of.

A post is searched with the title of its topic: both stand in one indexed text (`council.members.text_search`). How much is
looked at is bounded, so that a forum with a hundred times the posts is searched in about the same time."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet, Value

from council.members.text_search import OneText, searched_words, similar, with_words
from forums.models import Post, Topic

POST_TEXT = OneText("title", "text")
TITLE = OneText("title", Value(""))
# The newest of these are looked at; who wants older ones says more.
MOST_FOUND = 300


def matching_posts(posts: QuerySet[Post], words: Sequence[str]) -> QuerySet[Post]:
    """Those of `posts` that can be read and have every word, in the title of their topic or in their text; the newest first."""
    return with_words(posts.readable(), POST_TEXT, words).order_by("-pk")  # type: ignore[attr-defined]  # a PostQuerySet


def matching_topics(topics: QuerySet[Topic], query: str, *, forum: Any, is_narrowed: bool) -> QuerySet[Topic]:
    """Those of `topics`, all of `forum`, in which a readable post (one of the newest `MOST_FOUND`) has every word of `query`;
    none for no word. `is_narrowed`: they are not all that there are."""
    words = searched_words(query)
    if not words:
        return topics.none()
    posts = Post.objects.filter(forum=forum)
    if is_narrowed:
        posts = posts.filter(topic__in=topics.order_by().values("pk"))
    return topics.filter(pk__in=list(matching_posts(posts, words).values_list("topic", flat=True)[:MOST_FOUND]))


def titled(topics: QuerySet[Topic], words: Sequence[str]) -> QuerySet[Topic]:
    """Those of `topics` in whose title every word occurs, the latest first."""
    return with_words(topics, TITLE, words).order_by("-last_at", "-pk")


def titled_alike(topics: QuerySet[Topic], words: Sequence[str]) -> QuerySet[Topic]:
    """Those of `topics` with a title like the words, the most alike first; within `similarity()`."""
    return similar(topics, TITLE, words)


def found_posts(posts: QuerySet[Any], words: Sequence[str], limit: int) -> list[Post]:
    """The newest posts with every word, at most one of each topic, with topic and author. One query."""
    best: dict[int, Post] = {}
    for post in matching_posts(posts, words).select_related("topic__forum__body", "author__user")[: limit * 4]:
        best.setdefault(post.topic_id, post)
    return list(best.values())[:limit]
