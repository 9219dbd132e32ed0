"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from django.utils.translation import gettext_lazy as _

from council import merging, personal_data, programmes
from council.merging import MergeLink
from council.personal_data import Erasure, PersonalLink, histories, traces

ANONYMISE = Erasure.ANONYMISE
SUBMISSION = ("submission__number", "submission__title_ko", "submission__title_en")
# What was decided about a contribution stays on record: who took part becomes a row without a name.
PERSONAL_LINKS: tuple[PersonalLink, ...] = (
    PersonalLink(
        model="symposia.submission",
        via="submitter",
        erased=ANONYMISE,
        label=_("What you handed in for symposia"),
        exported=(
            "number",
            "kind",
            "state",
            "title_ko",
            "title_en",
            "abstract_ko",
            "abstract_en",
            "keywords",
            "trl",
            "answers",
            "novelty",
            "submitted_at",
        ),
    ),
    PersonalLink(
        model="symposia.coauthor",
        via="member",
        erased=Erasure.DETACH,
        label=_("Contributions to symposia that name you as an author, without your name"),
        exported=(*SUBMISSION, "name_ko", "name_en", "affiliation_ko", "affiliation_en", "email", "is_presenter"),
        blank={
            "name_ko": "저자",
            "name_en": "Author",
            "affiliation_ko": "",
            "affiliation_en": "",
            "email": "",
            "organisation": None,
        },
        twin_of=("submission",),
    ),
    PersonalLink(
        model="symposia.reviewer",
        via="member",
        erased=ANONYMISE,
        label=_("Calls of symposia that you review for"),
        exported=("call__symposium__event__title_ko", "call__symposium__event__title_en", "keywords", "most", "is_available"),
        blank={"keywords": ""},
        twin_of=("call",),
    ),
    PersonalLink(
        model="symposia.review",
        via="reviewer__member",
        erased=ANONYMISE,
        label=_("Your reviews of contributions to symposia"),
        exported=(
            "submission__number",
            "recommendation",
            "quality",
            "novelty",
            "relevance",
            "market",
            "advantage",
            "readiness",
            "effort",
            "comment",
            "inner",
            "submitted_at",
            "return_reason",
        ),
    ),
    PersonalLink(
        model="symposia.declaredconflict",
        via="member",
        erased=Erasure.DESTROY,
        label=_("Conflicts that keep you from reviewing a contribution"),
        exported=("submission__number", "nature", "note", "at"),
        twin_of=("submission",),
    ),
    # What hangs on a contribution stays with it.
    *(
        PersonalLink(model=f"symposia.{name}", via="submission__submitter", erased=ANONYMISE, own=False)
        for name in ("coauthor", "decision", "declaredconflict", "review", "submission_subjects", "submissionmove")
    ),
    # A contribution keeps the offer that it presents, whoever owns that.
    *(
        PersonalLink(model=f"symposia.{name}", via="offer__owner", erased=ANONYMISE, own=False)
        for name in ("submission", "historicalsubmission")
    ),
    *traces(
        "symposia.decision.by",
        "symposia.declaredconflict.by",
        "symposia.historicalreviewer.member",
        "symposia.historicalsubmission.submitter",
        "symposia.review.assigned_by",
        "symposia.submissionmove.by",
    ),
    *histories("symposia.call", "symposia.callkind", "symposia.callquestion", "symposia.reviewer", "symposia.submission"),
)
MERGE_LINKS: tuple[MergeLink, ...] = (
    MergeLink(model="symposia.coauthor", via="organisation", label=_("Authors of contributions to symposia")),
)
# Names of addresses that are a person's own: staff who see the portal as somebody do not open them.
OWN_PAGES: tuple[str, ...] = (
    "symposia:review-file",
    "symposia:review-give-back",
    "symposia:review-list",
    "symposia:review-write",
    "symposia:reviewer-profile",
)
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = (
    "symposia:call-decide",
    "symposia:call-desk",
    "symposia:call-export",
    "symposia:call-reviewers",
    "symposia:desk-submission",
    "symposia:desk-take-back",
)


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
    from symposia import call_panels as panels
    from symposia import panels as symposium
    from symposia.deadlines import calls as deadlines
    from symposia.demo import calls as demo
    from symposia.services.calls import people, telling

    kind = programmes.MessageKind
    for made in (
        kind(
            slug=telling.RECEIVED,
            name=_("Contributions to symposia: received"),
            still_true=telling.received_is_true,
        ),
        kind(slug=telling.DECIDED, name=_("Contributions to symposia: decided"), still_true=telling.decided_is_true),
        kind(slug=telling.WITHDRAWN, name=_("Contributions to symposia: withdrawn"), essential=False),
        kind(slug=telling.REVIEWS, name=_("Reviews for symposia that you are asked for"), still_true=telling.reviews_are_true),
        kind(
            slug=telling.TAKEN_BACK,
            name=_("Reviews for symposia that are not needed any more"),
            still_true=telling.taken_back_is_true,
        ),
    ):
        programmes.message_kinds.register(made)
    for source in deadlines.SOURCES:
        programmes.message_kinds.register(
            kind(slug=source.kind, name=_REMINDERS[source.slug], essential=False, still_true=source.holds)
        )
        programmes.deadline_sources.register(source)
    symposium.tabs.register(panels.TAB)
    symposium.panels.register(panels.PANEL)
    symposium.key_days.register(panels.KEY_DAYS)
    symposium.list_notes.register(panels.NOTE)
    programmes.document_owners.register(panels.DOCUMENTS)
    programmes.search_sources.register(panels.SEARCH)
    programmes.my_page_cards.register(panels.CARD)
    programmes.desk_notices.register(panels.LATE)
    programmes.desk_notices.register(panels.WAITING)
    programmes.demo_parts.register(programmes.DemoPart(slug="symposia-calls", load=demo.load, move=demo.move, order=101))
    merging.register(
        merging.MergeRoom(slug="symposia-calls", label=_("Symposia: reviews"), people=people.settle_people, order=81)
    )
    personal_data.register(
        personal_data.PersonalData(
            slug="symposia-calls", label=_("Symposia: reviews"), links=(), prepare=people.prepare_erasure, order=81
        )
    )


_REMINDERS = {
    "submission-call-closes": _("Reminders of drafts whose call closes"),
    "submission-review-due": _("Reminders of reviews for symposia"),
    "submission-review-late": _("Reviews for symposia that are late"),
    "submission-confirm-due": _("Reminders to confirm a contribution"),
    "submission-confirm-late": _("Confirmations that are late"),
}
