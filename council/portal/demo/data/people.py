"""People: the log-ins of the contract, those whom other data name, and generated ones. All fictional."""

import random
from dataclasses import dataclass

PASSWORD = "council-demo"  # noqa: S105 - public on purpose: it opens demonstration accounts alone, never made in production
DOMAIN = "demo.example"
SEED = 20260901
GENERATED = 62


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """A person. `key` is the part of the address before the @. `logs_in`: with the demonstration's password."""

    key: str
    name: tuple[str, str]
    name_en: tuple[str, str]
    organisation: str = ""
    title: str = ""
    kind: str = ""
    grade: str = ""
    language: str = "ko"
    state: str = "active"
    logs_in: bool = False
    staff_of: tuple[str, ...] = ()
    is_superuser: bool = False
    skills: tuple[tuple[str, int], ...] = ()
    written_organisation: str = ""
    motivation: str = ""
    # Days from the day of loading.
    valid_for: int | None = 700
    decision_reason: str = ""

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


# Korean, English.
SKILLS = {
    "injection": ("사출성형", "Injection moulding"),
    "press": ("프레스성형", "Press forming"),
    "die": ("금형 설계", "Die and mould design"),
    "simulation": ("성형 해석", "Forming and flow simulation"),
    "joining": ("이종소재 접합", "Joining of dissimilar materials"),
    "sensors": ("센서·계측", "Sensors and measurement"),
    "clusters": ("클러스터 분석", "Cluster analysis"),
    "policy": ("산업정책", "Industrial policy"),
    "patents": ("산업재산권", "Industrial property rights"),
    "finance": ("투자·자금 조달", "Investment and finance"),
    "negotiation": ("투자유치 협상", "Investment negotiation"),
}

LOG_INS = [
    PersonRow(
        key="admin", name=("유", "슬찬"), name_en=("Yoo", "Seulchan"), organisation="gaonnuri", title="전산 담당", kind="expert",
        grade="staff", logs_in=True, is_superuser=True,
    ),
    PersonRow(
        key="staff", name=("신", "아라"), name_en=("Shin", "Ara"), organisation="gaonnuri", title="교류협의회 사무국장", kind="expert",
        grade="senior", logs_in=True, staff_of=("*",),
    ),
    PersonRow(
        key="coordinator", name=("문", "하늘"), name_en=("Moon", "Haneul"), organisation="gaonnuri", title="기술포럼 담당",
        kind="expert", grade="staff", logs_in=True, staff_of=("forums",),
    ),
    PersonRow(
        key="member", name=("오", "라온"), name_en=("Oh", "Raon"), organisation="solnaeum", title="생산기술팀장", kind="business",
        grade="senior", logs_in=True, skills=(("press", 4), ("die", 3)),
    ),
    PersonRow(
        key="expert", name=("김", "가람"), name_en=("Kim", "Garam"), organisation="pureunsolnae", title="기계공학부 교수",
        kind="professor", grade="senior", logs_in=True, skills=(("clusters", 5), ("simulation", 4)),
    ),
    PersonRow(
        key="company", name=("한", "별하"), name_en=("Han", "Byeolha"), organisation="dalmuri", title="대표이사", kind="ceo",
        grade="executive", logs_in=True, skills=(("injection", 5), ("finance", 3)),
    ),
    PersonRow(
        key="researcher", name=("이", "든솔"), name_en=("Lee", "Deunsol"), organisation="pureunsolnae", title="선임연구원",
        kind="researcher", grade="staff", logs_in=True, skills=(("joining", 5), ("simulation", 4)),
    ),
    PersonRow(
        key="investor", name=("윤", "슬기"), name_en=("Yoon", "Seulgi"), organisation="duresaem", title="투자심사역", kind="investor",
        grade="senior", logs_in=True, skills=(("finance", 5), ("negotiation", 4)),
    ),
    # External: never active, sees only what is assigned.
    PersonRow(
        key="agency", name=("모건", "알렉스"), name_en=("Morgan", "Alex"), organisation="meridian", title="Senior Adviser",
        kind="external", grade="senior", language="en", state="draft", logs_in=True, valid_for=None,
    ),
    PersonRow(
        key="applicant", name=("임", "보라"), name_en=("Lim", "Bora"), written_organisation="온새미로정밀", title="품질보증팀장",
        kind="business", grade="senior", state="applied", logs_in=True, valid_for=None,
        motivation="프레스 금형의 마모를 미리 알아내는 방법을 찾고 있습니다. 같은 고민을 하는 회사들과 경험을 나누고 싶습니다.",
    ),
    PersonRow(
        key="chair", name=("강", "한결"), name_en=("Kang", "Hangyeol"), organisation="gaonnuri", title="수석연구원", kind="researcher",
        grade="executive", logs_in=True, skills=(("injection", 5), ("clusters", 4), ("policy", 4)),
    ),
    PersonRow(
        key="attorney", name=("정", "다온"), name_en=("Jung", "Daon"), written_organisation="다온특허법률사무소", title="변리사",
        kind="ip-expert", grade="senior", logs_in=True, skills=(("patents", 5),),
    ),
    PersonRow(
        key="rival", name=("서", "마루"), name_en=("Seo", "Maru"), organisation="baramgol", title="사출기술팀장", kind="business",
        grade="senior", logs_in=True, skills=(("injection", 4), ("die", 3)),
    ),
]  # fmt: skip

