"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from django.utils.translation import gettext_lazy as _

from council import programmes
from council.merging import MergeLink
from council.personal_data import Erasure, PersonalLink, histories, traces

PERSONAL_LINKS: tuple[PersonalLink, ...] = (
    # That a company asked, and what was decided, stays on record; the person becomes a row without a name.
    PersonalLink(
        model="forums.seatapplication",
        via="member",
        erased=Erasure.ANONYMISE,
        label=_("Your applications for seats in forums"),
        exported=("forum__body__name_ko", "forum__body__name_en", "why", "state", "applied_at", "decided_at", "reason"),
        blank={"why": "–"},
        twin_of=("forum", "state"),
    ),
    PersonalLink(
        model="forums.historicalseatapplication",
        via="member",
        erased=Erasure.ANONYMISE,
        blank={"why": "–"},
        own=False,
    ),
    PersonalLink(model="forums.seatapplicationmove", via="application__member", erased=Erasure.ANONYMISE, own=False),
    # Who stood in for whom goes with the places, as the members' room has it.
    PersonalLink(model="forums.delegation", via="stand_in__member", erased=Erasure.ANONYMISE, own=False),
    PersonalLink(model="forums.delegation", via="place__member", erased=Erasure.ANONYMISE, own=False),
    PersonalLink(model="forums.seatapplication", via="place__member", erased=Erasure.ANONYMISE, own=False),
    PersonalLink(model="forums.historicalseatapplication", via="place__member", erased=Erasure.ANONYMISE, own=False),
    *traces("forums.seatapplicationmove.by", "forums.delegation.named_by"),
    *histories("forums.forum", "forums.seatapplication"),
)
MERGE_LINKS: tuple[MergeLink, ...] = (
    MergeLink(model="forums.forum", via="host", label=_("Technology forums that it leads")),
    MergeLink(model="forums.historicalforum", via="host"),
    MergeLink(model="forums.seatapplication", via="organisation", label=_("Applications for seats in forums")),
    MergeLink(model="forums.historicalseatapplication", via="organisation"),
)
# Names of addresses that are a person's own: staff who see the portal as somebody do not open them.
OWN_PAGES: tuple[str, ...] = (
    "forums:application-new",
    "forums:application-accept",
    "forums:application-decline",
    "forums:application-withdraw",
    "forums:stand-in",
    "forums:stand-in-end",
)
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = ("forums:forum-detail", "forums:application-detail", "forums:application-decline")


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
    from forums import seat_panels
    from forums.demo import seats as demo
    from forums.services.seats import eligibility, telling

    kind = programmes.MessageKind
    for made in (
        kind(slug=telling.APPLICATION, name=_("Applications for seats in forums"), still_true=telling.application_is_true),
        kind(slug=telling.STAND_IN, name=_("Sitting in for a colleague in a forum"), still_true=telling.stand_in_is_true),
    ):
        programmes.message_kinds.register(made)
    programmes.seat_rules.register(programmes.SeatRule(slug="forums", refuse=eligibility.refuse_seat))
    programmes.search_sources.register(seat_panels.SEARCH)
    programmes.my_page_cards.register(seat_panels.CARD)
    programmes.desk_notices.register(seat_panels.NOTICE)
    # Before what meets and writes in the forums.
    programmes.demo_parts.register(programmes.DemoPart(slug="forums-seats", load=demo.load, order=20))
