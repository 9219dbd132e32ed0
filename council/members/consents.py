"""What people consent to, in the wording that they were shown.

The texts are legal wording, so they stand here in both languages and never change once published: a new wording is a new entry
with a new version. Each names purpose, items, period, the right to refuse and what refusing means (Personal Information
Protection Act, Art. 15(2) and 22); advertising has its own consent, and one more for the night (Network Act, Art. 50).
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from council import bilingual


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One purpose in one version, in both languages. `depends_on` names the purpose without which this one means nothing."""

    purpose: str
    version: str
    required: bool
    depends_on: str = ""
    # Whether applicants are asked; what concerns few is asked on the privacy page alone.
    at_joining: bool = True
    title_ko: str
    title_en: str
    aim_ko: str
    aim_en: str
    items_ko: str
    items_en: str
    period_ko: str
    period_en: str
    refusal_ko: str
    refusal_en: str

    @property
    def title(self) -> str:
        return bilingual.text(self, "title")

    @property
    def aim(self) -> str:
        return bilingual.text(self, "aim")

    @property
    def items(self) -> str:
        return bilingual.text(self, "items")

    @property
    def period(self) -> str:
        return bilingual.text(self, "period")

    @property
    def refusal(self) -> str:
        return bilingual.text(self, "refusal")


MEMBERSHIP = "membership"
DIRECTORY = "directory"
NEWS = "news"
NIGHT = "night"
AGENCY = "agency"
PHOTO = "photo"

# The fields of the directory that the person chooses among; the name comes with the place in it.
DIRECTORY_ITEMS = {
    "organisation": _("Organisation"),
    "job_title": _("Job title"),
    "kind": _("Field of activity"),
    "skills": _("Skills"),
    PHOTO: _("Photo"),
}

