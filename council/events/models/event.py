from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual, programmes
from council.events.models.invitation import Invitation
from council.members.models import Member, Membership

# Words that stand for something else at the place of a slug (the contract's URLs).
RESERVED_SLUGS = frozenset(
    {"calendar", "feed", "new", "search", "ip-cases", "meetings", "topics", "documents", "call", "programme", "offers"}
    | {"proceedings", "clusters", "proposals", "consultations", "invitations", "task-forces", "series", "public"}
)

# What only the services change, under the row's lock.
COUNTERS = ("taken", "kept", "sequence", "schedule_version", "questions_version")


def validate_event_slug(value: str) -> None:
    """Raise `ValidationError` for a slug that is a path word."""
    if value in RESERVED_SLUGS:
        raise ValidationError(_("“%(value)s” is a reserved address. Choose another."), params={"value": value})


def validate_zone(value: str) -> None:
    """Raise `ValidationError` for what is no IANA time zone."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValidationError(_("“%(value)s” is no time zone."), params={"value": value}) from None


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which `day` begins in `zone`."""
    return datetime.combine(day, time.min, tzinfo=zone)


class EventQuerySet(models.QuerySet["Event"]):
    def upcoming(self, now: datetime) -> EventQuerySet:
        """Events that have not ended, the next one first."""
        return self.filter(ends_at__gt=now).order_by("starts_at", "pk")

    def past(self, now: datetime) -> EventQuerySet:
        """Events that have ended, the latest first."""
        return self.filter(ends_at__lte=now).order_by("-starts_at", "-pk")

    def between(self, start: datetime, end: datetime) -> EventQuerySet:
        """Events that touch [start, end)."""
        return self.filter(starts_at__lt=end, ends_at__gt=start).order_by("starts_at", "pk")

    def announced(self) -> EventQuerySet:
        """What readers may know of: published, cancelled, completed."""
        return self.exclude(state=Event.State.DRAFT)

    def public(self) -> EventQuerySet:
        """What anybody may see."""
        return self.announced().filter(audience=Event.Audience.PUBLIC)

    def visible_to(self, member: Member | None, now: datetime) -> EventQuerySet:
        """Announced events whose audience `member` (None: a visitor) belongs to at `now`.

        Public ones for everybody; members' for those with members' access; a body's for its members in force who have members'
        access; by invitation for the invited. The invited see a body's or members' event, too, if they were invited to it."""
        if member is None or member.pk is None:
            return self.public()
        audience = Q(audience=Event.Audience.PUBLIC)
        audience |= Q(Exists(Invitation.objects.valid().filter(event=OuterRef("pk"), member=member)))
        if member.has_access(now):
            today = timezone.localdate(now)
            seats = Membership.objects.in_force(today).filter(member=member)
            audience |= Q(audience=Event.Audience.MEMBERS)
            audience |= Q(audience=Event.Audience.BODY) & Q(Exists(seats.filter(body=OuterRef("body"))))
        return self.announced().filter(audience)

    def open_for_registration(self, now: datetime) -> EventQuerySet:
        """Published events that take registrations at `now` (a full one takes them for its waiting list)."""
        return self.filter(
            Q(opens_at=None) | Q(opens_at__lte=now),
            Q(closes_at=None, starts_at__gt=now) | Q(closes_at__gt=now),
            state=Event.State.PUBLISHED,
            mode__in=(Event.Mode.OPEN, Event.Mode.APPROVAL),
        )


