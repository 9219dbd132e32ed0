"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from django.utils.translation import gettext_lazy as _

from council import programmes
from council.merging import Joining, MergeLink
from council.personal_data import Erasure, PersonalLink, histories, traces

SYMPOSIUM = ("registration__event__title_ko", "registration__event__title_en")
PERSONAL_LINKS: tuple[PersonalLink, ...] = (
    PersonalLink(
        model="symposia.participation",
        via="registration__member",
        erased=Erasure.ANONYMISE,
        label=_("As what and on which days you came to symposia"),
        exported=(*SYMPOSIUM, "role", "days"),
    ),
    PersonalLink(model="symposia.historicalparticipation", via="registration__member", erased=Erasure.ANONYMISE),
    *traces("symposia.track.chair", "symposia.historicaltrack.chair"),
    *histories("symposia.symposium", "symposia.room", "symposia.track", "symposia.participation"),
)
MERGE_LINKS: tuple[MergeLink, ...] = ()
# Names of addresses that are a person's own: staff who see the portal as somebody do not open them.
OWN_PAGES: tuple[str, ...] = ("symposia:symposium-visit",)
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = ()


def settle_people(joining: Joining) -> None:
    """What is settled before two records of one person become one."""
    from symposia.services.symposium import join_visits

    join_visits(joining)


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
    from symposia import panels, registration
    from symposia import symposium_panels as shown
    from symposia.demo import symposium as demo

    programmes.demo_parts.register(programmes.DemoPart(slug="symposia", load=demo.load, move=demo.move, order=100))
    programmes.event_rules.register(registration.RULE)
    programmes.event_followers.register(registration.FOLLOWER)
    programmes.registration_parts.register(registration.PART)
    programmes.event_panels.register(shown.PANEL)
    programmes.search_sources.register(shown.SEARCH)
    programmes.my_page_cards.register(shown.CARD)
    programmes.desk_notices.register(shown.NOTICE)
    panels.tabs.register(shown.TAB)
