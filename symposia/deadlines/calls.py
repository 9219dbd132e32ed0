"""What people are reminded of around a call: drafts that are not handed in, reviews, confirmations (`council.reminders`)."""

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
from council.messaging.links import absolute_url
from council.programmes import DeadlineFacts, DeadlineRule, DeadlineSource
from symposia.group import SLUG
from symposia.models import Review, Submission

State = Submission.State
RULES = tuple(
    DeadlineRule(name=name, days_before=days, at=time(9), grace=timedelta(days=grace))
    for name, days, grace in (("week-before", 7, 3), ("day-before", 1, 1))
)
CLOSING = tuple(
    DeadlineRule(name=name, days_before=days, at=time(9), grace=timedelta(days=1))
    for name, days in (("three-days-before", 3), ("day-before", 1))
)
# Its day is some days later: who is late is reminded on the first day that is too late.
LATE = timedelta(days=3)
FIRST_DAY_LATE = (DeadlineRule(name="first-day-late", days_before=LATE.days - 1, at=time(9), grace=timedelta(days=2)),)
SUBJECT = Cast("pk", CharField())


def _later(column: str, late: timedelta) -> Any:
    day = ExpressionWrapper(F(column) + Value(late, DurationField()), output_field=DateField())
    return Cast(day, DateField())


def _days(since: datetime, until: datetime, late: timedelta, column: str) -> dict[str, Any]:
    return {f"{column}__gt": timezone.localdate(since - late), f"{column}__lte": timezone.localdate(until - late)}


def _reviews(since: datetime, until: datetime, late: timedelta = timedelta(0)) -> Any:
    """Reviews that are not in, of contributions under review."""
    found = Review.objects.waiting().filter(reviewer__member__user__is_active=True, **_days(since, until, late, "due_on"))
    rows = found.annotate(subject=SUBJECT, recipient=F("reviewer__member__user_id"), deadline=_later("due_on", late))
    return rows.values_list("subject", "recipient", "deadline")


def _confirmations(since: datetime, until: datetime, late: timedelta = timedelta(0)) -> Any:
    """What is accepted and not confirmed, for whoever handed it in."""
    found = Submission.objects.filter(
        state__in=Submission.ASKED, submitter__user__is_active=True, **_days(since, until, late, "confirm_by")
    )
    rows = found.annotate(subject=SUBJECT, recipient=F("submitter__user_id"), deadline=_later("confirm_by", late))
    return rows.values_list("subject", "recipient", "deadline")


def _drafts(since: datetime, until: datetime) -> Any:
    """Drafts whose call closes then."""
    found = Submission.objects.filter(
        state=State.DRAFT,
        submitter__user__is_active=True,
        symposium__call__is_published=True,
        symposium__call__closes_at__gt=since,
        symposium__call__closes_at__lte=until,
    )
    rows = found.annotate(subject=SUBJECT, recipient=F("submitter__user_id"), deadline=F("symposium__call__closes_at"))
    return rows.values_list("subject", "recipient", "deadline")


def _review_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    return _about_reviews(subjects, language, is_late=False)


def _late_review_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    return _about_reviews(subjects, language, is_late=True)


def _about_reviews(subjects: Sequence[str], language: str, *, is_late: bool) -> dict[str, DeadlineFacts]:
    rows = Review.objects.filter(pk__in=[int(one) for one in subjects]).select_related("submission__symposium__event")
    with translation.override(language):
        due, was_due = _("Your review is due on %(day)s"), _("Your review was due on %(day)s")
        word = _("Please hand it in now, or give it back.") if is_late else _("The symposium decides with it.")
        return {
            str(one.pk): DeadlineFacts(
                (was_due if is_late else due) % {"day": when.day(one.due_on)},
                f"{_named(one.submission, language)}. {word}",
                absolute_url("symposia:review-write", language, one.submission.symposium.event.slug, one.pk),
            )
            for one in rows
        }


def _named(submission: Submission, language: str) -> str:
    return f"{submission.ref} {bilingual.text(submission, 'title', language)}".strip()


def _confirmation_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    return _about_submissions(subjects, language, "confirm")


def _late_confirmation_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    return _about_submissions(subjects, language, "late")


def _draft_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    return _about_submissions(subjects, language, "draft")


def _about_submissions(subjects: Sequence[str], language: str, what: str) -> dict[str, DeadlineFacts]:
    rows = Submission.objects.filter(pk__in=[int(one) for one in subjects])
    with translation.override(language):
        return {
            str(one.pk): DeadlineFacts(
                _title(one, what),
                f"{_named(one, language)}. {_word(what)}",
                absolute_url("symposia:submission-detail", language, one.symposium.event.slug, one.key),
            )
            for one in rows.select_related("symposium__event", "symposium__call")
        }


def _title(submission: Submission, what: str) -> str:
    if what == "draft":
        closes_at = submission.symposium.call.closes_at
        return _("The call closes: %(moment)s") % {"moment": when.moment(closes_at, submission.symposium.event.time_zone)}
    day = "" if submission.confirm_by is None else when.day(submission.confirm_by)
    if what == "late":
        return _("Your confirmation was due on %(day)s") % {"day": day}
    return _("Your confirmation is due on %(day)s") % {"day": day}


def _word(what: str) -> str:
    return {
        "draft": _("It is a draft still: hand it in, or nobody sees it."),
        "confirm": _("Confirm that it will be presented, or withdraw it."),
        "late": _("Please confirm it now, or withdraw it: others wait for the place."),
    }[what]


def _list(**narrowed: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in narrowed.items())
    return f"{reverse('admin:symposia_submission_changelist')}?{query}"


def _source(slug: str, name: Any, items: Any, facts: Any, rules: tuple[DeadlineRule, ...], url: Any, order: int) -> Any:
    return DeadlineSource(
        slug=slug,
        name=name,
        kind=slug,
        items=items,
        facts=facts,
        rules=rules,
        is_date=slug != "submission-call-closes",
        programme=SLUG,
        staff_url=url,
        order=order,
    )


def _reviewed() -> str:
    return _list(state__exact="under-review")


def _asked() -> str:
    return _list(state__in="accepted,accepted-poster")


def _late_reviews(since: datetime, until: datetime) -> Any:
    return _reviews(since, until, LATE)


def _late_confirmations(since: datetime, until: datetime) -> Any:
    return _confirmations(since, until, LATE)


SOURCES = (
    _source(
        "submission-call-closes",
        gettext_lazy("draft for a symposium whose call closes"),
        _drafts,
        _draft_facts,
        CLOSING,
        lambda: _list(),
        100,
    ),
    _source(
        "submission-review-due",
        gettext_lazy("review for a symposium"),
        _reviews,
        _review_facts,
        RULES,
        _reviewed,
        101,
    ),
    _source(
        "submission-review-late",
        gettext_lazy("late review for a symposium"),
        _late_reviews,
        _late_review_facts,
        FIRST_DAY_LATE,
        _reviewed,
        102,
    ),
    _source(
        "submission-confirm-due",
        gettext_lazy("confirmation of a contribution"),
        _confirmations,
        _confirmation_facts,
        RULES,
        _asked,
        103,
    ),
    _source(
        "submission-confirm-late",
        gettext_lazy("late confirmation of a contribution"),
        _late_confirmations,
        _late_confirmation_facts,
        FIRST_DAY_LATE,
        _asked,
        104,
    ),
)
