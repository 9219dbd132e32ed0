"""Proposing the team of a task force, and what the lead makes of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from council.members.models import Member, Membership
from council.members.services import dismiss_place, tell_place_saved
from council.members.services.states import note
from focusgroup.models import Composition, TaskForce, TaskForceStep
from focusgroup.services.errors import NotYours, ReasonMissing, WrongState
from focusgroup.services.taskforces import pool, steps
from focusgroup.services.taskforces.errors import (
    LeadExcluded,
    LeadMissing,
    NothingNeeded,
    PeopleExcluded,
    RolesMissing,
    TeamTooLarge,
    TooFewPlaces,
    TooHard,
)
from focusgroup.services.taskforces.solver import PARTS, NoTeamError, Problem, TooLongError, coverage, solve
from focusgroup.services.taskforces.telling import tell_lead, tell_proposed

Role, State = Membership.Role, Membership.State
Verb = TaskForceStep.Verb
# Who is in the team; the secretary and observers sit beside it.
TEAM = (Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER, Role.DELEGATE)


def compose(*, task_force: TaskForce, by: Any, now: datetime) -> Composition:
    """Propose the best team of `task_force` from who is available at `now`, and tell the lead. Where nothing has changed since
    the last proposal, which still waits, that is the answer.

    Raises `TaskForceEnded`, `NothingNeeded`, `LeadExcluded`, `RolesMissing`, `TooFewPlaces` and `TooHard`. It is found before
    anything is locked: it may take a moment."""
    if not task_force.skill_needs.exists() and not task_force.role_needs.exists():
        raise NothingNeeded
    snapshot = pool.gather(task_force, now)
    problem = pool.problem_of(snapshot)
    team = _best(problem)
    with transaction.atomic():
        held = steps.lock_running(task_force, now)
        last = held.compositions.order_by("-number").first()
        if last is not None and last.accepted is None and last.given == snapshot:
            return last
        composition = Composition.objects.create(
            task_force=held,
            number=last.number + 1 if last is not None else 1,
            given=snapshot,
            proposed=list(team),
            covered=_coverage(problem, team),
            possible=sum(need.weight for need in problem.needs) * PARTS,
            made_at=now,
            made_by=by,
        )
        steps.record(held, Verb.COMPOSED, by=by, now=now)
        tell_proposed(composition)
    return composition


def _best(problem: Problem) -> tuple[int, ...]:
    if not problem.given <= {person.key for person in problem.candidates}:
        raise LeadExcluded
    try:
        return solve(problem)
    except NoTeamError as error:
        if error.missing:
            raise RolesMissing(error.missing) from None
        raise TooFewPlaces from None
    except TooLongError:
        raise TooHard from None


def _coverage(problem: Problem, team: Iterable[int]) -> int:
    keys = set(team)
    return coverage(problem.needs, [person for person in problem.candidates if person.key in keys])


@transaction.atomic
def settle_composition(
    *, composition: Composition, team: Iterable[int], by: Member, now: datetime, reason: str = ""
) -> Composition:
    """The lead `by` accepts the proposed team, or chooses another one among the candidates, with a reason. Its people get their
    places in the body and are told; who is not in it any more loses his.

    Raises `NotYours` for anybody but the lead, `WrongState` where a later proposal is there or this one was settled otherwise,
    `TaskForceEnded`, `ReasonMissing`, and what `_check` raises. Accepted twice is once."""
    held = steps.lock_running(composition.task_force, now)
    current = held.compositions.select_related("task_force__body").order_by("-number").first()
    keys = sorted(set(team))
    if held.lead_id != by.pk:
        raise NotYours
    if current is None or current.pk != composition.pk:
        raise WrongState
    if current.accepted is not None:
        if current.accepted == keys:
            return current
        raise WrongState
    reason = reason.strip()
    if keys != current.proposed and not reason:
        raise ReasonMissing
    _check(held, current, keys, now)
    current.accepted, current.accepted_at, current.accepted_by = keys, now, by.user
    current.accepted_covered = _coverage(pool.problem_of(current.given), keys)
    current.reason = reason if keys != current.proposed else ""
    current.save()
    verb = Verb.OVERRIDDEN if current.is_overridden else Verb.ACCEPTED
    steps.record(held, verb, by=by.user, now=now, reason=current.reason)
    if held.state != TaskForce.State.ACTIVE:
        held.state = TaskForce.State.ACTIVE
        steps.save(held, "state", by=by.user, reason="team accepted")
    _appoint(held, keys, by=by.user, now=now)
    return current


@transaction.atomic
def change_lead(*, task_force: TaskForce, lead: Member | None, by: Any, now: datetime) -> TaskForce:
    """Name another lead, who is told and, where the team sits already, has the chair's place; the former lead's place is an
    ordinary one. The same again: nothing happens. Raises `TaskForceEnded`."""
    held = steps.lock_running(task_force, now)
    if held.lead_id == (lead.pk if lead is not None else None):
        return held
    held.lead = lead
    steps.save(held, "lead", by=by, reason="another lead")
    seated = Membership.objects.filter(body=held.body, state__in=Membership.SEATED).select_related("member__user", "body")
    places = {place.member_id: place for place in seated.select_for_update(no_key=True, of=("self",)).order_by("pk")}
    for key, place in places.items():
        if place.role == Role.CHAIR and (lead is None or key != lead.pk):
            _give(held, place, Role.MEMBER, by=by, now=now)
    if lead is not None:
        if held.state == TaskForce.State.ACTIVE:
            _give(held, places.get(lead.pk) or Membership(body=held.body, member=lead), Role.CHAIR, by=by, now=now)
        tell_lead(held, lead, now)
    return held


def _check(task_force: TaskForce, composition: Composition, keys: list[int], now: datetime) -> None:
    """Raise for a team that cannot be: somebody who was no candidate or is barred by now, the lead missing, too many, a
    mandatory role missing."""
    problem = pool.problem_of(composition.given)
    known = {person.key: person for person in problem.candidates}
    barred = pool.barred_among(task_force, keys, now)
    if Member.objects.filter(pk__in=keys).count() < len(set(keys) & known.keys()):
        # Somebody's record became part of another: a new proposal knows that one.
        raise WrongState
    strangers = Member.objects.filter(pk__in=[key for key in keys if key not in known]).select_related("user")
    if barred or not known.keys() >= set(keys):
        raise PeopleExcluded([*barred, *[one for one in strangers if one not in barred]])
    if task_force.lead_id not in keys:
        raise LeadMissing
    if len(keys) > task_force.size:
        raise TeamTooLarge(task_force.size)
    kinds = [known[key].role for key in keys]
    missing = {kind: least - kinds.count(kind) for kind, least in problem.roles.items() if kinds.count(kind) < least}
    if missing:
        raise RolesMissing(missing)


def _appoint(task_force: TaskForce, keys: list[int], *, by: Any, now: datetime) -> None:
    """Let the people `keys`, and nobody else of the team, have places in the body until it dissolves."""
    open_places = Membership.objects.filter(body=task_force.body, state__in=Membership.OPEN).select_related(
        "member__user", "body"
    )
    places = {place.member_id: place for place in open_places.select_for_update(no_key=True, of=("self",)).order_by("-pk")}
    for key, place in places.items():
        if key not in keys and place.role in TEAM and place.state in Membership.SEATED:
            dismiss_place(place=place, by=by, now=now, reason="")
    people = {member.pk: member for member in Member.objects.filter(pk__in=keys).select_related("user")}
    for key in keys:
        role = Role.CHAIR if key == task_force.lead_id else Role.MEMBER
        _give(task_force, places.get(key) or Membership(body=task_force.body, member=people[key]), role, by=by, now=now)


def _give(task_force: TaskForce, place: Membership, role: Membership.Role, *, by: Any, now: datetime) -> None:
    today = timezone.localdate(now)
    before = place.state if place.pk else None
    if before in Membership.SEATED:
        # Held already: the role and the end are this team's.
        place.role, place.ends_on = role, task_force.ends_on
    else:
        begins = max(today, task_force.starts_on)
        place.role, place.starts_on, place.ends_on = role, begins, task_force.ends_on
        place.state = State.ACTIVE if begins <= today else State.APPOINTED
    note(place, by=by, reason="team of the task force")
    place.save()
    tell_place_saved(place=place, before=before)
