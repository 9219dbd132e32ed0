"""Entering and changing targets, what passed between us, and the numbers."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focusgroup.models import Cluster, InvestmentFacts, InvitationResult, InvitationTarget, TargetMove, Touch
from focusgroup.permissions.invitations import engagement_for, is_team
from focusgroup.services.errors import FocusGroupError, NotYours
from focusgroup.services.invitations.holding import hold_target, keep, require_team
from focusgroup.services.invitations.moves import Verb
from focusgroup.services.invitations.telling import tell_of_report

# What a form may change; stage, standing and organisation have verbs of their own.
COLUMNS = (
    "name_ko",
    "name_en",
    "kind",
    "origin",
    "hq_country",
    "field_ko",
    "field_en",
    "brief_ko",
    "brief_en",
    "owner",
    "next_action",
    "next_action_on",
)


class TouchInFuture(FocusGroupError):
    message = _("This is still to come: note it as the next action.")


class NotLanded(FocusGroupError):
    """Results that were not there when they were entered."""

    message = _("What came of it is entered once the target has landed.")


@transaction.atomic
def save_target(
    *, target: InvitationTarget, clusters: Iterable[Cluster] | None = None, by: Any, now: datetime
) -> InvitationTarget:
    """Enter a new target, or keep what was changed of one; the stage is nobody's to set here. Raises `NotYours`."""
    require_team(by, now)
    if target.pk is None:
        target.created_at = target.moved_at = now
        kept = keep(target, by=by, reason=Verb.BEGIN)
        TargetMove.objects.create(target=kept, at=now, by=by, verb=Verb.BEGIN, to_stage=kept.stage, to_standing=kept.standing)
    else:
        kept = hold_target(target.pk)
        for column in COLUMNS:
            setattr(kept, column, getattr(target, column))
        keep(kept, by=by)
    if clusters is not None:
        kept.clusters.set(clusters)
    return kept


@transaction.atomic
def note_touch(*, target: InvitationTarget, on: date, kind: str, note: str, by: Any, now: datetime) -> Touch:
    """Write down what passed on a day: the team's, or the agency's by the engagement under which `by` works on the target.

    Raises `NotYours`, `TouchInFuture`."""
    engagement = None if is_team(by, now) else engagement_for(by, target, now)
    if engagement is None and not is_team(by, now):
        raise NotYours
    if on > timezone.localdate(now):
        raise TouchInFuture
    touch = Touch.objects.create(target=target, on=on, kind=kind, note=note, by=by, engagement=engagement, written_at=now)
    if engagement is not None:
        tell_of_report(touch)
    return touch


@transaction.atomic
def save_facts(*, facts: InvestmentFacts, by: Any, now: datetime) -> InvestmentFacts:
    """Keep what the rules of investment ask. Raises `NotYours`."""
    require_team(by, now)
    hold_target(facts.target_id)
    return keep(facts, by=by)


@transaction.atomic
def save_result(*, result: InvitationResult, by: Any, now: datetime) -> InvitationResult:
    """Keep what an invitation is to bring, or, once it has landed, what it brought. Raises `NotYours`, `NotLanded`."""
    require_team(by, now)
    held = hold_target(result.target_id)
    if result.kind == InvitationResult.Kind.ACTUAL and not held.is_settled:
        raise NotLanded
    # Sent twice, it is the same row.
    before = InvitationResult.objects.filter(target=held, kind=result.kind).values_list("pk", flat=True).first()
    if before is not None:
        result.pk, result._state.adding = before, False
    return keep(result, by=by)
