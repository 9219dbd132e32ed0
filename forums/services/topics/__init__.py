"""Technology information shared inside a forum: writing, answering, following, moderating, telling what is new."""

from forums.services.topics.answering import accept_answer, may_accept
from forums.services.topics.digests import send_digests
from forums.services.topics.errors import (
    AlreadyReported,
    ChangedMeanwhile,
    TagIsThere,
    TooMuch,
    TopicClosed,
)
from forums.services.topics.following import (
    NEVER,
    digest_frequency,
    follow_forum,
    follow_topic,
    followed_topics,
    follows_forum,
    follows_topic,
    set_digest,
)
from forums.services.topics.moderating import MODERATION, moderate, report_post, settle_reports
from forums.services.topics.posting import add_tag, edit_post, reply, start_topic, withdraw_post

__all__ = [
    "MODERATION",
    "NEVER",
    "AlreadyReported",
    "ChangedMeanwhile",
    "TagIsThere",
    "TooMuch",
    "TopicClosed",
    "accept_answer",
    "add_tag",
    "digest_frequency",
    "edit_post",
    "follow_forum",
    "follow_topic",
    "followed_topics",
    "follows_forum",
    "follows_topic",
    "may_accept",
    "moderate",
    "reply",
    "report_post",
    "send_digests",
    "set_digest",
    "settle_reports",
    "start_topic",
    "withdraw_post",
]
