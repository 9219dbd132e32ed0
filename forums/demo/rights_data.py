"""The joint IP cases of the demonstration. Days are so many days before the day of loading, so that there is a deadline in each
state on any day; but those of the first case, whose numbers and dates the design names."""

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
    # The topic or the meeting that it came from, by its key in the demonstration; or words.
    topic: str = ""
    meeting: str = ""
    origin: str = ""
    # Kind, number (with the year of its day where it has one), when.
    filings: tuple[tuple[str, str, Day], ...] = ()
    # What happened, when; of an annuity its year.
    events: tuple[tuple[str, Day] | tuple[str, Day, int], ...] = ()
    papers: tuple["PaperRow", ...] = ()
    # What for, won, who paid, when.
    costs: tuple[tuple[str, int, str, Day], ...] = ()
    # Kind, owner, years ago, what, won.
    uses: tuple[tuple[str, str, int, str, int | None], ...] = ()

    @property
    def moves(self) -> bool:
        """Whether its days are counted from the day of loading."""
        return all(isinstance(event[1], int) for event in self.events)


@dataclass(frozen=True, kw_only=True)
class PaperRow:
    """A paper of a case: a plain text, or one that typst sets (`is_pdf`)."""

    stage: str
    title: tuple[str, str]
    text: str
    is_pdf: bool = False


