"""What the chair and the staff of a forum do with topics and posts, and what readers report to them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from council.members.models import Member
from forums.models import Post, PostReport, Topic, TopicMove
from forums.permissions.topics import may_moderate
from forums.services.errors import NotYours, ReasonMissing, WrongState
from forums.services.topics import telling
from forums.services.topics.errors import AlreadyReported
from forums.services.topics.steps import held_post, lock, record, recount, save

Verb = TopicMove.Verb


@dataclass(frozen=True)
class Rule:
    """One verb of moderation: whether it asks why, whether it is possible with a topic, whether the author is told."""

    name: Any
    possible: Callable[[Topic], bool]
    asks_why: bool = False
    is_told: bool = False
    tone: str = "secondary"


MODERATION: dict[str, Rule] = {
    Verb.PIN: Rule(_("Pin it to the top"), lambda topic: not topic.is_pinned and topic.hidden_at is None),
    Verb.UNPIN: Rule(_("Do not pin it any more"), lambda topic: topic.is_pinned),
    Verb.CLOSE: Rule(
        _("Close the topic"),
        lambda topic: topic.closed_at is None and topic.hidden_at is None,
        asks_why=True,
        is_told=True,
    ),
    Verb.REOPEN: Rule(
        _("Open the topic again"), lambda topic: topic.closed_at is not None and topic.hidden_at is None, is_told=True
    ),
    Verb.HIDE: Rule(_("Hide it"), lambda topic: topic.hidden_at is None, asks_why=True, is_told=True, tone="danger"),
    Verb.UNHIDE: Rule(_("Show it again"), lambda topic: topic.hidden_at is not None, is_told=True),
}
# What can be done with one post.
OF_POSTS = (Verb.HIDE, Verb.UNHIDE)


@transaction.atomic
def moderate(*, topic: Topic, verb: str, by: Any, now: datetime, reason: str = "", post: Post | None = None) -> TopicMove:
    """Do `verb` (of `MODERATION`) with `topic`, or hide or show one `post` of it; of the first post that is the topic. The
    author is told of what concerns him, unless he did it himself.

    Raises `NotYours`, `ReasonMissing`, `WrongState`."""
    held = lock(topic)
    if not may_moderate(by, held.forum, now):
        raise NotYours
    rule = MODERATION[verb]
    if rule.asks_why and not reason.strip():
        raise ReasonMissing
    if held.deleted_at is not None:
        raise WrongState
    target = held_post(held, post) if post is not None and post.number > 1 else None
    if target is None:
        _with_topic(held, verb, rule, by, now)
    else:
        _with_post(held, target, verb, by, now)
    made = record(held, verb, by=by, now=now, reason=reason, post=target)
    if verb == Verb.HIDE:
        open_reports = PostReport.objects.filter(settled_at=None, post__topic=held)
        (open_reports if target is None else open_reports.filter(post=target)).update(settled_at=now, settled_by=by)
    if rule.is_told:
        telling.tell_moderated(made, target.author if target else held.author)
    return made


def _with_topic(topic: Topic, verb: str, rule: Rule, by: Any, now: datetime) -> None:
    if not rule.possible(topic):
        raise WrongState
    if verb in (Verb.PIN, Verb.UNPIN):
        topic.is_pinned = verb == Verb.PIN
        save(topic, "is_pinned", by=by, reason=verb)
    elif verb in (Verb.CLOSE, Verb.REOPEN):
        topic.closed_at = now if verb == Verb.CLOSE else None
        save(topic, "closed_at", by=by, reason=verb)
    else:
        topic.hidden_at = now if verb == Verb.HIDE else None
        topic.is_pinned = topic.is_pinned and verb != Verb.HIDE
        save(topic, "hidden_at", "is_pinned", by=by, reason=verb)


def _with_post(topic: Topic, post: Post, verb: str, by: Any, now: datetime) -> None:
    if verb not in OF_POSTS or post.withdrawn_at is not None or post.deleted_at is not None:
        raise WrongState
    if (verb == Verb.HIDE) == (post.hidden_at is not None):
        raise WrongState
    post.hidden_at = now if verb == Verb.HIDE else None
    post.save(update_fields=["hidden_at"])
    if topic.accepted_id == post.pk:
        topic.accepted = None
        save(topic, "accepted", by=by, reason="unaccept")
        record(topic, Verb.UNACCEPT, by=by, now=now, post=post)
    recount(topic)


@transaction.atomic
def report_post(*, post: Post, member: Member, reason: str, now: datetime) -> PostReport:
    """Show a post to the chair and the staff. Raises `AlreadyReported`, `WrongState` for one's own or one that cannot be read,
    `ReasonMissing`."""
    if not reason.strip():
        raise ReasonMissing
    if post.author_id == member.pk or not post.is_readable:
        raise WrongState
    made, is_new = PostReport.objects.get_or_create(post=post, member=member, defaults={"reason": reason, "at": now})
    if not is_new:
        raise AlreadyReported
    return made


@transaction.atomic
def settle_reports(*, post: Post, by: Any, now: datetime, reason: str = "") -> int:
    """Settle the open reports of a post without hiding it; `reason` goes into the record. Returns how many there were.

    Raises `NotYours`, `WrongState` where none is open."""
    topic = lock(post.topic)
    if not may_moderate(by, topic.forum, now):
        raise NotYours
    number = PostReport.objects.filter(post=post, settled_at=None).update(settled_at=now, settled_by=by)
    if not number:
        raise WrongState
    record(topic, Verb.DISMISS, by=by, now=now, reason=reason, post=post)
    return number
