import uuid
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from django.db import transaction

from council.library.models import Document, DocumentVersion
from council.members.models import Organisation
from forums.models import CaseContact, Cost, CostShare, Filing, IPCase, IPDeskMember, JointAct
from forums.models.rights import Act, EventKind
from forums.services.rights.papers import OWNER
from tests.factories import NOW, OrganisationFactory
from tests.forums.factories.rights import TODAY, IPCaseFactory, contact_of, happened, signed
from tests.forums.matrix.people import FORUMS_PEOPLE, for_people
from tests.forums.matrix.secrets import MINE as MINE_NAMES
from tests.forums.matrix.secrets import OTHERS as OTHERS_NAMES
from tests.portal.rows import LOGIN, ON, Row, World

# The case of `contact` and `attorney`, to be filed; one of theirs that is registered; one of others; none.
MINE, RIGHT, OTHERS, NOWHERE = (uuid.UUID(int=number, version=4) for number in (61, 62, 63, 64))
COMPANY, ACT = uuid.UUID(int=65, version=4), uuid.UUID(int=66, version=4)
ITEM = 1_000_000

DESK = ("admin", "ip-desk")
ALL = for_people(*DESK, "contact", "attorney")
OFFICE = for_people(*DESK, "attorney")
ONLY_DESK = for_people(*DESK)
NOBODY = for_people()
ONLY_POST = tuple(LOGIN if person == "anonymous" else 405 for person in FORUMS_PEOPLE)


# Filing is the attorney's and the desk's: a contact is told so.
CONTACTS_GO_ON = tuple(ON if person == "contact" else one for person, one in zip(FORUMS_PEOPLE, OFFICE, strict=True))


def _row(name: str, outcomes: tuple[int | str, ...], *args: Any, method: str = "get", note: str = "") -> Row:
    return Row(f"forums:ip-case{name}", outcomes, args, method, note, FORUMS_PEOPLE)


def _posts(status: int | str, *who: str) -> tuple[int | str, ...]:
    return for_people(*who, status=status)


ROWS: list[Row] = [
    _row("-list", for_people(*FORUMS_PEOPLE)),
    # Who sits in the forum for a company, and the desk.
    _row("-new", for_people(*DESK, "contact", "rival", "forum-chair", "member")),
    _row("-new", _posts(422, *DESK, "contact", "rival", "forum-chair", "member"), method="post", note="nothing filled in"),
    _row("-worth", ONLY_DESK),
    _row("", ALL, MINE),
    _row("", ALL, RIGHT, note="registered"),
    _row("", ONLY_DESK, OTHERS, note="of other companies"),
    _row("", NOBODY, NOWHERE),
    _row("-edit", ALL, MINE),
    _row("-edit", OFFICE, RIGHT, note="filed"),
    _row("-owners", ALL, MINE),
    _row("-owners", NOBODY, RIGHT, note="filed"),
    _row("-owners", _posts(422, *DESK, "contact", "attorney"), MINE, method="post", note="nothing filled in"),
    _row("-contact", ALL, MINE, COMPANY),
    _row("-contact", NOBODY, OTHERS, COMPANY, note="of another case"),
    _row("-contact-end", ONLY_POST, MINE, ITEM),
    _row("-contact-end", _posts(ON, *DESK, "contact", "attorney"), MINE, ITEM, method="post"),
    _row("-attorney", OFFICE, MINE),
    _row("-sign", _posts(200, "contact"), MINE),
    _row("-sign", _posts(422, "contact"), MINE, method="post", note="nothing ticked"),
    _row("-ask", ONLY_POST, MINE),
    _row("-ask", _posts(ON, *DESK, "contact", "attorney"), MINE, method="post"),
    _row("-signature", ONLY_DESK, MINE),
    _row("-signature", _posts(422, *DESK), MINE, method="post", note="no paper"),
    _row("-signature-back", ONLY_POST, MINE, ITEM),
    _row("-signature-back", _posts(ON, *DESK), MINE, ITEM, method="post", note="of another owner"),
    _row("-act-new", NOBODY, MINE, note="not filed"),
    _row("-act-new", ALL, RIGHT),
    _row("-act-sign", _posts(200, "contact"), RIGHT, ACT),
    _row("-act-settle", ONLY_POST, RIGHT, ACT),
    _row("-act-settle", _posts(ON, *DESK, "attorney"), RIGHT, ACT, method="post", note="signatures are missing"),
    _row("-step", ALL, MINE, "reopen"),
    _row("-step", CONTACTS_GO_ON, MINE, "file"),
    _row("-step", NOBODY, MINE, "nonsense"),
    _row("-step", NOBODY, OTHERS, "nonsense"),
    _row("-step", _posts(422, *DESK, "attorney", "contact"), MINE, "reopen", method="post", note="no reason"),
    _row("-put-back", OFFICE, MINE),
    _row("-put-back", _posts(422, *DESK, "attorney"), MINE, method="post", note="no reason"),
    _row("-event", ALL, MINE),
    _row("-event-correct", OFFICE, RIGHT, ITEM),
    _row("-event-correct", NOBODY, MINE, ITEM, note="of another case"),
    _row("-number", OFFICE, RIGHT),
    _row("-paper", ALL, MINE),
    _row("-paper", _posts(422, *DESK, "contact", "attorney"), MINE, method="post", note="no file"),
    _row("-cost", ALL, MINE),
    _row("-cost-strike", ALL, RIGHT, ITEM),
    _row("-cost-strike", NOBODY, MINE, ITEM, note="of another case"),
    _row("-statement", ALL, RIGHT),
    _row("-statement", ONLY_DESK, OTHERS),
    _row("-use", ALL, RIGHT),
    *(_row(name, ONLY_DESK, OTHERS) for name in ("-edit", "-attorney", "-event", "-paper", "-cost", "-use")),
]
ADMIN: dict[str, tuple[int, int]] = {
    "forums.ipcase": (404, 200),
    "forums.filing": (404, 200),
    "forums.cost": (404, 200),
    "forums.rightuse": (404, 200),
    "forums.ipdeskmember": (404, 404),
}
NO_PAGE: dict[str, str] = {
    "forums:ip-case-statement": "a file",
    **{f"forums:ip-case-{name}": "takes a form only" for name in ("contact-end", "ask", "signature-back", "act-settle")},
}
ADMIN_NO_PAGE: dict[str, str] = {}
OTHER_PAGES: dict[str, Callable[[], list[str]]] = {}
WAYS: dict[Callable[[Any], None], tuple[str, ...]] = {}


