"""Clusters of the demonstration, and what its made-up statistics are made of."""

from dataclasses import dataclass, field

# The statistics are drawn with this seed: the same in every demonstration.
SEED = 20_260_301
YEARS = 5
SOURCE = "시연용 가상 통계 / made-up figures (demo)"
# People employed in the country in the first year: all industries, then each, with the change a year of each.
COUNTRY = 20_100_000
INDUSTRIES = {
    "C22": (250_000, 1.010),
    "C24": (150_000, 0.985),
    "C25": (420_000, 1.002),
    "C26": (390_000, 1.030),
    "C28": (260_000, 1.060),
    "C29": (480_000, 1.020),
    "C30": (372_000, 0.992),
}
GROWTH_OF_ALL = 1.005
# Each city or county: people employed in the first year, and how many times as large as in the country some industries are.
USUAL = 0.3
REGIONS: dict[str, tuple[int, dict[str, float]]] = {
    "pohang": (215_000, {"C24": 9.5, "C25": 2.2, "C28": 1.1, "C29": 0.9}),
    "gyeongju": (125_000, {"C30": 6.2, "C25": 2.4, "C24": 1.8, "C22": 1.9, "C29": 1.3}),
    "gumi": (225_000, {"C26": 8.4, "C28": 2.2, "C22": 1.5, "C29": 1.2, "C25": 1.15}),
    "gyeongsan": (130_000, {"C30": 3.1, "C29": 2.4, "C25": 2.2, "C22": 1.7, "C28": 1.2}),
    "yeongcheon": (52_000, {"C30": 5.4, "C29": 2.2, "C22": 2.3, "C25": 2.0, "C24": 1.2}),
    "chilgok": (62_000, {"C28": 2.4, "C29": 2.1, "C25": 2.6, "C22": 2.2, "C26": 1.6, "C30": 1.4}),
    "gimcheon": (68_000, {"C22": 1.6, "C30": 1.3, "C25": 1.3, "C28": 1.2}),
    "andong": (72_000, {"C22": 0.6}),
    "yeongju": (45_000, {"C24": 2.4, "C25": 1.1}),
    "sangju": (48_000, {"C28": 1.25, "C29": 0.8}),
    "mungyeong": (34_000, {"C22": 1.2}),
    "uiseong": (28_000, {"C25": 0.7}),
    "cheongsong": (13_000, {}),
    "yeongyang": (9_000, {}),
    "yeongdeok": (18_000, {"C22": 0.5}),
    "cheongdo": (22_000, {"C29": 1.4, "C25": 1.3}),
    "goryeong": (20_000, {"C24": 3.1, "C25": 2.9, "C29": 1.6}),
    "seongju": (26_000, {"C22": 2.6, "C25": 1.9, "C30": 1.25}),
    "yecheon": (27_000, {"C25": 0.6}),
    "bonghwa": (16_000, {"C24": 1.6}),
    "uljin": (28_000, {"C29": 0.5}),
    "ulleung": (6_000, {}),
}
# What the office keeps to itself, since one company would be known by it.
WITHHELD = {("ulleung", "C26"), ("ulleung", "C30"), ("yeongyang", "C24")}


@dataclass(frozen=True, kw_only=True)
class ClusterRow:
    slug: str
    name: tuple[str, str]
    industries: tuple[str, ...]
    regions: tuple[str, ...]
    description: tuple[str, str]


CLUSTERS = [
    ClusterRow(
        slug="automotive-components",
        name=("자동차부품", "Automotive Components"),
        industries=("C30",),
        regions=("gyeongsan", "yeongcheon", "gyeongju"),
        description=(
            "경산, 영천, 경주에 이어진 자동차부품 업체들. 섀시와 구동, 차체 부품을 만듭니다. (demo)",
            "Makers of chassis, drive and body parts in a row from Gyeongsan over Yeongcheon to Gyeongju. (demo)",
        ),
    ),
    ClusterRow(
        slug="moulds-forming",
        name=("금형·성형", "Moulds & Forming"),
        industries=("C29", "C22"),
        regions=("gyeongsan", "yeongcheon", "chilgok"),
        description=(
            "금형을 만드는 기계 업체와 그 금형으로 플라스틱을 성형하는 업체가 함께 있습니다. (demo)",
            "Machine shops that build dies and moulds, and the moulders who work with them. (demo)",
        ),
    ),
    ClusterRow(
        slug="steel-materials",
        name=("철강·소재", "Steel & Materials"),
        industries=("C24", "C25"),
        regions=("pohang",),
        description=(
            "포항의 제철과 그 뒤를 잇는 금속가공. 고강도강과 경량 소재로 옮겨 가고 있습니다. (demo)",
            "Steel in Pohang and the metalworking that follows it, on the way to high-strength and light materials. (demo)",
        ),
    ),
    ClusterRow(
        slug="electronics",
        name=("전자", "Electronics"),
        industries=("C26",),
        regions=("gumi",),
        description=(
            "구미의 전자부품과 센서. 자동차와 설비에 들어가는 감지 기술을 찾는 곳입니다. (demo)",
            "Electronic components and sensors in Gumi, looking for cars and machines that need to feel. (demo)",
        ),
    ),
    ClusterRow(
        slug="electrical-equipment",
        name=("전기장비", "Electrical Equipment"),
        industries=("C28",),
        regions=("chilgok", "gumi"),
        description=(
            "칠곡과 구미의 전기장비 업체들. 배터리 하우징과 전력 변환 부품을 만듭니다. (demo)",
            "Makers of battery housings and power parts in Chilgok and Gumi. (demo)",
        ),
    ),
    # Near to car parts by measure, and nobody of it comes to the same meetings: what the bridge finder is for.
    ClusterRow(
        slug="plastic-parts",
        name=("플라스틱 부품", "Plastic Parts"),
        industries=("C22",),
        regions=("gimcheon", "seongju"),
        description=(
            "김천과 성주의 플라스틱 부품 업체들. 자동차부품과 가까운 곳에 있지만 함께한 일은 없습니다. (demo)",
            "Makers of plastic parts in Gimcheon and Seongju: near to car parts, and never at one table with them. (demo)",
        ),
    ),
]


@dataclass(frozen=True, kw_only=True)
class MilestoneRow:
    """`due` and `achieved` are days from the day of loading."""

    title: tuple[str, str]
    due: int
    achieved: int | None = None
    owner: str = ""


@dataclass(frozen=True, kw_only=True)
class HybridRow:
    slug: str
    name: tuple[str, str]
    parents: tuple[str, ...]
    description: tuple[str, str]
    owner: str
    # (days from the day of loading, stage, why)
    stages: tuple[tuple[int, str, str], ...]
    milestones: tuple[MilestoneRow, ...] = field(default_factory=tuple)


HYBRIDS = [
    HybridRow(
        slug="lightweight-smart-chassis",
        name=("경량 스마트 섀시", "Lightweight Smart Chassis"),
        parents=("automotive-components", "steel-materials", "electronics"),
        description=(
            "고강도강과 센서를 섀시 하나에 담습니다. 자동차부품, 철강, 전자가 만나는 자리입니다. (demo)",
            "High-strength steel and sensors in one chassis: where car parts, steel and electronics meet. (demo)",
        ),
        owner="chair",
        stages=(
            (-400, "latent", ""),
            (-150, "emerging", "세 클러스터의 업체들이 공동 로드맵에 합의함 / companies of the three agreed on a roadmap"),
        ),
        milestones=(
            MilestoneRow(
                title=("세 클러스터 공동 로드맵", "Joint roadmap of the three clusters"),
                due=-130,
                achieved=-151,
                owner="expert",
            ),
            MilestoneRow(title=("섀시 센서 공동 규격", "Shared specification of chassis sensors"), due=-75, achieved=-52),
            MilestoneRow(title=("컨소시엄 협약 체결", "Agreement of the consortium signed"), due=-9, owner="haram.choi"),
            MilestoneRow(title=("시제품 섀시 공동 시험", "Joint trial of the first chassis"), due=85),
        ),
    ),
    HybridRow(
        slug="metal-polymer-battery-housing",
        name=("금속·고분자 배터리 하우징", "Metal–Polymer Battery Housing"),
        parents=("electrical-equipment", "moulds-forming", "steel-materials"),
        description=(
            "금속 프레임과 고분자 덮개를 하나의 하우징으로. 전기장비, 금형·성형, 금속가공이 함께 만듭니다. (demo)",
            "A metal frame and a polymer cover become one housing, made by electrical equipment, moulding and metalworking. (demo)",
        ),
        owner="haram.choi",
        stages=(
            (-520, "latent", ""),
            (-310, "emerging", "접합 시험 네 건을 함께 진행함 / four joining trials done together"),
            (-70, "organised", "태스크포스가 꾸려지고 사무를 맡음 / a task force took on the work"),
        ),
        milestones=(
            MilestoneRow(title=("접합 시험 공동 보고서", "Joint report on joining trials"), due=-290, achieved=-288),
            MilestoneRow(title=("태스크포스 구성", "Task force set up"), due=-60, achieved=-72),
            MilestoneRow(title=("하우징 시험 금형 완성", "Trial mould of the housing finished"), due=24),
            MilestoneRow(title=("첫 공동 수주", "First joint order"), due=210),
        ),
    ),
]


