"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council import programmes
from council.merging import MergeLink
from council.personal_data import Erasure, PersonalLink, histories, traces

ANONYMISE = Erasure.ANONYMISE
PROPOSAL = ("proposal__number", "proposal__title_ko", "proposal__title_en")
# Decisions, and what led to them, stay on record: who took part becomes a row without a name.
PERSONAL_LINKS: tuple[PersonalLink, ...] = (
    PersonalLink(
        model="focusgroup.review",
        via="reviewer",
        erased=ANONYMISE,
        label=_("Your reviews of proposals"),
        exported=(*PROPOSAL, "recommendation", "text", "due_on", "submitted_at"),
        twin_of=("proposal",),
    ),
    PersonalLink(
        model="focusgroup.comment",
        via="member",
        erased=ANONYMISE,
        label=_("Your comments on proposals"),
        exported=("round__proposal__number", "text", "at"),
        twin_of=("round", "text"),
    ),
    PersonalLink(
        model="focusgroup.vote",
        via="member",
        erased=ANONYMISE,
        label=_("Your votes on proposals"),
        exported=("sitting__proposal__number", "choice", "at"),
        twin_of=("sitting",),
    ),
    PersonalLink(
        model="focusgroup.action",
        via="owner",
        erased=ANONYMISE,
        label=_("Actions that you were given"),
        exported=(*PROPOSAL, "title_ko", "title_en", "due_on", "done_at"),
    ),
    PersonalLink(
        model="focusgroup.proposal",
        via="author",
        erased=ANONYMISE,
        label=_("Proposals that you wrote"),
        exported=("number", "state", "title_ko", "title_en", "problem_ko", "problem_en", "plan_ko", "plan_en", "submitted_at"),
    ),
    # What hangs on a proposal stays with it.
    *(
        PersonalLink(model=f"focusgroup.{name}", via="proposal__author", erased=ANONYMISE, own=False)
        for name in (
            "action",
            "authorityreply",
            "commentround",
            "decision",
            "evidence",
            "historicalaction",
            "historicalopportunity",
            "historicalproject",
            "opportunity",
            "project",
            "proposal_clusters",
            "proposal_organisations",
            "proposalmove",
            "review",
            "sitting",
        )
    ),
    *traces(
        "focusgroup.historicalaction.owner",
        "focusgroup.historicalopportunity.noticed_by",
        "focusgroup.historicalopportunity.settled_by",
        "focusgroup.historicalproposal.author",
        "focusgroup.historicalproposal.owner",
        "focusgroup.opportunity.noticed_by",
        "focusgroup.opportunity.settled_by",
        "focusgroup.proposal.owner",
        "focusgroup.proposalmove.by",
        "focusgroup.vote.by",
    ),
    *histories("focusgroup.action", "focusgroup.opportunity", "focusgroup.project", "focusgroup.proposal"),
)
MERGE_LINKS: tuple[MergeLink, ...] = (
    MergeLink(
        model="focusgroup.proposal_organisations",
        via="organisation",
        label=_("Proposals that concern it"),
        twin_of=("proposal",),
    ),
    MergeLink(model="focusgroup.project", via="lead", label=_("Projects that it leads")),
    MergeLink(model="focusgroup.historicalproject", via="lead"),
    MergeLink(model="focusgroup.opportunity", via="organisation", label=_("Opportunities that it asked for")),
    MergeLink(model="focusgroup.historicalopportunity", via="organisation"),
)
# Names of addresses that are a person's own: staff who see the portal as somebody do not open them.
OWN_PAGES: tuple[str, ...] = ()
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = ("focusgroup:proposal-detail", "focusgroup:proposal-sitting")


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
    from focusgroup import docket_panels
    from focusgroup.deadlines import docket as deadlines
    from focusgroup.demo import docket as demo
    from focusgroup.services.docket import telling

    kind = programmes.MessageKind
    for made in (
        kind(slug=telling.MOVED, name=_("Where a proposal stands"), essential=False, still_true=telling.moved_is_true),
        kind(slug=telling.REVIEW, name=_("Reviews that you are asked for"), still_true=telling.review_is_true),
        kind(slug=telling.ROUND, name=_("Comment rounds on proposals"), essential=False, still_true=telling.round_is_true),
        kind(slug=telling.VOTE, name=_("Votes on proposals"), still_true=telling.vote_is_true),
        kind(slug=telling.ACTION, name=_("Actions that you are given"), still_true=telling.action_is_true),
    ):
        programmes.message_kinds.register(made)
    for source in deadlines.SOURCES:
        programmes.message_kinds.register(
            kind(slug=source.kind, name=_REMINDERS[source.slug], essential=False, still_true=source.holds)
        )
        programmes.deadline_sources.register(source)
    programmes.demo_parts.register(programmes.DemoPart(slug="focus-group-docket", load=demo.load, order=40))
    programmes.seed_beds.register(docket_panels.SEED_BED)
    programmes.event_panels.register(docket_panels.AGENDA)
    programmes.search_sources.register(docket_panels.SEARCH)
    programmes.my_page_cards.register(docket_panels.CARD)
    programmes.document_owners.register(docket_panels.DOCUMENTS)
    programmes.desk_notices.register(
        programmes.DeskNotice(
            slug="focus-group-proposals",
            label=_("Focus Group: proposals for the secretariat to move on"),
            count=docket_panels.waiting_count,
            url=lambda: f"{reverse('admin:focusgroup_proposal_changelist')}?waiting=1",
            order=51,
        )
    )


_REMINDERS = {
    "proposal-review-due": _("Reminders of reviews"),
    "proposal-review-late": _("Reviews that are late"),
    "proposal-round-end": _("Reminders of comment rounds"),
    "proposal-action-due": _("Reminders of actions"),
    "proposal-reply-due": _("Reminders of authorities’ replies"),
}
