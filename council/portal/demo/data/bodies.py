"""Bodies and who sits in them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class BodyRow:
    """A body. `roles`: people by their role; `seats`: how many of the generated join, of these kinds and organisations (empty:
    any)."""

    slug: str
    programme: str
    kind: str
    name: tuple[str, str]
    description: tuple[str, str]
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    seats: int = 0
    kinds: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    # Where the round of the generated begins, so that bodies do not share all their people.
    offset: int = 0


BODIES = [
    BodyRow(
        slug="gyeongbuk-focus-group",
        programme="focus-group",
        kind="group",
        name=("경북 포커스그룹", "Gyeongbuk Focus Group"),
        description=(
            "연구자, 교수, 공무원, 산업 전문가가 지역 클러스터를 분석하고 사업과 정책을 제안합니다. 짝수 달에 모입니다.",
            "Researchers, professors, officers and industry experts analyse the region’s clusters and propose projects and policy. "
            "Meets every other month.",
        ),
        roles={
            "chair": ("chair",),
            "vice-chair": ("haram.choi",),
            "member": ("expert", "saeron.park"),
            "secretary": ("staff",),
        },
        seats=6,
        kinds=("professor", "researcher", "officer", "expert"),
    ),
    BodyRow(
        slug="battery-housing-task-force",
        programme="focus-group",
        kind="task-force",
        name=("배터리 하우징 태스크포스", "Battery Housing Task Force"),
        description=(
            "금속과 고분자를 잇는 배터리 하우징 클러스터의 준비를 맡은 태스크포스입니다.",
            "Prepares the hybrid cluster that joins metal and polymer in battery housings.",
        ),
        roles={"chair": ("haram.choi",), "member": ("saeron.park",)},
        seats=4,
        organisations=("mirnae", "gureumjae", "dalmuri", "gaonnuri"),
        offset=3,
    ),
    BodyRow(
        slug="automotive-mechanical-forum",
        programme="forums",
        kind="forum",
        name=("자동차·기계부품 기술포럼", "Automotive & Mechanical Components Forum"),
        description=(
            "자동차부품과 기계부품 업체의 간부급 임직원이 매달 만나 기술을 나눕니다.",
            "Senior staff of makers of automotive and mechanical components meet every month to share technology.",
        ),
        roles={"chair": ("haram.choi",), "member": ("member",), "secretary": ("coordinator",)},
        seats=13,
        kinds=("business", "ceo"),
        organisations=("baramgol", "solnaeum", "gureumjae", "byeolmaru", "haetsalsae", "eunhatteul"),
    ),
    BodyRow(
        slug="injection-moulding-forum",
        programme="forums",
        kind="forum",
        name=("사출성형 기술포럼", "Injection Moulding Forum"),
        description=(
            "웰드라인, 변형, 냉각. 사출성형 현장의 문제를 분기마다 함께 다룹니다.",
            "Weld lines, warpage, cooling: what moulders struggle with, taken up together every quarter.",
        ),
        roles={"chair": ("chair",), "member": ("company", "rival")},
        seats=8,
        kinds=("business", "ceo"),
        organisations=("dalmuri", "byeolmaru", "baramgol", "mirnae"),
        offset=2,
    ),
    BodyRow(
        slug="press-forming-forum",
        programme="forums",
        kind="forum",
        name=("프레스성형 기술포럼", "Press Forming Forum"),
        description=(
            "고장력강 스프링백부터 서보프레스까지, 프레스성형 기술을 분기마다 나눕니다.",
            "From springback of high-strength steel to the servo press: press forming, every quarter.",
        ),
        roles={"chair": ("haram.choi",)},
        seats=9,
        kinds=("business", "ceo"),
        organisations=("gureumjae", "byeolmaru", "haetsalsae", "solnaeum"),
        offset=5,
    ),
    BodyRow(
        slug="joint-ip-forum",
        programme="forums",
        kind="forum",
        name=("공동 산업재산권 포럼", "Joint IP Forum"),
        description=(
            "여러 기업이 함께 소유하는 권리의 출원과 관리를 분기마다 배웁니다.",
            "Filing and keeping rights that several companies own together, every quarter.",
        ),
        roles={"chair": ("attorney",), "member": ("company",)},
        seats=8,
        kinds=("business", "ceo", "researcher"),
        offset=9,
    ),
    BodyRow(
        slug="metal-polymer-joining-committee",
        programme="symposia",
        kind="committee",
        name=("금속–고분자 접합 심포지엄 운영위원회", "Metal–Polymer Joining Symposium Committee"),
        description=(
            "사흘간 열리는 금속–고분자 접합 심포지엄의 프로그램과 운영을 맡습니다.",
            "Responsible for the programme and the running of the three-day symposium on metal–polymer joining.",
        ),
        roles={"chair": ("expert",), "secretary": ("staff",)},
        seats=5,
        kinds=("professor", "researcher", "ceo"),
        offset=4,
    ),
]
