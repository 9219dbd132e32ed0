"""Events of the Focus Group."""

from council.portal.demo.data.event_rows import AgendaRow, Crowd, EventRow, QuestionRow

GROUP = "gyeongbuk-focus-group"
TASK_FORCE = "battery-housing-task-force"
MEETING = (
    "회의 자료는 포커스그룹 위원에게만 공개됩니다. 참석이 어려우면 불참을 알려 주세요. 의사정족수를 확인하는 데 쓰입니다.",
    "Papers are for members of the Focus Group. If you cannot come, please send regrets: the quorum depends on it.",
)

EVENTS = [
    EventRow(
        slug="focus-group-meeting-21",
        programme="focus-group",
        title=("제21차 포커스그룹 정기회의", "Focus Group, 21st meeting"),
        summary=("공동 금형 시사출 센터 제안을 의결합니다.", "Vote on the shared die try-out centre."),
        description=MEETING,
        day=-42,
        body=GROUP,
        audience="body",
        mode="standing",
        venue="institute",
        room="301",
        regrets=2,
    ),
    EventRow(
        slug="focus-group-meeting-22",
        programme="focus-group",
        title=("제22차 포커스그룹 정기회의", "Focus Group, 22nd meeting"),
        summary=(
            "하이브리드 접합 시험대 제안의 검토 결과를 듣고 의결합니다.",
            "Hears the reviews of the hybrid-joining test bed, and votes.",
        ),
        description=MEETING,
        day=14,
        format="hybrid",
        body=GROUP,
        audience="body",
        mode="standing",
        venue="institute",
        room="301",
        regrets=1,
        agenda=(
            AgendaRow(at="14:00", until="14:20", title=("지난 회의록 확인", "Minutes of the last meeting")),
            AgendaRow(
                at="14:20",
                until="15:20",
                title=("하이브리드 접합 시험대", "Hybrid-joining test bed"),
                abstract=("검토 의견 두 건과 질의응답, 의결", "Two reviews, questions, vote"),
                speakers=("garam",),
            ),
            AgendaRow(
                at="15:30", until="16:30", title=("시험 금형 바우처 정책의 진행", "Where the trial-mould voucher stands")
            ),
            AgendaRow(at="16:30", until="17:00", title=("새로 들어온 질문", "New questions")),
        ),
    ),
    EventRow(
        slug="cluster-statistics-session",
        programme="focus-group",
        kind="workshop",
        title=("클러스터 통계 실무 모임", "Working session on cluster statistics"),
        summary=("올해 고용 통계를 함께 읽고 표를 확인합니다.", "This year’s employment figures, read and checked together."),
        description=MEETING,
        day=3,
        at="10:00",
        until="12:00",
        format="online",
        body=GROUP,
        audience="body",
        mode="standing",
        regrets=1,
    ),
    EventRow(
        slug="smart-chassis-hearing",
        programme="focus-group",
        kind="seminar",
        title=(
            "공개 토론회: 경량 스마트 섀시, 자동차·철강·전자가 만나는 곳",
            "Public hearing: the lightweight smart chassis, where cars, steel and electronics meet",
        ),
        summary=(
            "세 클러스터를 잇는 하이브리드 클러스터의 가능성을 공개로 토론합니다.",
            "Can three clusters become one? Discussed in public.",
        ),
        description=(
            "경산·영천·경주의 자동차부품, 포항의 철강, 구미의 전자 산업은 서로 가깝지만 함께 개발한 제품은 많지 않습니다.\n\n"
            "# 이런 이야기를 합니다\n\n- 통계로 본 세 클러스터의 거리\n- 섀시에 센서를 넣을 때 현장에서 막히는 것\n"
            "- 지원사업으로 풀 수 있는 것과 없는 것\n\n누구나 참석할 수 있습니다.",
            "Car parts from Gyeongsan, Yeongcheon and Gyeongju, steel from Pohang, electronics from Gumi: near each other, and yet few "
            "products come from all three.\n\n# What it is about\n\n- how far apart the three clusters are, in figures\n"
            "- what stops a company that puts sensors into a chassis\n- what a funded project can solve, and what it cannot\n\n"
            "Everyone is welcome.",
        ),
        day=20,
        format="hybrid",
        venue="institute",
        room="국제회의실 / Conference Hall",
        capacity=80,
        confirmed=Crowd(count=41, people=("expert", "researcher", "rival")),
        cancelled=Crowd(count=2),
        agenda=(
            AgendaRow(at="14:00", until="14:40", title=("세 클러스터의 거리", "How far apart they are"), speakers=("garam",)),
            AgendaRow(
                at="14:40", until="15:20", title=("현장에서 본 스마트 섀시", "The view from the line"), speakers=("haram",)
            ),
            AgendaRow(at="15:40", until="17:00", title=("토론과 질문", "Discussion"), speakers=("garam", "haram", "saeron")),
        ),
        questions=(
            QuestionRow(
                label=("어떻게 참석하시겠습니까?", "How will you attend?"),
                kind="choice",
                options=("현장에서\n온라인으로", "In the room\nOnline"),
                required=True,
            ),
        ),
    ),
    EventRow(
        slug="battery-housing-workshop",
        programme="focus-group",
        kind="workshop",
        title=("배터리 하우징 하이브리드 클러스터 워크숍", "Workshop: a hybrid cluster for battery housings"),
        summary=(
            "금속과 고분자 기업이 하우징 하나를 놓고 함께 설계합니다. 신청을 검토한 뒤 확정합니다.",
            "Metal and polymer companies design one housing together. Places are confirmed after review.",
        ),
        description=(
            "참가 기업은 하우징 한 부분을 맡아 재료와 공정을 제안합니다. 자리가 한정되어 분야를 고려해 확정합니다.",
            "Each company takes a part of the housing and proposes material and process. Places are few, and are given with an eye to "
            "the mix of fields.",
        ),
        day=9,
        at="10:00",
        until="16:00",
        venue="gumi",
        room="교육장 / Training Room",
        audience="members",
        mode="approval",
        capacity=30,
        confirmed=Crowd(count=12, people=("company",)),
        pending=Crowd(count=6, people=("member",)),
        declined=Crowd(count=1),
        cancelled=Crowd(count=1),
        questions=(
            QuestionRow(
                label=("어느 부분을 제안하시겠습니까?", "Which part would you propose?"),
                kind="choices",
                options=("상부 덮개\n하부 케이스\n냉각판\n체결부", "Cover\nTray\nCooling plate\nFasteners"),
                required=True,
            ),
            QuestionRow(label=("간단한 제안을 적어 주세요.", "Your idea in a few lines."), kind="text"),
        ),
    ),
    EventRow(
        slug="policy-briefing-officers",
        programme="focus-group",
        kind="briefing",
        title=("지방자치단체 정책 설명회", "Policy briefing for local government"),
        summary=("도와 시·군 담당자를 초청해 채택된 제안을 설명합니다.", "Adopted proposals, explained to invited officers."),
        day=33,
        at="10:30",
        until="12:00",
        venue="institute",
        room="302",
        audience="invited",
        capacity=25,
        confirmed=Crowd(count=2, people=("saeron.park",)),
        invited=("saeron.park", "expert", "chair", "kind:officer"),
    ),
    EventRow(
        slug="task-force-meeting-3",
        programme="focus-group",
        title=("배터리 하우징 태스크포스 제3차 회의", "Battery Housing Task Force, third meeting"),
        summary=("자료 수집 현황을 점검합니다.", "Where the collection of data stands."),
        day=11,
        at="10:00",
        until="11:30",
        format="online",
        body=TASK_FORCE,
        audience="body",
        mode="standing",
    ),
    EventRow(
        slug="cluster-data-briefing",
        programme="focus-group",
        kind="briefing",
        title=("숫자로 보는 경북 클러스터", "Gyeongbuk’s clusters in figures"),
        summary=("지역 산업 통계를 쉽게 풀어 설명한 공개 강연이었습니다.", "A public lecture on what regional figures tell."),
        day=-61,
        format="hybrid",
        venue="pohang",
        room="중회의실 / Middle Room",
        capacity=50,
        confirmed=Crowd(count=38, people=("expert", "member", "investor")),
        cancelled=Crowd(count=3),
    ),
    EventRow(
        slug="gumi-cluster-visit",
        programme="focus-group",
        kind="visit",
        title=("구미 전자 클러스터 방문", "Visit to the electronics cluster in Gumi"),
        summary=("방문 기업의 설비 점검으로 취소되었습니다.", "Cancelled: the host is servicing its line."),
        description=(
            "센서 제조 라인을 둘러보고 자동차부품 기업과의 협력 가능성을 이야기하려던 자리입니다. 새 날짜가 정해지면 알려 드립니다.",
            "We meant to see a sensor line and talk about working with makers of car parts. A new date will be announced.",
        ),
        day=5,
        at="13:00",
        until="17:00",
        venue="gumi",
        audience="members",
        state="cancelled",
        cancel_reason="방문 기업의 설비 점검 / The host company is servicing its line.",
        capacity=20,
        cancelled=Crowd(count=13, people=("member", "expert")),
    ),
    EventRow(
        slug="invitation-seminar",
        programme="focus-group",
        kind="seminar",
        title=("연구소 유치, 해외에서 배운다", "Inviting research centres: lessons from abroad"),
        summary=(
            "기업 연구소를 유치한 해외 지역의 경험을 듣습니다. 신청은 곧 시작됩니다.",
            "How other regions brought company laboratories to them. Registration opens soon.",
        ),
        day=52,
        format="online",
        opens=12,
        capacity=200,
    ),
]
