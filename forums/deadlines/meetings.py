"""What people are reminded of after meetings: actions, and reports of paid lectures (`council.reminders`)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
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
from forums.group import SLUG
from forums.models import ActionItem, SpeakerFee

SUBJECT = Cast("pk", CharField())
LATE = timedelta(days=1)


def _days(since: datetime, until: datetime, column: str, late: timedelta) -> dict[str, date]:
    return {
        f"{column}__gt": timezone.localdate(since) - late,
        f"{column}__lte": timezone.localdate(until) - late,
    }


def _actions(since: datetime, until: datetime, late: timedelta = timedelta(0)) -> Any:
    """Actions that are still to be done, each with its owner and its day, or the day after that (`late`)."""
    found = ActionItem.objects.pending().filter(owner__user__is_active=True, **_days(since, until, "due_on", late))
    day = ExpressionWrapper(F("due_on") + Value(late, DurationField()), output_field=DateField())
    return found.annotate(subject=SUBJECT, recipient=F("owner__user_id"), deadline=Cast(day, DateField())).values_list(
        "subject", "recipient", "deadline"
    )


def _action_facts(subjects: Sequence[str], language: str, words: Any) -> dict[str, DeadlineFacts]:
    found = ActionItem.objects.filter(pk__in=[int(one) for one in subjects])
    with translation.override(language):
        return {
            str(one.pk): DeadlineFacts(
                words() % {"day": when.day(one.due_on), "action": one_line(bilingual.text(one, "title"))},
                _("“%(meeting)s” agreed on it. Say on its page when it is done.") % {"meeting": one_line(str(one.meeting))},
                absolute_url(
                    "forums:meeting-action-done", language, one.meeting.forum.body.slug, one.meeting.event.slug, one.pk
                ),
            )
            for one in found.select_related("meeting__event", "meeting__forum__body")
        }


def _due() -> str:
    return _("Due on %(day)s: %(action)s")


def _overdue() -> str:
    return _("Overdue since %(day)s: %(action)s")


def _reports(since: datetime, until: datetime) -> Any:
    """Paid lectures that are not reported yet, for who noted them at the desk."""
    found = SpeakerFee.objects.filter(
        reported_on=None, noted_by__is_active=True, **_days(since, until, "report_due_on", timedelta(0))
    )
    return found.annotate(subject=SUBJECT, recipient=F("noted_by"), deadline=F("report_due_on")).values_list(
        "subject", "recipient", "deadline"
    )


def _report_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    found = SpeakerFee.objects.filter(pk__in=[int(one) for one in subjects]).select_related("meeting__event")
    with translation.override(language):
        return {
            str(one.pk): DeadlineFacts(
                _("Report of a paid lecture due on %(day)s") % {"day": when.day(one.report_due_on)},
                _("A lecture at “%(meeting)s” was paid: it is reported within ten days. Note in the administration that it is.")
                % {"meeting": one_line(str(one.meeting))},
                absolute_url("admin:forums_meeting_change", language, one.meeting_id),
            )
            for one in found
            if one.report_due_on is not None
        }


def _list() -> str:
    return f"{reverse('admin:forums_actionitem_changelist')}?done_at__isempty=1"


ACTION_DUE = DeadlineSource(
    slug="forum-action-due",
    name=gettext_lazy("action of a forum’s meeting"),
    kind="forum-action-due",
    items=_actions,
    facts=lambda subjects, language: _action_facts(subjects, language, _due),
    rules=tuple(
        DeadlineRule(name=name, days_before=days, at=time(9), grace=timedelta(days=grace))
        for name, days, grace in (("week-before", 7, 3), ("day-before", 1, 1))
    ),
    is_date=True,
    programme=SLUG,
    staff_url=_list,
    order=60,
)
# Its day is the day after: the owner is reminded on the first day that is too late.
ACTION_LATE = DeadlineSource(
    slug="forum-action-late",
    name=gettext_lazy("late action of a forum’s meeting"),
    kind="forum-action-late",
    items=lambda since, until: _actions(since, until, LATE),
    facts=lambda subjects, language: _action_facts(subjects, language, _overdue),
    rules=(DeadlineRule(name="first-day-late", days_before=0, at=time(9), grace=timedelta(days=3)),),
    is_date=True,
    programme=SLUG,
    staff_url=_list,
    order=61,
)
REPORT_DUE = DeadlineSource(
    slug="forum-lecture-report",
    name=gettext_lazy("report of a paid lecture"),
    kind="forum-lecture-report",
    items=_reports,
    facts=_report_facts,
    rules=tuple(
        DeadlineRule(name=name, days_before=days, at=time(9), grace=timedelta(days=1))
        for name, days in (("three-days-before", 3), ("day-before", 1))
    ),
    is_date=True,
    programme=SLUG,
    staff_url=lambda: f"{reverse('admin:forums_speakerfee_changelist')}?reported_on__isempty=1",
    order=62,
)
SOURCES = (ACTION_DUE, ACTION_LATE, REPORT_DUE)
