"""What has been published, version by version. These rows are written once: a trigger refuses every change of them, and
exclusion constraints a version in which a room or a person is taken twice at one time."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council import bilingual
from symposia.models.programme.plan import Session


class TimeTaken(Func):
    """The time from `starts_at` up to `ends_at`, which belongs to what comes next."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()

    def __init__(self, *expressions: Any, **extra: Any) -> None:
        super().__init__(*(expressions or ("starts_at", "ends_at", RangeBoundary())), **extra)


class ProgrammeVersionQuerySet(models.QuerySet["ProgrammeVersion"]):
    def current(self) -> ProgrammeVersionQuerySet:
        """What everybody sees: the latest version of each symposium."""
        newer = ProgrammeVersion.objects.filter(symposium=OuterRef("symposium"), number__gt=OuterRef("number"))
        return self.exclude(Exists(newer))


class ProgrammeVersion(models.Model):
    """The programme as it was published once. The one with the highest number is what everybody sees."""

    symposium = models.ForeignKey("symposia.Symposium", models.PROTECT, related_name="versions", verbose_name=_("symposium"))
    number = models.PositiveIntegerField(_("version"))
    published_at = models.DateTimeField(_("published"))
    by = models.ForeignKey("members.User", models.SET_NULL, null=True, related_name="+", verbose_name=_("published by"))
    note = models.CharField(_("what is new"), max_length=300, blank=True)

    objects = ProgrammeVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of the programme")
        verbose_name_plural = _("versions of the programme")
        ordering = ["symposium", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["symposium", "number"], name="programme_version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="programme_versions_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.symposium} · {self.number}"


class PublishedSession(models.Model):
    version = models.ForeignKey(ProgrammeVersion, models.CASCADE, related_name="sessions")
    session = models.ForeignKey(Session, models.PROTECT, related_name="published")
    kind = models.CharField(max_length=12, choices=Session.Kind)
    track = models.ForeignKey("symposia.Track", models.PROTECT, null=True, related_name="+")
    room = models.ForeignKey("symposia.Room", models.PROTECT, null=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    title_ko = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    abstract_ko = models.TextField()
    abstract_en = models.TextField()
    needs_registration = models.BooleanField()
    capacity = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("published session")
        verbose_name_plural = _("published sessions")
        ordering = ["starts_at", "ends_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "session"], name="published_session_once_a_version"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="published_session_ends_after_it_begins"),
            ExclusionConstraint(
                name="published_room_is_taken_once",
                expressions=[
                    ("version", RangeOperators.EQUAL),
                    ("room", RangeOperators.EQUAL),
                    (TimeTaken(), RangeOperators.OVERLAPS),
                ],
                condition=Q(room__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "title")


class PublishedTalk(models.Model):
    """A talk of one version; a trigger sees to it that it lies within its session."""

    version = models.ForeignKey(ProgrammeVersion, models.CASCADE, related_name="talks")
    session = models.ForeignKey(PublishedSession, models.CASCADE, related_name="talks")
    talk = models.ForeignKey("symposia.Talk", models.PROTECT, related_name="published")
    number = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    title_ko = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    abstract_ko = models.TextField()
    abstract_en = models.TextField()
    keywords = models.CharField(max_length=300)

    class Meta:
        verbose_name = _("published talk")
        verbose_name_plural = _("published talks")
        ordering = ["starts_at", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "talk"], name="published_talk_once_a_version"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="published_talk_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "title")


class PublishedSpeaker(models.Model):
    version = models.ForeignKey(ProgrammeVersion, models.CASCADE, related_name="speakers")
    talk = models.ForeignKey(PublishedTalk, models.CASCADE, related_name="speakers")
    speaker = models.ForeignKey("events.Speaker", models.PROTECT, related_name="published_talks")
    position = models.PositiveSmallIntegerField()
    presents = models.BooleanField()
    # Who must not be at two places: the speaker's own key, or the smallest one of the same member (`conflicts.person_keys`).
    person = models.BigIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name = _("published speaker")
        verbose_name_plural = _("published speakers")
        ordering = ["talk", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["talk", "speaker"], name="published_speaker_once_a_talk"),
            ExclusionConstraint(
                name="published_person_speaks_once",
                expressions=[
                    ("version", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (TimeTaken(), RangeOperators.OVERLAPS),
                ],
                condition=Q(presents=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.speaker)


class Star(models.Model):
    """A talk that somebody marked for “my programme”."""

    talk = models.ForeignKey("symposia.Talk", models.CASCADE, related_name="stars", verbose_name=_("talk"))
    member = models.ForeignKey("members.Member", models.CASCADE, related_name="starred_talks", verbose_name=_("member"))
    starred_at = models.DateTimeField(_("marked"))

    class Meta:
        verbose_name = _("marked talk")
        verbose_name_plural = _("marked talks")
        ordering = ["-starred_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["member", "talk"], name="star_once")]

    def __str__(self) -> str:
        return f"{self.member} · {self.talk}"


def talk_url(slug: str, number: int) -> str:
    """The address of a talk of the symposium at `slug`, the same in every version."""
    return reverse("symposia:programme-talk", args=[slug, number])
