"""What people are reminded of around a call: drafts that are not handed in, reviews, confirmations (`council.reminders`).

Staff read reminders, before they go and afterwards. So nothing in them names a draft, or what is reviewed blind: who began
something is reminded of the call, once however much that is; who reviews is led to the page."""

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
from council.events.models import Event
from council.messaging.links import absolute_url
from council.programmes import DeadlineFacts, DeadlineRule, DeadlineSource
from symposia.group import SLUG
from symposia.models import Call, Review, Submission
from symposia.permissions.calls import desk_submissions
from symposia.services.calls.telling import called

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
    found = Review.objects.waiting().exclude(submission__symposium__event__state=Event.State.CANCELLED)
    found = found.filter(reviewer__member__user__is_active=True, **_days(since, until, late, "due_on"))
    rows = found.annotate(subject=SUBJECT, recipient=F("reviewer__member__user_id"), deadline=_later("due_on", late))
    return rows.values_list("subject", "recipient", "deadline")


def _confirmations(since: datetime, until: datetime, late: timedelta = timedelta(0)) -> Any:
    """What is accepted and not confirmed, for whoever handed it in."""
    found = Submission.objects.exclude(symposium__event__state=Event.State.CANCELLED).filter(
        state__in=Submission.ASKED, submitter__user__is_active=True, **_days(since, until, late, "confirm_by")
    )
    rows = found.annotate(subject=SUBJECT, recipient=F("submitter__user_id"), deadline=_later("confirm_by", late))
    return rows.values_list("subject", "recipient", "deadline")


def _drafts(since: datetime, until: datetime) -> Any:
    """Calls that close then, for whoever has a draft for them."""
    found = Submission.objects.filter(
        state=State.DRAFT,
        submitter__user__is_active=True,
        symposium__call__is_published=True,
        symposium__call__closes_at__gt=since,
        symposium__call__closes_at__lte=until,
    ).exclude(symposium__event__state=Event.State.CANCELLED)
    rows = found.annotate(
        subject=Cast("symposium__call__pk", CharField()),
        recipient=F("submitter__user_id"),
        deadline=F("symposium__call__closes_at"),
    )
    return rows.values_list("subject", "recipient", "deadline").order_by().distinct()


def _nobodys(user: Any, since: datetime, until: datetime, now: datetime) -> None:
    """Drafts are their authors' alone: staff do not even count them."""


def _reviews_of_the_desk(user: Any, since: datetime, until: datetime, now: datetime) -> Any:
    return _reviews(since, until).filter(submission__in=desk_submissions(user, now).order_by().values("pk"))


def _late_reviews_of_the_desk(user: Any, since: datetime, until: datetime, now: datetime) -> Any:
    return _late_reviews(since, until).filter(submission__in=desk_submissions(user, now).order_by().values("pk"))


def _review_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    return _about_reviews(subjects, language, is_late=False)


def _late_review_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    return _about_reviews(subjects, language, is_late=True)


def _about_reviews(subjects: Sequence[str], language: str, *, is_late: bool) -> dict[str, DeadlineFacts]:
    rows = Review.objects.filter(pk__in=[int(one) for one in subjects]).select_related(
        "submission__symposium__event", "submission__symposium__call"
    )
    with translation.override(language):
        due, was_due = _("Your review is due on %(day)s"), _("Your review was due on %(day)s")
        word = _("Please hand it in now, or give it back.") if is_late else _("The symposium decides with it.")
        return {
            str(one.pk): DeadlineFacts(
                (was_due if is_late else due) % {"day": when.day(one.due_on)},
                f"{called(one.submission, language)}. {word}",
                absolute_url("symposia:review-write", language, one.submission.symposium.event.slug, one.pk),
            )
            for one in rows
        }


def _confirmation_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    return _about_submissions(subjects, language, is_late=False)


def _late_confirmation_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    return _about_submissions(subjects, language, is_late=True)


def _draft_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    calls = Call.objects.filter(pk__in=[int(one) for one in subjects]).select_related("symposium__event")
    with translation.override(language):
        word = _("What you began for it is a draft still: hand it in, or nobody sees it.")
        return {
            str(one.pk): DeadlineFacts(
                _("The call closes: %(moment)s") % {"moment": when.moment(one.closes_at, one.symposium.event.time_zone)},
                f"{bilingual.text(one.symposium.event, 'title', language)}. {word}",
                absolute_url("symposia:call-detail", language, one.symposium.event.slug),
            )
            for one in calls
        }


def _about_submissions(subjects: Sequence[str], language: str, *, is_late: bool) -> dict[str, DeadlineFacts]:
    rows = Submission.objects.filter(pk__in=[int(one) for one in subjects])
    with translation.override(language):
        due, was_due = _("Your confirmation is due on %(day)s"), _("Your confirmation was due on %(day)s")
        late = _("Please confirm it now, or withdraw it: others wait for the place.")
        word = late if is_late else _("Confirm that it will be presented, or withdraw it.")
        return {
            str(one.pk): DeadlineFacts(
                (was_due if is_late else due) % {"day": "" if one.confirm_by is None else when.day(one.confirm_by)},
                f"{called(one, language, is_accepted=one.is_accepted)}. {word}",
                absolute_url("symposia:submission-detail", language, one.symposium.event.slug, one.key),
            )
            for one in rows.select_related("symposium__event", "symposium__call")
        }


def _list(**narrowed: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in narrowed.items())
    return f"{reverse('admin:symposia_submission_changelist')}?{query}"


def _source(
    slug: str,
    name: Any,
    items: Any,
    facts: Any,
    rules: tuple[DeadlineRule, ...],
    url: Any,
    order: int,
    staff_items: Any = None,
) -> Any:
    return DeadlineSource(
        slug=slug,
        name=name,
        kind=slug,
        items=items,
        facts=facts,
        rules=rules,
        is_date=slug != "submission-call-closes",
        programme=SLUG,
        staff_items=staff_items,
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
        None,
        100,
        _nobodys,
    ),
    _source(
        "submission-review-due",
        gettext_lazy("review for a symposium"),
        _reviews,
        _review_facts,
        RULES,
        _reviewed,
        101,
        _reviews_of_the_desk,
    ),
    _source(
        "submission-review-late",
        gettext_lazy("late review for a symposium"),
        _late_reviews,
        _late_review_facts,
        FIRST_DAY_LATE,
        _reviewed,
        102,
        _late_reviews_of_the_desk,
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
