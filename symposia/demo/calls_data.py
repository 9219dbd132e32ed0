"""Rows of the demonstration's calls. Days of a call count from the first day of its symposium, those of a contribution from now."""

from dataclasses import dataclass

Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class ReviewRow:
    """A review; without a comment it is still to be written."""

    who: str
    scores: tuple[int, ...] = ()
    recommendation: str = "accept"
    comment: str = ""
    due: int = -60
    back: str = ""


@dataclass(frozen=True, kw_only=True)
class SubmissionRow:
    kind: str
    title: Pair
    abstract: Pair
    keywords: str
    authors: tuple[str, ...]
    # People who are no members: name and affiliation in both languages.
    guests: tuple[tuple[Pair, Pair], ...] = ()
    subjects: tuple[str, ...] = ()
    trl: int | None = None
    state: str = "submitted"
    is_poster: bool = False
    day: int = -3
    reviews: tuple[ReviewRow, ...] = ()
    word: Pair = ("", "")
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CallRow:
    text: Pair
    opens: int
    closes: int
    due: int
    decided: int
    reviewers: tuple[str, ...]
    submissions: dict[str, SubmissionRow]
    confirm: int = -25


TEXT = (
    "연구 성과, 사업화 유망 기술, CEO의 경험을 모집합니다. 연구자와 기업인이 함께 신청해도 좋습니다.\n\n"
    "심사는 저자를 밝히지 않고 진행합니다. 제목, 초록, 파일에 이름과 소속을 적지 말아 주세요.",
    "We call for research results, technology with business prospects, and CEOs who tell. Researchers and companies may hand in "
    "together.\n\nThe review is blind: please leave names and affiliations out of title, abstract and file.",
)
GUIDANCE = {
    "result": (
        "만드는 사람이 쓸 수 있는 말로 적어 주세요. 20분 발표입니다.",
        "In words that makers can use. The talk has 20 minutes.",
    ),
    "proposal": (
        "기술성숙도(TRL)와 찾는 파트너를 적어 주세요. 기업인·투자자·공급자 앞에서 15분간 제안합니다.",
        "Say how ready it is (TRL) and whom you look for. 15 minutes before businesspeople, investors and suppliers.",
    ),
    "ceo": (
        "성공보다 어려웠던 일을 들려주세요. 30분이며 질문을 미리 받습니다.",
        "Tell what was hard rather than what went well: 30 minutes.",
    ),
}
GOOD = "문제와 해법이 뚜렷하고 측정값이 믿을 만합니다. 양산 조건을 한 쪽 더 설명해 주세요."
FAIR = "The idea is sound. Say more about cost and about what is left to do before series production."
WEAK = "이미 알려진 결과와 무엇이 다른지 분명하지 않습니다."
TWO_GOOD = (
    ReviewRow(who="chair", scores=(5, 4, 5), comment=GOOD),
    ReviewRow(who="haram.choi", scores=(4, 4, 4), comment=FAIR),
)
TWO_GOOD_PROPOSAL = (
    ReviewRow(who="chair", scores=(4, 4, 5, 4, 4, 3, 3), comment=GOOD),
    ReviewRow(who="haram.choi", scores=(4, 3, 5, 5, 4, 4, 3), comment=FAIR),
)
TWO_WEAK = (
    ReviewRow(who="chair", scores=(2, 2, 3), recommendation="decline", comment=WEAK),
    ReviewRow(who="haram.choi", scores=(3, 2, 3), recommendation="poster", comment=FAIR),
)
REVIEWERS = ("expert", "chair", "haram.choi", "saeron.park", "attorney")

