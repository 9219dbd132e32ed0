"""Opportunities and proposals of the demonstration. All fictional. Texts are (Korean, English); days count from the loading."""

from dataclasses import dataclass

Text = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class MoveRow:
    """A move on a day; `by` is a person's key, "" for the desk."""

    verb: str
    before: str
    after: str
    day: int
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class DecisionRow:
    """How the seats voted, in their order (missing ones were absent), and what was decided."""

    outcome: str
    day: int
    votes: str
    text: Text
    dissent: Text = ("", "")


@dataclass(frozen=True, kw_only=True)
class ProposalRow:
    key: str
    kind: str
    state: str
    author: str
    title: Text
    problem: Text
    plan: Text
    authority: Text = ("", "")
    owner: str = ""
    budget: int | None = None
    clusters: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    evidence: tuple[tuple[Text, str], ...] = ()
    moves: tuple[MoveRow, ...] = ()
    decision: DecisionRow | None = None
    reply_due: int | None = None


def _way(author: str, first: int, *, reviewed: int, agenda: int) -> tuple[MoveRow, ...]:
    """From handing in to the agenda."""
    return (
        MoveRow(verb="submit", before="draft", after="submitted", day=first, by=author),
        MoveRow(verb="screen", before="submitted", after="screening", day=first + 3),
        MoveRow(verb="review", before="screening", after="under-review", day=reviewed),
        MoveRow(verb="agenda", before="under-review", after="on-agenda", day=agenda),
    )


