"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from django.utils.translation import gettext_lazy as _

from council import programmes
from council.merging import MergeLink
from council.personal_data import Erasure, PersonalLink, histories, traces

KEEP = Erasure.ANONYMISE

PERSONAL_LINKS: tuple[PersonalLink, ...] = (
    PersonalLink(
        model="focusgroup.invitationteammember",
        via="member",
        erased=Erasure.DESTROY,
        label=_("Your place in the invitation team"),
        exported=("since", "until"),
        twin_of=(),
    ),
    # What an agency was engaged for is confidential: the copy of one's data has its days alone.
    PersonalLink(
        model="focusgroup.agencyengagement",
        via="contact",
        erased=KEEP,
        label=_("Engagements of your agency in which you were the contact"),
        exported=("starts_on", "ends_on", "nda_from", "nda_until"),
    ),
    *traces(
        "focusgroup.invitationtarget.owner",
        "focusgroup.historicalinvitationtarget.owner",
        "focusgroup.historicalinvitationteammember.member",
        "focusgroup.historicalagencyengagement.contact",
        "focusgroup.targetmove.by",
        "focusgroup.touch.by",
        "focusgroup.invitationplan.written_by",
        "focusgroup.invitationproposal.written_by",
        "focusgroup.historicalinvitationplan.written_by",
        "focusgroup.historicalinvitationplan.approved_by",
        "focusgroup.historicalinvitationproposal.written_by",
        "focusgroup.historicalinvitationproposal.approved_by",
        "focusgroup.invitationplan.approved_by",
        "focusgroup.invitationproposal.approved_by",
        "focusgroup.dispatch.by",
        # What hangs on an engagement is the council's.
        "focusgroup.agencyengagement_targets.agencyengagement",
        "focusgroup.dispatch.engagement",
        "focusgroup.touch.engagement",
    ),
    *histories(
        "focusgroup.invitationtarget",
        "focusgroup.invitationteammember",
        "focusgroup.agencyengagement",
        "focusgroup.invitationplan",
        "focusgroup.invitationproposal",
        "focusgroup.dataitem",
        "focusgroup.investmentfacts",
        "focusgroup.invitationresult",
    ),
)
MERGE_LINKS: tuple[MergeLink, ...] = (
    MergeLink(model="focusgroup.agencyengagement", via="agency", label=_("Engagements")),
    MergeLink(model="focusgroup.historicalagencyengagement", via="agency"),
    MergeLink(model="focusgroup.invitationtarget", via="organisation", label=_("Landed invitations")),
    MergeLink(model="focusgroup.historicalinvitationtarget", via="organisation"),
)
# Whoever sees the portal as somebody, to help, is not led to what is confidential.
OWN_PAGES: tuple[str, ...] = tuple(
    f"focusgroup:invitation-{name}"
    for name in ("list", "detail", "board", "engagement", "engagement-list", "plan", "proposal", "touch", "move", "dispatch")
)
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = ()


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
    programmes.message_kinds.register(
        programmes.MessageKind(
            slug="invitation-notice",
            name=_("Invitations that you work on"),
            description=_("Engagements, papers that were handed over, reports. No mail names a target."),
        )
    )
