"""The list of a forum's topics, one topic with its posts, and what a post said before."""

import difflib
import uuid

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from council.members.access_log import shows
from forums import topic_looks
from forums.forms.topics import TopicFilters
from forums.models import Post, Tag, Topic
from forums.permissions.topics import Reader, get_post_or_404, get_reader_or_404, get_topic_or_404
from forums.services.topics import followed_topics, follows_forum
from forums.services.topics.searching import Found, find_topics
from forums.views.topics import presenting
from forums.views.topics.detail import reply_form, topic_page

PAGE_SIZE = 20


@never_cache
@login_required
@require_safe
def topic_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The forum's topics, what was written to last first, narrowed by `q`, `tag`, `unanswered`, `mine`, `followed`."""
    reader = get_reader_or_404(request.user, slug, timezone.now())
    filters = TopicFilters(request.GET, tags=list(Tag.objects.all()))
    found = _found(reader, filters)
    page = Paginator(found.topics, PAGE_SIZE).get_page(request.GET.get("page"))
    for topic in page:
        topic.forum = reader.forum
    shows(request, [topic.author for topic in page])
    context = {
        **presenting.place(reader),
        "filters": filters,
        "page": page,
        "tones": topic_looks.TONES,
        "is_following": follows_forum(reader.forum, reader.member),
        "found": found,
    }
    return render(request, "forums/topics/topic_list.html", context)


def _found(reader: Reader, filters: TopicFilters) -> Found:
    topics = _narrowed(reader, filters).select_related("author__user").prefetch_related("tags")
    query = filters.value("q")
    return find_topics(topics, query, forum=reader.forum, is_narrowed=filters.is_narrowed) if query else Found(topics)


def _narrowed(reader: Reader, filters: TopicFilters) -> "QuerySet[Topic]":
    """The topics without the question for words."""
    topics = reader.topics()
    if filters.value("tag"):
        topics = topics.filter(tags__slug=filters.value("tag"))
    if filters.value("unanswered"):
        topics = topics.unanswered()  # type: ignore[attr-defined]  # a TopicQuerySet
    if filters.value("mine"):
        own = Post.objects.filter(topic=OuterRef("pk"), author=reader.member, deleted_at=None)
        topics = topics.filter(Exists(own))
    if filters.value("followed"):
        topics = followed_topics(topics, reader.forum, reader.member)
    return topics


@never_cache
@login_required
@require_safe
def topic_detail(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """One topic: its posts by their numbers, and the form for one's own."""
    now = timezone.now()
    reader, topic = get_topic_or_404(request.user, slug, key, now)
    return topic_page(request, reader, topic, reply_form(request, topic, now))


@never_cache
@login_required
@require_safe
def post_history(request: HttpRequest, slug: str, key: uuid.UUID, number: int) -> HttpResponse:
    """What a post said before, and what changed each time, the latest first."""
    reader, topic, post = get_post_or_404(request.user, slug, key, number, timezone.now())
    revisions = list(post.revisions.order_by("version"))
    texts = [(one.text, one.title, one.replaced_at) for one in revisions]
    current = (post.text, topic.title if number == 1 else "")
    newer = [(one[0], one[1]) for one in texts[1:]] + [current] * bool(texts)
    shows(request, [post.author])
    changes = [
        {"at": at, "lines": _lines(text, after), "title": (title, title_after) if title != title_after else None}
        for (text, title, at), (after, title_after) in zip(texts, newer, strict=True)
    ]
    context = {**presenting.place(reader), "topic": topic, "post": post, "changes": changes[::-1]}
    return render(request, "forums/topics/post_history.html", context)


def _lines(before: str, after: str) -> list[tuple[str, str]]:
    """(“+”, “-” or “ ”, a line) for each line that changed, and those around it."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    kept = [line for line in lines if not line.startswith(("---", "+++"))]
    return [("@" if line.startswith("@@") else line[:1], "" if line.startswith("@@") else line[1:]) for line in kept]
