"""Rows of the demonstration's symposia. Days count from the first day of the symposium."""

from dataclasses import dataclass

Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class RoomRow:
    key: str
    name: Pair
    place: Pair = ("", "")
    seats: int | None = None


@dataclass(frozen=True, kw_only=True)
class TrackRow:
    slug: str
    title: Pair
    summary: Pair = ("", "")
    colour: str = "1"
    chair: str = ""


@dataclass(frozen=True, kw_only=True)
class SymposiumRow:
    theme: Pair
    committee: str = ""
    rooms: tuple[RoomRow, ...] = ()
    tracks: tuple[TrackRow, ...] = ()
    dates: tuple[tuple[int, Pair], ...] = ()


@dataclass(frozen=True, kw_only=True)
class CommitteeRow:
    name: Pair
    description: Pair
    chair: str
    secretary: str
    members: tuple[str, ...] = ()


# The committee of Metal–Polymer Joining is one of the platform's own rows.
COMMITTEES = {
    "lightweight-chassis-days-committee": CommitteeRow(
        name=("경량 섀시 심포지엄 운영위원회", "Lightweight Chassis Days Committee"),
        description=(
            "이틀간 열린 경량 섀시 심포지엄의 프로그램과 자료집을 맡았습니다.",
            "Responsible for the programme and the proceedings of the two-day symposium on the lightweight chassis.",
        ),
        chair="expert",
        secretary="staff",
    ),
    "research-to-factory-committee": CommitteeRow(
        name=("연구에서 공장까지 심포지엄 운영위원회", "Research to Factory Committee"),
        description=(
            "연구 성과를 양산으로 잇는 이틀간의 심포지엄을 준비합니다. 지금은 발표를 모집하고 있습니다.",
            "Prepares the two-day symposium that takes results to series production. The call for talks is open now.",
        ),
        chair="expert",
        secretary="staff",
    ),
}
HALL_A, HALL_B = ("A홀", "Hall A"), ("B홀", "Hall B")
CONVENTION = (
    RoomRow(key="hall-a", name=HALL_A, place=("1층 동쪽", "Ground floor, east"), seats=150),
    RoomRow(key="hall-b", name=HALL_B, place=("1층 서쪽", "Ground floor, west"), seats=120),
    RoomRow(key="seminar-1", name=("세미나실 1", "Seminar Room 1"), place=("2층", "First floor"), seats=40),
)
SYMPOSIA = {
    "lightweight-chassis-days": SymposiumRow(
        theme=("가볍게, 튼튼하게, 함께", "Lighter, stronger, together"),
        committee="lightweight-chassis-days-committee",
        rooms=CONVENTION,
        tracks=(
            TrackRow(
                slug="materials",
                title=("소재와 접합", "Materials and joining"),
                summary=("강, 알루미늄, 복합재를 한 섀시로", "Steel, aluminium and composites in one chassis"),
            ),
            TrackRow(
                slug="business",
                title=("사업화와 경영", "Business and management"),
                summary=("기술 제안, CEO의 경험, 일대일 상담", "Technology proposals, CEOs who tell, one-to-one meetings"),
                colour="2",
            ),
        ),
        dates=(
            (-70, ("발표 신청 마감", "Call for talks closes")),
            (-35, ("심사 결과 통보", "Decisions are sent")),
        ),
    ),
    "metal-polymer-joining": SymposiumRow(
        theme=("금속과 고분자를 한 부품으로", "Metal and polymer in one part"),
        committee="metal-polymer-joining-committee",
        rooms=CONVENTION,
        tracks=(
            TrackRow(
                slug="research",
                title=("연구 성과", "Research results"),
                summary=("계면, 표면 처리, 공정 해석", "Interfaces, surface treatment, process simulation"),
                chair="expert",
            ),
            TrackRow(
                slug="technology",
                title=("사업화 유망 기술", "Technology for business"),
                summary=("기업인·투자자·공급자에게 드리는 제안", "Proposals to businesspeople, investors and suppliers"),
                colour="2",
            ),
            TrackRow(
                slug="network",
                title=("경영과 교류", "Management and network"),
                summary=("CEO의 경험과 교류 활성화 토론", "CEOs who tell, and how to know each other better"),
                colour="3",
            ),
        ),
        dates=(
            (-60, ("발표 신청 마감", "Call for talks closes")),
            (-25, ("발표 확정", "Talks are confirmed")),
            (-9, ("일대일 상담 신청 마감", "Last day to ask for one-to-one meetings")),
        ),
    ),
    "research-to-factory": SymposiumRow(
        theme=("연구 성과가 양산이 되기까지", "From a result to series production"),
        committee="research-to-factory-committee",
        rooms=(
            RoomRow(
                key="auditorium", name=("대강당", "Auditorium"), place=("본관 1층", "Main building, ground floor"), seats=200
            ),
            RoomRow(
                key="conference",
                name=("국제회의실", "Conference Hall"),
                place=("본관 2층", "First floor"),
                seats=80,
            ),
        ),
        tracks=(
            TrackRow(
                slug="scale-up",
                title=("양산으로 가는 길", "The way to series production"),
                summary=("시작품에서 첫 천 개까지", "From a prototype to the first thousand"),
            ),
            TrackRow(
                slug="founders",
                title=("창업과 투자", "Founders and investors"),
                summary=("자금, 인증, 첫 고객", "Funds, certification, the first customer"),
                colour="2",
            ),
        ),
        dates=((-20, ("프로그램 공개", "The programme is published")),),
    ),
}
