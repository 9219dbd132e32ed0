from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from council.members.models import Organisation
from council.members.validators import validate_one_line, validate_paragraphs
from forums.models.rights.cases import IPCase


class EventKind(models.TextChoices):
    """What can happen to a case on a day. The statutory clock computes deadlines from these."""

    DISCLOSURE = "disclosure", _("Shown in public by an owner")
    PRIORITY = "priority", _("First filing that priority is claimed from")
    FILED = "filed", _("Application filed")
    PCT_FILED = "pct-filed", _("International application (PCT) filed")
    PUBLISHED = "published", _("Application published")
    EXAMINATION_REQUESTED = "examination-requested", _("Examination requested")
    OFFICE_ACTION = "office-action", _("Office action received")
    RESPONSE_EXTENDED = "response-extended", _("Period for the response extended")
    RESPONDED = "responded", _("Response filed")
    REGISTRATION_DECIDED = "registration-decided", _("Decision to register received")
    FEE_PAID = "fee-paid", _("Registration fee paid")
    REGISTERED = "registered", _("Right registered")
    ANNUITY_PAID = "annuity-paid", _("Annuity paid")
    FINAL_REJECTION = "final-rejection", _("Final rejection received")
    APPEAL_EXTENDED = "appeal-extended", _("Period for the appeal extended")
    APPEALED = "appealed", _("Appeal filed")
    OPPOSITION_PUBLISHED = "opposition-published", _("Published for opposition")
    LAPSED = "lapsed", _("Lapsed")
    RESTORED = "restored", _("Restored")
    RENEWED = "renewed", _("Renewed")
    WITHDRAWN = "withdrawn", _("Application withdrawn")
    ABANDONED = "abandoned", _("Abandoned")
    EXPIRED = "expired", _("Expired")


# What `number` says of an event: the year that an annuity is for, the months or days that a period was extended by.
EXTENSIONS = (EventKind.RESPONSE_EXTENDED, EventKind.APPEAL_EXTENDED)
NUMBERED = (EventKind.ANNUITY_PAID, *EXTENSIONS)


class CaseEventQuerySet(models.QuerySet["CaseEvent"]):
    def standing(self) -> CaseEventQuerySet:
        """Events that hold: not corrected, not struck out."""
        return self.filter(corrected_at=None)


class CaseEvent(models.Model):
    """That something happened to a case on a day. Never edited: a correction is another row, and this one says so (a trigger of
    the database refuses everything else)."""

    case = models.ForeignKey(IPCase, models.CASCADE, related_name="events", verbose_name=_("joint IP case"))
    kind = models.CharField(_("what happened"), max_length=21, choices=EventKind)
    on = models.DateField(_("date"))
    number = models.PositiveSmallIntegerField(
        _("year, months or days"),
        null=True,
        blank=True,
        help_text=_("The year that an annuity is for; the months that a response, the days that an appeal was extended by."),
    )
    note = models.TextField(_("note"), max_length=1000, blank=True, validators=[validate_paragraphs])
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("recorded by")
    )
    corrected_at = models.DateTimeField(_("corrected"), null=True, blank=True)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("corrected by")
    )
    correction = models.TextField(_("why it was corrected"), max_length=1000, blank=True, validators=[validate_paragraphs])
    # The row that says it right; none where it never happened.
    superseded_by = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="supersedes", verbose_name=_("corrected to")
    )

    objects = CaseEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of a joint IP case")
        verbose_name_plural = _("events of joint IP cases")
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["kind", "on"], name="ip_case_event_by_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(corrected_at=None, correction="", superseded_by=None)
                | (Q(corrected_at__isnull=False) & ~Q(correction="")),
                name="ip_case_event_corrected_says_why",
            ),
            models.CheckConstraint(condition=~Q(superseded_by=F("id")), name="ip_case_event_is_not_its_own_correction"),
            models.CheckConstraint(
                condition=Q(kind__in=NUMBERED, number__gte=1) | (~Q(kind__in=NUMBERED) & Q(number=None)),
                name="ip_case_event_number_where_it_counts",
            ),
            # The same annuity is not paid twice, the same thing does not happen twice on one day.
            models.UniqueConstraint(
                fields=["case", "kind", "number"],
                condition=Q(corrected_at=None, kind="annuity-paid"),
                name="ip_case_annuity_paid_once",
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "on"],
                condition=Q(corrected_at=None) & ~Q(kind__in=NUMBERED),
                name="ip_case_event_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.get_kind_display()} · {self.on}"


class Filing(models.Model):
    """A number that an office gave."""

    class Kind(models.TextChoices):
        APPLICATION = "application", _("Application number")
        PUBLICATION = "publication", _("Publication number")
        REGISTRATION = "registration", _("Registration number")
        PRIORITY = "priority", _("Number of the first filing (priority)")
        PCT = "pct", _("Number of the international application (PCT)")
        NATIONAL = "national", _("Number of an application abroad")

    # What the Korean office gives, in its form; one of each a case.
    KOREAN = (Kind.APPLICATION, Kind.PUBLICATION, Kind.REGISTRATION)

    case = models.ForeignKey(IPCase, models.CASCADE, related_name="filings", verbose_name=_("joint IP case"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    country = models.CharField(
        _("country"), max_length=2, default="KR", help_text=_("Two letters: KR, US, DE; WO for an international application.")
    )
    number = models.CharField(_("number"), max_length=40, validators=[validate_one_line])
    on = models.DateField(_("date"))
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("recorded by")
    )

    class Meta:
        verbose_name = _("filing")
        verbose_name_plural = _("filings")
        ordering = ["on", "pk"]
        constraints = [
            # A first filing is what several later ones may claim priority from.
            models.UniqueConstraint(
                fields=["kind", "country", "number"], condition=~Q(kind="priority"), name="ip_filing_number_once"
            ),
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(kind__in=["application", "publication", "registration"]),
                name="ip_filing_one_of_a_kind",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["application", "publication"]) | Q(number__regex=r"^[1-4]0-(19|20)\d{2}-\d{7}$"),
                name="ip_filing_application_number_has_its_form",
            ),
            models.CheckConstraint(
                condition=~Q(kind="registration") | Q(number__regex=r"^[1-4]0-\d{7}$"),
                name="ip_filing_registration_number_has_its_form",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["application", "publication", "registration"]) | Q(country="KR"),
                name="ip_filing_korean_numbers_are_korean",
            ),
            models.CheckConstraint(condition=Q(country__regex=r"^[A-Z]{2}$"), name="ip_filing_country_has_two_letters"),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.get_kind_display()}"


class RightUse(models.Model):
    """What a right is worth to one of its owners in a year: a product, licence income, an award."""

    class Kind(models.TextChoices):
        PRODUCT = "product", _("Used in a product")
        LICENCE = "licence", _("Licence income")
        AWARD = "award", _("Award")

    case = models.ForeignKey(IPCase, models.CASCADE, related_name="uses", verbose_name=_("joint IP case"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="ip_uses", verbose_name=_("company"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    year = models.PositiveSmallIntegerField(_("year"))
    what = models.CharField(_("what"), max_length=300, validators=[validate_one_line])
    amount_krw = models.PositiveBigIntegerField(_("amount in won"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("recorded by")
    )

    class Meta:
        verbose_name = _("use of a right")
        verbose_name_plural = _("uses of rights")
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "organisation", "kind", "year", "what"],
                name="ip_right_use_once",
                violation_error_message=_("This is recorded already."),
            ),
            models.CheckConstraint(condition=Q(year__range=(1950, 2200)), name="ip_right_use_year_within_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.year}"
