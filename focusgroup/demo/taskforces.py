"""Task forces of the demonstration: one at work with a team that its lead chose, one forming with a proposal, one dissolved."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from council.members.models import Body, Member, Membership, Organisation, Skill
from council.portal.demo.data.people import SKILLS
from council.portal.demo.people import members_by_key
from council.portal.demo.store import Store, create
from focusgroup.group import SLUG
from focusgroup.models import Composition, RoleNeed, SkillNeed, TaskForce, TaskForceStep
from focusgroup.services.taskforces import pool
from focusgroup.services.taskforces.solver import PARTS, coverage, solve

State, Verb = TaskForce.State, TaskForceStep.Verb

REASON = "준비를 함께해 온 위원들을 그대로 두고, 부족한 분야는 자문으로 보완합니다."


@dataclass(frozen=True, kw_only=True)
class Row:
    """A task force; days are counted from the day of loading."""

    name: tuple[str, str] | None
    mandate: tuple[str, str]
    lead: str
    days: tuple[int, int]
    state: str
    needs: dict[str, tuple[int, int]]
    roles: dict[str, int]
    concerned: tuple[str, ...] = ()


ROWS = {
    # Its body and people are the portal's.
    "battery-housing-task-force": Row(
        name=None,
        mandate=(
            "금속–고분자 배터리 하우징 하이브리드 클러스터의 공동 시험설비 계획을 세우고 참여 기업을 모읍니다.",
            "Plan the shared test rig of the metal–polymer battery housing cluster, and bring its companies together.",
        ),
        lead="haram.choi",
        days=(-300, 120),
        state=State.ACTIVE,
        needs={"joining": (8, 4), "press": (5, 4), "policy": (4, 3)},
        roles={"officer": 1},
    ),
    "rnd-centre-invitation-team": Row(
        name=("연구소 유치 태스크포스팀", "Research Centre Invitation Task Force"),
        mandate=(
            "글로벌 부품기업 연구소의 유치를 준비하고 협상 자료와 일정을 맡습니다.",
            "Prepare the invitation of a research centre of a global maker of components: papers, schedule, negotiation.",
        ),
        lead="chair",
        days=(-5, 180),
        state=State.FORMING,
        needs={
            "negotiation": (10, 4),
            "clusters": (6, 4),
            "finance": (5, 4),
            "joining": (4, 3),
            "patents": (4, 4),
            "sensors": (3, 3),
        },
        roles={"professor": 1, "officer": 1, "ip-expert": 1},
        concerned=("duresaem",),
    ),
    "voucher-policy-team": Row(
        name=("시험금형 바우처 태스크포스팀", "Trial-mould Voucher Task Force"),
        mandate=("시험금형 바우처 제도의 초안을 마련합니다.", "Draft the rules of a voucher for trial moulds."),
        lead="chair",
        days=(-260, -40),
        state=State.DISSOLVED,
        needs={"policy": (8, 4), "die": (5, 3)},
        roles={},
    ),
}


def load(store: Store, now: datetime) -> int:
    """Make what is missing; returns how many rows are new."""
    members, organisations = members_by_key(store), store.rows("organisation", Organisation)
    today = timezone.localdate(now)
    bodies = {
        key: Body(programme=SLUG, kind=Body.Kind.TASK_FORCE, slug=key, name_ko=row.name[0], name_en=row.name[1])
        for key, row in ROWS.items()
        if row.name and key in store.missing("task-force-body", ROWS)
    }
    store.add("task-force-body", Body, bodies, natural="slug")
    known = {**store.rows("body", Body), **store.rows("task-force-body", Body)}
    made = {
        key: _task_force(row, known[key], members, now)
        for key, row in ROWS.items()
        if key in store.missing("task-force", ROWS)
        and key in known
        and row.lead in members
        and not TaskForce.objects.filter(pk=known[key].pk).exists()
    }
    created = store.add("task-force", TaskForce, made)
    for key, task_force in created.items():
        row = ROWS[key]
        task_force.organisations.set([organisations[name] for name in row.concerned if name in organisations])
        _needs(task_force, row)
        _history(task_force, row, members, now, today - timedelta(days=-row.days[0]))
    return len(created)


def _task_force(row: Row, body: Body, members: dict[str, Member], now: datetime) -> TaskForce:
    today = timezone.localdate(now)
    return TaskForce(
        body=body,
        mandate_ko=row.mandate[0],
        mandate_en=row.mandate[1],
        lead=members[row.lead],
        starts_on=today + timedelta(days=row.days[0]),
        ends_on=today + timedelta(days=row.days[1]),
        state=row.state,
        dissolved_at=now + timedelta(days=row.days[1] + 1) if row.state == State.DISSOLVED else None,
    )


def _sitting(task_force: TaskForce, candidates: list[int]) -> list[int]:
    """Who of the candidates has a place already: whom the lead kept."""
    places = Membership.objects.filter(body=task_force.body, state__in=Membership.SEATED, member__in=candidates)
    return sorted(set(places.values_list("member", flat=True)))


def _needs(task_force: TaskForce, row: Row) -> None:
    names = {skill.name_ko: skill for skill in Skill.objects.all()}
    found = [(names.get(SKILLS[key][0]), weight, minimum) for key, (weight, minimum) in row.needs.items()]
    SkillNeed.objects.bulk_create(
        [
            SkillNeed(task_force=task_force, skill=skill, weight=weight, minimum=minimum)
            for skill, weight, minimum in found
            if skill
        ]
    )
    RoleNeed.objects.bulk_create([RoleNeed(task_force=task_force, kind=kind, least=least) for kind, least in row.roles.items()])


def _history(task_force: TaskForce, row: Row, members: dict[str, Member], now: datetime, begun: Any) -> None:
    """Its steps, and what the composer proposed (no letter is written)."""
    staff = members["staff"].user if "staff" in members else None
    at = now + timedelta(days=row.days[0] - 3)
    steps = [TaskForceStep(task_force=task_force, verb=Verb.FORMED, at=at, by=staff, ends_on=task_force.ends_on)]
    snapshot = pool.gather(task_force, now)
    problem = pool.problem_of(snapshot)
    team = list(solve(problem))
    covered = coverage(problem.needs, [person for person in problem.candidates if person.key in team])
    made_at = at + timedelta(days=1)
    composition = Composition(
        task_force=task_force,
        number=1,
        given=snapshot,
        proposed=team,
        covered=covered,
        possible=sum(need.weight for need in problem.needs) * PARTS,
        made_at=made_at,
        made_by=staff,
    )
    steps.append(TaskForceStep(task_force=task_force, verb=Verb.COMPOSED, at=made_at, by=staff))
    if row.state != State.FORMING:
        lead = members[row.lead].user
        chosen = _sitting(task_force, [person.key for person in problem.candidates]) or team
        composition.accepted = chosen
        composition.accepted_covered = coverage(problem.needs, [one for one in problem.candidates if one.key in chosen])
        composition.accepted_at, composition.accepted_by = made_at + timedelta(hours=5), lead
        composition.reason = "" if chosen == team else REASON
        verb = Verb.ACCEPTED if chosen == team else Verb.OVERRIDDEN
        steps.append(
            TaskForceStep(task_force=task_force, verb=verb, at=composition.accepted_at, by=lead, reason=composition.reason)
        )
    if row.state == State.DISSOLVED:
        term = {"starts_on": begun, "ends_on": task_force.ends_on, "state": Membership.State.EXPIRED}
        create(Membership, [Membership(member_id=key, body=task_force.body, **term) for key in team])
        steps.append(TaskForceStep(task_force=task_force, verb=Verb.DISSOLVED, at=task_force.dissolved_at or now))
    composition.save()
    TaskForceStep.objects.bulk_create(steps)
