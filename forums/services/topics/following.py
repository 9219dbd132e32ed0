"""Who follows what, and how often he is told what is new."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from council.members.models import Member
from council.messaging.services import is_switched_off, switch_off, switch_on
from forums.models import DigestSetting, Forum, ForumFollow, Topic, TopicFollow
from forums.services.topics.telling import DIGEST

NEVER = "never"


def begin_to_follow(topic: Topic, member: Member, now: datetime) -> None:
    """Who writes follows, unless he has stopped following this topic before."""
    TopicFollow.objects.get_or_create(topic=topic, member=member, defaults={"at": now})
    _told_from(member, now)


def _told_from(member: Member, now: datetime) -> None:
    """What was written before somebody follows anything is not told as new."""
    DigestSetting.objects.get_or_create(member=member, defaults={"told_until": now})


@transaction.atomic
def follow_topic(*, topic: Topic, member: Member, is_on: bool, now: datetime) -> None:
    """Follow a topic, or stop; again is harmless."""
    TopicFollow.objects.update_or_create(
        topic=topic, member=member, defaults={"is_on": is_on}, create_defaults={"is_on": is_on, "at": now}
    )
    if is_on:
        _told_from(member, now)


@transaction.atomic
def follow_forum(*, forum: Forum, member: Member, is_on: bool, now: datetime) -> None:
    """Follow all that is written in a forum, or stop; again is harmless."""
    if is_on:
        ForumFollow.objects.get_or_create(forum=forum, member=member, defaults={"at": now})
        _told_from(member, now)
    else:
        ForumFollow.objects.filter(forum=forum, member=member).delete()


def follows_topic(topic: Topic, member: Member | None) -> bool:
    """Whether `member` is told of what is new in `topic`: by what he chose for it, else by whether he follows its forum."""
    if member is None:
        return False
    chosen = TopicFollow.objects.filter(topic=topic, member=member).values_list("is_on", flat=True).first()
    return follows_forum(topic.forum, member) if chosen is None else chosen


def followed_topics(topics: QuerySet[Topic], forum: Forum, member: Member | None) -> QuerySet[Topic]:
    """Those of `topics`, all of `forum`, that `member` follows, as `follows_topic` has it."""
    chosen = TopicFollow.objects.filter(topic=OuterRef("pk"), member=member)
    if follows_forum(forum, member):
        return topics.exclude(Exists(chosen.filter(is_on=False)))
    return topics.filter(Exists(chosen.filter(is_on=True)))


def follows_forum(forum: Forum, member: Member | None) -> bool:
    return member is not None and ForumFollow.objects.filter(forum=forum, member=member).exists()


def digest_frequency(member: Member) -> str:
    """How often `member` is told: a `DigestSetting.Frequency`, or `NEVER`."""
    if is_switched_off(member.user, DIGEST):
        return NEVER
    setting = DigestSetting.objects.filter(member=member).first()
    return setting.frequency if setting else DigestSetting.Frequency.DAILY.value


@transaction.atomic
def set_digest(*, member: Member, frequency: str, now: datetime) -> None:
    """Tell `member` what is new so often, or `NEVER`: then nothing is kept to be told later."""
    if frequency == NEVER:
        switch_off(user=member.user, kind=DIGEST, now=now)
        return
    switch_on(user=member.user, kind=DIGEST)
    DigestSetting.objects.update_or_create(
        member=member, defaults={"frequency": frequency}, create_defaults={"frequency": frequency, "told_until": now}
    )
