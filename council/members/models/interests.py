from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council.members.models.people import Member
from council.members.validators import validate_one_line


class InterestQuerySet(models.QuerySet["Interest"]):
    def in_force(self, today: date) -> InterestQuerySet:
        """Declarations that hold on `today`, both ends included."""
        return self.filter(Q(since=None) | Q(since__lte=today), Q(until=None) | Q(until__gte=today))


class Interest(models.Model):
    """What ties a person to an organisation, declared by the person or noted by staff: it excludes him from deciding on,
    reviewing or advising what concerns that organisation (korea.md, “Governance”)."""

    class Nature(models.TextChoices):
        EMPLOYMENT = "employment", _("Works or worked there")
        OWNERSHIP = "ownership", _("Holds a share")
        FAMILY = "family", _("Family works there or holds a share")
        CONTRACT = "contract", _("Contract or funding")
        ADVICE = "advice", _("Advises it or sits on its board")
        OTHER = "other", _("Something else")

    member = models.ForeignKey(Member, models.CASCADE, related_name="interests", verbose_name=_("member"))
    organisation = models.ForeignKey(
        "members.Organisation", models.CASCADE, related_name="interests", verbose_name=_("organisation")
    )
    nature = models.CharField(_("nature"), max_length=12, choices=Nature)
    note = models.CharField(_("note"), max_length=300, blank=True, validators=[validate_one_line])
    since = models.DateField(_("first day"), null=True, blank=True)
    until = models.DateField(_("last day"), null=True, blank=True)
    declared_at = models.DateTimeField(_("declared"))

    objects = InterestQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="interest_ends_after_it_begins",
                violation_error_message=_("It must end after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.organisation}"


def in_conflict_with(organisations: Iterable[int], today: date) -> models.QuerySet[Member]:
    """Members who may not decide on, review or advise what concerns any of `organisations` (keys) on `today`: who belongs to
    one, or has declared a tie to one that is in force. One place for every exclusion."""
    keys = list(organisations)
    tied = Interest.objects.in_force(today).filter(organisation__in=keys).values("member")
    return Member.objects.filter(Q(organisation__in=keys) | Q(pk__in=tied))