class Event(models.Model):
    """A meeting, seminar or symposium of any programme. Everything that changes its seats locks its row first."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        CANCELLED = "cancelled", _("Cancelled")
        COMPLETED = "completed", _("Completed")

    class Format(models.TextChoices):
        IN_PERSON = "in-person", _("In person")
        ONLINE = "online", _("Online")
        HYBRID = "hybrid", _("Hybrid")

    class Audience(models.TextChoices):
        PUBLIC = "public", _("Public")
        MEMBERS = "members", _("Members")
        BODY = "body", _("Members of the body")
        INVITED = "invited", _("By invitation")

    class Mode(models.TextChoices):
        OPEN = "open", _("Open registration")
        APPROVAL = "approval", _("Registration with approval")
        STANDING = "standing", _("Standing: the body's members are enrolled")
        NONE = "none", _("No registration")

    class Kind(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        SEMINAR = "seminar", _("Seminar")
        SYMPOSIUM = "symposium", _("Symposium")
        WORKSHOP = "workshop", _("Workshop")
        VISIT = "visit", _("Visit")
        BRIEFING = "briefing", _("Briefing")

    # A slug of the registry (`council.programmes`); forms offer its choices.
    programme = models.SlugField(_("programme"), max_length=30)
    slug = models.SlugField(_("address"), max_length=80, unique=True, validators=[validate_event_slug])
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.MEETING)
    title_ko = models.CharField(_("title (Korean)"), max_length=300)
    title_en = models.CharField(_("title (English)"), max_length=300)
    summary_ko = models.CharField(_("summary (Korean)"), max_length=500, blank=True)
    summary_en = models.CharField(_("summary (English)"), max_length=500, blank=True)
    description_ko = models.TextField(_("description (Korean)"), blank=True, help_text=_("Markdown"))
    description_en = models.TextField(_("description (English)"), blank=True, help_text=_("Markdown"))

    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=50, default="Asia/Seoul", validators=[validate_zone])
    # From midnight to midnight in the event's zone, the last one not included: `clean` sees to it.
    all_day = models.BooleanField(
        _("all day"),
        default=False,
        help_text=_("Whole days: only the dates count. An end at 00:00 means the day before."),
    )
    format = models.CharField(_("format"), max_length=10, choices=Format, default=Format.IN_PERSON)
    venue = models.ForeignKey("events.Venue", models.PROTECT, null=True, blank=True, verbose_name=_("venue"))
    room = models.CharField(_("room"), max_length=100, blank=True)
    online_link = models.URLField(_("online link"), blank=True, help_text=_("Shown to the confirmed only."))
    contact_name = models.CharField(_("contact"), max_length=100, blank=True)
    contact_email = models.EmailField(_("contact's e-mail"), blank=True)
    contact_phone = models.CharField(_("contact's phone"), max_length=30, blank=True)

    body = models.ForeignKey(
        "members.Body", models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("body")
    )
    audience = models.CharField(_("audience"), max_length=10, choices=Audience, default=Audience.PUBLIC)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    cancel_reason = models.CharField(_("reason of the cancellation"), max_length=500, blank=True)

    mode = models.CharField(_("registration"), max_length=10, choices=Mode, default=Mode.OPEN)
    opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    closes_at = models.DateTimeField(
        _("registration closes"), null=True, blank=True, help_text=_("Empty: when the event begins.")
    )
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True, help_text=_("Empty: no limit."))
    has_waiting_list = models.BooleanField(_("waiting list"), default=True)
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to accept an offered seat"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(30 * 24)],
        help_text=_("Empty: whoever is next on the waiting list gets a free seat at once, without being asked."),
    )

    # Seats held (confirmed and offered). Changed under the row's lock together with the registrations; the check below stands
    # behind the code.
    taken = models.PositiveIntegerField(_("seats taken"), default=0, editable=False)
    # Free seats that quotas keep for a role (`Quota`): counted anew under the row's lock with each change.
    kept = models.PositiveIntegerField(_("seats kept for a role"), default=0, editable=False)
    # RFC 5545 SEQUENCE: rises with each change of time, place or state that a calendar must know.
    sequence = models.PositiveIntegerField(_("calendar sequence"), default=0, editable=False)
    # Rises when the event is moved: reminders of the old time are superseded.
    schedule_version = models.PositiveIntegerField(_("schedule version"), default=0, editable=False)
    # Rises with each change of the questions; answers keep the version that they answer.
    questions_version = models.PositiveIntegerField(_("version of the questions"), default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = EventQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["taken", "kept", "updated_at"])

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="event_by_time"),
            models.Index(fields=["programme", "starts_at"], name="event_by_programme"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_it_begins",
                violation_error_message=_("The event must end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(taken__lte=F("capacity") - F("kept")),
                name="event_seats_never_exceed_capacity",
                violation_error_message=_("More seats are taken or kept than this."),
            ),
            models.CheckConstraint(
                condition=Q(offer_hours=None) | Q(offer_hours__gte=1),
                name="event_offer_lasts_an_hour",
                violation_error_message=_("An offer lasts an hour at least."),
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="event_registration_closes_after_it_opens",
                violation_error_message=_("Registration must close after it opens."),
            ),
            models.CheckConstraint(
                condition=~Q(audience="body") | Q(body__isnull=False),
                name="event_for_a_body_names_it",
                violation_error_message=_("Choose the body whose members may attend."),
            ),
            models.CheckConstraint(
                condition=~Q(mode="standing") | Q(body__isnull=False),
                name="event_standing_names_its_body",
                violation_error_message=_("Standing registration needs a body."),
            ),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "title")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. An event that is there already keeps its counters, unless `update_fields` names them: they belong to the
        services, and a form that was read before somebody registered must not write them back."""
        if not self._state.adding and not args and not kwargs.get("force_insert") and kwargs.get("update_fields") is None:
            kept = {*COUNTERS, *self.get_deferred_fields(), "id"}
            kwargs["update_fields"] = [field.name for field in self._meta.concrete_fields if field.attname not in kept]
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Round an event of whole days to its days. Raises `ValidationError` for what its programme does not allow."""
        super().clean()
        with suppress(KeyError, ValueError, OSError):  # a zone that its own field refuses
            if self.all_day and self.starts_at and self.ends_at:
                first, last = self.days()
                self.starts_at = midnight(first, self.zone)
                self.ends_at = midnight(last + timedelta(days=1), self.zone)
        refused = None
        with suppress(KeyError, ValueError, OSError):
            refused = programmes.refused(self) if self.starts_at and self.ends_at and self.zone else None
        if refused is not None:
            raise ValidationError({refused[0]: refused[1]})

    def days(self) -> tuple[date, date]:
        """The first and the last day in the event's zone; what ends at midnight does not touch the day that begins then."""
        last = self.ends_at.astimezone(self.zone) - timedelta(microseconds=1)
        first = self.starts_at.astimezone(self.zone).date()
        return first, max(first, last.date())

    def get_absolute_url(self) -> str:
        return reverse("events:event-detail", args=[self.slug])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def seats_left(self) -> int | None:
        """Seats that nobody holds and that are kept for no role; None where there is no limit."""
        return None if self.capacity is None else self.capacity - self.taken - self.kept

    @property
    def is_full(self) -> bool:
        """Whether there is no seat for one without a role that seats are kept for."""
        return self.capacity is not None and self.taken + self.kept >= self.capacity

    def offer_ends_at(self, now: datetime) -> datetime | None:
        """Until when a seat offered at `now` can be accepted: never after the event begins. None: seats are given at once."""
        return None if self.offer_hours is None else min(now + timedelta(hours=self.offer_hours), self.starts_at)

    def has_begun(self, now: datetime) -> bool:
        return self.starts_at <= now

    def has_ended(self, now: datetime) -> bool:
        return self.ends_at <= now

    def registration_ends_at(self) -> datetime:
        """When registration closes: its own time, or the beginning."""
        return self.closes_at or self.starts_at

    def takes_registrations(self, now: datetime) -> bool:
        """Whether the form is open at `now` (a full event takes registrations for its waiting list)."""
        return (
            self.state == self.State.PUBLISHED
            and self.mode in (self.Mode.OPEN, self.Mode.APPROVAL)
            and (self.opens_at is None or self.opens_at <= now)
            and now < self.registration_ends_at()
        )
