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
        industries=("C24", "C25", "C26", "C29", "C30"),
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
