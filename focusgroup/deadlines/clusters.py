"""Milestones of hybrid clusters: whoever is responsible is reminded a month and a week before, and on the day."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import CharField, F, Q
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import bilingual, when
from council.members.models import Member
from council.members.permissions import member_of
from council.messaging.links import absolute_url
from council.programmes import DeadlineFacts, DeadlineRule, DeadlineSource
from focusgroup.group import SLUG
from focusgroup.models import Milestone
from focusgroup.permissions.group import is_desk

# What stands on the own page: so many, due within so many days.
SHOWN, AHEAD = 5, timedelta(days=60)
RULES = tuple(
    DeadlineRule(name=name, days_before=days, at=time(9), grace=timedelta(days=grace))
    for name, days, grace in (("30-days-before", 30, 14), ("7-days-before", 7, 6), ("on-the-day", 0, 14))
)


def _milestones(since: datetime, until: datetime) -> Any:
    """Open milestones that are due then, of who is responsible: for the milestone, else for the hybrid cluster."""
    due = {"due_on__gt": timezone.localdate(since), "due_on__lte": timezone.localdate(until)}
    return (
        Milestone.objects.filter(achieved_on=None, **due)
        .annotate(responsible=Coalesce("owner", "hybrid__owner"))
        .annotate(
            subject=Cast("pk", CharField()),
            recipient=Coalesce("owner__user", "hybrid__owner__user"),
            deadline=F("due_on"),
        )
        .filter(recipient__isnull=False, responsible__in=Member.objects.filter(user__is_active=True))
        .values_list("subject", "recipient", "deadline")
    )


def _facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    found = Milestone.objects.filter(pk__in=[int(subject) for subject in subjects]).select_related("hybrid")
    with translation.override(language):
        return {
            str(milestone.pk): DeadlineFacts(
                _("“%(milestone)s” is due on %(day)s")
                % {"milestone": bilingual.text(milestone, "title"), "day": when.day(milestone.due_on)},
                _("A milestone of the hybrid cluster “%(hybrid)s”. Tell the secretariat when it is reached or what is amiss.")
                % {"hybrid": bilingual.text(milestone.hybrid, "name")},
                absolute_url("focusgroup:hybrid-detail", language, milestone.hybrid.slug),
            )
            for milestone in found
        }


def own_card(user: Any, now: datetime) -> dict[str, Any] | None:
    """On the own page of who is responsible for milestones: those that are late or due within two months, the first first."""
    member = member_of(user)
    if member is None or not member.has_access(now):
        return None
    today = timezone.localdate(now)
    mine = Q(owner=member) | Q(owner=None, hybrid__owner=member)
    found = Milestone.objects.filter(mine, achieved_on=None, due_on__lte=today + AHEAD).select_related("hybrid")
    rows = list(found.order_by("due_on", "pk")[:SHOWN])
    return {"milestones": rows, "today": today} if rows else None


def late_for_staff(user: Any, now: datetime) -> int:
    """How many milestones are late, for the Focus Group's staff."""
    if not is_desk(user):
        return 0
    return Milestone.objects.filter(achieved_on=None, due_on__lt=timezone.localdate(now)).count()


MILESTONE = DeadlineSource(
    slug="hybrid-milestone",
    name=gettext_lazy("milestone of a hybrid cluster"),
    kind="hybrid-milestone",
    items=_milestones,
    facts=_facts,
    rules=RULES,
    is_date=True,
    programme=SLUG,
    staff_url=lambda: reverse("admin:focusgroup_hybridcluster_changelist"),
    order=30,
)
