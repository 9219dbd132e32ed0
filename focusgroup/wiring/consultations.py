"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from django.utils.translation import gettext_lazy as _

from council import programmes
from council.merging import MergeLink
from council.personal_data import Erasure, PersonalLink, histories, traces

# What was asked and advised belongs to the organisation and the Focus Group; the person becomes a row without a name.
PERSONAL_LINKS: tuple[PersonalLink, ...] = (
    PersonalLink(
        model="focusgroup.offer",
        via="expert",
        erased=Erasure.ANONYMISE,
        label=_("Consultations that you were offered"),
        exported=("consultation__title", "state", "offered_at", "answered_at", "reason"),
        blank={"reason": "–"},
        twin_of=("consultation",),
    ),
    PersonalLink(
        model="focusgroup.consultation",
        via="requester",
        erased=Erasure.ANONYMISE,
        label=_("Questions that you asked the Focus Group"),
        exported=("title", "question", "state", "due_on", "created_at", "submitted_at"),
    ),
    PersonalLink(
        model="focusgroup.advice",
        via="expert",
        erased=Erasure.ANONYMISE,
        label=_("Advice that you gave"),
        exported=("consultation__title", "text", "given_at"),
    ),
    PersonalLink(
        model="focusgroup.advice",
        via="consultation__requester",
        erased=Erasure.ANONYMISE,
        label=_("What you said about advice that you got"),
        exported=("consultation__title", "rating", "rating_note", "rated_at", "outcome", "outcome_text", "outcome_at"),
    ),
    # What hangs on a question stays with it.
    *(
        PersonalLink(model=f"focusgroup.{name}", via="consultation__requester", erased=Erasure.ANONYMISE, own=False)
        for name in ("consultation_organisations", "consultationstep", "historicaladvice", "wantedskill")
    ),
    PersonalLink(model="focusgroup.offer", via="consultation__requester", erased=Erasure.ANONYMISE, own=False),
    *traces(
        "focusgroup.historicalconsultation.requester",
        "focusgroup.historicaladvice.expert",
        "focusgroup.consultationstep.by",
    ),
    *histories("focusgroup.consultation", "focusgroup.advice"),
)
MERGE_LINKS: tuple[MergeLink, ...] = (
    MergeLink(model="focusgroup.consultation", via="organisation", label=_("Consultations that it asked for")),
    MergeLink(model="focusgroup.historicalconsultation", via="organisation"),
    MergeLink(
        model="focusgroup.consultation_organisations",
        via="organisation",
        label=_("Consultations that concern it"),
        twin_of=("consultation",),
    ),
)
# Names of addresses that are a person's own: staff who see the portal as somebody do not open them.
OWN_PAGES: tuple[str, ...] = ()
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = ("focusgroup:consultation-detail",)


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
    from focusgroup import consultation_panels as panels
    from focusgroup.deadlines import consultations as deadlines
    from focusgroup.demo import consultations as demo
    from focusgroup.services.consultations import telling

    kind = programmes.MessageKind
    programmes.message_kinds.register(kind(slug=telling.KIND, name=_("Consultations"), still_true=telling.still_true))
    names = {
        "advice-due": _("Advice that you are to give"),
        "advice-overdue": _("Advice that is overdue"),
        "advice-outcome": _("What came of the advice that you asked for"),
    }
    for source in deadlines.SOURCES:
        programmes.message_kinds.register(
            kind(slug=source.kind, name=names[source.slug], essential=False, still_true=source.holds)
        )
        programmes.deadline_sources.register(source)
    for found in panels.SEARCHES:
        programmes.search_sources.register(found)
    for card in panels.CARDS:
        programmes.my_page_cards.register(card)
    for notice in panels.NOTICES:
        programmes.desk_notices.register(notice)
    for owner in panels.DOCUMENTS:
        programmes.document_owners.register(owner)
    programmes.demo_parts.register(programmes.DemoPart(slug="focus-group-consultations", load=demo.load, order=46))