PROPOSALS = (
    ProposalRow(
        key="sensor-chassis",
        kind="linkage",
        state="declined",
        author="saeron.park",
        title=("센서–섀시 산업연계 계획 (demo)", "Sensor–chassis linkage plan (demo)"),
        problem=(
            "경산의 섀시 부품사와 구미의 센서 기업은 서로의 시험 일정을 모릅니다. 같은 시제품을 두 번 만듭니다.",
            "Makers of chassis parts in Gyeongsan and of sensors in Gumi do not know each other’s test plans. "
            "The same prototype is built twice.",
        ),
        plan=(
            "두 클러스터의 기업 열두 곳이 분기마다 시제품을 맞바꾸는 연계 사업을 시작합니다.",
            "Twelve companies of both clusters swap prototypes every quarter.",
        ),
        authority=("한마루도청 기업지원과", "Hanmaru Provincial Office"),
        budget=480_000_000,
        clusters=("automotive-components", "electronics"),
        organisations=("eunhatteul",),
        evidence=(
            (
                ("두 클러스터의 관련도와 공동 회의 수", "Relatedness of both clusters, and their shared meetings"),
                "φ 0.62, 최근 3년 공동 회의 0회",
            ),
        ),
        moves=(
            *_way("saeron.park", -150, reviewed=-140, agenda=-60),
            MoveRow(verb="decline", before="on-agenda", after="declined", day=-42, by="chair"),
        ),
        decision=DecisionRow(
            outcome="declined",
            day=-42,
            votes="faaabfaa",
            text=(
                "부결한다. 참여 기업의 확약이 없고, 시제품의 권리 관계가 정해지지 않았다. 공동 산업재산권 포럼의 검토를 거쳐 다시 제안할 수 있다.",
                "Declined: no company has committed itself, and it is open who owns what in a shared prototype. It may come back "
                "once the Joint IP forum has looked at it.",
            ),
            dissent=(
                "두 위원은 작은 시범사업이라도 시작하자는 의견을 남겼다.",
                "Two members would have begun with a small trial.",
            ),
        ),
    ),
    ProposalRow(
        key="voucher",
        kind="policy",
        state="forwarded",
        author="haram.choi",
        owner="saeron.park",
        title=("시험 금형 바우처 정책 (demo)", "Trial-mould voucher policy (demo)"),
        problem=(
            "시험 금형 한 벌이 작은 사출 기업의 한 달 매출보다 비쌉니다. 새 소재를 시험하지 못하고 주문을 놓칩니다.",
            "One trial mould costs a small moulder more than a month’s sales. New materials stay untested, and orders are lost.",
        ),
        plan=(
            "연 60건, 건당 최대 2천만 원의 바우처로 시험 금형 제작비의 절반을 지원합니다.",
            "Sixty vouchers a year, of up to 20 million won each, for half of a trial mould’s cost.",
        ),
        authority=("한마루도청 기업지원과", "Hanmaru Provincial Office"),
        budget=1_200_000_000,
        clusters=("moulds-forming",),
        evidence=(
            (("사출 기업 41곳 설문", "Survey of 41 moulding companies"), "29곳이 지난해 시험 금형 비용 때문에 견적을 포기"),
            (("금형 클러스터의 특화도와 성장률", "Specialisation and growth of the mould cluster"), "LQ 1.84"),
        ),
        moves=(
            *_way("haram.choi", -128, reviewed=-118, agenda=-60),
            MoveRow(verb="adopt-changed", before="on-agenda", after="adopted-with-changes", day=-42, by="chair"),
            MoveRow(verb="forward", before="adopted-with-changes", after="forwarded", day=-30, reason="공문 제2026-118호"),
        ),
        decision=DecisionRow(
            outcome="adopted-with-changes",
            day=-42,
            votes="fffffabf",
            text=(
                "수정 가결한다. 건당 한도를 1,500만 원으로 낮추고, 같은 기업은 한 해 두 건까지로 한다.",
                "Adopted with changes: at most 15 million won each, and two vouchers a company and year.",
            ),
        ),
        reply_due=18,
    ),
    ProposalRow(
        key="try-out-centre",
        kind="project",
        state="adopted",
        author="expert",
        owner="expert",
        title=("공동 금형 시사출 센터 (demo)", "Shared die try-out centre (demo)"),
        problem=(
            "금형을 다 만들고도 시사출할 기계를 3주 기다립니다. 납기가 늦고, 고칠 때마다 다시 기다립니다.",
            "A finished die waits three weeks for a machine to be tried on, and again after each correction.",
        ),
        plan=(
            "프레스 2대와 사출기 3대를 갖춘 공동 시사출 센터를 열고, 예약과 측정 자료를 함께 씁니다.",
            "A shared centre with two presses and three moulding machines, one booking system and common measurements.",
        ),
        authority=("한마루도청 기업지원과", "Hanmaru Provincial Office"),
        budget=3_400_000_000,
        clusters=("moulds-forming", "automotive-components"),
        organisations=("haetsalsae", "byeolmaru"),
        evidence=(
            (("시사출 대기 시간 조사", "Waiting times for try-outs"), "금형 118벌, 중앙값 19일"),
            (("금형 클러스터의 고용", "Employment of the mould cluster"), "5년 사이 연 3.1 % 증가"),
        ),
        moves=(
            *_way("expert", -110, reviewed=-104, agenda=-60),
            MoveRow(verb="adopt", before="on-agenda", after="adopted", day=-42, by="chair"),
        ),
        decision=DecisionRow(
            outcome="adopted",
            day=-42,
            votes="fffbffaf",
            text=(
                "가결한다. 가온누리부품연구원에 설치하고, 이용 규정은 기술포럼의 의견을 들어 정한다.",
                "Adopted. The centre is set up at Gaonnuri; its rules of use are drawn up with the technology forums.",
            ),
            dissent=(
                "한 위원은 운영비의 부담을 먼저 정하자고 하였다.",
                "One member would first have settled who bears the running cost.",
            ),
        ),
    ),
    ProposalRow(
        key="test-bed",
        kind="project",
        state="under-review",
        author="haram.choi",
        title=("하이브리드 접합 시험대 (demo)", "Hybrid-joining test bed (demo)"),
        problem=(
            "금속과 고분자를 잇는 부품은 피로 시험 자료가 없어 완성차 업체의 승인을 받지 못합니다.",
            "Joints of metal and polymer lack fatigue data, so that car makers do not approve them.",
        ),
        plan=(
            "접합 시편 제작, 피로 시험, 자료 공개를 한 곳에서 하는 시험대를 3년 동안 운영합니다.",
            "For three years one test bed makes the samples, runs the fatigue tests and publishes the data.",
        ),
        authority=("한마루도청 기업지원과", "Hanmaru Provincial Office"),
        budget=2_100_000_000,
        clusters=("steel-materials", "electrical-equipment"),
        organisations=("mirnae",),
        evidence=((("배터리 하우징 기업의 요청", "What makers of battery housings ask for"), "기업 7곳의 공동 의견서"),),
        moves=(
            MoveRow(verb="submit", before="draft", after="submitted", day=-24, by="haram.choi"),
            MoveRow(verb="screen", before="submitted", after="screening", day=-21),
            MoveRow(verb="return", before="screening", after="returned", day=-18, reason="시험 규격을 적어 주세요."),
            MoveRow(verb="submit", before="returned", after="submitted", day=-14, by="haram.choi"),
            MoveRow(verb="screen", before="submitted", after="screening", day=-12),
            MoveRow(verb="review", before="screening", after="under-review", day=-10),
            MoveRow(verb="round", before="under-review", after="under-review", day=-9),
            MoveRow(verb="reviewed", before="under-review", after="under-review", day=-2, by="saeron.park"),
        ),
    ),
    ProposalRow(
        key="wear-data",
        kind="linkage",
        state="draft",
        author="expert",
        title=("금형 마모 자료 공동 활용 (demo)", "A shared pool of die-wear data (demo)"),
        problem=(
            "프레스 금형의 마모 자료가 회사마다 흩어져 있어, 언제 금형을 갈아야 하는지 아무도 모릅니다.",
            "Each press shop keeps its own wear data, and nobody can tell when a die is due.",
        ),
        plan=("", ""),
        clusters=("moulds-forming",),
        evidence=((("음향 마모 감시 시험 결과", "Trial of acoustic wear monitoring"), "프레스 3대, 6개월"),),
    ),
)

