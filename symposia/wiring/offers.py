"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from django.utils.translation import gettext_lazy as _

from council import programmes
from council.merging import Joining, MergeLink
from council.personal_data import Erasure, PersonalLink, histories, traces

# An offer and what came of it belong to both sides; the person becomes a row without a name.
PERSONAL_LINKS: tuple[PersonalLink, ...] = (
    PersonalLink(
        model="symposia.techoffer",
        via="owner",
        erased=Erasure.ANONYMISE,
        label=_("Technology that you offered"),
        is_discreet=True,
        # What may name its owner; the teaser names nobody.
        blank={"description_ko": "", "description_en": ""},
        exported=(
            "symposium__event__slug",
            *(f"{name}_{language}" for name in ("title", "summary", "description") for language in ("ko", "en")),
            "state",
            "created_at",
            "published_at",
            "valid_until",
            "agreed_as",
            "agreed_amount",
        ),
    ),
    PersonalLink(
        model="symposia.interestexpression",
        via="member",
        erased=Erasure.ANONYMISE,
        label=_("Technology offers that you were interested in"),
        is_discreet=True,
        blank={"message": "", "offered": ""},
        exported=("title_ko", "title_en", "role", "message", "offered", "state", "sent_at", "answered_at"),
    ),
    # What others wrote to an owner is theirs; what he answered is his, as letters between members are.
    PersonalLink(
        model="symposia.interestexpression",
        via="offer__owner",
        erased=Erasure.ANONYMISE,
        label=_("What you answered to interest in your offers"),
        is_discreet=True,
        blank={"answer": ""},
        exported=("title_ko", "title_en", "answer", "answered_at"),
    ),
    PersonalLink(
        model="symposia.roleverification",
        via="member",
        erased=Erasure.DESTROY,
        label=_("Roles in which you look for technology"),
        exported=("role", "text", "state", "asked_at", "decided_at", "reason"),
    ),
    *(
        PersonalLink(model=f"symposia.{model}", via=via, erased=Erasure.ANONYMISE, own=False)
        for model, via in (
            ("techoffer", "agreed_with__member"),
            ("historicaltechoffer", "agreed_with__member"),
            ("offermove", "offer__owner"),
            ("offermove", "interest__member"),
        )
    ),
    # As it was written once, too.
    PersonalLink(
        model="symposia.historicaltechoffer",
        via="owner",
        erased=Erasure.ANONYMISE,
        blank={"description_ko": "", "description_en": ""},
        is_discreet=True,
    ),
    PersonalLink(model="symposia.historicalroleverification", via="member", erased=Erasure.DESTROY),
    *traces(
        "symposia.historicalroleverification.decided_by",
        "symposia.offermove.by",
        "symposia.roleverification.decided_by",
    ),
    *histories("symposia.techoffer", "symposia.roleverification"),
)
# Without words: whoever makes two records of a company one is not told what it offers without a name.
MERGE_LINKS: tuple[MergeLink, ...] = (
    MergeLink(model="symposia.techoffer", via="organisation"),
    MergeLink(model="symposia.historicaltechoffer", via="organisation"),
    MergeLink(model="symposia.interestexpression", via="organisation"),
)
# Names of addresses that are a person's own: staff who see the portal as somebody do not open them.
OWN_PAGES: tuple[str, ...] = tuple(
    f"symposia:{name}"
    for name in (
        *("offer-mine", "offer-new", "offer-edit", "offer-hand-in", "offer-role", "offer-close", "offer-agree"),
        *("interest-new", "interest-accept", "interest-decline"),
    )
)
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = ("symposia:offer-detail",)
# Who reads the log of access is told that staff saw somebody on such a page, not on which: the teaser has the same address.
VEILED_PAGES: tuple[str, ...] = (
    "symposia:offer-detail",
    *(f"admin:symposia_techoffer_{name}" for name in ("change", "check", "close", "history", "return", "simple_history")),
)


def settle_people(joining: Joining) -> None:
    """What is settled before two records of one person become one."""
    from symposia.services.offers.merging import settle_people as settle

    settle(joining)


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
    from symposia import offer_panels as panels
    from symposia.deadlines import offers as deadlines
    from symposia.demo import offers as demo
    from symposia.panels import tabs

    for kind in panels.KINDS:
        programmes.message_kinds.register(kind)
    names = {"offer-ends": _("Technology offers of yours that end"), "interest-waits": _("Interest that waits for your answer")}
    for source in deadlines.SOURCES:
        kind = programmes.MessageKind(slug=source.kind, name=names[source.slug], essential=False, still_true=source.holds)
        programmes.message_kinds.register(kind)
        programmes.deadline_sources.register(source)
    tabs.register(panels.TAB)
    programmes.search_sources.register(panels.SEARCH)
    programmes.my_page_cards.register(panels.CARD)
    for notice in panels.NOTICES:
        programmes.desk_notices.register(notice)
    programmes.demo_parts.register(programmes.DemoPart(slug="symposia-offers", load=demo.load, order=125))