AGREEMENT = """\
공동출원 계약서 (demo)

제1조(목적) 당사자는 이 발명을 공동으로 출원하고, 등록된 권리를 공유한다.
제2조(지분) 지분은 이 사건의 ‘공유자와 서명’에 적힌 바에 따른다.
제3조(비용) 출원·등록·연차 비용은 지분에 따라 나눈다.
제4조(실시) 각 공유자는 다른 공유자의 동의 없이 스스로 실시할 수 있다(특허법 제99조 제3항).
제5조(처분) 지분의 양도, 질권 설정, 실시권 허락에는 공유자 모두의 동의가 필요하다(특허법 제99조 제2항·제4항).
"""
PDF = """\
#set page(paper: "a4", margin: 25mm)
#set text(font: "NanumMyeongjo", size: 11pt, lang: "ko")
= 공동출원 계약서 (demo)
*제1조(목적)* 당사자는 이 발명을 공동으로 출원하고, 등록된 권리를 공유한다.

*제2조(지분)* 합의한 바가 없으므로 지분은 서로 같다: 각 1/3.

*제3조(비용)* 출원·등록·연차 비용은 지분에 따라 원 단위까지 나눈다.

*제4조(처분)* 지분의 양도, 질권 설정, 실시권 허락에는 공유자 모두의 동의가 필요하다(특허법 제99조).
"""
# The fourth annuity was due three years after the registration: two months ago, inside the six months in which it is late.
REGISTERED_DAYS = 3 * 365 + 1 + 60
# The late period of the fourth annuity ended a month ago: the right can still be restored.
LAPSED_DAYS = 3 * 365 + 1 + 184 + 31
# The fifth annuity falls due in twelve days.
KEPT_DAYS = 4 * 365 + 1 - 12
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
        uses=(("product", "dalmuri", 1, "헤드램프 하우징 양산 적용", 340_000_000),),
        origin="2023년 봄 사출성형 기술교류회",
        papers=(
            PaperRow(stage="agreement", title=("공동출원 계약서", "Agreement of the owners"), text=PDF, is_pdf=True),
            PaperRow(
                stage="application",
                title=("출원 명세서", "Application as filed"),
                text="금형 캐비티의 압력이 정한 값에 이르면 보압으로 옮기는 사출성형 방법 (demo)\n",
            ),
        ),
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
        topic="servo-motion",
        unsigned=("gureumjae",),
        papers=(
            PaperRow(stage="agreement", title=("공동출원 계약서", "Agreement of the owners"), text=AGREEMENT),
            PaperRow(
                stage="prior-art",
                title=("선행기술 조사", "Search of the prior art"),
                text="키워드: 금형 교체, 쐐기, 클램프. 가까운 문헌 세 건, 쐐기 하나로 고정하는 것은 없음. (demo)\n",
            ),
        ),
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
        filings=(("application", "30-{year}-9900002", 75),),
        events=((EventKind.FILED, 75),),
        costs=(("디자인 출원료", 94_001, "mirnae", 75),),
        papers=(
            PaperRow(
                stage="application", title=("도면 설명", "Description of the drawings"), text="사시도와 여섯 면. (demo)\n"
            ),
        ),
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
            ("application", "10-{year}-9900003", REGISTERED_DAYS + 670),
            ("registration", "10-9900003", REGISTERED_DAYS),
        ),
        events=(
            (EventKind.FILED, REGISTERED_DAYS + 670),
            (EventKind.EXAMINATION_REQUESTED, REGISTERED_DAYS + 670),
            (EventKind.REGISTRATION_DECIDED, REGISTERED_DAYS + 50),
            (EventKind.FEE_PAID, REGISTERED_DAYS),
            (EventKind.REGISTERED, REGISTERED_DAYS),
        ),
        costs=(("출원료와 대리인 수수료", 2_100_000, "byeolmaru", REGISTERED_DAYS + 670),),
        uses=(
            ("licence", "byeolmaru", 1, "통상실시권 수입", 18_000_000),
            ("award", "eunhatteul", 1, "지역 발명대회 은상", None),
        ),
        topic="die-wear",
        papers=(PaperRow(stage="certificate", title=("특허증 사본", "Copy of the certificate"), text="특허증 (demo)\n"),),
    ),
    "patent-action": CaseRow(
        right=Right.PATENT,
        title=("냉각 수로를 금형 형상에 맞추는 설계 방법", "Design of cooling channels that follow the mould"),
        summary=(
            "3차원 적층으로 만드는 냉각 수로의 간격을 살두께에 따라 정합니다. 의견제출통지서를 받았고, 답변을 준비합니다.",
            "Spaces printed cooling channels by wall thickness. An office action has come; the response is being written.",
        ),
        owners={"byeolmaru": Fraction(3, 4), "pureunsolnae": Fraction(1, 4)},
        state=CaseState.OFFICE_ACTION,
        inventors=("별마루금형 설계팀 (demo)", "푸른솔내대학교 기계공학부 (demo)"),
        industry="C29",
        classification="B29C 45/73",
        topic="conformal-cooling",
        filings=(("application", "10-{year}-9900004", 470),),
        events=(
            (EventKind.DISCLOSURE, 500),
            (EventKind.FILED, 470),
            (EventKind.EXAMINATION_REQUESTED, 460),
            (EventKind.OFFICE_ACTION, 40),
        ),
        costs=(("출원료와 대리인 수수료", 2_300_001, "byeolmaru", 470), ("심사청구료", 715_000, "pureunsolnae", 460)),
        papers=(
            PaperRow(
                stage="office",
                title=("의견제출통지서", "Office action"),
                text="청구항 1은 인용발명 1과 2에서 쉽게 발명할 수 있음(특허법 제29조 제2항). (demo)\n",
            ),
        ),
    ),
    "utility-lapsed": CaseRow(
        right=Right.UTILITY_MODEL,
        title=("용탕 주입구의 슬래그 걸림 턱", "Slag step at a pouring gate"),
        summary=(
            "주입구의 턱 하나로 슬래그를 거릅니다. 4년차 등록료를 추가납부 기간에도 내지 못해 권리가 소멸했고, 회복을 신청할 수 있습니다.",
            "One step holds the slag back. The annuity of year 4 was not paid in the late period either; the right can be restored.",
        ),
        owners={"haetsalsae": Fraction(1, 2), "solnaeum": Fraction(1, 2)},
        state=CaseState.LAPSED,
        inventors=("햇살새주물 기술팀 (demo)",),
        industry="C24",
        classification="B22C 9/08",
        is_agreed=False,
        forum="press-forming-forum",
        filings=(("application", "20-{year}-9900005", LAPSED_DAYS + 500), ("registration", "20-9900005", LAPSED_DAYS)),
        events=(
            (EventKind.FILED, LAPSED_DAYS + 500),
            (EventKind.EXAMINATION_REQUESTED, LAPSED_DAYS + 500),
            (EventKind.REGISTRATION_DECIDED, LAPSED_DAYS + 40),
            (EventKind.FEE_PAID, LAPSED_DAYS),
            (EventKind.REGISTERED, LAPSED_DAYS),
            (EventKind.LAPSED, 30),
        ),
    ),
    "patent-missed": CaseRow(
        right=Right.PATENT,
        title=("프레스 소재의 윤활막을 재는 센서 받침", "Sensor seat that measures the film of lubricant"),
        summary=(
            "출원한 지 3년 안에 심사를 청구하지 않아 기한이 지났습니다. 출원은 취하한 것으로 봅니다.",
            "Examination was not requested within three years of the filing. The application counts as withdrawn.",
        ),
        owners={"gureumjae": Fraction(1, 2), "eunhatteul": Fraction(1, 2)},
        state=CaseState.PUBLISHED,
        inventors=("구름재프레스 연구소 (demo)",),
        industry="C26",
        classification="G01B 11/06",
        is_agreed=False,
        forum="press-forming-forum",
        filings=(
            ("application", "10-{year}-9900006", 3 * 365 + 45),
            ("publication", "10-{year}-9900006", 2 * 365 - 140),
        ),
        events=((EventKind.FILED, 3 * 365 + 45), (EventKind.PUBLISHED, 2 * 365 - 140)),
    ),
    "patent-kept": CaseRow(
        right=Right.PATENT,
        title=("셀프 피어싱 리벳과 접착을 함께 쓰는 접합", "Joint of self-piercing rivet and adhesive"),
        summary=(
            "접착제가 굳기 전에 리벳으로 고정합니다. 4년차 연차료를 냈고, 5년차 기한이 다가옵니다.",
            "The rivet holds until the adhesive is hard. The annuity of year 4 is paid; that of year 5 is coming up.",
        ),
        owners={"mirnae": Fraction(2, 5), "solnaeum": Fraction(2, 5), "pureunsolnae": Fraction(1, 5)},
        state=CaseState.MAINTAINED,
        inventors=("솔내음기계 접합팀 (demo)", "푸른솔내대학교 재료공학부 (demo)"),
        industry="C28",
        classification="F16B 19/08",
        forum="automotive-mechanical-forum",
        topic="spr-or-adhesive",
        filings=(("application", "10-{year}-9900007", KEPT_DAYS + 800), ("registration", "10-9900007", KEPT_DAYS)),
        events=(
            (EventKind.FILED, KEPT_DAYS + 800),
            (EventKind.EXAMINATION_REQUESTED, KEPT_DAYS + 700),
            (EventKind.REGISTRATION_DECIDED, KEPT_DAYS + 60),
            (EventKind.FEE_PAID, KEPT_DAYS),
            (EventKind.REGISTERED, KEPT_DAYS),
            (EventKind.ANNUITY_PAID, KEPT_DAYS - 3 * 365 + 20, 4),
        ),
        costs=(("4년차 연차료", 160_000, "solnaeum", KEPT_DAYS - 3 * 365 + 20),),
        uses=(("product", "mirnae", 1, "배터리 하우징 조립 공정", 1_250_000_000),),
    ),
    "trademark-two": CaseRow(
        right=Right.TRADEMARK,
        title=("맞물림 (도형 상표)", "MATMULLIM (figure mark)"),
        summary=(
            "두 회사가 함께 파는 금형 부품의 상표입니다.",
            "The mark of die parts that two companies sell together.",
        ),
        owners={"byeolmaru": Fraction(1, 2), "gureumjae": Fraction(1, 2)},
        state=CaseState.REGISTERED,
        inventors=(),
        industry="C25",
        classification="7류",
        is_agreed=False,
        forum="press-forming-forum",
        filings=(("application", "40-{year}-9900008", 780), ("registration", "40-9900008", 400)),
        events=(
            (EventKind.FILED, 780),
            (EventKind.OPPOSITION_PUBLISHED, 520),
            (EventKind.REGISTRATION_DECIDED, 440),
            (EventKind.REGISTERED, 400),
        ),
    ),
}
