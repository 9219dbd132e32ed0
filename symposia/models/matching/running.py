from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from symposia.models.matching.meetings import Meeting, MeetingRequest
from symposia.models.matching.rounds import MatchingRound


class SolverRun(models.Model):
    """One solution of a round's schedule: requested → running → finished | failed. A worker's tick finds it."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Waits for a worker")
        RUNNING = "running", _("Is being solved")
        FINISHED = "finished", _("Finished")
        FAILED = "failed", _("Failed")

    OPEN = (State.REQUESTED, State.RUNNING)

    round = models.ForeignKey(MatchingRound, models.PROTECT, related_name="runs", verbose_name=_("round"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("asked for by")
    )
    requested_at = models.DateTimeField(_("asked for"))
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    # The database's clock, each time that the solver says how far it is: whoever is silent for long is dead.
    heard_at = models.DateTimeField(_("last heard of"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    claim = models.UUIDField(_("claim of a worker"), null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # How far it is, in hundredths, and what it is doing.
    percent = models.PositiveSmallIntegerField(_("per cent"), default=0)
    pairs = models.PositiveIntegerField(_("pairs to place"), default=0)
    placed = models.PositiveIntegerField(_("placed"), default=0)
    # What nobody can exceed, as proven; and how much more there could be at most.
    bound = models.PositiveIntegerField(_("proven limit"), default=0)
    gap = models.FloatField(_("gap"), null=True, blank=True)
    seconds = models.FloatField(_("seconds"), null=True, blank=True)
    log = models.TextField(_("log"), blank=True)

    class Meta:
        verbose_name = _("solver’s run")
        verbose_name_plural = _("solver’s runs")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(state__in=["requested", "running"]), name="solver_run_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class MatchingMove(models.Model):
    """Who did what in a round, when and why: with the round itself, a request, or a meeting."""

    round = models.ForeignKey(MatchingRound, models.CASCADE, related_name="moves", verbose_name=_("round"))
    request = models.ForeignKey(
        MeetingRequest, models.CASCADE, null=True, blank=True, related_name="moves", verbose_name=_("request")
    )
    meeting = models.ForeignKey(
        Meeting, models.CASCADE, null=True, blank=True, related_name="moves", verbose_name=_("1:1 meeting")
    )
    verb = models.CharField(_("what was done"), max_length=20)
    before = models.CharField(_("before"), max_length=60, blank=True)
    after = models.CharField(_("after"), max_length=60, blank=True)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )
    reason = models.CharField(_("reason"), max_length=600, blank=True)

    class Meta:
        verbose_name = _("step in a round")
        verbose_name_plural = _("steps in rounds")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.round} · {self.verb}"
