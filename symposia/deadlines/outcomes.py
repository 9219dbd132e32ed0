"""When an action is due, and when both sides of a contact are asked what came of it. No letter names the other side: who
offered a technology to whom is theirs to say."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import CharField, DateField, DurationField, ExpressionWrapper, F, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import bilingual, when
from council.events.text import one_line
from council.messaging.links import absolute_url
from council.programmes import DeadlineFacts, DeadlineRule, DeadlineSource
from symposia.group import SLUG
from symposia.models import FollowUp, NetworkAction

SUBJECT = Cast("pk", CharField())
LATE = timedelta(days=1)


def _actions(since: datetime, until: datetime, late: timedelta = timedelta(0)) -> Any:
    """What is still to be done, each with its owner and its day, or the day after that (`late`)."""
    days = {"due_on__gt": timezone.localdate(since) - late, "due_on__lte": timezone.localdate(until) - late}
    found = NetworkAction.objects.pending().filter(owner__user__is_active=True, owner__erased_at=None, **days)
    day = ExpressionWrapper(F("due_on") + Value(late, DurationField()), output_field=DateField())
    return found.annotate(subject=SUBJECT, recipient=F("owner__user_id"), deadline=Cast(day, DateField())).values_list(
        "subject", "recipient", "deadline"
    )


def _asked(since: datetime, until: datetime) -> Any:
    """What nobody told yet, and whom it is asked of, member or not, as long as he can answer."""
    days = {"answer_by__gt": timezone.localdate(since), "answer_by__lte": timezone.localdate(until)}
    found = FollowUp.objects.filter(outcome="", member__user__is_active=True, member__erased_at=None, **days)
    return found.annotate(subject=SUBJECT, recipient=F("member__user_id"), deadline=F("answer_by")).values_list(
        "subject", "recipient", "deadline"
    )


def _action_facts(subjects: Sequence[str], language: str, words: Any) -> dict[str, DeadlineFacts]:
    found = NetworkAction.objects.filter(pk__in=[int(one) for one in subjects]).select_related("symposium__event")
    with translation.override(language):
        return {
            str(one.pk): DeadlineFacts(
                words() % {"day": when.day(one.due_on), "action": one_line(bilingual.text(one, "title"))},
                _("“%(symposium)s” agreed on it. Say on its page when it is done: it is reported at the next symposium.")
                % {"symposium": one_line(bilingual.text(one.symposium.event, "title"))},
                absolute_url("symposia:action-settle", language, one.symposium.event.slug, one.key),
            )
            for one in found
        }


def _due() -> str:
    return _("Due on %(day)s: %(action)s")


def _overdue() -> str:
    return _("Was due on %(day)s: %(action)s")


def _asked_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    found = FollowUp.objects.filter(pk__in=[int(one) for one in subjects]).select_related("symposium__event")
    with translation.override(language):
        return {
            str(one.pk): DeadlineFacts(
                _("What came of your contact, %(days)s days afterwards?") % {"days": one.days},
                _("You met at “%(symposium)s”, or wrote to each other. Please tell in a minute what came of it.")
                % {"symposium": one_line(bilingual.text(one.symposium.event, "title"))},
                absolute_url("symposia:outcome-mine", language, one.symposium.event.slug),
            )
            for one in found
        }


def _rules(*days: int, grace: int = 2) -> tuple[DeadlineRule, ...]:
    return tuple(
        DeadlineRule(name=f"{number}-days-before", days_before=number, at=time(9), grace=timedelta(days=grace))
        for number in days
    )


ACTIONS = DeadlineSource(
    slug="network-actions",
    name=gettext_lazy("actions agreed on at symposia"),
    kind="network-actions",
    items=_actions,
    facts=lambda subjects, language: _action_facts(subjects, language, _due),
    rules=_rules(7, 1),
    is_date=True,
    programme=SLUG,
    staff_url=lambda: reverse("admin:symposia_networkaction_changelist"),
    order=132,
)
LATE_ACTIONS = DeadlineSource(
    slug="network-actions-late",
    name=gettext_lazy("late actions of symposia"),
    kind="network-actions-late",
    items=lambda since, until: _actions(since, until, LATE),
    facts=lambda subjects, language: _action_facts(subjects, language, _overdue),
    rules=(DeadlineRule(name="first-day-late", days_before=0, at=time(9), grace=timedelta(days=2)),),
    is_date=True,
    programme=SLUG,
    staff_url=lambda: reverse("admin:symposia_networkaction_changelist"),
    order=133,
)
# Asked on its day, a fortnight before an answer counts as missing; then once more.
FOLLOW_UPS = DeadlineSource(
    slug="follow-ups",
    name=gettext_lazy("what came of contacts at symposia"),
    kind="follow-ups",
    items=_asked,
    facts=_asked_facts,
    rules=_rules(FollowUp.PATIENCE.days, 3, grace=3),
    is_date=True,
    programme=SLUG,
    staff_url=lambda: reverse("admin:symposia_followup_changelist"),
    order=134,
)
SOURCES = (ACTIONS, LATE_ACTIONS, FOLLOW_UPS)
