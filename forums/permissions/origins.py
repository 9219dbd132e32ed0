"""Which meetings and topics somebody may name as the place where a joint right came from: those that he may see."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from forums.models import Meeting, Topic
from forums.permissions.meetings import visible_meetings
from forums.permissions.topics import forums_inside


def seen_meetings(user: Any, now: datetime) -> QuerySet[Meeting]:
    """The meetings of the forums that `user` may see and that have begun."""
    return visible_meetings(user, now).filter(event__starts_at__lte=now).exclude(state=Meeting.State.CANCELLED)


def seen_topics(user: Any, now: datetime) -> QuerySet[Topic]:
    """The topics of the forums that `user` sits in, or is staff of."""
    return Topic.objects.standing().filter(forum__in=forums_inside(user, now))


def may_name(meeting: Meeting | None, topic: Topic | None, user: Any, now: datetime) -> bool:
    """Whether `user` may see this meeting or topic; with neither there is nothing to see."""
    if meeting is not None:
        return seen_meetings(user, now).filter(pk=meeting.pk).exists()
    return topic is None or seen_topics(user, now).filter(pk=topic.pk).exists()