NAMED = [
    PersonRow(
        key="saeron.park", name=("박", "새론"), name_en=("Park", "Saeron"), organisation="hanmaru", title="기업지원과 사무관",
        kind="officer", grade="senior", skills=(("policy", 5), ("negotiation", 3)),
    ),
    PersonRow(
        key="haram.choi", name=("최", "하람"), name_en=("Choi", "Haram"), organisation="haetsalsae", title="기술고문", kind="expert",
        grade="executive", skills=(("joining", 4), ("press", 5)),
    ),
    PersonRow(
        key="sebin.applicant", name=("조", "새빈"), name_en=("Cho", "Saebin"), written_organisation="햇귀오토텍", title="연구소장",
        kind="business", grade="executive", state="applied", valid_for=None, motivation="공동출원 사례를 배우고 싶습니다.",
    ),
    PersonRow(
        key="dana.reyes", name=("레예스", "다나"), name_en=("Reyes", "Dana"), written_organisation="Harbour & Pine Materials",
        title="Materials Engineer", kind="researcher", grade="staff", language="en", state="applied", valid_for=None,
        motivation="We recycle polypropylene from car bumpers and look for moulders who would try it.",
    ),
    PersonRow(
        key="declined.person", name=("황", "나리"), name_en=("Hwang", "Nari"), written_organisation="나리홍보기획", title="이사",
        kind="business", grade="executive", state="declined", valid_for=None,
        decision_reason="부품 제조나 연구와 관련된 활동을 확인하지 못했습니다. 관련 자료를 갖추어 다시 신청하실 수 있습니다.",
    ),
    PersonRow(key="newcomer", name=("", ""), name_en=("", ""), state="draft", valid_for=None),
]  # fmt: skip

# Those who came later: after the generated, whose numbers stay as they were.
LATER = [
    # Writes the name of a known company in another way: the queue of applications finds it.
    PersonRow(
        key="bomi.applicant", name=("송", "보미"), name_en=("Song", "Bomi"), written_organisation="(주)달무리 사출", title="금형설계 대리",
        kind="business", grade="staff", state="applied", valid_for=None,
        motivation="사출성형 포럼에서 다른 회사의 냉각 설계 경험을 배우고 싶습니다.",
    ),
    # Somebody who signed up a second time and wrote the name in Latin letters: to be made one with the first.
    PersonRow(key="saeronpark", name=("", ""), name_en=("Park", "Saeron"), state="draft", valid_for=None, language="en"),
]  # fmt: skip

