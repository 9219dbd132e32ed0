"""Which answer a question was answered by: the asker or the chair says so, changes it, takes it back."""

from datetime import datetime
from typing import Any

from django.db import transaction

from council.members.permissions import member_of
from forums.models import Post, Topic, TopicMove
from forums.permissions.topics import may_moderate
from forums.services.errors import NotYours, WrongState
from forums.services.topics.steps import held_post, lock, record, save

Verb = TopicMove.Verb


def may_accept(topic: Topic, user: Any, now: datetime) -> bool:
    """Whether `user` says which answer is accepted: who asked, and who moderates the forum."""
    return topic.is_question and (topic.is_of(member_of(user)) or may_moderate(user, topic.forum, now))


@transaction.atomic
def accept_answer(*, topic: Topic, post: Post | None, by: Any, now: datetime) -> Topic:
    """Accept `post` as the answer, instead of another one where there was one; None: none is accepted any more. Again is
    harmless. Raises `NotYours`, `WrongState`."""
    held = lock(topic)
    if not may_accept(held, by, now):
        raise NotYours
    if not held.takes_replies:
        raise WrongState
    chosen = held_post(held, post) if post is not None else None
    if chosen is not None and (chosen.number == 1 or not chosen.is_readable):
        raise WrongState
    if held.accepted_id == (chosen.pk if chosen else None):
        return held
    before = held.accepted
    held.accepted = chosen
    save(held, "accepted", by=by, reason="accept" if chosen else "unaccept")
    record(held, Verb.ACCEPT if chosen else Verb.UNACCEPT, by=by, now=now, post=chosen or before)
    return held
