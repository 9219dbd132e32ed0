"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from django.utils.translation import gettext_lazy as _

from council.merging import MergeLink
from council.personal_data import Erasure, PersonalLink, traces

KEEP = Erasure.ANONYMISE
PERSONAL_LINKS: tuple[PersonalLink, ...] = (
    PersonalLink(
        model="forums.deadlinefeed",
        via="member",
        erased=Erasure.DESTROY,
        label=_("The secret address of your calendar of deadlines"),
        exported=("created_at", "read_at"),
        # One secret a person: that of the first record.
        twin_of=(),
    ),
    *traces(
        "forums.deadlineacknowledgement.by",
        "forums.deadlinecorrection.by",
        "forums.deadlinecorrection.ended_by",
        "forums.deadlinemove.by",
        "forums.noveltydeclaration.by",
    ),
)
MERGE_LINKS: tuple[MergeLink, ...] = ()
# Names of addresses that are a person's own: staff who see the portal as somebody do not open them.
OWN_PAGES: tuple[str, ...] = ()
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = ()


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
