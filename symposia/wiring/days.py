"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from council.merging import MergeLink
from council.personal_data import PersonalLink

PERSONAL_LINKS: tuple[PersonalLink, ...] = ()
MERGE_LINKS: tuple[MergeLink, ...] = ()
# Names of addresses that are a person's own: staff who see the portal as somebody do not open them.
OWN_PAGES: tuple[str, ...] = ("symposia:days-own-badge",)
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = ("symposia:days-badges",)


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
    from council import programmes
    from symposia import days_panels as shown
    from symposia import panels
    from symposia.demo import days as demo
    from symposia.services.days import figures, report

    report.SOURCES[:] = figures.ALL
    panels.panels.register(shown.PANEL)
    panels.tabs.register(shown.TAB)
    programmes.demo_parts.register(programmes.DemoPart(slug="symposia-days", load=demo.load, order=190))
