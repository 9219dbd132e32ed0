"""What is new is told once a day or a week, to who follows it and is inside; nothing where nothing is new."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from council import programmes
from council.members import services as members
from council.members.models import Membership
from council.members.services.merging_people import merge_people
from council.members.services.personal import all_links
from council.messaging.models import Message
from council.messaging.rendering import render
from forums.models import DigestSetting, TopicFollow
from forums.services import topics as services
from forums.services.topics.digests import cut_off
from tests.factories import MemberFactory, UserFactory
from tests.forums.factories.topics import PostFactory, TopicFactory
from tests.forums.topics.world import as_, forum_with_people

pytestmark = pytest.mark.django_db
SEOUL = ZoneInfo("Asia/Seoul")
# A Wednesday.
EVENING = datetime(2026, 11, 11, 20, 0, tzinfo=SEOUL)
MORNING = datetime(2026, 11, 12, 8, 30, tzinfo=SEOUL)
MONDAY = datetime(2026, 11, 16, 8, 30, tzinfo=SEOUL)


def digests(member=None):
    found = Message.objects.filter(kind="topic-digest").order_by("pk")
    return list(found.filter(user=member.user) if member else found)


@pytest.mark.parametrize(
    ("day", "minute", "daily", "weekly"), [(12, 4, 11, 9), (12, 5, 12, 9), (16, 4, 15, 9), (16, 5, 16, 16)]
)
def test_a_digest_ends_at_eight_in_the_morning(day, minute, daily, weekly):
    now = datetime(2026, 11, day, 8, minute, tzinfo=SEOUL)
    found = (cut_off("daily", now), cut_off("weekly", now))
    assert found == tuple(datetime(2026, 11, one, 8, tzinfo=SEOUL) for one in (daily, weekly))


def test_new_posts_are_told_once_in_the_readers_language():
    group = forum_with_people()
    group.asker.language = "ko"
    group.asker.save()
    topic = services.start_topic(
        forum=group.forum, author=group.asker, kind="question", title="Flash at the parting line", text="Why?", language="en",
        now=EVENING,
    )  # fmt: skip
    services.follow_forum(forum=group.forum, member=group.third, is_on=True, now=EVENING - timedelta(hours=1))
    services.set_digest(member=group.chair, frequency="weekly", now=EVENING - timedelta(hours=1))
    services.follow_forum(forum=group.forum, member=group.chair, is_on=True, now=EVENING)
    services.reply(topic=topic, author=group.answerer, text="Secret words", language="en", now=EVENING + timedelta(hours=1))
    hidden = services.reply(topic=topic, author=group.third, text="Hidden", language="en", now=EVENING + timedelta(hours=2))
    services.moderate(topic=topic, post=hidden, verb="hide", by=group.desk, reason="x", now=EVENING + timedelta(hours=3))
    services.reply(topic=topic, author=group.answerer, text="Too late", language="en", now=MORNING)
    assert services.send_digests(now=EVENING + timedelta(hours=4)) == 0
    with CaptureQueriesContext(connection) as queries:
        assert services.send_digests(now=MORNING) == 2
    assert len(queries) < 30
    assert services.send_digests(now=MORNING) == 0
    told = digests(group.asker)[0].context["topics"]
    assert [(row["title"], row["names"]) for row in told] == [("Flash at the parting line", group.answerer.display_name("ko"))]
    # The asker is told of the answer alone; who follows the forum of the question, too; who answered of nothing.
    assert len(digests(group.third)[0].context["posts"]) == 2
    assert digests(group.answerer) == []
    mail = render(digests(group.asker)[0])
    assert "Flash at the parting line" in mail.text
    assert "Secret words" not in mail.text + mail.html
    assert "/ko/forums/moulders/topics/" in mail.text
    # On the next day what came after eight; on Monday all of it, for whom that is enough.
    assert services.send_digests(now=MORNING + timedelta(days=1)) == 2
    assert digests(group.chair) == []
    assert services.send_digests(now=MONDAY) == 1
    assert len(digests(group.chair)[0].context["posts"]) == 3
    # Its key is of the person and the day: a second worker that came through would write nothing.
    DigestSetting.objects.filter(member=group.chair).update(told_until=EVENING - timedelta(hours=1))
    assert services.send_digests(now=MONDAY) == 0


def test_who_stopped_left_or_switched_it_off_is_not_told():
    group = forum_with_people()
    start = EVENING - timedelta(hours=1)
    topic = services.start_topic(
        forum=group.forum, author=group.asker, kind="note", title="Venting", text="Depth.", language="en", now=start
    )
    for member in (group.answerer, group.third, group.chair):
        services.follow_forum(forum=group.forum, member=member, is_on=True, now=start)
    as_(group.asker).post(f"{topic.get_absolute_url()}follow/", {"on": "0"})
    services.follow_topic(topic=topic, member=group.answerer, is_on=False, now=start)
    Membership.objects.filter(member=group.third).update(state="resigned")
    settings = as_(group.chair).post(f"{group.base}settings/", {"forum": "on", "frequency": "never"})
    assert settings.status_code == 302
    other = MemberFactory()
    PostFactory(topic=topic, author=other, created_at=EVENING)
    assert services.send_digests(now=MORNING) == 0
    # Nothing was kept to be told later.
    as_(group.chair).post(f"{group.base}settings/", {"forum": "on", "frequency": "daily"})
    assert services.digest_frequency(group.chair) == "daily"
    assert services.send_digests(now=MORNING + timedelta(days=1)) == 0
    # Writing again does not make who stopped follow again.
    services.reply(topic=topic, author=group.asker, text="One more thing", language="en", now=MORNING)
    assert TopicFollow.objects.get(topic=topic, member=group.asker).is_on is False
    PostFactory(topic=topic, author=other, created_at=MORNING + timedelta(days=1))
    assert services.send_digests(now=MORNING + timedelta(days=2)) == 1
    told = digests(group.chair)[0]
    holds = programmes.message_kinds.get("topic-digest").holds
    Membership.objects.filter(member=group.chair).update(state="dismissed")
    assert holds(told.context, MORNING) is False


def test_what_else_stood_in_a_cancelled_letter_is_told_with_the_next():
    group = forum_with_people()
    start = EVENING - timedelta(hours=1)
    services.follow_forum(forum=group.forum, member=group.third, is_on=True, now=start)
    gone, kept = (TopicFactory(forum=group.forum, author=group.asker, created_at=EVENING, last_at=EVENING) for _ in range(2))
    holds = programmes.message_kinds.get("topic-digest").holds
    for day, topics in ((0, {gone.pk, kept.pk}), (1, {kept.pk}), (2, {kept.pk})):
        assert services.send_digests(now=MORNING + timedelta(days=day)) == 1
        letter = digests(group.third)[-1]
        assert set(letter.context["topic_ids"]) == topics
        if day == 0:
            services.moderate(topic=gone, verb="hide", by=group.desk, reason="x", now=MORNING)
            assert holds(letter.context, MORNING) is False
        # The second is cancelled, too: the mail was switched off for an hour.
        Message.objects.filter(pk=letter.pk).update(state="cancelled" if day < 2 else "sent", sent_at=MORNING)
    assert services.send_digests(now=MORNING + timedelta(days=3)) == 0


def test_what_an_erased_person_wrote_stays_without_a_name_and_is_in_the_copy():
    group = forum_with_people()
    topic = services.start_topic(
        forum=group.forum,
        author=group.asker,
        kind="note",
        title="Runner size",
        text="Six millimetres.",
        language="en",
        now=EVENING,
    )
    services.reply(topic=topic, author=group.answerer, text="Five will do.", language="en", now=EVENING)
    rooms = {link.model for link in all_links().values() if link.own and link.model.startswith("forums.")}
    assert {"forums.topic", "forums.post", "forums.topicfollow", "forums.digestsetting"} <= rooms
    group.asker.family_name_en = "Quillwort"
    group.asker.save()
    name = group.asker.display_name("en")
    request = members.request_erasure(user=group.asker.user, wish="", now=EVENING)
    members.erase_person(request=request, by=UserFactory(is_staff=True, is_superuser=True), now=EVENING)
    page = as_(group.third).get(topic.get_absolute_url()).content.decode()
    assert "Six millimetres." in page
    assert "Former member" in page
    assert name not in page
    assert as_(group.third).get(f"/ko{topic.get_absolute_url()}").status_code == 200
    assert not TopicFollow.objects.filter(member=group.asker).exists()
    assert not DigestSetting.objects.filter(member=group.asker).exists()


def test_two_people_who_become_one_follow_once():
    group = forum_with_people()
    topic = TopicFactory(forum=group.forum, author=group.asker)
    for member in (group.answerer, group.third):
        services.follow_topic(topic=topic, member=member, is_on=True, now=EVENING)
        services.follow_forum(forum=group.forum, member=member, is_on=True, now=EVENING)
    PostFactory(topic=topic, author=group.third)
    Membership.objects.filter(member=group.third).delete()
    staff = UserFactory(is_staff=True, is_superuser=True)
    merge_people(kept=group.answerer, gone=group.third, choices={}, by=staff, now=EVENING)
    assert set(topic.posts.values_list("author", flat=True)) == {group.asker.pk, group.answerer.pk}
    assert list(TopicFollow.objects.filter(topic=topic).values_list("member", flat=True)) == [group.answerer.pk]