# By proposal: reviewer, recommendation (empty: not in yet), day due, day submitted, text.
REVIEWS: dict[str, tuple[tuple[str, str, int, int | None, str], ...]] = {
    "try-out-centre": (
        ("chair", "adopt", -90, -92, "수요가 분명하고, 기존 장비와 겹치지 않습니다."),
        ("saeron.park", "changes", -90, -91, "운영비 계획을 보완하면 좋겠습니다."),
    ),
    "voucher": (
        ("expert", "changes", -100, -103, "한도를 낮추고 더 많은 기업에 나누는 편이 낫습니다."),
        ("saeron.park", "adopt", -100, -101, "예산 안에서 바로 시작할 수 있습니다."),
    ),
    "sensor-chassis": (
        ("expert", "defer", -120, -125, "권리 관계를 먼저 정리해야 합니다."),
        ("chair", "decline", -120, -121, "참여 기업의 확약이 없습니다."),
    ),
    "test-bed": (
        ("saeron.park", "adopt", 4, -2, "규격이 정해졌고, 예산도 적정합니다."),
        ("expert", "", 5, None, ""),
    ),
}
COMMENTS: tuple[tuple[str, int, str], ...] = (
    ("chair", -6, "공개하는 자료의 범위를 처음부터 정해 두면 좋겠습니다."),
    ("saeron.park", -4, "3년 뒤의 운영 주체도 적어 주세요."),
)
ROUND_OPENS, ROUND_CLOSES = -9, 9
# Of the try-out centre: owner, due, done or None.
ACTIONS: tuple[tuple[str, int, int | None, Text], ...] = (
    ("chair", -20, -22, ("설치 장소를 정한다", "Choose the hall")),
    ("saeron.park", -3, None, ("장비 목록의 견적을 받는다", "Get quotes for the machines")),
    ("expert", 6, None, ("이용 규정 초안을 쓴다", "Draft the rules of use")),
)
PROJECT_NAME: Text = ("공동 금형 시사출 센터 구축 (demo)", "Building the shared die try-out centre (demo)")
PROJECT_FUNDING: Text = ("지역 혁신 장비 구축 사업 (demo)", "Regional innovation equipment programme (demo)")
PROJECT_LEAD, PROJECT_FUNDS = "gaonnuri", 2_600_000_000
# Kind, title, text, day noticed, day on which it closes, clusters, organisation, state, word.
OPPORTUNITIES: dict[str, tuple[str, Text, Text, int, int | None, tuple[str, ...], str, str, str]] = {
    "try-out-queue": (
        "request",
        ("시사출 기계를 기다리는 금형 (demo)", "Dies that wait for a machine (demo)"),
        ("별마루금형이 시사출 대기 기간을 줄일 방법을 물었습니다.", "Byeolmaru Die asks how to wait less for try-outs."),
        -130,
        None,
        ("moulds-forming",),
        "byeolmaru",
        "taken-up",
        "대기 시간 조사를 근거로 제안한다.",
    ),
    "electronics-jump": (
        "statistic",
        ("구미 전자부품 고용이 한 해에 뛰었다 (demo)", "Employment in electronics in Gumi jumped in a year (demo)"),
        (
            "전자부품 고용이 지난해보다 크게 늘었습니다. 자동차부품과 잇는 길을 살펴볼 때입니다.",
            "Employment in electronics rose sharply. Time to look for links with automotive components.",
        ),
        -12,
        None,
        ("electronics",),
        "",
        "open",
        "",
    ),
    "funding-call": (
        "funding",
        ("클러스터 연계 기술개발 공모 (demo)", "Call: joint development across clusters (demo)"),
        (
            "서로 다른 클러스터의 기업 셋 이상이 함께 신청합니다.",
            "Three or more companies of different clusters apply together.",
        ),
        -5,
        24,
        ("automotive-components", "electronics"),
        "",
        "open",
        "",
    ),
    "approval-obstacle": (
        "obstacle",
        ("새 접합 공법의 승인이 2년 걸린다 (demo)", "Two years until a new joint is approved (demo)"),
        (
            "경량 섀시 심포지엄에서 나온 이야기입니다. 피로 시험 자료가 없어 승인이 늦습니다.",
            "Told at the Lightweight Chassis Days: without fatigue data the approval takes two years.",
        ),
        -70,
        None,
        ("steel-materials",),
        "",
        "parked",
        "시험대 제안의 결과를 보고 다시 본다.",
    ),
}
