"""Decisions, one or many at once, with every mail shown before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from council.messaging.models import Message
from council.messaging.rendering import Rendered, render
from council.messaging.services import queue_messages
from symposia.models import Call, Decision, Review, Submission, SubmissionMove
from symposia.permissions.calls import desk_submissions, works_on
from symposia.services.calls import machine, telling
from symposia.services.calls.errors import NotYours, SymposiumOver, WrongState

State, Outcome = Submission.State, Decision.Outcome


@dataclass(frozen=True)
class Shown:
    """A mail as its reader will see it, before it is written. It is set when it is looked at: a page shows some of many."""

    submission: Submission
    user: Any
    name: str
    address: str
    language: str
    message: Message

    @cached_property
    def mail(self) -> Rendered:
        return render(self.message)


def confirm_by(call: Call, outcome: str, now: datetime) -> date | None:
    """The day by which authors of what is accepted confirm; None for any other outcome. Never after the symposium begins."""
    if outcome not in (Outcome.ACCEPTED, Outcome.ACCEPTED_POSTER):
        return None
    today = timezone.localdate(now)
    begins = timezone.localdate(call.symposium.event.starts_at, call.symposium.event.zone)
    return max(today, min(today + timedelta(days=call.confirm_days), begins))


def without_review(submissions: Iterable[Submission]) -> int:
    """Of how many of `submissions` no review has been handed in."""
    rows = Submission.objects.filter(pk__in=[one.pk for one in submissions])
    return rows.exclude(Exists(Review.objects.standing().filter(submission=OuterRef("pk"), submitted_at__isnull=False))).count()


def decidable(by: Any, call: Call, keys: Iterable[int], now: datetime) -> list[Submission]:
    """Those of the contributions to `call` with these keys that `by` may decide about as they are, with what a mail needs."""
    rows = desk_submissions(by, now).filter(pk__in=list(keys), symposium=call.symposium_id, state__in=machine.DECIDABLE)
    found = list(rows.select_related("submitter__user", "symposium__event").order_by("number"))
    for one in found:
        one.symposium.call = call
    return found


def preview(
    *, call: Call, submissions: Iterable[Submission], outcome: str, text_ko: str, text_en: str, now: datetime
) -> list[Shown]:
    """Every mail that this decision would write. Nothing is written."""
    day = confirm_by(call, outcome, now)
    chosen = {one.pk: one for one in submissions}
    planned = [
        (one, Decision(submission=one, outcome=outcome, text_ko=text_ko.strip(), text_en=text_en.strip()), day)
        for one in chosen.values()
    ]
    made = telling.decision_messages(planned, dict.fromkeys(chosen, "preview"))
    return [_shown(chosen[one.context["submission_id"]], one) for one in made]


def _shown(submission: Submission, message: Any) -> Shown:
    unsent = Message(
        kind=message.kind,
        template=message.template,
        language=message.language,
        context=message.context,
        address=message.address,
        user=message.user,
    )
    return Shown(submission, message.user, message.context["name"], message.address, message.language, unsent)


@transaction.atomic
def decide(
    *,
    call: Call,
    seen: Mapping[int, str],
    outcome: str,
    by: Any,
    now: datetime,
    text_ko: str = "",
    text_en: str = "",
) -> int:
    """Decide about many contributions: `seen` says, by key, in which state the desk saw each. All or none. Authors are told in
    the same transaction. Returns how many were decided.

    Raises `NotYours` for what `by` may not decide about, `SymposiumOver`, `WrongState` where one has changed meanwhile."""
    if not works_on(by, call, now):
        raise NotYours
    rows = Submission.objects.select_for_update(no_key=True, of=("self",)).filter(
        pk__in=list(seen), symposium=call.symposium_id
    )
    held = list(rows.select_related("submitter__user", "symposium__event").order_by("pk"))
    allowed = set(desk_submissions(by, now).filter(pk__in=list(seen)).values_list("pk", flat=True))
    if {one.pk for one in held} != set(seen) or allowed != set(seen):
        raise NotYours
    call = Call.objects.select_related("symposium__event").get(pk=call.pk)
    if call.has_ceased(now):
        raise SymposiumOver
    before = {one.pk: one.state for one in held}
    if any(before[key] != state for key, state in seen.items()) or any(
        state not in machine.MOVES[outcome].before for state in before.values()
    ):
        raise WrongState
    day = confirm_by(call, outcome, now)
    for one in held:
        one.symposium.call = call
        one.state, one.state_at, one.confirm_by = State(outcome), now, day
        one.is_poster = outcome == Outcome.ACCEPTED_POSTER
    bulk_update_with_history(
        held,
        Submission,
        ["state", "state_at", "confirm_by", "is_poster"],
        default_user=by,
        default_change_reason=outcome,
        default_date=now,
    )
    SubmissionMove.objects.bulk_create(
        SubmissionMove(submission=one, verb=outcome, before=before[one.pk], after=outcome, at=now, by=by) for one in held
    )
    made = Decision.objects.bulk_create(
        Decision(submission=one, outcome=outcome, text_ko=text_ko.strip(), text_en=text_en.strip(), at=now, by=by)
        for one in held
    )
    decided = [(one, decision, day) for one, decision in zip(held, made, strict=True)]
    queue_messages(telling.decision_messages(decided, {one.submission_id: str(one.pk) for one in made}))
    return len(held)
