"""Technology offered without a name: the offer, who is interested in it, and in which role people look for technology."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.members.models import Member, Organisation
from council.members.validators import validate_one_line, validate_paragraphs
from symposia.models.symposium import Symposium
from symposia.models.words import AGREED

LONGEST_TITLE, LONGEST_TEXT, LONGEST_DESCRIPTION, LONGEST_REASON = 200, 2000, 10_000, 1000


class TechOfferQuerySet(models.QuerySet["TechOffer"]):
    def shown(self, now: datetime) -> TechOfferQuerySet:
        """Those whose teaser others see at `now`: published or in talks, valid, of an owner who can still answer."""
        owners = Member.objects.with_access(now).filter(user__is_active=True).values("pk")
        return self.filter(state__in=TechOffer.SHOWN, valid_until__gte=timezone.localdate(now), owner__in=owners)

    def handed_in(self) -> TechOfferQuerySet:
        """Those that wait for the disclosure check."""
        return self.filter(state=TechOffer.State.DRAFT, handed_in_at__isnull=False)

    def sent(self) -> TechOfferQuerySet:
        """All but the drafts that are their writers' alone."""
        return self.exclude(state=TechOffer.State.DRAFT, handed_in_at=None)


class TechOffer(models.Model):
    """A technology that somebody offers at a symposium. What others see of it is `TEASER`, which names nobody; the description
    and who offers it open to one inquirer at a time, when the owner accepts."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        CHECKED = "checked", _("Disclosure checked")
        PUBLISHED = "published", _("Published")
        IN_TALKS = "in-talks", _("In talks")
        AGREED = "agreed", _("Agreement reached")
        CLOSED = "closed", _("Closed")

    class Field(models.TextChoices):
        JOINING = "joining", _("Joining and assembly")
        FORMING = "forming", _("Press and metal forming")
        MOULDING = "moulding", _("Injection moulding and moulds")
        MACHINING = "machining", _("Machining and finishing")
        MATERIALS = "materials", _("Materials and composites")
        SENSORS = "sensors", _("Sensors and measurement")
        SIMULATION = "simulation", _("Simulation and data")
        ENERGY = "energy", _("Energy and environment")
        OTHER = "other", _("Another field")

    class Ipr(models.TextChoices):
        NONE = "none", _("No right")
        SECRET = "secret", _("Kept secret as know-how")
        FILED = "filed", _("Application filed")
        GRANTED = "granted", _("Right granted")
        COPYRIGHT = "copyright", _("Copyright or software")

    class Partner(models.TextChoices):
        MAKER = "maker", _("A company that makes or uses it")
        INVESTOR = "investor", _("An investor")
        PROVIDER = "provider", _("A supplier")
        RESEARCHER = "researcher", _("A research partner")

    class Cooperation(models.TextChoices):
        LICENCE = "licence", _("Licensing")
        DEVELOPMENT = "development", _("Joint development")
        TESTING = "testing", _("Testing and trial production")
        MANUFACTURE = "manufacture", _("Contract manufacturing")
        INVESTMENT = "investment", _("Investment")
        VENTURE = "venture", _("Joint venture")
        SUPPLY = "supply", _("Supply")

    # The teaser is there for others, and takes expressions of interest.
    SHOWN = (State.PUBLISHED, State.IN_TALKS)
    # What others see of it, in both languages: no name, no brand, no number.
    TEASER = ("title", "summary", "advantages", "innovation", "partner_role")

    # In addresses, so that nobody can count or guess offers.
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    symposium = models.ForeignKey(Symposium, models.PROTECT, related_name="offers", verbose_name=_("symposium"))
    owner = models.ForeignKey(Member, models.PROTECT, related_name="tech_offers", verbose_name=_("offered by"))
    # The owner's when it was handed in: who offers it, as an inquirer is told.
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="tech_offers", verbose_name=_("organisation")
    )
    title_ko = models.CharField(_("title (Korean)"), max_length=LONGEST_TITLE, blank=True, validators=[validate_one_line])
    title_en = models.CharField(_("title (English)"), max_length=LONGEST_TITLE, blank=True, validators=[validate_one_line])
    summary_ko = models.TextField(_("summary (Korean)"), max_length=LONGEST_TEXT, blank=True, validators=[validate_paragraphs])
    summary_en = models.TextField(_("summary (English)"), max_length=LONGEST_TEXT, blank=True, validators=[validate_paragraphs])
    advantages_ko = models.TextField(
        _("advantages (Korean)"), max_length=LONGEST_TEXT, blank=True, validators=[validate_paragraphs]
    )
    advantages_en = models.TextField(
        _("advantages (English)"), max_length=LONGEST_TEXT, blank=True, validators=[validate_paragraphs]
    )
    innovation_ko = models.TextField(
        _("what is new about it (Korean)"), max_length=LONGEST_TEXT, blank=True, validators=[validate_paragraphs]
    )
    innovation_en = models.TextField(
        _("what is new about it (English)"), max_length=LONGEST_TEXT, blank=True, validators=[validate_paragraphs]
    )
    partner_role_ko = models.TextField(
        _("what the partner is to do (Korean)"), max_length=LONGEST_TEXT, blank=True, validators=[validate_paragraphs]
    )
    partner_role_en = models.TextField(
        _("what the partner is to do (English)"), max_length=LONGEST_TEXT, blank=True, validators=[validate_paragraphs]
    )
    # For those alone to whom the owner's identity is open.
    description_ko = models.TextField(
        _("description (Korean)"), max_length=LONGEST_DESCRIPTION, blank=True, validators=[validate_paragraphs]
    )
    description_en = models.TextField(
        _("description (English)"), max_length=LONGEST_DESCRIPTION, blank=True, validators=[validate_paragraphs]
    )
    field = models.CharField(_("field"), max_length=12, choices=Field)
    trl = models.PositiveSmallIntegerField(
        _("technology readiness level (TRL)"), validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    ipr = models.CharField(_("property rights"), max_length=10, choices=Ipr)
    partners = ArrayField(models.CharField(max_length=12, choices=Partner), verbose_name=_("partner sought"))
    cooperation = ArrayField(models.CharField(max_length=12, choices=Cooperation), verbose_name=_("kind of cooperation"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    created_at = models.DateTimeField(_("begun"), editable=False)
    handed_in_at = models.DateTimeField(_("handed in"), null=True, blank=True, editable=False)
    checked_at = models.DateTimeField(_("disclosure checked"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    # The last day on which the teaser is shown.
    valid_until = models.DateField(_("valid until"), null=True, blank=True, editable=False)
    agreed_with = models.ForeignKey(
        "symposia.InterestExpression",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("agreed with"),
    )
    # What the owner told of it, if anything.
    agreed_as = models.CharField(_("what was agreed"), max_length=12, choices=AGREED, blank=True, editable=False)
    agreed_amount = models.PositiveBigIntegerField(
        _("amount (won)"), null=True, blank=True, validators=[MinValueValidator(1)], editable=False
    )

    objects = TechOfferQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("technology offer")
        verbose_name_plural = _("technology offers")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title_ko="") | ~Q(title_en=""), name="offer_has_a_title"),
            models.CheckConstraint(condition=Q(trl__gte=1, trl__lte=9), name="offer_trl_1_to_9"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(handed_in_at__isnull=False), name="offer_handed_in_has_its_time"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["checked", "published", "in-talks", "agreed"]) | Q(checked_at__isnull=False),
                name="offer_checked_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "in-talks", "agreed"])
                | Q(published_at__isnull=False, valid_until__isnull=False),
                name="offer_published_has_its_days",
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(agreed_with__isnull=False), name="offer_agreed_says_with_whom"
            ),
            models.CheckConstraint(
                condition=Q(state="agreed") | Q(agreed_as="", agreed_amount=None), name="offer_agreed_as_is_of_an_agreed_one"
            ),
        ]
        indexes = [models.Index(fields=["symposium", "state", "-published_at"], name="offer_shown")]

    def __str__(self) -> str:
        return bilingual.text(self, "title")

    def get_absolute_url(self) -> str:
        return reverse("symposia:offer-detail", args=[self.symposium.event.slug, self.key])

    @property
    def is_handed_in(self) -> bool:
        """Whether it waits for the disclosure check: nobody changes it meanwhile."""
        return self.state == self.State.DRAFT and self.handed_in_at is not None

    @property
    def readiness(self) -> str:
        """“TRL 5”, in every language."""
        return f"TRL {self.trl}"

    @property
    def partner_names(self) -> list[str]:
        return [str(self.Partner(one).label) for one in self.partners]

    @property
    def cooperation_names(self) -> list[str]:
        return [str(self.Cooperation(one).label) for one in self.cooperation]

    def is_over(self, today: date) -> bool:
        """Whether it was published, and its time is over unless it is renewed."""
        return self.state in self.SHOWN and self.valid_until is not None and self.valid_until < today

    def takes_interest(self, today: date) -> bool:
        """Whether somebody may express an interest in it."""
        return self.state in self.SHOWN and not self.is_over(today)


class RoleVerification(models.Model):
    """That a member looks for technology as an investor, a provider or a businessman: he asks, staff settle it."""

    class Role(models.TextChoices):
        INVESTOR = "investor", _("Investor")
        PROVIDER = "provider", _("Supplier")
        BUSINESSMAN = "businessman", _("Businessperson")

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for the secretariat")
        VERIFIED = "verified", _("Verified")
        REFUSED = "refused", _("Refused")
        ENDED = "ended", _("Ended")

    STANDING = (State.ASKED, State.VERIFIED)

    member = models.ForeignKey(Member, models.CASCADE, related_name="audience_roles", verbose_name=_("member"))
    role = models.CharField(_("role"), max_length=12, choices=Role)
    text = models.TextField(_("what shows it"), max_length=LONGEST_REASON, validators=[validate_paragraphs])
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED, editable=False)
    asked_at = models.DateTimeField(_("asked"), editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False, verbose_name=_("by")
    )
    reason = models.TextField(_("reason"), max_length=LONGEST_REASON, blank=True, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("role of the audience")
        verbose_name_plural = _("roles of the audience")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "role"], condition=Q(state__in=["asked", "verified"]), name="audience_role_once_a_member"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at=None) | (~Q(state="asked") & Q(decided_at__isnull=False)),
                name="audience_role_decided_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "ended"]) | ~Q(reason=""), name="audience_role_refused_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.get_role_display()}"


class InterestExpression(models.Model):
    """Somebody is interested in an offer, and says who he is; who offers it he learns when the owner accepts."""

    class State(models.TextChoices):
        SENT = "sent", _("Waits for the owner’s answer")
        ACCEPTED = "accepted", _("Accepted by the owner")
        DECLINED = "declined", _("Declined by the owner")
        EXPIRED = "expired", _("Expired")

    # In addresses.
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    offer = models.ForeignKey(TechOffer, models.PROTECT, related_name="interests", verbose_name=_("technology offer"))
    member = models.ForeignKey(Member, models.PROTECT, related_name="interests_expressed", verbose_name=_("member"))
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    # What the teaser was called then: an offer may become its owner's draft again.
    title_ko = models.CharField(_("title (Korean)"), max_length=LONGEST_TITLE, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=LONGEST_TITLE, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=RoleVerification.Role)
    message = models.TextField(_("message"), max_length=LONGEST_TEXT, validators=[validate_paragraphs])
    offered = models.TextField(_("what is offered"), max_length=LONGEST_TEXT, blank=True, validators=[validate_paragraphs])
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SENT)
    sent_at = models.DateTimeField(_("sent"))
    # Without an answer by then it expires.
    expires_at = models.DateTimeField(_("answer expected by"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=LONGEST_REASON, blank=True, validators=[validate_paragraphs])

    class Meta:
        verbose_name = _("expression of interest")
        verbose_name_plural = _("expressions of interest")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "member"], condition=~Q(state="expired"), name="interest_once_an_offer_and_member"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", answered_at=None) | (~Q(state="sent") & Q(answered_at__isnull=False)),
                name="interest_answered_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-sent_at"], name="interest_of_member"),
            models.Index(fields=["expires_at"], name="interest_open", condition=Q(state="sent")),
        ]

    def __str__(self) -> str:
        return f"{bilingual.text(self, 'title')} · {self.member}"


class OfferMove(models.Model):
    """What became of an offer, or of an interest in it: who, when, why. Never changed."""

    class Verb(models.TextChoices):
        HANDED_IN = "handed-in", _("Handed in for the disclosure check")
        RETURNED = "returned", _("Returned to its owner")
        TAKEN_BACK = "taken-back", _("Taken back by its owner")
        CHECKED = "checked", _("Disclosure checked")
        PUBLISHED = "published", _("Published")
        RENEWED = "renewed", _("Renewed")
        INTEREST = "interest", _("Interest expressed")
        ACCEPTED = "accepted", _("Interest accepted: who offers it was opened")
        DECLINED = "declined", _("Interest declined")
        EXPIRED = "expired", _("Interest expired")
        AGREED = "agreed", _("Agreement reached")
        CLOSED = "closed", _("Closed")

    offer = models.ForeignKey(TechOffer, models.CASCADE, related_name="moves", verbose_name=_("technology offer"))
    interest = models.ForeignKey(
        InterestExpression, models.CASCADE, null=True, blank=True, related_name="moves", verbose_name=_("interest")
    )
    verb = models.CharField(_("step"), max_length=10, choices=Verb)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("step of a technology offer")
        verbose_name_plural = _("steps of technology offers")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.offer} · {self.get_verb_display()}"
