from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council.members.models import Body, Member, Membership
from focusgroup.group import SLUG

Role = Membership.Role
# Observers and the secretary sit at the table without a vote, whatever else stands in their rows.
VOTING_ROLES = (Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER, Role.DELEGATE)
GROUP_PLACES = Q(body__programme=SLUG, body__kind=Body.Kind.GROUP)


class FocusSeatQuerySet(models.QuerySet["Seat"]):
    def enrolled(self, now: datetime) -> FocusSeatQuerySet:
        """The seats that a quorum is counted of at `now` (재적): in the Focus Group, in a role that votes, term in force.

        Whether their people have members' access at the moment is not asked: who is suspended or has not renewed is still
        appointed, and must not make the quorum smaller. A seat whose term has ended, or is to begin, is not among them."""
        places = Membership.objects.in_force(timezone.localdate(now)).filter(GROUP_PLACES, role__in=VOTING_ROLES)
        return self.filter(membership__in=places.values("pk"))

    def voting(self, now: datetime) -> FocusSeatQuerySet:
        """The enrolled seats that may cast a vote at `now`: their people have members' access."""
        return self.enrolled(now).filter(membership__member__in=Member.objects.with_access(now).values("pk"))

    def past(self, today: date) -> FocusSeatQuerySet:
        """Seats whose term is over on `today`: by its last day, or because the place was given up or taken."""
        over = Q(membership__ends_on__lt=today) | Q(membership__state__in=ENDED)
        return self.filter(over)

    def to_come(self, today: date) -> FocusSeatQuerySet:
        """Seats whose term is given and has not begun on `today`."""
        return self.filter(membership__state__in=Membership.SEATED, membership__starts_on__gt=today)

    def with_people(self) -> FocusSeatQuerySet:
        """With all that names a seat: its person, organisation, cluster, body."""
        return self.select_related(
            "membership__member__user", "membership__member__organisation", "membership__body", "cluster"
        )


ENDED = (Membership.State.EXPIRED, Membership.State.RESIGNED, Membership.State.DISMISSED)


class Seat(models.Model):
    """A voting seat in the Focus Group: a place in the body, and whom it speaks for. Its term is the membership's."""

    class Constituency(models.TextChoices):
        RESEARCHER = "researcher", _("Researcher")
        PROFESSOR = "professor", _("Professor")
        OFFICER = "officer", _("Local-government officer")
        EXPERT = "expert", _("Industry expert")

    membership = models.OneToOneField(
        Membership,
        models.CASCADE,
        primary_key=True,
        related_name="focus_seat",
        limit_choices_to={"body__programme": SLUG, "body__kind": Body.Kind.GROUP.value},
        verbose_name=_("place in the body"),
        help_text=_("Give the person a place in the Focus Group first, with role and term (Bodies)."),
    )
    constituency = models.CharField(_("constituency"), max_length=12, choices=Constituency)
    cluster = models.ForeignKey(
        "focusgroup.Cluster", models.SET_NULL, null=True, blank=True, related_name="seats", verbose_name=_("cluster")
    )
    # The letter of appointment stands in the library.
    appointment = models.ForeignKey(
        "library.Document", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("document of appointment")
    )

    objects = FocusSeatQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("seat of the Focus Group")
        verbose_name_plural = _("seats of the Focus Group")
        ordering = ["constituency", "membership"]
        constraints = [
            models.CheckConstraint(
                condition=Q(constituency__in=["researcher", "professor", "officer", "expert"]),
                name="focus_seat_constituency_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership.member} · {self.get_constituency_display()}"

    def clean(self) -> None:
        """Raise `ValidationError` for a place that is none in the Focus Group, or one without a vote."""
        super().clean()
        if self.membership_id is None:
            return
        place = self.membership
        if place.body.programme != SLUG or place.body.kind != Body.Kind.GROUP:
            raise ValidationError({"membership": _("This is no place in the Focus Group.")})
        if place.role not in VOTING_ROLES:
            raise ValidationError({"membership": _("An observer or secretary has no vote, and so no seat.")})
        if self.appointment is not None and self.appointment.programme != SLUG:
            raise ValidationError({"appointment": _("This document belongs to another programme.")})

    def can_vote(self, now: datetime) -> bool:
        """Whether this seat may cast a vote at `now`: as `FocusSeatQuerySet.voting` has it."""
        return Seat.objects.voting(now).filter(pk=self.pk).exists()
