"""How topics and posts are shown: who wrote, what the reader may do with each."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from council import when
from council.library.permissions import visible_documents
from council.programmes import get as get_programme
from forums import topic_looks
from forums.group import SLUG
from forums.models import Post, Topic
from forums.models.topics import POSTS_A_PAGE
from forums.permissions.topics import Reader
from forums.services.topics import MODERATION
from forums.services.topics.attaching import OWNER
from forums.services.topics.hints import risk_terms, risky_words

MOVES_SHOWN = 20


def place(reader: Reader) -> dict[str, Any]:
    """What every page of a forum's topics says of where it is, and of its reader."""
    return {"programme": get_programme(SLUG), "forum": reader.forum, "body": reader.forum.body, "reader": reader}


def page_number(request: HttpRequest, topic: Topic) -> int:
    """The page that is asked for, by numbers of posts: within what there is."""
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
    return min(max(number, 1), max(ceil(topic.last_number / POSTS_A_PAGE), 1))


def pages(topic: Topic, current: int) -> list[dict[str, Any]]:
    """The pages of a topic, where there are several."""
    last = max(ceil(topic.last_number / POSTS_A_PAGE), 1)
    near = sorted({1, last, *range(max(1, current - 2), min(last, current + 2) + 1)})
    return [{"number": number, "is_current": number == current} for number in near] if last > 1 else []


def accepted(topic: Topic) -> Post | None:
    """The accepted answer, for a link to it."""
    found = topic.accepted
    if found is not None:
        found.topic = topic
    return found


def shown(user: Any, reader: Reader, topic: Topic, posts: Sequence[Post], now: datetime) -> list[dict[str, Any]]:
    """Each post with what stands beside it. One query for all their files, none where no post has any."""
    files = _files(user, [post for post in posts if post.has_files], now)
    terms = risk_terms() if reader.moderates else []
    rows = []
    for post in posts:
        post.topic = topic
        mine = reader.is_author(post)
        rows.append(
            {
                "post": post,
                "name": topic_looks.author_name(post.author),
                "organisation": post.author.organisation if post.author.erased_at is None else None,
                "is_shown": reader.sees(post),
                "is_accepted": topic.accepted_id == post.pk,
                "files": files.get(str(post.pk), []),
                "is_mine": mine,
                "may_edit": mine and post.is_readable and topic.takes_replies,
                "may_withdraw": mine and post.is_readable and topic.hidden_at is None,
                "may_report": not mine and post.is_readable and reader.may_write,
                "risky": risky_words(terms, *([topic.title] if post.number == 1 else []), post.text) if terms else [],
                "is_reported": reader.moderates and getattr(post, "is_reported", False),
            }
        )
    return rows


def _files(user: Any, posts: Sequence[Post], now: datetime) -> dict[str, list[Any]]:
    if not posts:
        return {}
    found: dict[str, list[Any]] = defaultdict(list)
    keys = [str(post.pk) for post in posts]
    documents = visible_documents(user, now, kinds=[OWNER]).filter(owner_key__in=keys)
    for document in documents.select_related("current", "event", "agenda_item").order_by("pk"):
        found[document.owner_key].append(document)
    return found


def verbs(reader: Reader, topic: Topic) -> list[dict[str, Any]]:
    """What who moderates can do with the topic now."""
    if not reader.moderates:
        return []
    return [{"slug": slug, "rule": rule} for slug, rule in MODERATION.items() if rule.possible(topic)]


def moves(reader: Reader, topic: Topic) -> list[dict[str, Any]]:
    """What was done with the topic and its posts: for who moderates, the latest first."""
    if not reader.moderates:
        return []
    found = topic.moves.select_related("post", "by__member").order_by("-at", "-pk")[:MOVES_SHOWN]
    rows = []
    for move in found:
        member = getattr(move.by, "member", None)
        what = move.get_verb_display()
        if move.post is not None:
            what = _("%(what)s: post %(number)s") % {"what": what, "number": move.post.number}
        text = " · ".join(part for part in (topic_looks.author_name(member) if member else "", move.reason) if part)
        rows.append({"when": when.moment(move.at), "title": what, "text": text})
    return rows
