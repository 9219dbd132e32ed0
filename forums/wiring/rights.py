"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from django.utils.translation import gettext_lazy as _

from council import programmes
from council.merging import MergeLink
from council.personal_data import Erasure, PersonalLink, histories, traces

KEEP = Erasure.ANONYMISE

PERSONAL_LINKS: tuple[PersonalLink, ...] = (
    PersonalLink(
        model="forums.ipdeskmember",
        via="member",
        erased=Erasure.DESTROY,
        label=_("Your place at the IP desk"),
        exported=("since", "until"),
        twin_of=(),
    ),
    # What a case is about is its owners': the copy of one's data has the days alone.
    PersonalLink(
        model="forums.casecontact",
        via="member",
        erased=KEEP,
        label=_("Joint IP cases in which you were your company’s contact"),
        exported=("since", "ended_at"),
    ),
    # Who made it stands in the application for good; the name here goes with the person.
    PersonalLink(model="forums.inventor", via="member", erased=KEEP, blank={"name": "–"}, own=False),
    *traces(
        "forums.ipcase.attorney",
        "forums.ipcase.created_by",
        "forums.historicalipcase.attorney",
        "forums.historicalipcase.created_by",
        "forums.historicalipdeskmember.member",
        "forums.casecontact.named_by",
        "forums.casemove.by",
        "forums.caseevent.recorded_by",
        "forums.caseevent.corrected_by",
        "forums.coownerconsent.by",
        "forums.coownerconsent.withdrawn_by",
        "forums.jointact.asked_by",
        "forums.jointact.settled_by",
        "forums.filing.recorded_by",
        "forums.cost.recorded_by",
        "forums.cost.struck_by",
        "forums.rightuse.recorded_by",
    ),
    # What hangs on a case is its owners', and says nothing more of its attorney.
    *(
        PersonalLink(model=f"forums.{name}", via="case__attorney", erased=KEEP, own=False)
        for name in (
            "casecontact",
            "caseevent",
            "casemove",
            "coowner",
            "coownerconsent",
            "cost",
            "filing",
            "inventor",
            "jointact",
            "rightuse",
        )
    ),
    # A case keeps the topic that it came of, whoever wrote that.
    *(
        PersonalLink(model=f"forums.{name}", via="origin_topic__author", erased=KEEP, own=False)
        for name in ("ipcase", "historicalipcase")
    ),
    *histories("forums.ipcase", "forums.ipdeskmember"),
)
# Without words: whoever makes two records of a company one is not told that it has cases, nor how many.
MERGE_LINKS: tuple[MergeLink, ...] = (
    MergeLink(model="forums.coowner", via="organisation"),
    MergeLink(model="forums.casecontact", via="organisation"),
    MergeLink(model="forums.coownerconsent", via="organisation"),
    MergeLink(model="forums.cost", via="paid_by"),
    MergeLink(model="forums.costshare", via="organisation"),
    MergeLink(model="forums.rightuse", via="organisation"),
)
# Names of addresses that are a person's own: staff who see the portal as somebody do not open them.
OWN_PAGES: tuple[str, ...] = (
    "forums:ip-case-list",
    "forums:ip-declaration-list",
    "forums:ip-declaration",
    *(
        f"forums:ip-case{name}"
        for name in (
            "",
            "-new",
            "-edit",
            "-owners",
            "-contact",
            "-attorney",
            "-sign",
            "-signature",
            "-act-new",
            "-act-sign",
            "-step",
            "-put-back",
            "-event",
            "-event-correct",
            "-number",
            "-paper",
            "-cost",
            "-cost-strike",
            "-statement",
            "-use",
        )
    ),
)
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = ("forums:ip-case",)


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
    from forums import rights_panels as panels
    from forums.demo import rights as demo
    from forums.demo import rights_moving as moving
    from forums.services.rights.ties import joint_rights

    for kind in panels.KINDS:
        programmes.message_kinds.register(kind)
    programmes.document_owners.register(panels.DOCUMENTS)
    programmes.search_sources.register(panels.SEARCH)
    programmes.my_page_cards.register(panels.CARD)
    programmes.desk_notices.register(panels.NOTICE)
    programmes.tie_sources.register(
        programmes.TieSource(
            slug="joint-rights", name=_("Joint rights in force"), counts=joint_rights, for_secretariat=True, order=20
        )
    )
    programmes.desk_notices.register(panels.DECLARED)
    programmes.demo_parts.register(programmes.DemoPart(slug="forums-rights", load=demo.load, order=80))
    # Once the statutory clock has told its part, too.
    programmes.demo_parts.register(programmes.DemoPart(slug="forums-rights-days", load=moving.note, move=moving.move, order=90))
