from __future__ import annotations

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class AgendaRegistrationQuerySet(models.QuerySet["AgendaRegistration"]):
    def live(self) -> AgendaRegistrationQuerySet:
        """Choices that stand: with a place, or waiting for one."""
        return self.filter(state__in=AgendaRegistration.LIVE)

    def waiting(self) -> AgendaRegistrationQuerySet:
        """The waiting list of an item, first come first."""
        return self.filter(state=AgendaRegistration.State.WAITLISTED).order_by("queued_at", "pk")

    def with_position(self) -> AgendaRegistrationQuerySet:
        """Each with `position`: its place on the item's waiting list, 1 for the head (of use for the waitlisted only)."""
        ahead = (
            AgendaRegistration.objects.filter(item=OuterRef("item"), state=AgendaRegistration.State.WAITLISTED)
            .filter(Q(queued_at__lt=OuterRef("queued_at")) | Q(queued_at=OuterRef("queued_at"), pk__lte=OuterRef("pk")))
            .order_by()
            .values("item")
            .annotate(count=Count("pk"))
            .values("count")
        )
        return self.annotate(position=Coalesce(Subquery(ahead), 0))


class AgendaRegistration(models.Model):
    """An item of the agenda that someone with a seat at the event chose. Choosing it again after an end is a new row."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        WAITLISTED = "waitlisted", _("On the waiting list")
        CANCELLED = "cancelled", _("Cancelled")

    class Reason(models.TextChoices):
        """Why it ended."""

        SELF = "self", _("By the person")
        STAFF = "staff", _("By staff")
        SEAT = "seat", _("The seat at the event was given up")
        ITEM = "item", _("The agenda item does not take place")

    LIVE = (State.CONFIRMED, State.WAITLISTED)

    item = models.ForeignKey("events.AgendaItem", models.PROTECT, related_name="choices", verbose_name=_("agenda item"))
    registration = models.ForeignKey(
        "events.Registration", models.CASCADE, related_name="choices", verbose_name=_("registration")
    )
    state = models.CharField(_("state"), max_length=10, choices=State)
    reason = models.CharField(_("why it ended"), max_length=10, choices=Reason, blank=True)
    # The clock of the database, taken under the lock of the event: the order of the queue.
    queued_at = models.DateTimeField(_("came"), db_default=Now())
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = AgendaRegistrationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("choice of an agenda item")
        verbose_name_plural = _("choices of agenda items")
        ordering = ["queued_at", "pk"]
        indexes = [models.Index(fields=["item", "state", "queued_at", "id"], name="agenda_registration_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "registration"],
                condition=Q(state__in=["confirmed", "waitlisted"]),
                name="agenda_registration_one_live",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["confirmed", "waitlisted"]) | Q(ended_at__isnull=False),
                name="agenda_registration_ended_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False),
                name="agenda_registration_confirmed_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration.member} · {self.item}"

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE
