"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from django.utils.translation import gettext_lazy as _

from council import programmes
from council.merging import MergeLink
from council.personal_data import PersonalLink, histories

PERSONAL_LINKS: tuple[PersonalLink, ...] = histories("forums.forum")
MERGE_LINKS: tuple[MergeLink, ...] = (
    MergeLink(model="forums.forum", via="host", label=_("Technology forums that it leads")),
    MergeLink(model="forums.historicalforum", via="host"),
)
# Names of addresses that are a person's own: staff who see the portal as somebody do not open them.
OWN_PAGES: tuple[str, ...] = ()
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = ("forums:forum-detail",)


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
    from forums.demo import seats as demo

    # Before what meets and writes in the forums.
    programmes.demo_parts.register(programmes.DemoPart(slug="forums-seats", load=demo.load, order=20))
