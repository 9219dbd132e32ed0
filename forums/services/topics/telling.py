"""What people are told of topics, each fact once. No letter carries what somebody wrote: that stands on the page."""

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from council.members.models import Member
from council.messaging.links import absolute_url
from council.messaging.services import queue_message
from forums.models import Post, Topic, TopicFollow, TopicMove
from forums.permissions.group import is_inside

ANSWER, MODERATED, DIGEST = "topic-answer", "topic-moderated", "topic-digest"
TEMPLATE = "forums/email/topic"


def tell_answer(post: Post, now: datetime) -> None:
    """Tell who asked that there is an answer, at most once an hour; not where he stopped following."""
    topic = post.topic
    asker = topic.author
    if not topic.is_question or post.author_id == asker.pk or not asker.user.is_active:
        return
    if TopicFollow.objects.filter(topic=topic, member=asker, is_on=False).exists():
        return
    language = asker.language
    with translation.override(language):
        subject = _("[Answer] %(title)s") % {"title": topic.title}
        text = _("Somebody has answered your question “%(title)s”.") % {"title": topic.title}
        action = _("Read the answer")
    _queue(
        ANSWER,
        asker,
        topic,
        key=f"{topic.pk}:{now:%Y%m%d%H}",
        subject=subject,
        text=text,
        action=action,
        facts={"post": post.pk},
        anchor=f"#{post.anchor}",
    )


def answer_is_true(context: dict[str, Any], now: datetime) -> bool:
    """Whether the answer can still be read, and the asker is inside at `now`."""
    post = Post.objects.readable().filter(pk=context["post"]).select_related("forum", "topic__author__user").first()
    return post is not None and is_inside(post.topic.author.user, post.forum, now)


def tell_moderated(move: TopicMove, author: Member) -> None:
    """Tell an author what the chair or the staff did with what he wrote, and why."""
    if move.by == author.user or not author.user.is_active or author.erased_at is not None:
        return
    topic = move.topic
    named = {"title": topic.title, "number": move.post.number if move.post else 1}
    with translation.override(author.language):
        if move.post is not None and move.verb == TopicMove.Verb.HIDE:
            text = _("Your post %(number)s under “%(title)s” was hidden. You can still read it; others cannot.") % named
        elif move.post is not None:
            text = _("Your post %(number)s under “%(title)s” is shown again.") % named
        elif move.verb == TopicMove.Verb.HIDE:
            text = _("Your topic “%(title)s” was hidden. You can still read it; others cannot.") % named
        elif move.verb == TopicMove.Verb.UNHIDE:
            text = _("Your topic “%(title)s” is shown again.") % named
        elif move.verb == TopicMove.Verb.CLOSE:
            text = _("Your topic “%(title)s” was closed: it takes no more posts.") % named
        else:
            text = _("Your topic “%(title)s” is open again.") % named
        subject = f"[{move.get_verb_display()}] {topic.title}"
        action = _("See the topic")
    facts = {"move": move.pk, "reason": move.reason}
    _queue(MODERATED, author, topic, key=str(move.pk), subject=subject, text=text, action=action, facts=facts)


def moderated_is_true(context: dict[str, Any]) -> bool:
    """Whether nothing of the kind was done with the same post, or topic, since."""
    move = TopicMove.objects.filter(pk=context["move"]).first()
    if move is None:
        return False
    pairs: dict[str, tuple[str, ...]] = {"hide": ("unhide",), "unhide": ("hide",), "close": ("reopen",), "reopen": ("close",)}
    later = TopicMove.objects.filter(topic=move.topic_id, post=move.post_id, pk__gt=move.pk, verb__in=pairs.get(move.verb, ()))
    return not later.exists()


def _queue(
    kind: str,
    member: Member,
    topic: Topic,
    *,
    key: str,
    subject: str,
    text: str,
    action: str,
    facts: dict[str, Any],
    anchor: str = "",
) -> None:
    language = member.language
    queue_message(
        kind=kind,
        template=TEMPLATE,
        user=member.user,
        address=member.user.email,
        language=language,
        context={
            "name": member.display_name(language),
            "subject": subject,
            "text": text,
            "action": action,
            "url": absolute_url("forums:topic-detail", language, topic.forum.body.slug, topic.key) + anchor,
            **facts,
        },
        key=f"{kind}:{member.pk}:{key}",
    )