FAMILY_NAMES = [
    ("김", "Kim"), ("이", "Lee"), ("박", "Park"), ("최", "Choi"), ("정", "Jung"), ("강", "Kang"), ("조", "Cho"), ("윤", "Yoon"),
    ("장", "Jang"), ("임", "Lim"), ("한", "Han"), ("오", "Oh"), ("서", "Seo"), ("신", "Shin"), ("권", "Kwon"), ("황", "Hwang"),
    ("안", "Ahn"), ("송", "Song"), ("류", "Ryu"), ("홍", "Hong"), ("배", "Bae"), ("남", "Nam"),
]  # fmt: skip
GIVEN_NAMES = [
    ("나래", "Narae"), ("다솜", "Dasom"), ("바다", "Bada"), ("보람", "Boram"), ("빛나", "Bitna"), ("새봄", "Saebom"),
    ("소담", "Sodam"), ("아름", "Areum"), ("아람", "Aram"), ("여울", "Yeoul"), ("예슬", "Yeseul"), ("우람", "Uram"),
    ("은솔", "Eunsol"), ("이슬", "Iseul"), ("찬솔", "Chansol"), ("초롱", "Chorong"), ("하나", "Hana"), ("한솔", "Hansol"),
    ("해솔", "Haesol"), ("푸름", "Pureum"), ("누리", "Nuri"), ("도담", "Dodam"), ("미르", "Mireu"), ("버들", "Beodeul"),
    ("벼리", "Byeori"), ("산들", "Sandeul"), ("시내", "Sinae"), ("온새", "Onsae"), ("윤슬", "Yunseul"), ("조은", "Joeun"),
    ("한울", "Hanul"), ("한빛", "Hanbit"), ("해나", "Haena"), ("힘찬", "Himchan"), ("가온", "Gaon"), ("단비", "Danbi"),
    ("두루", "Duru"), ("마음", "Maeum"), ("별", "Byeol"), ("새길", "Saegil"), ("솔빛", "Solbit"), ("슬옹", "Seulong"),
]  # fmt: skip

# How people of an organisation's kind are made: (kind, grade, job title), taken in turn; the place of an organisation in the
# round, repeated for larger ones.
POSITIONS = {
    "company": [
        ("business", "senior", "생산기술팀장"), ("ceo", "executive", "대표이사"), ("business", "senior", "연구소장"),
        ("business", "senior", "품질보증부장"), ("business", "executive", "공장장"), ("business", "staff", "금형기술 과장"),
        ("business", "senior", "구매기획팀장"),
    ],
    "university": [
        ("professor", "senior", "신소재공학부 교수"), ("researcher", "staff", "박사후연구원"),
        ("professor", "senior", "산업공학과 교수"), ("researcher", "senior", "산학협력중점 연구교수"),
    ],
    "institute": [
        ("researcher", "senior", "책임연구원"), ("expert", "senior", "기업지원팀장"), ("researcher", "staff", "선임연구원"),
    ],
    "government": [
        ("officer", "staff", "주무관"), ("officer", "senior", "산업육성팀장"), ("officer", "executive", "기업지원과장"),
    ],
    "investor": [("investor", "senior", "투자심사역"), ("investor", "executive", "대표파트너")],
}  # fmt: skip
ROUND = [
    "dalmuri", "gureumjae", "byeolmaru", "pureunsolnae", "baramgol", "solnaeum", "haetsalsae", "gaonnuri", "eunhatteul", "mirnae",
    "hanmaru", "dalmuri", "gureumjae", "baramgol", "pureunsolnae", "byeolmaru", "duresaem",
]  # fmt: skip
# What became of a few of the generated, by their number.
FATES: dict[int, dict[str, object]] = {
    17: {"state": "suspended"},
    29: {"state": "expired", "valid_for": -60},
    38: {"valid_for": -10},  # within the 30 days of grace
    44: {"state": "withdrawn"},
    51: {"valid_for": 21},  # soon to be renewed
}


def generated_people(kinds: dict[str, str]) -> list[PersonRow]:
    """The same people each time. `kinds`: an organisation's kind by its key."""
    chance = random.Random(SEED)  # noqa: S311 - a fixed seed on purpose: the same people each time
    names = [(family, given) for family in FAMILY_NAMES for given in GIVEN_NAMES]
    chosen = chance.sample(names, GENERATED)
    skills = sorted(SKILLS)
    people = []
    for number, (family, given) in enumerate(chosen):
        organisation = ROUND[number % len(ROUND)]
        positions = POSITIONS[kinds[organisation]]
        kind, grade, title = positions[(number // len(ROUND) + number) % len(positions)]
        details: dict[str, object] = {
            "skills": tuple((skill, chance.randint(2, 5)) for skill in chance.sample(skills, 2)),
            "language": "en" if number % 15 == 7 else "ko",
            **FATES.get(number, {}),
        }
        people.append(
            PersonRow(
                key=f"{given[1]}.{family[1]}{number + 1}".lower(), name=(family[0], given[0]), name_en=(family[1], given[1]),
                organisation=organisation, title=title, kind=kind, grade=grade, **details,  # type: ignore[arg-type]
            )
        )  # fmt: skip
    return people
