"""What the demonstration's symposia leave behind: talks of CEOs, obstacles, actions, contacts. No letter is written."""

from datetime import datetime, timedelta

from django.utils import timezone

from council.events.models import AgendaItem
from council.members.models import Member
from council.portal.demo.people import members_by_key
from council.portal.demo.store import Store
from symposia.models import (
    CEOTalk,
    FollowUp,
    InterestExpression,
    NetworkAction,
    Obstacle,
    SessionClosing,
    Symposium,
    Talk,
    TalkQuestion,
)
from symposia.services.outcomes import discussions_of, plan_follow_ups

PAST, COMING = "lightweight-chassis-days", "metal-polymer-joining"
DAY = timedelta(days=1)
TALKS = {
    # The talk that was handed in to the call, where that is there.
    PAST: (
        ("주문이 끊긴 여섯 달 (demo)", "The six months without an order (demo)"),
        "growth", ["funding", "people"], "named",
        (
            "주문보다 자금이 먼저 끊겼습니다. 정책자금은 석 달이 걸리므로 여섯 달 앞을 보고 신청해야 합니다.",
            "The money ended before the orders did. Public loans take three months: apply six months ahead.",
        ),
    ),
    COMING: (
        ("자금이 마르던 해 (demo)", "The year the money ran out (demo)"), "scale-up", [], "anonymous", ("", ""),
    ),
}  # fmt: skip
OBSTACLES = {
    "certification": (
        "pilot", "certification", "이든솔",
        "접합부의 내구 인증 기준이 없어 완성차 회사가 시험을 시작하지 못합니다. (demo)",
        "There is no durability standard for such joints, so no carmaker begins its tests. (demo)", "",
    ),
    "try-out": (
        "prototype", "scale-up", "",
        "시험 금형을 만들어 볼 설비가 지역에 없습니다. (demo)",
        "The region has no equipment to try a mould out. (demo)",
        "가온누리부품연구원의 시험 설비를 분기마다 이틀 쓰기로 하였습니다.",
    ),
}  # fmt: skip
# who: (in days, state, title, what came of it).
ACTIONS = {
    "researcher": (10, "open", ("접합 시험 자료를 모아 공유한다 (demo)", "Collect and share data of joint tests (demo)"), ""),
    "expert": (
        -8, "done", ("공동 시험 과제의 초안을 쓴다 (demo)", "Draft a joint test project (demo)"),
        "초안을 세 회사에 보냈고 두 곳이 참여하기로 하였습니다.",
    ),
}  # fmt: skip
QUESTIONS = {
    "researcher": "연구실에서 회사로 옮길 때 가장 먼저 뽑아야 할 사람은 누구입니까?",
    "investor": "투자를 받기 전과 뒤에 무엇이 가장 달라졌습니까?",
}


def load(store: Store, now: datetime) -> int:
    """Make what is missing; returns how many rows are new."""
    members, symposia = members_by_key(store), store.rows("symposium", Symposium)
    made = _talks(store, symposia, members, now)
    if PAST in symposia:
        made += _obstacles(store, symposia[PAST], members, now) + _actions(store, symposia[PAST], members, now)
    return made + _follow_ups(store, now)


def _item(symposium: Symposium, title: str) -> AgendaItem | None:
    found = AgendaItem.objects.filter(event=symposium.event_id, title_en__icontains=title)
    return found.order_by("starts_at", "pk").first()


