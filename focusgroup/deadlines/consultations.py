"""When advice is due, when it is overdue, and when to tell what came of it."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import CharField, DateField, DurationField, ExpressionWrapper, F, Value
from django.db.models.functions import Cast, TruncDate
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import when
from council.messaging.links import absolute_url
from council.programmes import DeadlineFacts, DeadlineRule, DeadlineSource
from focusgroup.group import SLUG
from focusgroup.models import Advice, Consultation, Offer
from focusgroup.services.consultations.overdue import PATIENCE

# Three months, and a fortnight to answer.
OUTCOME_AFTER, OUTCOME_TIME = timedelta(days=90), timedelta(days=14)


def _at_work(since: datetime, until: datetime, late: timedelta) -> Any:
    """Consultations that an expert has, or was offered, and whose day is `late` before what is asked for."""
    offers = Offer.objects.filter(state__in=Offer.OPEN, consultation__state__in=Consultation.WITH_EXPERT)
    days = {
        "consultation__due_on__gt": timezone.localdate(since) - late,
        "consultation__due_on__lte": timezone.localdate(until) - late,
    }
    day = ExpressionWrapper(F("consultation__due_on") + Value(late, DurationField()), output_field=DateField())
    return (
        offers.filter(expert__user__is_active=True, **days)
        .annotate(subject=Cast("consultation", CharField()), recipient=F("expert__user_id"), deadline=Cast(day, DateField()))
        .values_list("subject", "recipient", "deadline")
    )


def _outcomes(since: datetime, until: datetime) -> Any:
    """Advice that nobody has told the outcome of, and who asked for it."""
    wait = OUTCOME_AFTER + OUTCOME_TIME
    given = Advice.objects.filter(outcome="", consultation__requester__user__is_active=True)
    day = ExpressionWrapper(TruncDate("given_at") + Value(wait, DurationField()), output_field=DateField())
    return (
        given.annotate(
            subject=Cast("consultation", CharField()),
            recipient=F("consultation__requester__user_id"),
            deadline=Cast(day, DateField()),
        )
        .filter(deadline__gt=timezone.localdate(since), deadline__lte=timezone.localdate(until))
        .values_list("subject", "recipient", "deadline")
    )


def _facts(subjects: Sequence[str], language: str, words: Any) -> dict[str, DeadlineFacts]:
    found = Consultation.objects.filter(pk__in=[int(subject) for subject in subjects])
    with translation.override(language):
        return {
            str(one.pk): DeadlineFacts(title, text, absolute_url("focusgroup:consultation-detail", language, one.key))
            for one, (title, text) in ((one, words(one)) for one in found)
        }


def _due(one: Consultation) -> tuple[str, str]:
    if one.state == Consultation.State.OFFERED:
        return _asked(one)
    return (
        _("Your advice on “%(title)s” is wanted by %(day)s") % {"title": one.title, "day": _day(one)},
        _("The question and the form for your advice stand on its page."),
    )


def _asked(one: Consultation) -> tuple[str, str]:
    return (
        _("You are asked to advise on “%(title)s” by %(day)s") % {"title": one.title, "day": _day(one)},
        _("Please accept or decline it on its page, so that another expert can be asked."),
    )


def _overdue(one: Consultation) -> tuple[str, str]:
    if one.state == Consultation.State.OFFERED:
        return _asked(one)
    return (
        _("Your advice on “%(title)s” was wanted by %(day)s") % {"title": one.title, "day": _day(one)},
        _("Please give it now, or tell the secretariat what hinders you. After three days the secretariat is told."),
    )


def _outcome(one: Consultation) -> tuple[str, str]:
    return (
        _("What came of the advice on “%(title)s”?") % {"title": one.title},
        _("Three months have passed. A sentence or two help the Focus Group to advise better."),
    )


def _day(one: Consultation) -> str:
    return when.day(one.due_on) if one.due_on else "–"


def _list() -> str:
    return reverse("admin:focusgroup_consultation_changelist")


DUE = DeadlineSource(
    slug="advice-due",
    name=gettext_lazy("advice due"),
    kind="advice-due",
    items=lambda since, until: _at_work(since, until, timedelta(0)),
    facts=lambda subjects, language: _facts(subjects, language, _due),
    rules=tuple(
        DeadlineRule(name=f"{days}-days-before", days_before=days, at=time(9), grace=timedelta(days=1)) for days in (7, 1)
    ),
    is_date=True,
    programme=SLUG,
    staff_url=_list,
    order=70,
)
# Its day is the one on which the secretariat is told: the expert is reminded on the first day that is too late.
OVERDUE = DeadlineSource(
    slug="advice-overdue",
    name=gettext_lazy("overdue advice"),
    kind="advice-overdue",
    items=lambda since, until: _at_work(since, until, PATIENCE),
    facts=lambda subjects, language: _facts(subjects, language, _overdue),
    rules=(DeadlineRule(name="first-day-late", days_before=PATIENCE.days - 1, at=time(9), grace=timedelta(days=2)),),
    is_date=True,
    programme=SLUG,
    staff_url=_list,
    order=71,
)
OUTCOME = DeadlineSource(
    slug="advice-outcome",
    name=gettext_lazy("what came of advice"),
    kind="advice-outcome",
    items=_outcomes,
    facts=lambda subjects, language: _facts(subjects, language, _outcome),
    rules=(DeadlineRule(name="three-months", days_before=OUTCOME_TIME.days, at=time(9), grace=timedelta(days=7)),),
    is_date=True,
    programme=SLUG,
    staff_url=_list,
    order=72,
)
SOURCES = (DUE, OVERDUE, OUTCOME)
