"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from council.merging import MergeLink
from council.personal_data import PersonalLink

PERSONAL_LINKS: tuple[PersonalLink, ...] = ()
MERGE_LINKS: tuple[MergeLink, ...] = ()
# Names of addresses that are a person's own: staff who see the portal as somebody do not open them.
OWN_PAGES: tuple[str, ...] = ()
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = ()


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
