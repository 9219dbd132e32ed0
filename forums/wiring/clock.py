"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from django.utils.translation import gettext_lazy as _

from council import programmes
from council.merging import MergeLink
from council.personal_data import Erasure, PersonalLink, traces

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
        "forums.noveltydeclaration.settled_by",
    ),
)
MERGE_LINKS: tuple[MergeLink, ...] = ()
# Names of addresses that are a person's own: staff who see the portal as somebody do not open them.
OWN_PAGES: tuple[str, ...] = ("forums:ip-deadline-calendar",)
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = ("forums:ip-deadline",)


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
    from forums import clock_panels, novelty
    from forums.deadlines import clock as deadlines
    from forums.demo import clock as demo

    for source in deadlines.SOURCES:
        programmes.message_kinds.register(
            programmes.MessageKind(slug=source.kind, name=_REMINDERS[source.slug], true_at=source.holds_at)
        )
        programmes.deadline_sources.register(source)
    programmes.my_page_cards.register(clock_panels.CARD)
    programmes.novelty_guards.register(novelty.GUARD)
    programmes.demo_parts.register(programmes.DemoPart(slug="forums-clock", load=demo.load, order=85))


# Nobody switches these off: a day that is missed costs the right.
_REMINDERS = {
    "ip-deadline": _("Deadlines of joint IP cases"),
    "ip-late-period": _("Late periods of joint IP cases"),
    "ip-restoration": _("Restorations of joint IP cases"),
    "ip-overdue": _("Overdue deadlines of joint IP cases"),
}
