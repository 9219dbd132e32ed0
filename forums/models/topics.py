"""Technology information shared inside one forum: questions and notes, what is answered, who follows what."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.members.models import Member
from council.members.validators import validate_one_line, validate_paragraphs
from forums.models.seats import Forum

LONGEST_TITLE, LONGEST_TEXT, LONGEST_REASON = 300, 20_000, 1000
POSTS_A_PAGE = 50
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]


class Tag(models.Model):
    """What a topic is about: a process, a material, a machine, a defect. One list for all forums."""

    class Kind(models.TextChoices):
        PROCESS = "process", _("Manufacturing process")
        MATERIAL = "material", _("Material")
        MACHINE = "machine", _("Machine")
        DEFECT = "defect", _("Defect")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    slug = models.SlugField(_("word in addresses"), max_length=60, unique=True)
    name_ko = models.CharField(_("name (Korean)"), max_length=60, validators=[validate_one_line])
    name_en = models.CharField(_("name (English)"), max_length=60, validators=[validate_one_line])

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("tag of topics")
        verbose_name_plural = _("tags of topics")
        ordering = ["kind", "name_ko", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name_ko"], name="tag_name_ko_once", violation_error_message=_("This tag is there already.")
            ),
            models.UniqueConstraint(
                fields=["kind", "name_en"], name="tag_name_en_once", violation_error_message=_("This tag is there already.")
            ),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "name")


class TopicQuerySet(models.QuerySet["Topic"]):
    def standing(self) -> TopicQuerySet:
        """Those that nobody took away or hid."""
        return self.filter(deleted_at=None, hidden_at=None)

    def visible_to(self, member: Member | None, *, moderates: bool) -> TopicQuerySet:
        """What is there for a reader inside the forum: hidden ones only for who moderates, and for who wrote them."""
        found = self.filter(deleted_at=None)
        if moderates:
            return found
        allowed = Q(hidden_at=None)
        return found.filter(allowed | Q(author=member) if member is not None else allowed)

    def unanswered(self) -> TopicQuerySet:
        """Questions that are open: no answer to them is accepted."""
        return self.filter(kind=Topic.Kind.QUESTION, state=Topic.State.OPEN)

    def in_order(self) -> TopicQuerySet:
        """What is pinned, then what something was written to last."""
        return self.order_by("-is_pinned", "-last_at", "-pk")


class Topic(models.Model):
    """A question or a note. Its text is its first post."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        NOTE = "note", _("Technical note")

    class State(models.TextChoices):
        OPEN = "open", _("Being discussed")
        ANSWERED = "answered", _("Answer found")
        CLOSED = "closed", _("Closed to posts")
        HIDDEN = "hidden", _("Hidden")

    # In addresses, so that nobody can count or guess topics.
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    forum = models.ForeignKey(Forum, models.PROTECT, related_name="topics", verbose_name=_("forum"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    title = models.CharField(_("title"), max_length=LONGEST_TITLE, validators=[validate_one_line])
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    author = models.ForeignKey(Member, models.PROTECT, related_name="topics", verbose_name=_("written by"))
    tags = models.ManyToManyField(Tag, blank=True, related_name="topics", verbose_name=_("tags"))
    # What follows from the moments below and the accepted answer; a constraint holds it to them.
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN, editable=False)
    accepted = models.ForeignKey(
        "forums.Post",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("accepted answer"),
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True, editable=False)
    deleted_at = models.DateTimeField(_("deleted by the author"), null=True, blank=True, editable=False)
    is_pinned = models.BooleanField(_("pinned"), default=False, editable=False)
    created_at = models.DateTimeField(_("begun"), editable=False)
    # Kept by the services: the last number given, how many replies can be read, when something was written last.
    last_number = models.PositiveIntegerField(_("last number"), default=0, editable=False)
    replies = models.PositiveIntegerField(_("replies"), default=0, editable=False)
    last_at = models.DateTimeField(_("last written to"), editable=False)

    objects = TopicQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["last_number", "replies", "last_at"])

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["-last_at", "-pk"]
        indexes = [
            models.Index(fields=["forum", "-is_pinned", "-last_at", "-id"], name="topic_in_order"),
            models.Index(fields=["author", "-last_at"], name="topic_of_author"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state=Case(
                        When(hidden_at__isnull=False, then=Value("hidden")),
                        When(closed_at__isnull=False, then=Value("closed")),
                        When(accepted__isnull=False, then=Value("answered")),
                        default=Value("open"),
                        output_field=models.CharField(),
                    )
                ),
                name="topic_state_is_what_happened",
            ),
            models.CheckConstraint(condition=Q(accepted=None) | Q(kind="question"), name="topic_answered_is_a_question"),
            models.CheckConstraint(condition=Q(last_at__gte=F("created_at")), name="topic_written_to_after_it_began"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("forums:topic-detail", args=[self.forum.body.slug, self.key])

    @property
    def is_question(self) -> bool:
        return self.kind == self.Kind.QUESTION

    @property
    def takes_replies(self) -> bool:
        """Whether something can be written to it."""
        return self.deleted_at is None and self.state in (self.State.OPEN, self.State.ANSWERED)

    def is_of(self, member: Member | None) -> bool:
        """Whether `member` began it."""
        return member is not None and self.author_id == member.pk

    def settle(self) -> None:
        """Set the state to what follows from what happened. The caller saves."""
        if self.hidden_at is not None:
            self.state = self.State.HIDDEN
        elif self.closed_at is not None:
            self.state = self.State.CLOSED
        else:
            self.state = self.State.ANSWERED if self.accepted_id is not None else self.State.OPEN


class PostQuerySet(models.QuerySet["Post"]):
    def readable(self) -> PostQuerySet:
        """What everybody inside can read."""
        return self.filter(hidden_at=None, withdrawn_at=None, deleted_at=None, topic__hidden_at=None, topic__deleted_at=None)


class Post(models.Model):
    """One text under a topic: Markdown, in the language in which it was written."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="posts", verbose_name=_("topic"))
    # As the topic's: what is searched in one forum is found without asking the topics.
    forum = models.ForeignKey(Forum, models.PROTECT, related_name="+", editable=False, verbose_name=_("forum"))
    # Its place under the topic, for good: “#post-3”.
    number = models.PositiveIntegerField(_("number"), editable=False)
    author = models.ForeignKey(Member, models.PROTECT, related_name="posts", verbose_name=_("written by"))
    # As the topic's: words of the title and of the post are searched together.
    title = models.CharField(_("title"), max_length=LONGEST_TITLE, editable=False)
    text = models.TextField(_("text"), max_length=LONGEST_TEXT, validators=[validate_paragraphs])
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    has_files = models.BooleanField(_("has attachments"), default=False, editable=False)
    created_at = models.DateTimeField(_("written"), editable=False)
    # Rises with each edit; a form that began from an older one is refused.
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True, editable=False)
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True, editable=False)
    # Taken back by the author: where somebody answered it, its place is kept; else nothing is.
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    deleted_at = models.DateTimeField(_("deleted by the author"), null=True, blank=True, editable=False)
    # The form's own: one that is sent twice is one post.
    token = models.UUIDField(_("form token"), null=True, unique=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["topic", "number"]
        indexes = [
            models.Index(fields=["forum", "-id"], name="post_newest_in_forum"),
            models.Index(fields=["author", "-created_at"], name="post_of_author"),
            models.Index(fields=["created_at"], name="post_by_time"),
            models.Index(fields=["forum"], name="post_with_files", condition=Q(has_files=True)),
        ]
        constraints = [models.UniqueConstraint(fields=["topic", "number"], name="post_number_once")]

    def __str__(self) -> str:
        return f"{self.title} #{self.number}"

    @property
    def anchor(self) -> str:
        return f"post-{self.number}"

    @property
    def page(self) -> int:
        """On which page of its topic it stands, whatever became of others."""
        return (self.number - 1) // POSTS_A_PAGE + 1

    def get_absolute_url(self) -> str:
        """Where it stands under its topic: a link that stays."""
        page = f"?page={self.page}" if self.page > 1 else ""
        return f"{self.topic.get_absolute_url()}{page}#{self.anchor}"

    @property
    def is_readable(self) -> bool:
        """Whether everybody inside can read it, as far as the post itself goes."""
        return self.hidden_at is None and self.withdrawn_at is None and self.deleted_at is None


class PostRevision(models.Model):
    """What a post said before it was edited. Rows are added alone."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions", verbose_name=_("post"))
    version = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=LONGEST_TITLE)
    text = models.TextField(_("text"), max_length=LONGEST_TEXT)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    written_at = models.DateTimeField(_("written"))
    replaced_at = models.DateTimeField(_("replaced"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("replaced by")
    )

    class Meta:
        verbose_name = _("earlier version of a post")
        verbose_name_plural = _("earlier versions of posts")
        ordering = ["post", "version"]
        constraints = [models.UniqueConstraint(fields=["post", "version"], name="post_version_once")]

    def __str__(self) -> str:
        return f"{self.post} · {self.version}"


class TopicMove(models.Model):
    """What was done with a topic, or with a post of it: who, when, why. Rows are added alone."""

    class Verb(models.TextChoices):
        ACCEPT = "accept", _("Answer accepted")
        UNACCEPT = "unaccept", _("Answer no longer accepted")
        CLOSE = "close", _("Closed to posts")
        REOPEN = "reopen", _("Opened again")
        HIDE = "hide", _("Hidden")
        UNHIDE = "unhide", _("Shown again")
        PIN = "pin", _("Pinned")
        UNPIN = "unpin", _("No longer pinned")
        WITHDRAW = "withdraw", _("Taken back by the author")
        DELETE = "delete", _("Deleted by the author")
        DISMISS = "dismiss", _("Reports settled, nothing hidden")

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="moves", verbose_name=_("topic"))
    post = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="moves", verbose_name=_("post"))
    verb = models.CharField(_("what"), max_length=8, choices=Verb)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    reason = models.TextField(_("why"), max_length=LONGEST_REASON, blank=True)

    class Meta:
        verbose_name = _("move of a topic")
        verbose_name_plural = _("moves of topics")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.topic} · {self.get_verb_display()}"


