"""Targets, papers and touches of the demonstration: fictional. Days count from the day of loading, back where negative."""

import dataclasses
from dataclasses import dataclass

PLAN = """## 왜 경북인가 · Why Gyeongbuk

- 경산–영천–경주 자동차부품 클러스터까지 차로 40분
- 하이브리드 클러스터 ‘경량 스마트 섀시’의 구동계 연구 공백

## 단계 · Steps

1. 화상 회의로 연구 주제 확인
2. 가온누리부품연구원 시험동 방문
3. 공동연구실 30 m² 임대 제안
"""
PROPOSAL_EN = """We invite you to open a research office of **eight to twelve engineers** beside our test track.

- A rig for e-axles up to 250 kW, free of charge for the first year
- Two universities that train power-electronics engineers
- Thirty suppliers of castings and forgings within an hour

Next step: a visit in spring.
"""
PROPOSAL_KO = """주관 연구원 시험 주행로 옆에 **연구원 8~12명 규모의 연구소**를 여시기를 제안합니다.

- 250 kW급 e-액슬 시험 설비 첫해 무상 제공
- 전력전자 인력을 배출하는 두 대학
- 한 시간 거리의 주조·단조 협력사 서른 곳

다음 단계: 봄에 현장 방문.
"""


@dataclass(frozen=True, kw_only=True)
class TargetRow:
    """One target. `days`: when it was moved to each stage that it passed. `data`: title, source, days, licence."""

    name: tuple[str, str]
    kind: str
    origin: str
    country: str
    field: tuple[str, str]
    brief: tuple[str, str]
    days: tuple[int, ...]
    standing: str = "open"
    why: str = ""
    action: tuple[str, int] | None = None
    owner: str = "staff"
    touches: tuple[tuple[int, str, str, str], ...] = ()
    # Of the organisation that it became.
    number: str = ""
    plan: str = ""
    plan_approved: bool = False
    data: tuple[tuple[str, str, int, str], ...] = ()
    proposals: tuple[tuple[str, str, str, bool], ...] = ()
    facts: dict[str, object] = dataclasses.field(default_factory=dict)
    projected: tuple[int, int, int, int] | None = None
    actual: tuple[int, int, int, int] | None = None


