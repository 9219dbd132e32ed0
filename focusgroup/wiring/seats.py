"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council import programmes
from council.merging import MergeLink
from council.personal_data import Erasure, PersonalLink, histories

PERSONAL_LINKS: tuple[PersonalLink, ...] = (
    # Who held a voting seat stays on record, as decisions do; the row has no name of its own.
    PersonalLink(
        model="focusgroup.seat",
        via="membership__member",
        erased=Erasure.ANONYMISE,
        own=False,
    ),
    PersonalLink(model="focusgroup.historicalseat", via="membership__member", erased=Erasure.ANONYMISE, own=False),
    *histories("focusgroup.seat"),
)
MERGE_LINKS: tuple[MergeLink, ...] = ()
# Names of addresses that are a person's own: staff who see the portal as somebody do not open them.
OWN_PAGES: tuple[str, ...] = ()
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = ("focusgroup:seat-list",)


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
    from focusgroup.demo import seats as demo
    from focusgroup.services.roster import empty_count

    # After the clusters, which seats speak for, and before what seats vote on.
    programmes.demo_parts.register(programmes.DemoPart(slug="focus-group-seats", load=demo.load, order=22))

    programmes.desk_notices.register(
        programmes.DeskNotice(
            slug="focus-group-empty-constituencies",
            label=_("Focus Group: constituencies that nobody sits for"),
            count=empty_count,
            url=lambda: reverse("focusgroup:seat-list"),
            order=50,
        )
    )
