"""Programmes of the demonstration's symposia. Days count from 1; speakers are named by the platform's own keys."""

from dataclasses import dataclass

Pair = tuple[str, str]
NONE: Pair = ("", "")


@dataclass(frozen=True, kw_only=True)
class TalkRow:
    """`submission`: the contribution of `calls_data` that it came of, whose words it has then."""

    key: str
    title: Pair = NONE
    speakers: tuple[str, ...] = ()
    submission: str = ""
    abstract: Pair = NONE
    authors: tuple[str, ...] = ()
    keywords: str = ""
    minutes: int = 30
    in_proceedings: bool = True


@dataclass(frozen=True, kw_only=True)
class SessionRow:
    key: str
    day: int
    at: str
    until: str
    title: Pair
    kind: str = "result"
    room: str = ""
    track: str = ""
    abstract: Pair = NONE
    places: int | None = None
    talks: tuple[TalkRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanRow:
    """`is_published`: otherwise it is a draft. `unplaced`: talks without a place. `editors`: of released proceedings."""

    sessions: tuple[SessionRow, ...]
    is_published: bool = True
    unplaced: tuple[TalkRow, ...] = ()
    editors: Pair = NONE
    preface: Pair = NONE


LUNCH: Pair = ("점심", "Lunch")
MATCH: Pair = ("일대일 상담", "One-to-one meetings")
NETWORK: Pair = ("교류 활성화 토론", "Network discussion")
CHASSIS = PlanRow(
    editors=("김가람, 이든솔", "KIM Garam, LEE Deunsol"),
    preface=(
        "이틀 동안 연구자와 기업인이 경량 섀시를 두고 나눈 이야기입니다. 발표마다 바뀌지 않는 주소와 인용 정보가 있습니다.",
        (
            "What researchers and businesspeople told each other about the lightweight chassis in two days. "
            "Every paper has an address and a citation that stay."
        ),
    ),
    sessions=(
        SessionRow(
            key="opening",
            day=1,
            at="09:30",
            until="10:00",
            title=("개회", "Opening"),
            room="hall-a",
            talks=(
                TalkRow(
                    key="chassis-welcome",
                    title=("여는 말: 가볍게, 튼튼하게, 함께", "Welcome: lighter, stronger, together"),
                    speakers=("hangyeol",),
                    in_proceedings=False,
                ),
            ),
        ),
        SessionRow(
            key="results",
            day=1,
            at="10:00",
            until="12:00",
            title=("연구 성과", "Research results"),
            room="hall-a",
            track="materials",
            talks=(
                TalkRow(
                    key="chassis-springback",
                    title=("초고장력강 스프링백의 보정", "Compensating the springback of advanced high-strength steel"),
                    speakers=("garam",),
                    authors=("deunsol",),
                    abstract=(
                        "980 MPa급 강판의 스프링백을 다이 형상으로 보정하고, 시험 금형 세 벌에서 잰 결과와 견주었습니다.",
                        "The springback of 980 MPa steel is compensated in the die, and compared with three trial dies.",
                    ),
                    keywords="springback, AHSS, die face compensation",
                ),
                TalkRow(
                    key="chassis-joint",
                    submission="chassis/hot-stamped-joint",
                    speakers=("deunsol",),
                    authors=("garam",),
                ),
                TalkRow(
                    key="chassis-casting",
                    title=("알루미늄 노드의 고진공 다이캐스팅", "High-vacuum die casting of aluminium nodes"),
                    speakers=("haram",),
                    abstract=(
                        "기공을 줄여 열처리와 용접이 가능한 노드를 만든 조건을 소개합니다.",
                        "The conditions under which nodes come out dense enough to be heat-treated and welded.",
                    ),
                    keywords="die casting, aluminium, porosity",
                ),
                TalkRow(
                    key="chassis-policy",
                    title=("지역 섀시 공급망의 통계", "The region’s chassis supply chain in figures"),
                    speakers=("saeron",),
                    abstract=(
                        "도내 부품 기업 212곳의 고용과 거래를 다섯 해 동안 따라갔습니다.",
                        "Employment and trade of 212 component makers of the province over five years.",
                    ),
                    keywords="supply chain, statistics",
                ),
            ),
        ),
        SessionRow(
            key="forming",
            day=1,
            at="10:00",
            until="12:00",
            title=("성형과 공정", "Forming and processes"),
            room="hall-b",
            talks=(
                TalkRow(
                    key="chassis-abroad",
                    title=("유럽의 경량 섀시", "The lightweight chassis in Europe"),
                    speakers=("guest-lindqvist",),
                    abstract=(
                        "북유럽 트럭과 버스의 사례 네 건을 소개합니다.",
                        "Four cases of trucks and buses from northern Europe.",
                    ),
                    keywords="lightweight design, trucks",
                    minutes=40,
                ),
                TalkRow(
                    key="chassis-servo",
                    title=("서보 프레스의 모션과 균열", "The motion of servo presses and cracks"),
                    speakers=("guest-nam",),
                    abstract=(
                        "모션 곡선을 바꾸어 귀퉁이 균열을 없앤 과정을 보입니다.",
                        "How another curve of motion took the cracks out of the corners.",
                    ),
                    keywords="servo press, crack",
                    minutes=40,
                ),
            ),
        ),
        SessionRow(key="lunch-1", day=1, at="12:00", until="13:30", title=LUNCH, kind="break"),
        SessionRow(
            key="technology",
            day=1,
            at="13:30",
            until="17:00",
            title=("기술 제안", "Technology proposals"),
            kind="technology",
            room="hall-a",
            talks=(
                TalkRow(
                    key="chassis-offer-joint",
                    title=(
                        "강판–복합재 접합: 다음 단계를 함께할 기업을 찾습니다",
                        "Steel to composite: a company wanted for the next step",
                    ),
                    speakers=("deunsol",),
                    abstract=(
                        "TRL 5까지 온 접합 기술을 양산 라인에서 시험할 기업을 찾습니다.",
                        "A joining technology at TRL 5 looks for a company that tries it on its line.",
                    ),
                    keywords="joining, TRL 5",
                ),
                TalkRow(
                    key="chassis-offer-rights",
                    title=("공동 소유 특허의 실시와 지분", "Working a jointly owned patent: shares and consent"),
                    speakers=("daon",),
                    abstract=(
                        "여럿이 가진 특허를 사업에 쓸 때 무엇을 미리 정해 두어야 하는지 설명합니다.",
                        "What owners settle before one of them uses a patent that several own.",
                    ),
                    keywords="patent, joint ownership",
                ),
            ),
        ),
        SessionRow(
            key="ceo",
            day=2,
            at="09:30",
            until="11:30",
            title=("CEO가 말하다", "CEOs tell"),
            kind="ceo",
            room="hall-a",
            talks=(
                TalkRow(
                    key="chassis-ceo",
                    submission="chassis/ceo-first-order",
                    speakers=("byeolha",),
                    minutes=60,
                    in_proceedings=False,
                ),
            ),
        ),
        SessionRow(key="matching", day=2, at="13:00", until="15:30", title=MATCH, kind="matchmaking", room="hall-b"),
        SessionRow(key="network", day=2, at="15:45", until="17:00", title=NETWORK, kind="network", room="hall-a"),
    ),
)
JOINING = PlanRow(
    sessions=(
        SessionRow(
            key="opening",
            day=1,
            at="09:30",
            until="10:00",
            title=("개회", "Opening"),
            room="hall-a",
            talks=(
                TalkRow(
                    key="joining-welcome",
                    title=("여는 말", "Welcome"),
                    speakers=("garam",),
                    minutes=20,
                    in_proceedings=False,
                ),
            ),
        ),
        SessionRow(
            key="joint",
            day=1,
            at="10:00",
            until="11:00",
            title=("열간성형 강판과 탄소섬유 복합재의 접합", "Joining hot-stamped steel and carbon-fibre composites"),
            room="hall-a",
            track="research",
            talks=(
                TalkRow(
                    key="joining-joint",
                    title=(
                        "표면 처리와 경화가 접합 강도에 미치는 영향",
                        "How surface treatment and curing govern the strength of the joint",
                    ),
                    speakers=("deunsol",),
                    authors=("garam",),
                    abstract=(
                        "레이저로 처리한 표면과 두 단계 경화를 견주고, 1,000시간 염수 분무 뒤의 강도를 보입니다.",
                        "Laser-treated surfaces and curing in two steps, with the strength after 1,000 hours of salt spray.",
                    ),
                    keywords="surface treatment, curing, CFRP",
                    minutes=40,
                ),
                TalkRow(
                    key="joining-test",
                    title=("접합부의 비파괴 검사", "Testing the joint without destroying it"),
                    speakers=("haram",),
                    abstract=("초음파와 열화상을 함께 씁니다.", "Ultrasound and thermography together."),
                    keywords="non-destructive testing",
                    minutes=20,
                ),
            ),
        ),
        SessionRow(
            key="abroad",
            day=1,
            at="11:10",
            until="12:00",
            title=("강재 성형의 국제 동향", "Forming steel: the view from abroad"),
            room="hall-a",
            track="research",
            talks=(
                TalkRow(
                    key="joining-abroad",
                    title=("두께가 다른 강판을 한 번에", "Blanks of different thickness in one stroke"),
                    speakers=("guest-lindqvist",),
                    abstract=("생산 현장의 사례 두 건입니다.", "Two cases from production."),
                    minutes=45,
                ),
            ),
        ),
        SessionRow(key="lunch-1", day=1, at="12:00", until="13:30", title=LUNCH, kind="break"),
        SessionRow(
            key="results",
            day=1,
            at="13:30",
            until="17:30",
            title=("연구 성과 발표", "Research results"),
            room="hall-b",
            track="research",
            talks=(
                TalkRow(
                    key="joining-polymer",
                    title=("고분자 쪽에서 본 계면", "The interface, seen from the polymer"),
                    speakers=("guest-nam",),
                    abstract=("젖음과 결정화를 다룹니다.", "On wetting and crystallisation."),
                    keywords="interface, polymer",
                ),
                TalkRow(
                    key="joining-statistics",
                    title=("접합 기술과 지역의 일자리", "Joining technology and jobs in the region"),
                    speakers=("saeron",),
                    abstract=("다섯 해의 통계입니다.", "Five years of statistics."),
                ),
            ),
        ),
        SessionRow(
            key="clinic",
            day=1,
            at="15:00",
            until="16:30",
            title=("공동 출원 상담실", "Clinic: filing together"),
            kind="technology",
            room="seminar-1",
            track="technology",
            places=12,
            abstract=(
                "여럿이 함께 출원하려는 분을 위한 작은 상담입니다. 미리 신청하십시오.",
                "A small clinic for those who want to file together. Please book a place.",
            ),
            talks=(
                TalkRow(
                    key="joining-rights",
                    title=("발명자인가 출원인인가", "Inventor or applicant"),
                    speakers=("daon",),
                    in_proceedings=False,
                    minutes=40,
                ),
            ),
        ),
        SessionRow(
            key="technology",
            day=2,
            at="09:30",
            until="12:00",
            title=("사업화 유망 기술 제안", "Technology for business"),
            kind="technology",
            room="hall-a",
            track="technology",
            talks=(
                TalkRow(
                    key="joining-offer",
                    submission="joining/offer",
                    speakers=("deunsol",),
                ),
                TalkRow(
                    key="joining-investor",
                    title=("투자자는 무엇을 묻는가", "What investors ask"),
                    speakers=("seulgi",),
                    in_proceedings=False,
                ),
            ),
        ),
        SessionRow(key="lunch-2", day=2, at="12:00", until="13:30", title=LUNCH, kind="break"),
        SessionRow(
            key="investment",
            day=2,
            at="13:30",
            until="15:00",
            title=("상담소: 첫 투자 받기", "Clinic: the first investment"),
            kind="technology",
            room="hall-a",
            track="technology",
            places=10,
        ),
        SessionRow(
            key="workshop",
            day=2,
            at="13:30",
            until="15:00",
            title=("실습: 접합부 시험", "Workshop: testing the joint"),
            kind="technology",
            room="seminar-1",
            track="research",
            places=12,
        ),
        SessionRow(key="matching", day=2, at="13:30", until="17:30", title=MATCH, kind="matchmaking", room="hall-b"),
        SessionRow(
            key="ceo",
            day=3,
            at="09:30",
            until="11:30",
            title=("CEO의 경험담: 자금이 마르던 해", "CEOs tell: the year the money ran out"),
            kind="ceo",
            room="hall-a",
            track="network",
            talks=(
                TalkRow(
                    key="joining-ceo",
                    title=("월급날까지 열이레", "Seventeen days to payday"),
                    speakers=("byeolha",),
                    minutes=60,
                    in_proceedings=False,
                ),
            ),
        ),
        SessionRow(
            key="network", day=3, at="13:00", until="15:30", title=NETWORK, kind="network", room="hall-a", track="network"
        ),
        SessionRow(key="closing", day=3, at="15:30", until="16:00", title=("폐회", "Closing"), kind="network", room="hall-a"),
    ),
)
FACTORY = PlanRow(
    is_published=False,
    sessions=(
        SessionRow(
            key="opening",
            day=1,
            at="10:00",
            until="10:30",
            title=("개회", "Opening"),
            room="auditorium",
            talks=(TalkRow(key="factory-welcome", title=("여는 말", "Welcome"), speakers=("garam",), minutes=20),),
        ),
        SessionRow(
            key="scale-up",
            day=1,
            at="10:30",
            until="12:00",
            title=("시작품에서 첫 천 개까지", "From a prototype to the first thousand"),
            room="auditorium",
            track="scale-up",
            talks=(
                TalkRow(
                    key="factory-thousand",
                    title=("첫 천 개의 불량에서 배운 것", "What the scrap of the first thousand taught"),
                    speakers=("haram",),
                ),
            ),
        ),
        SessionRow(
            key="founders",
            day=1,
            at="11:00",
            until="12:00",
            title=("창업과 투자", "Founders and investors"),
            kind="ceo",
            room="conference",
            track="founders",
        ),
        SessionRow(key="lunch-1", day=1, at="12:00", until="13:30", title=LUNCH, kind="break"),
    ),
    unplaced=(
        TalkRow(
            key="factory-costs",
            title=("양산 원가를 미리 세는 법", "Counting the cost of series production beforehand"),
            speakers=("guest-nam",),
        ),
    ),
)
PLANS: dict[str, PlanRow] = {
    "lightweight-chassis-days": CHASSIS,
    "metal-polymer-joining": JOINING,
    "research-to-factory": FACTORY,
}
