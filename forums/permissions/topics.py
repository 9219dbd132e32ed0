"""Who sees what of a forum's topics: who sits in it, and its staff; asked by pages, lists, search,
files and mails."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from council.members.models import Member
from council.members.permissions import member_of
from forums.group import places
from forums.models import Forum, Post, Topic
from forums.permissions.group import Role, get_forum_or_404, is_desk, place_in

CHAIRS = (Role.CHAIR, Role.VICE_CHAIR)


@dataclass(frozen=True)
class Reader:
    """Somebody inside a forum. `moderates`: its chair, vice-chair or staff."""

    user: Any
    forum: Forum
    member: Member | None
    moderates: bool

    @property
    def may_write(self) -> bool:
        """Whether this reader writes: everybody inside who is a person of the council."""
        return self.member is not None and self.member.erased_at is None

    def topics(self) -> QuerySet[Topic]:
        """The forum's topics that are there for this reader, in order."""
        found = Topic.objects.filter(forum=self.forum).visible_to(self.member, moderates=self.moderates)
        return found.in_order()

    def sees(self, post: Post) -> bool:
        """Whether this reader may read what stands in a post of a topic that he sees."""
        if post.deleted_at is not None or post.withdrawn_at is not None:
            return False
        return post.hidden_at is None or self.moderates or self.is_author(post)

    def is_author(self, post: Post) -> bool:
        return self.member is not None and post.author_id == self.member.pk


def get_reader_or_404(user: Any, slug: str, now: datetime) -> Reader:
    """Who `user` is inside the forum at `slug`. Raises `Http404` for everybody who is not inside."""
    forum = get_forum_or_404(slug)
    place = place_in(user, forum, now)
    desk = is_desk(user)
    if place is None and not desk:
        raise Http404
    return Reader(user, forum, member_of(user), desk or (place is not None and place.role in CHAIRS))


def get_topic_or_404(user: Any, slug: str, key: uuid.UUID, now: datetime) -> tuple[Reader, Topic]:
    """The topic with `key` in the forum at `slug`, if `user` may see it, and who he is there. Raises `Http404`."""
    reader = get_reader_or_404(user, slug, now)
    found = reader.topics().filter(key=key).select_related("author__user").first()
    if found is None:
        raise Http404
    found.forum = reader.forum
    return reader, found


def get_post_or_404(user: Any, slug: str, key: uuid.UUID, number: int, now: datetime) -> tuple[Reader, Topic, Post]:
    """The post `number` of that topic, if `user` may read it. Raises `Http404`."""
    reader, topic = get_topic_or_404(user, slug, key, now)
    post = topic.posts.filter(number=number).select_related("author__user").first()
    if post is None or not reader.sees(post):
        raise Http404
    post.topic = topic
    return reader, topic, post


def forums_inside(user: Any, now: datetime) -> QuerySet[Forum]:
    """The forums that `user` is inside of."""
    if is_desk(user):
        return Forum.objects.all()
    member = member_of(user)
    if member is None:
        return Forum.objects.none()
    return Forum.objects.filter(pk__in=places(now).filter(member=member).values("body"))


def may_moderate(user: Any, forum: Forum, now: datetime) -> bool:
    """Whether `user` hides, closes and pins in `forum`: its chair, vice-chair and staff."""
    if is_desk(user):
        return True
    place = place_in(user, forum, now)
    return place is not None and place.role in CHAIRS


def posts_with_files(user: Any, now: datetime) -> QuerySet[Post]:
    """The posts whose attachments `user` may open."""
    found = Post.objects.filter(has_files=True, deleted_at=None, withdrawn_at=None, topic__deleted_at=None)
    found = found.filter(forum__in=forums_inside(user, now))
    if is_desk(user):
        return found
    member = member_of(user)
    if member is None:
        return found.none()
    chaired = places(now).filter(member=member, role__in=CHAIRS).values("body")
    shown = Q(hidden_at=None) & (Q(topic__hidden_at=None) | Q(topic__author=member))
    return found.filter(shown | Q(author=member) | Q(forum__in=chaired))
