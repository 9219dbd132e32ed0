"""Asking: a draft that one comes back to, and sending it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from council.members.models import Member
from council.members.services.states import note
from focusgroup.models import Consultation, WantedSkill
from focusgroup.services.consultations import steps, telling
from focusgroup.services.consultations.errors import DayPast, NoOrganisation
from focusgroup.services.errors import NotYours


@transaction.atomic
def ask(
    *, requester: Member, title: str, question: str, due_on: date | None, skills: Iterable[Any], now: datetime
) -> Consultation:
    """Begin a draft of `requester` for his organisation. `skills` are those that he thinks the advice wants.

    Raises `NoOrganisation`, `NotYours` without members' access, `DayPast`."""
    if not requester.has_access(now):
        raise NotYours
    if requester.organisation_id is None:
        raise NoOrganisation
    _check_day(due_on, now)
    made = Consultation(
        requester=requester,
        organisation_id=requester.organisation_id,
        title=title,
        question=question,
        due_on=due_on,
        created_at=now,
    )
    note(made, by=requester.user, reason="ask")
    made.save()
    _want(made, skills)
    return made


@transaction.atomic
def save_draft(
    *,
    consultation: Consultation,
    by: Member,
    title: str,
    question: str,
    due_on: date | None,
    skills: Iterable[Any],
    now: datetime,
) -> Consultation:
    """Change a draft. Raises `NotYours`, `WrongState` once it is sent, `DayPast`."""
    held = steps.lock(consultation)
    if held.requester_id != by.pk:
        raise NotYours
    steps.check(held, "submit")
    _check_day(due_on, now)
    held.title, held.question, held.due_on = title, question, due_on
    note(held, by=by.user, reason="draft")
    held.save(update_fields=["title", "question", "due_on"])
    _want(held, skills)
    return held


@transaction.atomic
def submit(*, consultation: Consultation, by: Member, now: datetime) -> Consultation:
    """Send a draft to the secretariat, which is told. Sent already: nothing happens. Raises `NotYours`, `DayPast`."""
    held = steps.lock(consultation)
    if held.requester_id != by.pk:
        raise NotYours
    if held.state != Consultation.State.DRAFT:
        return held
    _check_day(held.due_on, now)
    held.submitted_at = now
    steps.move(held, "submit", "submitted_at", by=by.user, now=now)
    telling.tell_desk(held, "submitted")
    return held


def _check_day(day: date | None, now: datetime) -> None:
    if day is not None and day < timezone.localdate(now):
        raise DayPast


def _want(consultation: Consultation, skills: Iterable[Any]) -> None:
    wanted = {skill.pk: skill for skill in skills}
    consultation.wanted_skills.exclude(skill__in=wanted).delete()
    known = set(consultation.wanted_skills.values_list("skill", flat=True))
    new = [WantedSkill(consultation=consultation, skill=skill) for pk, skill in wanted.items() if pk not in known]
    WantedSkill.objects.bulk_create(new)
