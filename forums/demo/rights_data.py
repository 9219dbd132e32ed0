"""The joint IP cases of the demonstration. Days are absolute, but for those that must hold on the day of loading: (days ago)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from forums.models.rights import CaseState, EventKind, Right

Day = date | int


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """One case: whose, what happened, what it cost. `unsigned` have not signed the filing."""

    right: str
    title: tuple[str, str]
    summary: tuple[str, str]
    owners: dict[str, Fraction]
    state: str
    inventors: tuple[str, ...]
    industry: str = ""
    classification: str = ""
    is_agreed: bool = True
    forum: str = "injection-moulding-forum"
    # Of an owner, besides the first of its people.
    contacts: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()
    filings: tuple[tuple[str, str, Day], ...] = ()
    events: tuple[tuple[str, Day], ...] = ()
    # What for, won, who paid, when.
    costs: tuple[tuple[str, int, str, Day], ...] = ()
    # Kind, owner, year, what, won.
    uses: tuple[tuple[str, str, int, str, int | None], ...] = ()


# The fourth annuity was due three years after the registration: two months ago, inside the six months in which it is late.
REGISTERED_DAYS = 3 * 365 + 1 + 60
CASES: dict[str, CaseRow] = {
    "patent-three": CaseRow(
        right=Right.PATENT,
        title=(
            "금형 안 압력을 보고 보압을 바꾸는 사출성형 방법",
            "Injection moulding with packing pressure led by cavity pressure",
        ),
        summary=(
            "금형 캐비티의 압력을 재어 보압 전환 시점을 스스로 옮깁니다. 세 회사가 사출기, 금형, 압력 제어를 나누어 개발했습니다.",
            "Cavity pressure moves the switch-over to packing by itself. Three companies developed machine, mould and control.",
        ),
        owners={"dalmuri": Fraction(1, 3), "gureumjae": Fraction(1, 3), "byeolmaru": Fraction(1, 3)},
        state=CaseState.EXAMINATION,
        inventors=("한별하 (demo)", "구름재프레스 연구소 (demo)", "별마루금형 설계팀 (demo)"),
        industry="C22",
        classification="B29C 45/76",
        contacts=("company",),
        is_agreed=False,
        filings=(
            ("application", "10-2023-9900001", date(2023, 10, 5)),
            ("publication", "10-2025-9900001", date(2025, 4, 7)),
        ),
        events=(
            (EventKind.FILED, date(2023, 10, 5)),
            (EventKind.PUBLISHED, date(2025, 4, 7)),
            (EventKind.EXAMINATION_REQUESTED, date(2026, 9, 14)),
        ),
        costs=(
            ("출원료와 대리인 수수료", 2_500_000, "dalmuri", date(2023, 10, 5)),
            ("심사청구료", 836_000, "gureumjae", date(2026, 9, 14)),
        ),
        uses=(("product", "dalmuri", 2025, "헤드램프 하우징 양산 적용", 340_000_000),),
    ),
    "utility-two": CaseRow(
        right=Right.UTILITY_MODEL,
        title=("프레스 금형의 빠른 교체 받침", "Quick-change seat for press dies"),
        summary=(
            "볼트 네 개 대신 쐐기 하나로 금형을 고정합니다. 출원 준비는 끝났고, 공유자 한 곳의 서명을 기다립니다.",
            "One wedge instead of four bolts. Ready to file; the signature of one co-owner is awaited.",
        ),
        owners={"haetsalsae": Fraction(3, 5), "gureumjae": Fraction(2, 5)},
        state=CaseState.READY,
        inventors=("햇살새주물 기술팀 (demo)", "구름재프레스 생산기술팀 (demo)"),
        industry="C25",
        classification="B21D 37/14",
        forum="press-forming-forum",
        unsigned=("gureumjae",),
    ),
    "design-two": CaseRow(
        right=Right.DESIGN,
        title=("배터리 하우징 덮개", "Cover of a battery housing"),
        summary=(
            "금속 테두리와 고분자 판을 한 면으로 이은 덮개의 디자인입니다. 해외 출원은 우선권 기간 안에 정합니다.",
            "A cover in which metal rim and polymer panel meet in one plane. Filing abroad is decided within the priority period.",
        ),
        owners={"mirnae": Fraction(1, 2), "dalmuri": Fraction(1, 2)},
        state=CaseState.FILED,
        inventors=("미르내하우징 디자인실 (demo)",),
        industry="C28",
        is_agreed=False,
        filings=(("application", "30-2026-9900002", 75),),
        events=((EventKind.FILED, 75),),
        costs=(("디자인 출원료", 94_001, "mirnae", 75),),
    ),
    "patent-overdue": CaseRow(
        right=Right.PATENT,
        title=("소리로 금형 마모를 알아내는 장치", "Device that hears the wear of dies"),
        summary=(
            "프레스 소리의 변화로 금형의 마모를 미리 알립니다. 4년차 연차료 기한이 지났고, 추가납부 기간 안입니다.",
            "Tells die wear from the sound of the press. The annuity of year 4 is overdue, within the late period.",
        ),
        owners={"byeolmaru": Fraction(2, 3), "eunhatteul": Fraction(1, 3)},
        state=CaseState.REGISTERED,
        inventors=("별마루금형 설계팀 (demo)", "은하뜰센서 연구소 (demo)"),
        industry="C29",
        classification="G01N 29/14",
        forum="press-forming-forum",
        filings=(
            ("application", "10-2021-9900003", date(2021, 11, 9)),
            ("registration", "10-9900003", REGISTERED_DAYS),
        ),
        events=(
            (EventKind.FILED, date(2021, 11, 9)),
            (EventKind.EXAMINATION_REQUESTED, date(2021, 11, 9)),
            (EventKind.REGISTRATION_DECIDED, REGISTERED_DAYS + 50),
            (EventKind.FEE_PAID, REGISTERED_DAYS),
            (EventKind.REGISTERED, REGISTERED_DAYS),
        ),
        costs=(("출원료와 대리인 수수료", 2_100_000, "byeolmaru", date(2021, 11, 9)),),
        uses=(
            ("licence", "byeolmaru", 2025, "통상실시권 수입", 18_000_000),
            ("award", "eunhatteul", 2025, "지역 발명대회 은상", None),
        ),
    ),
}
