"""Asking: a draft that one comes back to, sending it, and taking it back while nobody has it."""

import uuid
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from council.members.models import Member
from council.members.services.states import note
from focusgroup.models import Consultation, WantedSkill
from focusgroup.services.consultations import papers, steps, telling
from focusgroup.services.consultations.errors import DayPast, NoOrganisation
from focusgroup.services.errors import NotYours


@transaction.atomic
def ask(
    *,
    requester: Member,
    title: str,
    question: str,
    due_on: date | None,
    skills: Iterable[Any],
    attachments: Iterable[Any] = (),
    key: uuid.UUID | None = None,
    now: datetime,
) -> Consultation:
    """Begin a draft of `requester` for his organisation. `skills` are those that he thinks the advice wants; `attachments` are
    files (checked). `key` was given out with the form: the same form sent twice is one question.

    Raises `NoOrganisation`, `NotYours` without members' access, `DayPast`, `TooManyFiles`."""
    if not requester.has_access(now):
        raise NotYours
    if requester.organisation_id is None:
        raise NoOrganisation
    _check_day(due_on, now)
    Member.objects.select_for_update(no_key=True).get(pk=requester.pk)
    known = Consultation.objects.filter(key=key).first() if key is not None else None
    if known is not None and (known.requester_id, known.title, known.question) == (requester.pk, title, question):
        return known
    made = Consultation(
        key=key if key is not None and known is None else uuid.uuid4(),
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
    papers.attach(made, papers.OF_QUESTION, attachments, by=requester, now=now)
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
    attachments: Iterable[Any] = (),
    without: Collection[Any] = (),
    now: datetime,
) -> Consultation:
    """Change a draft; `without` are the keys of documents to take away from it.

    Raises `NotYours`, `WrongState` once it is sent, `DayPast`, `TooManyFiles`."""
    held = steps.lock(consultation)
    if held.requester_id != by.pk:
        raise NotYours
    steps.check(held, "submit")
    _check_day(due_on, now)
    held.title, held.question, held.due_on = title, question, due_on
    note(held, by=by.user, reason="draft")
    held.save(update_fields=["title", "question", "due_on"])
    _want(held, skills)
    papers.remove(held, papers.OF_QUESTION, without)
    papers.attach(held, papers.OF_QUESTION, attachments, by=by, now=now)
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
    # Sent again after it was taken back is told again.
    telling.tell_desk(held, "submitted", fact=_times(held, steps.Verb.SUBMITTED))
    return held


@transaction.atomic
def take_back(*, consultation: Consultation, by: Member, now: datetime) -> Consultation:
    """Make what was sent a draft again, as long as no expert has it; the secretariat is told. A draft already: nothing happens.

    Raises `NotYours`, `WrongState`."""
    held = steps.lock(consultation)
    if held.requester_id != by.pk:
        raise NotYours
    if held.state != Consultation.State.DRAFT:
        steps.move(held, "take-back", by=by.user, now=now, told=steps.Verb.TAKEN_BACK)
        telling.tell_desk(held, "taken-back", fact=_times(held, steps.Verb.TAKEN_BACK))
    return held


@transaction.atomic
def discard_draft(*, consultation: Consultation) -> None:
    """Delete a draft for good, with its files and what its history says. Sent by now, or gone: nothing happens."""
    held = Consultation.objects.select_for_update().filter(pk=consultation.pk, state=Consultation.State.DRAFT).first()
    if held is not None:
        papers.remove_all(held)
        held.delete()
        Consultation.history.filter(id=consultation.pk).delete()


def _times(consultation: Consultation, verb: str) -> str:
    return str(consultation.steps.filter(verb=verb).count())


def _check_day(day: date | None, now: datetime) -> None:
    if day is not None and day < timezone.localdate(now):
        raise DayPast


def _want(consultation: Consultation, skills: Iterable[Any]) -> None:
    wanted = {skill.pk: skill for skill in skills}
    consultation.wanted_skills.exclude(skill__in=wanted).delete()
    known = set(consultation.wanted_skills.values_list("skill", flat=True))
    new = [WantedSkill(consultation=consultation, skill=skill) for pk, skill in wanted.items() if pk not in known]
    WantedSkill.objects.bulk_create(new)
