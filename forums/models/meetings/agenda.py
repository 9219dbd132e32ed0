from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from council import bilingual
from council.events.models import AgendaItem
from council.members.models import Member
from council.members.validators import validate_one_line, validate_paragraphs
from forums.models.meetings.meeting import Meeting


class Talk(models.TextChoices):
    """What competitors must not exchange, not in an association either (Fair Trade Act, Article 40(1)9)."""

    PRICE = "price", _("Prices")
    COST = "cost", _("Costs")
    OUTPUT = "output", _("Output, shipment, stock")
    SALES = "sales", _("Sales, customers, market shares")
    TERMS = "terms", _("Terms of trade and payment")
    OTHER = "other", _("Something else")


class ClearanceQuerySet(models.QuerySet["ItemClearance"]):
    def in_force(self) -> ClearanceQuerySet:
        """What was said of the words as they are now."""
        return self.filter(void_at=None)

    def cleared(self) -> ClearanceQuerySet:
        """Of these: what may go out."""
        return self.in_force().filter(is_cleared=True)


class ItemClearance(models.Model):
    """What a named person said of an item of a meeting's agenda. A trigger voids it when words or speakers of the item change:
    by whatever way that happens, the item is to be cleared anew."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="clearances", verbose_name=_("agenda item"))
    is_cleared = models.BooleanField(_("cleared"))
    note = models.CharField(_("note"), max_length=500, blank=True, validators=[validate_one_line])
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"))
    void_at = models.DateTimeField(_("void since"), null=True, blank=True, editable=False)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("clearance of an agenda item")
        verbose_name_plural = _("clearances of agenda items")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(void_at=None), name="clearance_one_in_force"),
            models.CheckConstraint(condition=Q(is_cleared=True) | ~Q(note=""), name="clearance_refused_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.at:%Y-%m-%d}"


class ItemProposal(models.Model):
    """What somebody of the forum would like to talk about; the chair or the desk takes it onto the agenda, or says why not."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for the chair")
        TAKEN = "taken", _("Taken onto the agenda")
        DECLINED = "declined", _("Not taken")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="proposals", verbose_name=_("meeting"))
    member = models.ForeignKey(Member, models.PROTECT, related_name="forum_item_proposals", verbose_name=_("member"))
    title_ko = models.CharField(_("title (Korean)"), max_length=200, blank=True, validators=[validate_one_line])
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True, validators=[validate_one_line])
    text = models.TextField(_("what it is about"), max_length=2000, blank=True, validators=[validate_paragraphs])
    at = models.DateTimeField(_("proposed"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    word = models.CharField(_("a word to the proposer"), max_length=500, blank=True, validators=[validate_one_line])
    item = models.OneToOneField(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="proposal", verbose_name=_("agenda item")
    )
    # The form's own token: the same form sent twice is one proposal.
    token = models.UUIDField(_("form token"), null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("proposed agenda item")
        verbose_name_plural = _("proposed agenda items")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_ko="") | ~Q(title_en=""),
                name="item_proposal_has_a_title",
                violation_error_message=_("Give it a title in Korean or in English."),
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(word=""), name="item_proposal_declined_says_why"),
        ]

    def __str__(self) -> str:
        return bilingual.text(self, "title")


class RiskTerm(models.Model):
    """A word that a clearer looks at twice. It is a prompt, never a verdict."""

    talk = models.CharField(_("what it hints at"), max_length=10, choices=Talk, default=Talk.PRICE)
    word_ko = models.CharField(_("word (Korean)"), max_length=60, blank=True, validators=[validate_one_line])
    word_en = models.CharField(_("word (English)"), max_length=60, blank=True, validators=[validate_one_line])

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("risky term")
        verbose_name_plural = _("risky terms")
        ordering = ["talk", "word_en", "word_ko", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(word_ko="") | ~Q(word_en=""),
                name="risk_term_has_a_word",
                violation_error_message=_("Give the word in Korean or in English."),
            ),
            models.UniqueConstraint(
                Lower("word_ko"),
                condition=~Q(word_ko=""),
                name="risk_term_once_in_korean",
                violation_error_message=_("This Korean word is in the list already."),
            ),
            models.UniqueConstraint(
                Lower("word_en"),
                condition=~Q(word_en=""),
                name="risk_term_once_in_english",
                violation_error_message=_("This English word is in the list already."),
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.word_ko, self.word_en)))

    def clean(self) -> None:
        if len(self.word_ko.strip()) < 1 and len(self.word_en.strip()) < 2:
            raise ValidationError(_("Give the word in Korean or in English."))


class TalkStopped(models.Model):
    """The chair stopped a talk at a meeting: when, at which item, what it came to. What was said is not written down."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="stops", verbose_name=_("meeting"))
    at = models.DateTimeField(_("when"))
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("agenda item")
    )
    talk = models.CharField(_("what it came to"), max_length=10, choices=Talk)
    by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("stopped talk")
        verbose_name_plural = _("stopped talks")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.meeting} · {self.get_talk_display()}"
