"""Events of the technology forums: regular meetings."""

from council.portal.demo.data.event_rows import AgendaRow, Crowd, EventRow

AUTOMOTIVE = "automotive-mechanical-forum"
INJECTION = "injection-moulding-forum"
PRESS = "press-forming-forum"
JOINT_IP = "joint-ip-forum"
MEETING = (
    "포럼 회원은 자동으로 참석자로 등록됩니다. 오실 수 없으면 불참을 알려 주세요.\n\n"
    "안건은 사전에 점검했습니다. 가격, 원가, 생산량, 거래 조건은 다루지 않습니다.",
    "Members of the forum are enrolled by themselves. If you cannot come, please send regrets.\n\n"
    "The agenda has been checked: prices, costs, output and terms of trade are no subject.",
)


def meeting(
    slug: str, body: str, number: int, names: tuple[str, str], subject: tuple[str, str], day: int, **more: object
) -> EventRow:
    """A regular meeting of a forum: its members are enrolled."""
    ordinal = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number not in (11, 12, 13) else 0, "th")
    details: dict[str, object] = {"venue": "institute", "room": "302", "regrets": 1, **more}
    return EventRow(
        slug=f"{slug}-{number}",
        programme="forums",
        title=(f"제{number}차 {names[0]}", f"{names[1]}, {number}{ordinal} meeting"),
        summary=subject,
        description=MEETING,
        day=day,
        body=body,
        audience="body",
        mode="standing",
        **details,  # type: ignore[arg-type]
    )


AUTOMOTIVE_NAMES = ("자동차·기계부품 기술포럼", "Automotive & Mechanical Components Forum")
INJECTION_NAMES = ("사출성형 기술포럼", "Injection Moulding Forum")
PRESS_NAMES = ("프레스성형 기술포럼", "Press Forming Forum")
IP_NAMES = ("공동 산업재산권 포럼", "Joint IP Forum")

