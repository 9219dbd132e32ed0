from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from council.members.models import Member
from council.members.validators import validate_paragraphs
from symposia.models.matching.rounds import MatchingRound, MatchingSlot, MatchingTable, Moments


class Priority(models.IntegerChoices):
    MUST = 3, _("Very important")
    WANT = 2, _("Important")
    COULD = 1, _("If there is time")


class MeetingRequestQuerySet(models.QuerySet["MeetingRequest"]):
    def live(self) -> MeetingRequestQuerySet:
        """Requests that wait for an answer or are accepted."""
        return self.filter(state__in=MeetingRequest.LIVE)

    def of(self, member: Member) -> MeetingRequestQuerySet:
        """Those in which `member` is one of the two sides."""
        return self.filter(Q(asker=member) | Q(asked=member))

    def accepted(self) -> MeetingRequestQuerySet:
        return self.filter(state=MeetingRequest.State.ACCEPTED)

    def unplaced(self) -> MeetingRequestQuerySet:
        """Accepted ones without a meeting that stands."""
        return self.accepted().exclude(pk__in=Meeting.objects.live().values("request"))


class MeetingRequest(models.Model):
    """One asks another for a meeting: requested → accepted | declined | withdrawn, accepted → withdrawn."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Waits for an answer")
        ACCEPTED = "accepted", pgettext_lazy("meeting", "Accepted")
        DECLINED = "declined", pgettext_lazy("meeting", "Declined")
        WITHDRAWN = "withdrawn", _("Taken back")

    LIVE = (State.REQUESTED, State.ACCEPTED)

    round = models.ForeignKey(MatchingRound, models.PROTECT, related_name="requests", verbose_name=_("round"))
    asker = models.ForeignKey(Member, models.PROTECT, related_name="meeting_requests_sent", verbose_name=_("who asks"))
    asked = models.ForeignKey(Member, models.PROTECT, related_name="meeting_requests_got", verbose_name=_("who is asked"))
    priority = models.PositiveSmallIntegerField(_("priority of who asks"), choices=Priority, default=Priority.WANT)
    reply_priority = models.PositiveSmallIntegerField(_("priority of who is asked"), choices=Priority, null=True, blank=True)
    # The technology offer that it is about, where it is about one.
    offer = models.ForeignKey(
        "symposia.TechOffer", models.SET_NULL, null=True, blank=True, related_name="meeting_requests", verbose_name=_("offer")
    )
    message = models.TextField(_("message"), max_length=600, blank=True, validators=[validate_paragraphs])
    answer = models.TextField(_("answer"), max_length=600, blank=True, validators=[validate_paragraphs])
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    asked_at = models.DateTimeField(_("asked"))
    state_at = models.DateTimeField(_("in this state since"))

    objects = MeetingRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a meeting")
        verbose_name_plural = _("requests for meetings")
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["round", "state"], name="meeting_request_by_state")]
        constraints = [
            models.CheckConstraint(condition=~Q(asker=F("asked")), name="meeting_request_of_two"),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(reply_priority__isnull=False),
                name="meeting_request_accepted_has_both_priorities",
            ),
            models.UniqueConstraint(
                F("round"),
                Least("asker", "asked"),
                Greatest("asker", "asked"),
                condition=Q(state__in=["requested", "accepted"]),
                name="meeting_request_one_live_a_pair",
            ),
            # What a meeting says of its two sides is held to this row by the database.
            models.UniqueConstraint(fields=["id", "round", "asker", "asked"], name="meeting_request_as_meetings_say_it"),
        ]

    def __str__(self) -> str:
        return f"{self.asker} · {self.asked}"

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    @property
    def worth(self) -> int:
        """How much both want it: the sum of both priorities, 2 to 6."""
        return self.priority + (self.reply_priority or Priority.COULD)

    def other(self, member: Member) -> Member:
        """The other side, seen from `member`."""
        return self.asked if self.asker_id == member.pk else self.asker


class BothPeople(Func):
    """The two people of a meeting as a set of numbers: two sets that overlap have somebody in common."""

    function = "INT8MULTIRANGE"
    output_field = BigIntegerRangeField()

    def __init__(self) -> None:
        sides = [F("asker"), F("asked")]
        whole = BigIntegerRangeField()
        super().__init__(*(Func(side, side, Value("[]"), function="INT8RANGE", output_field=whole) for side in sides))


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def live(self) -> MeetingQuerySet:
        """What stands: proposed, confirmed, held."""
        return self.filter(state__in=Meeting.LIVE)

    def settled(self) -> MeetingQuerySet:
        """What the two sides know of and stands: confirmed, or held."""
        return self.filter(state__in=Meeting.SETTLED)

    def of(self, member: Member) -> MeetingQuerySet:
        """Those in which `member` is one of the two sides."""
        return self.filter(Q(asker=member) | Q(asked=member))


class Meeting(models.Model):
    """Two people at a table in a slot: proposed (the desk alone knows) → confirmed → held | cancelled; proposed → cancelled.

    It says again what its request, slot and table say, so that constraints of the database keep people and tables from being
    in two places; foreign keys of several columns (migration) hold both to the same."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        CONFIRMED = "confirmed", _("Confirmed")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    LIVE = (State.PROPOSED, State.CONFIRMED, State.HELD)
    SETTLED = (State.CONFIRMED, State.HELD)

    request = models.ForeignKey(MeetingRequest, models.PROTECT, related_name="meetings", verbose_name=_("request"))
    round = models.ForeignKey(MatchingRound, models.PROTECT, related_name="meetings", verbose_name=_("round"))
    asker = models.ForeignKey(Member, models.PROTECT, related_name="meetings_asked_for", verbose_name=_("who asks"))
    asked = models.ForeignKey(Member, models.PROTECT, related_name="meetings_agreed_to", verbose_name=_("who is asked"))
    slot = models.ForeignKey(MatchingSlot, models.SET_NULL, null=True, related_name="meetings", verbose_name=_("slot"))
    table = models.ForeignKey(MatchingTable, models.SET_NULL, null=True, related_name="meetings", verbose_name=_("table"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    state_at = models.DateTimeField(_("in this state since"))
    # Staff moved it: a solver's run leaves it where it is, though nobody has been told yet.
    is_pinned = models.BooleanField(_("placed by hand"), default=False)
    # That the two were told of it; what nobody was told of needs no word of its end.
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    # RFC 5545 SEQUENCE: rises with each change that calendars must know.
    sequence = models.PositiveIntegerField(_("calendar sequence"), default=0, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("1:1 meeting")
        verbose_name_plural = _("1:1 meetings")
        ordering = ["starts_at", "table", "pk"]
        indexes = [models.Index(fields=["round", "state"], name="meeting_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="cancelled") | Q(slot__isnull=False, table__isnull=False), name="meeting_has_its_place"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "held"]) | Q(told_at__isnull=False), name="meeting_confirmed_is_told"
            ),
            models.UniqueConstraint(fields=["request"], condition=~Q(state="cancelled"), name="meeting_one_live_a_request"),
            ExclusionConstraint(
                name="meeting_nobody_twice_at_a_time",
                expressions=[(BothPeople(), RangeOperators.OVERLAPS), (Moments(), RangeOperators.OVERLAPS)],
                condition=~Q(state="cancelled"),
            ),
            ExclusionConstraint(
                name="meeting_no_table_twice_at_a_time",
                expressions=[("table", RangeOperators.EQUAL), (Moments(), RangeOperators.OVERLAPS)],
                condition=~Q(state="cancelled"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asker} · {self.asked}"

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    def other(self, member: Member) -> Member:
        """The other side, seen from `member`."""
        return self.asked if self.asker_id == member.pk else self.asker

    def has_begun(self, now: datetime) -> bool:
        return self.starts_at <= now

    def has_ended(self, now: datetime) -> bool:
        return self.ends_at <= now
