"""The topics of the demonstration's forums: asked, answered, one post hidden, one reported. No message is written."""

from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from council.members.models import Member, Membership, User
from council.portal.demo.people import members_by_key
from council.portal.demo.store import Store
from forums.demo.topics_data import TAGS, TOPICS, PostRow, TopicRow
from forums.models import DigestSetting, Forum, Post, PostReport, PostRevision, Tag, Topic, TopicFollow, TopicMove
from forums.services.topics.attaching import attach

KIND = "forum-topic"


def load(store: Store, now: datetime) -> int:
    """Make what is missing; returns how many topics are new. None in a forum that is not there any more."""
    missing = set(store.missing(KIND, [row.key for row in TOPICS]))
    rows = {row.key: row for row in TOPICS if row.key in missing}
    if not rows:
        return 0
    scene = _Scene(store, now)
    rows = {key: row for key, row in rows.items() if scene.has(row)}
    tags = _tags(store)
    topics = store.add(KIND, Topic, {key: scene.topic(row) for key, row in rows.items()})
    for key, topic in topics.items():
        topic.tags.set([tags[slug] for slug in rows[key].tags if slug in tags])
        _posts(scene, topic, rows[key])
    return len(topics)


class _Scene:
    """Who writes where, and when."""

    def __init__(self, store: Store, now: datetime) -> None:
        self.now = now
        self.members = members_by_key(store)
        self.staff: Any = store.rows("person", User).get("staff")
        self.forums = {forum.body.slug: forum for forum in Forum.objects.select_related("body")}
        named = {member.pk for key, member in self.members.items() if "." not in key or not key[-1].isdigit()}
        places = Membership.objects.filter(body__in=[forum.pk for forum in self.forums.values()], state__in=Membership.SEATED)
        self.seats: dict[str, list[Member]] = {slug: [] for slug in self.forums}
        for place in places.exclude(member__in=named).select_related("member__user", "body").order_by("pk"):
            self.seats[place.body.slug].append(place.member)

    def has(self, row: TopicRow) -> bool:
        """Whether its forum and everybody who writes in it is there."""
        return row.forum in self.forums and all(self.who(row.forum, post.who) is not None for post in row.posts)

    def who(self, forum: str, key: str) -> Member | None:
        if not key.startswith("seat:"):
            return self.members.get(key)
        place, seats = int(key.removeprefix("seat:")), self.seats[forum]
        return seats[place - 1] if place <= len(seats) else None

    def at(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def topic(self, row: TopicRow) -> Topic:
        """Not saved yet."""
        readable = [post for post in row.posts if not post.hidden]
        return Topic(
            forum=self.forums[row.forum],
            kind=row.kind,
            title=row.title,
            language=row.posts[0].language,
            author=self.who(row.forum, row.posts[0].who),
            is_pinned=row.pinned,
            created_at=self.at(row.posts[0].day),
            last_at=self.at(min(post.day for post in readable)),
            last_number=len(row.posts),
            replies=len(readable) - 1,
        )


def _tags(store: Store) -> dict[str, Tag]:
    rows = {
        slug: Tag(slug=slug, kind=TAGS[slug][0], name_ko=TAGS[slug][1], name_en=TAGS[slug][2])
        for slug in store.missing("topic-tag", TAGS)
    }
    store.add("topic-tag", Tag, rows, natural="slug")
    return store.rows("topic-tag", Tag)


def _posts(scene: _Scene, topic: Topic, row: TopicRow) -> None:
    posts = Post.objects.bulk_create(_post(scene, topic, number, one) for number, one in enumerate(row.posts, 1))
    for post, one in zip(posts, row.posts, strict=True):
        _what_became(scene, topic, post, one, row)
    if row.file is not None:
        name, text = row.file
        attach(posts[0], [ContentFile(text.encode(), name)], by=posts[0].author.user, now=posts[0].created_at)
        posts[0].save(update_fields=["has_files"])
    if row.accepted:
        topic.accepted = posts[row.accepted - 1]
        at = topic.accepted.created_at + timedelta(hours=3)
        TopicMove.objects.create(topic=topic, post=topic.accepted, verb="accept", at=at, by=topic.author.user)
    if row.closed:
        topic.closed_at = topic.last_at + timedelta(days=1)
        TopicMove.objects.create(topic=topic, verb="close", at=topic.closed_at, by=scene.staff, reason=row.closed)
    topic.settle()
    topic._change_reason = "demo_data"  # type: ignore[attr-defined]  # read by the history
    topic.save()
    writers = {post.author_id: post.author for post in posts}.values()
    TopicFollow.objects.bulk_create(TopicFollow(topic=topic, member=member, at=topic.created_at) for member in writers)
    for member in writers:
        DigestSetting.objects.get_or_create(member=member, defaults={"told_until": scene.now})


def _post(scene: _Scene, topic: Topic, number: int, one: PostRow) -> Post:
    at = scene.at(one.day)
    return Post(
        topic=topic,
        forum=topic.forum,
        number=number,
        author=scene.who(topic.forum.body.slug, one.who),
        title=topic.title,
        text=one.text,
        language=one.language,
        created_at=at,
        hidden_at=at + timedelta(hours=5) if one.hidden else None,
        version=2 if one.edited else 1,
        edited_at=at + timedelta(hours=2) if one.edited else None,
    )


def _what_became(scene: _Scene, topic: Topic, post: Post, one: PostRow, row: TopicRow) -> None:
    """What was hidden, edited or reported of a post."""
    if one.hidden:
        TopicMove.objects.create(
            topic=topic, post=post, verb="hide", at=post.hidden_at or scene.now, by=scene.staff, reason=one.hidden
        )
    if one.edited:
        at = post.edited_at or scene.now
        PostRevision.objects.create(
            post=post, version=1, title=topic.title if post.number == 1 else "", text=one.edited, language=one.language,
            written_at=post.created_at, replaced_at=at, by=post.author.user,
        )  # fmt: skip
    reader = scene.who(row.forum, row.posts[0].who)
    if one.reported and reader is not None:
        PostReport.objects.create(post=post, member=reader, reason=one.reported, at=post.created_at + timedelta(hours=4))
