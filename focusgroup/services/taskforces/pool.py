"""Who comes into question for a task force, as the solver takes it, and who does not, and why."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from council.members.models import Interest, Member, MemberSkill, in_conflict_with
from focusgroup.models import Absence, TaskForce
from focusgroup.services.taskforces.solver import Candidate, Need, Problem, coverage, worth_asking

# More people than this are not kept with a proposal: whoever can be in a best team is, and of the rest those who cover most.
MOST = 1000
# Of those who are out, so many are kept by name: those who would have covered most. All are counted.
MOST_EXCLUDED = 100
CONFLICT, UNAVAILABLE, ENDING, AWAY = "conflict", "unavailable", "ending", "away"


def gather(task_force: TaskForce, now: datetime) -> dict[str, Any]:
    """The snapshot of everything that the composer is asked for `task_force` at `now`: JSON, people and skills by their keys.

    `candidates` are members with access who have a skill that is needed, or are of a mandatory kind, or are the lead.
    `excluded` are those of them who cannot be in the team: `[key, why, what]`; `excluded_by` counts all of them by why.
    `left_out` says how many more there are than are kept."""
    needs = [(need.skill_id, need.weight, need.minimum) for need in task_force.skill_needs.order_by("skill")]
    roles = {role.kind: role.least for role in task_force.role_needs.order_by("kind")}
    skills = [skill for skill, _weight, _minimum in needs]
    people = _people(task_force, now, skills, list(roles))
    kinds = dict(people.values_list("pk", "kind"))
    levels = _levels(people, skills)
    excluded = _excluded(task_force, people, now)
    barred = {key for key, _why, _what in excluded}
    able: list[Any] = [[key, kinds[key], levels.get(key, {})] for key in sorted(kinds) if key not in barred]
    organisations = sorted(task_force.organisations.values_list("pk", flat=True))
    snapshot: dict[str, Any] = {
        "needs": [list(need) for need in needs],
        "roles": roles,
        "size": task_force.size,
        "lead": task_force.lead_id,
        "organisations": organisations,
        "candidates": able,
        "excluded": excluded,
        "excluded_by": dict(sorted(Counter(why for _key, why, _what in excluded).items())),
        "left_out": 0,
    }
    if len(able) > MOST:
        problem = problem_of(snapshot)
        worth = {one.key: coverage(problem.needs, [one]) for one in problem.candidates}
        best = {one.key for one in worth_asking(problem)}
        first = sorted(able, key=lambda row: (row[0] not in best, -worth[row[0]], row[0]))[: max(MOST, len(best))]
        snapshot |= {"candidates": sorted(first, key=lambda row: row[0]), "left_out": len(able) - len(first)}
    if len(excluded) > MOST_EXCLUDED:
        asked = problem_of({**snapshot, "candidates": [[key, "", levels.get(key, {})] for key in barred]})
        lost = {one.key: coverage(asked.needs, [one]) for one in asked.candidates}
        snapshot["excluded"] = sorted(sorted(excluded, key=lambda row: (-lost[row[0]], row[0]))[:MOST_EXCLUDED])
    return snapshot


def problem_of(snapshot: dict[str, Any]) -> Problem:
    """What the solver is asked, from a snapshot (after its way through JSON, too)."""
    lead = snapshot["lead"]
    return Problem(
        needs=[Need(*need) for need in snapshot["needs"]],
        candidates=[
            Candidate(key, {int(skill): level for skill, level in levels.items()}, kind)
            for key, kind, levels in snapshot["candidates"]
        ],
        size=snapshot["size"],
        roles=snapshot["roles"],
        given=frozenset() if lead is None else frozenset({lead}),
    )


def barred_among(task_force: TaskForce, keys: list[int], now: datetime) -> list[Member]:
    """Those of the members `keys` who cannot be in the team of `task_force` at `now`, whatever a proposal said earlier."""
    people = Member.objects.filter(pk__in=keys)
    out = {key for key, _why, _what in _excluded(task_force, people, now)}
    out |= set(people.exclude(pk__in=Member.objects.with_access(now).values("pk")).values_list("pk", flat=True))
    return list(people.filter(pk__in=out).select_related("user", "organisation").order_by("pk"))


def _people(task_force: TaskForce, now: datetime, skills: list[int], kinds: list[str]) -> "QuerySet[Member]":
    skilled = MemberSkill.objects.filter(skill__in=skills).values("member")
    wanted = Q(pk__in=skilled) | Q(kind__in=kinds) | Q(pk=task_force.lead_id)
    return Member.objects.with_access(now).filter(wanted)


def _levels(people: "QuerySet[Member]", skills: list[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    rows = MemberSkill.objects.filter(member__in=people.values("pk"), skill__in=skills)
    for member, skill, level in rows.order_by("member", "skill").values_list("member", "skill", "level"):
        found.setdefault(member, {})[str(skill)] = level
    return found


def _excluded(task_force: TaskForce, people: "QuerySet[Member]", now: datetime) -> list[list[Any]]:
    """`[key, why, what]` for those of `people` who cannot be in the team, each once. `what` is the key of an organisation, or
    the last day of the membership or of the absence. Why somebody is not available is not kept: it stands with the task
    force."""
    today = max(timezone.localdate(now), task_force.starts_on)
    found: dict[int, list[Any]] = {}
    ending = people.filter(valid_until__lt=today).values_list("pk", "valid_until")
    for key, until in ending:
        found[key] = [key, ENDING, str(until)]
    absent = Absence.objects.on(today).filter(member__in=people.values("pk")).order_by("ends_on")
    for key, until in absent.values_list("member", "ends_on"):
        found[key] = [key, AWAY, str(until)]
    for key in task_force.unavailable.filter(member__in=people.values("pk")).values_list("member", flat=True):
        found[key] = [key, UNAVAILABLE, None]
    for key, organisation in _conflicts(task_force, people, timezone.localdate(now)):
        found[key] = [key, CONFLICT, organisation]
    return [found[key] for key in sorted(found)]


def _conflicts(task_force: TaskForce, people: "QuerySet[Member]", today: date) -> list[tuple[int, int | None]]:
    """Members with a conflict, each with the organisation that it is about."""
    organisations = list(task_force.organisations.values_list("pk", flat=True))
    barred = in_conflict_with(organisations, today).filter(pk__in=people.values("pk"))
    own = dict(barred.values_list("pk", "organisation"))
    ties = Interest.objects.in_force(today).filter(member__in=list(own), organisation__in=organisations)
    tied = dict(ties.order_by("-pk").values_list("member", "organisation"))
    return [(key, own[key] if own[key] in organisations else tied.get(key)) for key in sorted(own)]