KOGL = "공공누리 제1유형 · KOGL type 1"
CONTRACT = "계약에 따름 · by contract"
# The keys name no target: they stand in a table.
TARGETS = {
    "target-1": TargetRow(
        name=("노르비카 드라이브트레인", "Norvikka Drivetrain AB"),
        kind="research-centre",
        origin="global",
        country="SE",
        field=("전기차용 일체형 구동축(e-액슬)", "Integrated electric axles"),
        brief=(
            "e-액슬 소음·진동 연구소의 아시아 거점을 찾고 있습니다. 2년 안에 정한다고 합니다.",
            "Looks for an Asian site for its e-axle noise and vibration laboratory, and wants to decide within two years.",
        ),
        days=(-320, -290, -240, -190, -120, -75, -30),
        action=("공동연구실 임대 조건 회신", 6),
        touches=(
            (-285, "event", "staff", "전시회에서 연구개발 담당 부사장과 20분 면담. 한국 고객사 두 곳에 납품 예정."),
            (-200, "call", "staff", "화상 회의 1시간: 시험 설비 목록과 전력 단가를 요청."),
            (-76, "visit", "admin", "시험동과 주행로 방문. 소음 시험실 배경 소음 18 dB에 만족."),
            (
                -28,
                "report",
                "agency",
                "Their board discusses sites on the 20th of next month; rent matters more than subsidies.",
            ),
        ),
        plan=PLAN,
        plan_approved=True,
        data=(
            ("자동차부품 고용 통계", "국가통계(가상)", -150, KOGL),
            ("전력 단가 비교", "가온누리부품연구원", -60, CONTRACT),
        ),
        proposals=(("en", "A laboratory by the test track", PROPOSAL_EN, True), ("ko", "주행로 옆 연구소", PROPOSAL_KO, False)),
        facts={"investment_krw": 4_200_000_000, "voting_percent": "100", "researchers": 9},
        projected=(4_200_000_000, 24, 12, 8),
    ),
    # Whose dispatch is blocked: no approved plan, old data, no agency.
    "target-2": TargetRow(
        name=("미나모 센서", "Minamo Sensor K.K."),
        kind="research-centre",
        origin="global",
        country="JP",
        field=("금형 내 압력·온도 센서", "Pressure and temperature sensors inside moulds"),
        brief=("금형 센서 응용 연구실을 검토하고 있습니다.", "Considers an applications laboratory for sensors in moulds."),
        days=(-210, -180, -140, -45),
        action=("유치 계획 승인받기", -3),
        touches=((-178, "mail", "staff", "서신으로 관심을 확인. 담당자는 응용기술부장."),),
        plan="## 초안\n\n사출성형 포럼 회원사와의 공동 시험을 먼저 제안합니다.",
        data=(
            ("사출성형 사업체 조사", "협의회 조사(가상)", -430, KOGL),
            ("금형 센서 특허 동향", "가온누리부품연구원", -90, CONTRACT),
        ),
        proposals=(("en", "Sensors where the moulds are", "A first draft of what we could offer.", False),),
    ),
    "target-3": TargetRow(
        name=("켄드릭 폴리머스", "Kendrick & Vale Polymers"),
        kind="company",
        origin="global",
        country="GB",
        field=("재생 폴리프로필렌 컴파운드", "Recycled polypropylene compounds"),
        brief=("아시아 첫 컴파운딩 공장을 검토했습니다.", "Considered its first compounding plant in Asia."),
        days=(-400, -380, -300),
        standing="lost",
        why="본사가 베트남에 짓기로 결정했습니다. 원료 조달이 이유였습니다.",
        touches=((-299, "call", "staff", "공장 부지 두 곳을 안내."),),
        owner="admin",
    ),
    "target-4": TargetRow(
        name=("아우렐리오 프레세", "Aurelio Presse S.p.A."),
        kind="company",
        origin="global",
        country="IT",
        field=("서보 프레스", "Servo presses"),
        brief=("서보 프레스 서비스 센터와 시험실.", "A service centre with a try-out laboratory for servo presses."),
        days=(-260, -230, -150),
        standing="on-hold",
        why="본사의 경영진이 바뀌어 내년 상반기까지 기다립니다.",
        touches=((-151, "meeting", "admin", "프레스성형 포럼 뒤에 면담."),),
        owner="admin",
    ),
    "target-5": TargetRow(
        name=("새벽파워트레인 연구소", "Saebyeok Powertrain Research"),
        kind="research-centre",
        origin="star",
        country="KR",
        field=("수소 내연기관", "Hydrogen combustion engines"),
        brief=(
            "스타기업의 부설 연구소. 영천으로 옮겨 왔습니다.",
            "The research centre of a star company, which has moved to Yeongcheon.",
        ),
        days=(-700, -690, -660, -620, -560, -500, -450, -400, -330, -180, -60),
        action=("입주 1년 점검 준비", 40),
        touches=((-58, "visit", "staff", "이전 뒤 첫 방문: 통근 버스와 어린이집을 요청."),),
        number="999-82-00138",
        facts={"hq_in_province": True, "average_sales_krw": 18_500_000_000, "regular_staff": 64},
        projected=(6_000_000_000, 40, 18, 12),
        actual=(5_400_000_000, 31, 15, 9),
    ),
}
NDA_TITLE = ("투자유치 자문기관 비밀유지계약", "Confidentiality agreement for consultation agencies")
NDA_TEXT_KO = """1. 자문기관은 배정된 유치대상기업의 이름과 받은 자료를 누구에게도 알리지 않습니다.
2. 자료는 배정된 일에만 쓰고, 계약이 끝나면 30일 안에 없앱니다.
3. 사람의 이름을 국외로 옮길 때에는 따로 알리고 동의를 받습니다.
"""
NDA_TEXT_EN = """1. The agency tells nobody the names of the targets assigned to it, nor what it was given.
2. It uses the material for that work alone, and destroys it within 30 days of the end.
3. Names of people go abroad only after a notice and a consent of their own.
"""
SCOPE = "Find out who decides and when; prepare two meetings; report every month."
DELIVERABLES = "A report a month.\nA list of questions that the target asks.\nMinutes of each meeting within five days."
