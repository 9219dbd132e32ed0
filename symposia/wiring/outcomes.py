"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from django.utils.translation import gettext_lazy as _

from council import programmes
from council.merging import Joining, MergeLink
from council.personal_data import Erasure, PersonalLink, histories, traces

# What was told, agreed and came of contacts is the symposium's record; the person becomes a row without a name.
COMPANY = {"company_ko": "", "company_en": ""}
PERSONAL_LINKS: tuple[PersonalLink, ...] = (
    PersonalLink(
        model="symposia.ceotalk",
        via="speaker",
        erased=Erasure.ANONYMISE,
        label=_("CEO talks that you gave"),
        blank=COMPANY,
        exported=(
            *("symposium__event__slug", "company_ko", "company_en", "title_ko", "title_en", "stage"),
            *("told_ko", "told_en", "attribution"),
        ),
    ),
    PersonalLink(model="symposia.historicalceotalk", via="speaker", erased=Erasure.ANONYMISE, own=False, blank=COMPANY),
    # It keeps the talk of the plan that it came from, whoever handed that in.
    *(
        PersonalLink(model=f"symposia.{name}", via="plan_talk__submission__submitter", erased=Erasure.ANONYMISE, own=False)
        for name in ("ceotalk", "historicalceotalk")
    ),
    PersonalLink(
        model="symposia.talkquestion",
        via="member",
        erased=Erasure.DESTROY,
        label=_("Questions that you asked CEOs"),
        exported=("talk__title_ko", "talk__title_en", "text", "asked_at", "is_live", "state"),
    ),
    PersonalLink(model="symposia.talkquestion", via="talk__speaker", erased=Erasure.ANONYMISE, own=False),
    PersonalLink(
        model="symposia.networkaction",
        via="owner",
        erased=Erasure.ANONYMISE,
        label=_("What you took on at a symposium"),
        exported=(
            *("symposium__event__slug", "agenda_item__title_ko", "agenda_item__title_en", "title_ko", "title_en"),
            *("due_on", "state", "settled_at", "report"),
        ),
    ),
    PersonalLink(
        model="symposia.followup",
        via="member",
        erased=Erasure.ANONYMISE,
        label=_("What you told of contacts afterwards"),
        blank={"text": ""},
        exported=("symposium__event__slug", "days", "asked_on", "outcome", "amount", "text", "answered_at"),
        twin_of=("interest", "days"),
    ),
    PersonalLink(model="symposia.followup", via="other", erased=Erasure.ANONYMISE, own=False),
    PersonalLink(model="symposia.followup", via="interest__member", erased=Erasure.ANONYMISE, own=False),
    PersonalLink(model="symposia.followup", via="meeting__asker", erased=Erasure.ANONYMISE, own=False),
    *traces(
        "symposia.historicalnetworkaction.owner",
        "symposia.historicalnetworkaction.settled_by",
        "symposia.historicalobstacle.recorded_by",
        "symposia.networkaction.settled_by",
        "symposia.obstacle.recorded_by",
        "symposia.sessionclosing.closed_by",
        "symposia.talkquestion.settled_by",
    ),
    *histories("symposia.ceotalk", "symposia.networkaction", "symposia.obstacle"),
)
MERGE_LINKS: tuple[MergeLink, ...] = ()
# Names of addresses that are a person's own: staff who see the portal as somebody do not open them.
OWN_PAGES: tuple[str, ...] = ("symposia:outcome-mine", "symposia:follow-up", "symposia:action-settle")
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = (
    "symposia:action-new",
    "symposia:action-settle",
    "symposia:outcome-list",
    "symposia:talk-detail",
    "symposia:talk-edit",
    "symposia:talk-new",
)


def settle_people(joining: Joining) -> None:
    """What is settled before two records of one person become one."""
    from symposia.services.outcomes.merging import settle_people as settle

    settle(joining)


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
    from symposia import outcome_panels as panels
    from symposia import outcome_search
    from symposia.deadlines import outcomes as deadlines
    from symposia.demo import outcomes as demo
    from symposia.panels import tabs

    names = {
        "network-actions": _("What you took on at a symposium"),
        "network-actions-late": _("What you took on at a symposium and is late"),
        "follow-ups": _("What came of contacts at a symposium"),
    }
    for source in deadlines.SOURCES:
        kind = programmes.MessageKind(slug=source.kind, name=names[source.slug], essential=False, still_true=source.holds)
        programmes.message_kinds.register(kind)
        programmes.deadline_sources.register(source)
    programmes.my_page_cards.register(panels.CARD)
    programmes.search_sources.register(outcome_search.SEARCH)
    programmes.desk_notices.register(panels.NOTICE)
    programmes.demo_parts.register(programmes.DemoPart(slug="symposia-outcomes", load=demo.load, order=145))
    tabs.register(panels.TAB)
