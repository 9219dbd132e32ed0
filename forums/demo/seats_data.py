"""The four technology forums, their rules, and who wants to sit in them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ForumRow:
    """A forum by its body's address. `industries`: codes of the KSIC, revision 11; none: any."""

    field: tuple[str, str]
    cadence: str
    seats_per_company: int
    industries: tuple[str, ...] = ()
    host: str = "gaonnuri"


FORUMS = {
    "automotive-mechanical-forum": ForumRow(
        field=("자동차부품과 기계부품", "Automotive and mechanical components"),
        cadence="monthly",
        seats_per_company=4,
        industries=("C22", "C24", "C25", "C26", "C29", "C30"),
    ),
    "injection-moulding-forum": ForumRow(
        field=("사출성형과 사출금형", "Injection moulding and its moulds"),
        cadence="quarterly",
        seats_per_company=4,
        industries=("C22", "C28", "C29", "C30"),
    ),
    "press-forming-forum": ForumRow(
        field=("프레스성형과 프레스금형", "Press forming and its dies"),
        cadence="quarterly",
        seats_per_company=4,
        industries=("C24", "C25", "C29"),
    ),
    "joint-ip-forum": ForumRow(
        field=("여러 기업이 함께 갖는 산업재산권", "Industrial property rights of several companies"),
        cadence="quarterly",
        seats_per_company=3,
    ),
}
# Who speaks for companies whose people sit in forums; one company has nobody, and the desk says so.
WITHOUT_CONTACT = ("byeolmaru",)


@dataclass(frozen=True, kw_only=True)
class ApplicationRow:
    """Who asks for a seat, in which forum, how many days ago, and what became of it: by whom, why."""

    person: str
    forum: str
    why: str
    days: int
    state: str = "waiting"
    decided_by: str = ""
    reason: str = ""


APPLICATIONS = {
    "member-injection": ApplicationRow(
        person="member",
        forum="injection-moulding-forum",
        why="감속기 하우징을 사출품으로 바꾸는 과제를 맡고 있습니다. 변형과 웰드라인을 다루는 논의에 생산기술팀으로 참여하고 싶습니다.",
        days=3,
    ),
    "rival-ip": ApplicationRow(
        person="rival",
        forum="joint-ip-forum",
        why="협력사와 함께 출원할 계획이 있어 절차를 미리 배우고 싶습니다.",
        days=40,
        state="declined",
        decided_by="attorney",
        reason="바람골모터파츠의 자리는 지금 모두 차 있습니다. 자리가 비면 다시 신청해 주세요. 공개 세미나에는 언제든 오실 수 있습니다.",
    ),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class PaperRow:
    """A confidential PDF of a forum: under the forums' agreement, kept from the people of `excluded`. `source`: for typst."""

    forum: str
    title: tuple[str, str]
    description: tuple[str, str]
    excluded: tuple[str, ...]
    source: str


PAPERS = {
    "weld-line-measurements": PaperRow(
        forum="injection-moulding-forum",
        title=("웰드라인 강도 측정 결과", "Weld-line strength: what we measured"),
        description=(
            "달무리사출이 포럼에 한해 공개하는 측정 자료입니다. 비밀유지계약에 동의하면 열립니다.",
            "Measurements that Dalmuri Molding shares with the forum alone, once the agreement is accepted.",
        ),
        excluded=("baramgol",),
        source="""
#set page(paper: "a4", margin: 24mm)
#set text(font: "Noto Sans CJK KR", lang: "ko", size: 11pt)
= 웰드라인 강도 측정 결과 (demo)
달무리사출이 포럼 위원에게만 공개하는 자료입니다. 숫자는 모두 꾸며 낸 것입니다.
#table(columns: 3, [금형 온도 (°C)], [보압 (MPa)], [인장 강도 비율], [40], [60], [0.61], [60], [60], [0.72], [80], [60], [0.81], [80], [80], [0.84])
#pagebreak()
= 해석과의 차이
80 °C에서는 해석보다 강도가 높게 나왔습니다. 게이트 위치를 바꾼 두 번째 시험을 다음 회의에서 보고합니다.
""",
    ),
}
