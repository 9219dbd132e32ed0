"""Writing: a topic is begun, replied to, edited, taken back."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from council.members.models import Member
from council.members.services.states import lock as lock_member
from council.members.services.states import note
from forums.models import Forum, Post, PostRevision, Tag, Topic, TopicMove
from forums.services.errors import NotYours, WrongState
from forums.services.topics import attaching, telling
from forums.services.topics.errors import ChangedMeanwhile, TagIsThere, TopicClosed
from forums.services.topics.following import begin_to_follow
from forums.services.topics.limits import check_rate
from forums.services.topics.steps import held_post, lock, record, recount, save

Verb = TopicMove.Verb


@transaction.atomic
def start_topic(
    *,
    forum: Forum,
    author: Member,
    kind: str,
    title: str,
    text: str,
    language: str,
    now: datetime,
    tags: Iterable[Tag] = (),
    files: Iterable[Any] = (),
    token: uuid.UUID | None = None,
    declare: Callable[[Post], None] | None = None,
) -> Topic:
    """Begin a topic of `author` in `forum` with its first post. Whoever asks has checked that the author is inside. A form
    (`token`) that was sent before is answered with the same topic. `declare` is told of the post once it is there, in the same
    transaction: what its author declared of its files goes with it.

    Raises `TooMuch`, `council.library.content.RefusedFileError`."""
    author = lock_member(author)
    form = _own(token, author)
    before = _sent_before(form)
    if before is not None:
        return before.topic
    check_rate(author, now)
    topic = Topic(
        forum=forum, kind=kind, title=title, language=language, author=author, created_at=now, last_at=now, last_number=1
    )
    note(topic, by=author.user, reason="begin")
    topic.save()
    topic.tags.set(tags)
    made = _write(topic, author, 1, text=text, language=language, files=files, form=form, now=now)
    if declare is not None:
        declare(made)
    begin_to_follow(topic, author, now)
    return topic


@transaction.atomic
def reply(
    *,
    topic: Topic,
    author: Member,
    text: str,
    language: str,
    now: datetime,
    files: Iterable[Any] = (),
    token: uuid.UUID | None = None,
    declare: Callable[[Post], None] | None = None,
) -> Post:
    """Write a post of `author`, who is inside the forum, under `topic`. A form (`token`) that was sent before is answered with
    the same post. Who asked is told that there is an answer. `declare`: as of a first post.

    Raises `TooMuch`, `TopicClosed`, `council.library.content.RefusedFileError`."""
    author = lock_member(author)
    form = _own(token, author)
    before = _sent_before(form)
    if before is not None:
        return before
    check_rate(author, now)
    held = lock(topic)
    if not held.takes_replies:
        raise TopicClosed
    held.last_number += 1
    made = _write(held, author, held.last_number, text=text, language=language, files=files, form=form, now=now)
    if declare is not None:
        declare(made)
    recount(held)
    begin_to_follow(held, author, now)
    telling.tell_answer(made, now)
    return made


def _own(token: uuid.UUID | None, author: Member) -> uuid.UUID | None:
    # Another's token, should it ever come, is a token of its own.
    return uuid.uuid5(token, str(author.pk)) if token else None


def _sent_before(form: uuid.UUID | None) -> Post | None:
    return Post.objects.filter(token=form).select_related("topic__forum__body").first() if form else None


def _write(
    topic: Topic,
    author: Member,
    number: int,
    *,
    text: str,
    language: str,
    files: Iterable[Any],
    form: uuid.UUID | None,
    now: datetime,
) -> Post:
    made = Post.objects.create(
        topic=topic,
        forum_id=topic.forum_id,
        number=number,
        author=author,
        title=topic.title,
        text=text,
        language=language,
        created_at=now,
        token=form,
    )
    attaching.attach(made, files, by=author.user, now=now)
    if made.has_files:
        made.save(update_fields=["has_files"])
    return made


@transaction.atomic
def edit_post(
    *,
    post: Post,
    by: Member,
    version: int,
    text: str,
    language: str,
    now: datetime,
    title: str | None = None,
    kind: str | None = None,
    tags: Iterable[Tag] | None = None,
    files: Iterable[Any] = (),
    removed: Sequence[Any] = (),
    declare: Callable[[Post], None] | None = None,
) -> Post:
    """The author edits a post; of the first one title, kind and tags, too. What it said before is kept. `version` is the one
    that the form began from; `removed` are keys of attachments. The same form again is harmless. `declare`: as of a first post.

    Raises `NotYours`, `ChangedMeanwhile`, `WrongState`, `TopicClosed`, `TooMuch`."""
    by = lock_member(by)
    check_rate(by, now)
    topic = lock(post.topic)
    held = held_post(topic, post)
    if held.author_id != by.pk:
        raise NotYours
    if not topic.takes_replies:
        raise TopicClosed
    if not held.is_readable:
        raise WrongState
    is_first = held.number == 1
    new_title = title if is_first and title is not None else topic.title
    is_same = (held.text, held.language, topic.title) == (text, language, new_title)
    if held.version != version:
        if (
            is_same
            and held.version == version + 1
            and _has_all(held, topic, kind=kind, tags=tags, files=files, removed=removed)
        ):
            return held
        raise ChangedMeanwhile
    if not is_same:
        _replace(held, topic, text=text, language=language, by=by, now=now)
    held.version += 1
    if is_first:
        _retitle(topic, new_title, kind, language, tags, by=by)
        held.title = topic.title
    if removed:
        attaching.detach(held, removed)
    attaching.attach(held, files, by=by.user, now=now)
    held.save()
    if declare is not None:
        declare(held)
    return held


def _has_all(
    held: Post, topic: Topic, *, kind: str | None, tags: Iterable[Tag] | None, files: Iterable[Any], removed: Sequence[Any]
) -> bool:
    """Whether the post is what a form makes of it that was sent twice, as far as more than the words goes."""
    if held.number == 1:
        if kind is not None and topic.accepted_id is None and topic.kind != kind:
            return False
        if tags is not None and set(topic.tags.all()) != set(tags):
            return False
    there = attaching.files_of(held)
    names = set(there.values_list("title_en", flat=True))
    return attaching.names_of(files) <= names and not (removed and there.filter(key__in=removed).exists())


def _replace(held: Post, topic: Topic, *, text: str, language: str, by: Member, now: datetime) -> None:
    PostRevision.objects.create(
        post=held,
        version=held.version,
        title=topic.title if held.number == 1 else "",
        text=held.text,
        language=held.language,
        written_at=held.edited_at or held.created_at,
        replaced_at=now,
        by=by.user,
    )
    held.text, held.language, held.edited_at = text, language, now


def _retitle(topic: Topic, title: str, kind: str | None, language: str, tags: Iterable[Tag] | None, *, by: Member) -> None:
    # A question whose answer is accepted stays one.
    kind = kind if kind and topic.accepted_id is None else topic.kind
    if (topic.title, topic.kind, topic.language) != (title, kind, language):
        if topic.title != title:
            Post.objects.filter(topic=topic).update(title=title)
        topic.title, topic.kind, topic.language = title, kind, language
        save(topic, "title", "kind", "language", by=by.user, reason="edit")
    if tags is not None:
        topic.tags.set(tags)


@transaction.atomic
def withdraw_post(*, post: Post, by: Member, now: datetime) -> Post:
    """The author takes a post back. Where nobody else wrote after it, nothing of it stays to be seen, and of a first post no
    topic; else its place says that it was withdrawn. Again is harmless.

    Raises `NotYours`, `WrongState` for one that is hidden."""
    topic = lock(post.topic)
    held = held_post(topic, post)
    if held.author_id != by.pk:
        raise NotYours
    if held.withdrawn_at is not None or held.deleted_at is not None:
        return held
    if held.hidden_at is not None or topic.hidden_at is not None:
        raise WrongState
    others = Post.objects.filter(topic=topic, number__gt=held.number, hidden_at=None, withdrawn_at=None, deleted_at=None)
    is_answered = others.exclude(author=by).exists()
    name = "withdrawn_at" if is_answered else "deleted_at"
    setattr(held, name, now)
    held.save(update_fields=[name])
    fields = []
    if not is_answered and held.number == 1:
        topic.deleted_at = now
        fields.append("deleted_at")
    if topic.accepted_id == held.pk:
        topic.accepted = None
        fields.append("accepted")
    if fields:
        save(topic, *fields, by=by.user, reason="withdraw")
    recount(topic)
    if "accepted" in fields:
        record(topic, Verb.UNACCEPT, by=by.user, now=now, post=held)
    record(topic, Verb.WITHDRAW if is_answered else Verb.DELETE, by=by.user, now=now, post=held)
    return held


def add_tag(*, kind: str, name_ko: str, name_en: str, by: Any) -> Tag:
    """Put a tag on the list. Raises `TagIsThere`."""
    stem = slugify(name_en)[:50] or "tag"
    slug, number = stem, 1
    while Tag.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{stem}-{number}"
    tag = Tag(kind=kind, slug=slug, name_ko=name_ko, name_en=name_en)
    note(tag, by=by, reason="add")
    try:
        with transaction.atomic():
            tag.save()
    except IntegrityError:
        raise TagIsThere from None
    return tag