# Every wording that was ever shown, oldest first within its purpose.
WORDINGS: tuple[Wording, ...] = (
    Wording(
        purpose=MEMBERSHIP,
        version="2026-11",
        required=True,
        title_ko="회원 가입과 회원 관리를 위한 개인정보 수집·이용",
        title_en="Collection and use of personal information for membership",
        aim_ko="가입 신청의 심사, 회원 자격의 관리, 신청하신 행사의 운영, 이에 관한 안내",
        aim_en="To decide on your application, keep your membership, run the events you register for, and tell you about them",
        items_ko="이름(한글·로마자), 이메일 주소, 전화번호, 소속 기관과 사업자등록번호, 직함과 직급, 활동 분야, 가입 이유",
        items_en=(
            "Name (Hangul and romanised), e-mail address, telephone number, organisation and its business registration number, "
            "job title and grade, field of activity, reason for joining"
        ),
        period_ko=(
            "회원 자격이 끝난 날부터 1년까지. 승인되지 않은 신청은 결정일부터 6개월까지. 기간이 지나면 지체 없이 파기합니다."
        ),
        period_en=(
            "Until one year after your membership ends; an application that is not approved, until six months "
            "after the decision. Then it is destroyed without delay."
        ),
        refusal_ko=(
            "동의를 거부하실 수 있습니다. 다만 거부하시면 가입 신청을 받을 수 없습니다. "
            "공개 행사는 동의 없이도 참여하실 수 있습니다."
        ),
        refusal_en=(
            "You may refuse. Without this consent we cannot take up your application; "
            "public events stay open to you all the same."
        ),
    ),
    Wording(
        purpose=DIRECTORY,
        version="2026-11",
        required=False,
        title_ko="회원 명부 게재",
        title_en="A place in the members’ directory",
        aim_ko="다른 회원이 회원님을 찾아 협력을 제안할 수 있도록 회원 전용 명부에 게재",
        aim_en="To let other members find you and propose working together, in a directory that members alone can see",
        items_ko="이름, 소속 기관, 직함, 활동 분야, 전문 기술",
        items_en="Name, organisation, job title, field of activity, skills",
        period_ko="동의를 철회하시거나 회원 자격이 끝날 때까지",
        period_en="Until you withdraw this consent or your membership ends",
        refusal_ko="동의를 거부하실 수 있습니다. 거부하시면 명부에 나오지 않을 뿐 다른 불이익은 없습니다.",
        refusal_en="You may refuse. You are then not in the directory; nothing else changes.",
    ),
    # With the photo.
    Wording(
        purpose=DIRECTORY,
        version="2026-11-23",
        required=False,
        title_ko="회원 명부 게재",
        title_en="A place in the members’ directory",
        aim_ko="다른 회원이 회원님을 찾아 협력을 제안할 수 있도록 회원 전용 명부와 회원에게 보이는 기관·발표자 화면에 게재",
        aim_en=(
            "To let other members find you and propose working together, in a directory that members alone can see, and on "
            "pages of organisations and speakers as far as members see them"
        ),
        items_ko="이름, 소속 기관, 직함, 활동 분야, 전문 기술, 사진(따로 고르신 경우에만)",
        items_en="Name, organisation, job title, field of activity, skills; a photo only if you choose that",
        period_ko=(
            "동의를 철회하시거나 회원 자격이 끝날 때까지. 사진은 회원 자격이 끝나면, 또는 30일 동안 아무에게도 보이지 않으면 "
            "파기합니다."
        ),
        period_en=(
            "Until you withdraw this consent or your membership ends. A photo is destroyed when the membership ends, or when "
            "nobody has been shown it for 30 days."
        ),
        refusal_ko="동의를 거부하실 수 있습니다. 거부하시면 명부에 나오지 않을 뿐 다른 불이익은 없습니다.",
        refusal_en="You may refuse. You are then not in the directory; nothing else changes.",
    ),
    Wording(
        purpose=NEWS,
        version="2026-11",
        required=False,
        title_ko="프로그램 소식과 행사 홍보 수신",
        title_en="News and invitations from the programmes",
        aim_ko="포커스그룹, 기술포럼, 심포지엄의 소식과 행사 초대 등 광고성 정보를 이메일로 발송",
        aim_en="To send you news and invitations (advertising) of the Focus Group, the forums and the symposia by e-mail",
        items_ko="이름, 이메일 주소, 활동 분야",
        items_en="Name, e-mail address, field of activity",
        period_ko="동의를 철회하시거나 회원 자격이 끝날 때까지. 2년마다 수신 의사를 다시 확인합니다.",
        period_en="Until you withdraw this consent or your membership ends. We ask you again every two years.",
        refusal_ko=(
            "동의를 거부하실 수 있습니다. 거부하셔도 직접 신청하신 행사의 안내는 그대로 받으시며 다른 불이익은 없습니다."
        ),
        refusal_en="You may refuse. What concerns the events you registered for still reaches you; nothing else changes.",
    ),
    Wording(
        purpose=NIGHT,
        version="2026-11",
        required=False,
        depends_on=NEWS,
        title_ko="야간(21시~다음 날 8시) 광고성 정보 수신",
        title_en="The same at night (21:00 to 08:00)",
        aim_ko="위의 소식과 행사 초대를 21시부터 다음 날 8시 사이에도 발송",
        aim_en="To send you that news between 21:00 and 08:00 as well",
        items_ko="이름, 이메일 주소",
        items_en="Name, e-mail address",
        period_ko="동의를 철회하시거나 회원 자격이 끝날 때까지. 2년마다 수신 의사를 다시 확인합니다.",
        period_en="Until you withdraw this consent or your membership ends. We ask you again every two years.",
        refusal_ko="동의를 거부하실 수 있습니다. 거부하시면 낮 시간에만 보내 드립니다.",
        refusal_en="You may refuse. News then reaches you during the day only.",
    ),
    # For who sits in the Focus Group, its task forces and the invitation team: third-party provision, abroad included (Personal
    # Information Protection Act, Art. 17 and 28-8). To be confirmed by the attorney, as all of these.
    Wording(
        purpose=AGENCY,
        version="2026-11",
        required=False,
        at_joining=False,
        title_ko="유치 업무 자문기관에 대한 개인정보 제공(국외 이전 포함)",
        title_en="Handing your name to consultation agencies, abroad too",
        aim_ko=(
            "협의회와 비밀유지계약을 맺은 자문기관(국외 기관 포함)이 유치 계획, 자료, 제안서에 적힌 담당자를 알고 "
            "연락하도록 제공. 받는 기관의 이름과 국가, 연락처는 사무국이 제공 전에 알려 드립니다."
        ),
        aim_en=(
            "So that an agency under a confidentiality agreement with the council, which may be abroad, knows whom to turn to "
            "in an invitation plan, data or proposal. The secretariat tells you the agency, its country and contact beforehand"
        ),
        items_ko="이름(한글·로마자), 소속 기관, 직함, 유치 업무에서 맡은 역할",
        items_en="Name (Hangul and romanised), organisation, job title, your part in the invitation",
        period_ko="동의를 철회하시거나 자문기관의 계약이 끝날 때까지. 온라인 화면과 문서로 제공합니다.",
        period_en="Until you withdraw this consent or the agency’s engagement ends; on its pages here and in documents",
        refusal_ko="동의를 거부하실 수 있습니다. 거부하시면 자문기관에 이름을 제공하지 않으며 다른 불이익은 없습니다.",
        refusal_en="You may refuse. Agencies then do not get your name; nothing else changes.",
    ),
)


def current_wordings() -> list[Wording]:
    """The wording in use for each purpose, in the order in which people are asked."""
    latest: dict[str, Wording] = {}
    for entry in WORDINGS:
        latest[entry.purpose] = entry
    return list(latest.values())


def wordings_for_applicants() -> list[Wording]:
    """Of `current_wordings` those that an application asks for."""
    return [entry for entry in current_wordings() if entry.at_joining]


def current_wording(purpose: str) -> Wording:
    """The wording in use. Raises `KeyError` for an unknown purpose."""
    return {entry.purpose: entry for entry in current_wordings()}[purpose]


def wording(purpose: str, version: str) -> Wording | None:
    """The wording that someone was shown, or None where it is not known any more."""
    return next((entry for entry in WORDINGS if (entry.purpose, entry.version) == (purpose, version)), None)


def dependants(purpose: str) -> list[str]:
    """The purposes that mean nothing without `purpose`."""
    return [entry.purpose for entry in current_wordings() if entry.depends_on == purpose]


def items_of(purpose: str, chosen: Collection[str] | None = None) -> list[str]:
    """The fields that a consent to `purpose` is to: `chosen` of those there are, for None all but the photo, which is chosen by
    itself; none where the purpose leaves no choice."""
    offered = DIRECTORY_ITEMS if purpose == DIRECTORY else {}
    return [item for item in offered if (item != PHOTO if chosen is None else item in chosen)]