def build(world: World) -> None:
    """A case to be filed, a registered one, and one of others; `contact` acts for the first owner."""
    people: Any = world.people
    contact, attorney, desk = people["contact"].member, people["attorney"].member, people["ip-desk"].member
    IPDeskMember.objects.create(member=desk, since=TODAY)
    company = contact.organisation
    Organisation.objects.filter(pk=company.pk).update(key=COMPANY)
    partner = OrganisationFactory(name_en="Partner Works")
    shares = {company: Fraction(2, 3), partner: Fraction(1, 3)}
    common: dict[str, Any] = {"attorney": attorney, "forum": world.things["forum"]}
    mine = IPCaseFactory(key=MINE, title_en=MINE_NAMES[0], title_ko=MINE_NAMES[1], owners=shares, state="ready", **common)
    CaseContact.objects.create(case=mine, organisation=company, member=contact, since=NOW)
    named = contact_of(mine, company)
    CaseContact.objects.filter(member=named).update(id=ITEM)
    signed(mine, partner)
    mine.consents.update(id=ITEM)
    mine.moves.create(verb="prepare", before="prior-art", after="ready", at=NOW)
    right = IPCaseFactory(key=RIGHT, title_en=MINE_NAMES[3], title_ko="비밀경첩", owners=shares, state="registered", **common)
    CaseContact.objects.create(case=right, organisation=company, member=contact, since=NOW)
    Filing.objects.create(case=right, kind="application", number=MINE_NAMES[2], on=TODAY, recorded_at=NOW)
    happened(right, EventKind.REGISTERED, TODAY, id=ITEM)
    # A cost and its parts are there together, as the database asks.
    with transaction.atomic():
        cost = Cost.objects.create(id=ITEM, case=right, what="Fees", amount_krw=3, paid_by=company, on=TODAY, recorded_at=NOW)
        for owner, won in ((company, 2), (partner, 1)):
            CostShare.objects.create(cost=cost, organisation=owner, amount_krw=won)
    JointAct.objects.create(key=ACT, case=right, act=Act.LICENSE, terms="To a third company", asked_at=NOW)
    right.uses.create(organisation=company, kind="licence", year=2025, what="Income", amount_krw=5, recorded_at=NOW)
    _paper(mine, MINE_NAMES[4])
    others = IPCaseFactory(
        key=OTHERS, title_en=OTHERS_NAMES[0], title_ko=OTHERS_NAMES[1], right="20", state="filed", forum=world.things["forum"]
    )
    Filing.objects.create(case=others, kind="application", number=OTHERS_NAMES[2], on=TODAY, recorded_at=NOW)


def _paper(case: IPCase, title: str) -> None:
    made = Document.objects.create(
        programme="forums", title_ko=title, classification="owner", owner_kind=OWNER, owner_key=str(case.pk)
    )
    file: dict[str, Any] = {"file": "nowhere.pdf", "name": "paper.pdf", "content_type": "application/pdf", "size": 1}
    made.current = DocumentVersion.objects.create(document=made, number=1, sha256="", uploaded_at=NOW, **file)
    made.save()