def _talks(store: Store, symposia: dict[str, Symposium], members: dict[str, Member], now: datetime) -> int:
    given = store.rows("symposium-talk", Talk).get("chassis-ceo")
    rows = {
        slug: CEOTalk(
            symposium=symposia[slug],
            agenda_item=_item(symposia[slug], "CEO"),
            speaker=members.get("company"),
            title_ko=title[0],
            title_en=title[1],
            stage=stage,
            difficulties=difficulties,
            attribution=attribution,
            told_ko=told[0],
            told_en=told[1],
        )
        for slug, (title, stage, difficulties, attribution, told) in TALKS.items()
        if slug in symposia and store.missing("ceo-talk", [slug])
    }
    if PAST in rows and given is not None and given.session_id is not None:
        ceo_talk, organisation = rows[PAST], members["company"].organisation if "company" in members else None
        ceo_talk.plan_talk, ceo_talk.agenda_item = given, AgendaItem.objects.filter(session=given.session_id).first()
        ceo_talk.title_ko, ceo_talk.title_en = given.title_ko, given.title_en
        if organisation is not None:
            ceo_talk.company_ko, ceo_talk.company_en = organisation.name_ko, organisation.name_en
    made = store.add("ceo-talk", CEOTalk, rows)
    if COMING in made:
        asked = {
            who: TalkQuestion(talk=made[COMING], member=members[who], text=text, asked_at=now - 2 * DAY)
            for who, text in QUESTIONS.items()
            if who in members
        }
        store.add("talk-question", TalkQuestion, asked)
    return len(made)


def _obstacles(store: Store, symposium: Symposium, members: dict[str, Member], now: datetime) -> int:
    missing = store.missing("obstacle", OBSTACLES)
    if not missing:
        return 0
    item, staff = _item(symposium, "Technology proposals"), members["staff"].user if "staff" in members else None
    at = symposium.event.starts_at + timedelta(hours=7)
    rows = {}
    for key in missing:
        stage, kind, raised_by, text_ko, text_en, resolution = OBSTACLES[key]
        rows[key] = Obstacle(
            symposium=symposium, agenda_item=item, stage=stage, kind=kind, raised_by=raised_by, text_ko=text_ko,
            text_en=text_en, resolution=resolution, recorded_at=at, recorded_by=staff,
            resolved_at=at + 10 * DAY if resolution else None,
        )  # fmt: skip
    made = store.add("obstacle", Obstacle, rows)
    if item is not None and len(made) == len(OBSTACLES):
        SessionClosing.objects.get_or_create(
            agenda_item=item,
            defaults={"symposium": symposium, "obstacles": len(made), "closed_at": at, "closed_by": staff},
        )
    return len(made)


def _actions(store: Store, symposium: Symposium, members: dict[str, Member], now: datetime) -> int:
    today = timezone.localdate(now)
    rows, discussion = {}, discussions_of(symposium).last()
    for who in store.missing("network-action", ACTIONS):
        if who in members:
            days, state, title, report = ACTIONS[who]
            settled = {"settled_at": now - 9 * DAY, "settled_by": members[who].user, "report": report} if report else {}
            rows[who] = NetworkAction(
                symposium=symposium, owner=members[who], title_ko=title[0], title_en=title[1],
                due_on=today + days * DAY, state=state, agreed_at=symposium.event.ends_at, agenda_item=discussion, **settled,
            )  # fmt: skip
    return len(store.add("network-action", NetworkAction, rows))


def _follow_ups(store: Store, now: datetime) -> int:
    """Both sides of the contact at the past symposium are asked; one has answered, of the other's answer there is time left."""
    # As it was noted when the contacts began.
    planned = plan_follow_ups(now=now - 60 * DAY)
    interests = store.rows("tech-interest", InterestExpression)
    if "wear/company" in interests and store.missing("follow-up", ["wear"]):
        found = FollowUp.objects.filter(interest=interests["wear/company"], days=30)
        mine = found.filter(member=interests["wear/company"].member_id).first()
        if mine is not None:
            # Part of how it was made: no change of it.
            told = {"outcome": "licence", "amount": 12_000_000, "text": "금형 다섯 벌에 쓰는 라이선스 계약을 맺었습니다."}
            FollowUp.objects.filter(pk=mine.pk).update(**told, answered_at=now - 2 * DAY)
            store.remember("follow-up", {"wear": mine})
    return planned