EVENTS = [
    meeting(
        "automotive-forum", AUTOMOTIVE, 31, AUTOMOTIVE_NAMES,
        ("금형 마모를 소리로 감지한 사례를 나눴습니다.", "Die wear, heard: a case from a press line."), -63,
    ),
    meeting(
        "automotive-forum", AUTOMOTIVE, 32, AUTOMOTIVE_NAMES,
        ("셀프 피어싱 리벳과 접착제를 비교했습니다.", "Self-piercing rivets and adhesives compared."), -35, regrets=3,
    ),
    meeting(
        "automotive-forum", AUTOMOTIVE, 33, AUTOMOTIVE_NAMES,
        ("공동 시험의 중간 결과를 함께 봅니다.", "Interim results of the joint trial."), 0, at="15:00", until="17:30", regrets=2,
        agenda=(
            AgendaRow(at="15:00", until="15:10", title=("안건과 회의 원칙 확인", "Agenda and ground rules"), speakers=("haram",)),
            AgendaRow(
                at="15:10", until="16:10", title=("음향 마모 감지: 석 달의 기록", "Acoustic wear monitoring: three months of records"),
                abstract=("라인 두 곳에서 모은 신호와 실제 마모의 비교", "Signals from two lines against the wear that was measured"),
            ),
            AgendaRow(at="16:20", until="17:30", title=("다음 시험 계획", "The next trial")),
        ),
    ),
    meeting(
        "automotive-forum", AUTOMOTIVE, 34, AUTOMOTIVE_NAMES,
        ("재생 폴리프로필렌의 인증 경험을 듣습니다.", "Qualifying recycled polypropylene: what it took."), 28, format="hybrid",
    ),
    meeting(
        "automotive-forum", AUTOMOTIVE, 35, AUTOMOTIVE_NAMES,
        ("하반기 주제를 정합니다.", "The subjects of the next half-year."), 56, regrets=0,
    ),
    meeting(
        "injection-forum", INJECTION, 10, INJECTION_NAMES,
        ("형상적응형 냉각의 첫 시험 결과를 나눴습니다.", "First trials of conformal cooling."), -171,
        agenda=(
            AgendaRow(at="14:00", until="15:30", title=("형상적응형 냉각: 첫 시험", "Conformal cooling: first trials"), speakers=("hangyeol",)),
            AgendaRow(at="15:45", until="16:30", title=("다음 분기 주제", "Subjects of the next quarter")),
        ),
    ),
    meeting(
        "injection-forum", INJECTION, 11, INJECTION_NAMES,
        ("해석과 실측의 변형량이 다른 까닭을 살폈습니다.", "Why simulated and measured warpage differ."), -80,
        venue="dalmuri-plant", room="",
    ),
    meeting(
        "injection-forum", INJECTION, 12, INJECTION_NAMES,
        ("웰드라인을 줄인 게이트 설계 세 가지를 비교합니다.", "Three gate designs that reduce weld lines."), 10,
        agenda=(
            AgendaRow(at="14:00", until="15:00", title=("게이트 설계 세 가지", "Three gate designs"), speakers=("byeolha",)),
            AgendaRow(at="15:15", until="16:15", title=("금형 온도와 웰드라인", "Mould temperature and weld lines"), speakers=("hangyeol",)),
            AgendaRow(at="16:15", until="17:00", title=("후속조치 점검", "Action items")),
        ),
    ),
    meeting(
        "injection-forum", INJECTION, 13, INJECTION_NAMES,
        ("사출 현장의 에너지 사용을 함께 살핍니다.", "Energy on the moulding floor."), 101,
        agenda=(
            AgendaRow(at="14:00", until="15:00", title=("사출기 에너지 측정", "Measuring the energy of moulding machines")),
            AgendaRow(
                at="15:15", until="16:15", title=("에너지 원가 비교", "Energy cost compared"),
                abstract=("업체별 단가와 가동률을 나란히 봅니다.", "Unit price and utilisation of each company, side by side."),
            ),
        ),
    ),
    meeting(
        "press-forum", PRESS, 9, PRESS_NAMES,
        ("서보프레스 모션을 바꾸어 얻은 것을 나눴습니다.", "What a different servo-press motion brought."), -45,
        venue="gureumjae-plant", room="",
    ),
    meeting(
        "press-forum", PRESS, 10, PRESS_NAMES,
        ("초고장력강 스프링백 보정의 한계를 이야기합니다.", "The limits of compensating springback in high-strength steel."), 13,
        agenda=(
            AgendaRow(at="14:00", until="15:30", title=("스프링백 보정의 한계", "Where compensating springback ends"), speakers=("haram",)),
            AgendaRow(at="15:45", until="16:30", title=("고장력강 단가 동향", "Prices of high-strength steel")),
        ),
    ),
    meeting(
        "joint-ip-forum", JOINT_IP, 5, IP_NAMES,
        ("지분 협의에서 막히는 지점을 다룹니다.", "Where talks about shares get stuck."), 21, format="hybrid",
        agenda=(AgendaRow(at="14:00", until="15:30", title=("지분 합의서의 문장들", "The sentences of a share agreement"), speakers=("daon",)),),
    ),
    EventRow(
        slug="press-forum-site-talk",
        programme="forums",
        kind="visit",
        title=("프레스 현장 이야기 모임", "Press-shop talk"),
        summary=("준비 중인 현장 방문의 초안입니다.", "A visit to a press shop, still being prepared."),
        day=40,
        venue="gureumjae-plant",
        body=PRESS,
        audience="body",
        mode="standing",
        state="draft",
    ),
    EventRow(
        slug="forum-chairs-round",
        programme="forums",
        title=("포럼 의장단 간담회", "Round of the forums’ chairs"),
        summary=("의장단이 모여 공동 주제를 정했습니다.", "The chairs chose subjects to share."),
        day=-12,
        at="11:00",
        until="12:00",
        format="online",
        audience="invited",
        confirmed=Crowd(count=3, people=("chair", "haram.choi", "attorney")),
        invited=("chair", "haram.choi", "attorney"),
    ),
]  # fmt: skip
