"""Two at once, each on a connection of its own: a form sent twice, workers at the digests, answers to one question."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from council.messaging.models import Message
from forums.services import topics as services
from tests.factories import NOW
from tests.forums.topics.world import forum_with_people

pytestmark = pytest.mark.django_db(transaction=True)


def race(*calls):
    barrier = threading.Barrier(len(calls))

    def run(call):
        barrier.wait(timeout=30)
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_forms_two_workers_and_answers_at_once():
    group = forum_with_people()
    follower = group.chair
    services.follow_forum(forum=group.forum, member=follower, is_on=True, now=NOW - timedelta(days=9))
    typed = {"kind": "question", "title": "Flash", "text": "Why?", "language": "en", "token": uuid.uuid4()}
    began = NOW - timedelta(days=5)
    started = race(*[lambda: services.start_topic(forum=group.forum, author=group.asker, now=began, **typed) for _ in range(4)])
    assert len({topic.pk for topic in started}) == 1
    topic = started[0]
    answers = race(
        *[
            lambda who=who: services.reply(
                topic=topic, author=who, text="Clamp.", language="en", now=began + timedelta(minutes=1)
            )
            for who in (group.answerer, group.third, group.answerer)
        ]
    )
    topic.refresh_from_db()
    assert sorted(post.number for post in answers) == [2, 3, 4]
    assert (topic.replies, topic.last_number) == (3, 4)
    assert Message.objects.filter(kind="topic-answer").count() == 1
    written = race(*[lambda: services.send_digests(now=NOW)] * 4)
    told = Message.objects.filter(kind="topic-digest")
    # Who asked, and who follows the forum; what is as old as one's own first post is not new.
    assert (sum(written), told.filter(user=follower.user).count(), told.count()) == (2, 1, 2)