CHASSIS = {
    "chassis/hot-stamped-joint": SubmissionRow(
        kind="result",
        title=(
            "열간성형 강판과 탄소섬유 복합재 접합부의 피로 수명",
            "Fatigue life of joints of hot-stamped steel and carbon-fibre composite",
        ),
        abstract=(
            "표면 처리 세 가지와 경화 조건 네 가지를 조합해 접합부 180개의 피로 수명을 비교했습니다. 레이저 처리 뒤 120 °C에서 경화한 접합부가 가장 오래 견뎠습니다.",
            "Three surface treatments and four curing conditions, 180 joints: laser treatment with curing at 120 °C lasts longest.",
        ),
        keywords="joining, hot stamping, CFRP",
        authors=("researcher", "expert"),
        subjects=("joining", "simulation"),
        state="confirmed",
        day=-115,
        reviews=TWO_GOOD,
    ),
    "chassis/aluminium-casting": SubmissionRow(
        kind="result",
        title=("고진공 다이캐스팅 알루미늄 서브프레임의 기공 저감", "Fewer pores in high-vacuum die-cast aluminium subframes"),
        abstract=(
            "진공도와 사출 속도를 함께 조절해 기공률을 0.9 %에서 0.3 %로 낮췄습니다.",
            "Vacuum and shot speed, controlled together, take porosity from 0.9 % to 0.3 %.",
        ),
        keywords="die casting, aluminium, porosity",
        authors=("chair",),
        guests=((("배도담 (demo)", "BAE Dodam (demo)"), ("햇살새주물 (demo)", "Haetsalsae Casting (demo)")),),
        subjects=("die",),
        state="confirmed",
        day=-116,
        reviews=(ReviewRow(who="expert", scores=(4, 4, 4), comment=FAIR),),
    ),
    "chassis/deburring": SubmissionRow(
        kind="proposal",
        title=("드라이아이스를 쓰는 극저온 버 제거", "Cryogenic deburring with dry ice"),
        abstract=(
            "세척 없이 버를 없애는 공정입니다. 시험 생산을 함께할 기업을 찾습니다.",
            "Removes burrs without washing afterwards. A company for trial production is sought.",
        ),
        keywords="deburring, dry ice",
        authors=("member",),
        subjects=("die",),
        trl=4,
        state="confirmed",
        day=-112,
        reviews=TWO_GOOD_PROPOSAL,
    ),
    "chassis/ceo-first-order": SubmissionRow(
        kind="ceo",
        title=("첫 양산 주문까지 7년", "Seven years to the first series order"),
        abstract=(
            "자금이 두 번 떨어졌습니다. 그때 무엇을 팔고 무엇을 지켰는지 이야기합니다.",
            "The money ran out twice. What we sold then, and what we kept.",
        ),
        keywords="funding, first customer",
        authors=("company",),
        subjects=("finance",),
        state="confirmed",
        day=-111,
    ),
    "chassis/wear-poster": SubmissionRow(
        kind="result",
        title=("음향방출로 본 프레스 금형 마모의 초기 신호", "Early signs of die wear in acoustic emission"),
        abstract=(
            "금형 마모가 눈에 보이기 2,000타 전에 신호가 달라졌습니다.",
            "The signal changes 2,000 strokes before wear can be seen.",
        ),
        keywords="die wear, acoustic emission",
        authors=("rival",),
        subjects=("sensors", "press"),
        state="confirmed",
        is_poster=True,
        day=-113,
        reviews=(ReviewRow(who="expert", scores=(3, 4, 4), recommendation="poster", comment=FAIR),),
    ),
    "chassis/old-news": SubmissionRow(
        kind="result",
        title=("고장력강 스프링백의 일반론", "Springback of high-strength steel in general"),
        abstract=("문헌을 정리했습니다.", "A review of the literature."),
        keywords="springback",
        authors=("rival",),
        subjects=("press",),
        state="declined",
        day=-112,
        reviews=TWO_WEAK,
    ),
}
JOINING = {
    "joining/surface": SubmissionRow(
        kind="result",
        title=(
            "플라스마 처리한 알루미늄–폴리아미드 계면의 내구성",
            "Durability of plasma-treated aluminium–polyamide interfaces",
        ),
        abstract=(
            "85 °C, 85 % 습도에서 1,000시간 뒤에도 전단 강도의 92 %가 남았습니다. 처리 시간과 비용을 함께 제시합니다.",
            "After 1,000 hours at 85 °C and 85 % humidity, 92 % of the shear strength is left. Time and cost of the treatment are given.",
        ),
        keywords="plasma, polyamide, aluminium, durability",
        authors=("researcher",),
        guests=((("남이레 (demo)", "NAM Ire (demo)"), ("미르내하우징 (demo)", "Mirnae Housing (demo)")),),
        subjects=("joining",),
        state="confirmed",
        day=-38,
        reviews=TWO_GOOD,
        word=("첫째 날 오전에 모시겠습니다.", "Your talk is planned for the first morning."),
    ),
    "joining/in-mould-sensor": SubmissionRow(
        kind="proposal",
        title=("사출 금형 안의 압력 센서", "A pressure sensor inside the injection mould"),
        abstract=(
            "금형을 열지 않고 불량을 알아냅니다. 투자자와 시험 생산 파트너를 찾습니다.",
            "Finds bad parts without opening the mould. Investors and partners for trial production are sought.",
        ),
        keywords="sensor, injection moulding",
        authors=("company", "chair"),
        subjects=("sensors", "injection"),
        trl=6,
        state="accepted",
        day=-36,
        reviews=(ReviewRow(who="expert", scores=(4, 4, 5, 4, 4, 4, 3), comment=FAIR),),
    ),
    "joining/rivet": SubmissionRow(
        kind="result",
        title=("셀프피어싱 리벳과 접착을 함께 쓴 접합의 충돌 거동", "Crash behaviour of joints both riveted and bonded"),
        abstract=("리벳만 쓴 접합보다 흡수 에너지가 38 % 높았습니다.", "They take 38 % more energy than riveted ones."),
        keywords="self-piercing rivet, adhesive, crash",
        authors=("expert",),
        subjects=("joining",),
        state="confirmed",
        day=-37,
        reviews=(ReviewRow(who="haram.choi", scores=(5, 4, 5), comment=GOOD),),
    ),
    "joining/recycled-pp": SubmissionRow(
        kind="result",
        title=("재생 PP 접합부의 품질 인증 절차", "Qualifying joints of recycled PP"),
        abstract=("배치마다 다른 물성을 어떻게 인증할지 제안합니다.", "How to qualify what differs from batch to batch."),
        keywords="recycled PP, qualification",
        authors=("member",),
        subjects=("injection",),
        state="accepted-poster",
        is_poster=True,
        day=-35,
        reviews=(ReviewRow(who="expert", scores=(3, 3, 4), recommendation="poster", comment=FAIR),),
    ),
    "joining/ceo-certification": SubmissionRow(
        kind="ceo",
        title=("인증 하나에 걸린 2년", "Two years for one certificate"),
        abstract=("시험기관을 세 번 바꾼 이야기입니다.", "How we changed the test house three times."),
        keywords="certification",
        authors=("rival",),
        state="waitlisted",
        day=-34,
    ),
    "joining/unclear": SubmissionRow(
        kind="result",
        title=("접착제 선택에 관한 생각", "Thoughts on choosing adhesives"),
        abstract=("경험을 정리했습니다.", "Experience, put in order."),
        keywords="adhesive",
        authors=("haram.choi",),
        subjects=("joining",),
        state="declined",
        day=-34,
        reviews=(ReviewRow(who="expert", scores=(2, 2, 3), recommendation="decline", comment=WEAK),),
    ),
    "joining/offer": SubmissionRow(
        kind="proposal",
        title=("접합 공정을 라인에서 시험할 기업을 찾습니다", "A company wanted that tries the process on its line"),
        abstract=(
            "열간성형 강판과 복합재를 체결 부품 없이 잇는 접합 기술입니다. 양산 조건에서 함께 시험할 기업을 찾습니다.",
            "Joins hot-stamped steel and composite without fasteners. A company is sought that tries it under production conditions.",
        ),
        keywords="joining, TRL 5",
        authors=("researcher",),
        subjects=("joining",),
        trl=5,
        state="confirmed",
        day=-34,
        reviews=TWO_GOOD_PROPOSAL,
    ),
}
FACTORY = {
    "factory/die-monitor": SubmissionRow(
        kind="proposal",
        title=("음향 금형 마모 감시기: 시작품에서 100대까지", "An acoustic die-wear monitor: from a prototype to a hundred"),
        abstract=(
            "프레스 공장 두 곳에서 여섯 달 동안 시험했습니다. 양산 파트너를 찾습니다.",
            "Tried in two press shops for six months. A partner for series production is sought.",
        ),
        keywords="die wear, acoustic emission, scale-up",
        authors=("rival",),
        subjects=("sensors", "press"),
        trl=7,
        state="under-review",
        day=-12,
        reviews=(
            ReviewRow(who="expert", scores=(4, 4, 5, 5, 4, 4, 3), comment=GOOD, due=12),
            ReviewRow(who="saeron.park", due=12),
        ),
    ),
    "factory/warpage": SubmissionRow(
        kind="result",
        title=("휨 해석과 측정이 다른 까닭", "Why simulated and measured warpage differ"),
        abstract=(
            "금형 온도의 측정 위치가 오차의 절반을 설명합니다.",
            "Where the mould's temperature is measured explains half of the error.",
        ),
        keywords="warpage, simulation, injection moulding",
        authors=("member",),
        subjects=("simulation", "injection"),
        state="under-review",
        day=-10,
        reviews=(ReviewRow(who="expert", due=12), ReviewRow(who="chair", back="work", due=12)),
    ),
    "factory/ceo-scale": SubmissionRow(
        kind="ceo",
        title=("열 대와 천 대 사이", "Between ten and a thousand"),
        abstract=("첫 천 대를 만들며 다시 배운 것들입니다.", "What we learnt anew with the first thousand."),
        keywords="scale-up, supply",
        authors=("company",),
        subjects=("finance",),
        day=-4,
    ),
    "factory/conformal-cooling": SubmissionRow(
        kind="result",
        title=("적층 제조 금형의 등각 냉각 수명", "How long conformal cooling of printed moulds lasts"),
        abstract=(
            "30만 쇼트 뒤에도 유량의 95 %가 남았습니다.",
            "After 300,000 shots 95 % of the flow is left.",
        ),
        keywords="conformal cooling, additive manufacturing",
        authors=("chair",),
        subjects=("die", "injection"),
        day=-2,
    ),
    "factory/withdrawn": SubmissionRow(
        kind="proposal",
        title=("도장 없는 외판", "Outer panels without paint"),
        abstract=("착색 수지로 도장 공정을 없앱니다.", "Coloured resin in the place of paint."),
        keywords="painting, resin",
        authors=("haram.choi",),
        trl=3,
        state="withdrawn",
        day=-9,
        reason="특허 출원을 먼저 하기로 했습니다.",
    ),
    "factory/draft": SubmissionRow(
        kind="result",
        title=("금속–고분자 접합의 인라인 검사", "Inspecting metal–polymer joints in the line"),
        abstract=("초음파로 0.4초 안에 검사합니다.", ""),
        keywords="inspection, ultrasound",
        authors=("researcher",),
        subjects=("joining", "sensors"),
        state="draft",
        day=-1,
    ),
}
CALLS = {
    "lightweight-chassis-days": CallRow(
        text=TEXT, opens=-120, closes=-70, due=-50, decided=-35, reviewers=REVIEWERS, submissions=CHASSIS
    ),
    "metal-polymer-joining": CallRow(
        text=TEXT, opens=-110, closes=-60, due=-45, decided=-36, reviewers=REVIEWERS, submissions=JOINING
    ),
    "research-to-factory": CallRow(
        text=TEXT, opens=-100, closes=-50, due=-35, decided=-30, reviewers=REVIEWERS, submissions=FACTORY
    ),
}
