"""Events of the council itself."""

from council.portal.demo.data.event_rows import AgendaRow, Crowd, EventRow, QuestionRow

EVENTS = [
    EventRow(
        slug="general-assembly-spring",
        programme="council",
        kind="meeting",
        title=("교류협의회 정기총회", "General assembly"),
        summary=("한 해의 성과를 나누고 다음 계획을 정합니다.", "What the year brought, and what comes next."),
        description=(
            "세 프로그램의 성과를 보고하고 다음 해의 주제를 정합니다.\n\n"
            "- 포커스그룹이 채택한 제안과 그 뒤의 진행\n- 기술포럼에서 시작된 공동 시험\n- 심포지엄에서 이어진 만남",
            "The three programmes report, and the subjects of the next year are chosen.\n\n"
            "- what the Focus Group adopted, and what became of it\n- joint trials that began in the forums\n"
            "- meetings that began at the symposium",
        ),
        day=-182,
        until="17:30",
        format="hybrid",
        venue="institute",
        room="대강당",
        audience="members",
        capacity=120,
        confirmed=Crowd(count=46, people=("member", "company", "expert", "chair", "researcher", "rival")),
        cancelled=Crowd(count=3),
    ),
    EventRow(
        slug="general-assembly-autumn",
        programme="council",
        kind="meeting",
        title=("교류협의회 임시총회", "Extraordinary general assembly"),
        summary=(
            "운영규정 개정안을 다루는 임시총회입니다. 온라인으로도 참석할 수 있습니다.",
            "On the amended rules of the council. You may also attend online.",
        ),
        description=(
            "운영규정 개정안을 설명하고 의견을 듣습니다. 개정안은 총회 2주 전에 회원에게 보내 드립니다.",
            "The amended rules are explained and discussed. Members receive the text two weeks before.",
        ),
        day=46,
        format="hybrid",
        venue="institute",
        room="대강당",
        audience="members",
        capacity=120,
        confirmed=Crowd(count=19, people=("company", "chair")),
        agenda=(
            AgendaRow(at="14:00", until="14:40", title=("세 프로그램의 중간 보고", "Interim reports of the three programmes")),
            AgendaRow(
                at="14:40", until="16:00", title=("운영규정 개정안", "The amended rules"), speakers=("hangyeol",), room="대강당"
            ),
            AgendaRow(at="16:00", until="17:00", title=("자유 토론", "Discussion")),
        ),
    ),
    EventRow(
        slug="welcome-new-members",
        programme="council",
        kind="briefing",
        title=("신규 회원 안내 모임", "Welcome for new members"),
        summary=(
            "교류협의회에 막 가입했거나 가입을 고민하는 분을 위한 온라인 안내입니다.",
            "Online, for those who have just joined and those who are thinking about it.",
        ),
        description=(
            "교류협의회가 무엇을 하는지, 어느 포럼이 맞을지, 회원이 되면 무엇이 달라지는지 한 시간 동안 설명하고 질문을 받습니다.",
            "What the council does, which forum is for whom, and what changes with membership: one hour, with time for questions.",
        ),
        day=6,
        at="16:00",
        until="17:00",
        format="online",
        confirmed=Crowd(count=9, people=("applicant",)),
    ),
    EventRow(
        slug="open-desk",
        programme="council",
        kind="briefing",
        title=("찾아가는 상담 창구", "Open desk in Gumi"),
        summary=(
            "사무국이 구미에서 하루 동안 상담합니다. 신청 없이 오시면 됩니다.",
            "The secretariat answers questions in Gumi for a day. Just come, no registration.",
        ),
        day=0,
        at="10:00",
        until="16:00",
        venue="gumi",
        room="회의실",
        mode="none",
    ),
    EventRow(
        slug="exchange-evening",
        programme="council",
        kind="meeting",
        title=("회원 교류의 밤", "Members’ evening"),
        summary=("저녁 식사를 함께하며 세 프로그램의 회원이 만납니다.", "Members of all three programmes meet over dinner."),
        description=("서로 다른 프로그램의 회원끼리 앉도록 자리를 마련합니다.", "Seats are mixed between the programmes."),
        day=23,
        at="18:00",
        until="20:30",
        venue="convention",
        room="B홀",
        audience="members",
        capacity=60,
        closes=16,
        confirmed=Crowd(count=31, people=("member", "researcher", "investor")),
        cancelled=Crowd(count=2),
        questions=(
            QuestionRow(
                label=("주요리를 골라 주세요.", "Choose your main course."),
                kind="choice",
                options=("소고기\n생선\n채식", "Beef\nFish\nVegetarian"),
                required=True,
            ),
            QuestionRow(label=("함께 앉고 싶은 분야가 있습니까?", "Whom would you like to sit with?"), kind="line"),
        ),
    ),
    EventRow(
        slug="strategy-day",
        programme="council",
        kind="workshop",
        title=("교류협의회 전략 워크숍", "Strategy day"),
        summary=("다음 3년의 방향을 준비하는 초안입니다.", "Prepares the direction of the next three years."),
        day=70,
        at="10:00",
        until="17:00",
        venue="convention",
        audience="members",
        state="draft",
        capacity=40,
    ),
]
