"""What the demonstration tells of meetings: which events they are, where they stand, what was written and agreed."""

from dataclasses import dataclass

INJECTION, PRESS, IP = "injection-moulding-forum", "press-forming-forum", "joint-ip-forum"
AUTOMOTIVE = "automotive-mechanical-forum"


@dataclass(frozen=True, kw_only=True)
class MeetingRow:
    """A meeting: its forum's body, kind and state. `moves`: (verb, days from today); `minutes`: revisions (Korean, English);
    `approved_in`: the meeting that approved them; `uncleared`: how many of the last items nobody has cleared."""

    body: str
    state: str
    kind: str = "regular"
    chatham_house: bool = False
    moves: tuple[tuple[str, int], ...] = ()
    minutes: tuple[tuple[str, str], ...] = ()
    approved_in: str = ""
    uncleared: int = 0


@dataclass(frozen=True, kw_only=True)
class ActionRow:
    """An action of a meeting: who, due and done in days from today, what."""

    meeting: str
    owner: str
    due: int
    title: tuple[str, str]
    done: int | None = None
    note: str = ""


COOLING = (
    (
        "## 논의\n\n형상적응형 냉각 코어의 첫 시험 결과를 보았다.\n\n- 냉각 시간이 18 % 줄었다.\n- 코어 청소 방법은 더 시험한다.\n\n"
        "## 결정\n\n다음 회의에서 변형 결과를 함께 본다.",
        "## Discussed\n\nThe first trials of a conformally cooled core.\n\n- Cooling took 18 % less time.\n"
        "- How to clean the core needs more trials.\n\n## Agreed\n\nThe next meeting looks at warpage.",
    ),
)
WARPAGE = (
    (
        "## 논의\n\n해석과 실측의 변형량 차이를 살폈다.",
        "## Discussed\n\nWhy simulated and measured warpage differ.",
    ),
    (
        "## 논의\n\n해석과 실측의 변형량 차이를 살폈다. 수축률 자료가 오래된 것이 가장 큰 원인이다.\n\n"
        "## 결정\n\n1. 같은 시편을 세 곳에서 측정한다.\n2. 결과를 다음 회의에서 비교한다.",
        "## Discussed\n\nWhy simulated and measured warpage differ. Old data of shrinkage explain most of it.\n\n"
        "## Agreed\n\n1. The same specimen is measured at three places.\n2. The next meeting compares the results.",
    ),
)
LISTENING = (
    (
        "## 논의\n\n음향 신호로 금형 마모를 감지한 사례.\n\n## 결정\n\n공동 시험을 두 라인에서 한다.",
        "## Discussed\n\nDie wear, heard.\n\n## Agreed\n\nA joint trial on two lines.",
    ),
)
RIVETS = (
    (
        "## 논의\n\n셀프 피어싱 리벳과 접착제를 비교했다.\n\n## 결정\n\n결정한 것은 없다.",
        "## Discussed\n\nSelf-piercing rivets and adhesives.\n\n## Agreed\n\nNothing was to be agreed.",
    ),
)


def _held(day: int, *more: tuple[str, int]) -> tuple[tuple[str, int], ...]:
    return (("submit", day - 21), ("clear", day - 18), ("notice", day - 14), ("hold", day + 1), *more)


# By the key of the event.
MEETINGS: dict[str, MeetingRow] = {
    "injection-forum-10": MeetingRow(
        body=INJECTION,
        state="closed",
        minutes=COOLING,
        approved_in="injection-forum-11",
        moves=_held(-171, ("write", -168), ("approve", -79), ("close", -78)),
    ),
    "injection-forum-11": MeetingRow(body=INJECTION, state="minutes-draft", minutes=WARPAGE, moves=_held(-80, ("write", -76))),
    "injection-forum-12": MeetingRow(body=INJECTION, state="noticed", moves=(("submit", -9), ("clear", -6), ("notice", -4))),
    "injection-forum-13": MeetingRow(body=INJECTION, state="agenda-submitted", moves=(("submit", -1),), uncleared=1),
    "automotive-forum-31": MeetingRow(
        body=AUTOMOTIVE,
        state="minutes-approved",
        minutes=LISTENING,
        approved_in="automotive-forum-32",
        moves=_held(-63, ("write", -60), ("approve", -34)),
    ),
    "automotive-forum-32": MeetingRow(body=AUTOMOTIVE, state="minutes-draft", minutes=RIVETS, moves=_held(-35, ("write", -32))),
    "automotive-forum-33": MeetingRow(
        body=AUTOMOTIVE, state="noticed", moves=(("submit", -20), ("clear", -17), ("notice", -14))
    ),
    "automotive-forum-34": MeetingRow(body=AUTOMOTIVE, state="draft"),
    "automotive-forum-35": MeetingRow(body=AUTOMOTIVE, state="draft"),
    "press-forum-9": MeetingRow(body=PRESS, state="held", moves=_held(-45)),
    "press-forum-10": MeetingRow(body=PRESS, state="agenda-submitted", moves=(("submit", -2),), uncleared=1),
    "joint-ip-forum-5": MeetingRow(body=IP, state="cleared", chatham_house=True, moves=(("submit", -3), ("clear", -1))),
    "weld-line-symposium": MeetingRow(
        body=INJECTION, state="noticed", kind="symposium", moves=(("submit", -40), ("clear", -38), ("notice", -36))
    ),
    "springback-symposium": MeetingRow(
        body=PRESS, state="noticed", kind="symposium", moves=(("submit", -30), ("clear", -28), ("notice", -26))
    ),
    "inventor-or-applicant": MeetingRow(body=IP, state="held", kind="ip-seminar", moves=_held(-14)),
    "ip-seminar-annuities": MeetingRow(body=IP, state="draft", kind="ip-seminar"),
    "servo-press-visit": MeetingRow(body=PRESS, state="draft", kind="visit"),
    "dalmuri-factory-visit": MeetingRow(body=INJECTION, state="held", kind="visit", moves=_held(-21)),
}
ACTIONS = (
    ActionRow(
        meeting="injection-forum-10",
        owner="company",
        due=-100,
        done=-104,
        title=("코어 청소 방법을 정리한다", "Write down how the core is cleaned"),
        note="시험 세 번 / three trials",
    ),
    ActionRow(
        meeting="injection-forum-11",
        owner="company",
        due=-6,
        title=("시편을 세 곳에 보낸다", "Send the specimen to three places"),
    ),
    ActionRow(
        meeting="injection-forum-11",
        owner="rival",
        due=9,
        title=("실측 결과를 모은다", "Collect what was measured"),
    ),
    ActionRow(
        meeting="automotive-forum-32",
        owner="member",
        due=5,
        title=("접합 시험 조건을 보낸다", "Send the conditions of the joining trials"),
    ),
)
PROPOSALS: tuple[tuple[str, str, tuple[str, str], str], ...] = (
    (
        "injection-forum-13",
        "company",
        ("벤트 깊이와 가스 자국", "Depth of vents, and burn marks"),
        "같은 문제를 겪은 분들의 경험을 듣고 싶습니다.",
    ),
)
# (the event, the speaker, class, hours, won)
FEES: tuple[tuple[str, str, str, str, int], ...] = (("inventor-or-applicant", "daon", "other", "1.5", 900_000),)