class PostReport(models.Model):
    """A reader showed a post to the chair and the staff: each person once."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="reports", verbose_name=_("post"))
    member = models.ForeignKey(Member, models.CASCADE, related_name="post_reports", verbose_name=_("reported by"))
    reason = models.TextField(_("why"), max_length=LONGEST_REASON, validators=[validate_paragraphs])
    at = models.DateTimeField(_("when"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )

    class Meta:
        verbose_name = _("report of a post")
        verbose_name_plural = _("reports of posts")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["post", "member"], name="post_reported_once_by_each")]

    def __str__(self) -> str:
        return str(self.post)


class TopicFollow(models.Model):
    """Somebody follows a topic, or has stopped following it: who stopped is not made to follow again by writing."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="follows", verbose_name=_("topic"))
    member = models.ForeignKey(Member, models.CASCADE, related_name="topic_follows", verbose_name=_("member"))
    is_on = models.BooleanField(_("follows"), default=True)
    at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("followed topic")
        verbose_name_plural = _("followed topics")
        constraints = [models.UniqueConstraint(fields=["topic", "member"], name="topic_followed_once")]

    def __str__(self) -> str:
        return f"{self.member} · {self.topic}"


class ForumFollow(models.Model):
    """Somebody follows all that is written in a forum."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="follows", verbose_name=_("forum"))
    member = models.ForeignKey(Member, models.CASCADE, related_name="forum_follows", verbose_name=_("member"))
    at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("followed forum")
        verbose_name_plural = _("followed forums")
        constraints = [models.UniqueConstraint(fields=["forum", "member"], name="forum_followed_once")]

    def __str__(self) -> str:
        return f"{self.member} · {self.forum}"


class DigestSetting(models.Model):
    """How often somebody is told what is new, and up to when he was. (“Never” is the kind of message switched off.)"""

    class Frequency(models.TextChoices):
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every Monday")

    member = models.OneToOneField(Member, models.CASCADE, related_name="topic_digest", verbose_name=_("member"))
    frequency = models.CharField(_("how often"), max_length=6, choices=Frequency, default=Frequency.DAILY)
    told_until = models.DateTimeField(_("told of what is new until"))

    class Meta:
        verbose_name = _("digest of topics")
        verbose_name_plural = _("digests of topics")
        indexes = [models.Index(fields=["frequency", "told_until"], name="digest_due")]

    def __str__(self) -> str:
        return f"{self.member} · {self.get_frequency_display()}"
