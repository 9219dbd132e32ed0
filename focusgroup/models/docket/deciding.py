from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from council.members.models import Member
from council.members.validators import validate_paragraphs
from focusgroup.models.docket.proposals import Proposal
from focusgroup.models.seats import Seat


class SittingQuerySet(models.QuerySet["Sitting"]):
    def live(self) -> SittingQuerySet:
        """Those of which nothing came yet: no decision, and not taken off the agenda."""
        return self.filter(state__in=Sitting.LIVE)


class Sitting(models.Model):
    """A proposal on the agenda of one meeting, and the vote on it there."""

    class State(models.TextChoices):
        PLACED = "placed", _("On the agenda")
        OPEN = "open", _("Vote open")
        CLOSED = "closed", _("Vote closed")
        DECIDED = "decided", _("Decided")
        NO_QUORUM = "no-quorum", _("No quorum")
        OFF = "off", _("Taken off the agenda")

    LIVE = (State.PLACED, State.OPEN, State.CLOSED)

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="sittings", verbose_name=_("proposal"))
    event = models.ForeignKey("events.Event", models.PROTECT, related_name="+", verbose_name=_("meeting"))
    # On an amendment of what was decided already: the proposal does not move.
    is_amendment = models.BooleanField(_("on an amendment"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLACED)
    placed_at = models.DateTimeField(_("placed"))
    opened_at = models.DateTimeField(_("vote opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("vote closed"), null=True, blank=True)
    # How many seats there were when the vote was closed.
    enrolled = models.PositiveSmallIntegerField(_("enrolled seats"), null=True, blank=True)

    objects = SittingQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of an agenda")
        verbose_name_plural = _("items of agendas")
        ordering = ["placed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(state__in=["placed", "open", "closed"]), name="sitting_one_live_a_proposal"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "decided", "no-quorum"])
                | Q(closed_at__isnull=False, enrolled__isnull=False, opened_at__isnull=False),
                name="sitting_closed_is_counted",
            ),
            models.CheckConstraint(condition=~Q(state="open") | Q(opened_at__isnull=False), name="sitting_open_has_its_time"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} · {self.event}"


class Vote(models.Model):
    """One seat at one sitting: that its holder was present, and how he voted."""

    class Choice(models.TextChoices):
        FOR = "for", _("For")
        AGAINST = "against", _("Against")
        ABSTAIN = "abstain", _("Abstain")
        RECUSED = "recused", _("Recused")
        # Counted as present, and in the voting base, like an abstention.
        PRESENT = "present", _("Present, no vote cast")

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="votes", verbose_name=_("sitting"))
    # The seat goes with its term; that somebody voted stays.
    seat = models.ForeignKey(Seat, models.SET_NULL, null=True, related_name="votes", verbose_name=_("seat of the Focus Group"))
    member = models.ForeignKey(Member, models.PROTECT, related_name="proposal_votes", verbose_name=_("member"))
    choice = models.CharField(_("vote"), max_length=10, choices=Choice)
    # Recused by the rule on conflicts of interest, not by choice.
    is_barred = models.BooleanField(_("in conflict"), default=False)
    at = models.DateTimeField(_("when"))
    # The holder on his own page, or who ran the vote for somebody in the room.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["sitting", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "seat"], name="vote_once_a_seat"),
            models.UniqueConstraint(fields=["sitting", "member"], name="vote_once_a_member"),
            models.CheckConstraint(condition=Q(is_barred=False) | Q(choice="recused"), name="vote_in_conflict_is_recused"),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.get_choice_display()}"

    @property
    def is_cast(self) -> bool:
        """Whether the holder voted himself: nobody else changes that."""
        return self.by_id is not None and self.by_id == self.member.user_id


class Decision(models.Model):
    """What the group decided, with the count. The database refuses to change or delete it (migration): an amendment is a new
    decision. It names nobody: who recorded it stands with the move, who voted how with the votes."""

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", _("Adopted")
        ADOPTED_WITH_CHANGES = "adopted-with-changes", _("Adopted with changes")
        DEFERRED = "deferred", _("Deferred")
        DECLINED = "declined", pgettext_lazy("proposal", "Declined")
        AMENDED = "amended", _("Amended")
        NOT_AMENDED = "not-amended", _("Not amended")

    # What everybody reads of a proposal that everybody may know of.
    PUBLIC = (Outcome.ADOPTED, Outcome.ADOPTED_WITH_CHANGES, Outcome.AMENDED)

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="decisions", verbose_name=_("proposal"))
    sitting = models.OneToOneField(Sitting, models.PROTECT, related_name="decision", verbose_name=_("sitting"))
    serial = models.PositiveSmallIntegerField(_("decision no."))
    outcome = models.CharField(_("outcome of the vote"), max_length=20, choices=Outcome)
    text_ko = models.TextField(_("decision (Korean)"), max_length=8000, blank=True, validators=[validate_paragraphs])
    text_en = models.TextField(_("decision (English)"), max_length=8000, blank=True, validators=[validate_paragraphs])
    dissent_ko = models.TextField(_("dissent (Korean)"), max_length=4000, blank=True, validators=[validate_paragraphs])
    dissent_en = models.TextField(_("dissent (English)"), max_length=4000, blank=True, validators=[validate_paragraphs])
    enrolled = models.PositiveSmallIntegerField(_("enrolled seats"))
    present = models.PositiveSmallIntegerField(_("present"))
    recused = models.PositiveSmallIntegerField(_("recused"))
    in_favour = models.PositiveSmallIntegerField(_("for"))
    against = models.PositiveSmallIntegerField(_("against"))
    abstained = models.PositiveSmallIntegerField(_("abstained"))
    decided_at = models.DateTimeField(_("decided"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "serial"], name="decision_serial_once_a_proposal"),
            models.CheckConstraint(
                condition=Q(present=F("recused") + F("in_favour") + F("against") + F("abstained")),
                name="decision_count_adds_up",
            ),
            models.CheckConstraint(condition=Q(present__gt=F("enrolled") / 2), name="decision_is_quorate"),
            models.CheckConstraint(
                condition=~Q(outcome__in=["adopted", "adopted-with-changes", "amended"])
                | Q(in_favour__gt=F("against") + F("abstained")),
                name="decision_adopted_has_its_majority",
            ),
            models.CheckConstraint(condition=~Q(text_ko="") | ~Q(text_en=""), name="decision_has_its_text"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal.number}-{self.serial} · {self.get_outcome_display()}"

    def get_absolute_url(self) -> str:
        return reverse("focusgroup:decision-pdf", args=[self.proposal.ref, self.serial])
