"""What topics show elsewhere: in the portal's search, on a member's own page, in the library, at the desk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council import bilingual
from council.excerpts import first_excerpt, plain
from council.members.permissions import member_of
from council.members.text_search import searched_words
from council.programmes import DeskNotice, DocumentOwner, MyPageCard, OwnerFacts, SearchHit, SearchSource
from forums.models import Post, PostReport, Topic
from forums.permissions.group import is_desk
from forums.permissions.topics import forums_inside, posts_with_files
from forums.services.topics.attaching import OWNER
from forums.services.topics.searching import found_posts, titled_alike

SHOWN = 5
TEXT_SHOWN = 160


def search(query: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """Topics of the reader's forums with a post that has every word of `query`: those with them in the title first, then the
    latest. Four queries at most."""
    words = searched_words(query)
    forums = list(forums_inside(user, now).values_list("pk", flat=True)) if words else []
    found = found_posts(Post.objects.filter(forum__in=forums), words, limit + 1) if forums else []
    return [_titled(post.topic) if _is_titled(post, words) else _written(post, words) for post in found]


def _is_titled(post: Post, words: Sequence[str]) -> bool:
    """Whether the title alone says why it was found."""
    return not first_excerpt([(post.text, post.language)], words)[0]


def like(query: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """Topics of the reader's forums with a title like the words."""
    words = searched_words(query)
    topics = Topic.objects.standing().filter(forum__in=forums_inside(user, now))
    return [_titled(topic) for topic in titled_alike(topics, words).select_related("forum__body")[:limit]] if words else []


def _titled(topic: Topic) -> SearchHit:
    return SearchHit(
        title=topic.title,
        url=topic.get_absolute_url(),
        meta=f"{bilingual.text(topic.forum.body, 'name')} · {topic.get_state_display()}",
        language=topic.language,
    )


def _written(post: Post, words: Sequence[str]) -> SearchHit:
    text, _language = first_excerpt([(post.text, post.language)], words)
    topic = post.topic
    return SearchHit(
        title=topic.title,
        url=post.get_absolute_url(),
        text=text or plain(post.text)[:TEXT_SHOWN],
        meta=f"{bilingual.text(topic.forum.body, 'name')} · {topic.get_state_display()}",
        language=topic.language,
        text_language=post.language,
    )


def card(user: Any, now: datetime) -> dict[str, Any] | None:
    """Answers to the reader's questions that he has not accepted, and open questions of others in his forums."""
    member = member_of(user)
    if member is None or not member.has_access(now):
        return None
    forums = list(forums_inside(user, now).values_list("pk", flat=True))
    if not forums:
        return None
    open_ones = Topic.objects.standing().unanswered().filter(forum__in=forums)
    open_ones = open_ones.select_related("forum__body").order_by("-last_at", "-pk")
    answers = list(open_ones.filter(author=member, replies__gt=0)[:SHOWN])
    questions = list(open_ones.exclude(author=member)[:SHOWN])
    return {"answers": answers, "questions": questions} if answers or questions else None


def _readable(user: Any, now: datetime) -> Any:
    return posts_with_files(user, now).order_by().annotate(as_text=Cast("pk", CharField())).values("as_text")


def _owner_facts(keys: Sequence[str]) -> dict[str, OwnerFacts]:
    found = Post.objects.filter(pk__in=[int(key) for key in keys if key.isdecimal()]).select_related("topic__forum__body")
    return {str(post.pk): OwnerFacts(str(post), post.get_absolute_url()) for post in found}


def _reports(user: Any, now: datetime) -> int:
    """How many posts were reported and wait for somebody to look."""
    if not is_desk(user):
        return 0
    waiting = PostReport.objects.filter(Q(settled_at=None) & Q(post__deleted_at=None))
    return waiting.values("post").distinct().count()


SEARCH = SearchSource(
    slug="topics", name=_("Topics of the forums"), search=search, icon="chat-left-text", similar=like, order=65
)
CARD = MyPageCard(slug="topics", template="forums/topics/_card.html", context=card, order=65)
DOCUMENTS = DocumentOwner(slug=OWNER, name=_("Post in a forum"), readable=_readable, facts=_owner_facts, order=65)
NOTICE = DeskNotice(
    slug="forum-reports",
    label=_("Technology forums: reported posts"),
    count=_reports,
    url=lambda: f"{reverse('admin:forums_postreport_changelist')}?waiting=1",
    urgent=True,
    order=62,
)
