"""The end of a task force: what its lead is reminded of 30 and 7 days before."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import CharField, F
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import bilingual, when
from council.messaging.links import absolute_url
from council.programmes import DeadlineFacts, DeadlineRule, DeadlineSource
from focusgroup.group import SLUG
from focusgroup.models import TaskForce


def _items(since: datetime, until: datetime) -> Any:
    """Task forces that end then, and their leads; the last day counts."""
    ends = {"ends_on__gt": timezone.localdate(since), "ends_on__lte": timezone.localdate(until)}
    running = TaskForce.objects.exclude(state=TaskForce.State.DISSOLVED)
    return (
        running.filter(lead__user__is_active=True, **ends)
        .annotate(subject=Cast("pk", CharField()), recipient=F("lead__user_id"), deadline=F("ends_on"))
        .values_list("subject", "recipient", "deadline")
    )


def _facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    found = TaskForce.objects.filter(pk__in=[int(subject) for subject in subjects]).select_related("body")
    with translation.override(language):
        text = _("It dissolves when that day is over, unless a decision extends it. Tell the secretariat if it should go on.")
        return {
            str(one.pk): DeadlineFacts(
                _("“%(name)s” ends on %(day)s") % {"name": bilingual.text(one.body, "name"), "day": when.day(one.ends_on)},
                text,
                absolute_url("focusgroup:taskforce-detail", language, one.body.slug),
            )
            for one in found
        }


TASK_FORCE_END = DeadlineSource(
    slug="task-force-end",
    name=gettext_lazy("end of a task force"),
    kind="task-force-end",
    items=_items,
    facts=_facts,
    rules=tuple(
        DeadlineRule(name=f"{days}-days-before", days_before=days, at=time(9), grace=timedelta(days=7)) for days in (30, 7)
    ),
    is_date=True,
    programme=SLUG,
    staff_url=lambda: reverse("admin:focusgroup_taskforce_changelist"),
    order=60,
)