@dataclass(frozen=True, kw_only=True)
class AnalysisRow:
    slug: str
    title: tuple[str, str]
    clusters: tuple[str, ...]
    level: str
    technique: str
    finding: tuple[str, str]
    limits: tuple[str, str]
    source: str
    is_published: bool = True
    paper: str = ""


ANALYSES = [
    AnalysisRow(
        slug="where-the-region-is-strong",
        title=("경북이 강한 산업", "Where the region is strong"),
        clusters=("automotive-components", "steel-materials", "electronics"),
        level="macro",
        technique="lq",
        finding=(
            "1차 금속은 포항, 전자는 구미, 자동차부품은 경주와 영천에 몰려 있습니다. 입지계수가 2를 넘는 산업은 시·군마다 한두 가지입니다. (demo)",
            "Basic metals gather in Pohang, electronics in Gumi, car parts in Gyeongju and Yeongcheon. In each place only one or two "
            "industries have a location quotient above 2. (demo)",
        ),
        limits=(
            "종사자 수만 보았습니다. 생산액과 부가가치는 다를 수 있습니다.",
            "It counts people employed. Output and value added may tell otherwise.",
        ),
        source=SOURCE,
        paper="경북이 강한 산업 (demo)\n\n1. 자료와 방법\n2. 시·군별 입지계수\n3. 한계\n",
    ),
    AnalysisRow(
        slug="who-buys-from-whom",
        title=("누가 누구에게서 사는가", "Who buys from whom"),
        clusters=("automotive-components", "moulds-forming", "steel-materials"),
        level="meso",
        technique="input-output",
        finding=(
            "자동차부품이 쓰는 강판의 절반은 도 안에서 오지만 금형은 대부분 도 밖에서 삽니다. (demo)",
            "Half of the sheet steel in car parts comes from the province; most of the dies are bought outside it. (demo)",
        ),
        limits=(
            "지역산업연관표는 5년마다 나옵니다. 그 사이의 변화는 보이지 않습니다.",
            "Regional tables come every five years: what changed since cannot be seen.",
        ),
        source=SOURCE,
    ),
    AnalysisRow(
        slug="a-chassis-with-sensors",
        title=("센서를 넣은 섀시: 세 회사의 경험", "A chassis with sensors: what three companies met"),
        clusters=("automotive-components", "electronics"),
        level="micro",
        technique="case-study",
        finding=(
            "시험 설비보다 책임의 경계가 걸림돌이었습니다. 센서가 고장 나면 누가 책임지는지 아무도 정하지 않았습니다. (demo)",
            "What stopped them was no test rig but liability: nobody had settled who answers for a sensor that fails. (demo)",
        ),
        limits=(
            "세 회사의 이야기입니다. 다른 회사도 그렇다고 말할 수는 없습니다.",
            "Three companies were asked; others may be different.",
        ),
        source="면담 3건 / three interviews (demo)",
        is_published=False,
        paper="면담 기록 요약 (demo)\n\n위원만 볼 수 있습니다.\n",
    ),
]
