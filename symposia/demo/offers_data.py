"""Technology offers of the demonstration (design, demo.md)."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class InterestRow:
    """`who` was interested `days` ago. `state` as of an interest; accepted and declined after a day."""

    who: str
    role: str
    days: int
    state: str
    message: str
    offered: str = ""
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class OfferRow:
    """An offer, begun `days` ago. `owner`: a person's key, or “of:” and an organisation's key for the first of its people."""

    symposium: str
    owner: str
    state: str
    days: int
    title: tuple[str, str]
    summary: tuple[str, str]
    advantages: tuple[str, str]
    innovation: tuple[str, str]
    partner_role: tuple[str, str]
    description: tuple[str, str]
    field: str
    trl: int
    ipr: str
    partners: list[str]
    cooperation: list[str]
    interests: Sequence[InterestRow] = ()
    # The contribution that carries it, as `calls_data` names it; on what the owner agreed, and for how much.
    carried_by: str = ""
    agreed: tuple[str, int] = ("", 0)


OFFERS = {
    "joint": OfferRow(
        symposium="metal-polymer-joining", owner="researcher", state="published", days=39,
        carried_by="joining/offer",
        title=("열간성형 강판과 탄소섬유 복합재의 접합 (demo)", "Joint of hot-stamped steel and carbon-fibre composite (demo)"),
        summary=(
            "열간성형 강판과 탄소섬유 복합재를 체결 부품 없이 잇습니다. 시험편과 크기를 줄인 사이드실 부품에서 확인하였습니다.",
            "Hot-stamped steel and carbon-fibre composite joined without fasteners, shown on coupons and a scaled sill part.",
        ),
        advantages=(
            "같은 강도의 리벳 접합보다 가볍고, 방청 처리가 따로 필요 없습니다.",
            "Lighter than riveting at the same strength, and without a separate step against corrosion.",
        ),
        innovation=(
            "강판의 표면 처리와 복합재의 경화를 한 공정에서 마칩니다.",
            "Surface treatment of the steel and curing of the composite end in one step.",
        ),
        partner_role=(
            "차체 부품 양산 조건에서 함께 시험할 회사와 시험 설비에 투자할 분을 찾습니다.",
            "A maker of body parts to test it under production conditions, and an investor for the trial line.",
        ),
        description=(
            "푸른솔내대학교 접합연구실에서 3년 동안 시험한 결과입니다. 전단 강도와 피로 시험 자료를 드릴 수 있습니다.",
            "Three years of tests at the joining laboratory of Pureunsolnae University; shear and fatigue data are available.",
        ),
        field="joining", trl=5, ipr="filed", partners=["maker", "investor"], cooperation=["licence", "development"],
        interests=[
            InterestRow(
                who="investor", role="investor", days=2, state="sent",
                message="차체 경량화 펀드의 투자 대상을 찾고 있습니다. 시험 설비의 규모와 일정을 알고 싶습니다.",
                offered="시험 설비 투자, 완성차 1차 협력사 소개",
            ),
        ],
    ),
    "sensor": OfferRow(
        symposium="metal-polymer-joining", owner="of:eunhatteul", state="in-talks", days=40,
        title=("금형 안에서 재는 압력 센서 (demo)", "In-mould pressure sensor (demo)"),
        summary=(
            "사출 금형 안의 압력을 실시간으로 재어 불량을 한 사이클 안에서 알아냅니다.",
            "Measures the pressure inside an injection mould and tells a bad part within one cycle.",
        ),
        advantages=(
            "이미 있는 금형에 끼워 넣을 수 있고, 배선 없이 신호를 보냅니다.",
            "Fits into moulds that exist already, and sends its signal without a wire.",
        ),
        innovation=(
            "높은 온도에서도 신호가 흔들리지 않는 박막을 씁니다.",
            "A thin film whose signal stays steady at high temperature.",
        ),
        partner_role=(
            "양산 금형에서 함께 시험할 사출 회사, 대량 생산에 투자할 분을 찾습니다.",
            "A moulder to try it in series moulds, and an investor for volume production.",
        ),
        description=(
            "은하뜰센서에서 개발하였으며 세 회사의 금형에서 여섯 달 동안 시험하고 있습니다.",
            "Developed at Eunhatteul Sensors; on trial in the moulds of three companies for six months.",
        ),
        field="sensors", trl=6, ipr="granted", partners=["maker", "investor"], cooperation=["investment", "testing"],
        interests=[
            InterestRow(
                who="investor", role="investor", days=20, state="accepted",
                message="센서 양산 투자를 검토하고 싶습니다.", offered="양산 설비 투자",
                answer="다음 주에 연락드리겠습니다.",
            ),
            InterestRow(
                who="company", role="businessman", days=18, state="declined",
                message="우리 금형에서 시험해 보고 싶습니다.", answer="올해 시험할 회사는 이미 정해졌습니다.",
            ),
        ],
    ),
    "deburring": OfferRow(
        symposium="research-to-factory", owner="rival", state="handed-in", days=5,
        title=("저온 디버링 (demo)", "Cryogenic deburring (demo)"),
        summary=(
            "부품을 급히 식혀 버만 부서지게 합니다. 얇은 고무와 수지 부품에 알맞습니다.",
            "Parts are chilled until the burr alone turns brittle and breaks off: for thin rubber and polymer parts.",
        ),
        advantages=(
            "약품과 물을 쓰지 않습니다.",
            "Uses neither chemicals nor water.",
        ),
        innovation=(
            "부품마다 식히는 시간을 스스로 맞춥니다.",
            "It finds the time of chilling for each part by itself.",
        ),
        partner_role=("시제품 설비를 함께 만들 회사를 찾습니다.", "A company to build the pilot machine with."),
        description=(
            "바람골모터파츠 사출기술팀이 실험실에서 확인하였습니다.",
            "Validated in the laboratory of Baramgol Motor Parts.",
        ),
        field="machining", trl=4, ipr="secret", partners=["provider", "maker"], cooperation=["development", "manufacture"],
    ),
    "wear": OfferRow(
        symposium="lightweight-chassis-days", owner="haram.choi", state="agreed", days=80, agreed=("licence", 12_000_000),
        title=("소리로 아는 금형 마모 (demo)", "Acoustic die-wear monitor (demo)"),
        summary=(
            "프레스가 내는 소리로 금형이 얼마나 닳았는지 알려 줍니다.",
            "Tells from the sound of the press how far a die has worn.",
        ),
        advantages=(
            "금형을 열지 않고, 하루에 한 번이 아니라 타마다 알 수 있습니다.",
            "At every stroke, without opening the die.",
        ),
        innovation=(
            "공장의 소음 속에서 마모의 소리만 가려냅니다.",
            "It picks out the sound of wear from the noise of the hall.",
        ),
        partner_role=("자기 금형에서 쓸 회사를 찾습니다.", "A company that uses it on its own dies."),
        description=(
            "햇살새주물의 프레스 두 대에서 한 해 동안 썼습니다.",
            "In use on two presses of Haetsalsae Casting for a year.",
        ),
        field="sensors", trl=7, ipr="granted", partners=["maker"], cooperation=["licence", "supply"],
        interests=[
            InterestRow(
                who="company", role="businessman", days=38, state="accepted",
                message="우리 금형 다섯 벌에 달아 보고 싶습니다.", offered="시험 라인과 자료",
                answer="현장에서 뵙겠습니다.",
            ),
        ],
    ),
}  # fmt: skip
# who: (role, state, what shows it).
ROLES = {
    "investor": ("investor", "verified", "두레샘투자의 부품·소재 펀드를 맡고 있습니다."),
    "company": ("businessman", "verified", "달무리사출의 대표이사입니다."),
    "member": ("provider", "asked", "솔내음기계에서 프레스 부품을 공급합니다."),
}
