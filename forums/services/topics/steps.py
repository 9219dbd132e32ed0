"""What every verb about a topic begins and ends with: the row locked, the counters kept, the move written down."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q

from council.members.services.states import note
from forums.models import Post, Topic, TopicMove


def lock(topic: Topic) -> Topic:
    """The topic's row, locked for this transaction, as it is now, with its forum and author."""
    rows = Topic.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("forum__body", "author__user").get(pk=topic.pk)


def held_post(topic: Topic, post: Post) -> Post:
    """A post of a locked topic, as it is now."""
    found = Post.objects.select_related("author__user").get(pk=post.pk, topic=topic)
    found.topic = topic
    return found


def save(topic: Topic, *fields: str, by: Any, reason: str) -> None:
    """Save a locked topic with its state; who and why stand in its history."""
    topic.settle()
    note(topic, by=by, reason=reason)
    topic.save(update_fields=["state", *fields])


def recount(topic: Topic) -> None:
    """Bring the counters of a locked topic up to date with its posts."""
    facts = Post.objects.filter(topic=topic, hidden_at=None, withdrawn_at=None, deleted_at=None).aggregate(
        replies=Count("pk", filter=Q(number__gt=1)), last_at=Max("created_at")
    )
    topic.replies, topic.last_at = facts["replies"], facts["last_at"] or topic.created_at
    Topic.objects.filter(pk=topic.pk).update(replies=topic.replies, last_at=topic.last_at, last_number=topic.last_number)


def record(topic: Topic, verb: str, *, by: Any, now: datetime, reason: str = "", post: Post | None = None) -> TopicMove:
    """Write down what was done."""
    return TopicMove.objects.create(topic=topic, post=post, verb=verb, at=now, by=by, reason=reason)
