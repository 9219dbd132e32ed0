from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.members.business_number import validate_business_number
from council.members.phones import display_phone, normalise_phone, validate_phone
from council.members.validators import validate_one_line, validate_paragraphs

# An expired member keeps access for this long (council.md, “People”).
GRACE = timedelta(days=30)
# From so long before the end on, a membership can be renewed.
RENEWAL = timedelta(days=60)
HANGUL = re.compile(r"[\uac00-\ud7a3]")
# Each in its own language, so that its readers recognise it.
LANGUAGES = [("ko", "한국어"), ("en", "English")]


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user with a draft `Member`; every user has one from the start."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        with transaction.atomic(using=self._db):
            user.save(using=self._db)
            Member.objects.using(self._db).get_or_create(user=user)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A superuser, who may log in at once: whoever runs the command vouches for the address."""
        from allauth.account.models import EmailAddress

        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        EmailAddress.objects.using(self._db).create(user=user, email=user.email, verified=True, primary=True)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A log-in: an e-mail address and what it may do. Who the person is stands in `Member`."""

    email = models.EmailField(
        _("e-mail address"),
        max_length=254,
        unique=True,
        error_messages={"unique": _("A log-in with this address exists.")},
    )
    is_staff = models.BooleanField(_("staff"), default=False, help_text=_("May enter the administration."))
    is_active = models.BooleanField(_("can log in"), default=True)
    date_joined = models.DateTimeField(_("signed up"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("log-in")
        verbose_name_plural = _("log-ins")
        ordering = ["email"]
        indexes = [models.Index(fields=["-date_joined", "-id"], name="user_newest")]
        constraints = [
            # With the unique index: one log-in an address, however it is written.
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()


class Skill(models.Model):
    """A skill that members name with a level."""

    name_ko = models.CharField(_("name (Korean)"), max_length=100, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=100, unique=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering = ["name_en"]

    def __str__(self) -> str:
        return bilingual.text(self, "name")


class MemberQuerySet(models.QuerySet["Member"]):
    def with_access(self, now: datetime) -> MemberQuerySet:
        """Members who have members' access: active, within their term or its grace."""
        today = timezone.localdate(now)
        return self.filter(state=Member.State.ACTIVE).filter(Q(valid_until=None) | Q(valid_until__gte=today - GRACE))

    def to_renew(self, now: datetime) -> MemberQuerySet:
        """Members who can renew at `now`: their membership ends soon, or is over and its grace is not."""
        return self.with_access(now).filter(valid_until__lte=timezone.localdate(now) + RENEWAL)

    def in_grace(self, now: datetime) -> MemberQuerySet:
        """Members whose term is over and who have access for the days of grace alone."""
        return self.with_access(now).filter(valid_until__lt=timezone.localdate(now))

    def past_grace(self, now: datetime) -> MemberQuerySet:
        """Active members whose term and its grace are over: they have lost access, and the tick says so."""
        return self.filter(state=Member.State.ACTIVE, valid_until__lt=timezone.localdate(now) - GRACE)

    def with_written_organisation(self) -> MemberQuerySet:
        """Members who wrote an organisation that staff have not linked yet."""
        return self.filter(state=Member.State.ACTIVE).exclude(organisation_name="")

    def awaiting_decision(self) -> MemberQuerySet:
        """Applications in the order in which they came."""
        return self.filter(state=Member.State.APPLIED).order_by("applied_at", "pk")


class Member(models.Model):
    """A person, one per log-in, from sign-up (`draft`) through application to membership and its end."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPLIED = "applied", _("Applied")
        ACTIVE = "active", _("Active")
        DECLINED = "declined", _("Declined")
        SUSPENDED = "suspended", _("Suspended")
        EXPIRED = "expired", _("Expired")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Kind(models.TextChoices):
        RESEARCHER = "researcher", _("Researcher")
        PROFESSOR = "professor", _("Professor")
        OFFICER = "officer", _("Local-government officer")
        EXPERT = "expert", _("Industry expert")
        BUSINESS = "business", _("Businessperson")
        CEO = "ceo", _("CEO")
        INVESTOR = "investor", _("Investor")
        PROVIDER = "provider", _("Provider")
        IP_EXPERT = "ip-expert", _("IP expert")
        EXTERNAL = "external", _("External")

    class Grade(models.TextChoices):
        EXECUTIVE = "executive", _("Executive")
        SENIOR = "senior", _("Senior staff")
        STAFF = "staff", _("Staff")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="member", verbose_name=_("log-in"))
    family_name = models.CharField(_("family name (Hangul)"), max_length=50, blank=True, validators=[validate_one_line])
    given_name = models.CharField(_("given name (Hangul)"), max_length=50, blank=True, validators=[validate_one_line])
    family_name_en = models.CharField(_("family name (romanised)"), max_length=50, blank=True, validators=[validate_one_line])
    given_name_en = models.CharField(_("given name (romanised)"), max_length=50, blank=True, validators=[validate_one_line])
    organisation = models.ForeignKey(
        "members.Organisation", models.SET_NULL, null=True, blank=True, related_name="people", verbose_name=_("organisation")
    )
    # What the person wrote and staff have not yet linked to an organisation.
    organisation_name = models.CharField(
        _("organisation as written by the person"), max_length=200, blank=True, validators=[validate_one_line]
    )
    organisation_number = models.CharField(
        _("business registration number as written by the person"),
        max_length=12,
        blank=True,
        validators=[validate_business_number],
    )
    job_title = models.CharField(_("job title"), max_length=100, blank=True, validators=[validate_one_line])
    grade = models.CharField(_("grade"), max_length=20, choices=Grade, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, blank=True)
    skills = models.ManyToManyField(Skill, through="members.MemberSkill", blank=True, verbose_name=_("skills"))
    phone = models.CharField(_("phone"), max_length=20, blank=True, validators=[validate_phone], help_text=_("Stored as +82…"))
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="ko")
    motivation = models.TextField(_("why you want to join"), max_length=2000, blank=True, validators=[validate_paragraphs])

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT, db_index=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    renewed_at = models.DateTimeField(_("renewed"), null=True, blank=True, editable=False)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decision_reason = models.TextField(_("reason of the decision"), blank=True)
    # When everything that tells who this is was destroyed; the row stays for what must (`services.erasing`).
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    objects = MemberQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["family_name", "given_name", "pk"]
        indexes = [models.Index(fields=["family_name", "given_name", "id"], name="member_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_at__isnull=False), name="member_applied_has_its_time"
            ),
            models.CheckConstraint(condition=~Q(state="active") | ~Q(kind="external"), name="member_external_is_never_active"),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decision_reason=""), name="member_declined_has_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name()

    def display_name(self, language: str | None = None) -> str:
        """김가람 in Korean, KIM Garam in English; the e-mail address of one who has not given a name."""
        if self.erased_at is not None:
            with translation.override(language or translation.get_language()):
                return gettext("Erased person")
        hangul = f"{self.family_name}{self.given_name}"
        roman = f"{self.family_name_en.upper()} {self.given_name_en}".strip()
        return bilingual.pick(hangul, roman, language) or self.user.email

    def clean(self) -> None:
        super().clean()
        # What is no number has its message from the field's own validator.
        with suppress(ValidationError):
            self.phone = normalise_phone(self.phone)

    @property
    def phone_display(self) -> str:
        """The telephone number as people here write it."""
        return display_phone(self.phone)

    def has_access(self, now: datetime) -> bool:
        """Whether this person has members' access at `now`: active, within the term or its 30 days of grace."""
        if self.state != self.State.ACTIVE:
            return False
        return self.valid_until is None or self.valid_until + GRACE >= timezone.localdate(now)

    def can_renew(self, now: datetime) -> bool:
        """Whether the person can renew at `now`: from 60 days before the end until the grace is over."""
        if self.valid_until is None or not self.has_access(now):
            return False
        return self.valid_until - RENEWAL <= timezone.localdate(now)

    def is_in_grace(self, now: datetime) -> bool:
        """Whether the term is over and access is what the grace leaves."""
        return self.has_access(now) and self.valid_until is not None and self.valid_until < timezone.localdate(now)

    @property
    def renewed_until(self) -> date | None:
        """The last day of the membership if it is renewed: the end of the year after the one in which it ends."""
        return None if self.valid_until is None else date(self.valid_until.year + 1, 12, 31)

    @property
    def access_until(self) -> date | None:
        """The last day of members' access: the last of the grace."""
        return None if self.valid_until is None else self.valid_until + GRACE


def name_columns(family: str, given: str) -> dict[str, str]:
    """The columns of `Member` that a name belongs to, by its letters: Hangul or romanised."""
    suffix = "" if HANGUL.search(family + given) else "_en"
    return {f"family_name{suffix}": family, f"given_name{suffix}": given}


class MemberSkill(models.Model):
    """A member's skill with its level, 1 (knows) to 5 (leads)."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="skill_levels", verbose_name=_("member"))
    skill = models.ForeignKey(Skill, models.CASCADE, verbose_name=_("skill"))
    level = models.PositiveSmallIntegerField(_("level"), default=3)

    class Meta:
        verbose_name = _("skill of a member")
        verbose_name_plural = _("skills of members")
        constraints = [
            models.UniqueConstraint(fields=["member", "skill"], name="member_skill_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="member_skill_level_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.skill} {self.level}"


class Consent(models.Model):
    """A consent for one purpose in the wording of one version (Personal Information Protection Act, Art. 15, 22).

    A withdrawn consent stays as a record; a new one is a new row."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="consents", verbose_name=_("member"))
    purpose = models.CharField(_("purpose"), max_length=40)
    version = models.CharField(_("version"), max_length=20)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES)
    # Which fields the consent is to, where a purpose leaves the choice (`consents.DIRECTORY_ITEMS`).
    items: Any = models.JSONField(_("fields"), default=list, blank=True)
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    # When the person was last written to about it, where the law has that done from time to time.
    asked_again_at = models.DateTimeField(_("confirmed by letter"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "purpose"], condition=Q(withdrawn_at=None), name="consent_one_in_force_a_purpose"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")), name="consent_withdrawn_after_given"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"
