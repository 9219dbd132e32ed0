"""The page of one topic with the form of a reply, as it is read and as it comes back when something was refused."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from council.members.access_log import shows
from forums import topic_looks
from forums.forms.topics import PostForm
from forums.models import Post, PostReport, Topic
from forums.models.topics import POSTS_A_PAGE
from forums.permissions.topics import Reader
from forums.services.topics import follows_topic, may_accept
from forums.views.topics import presenting

LONGEST_QUOTE = 2000


def reply_form(request: HttpRequest, topic: Topic, now: datetime) -> PostForm | None:
    """The form of a reply, with a quotation where one is asked for; None where the topic takes none."""
    if not topic.takes_replies:
        return None
    form = PostForm(initial=_quoted(request, topic))
    form.ask(request.user, now)
    return form


def _quoted(request: HttpRequest, topic: Topic) -> dict[str, str]:
    asked = request.GET.get("quote", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 0
    post = topic.posts.filter(number=number).first() if number else None
    if post is None or not post.is_readable:
        return {}
    post.topic = topic
    lines = [f"> {line}".rstrip() for line in post.text[:LONGEST_QUOTE].splitlines()]
    return {"text": "\n".join([*lines, ">", f"> [#{post.number}]({post.get_absolute_url()})", "", ""])}


def topic_page(
    request: HttpRequest, reader: Reader, topic: Topic, form: Any, *, preview: str = "", status: int = 200
) -> HttpResponse:
    """The page of a topic with a reply that is being written."""
    now = timezone.now()
    page = presenting.page_number(request, topic)
    posts = _posts(reader, topic, page)
    shows(request, [post.author for post in posts])
    context = {
        **presenting.place(reader),
        "topic": topic,
        "tags": list(topic.tags.all()),
        "tone": topic_looks.TONES[topic.state],
        "posts": presenting.shown(request.user, reader, topic, posts, now),
        "accepted": presenting.accepted(topic),
        "pages": presenting.pages(topic, page),
        "form": form,
        "preview": preview,
        "may_accept": may_accept(topic, request.user, now) and topic.takes_replies,
        "is_following": follows_topic(topic, reader.member),
        "verbs": presenting.verbs(reader, topic),
        "moves": presenting.moves(reader, topic),
    }
    return render(request, "forums/topics/topic_detail.html", context, status=status)


def _posts(reader: Reader, topic: Topic, page: int) -> list[Post]:
    first = (page - 1) * POSTS_A_PAGE + 1
    found = topic.posts.filter(number__gte=first, number__lt=first + POSTS_A_PAGE, deleted_at=None)
    found = found.select_related("author__user", "author__organisation").order_by("number")
    if reader.moderates:
        waiting = PostReport.objects.filter(post=OuterRef("pk"), settled_at=None)
        found = found.annotate(is_reported=Exists(waiting))
    return list(found)
