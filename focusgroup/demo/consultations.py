"""Consultations of the demonstration: `company@` asks, `expert@` advises; one is overdue."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from council.members.models import Member, Skill
from council.portal.demo.data.people import SKILLS
from council.portal.demo.people import members_by_key
from council.portal.demo.store import Store, create
from focusgroup.models import Absence, Advice, Consultation, ConsultationStep, Offer, WantedSkill

State, Verb = Consultation.State, ConsultationStep.Verb
# key: who asks, state, days since it was sent, days until advice is wanted, skills with levels, title, question.
ROWS: dict[str, tuple[str, str, int, int, dict[str, int], str, str]] = {
    "weld-line": (
        "company", State.ADVISED, 30, -2, {"simulation": 4, "injection": 3},
        "웰드라인을 해석으로 미리 찾을 수 있을까요?",
        "투명 커버에 웰드라인이 생깁니다. 금형을 고치기 전에 유동 해석만으로 위치를 믿고 결정해도 되는지 알고 싶습니다.",
    ),
    "warpage": (
        "company", State.ACCEPTED, 25, -5, {"simulation": 4},
        "변형 해석과 실측이 다를 때 무엇을 믿어야 할까요?",
        "같은 제품에서 해석은 0.4 mm, 실측은 1.1 mm가 나옵니다. 어떤 순서로 원인을 찾아야 할지 조언을 구합니다.",
    ),
    "which-cluster": (
        "member", State.OFFERED, 4, 12, {"clusters": 4},
        "감속기 부품은 어느 클러스터와 함께해야 할까요?",
        "기계 클러스터와 자동차부품 클러스터 가운데 어디에서 협력 기업을 찾는 것이 좋을지 자료를 바탕으로 답을 듣고 싶습니다.",
    ),
    "deburring": (
        "rival", State.SUBMITTED, 1, 20, {"injection": 3, "policy": 2},
        "버 제거 설비에 받을 수 있는 지원이 있을까요?",
        "저온 디버링 설비를 검토하고 있습니다. 기술로서 알맞은지, 지원사업이 있는지 함께 묻습니다.",
    ),
    "recycled-pp": (
        "company", State.CLOSED, 140, -110, {"clusters": 3},
        "재생 PP를 시험할 기업을 어떻게 찾을까요?",
        "재생 폴리프로필렌 하우징을 함께 시험할 지역 기업을 찾고 있습니다.",
    ),
    "draft": (
        "company", State.DRAFT, 0, 30, {"finance": 3},
        "설비 투자 계획을 검토받고 싶습니다", "아직 쓰는 중입니다.",
    ),
}  # fmt: skip
ADVICE = {
    "weld-line": "위치는 믿어도 됩니다. 다만 깊이는 해석이 실제보다 얕게 나옵니다. "
    "게이트 두 곳의 유량을 10 % 다르게 하여 시험 사출로 확인해 보십시오.",
    "recycled-pp": "하우징 클러스터의 두 기업이 같은 등급을 시험하고 있습니다. 사무국을 통해 연결해 드립니다.",
}
STEPS = {
    State.DRAFT: (),
    State.SUBMITTED: (Verb.SUBMITTED,),
    State.OFFERED: (Verb.SUBMITTED, Verb.TRIAGED, Verb.OFFERED),
    State.ACCEPTED: (Verb.SUBMITTED, Verb.TRIAGED, Verb.OFFERED, Verb.ACCEPTED),
    State.ADVISED: (Verb.SUBMITTED, Verb.TRIAGED, Verb.OFFERED, Verb.ACCEPTED, Verb.ADVISED),
    State.CLOSED: (Verb.SUBMITTED, Verb.TRIAGED, Verb.OFFERED, Verb.ACCEPTED, Verb.ADVISED, Verb.RATED),
}


def load(store: Store, now: datetime) -> int:
    """Make what is missing; returns how many rows are new."""
    members = members_by_key(store)
    made = {
        key: _consultation(ROWS[key], members, now)
        for key in store.missing("consultation", ROWS)
        if ROWS[key][0] in members and "expert" in members
    }
    created = store.add("consultation", Consultation, made)
    names = {skill.name_ko: skill for skill in Skill.objects.all()}
    for key, one in created.items():
        _follow(key, one, members, names, now)
    return len(created) + _absence(store, members, now)


def _absence(store: Store, members: dict[str, Member], now: datetime) -> int:
    """`expert@` is away for a week, some weeks ahead."""
    if "expert" not in members or not store.missing("absence", ["expert"]):
        return 0
    first = timezone.localdate(now) + timedelta(days=40)
    away = Absence(member=members["expert"], starts_on=first, ends_on=first + timedelta(days=6))
    return len(store.add("absence", Absence, {"expert": away}))


def _consultation(row: tuple[Any, ...], members: dict[str, Member], now: datetime) -> Consultation:
    who, state, since, until, _skills, title, question = row
    return Consultation(
        requester=members[who],
        organisation=members[who].organisation,
        title=f"{title} (demo)",
        question=question,
        due_on=timezone.localdate(now) + timedelta(days=until),
        state=state,
        created_at=now - timedelta(days=since, hours=3),
        submitted_at=None if state == State.DRAFT else now - timedelta(days=since),
    )


def _follow(key: str, one: Consultation, members: dict[str, Member], names: dict[str, Skill], now: datetime) -> None:
    """Its skills, offer, advice and steps. No letter is written."""
    _who, state, since, _until, skills, _title, _question = ROWS[key]
    wanted = [(names.get(SKILLS[name][0]), level) for name, level in skills.items()]
    WantedSkill.objects.bulk_create(
        [WantedSkill(consultation=one, skill=skill, level=level) for skill, level in wanted if skill]
    )
    sent, expert = now - timedelta(days=since), members["expert"]
    staff = members["staff"].user if "staff" in members else None
    if state in (State.OFFERED, State.ACCEPTED, State.ADVISED, State.CLOSED):
        answered = None if state == State.OFFERED else sent + timedelta(days=3)
        offer_state = Offer.State.OFFERED if state == State.OFFERED else Offer.State.ACCEPTED
        offered_at = sent + timedelta(days=1)
        Offer.objects.create(consultation=one, expert=expert, state=offer_state, offered_at=offered_at, answered_at=answered)
    by = {Verb.SUBMITTED: one.requester.user if one.requester else None, Verb.TRIAGED: staff, Verb.OFFERED: staff}
    steps = [
        ConsultationStep(consultation=one, verb=verb, at=sent + timedelta(days=place), by=by.get(verb, expert.user))
        for place, verb in enumerate(STEPS[State(state)])
    ]
    ConsultationStep.objects.bulk_create(steps)
    if key in ADVICE:
        rated: dict[str, Any] = {}
        if state == State.CLOSED:
            rated = {"rating": 4, "rating_note": "바로 연락이 닿았습니다.", "rated_at": sent + timedelta(days=9)}
        given_at = sent + timedelta(days=4)
        create(Advice, [Advice(consultation=one, expert=expert, text=ADVICE[key], given_at=given_at, **rated)])
