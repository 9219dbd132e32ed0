"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council import programmes
from council.merging import MergeLink
from council.personal_data import Erasure, PersonalLink, histories, traces

MEETING = ("meeting__event__title_ko", "meeting__event__title_en")
# What a meeting agreed stays on record: who took it on becomes a row without a name.
PERSONAL_LINKS: tuple[PersonalLink, ...] = (
    PersonalLink(
        model="forums.actionitem",
        via="owner",
        erased=Erasure.ANONYMISE,
        label=_("Actions that meetings of forums gave you"),
        exported=(*MEETING, "title_ko", "title_en", "due_on", "done_at", "note"),
    ),
    PersonalLink(
        model="forums.itemproposal",
        via="member",
        erased=Erasure.ANONYMISE,
        label=_("What you proposed for agendas of forums"),
        exported=(*MEETING, "title_ko", "title_en", "text", "at", "state", "word"),
    ),
    *traces(
        "forums.historicalactionitem.owner",
        "forums.historicalmeeting.clearer",
        "forums.historicalspeakerfee.noted_by",
        "forums.itemclearance.by",
        "forums.meeting.clearer",
        "forums.meetingmove.by",
        "forums.minutesrevision.by",
        "forums.speakerfee.noted_by",
        "forums.talkstopped.by",
    ),
    *histories("forums.actionitem", "forums.meeting", "forums.riskterm", "forums.speakerfee"),
)
MERGE_LINKS: tuple[MergeLink, ...] = ()
# Names of addresses that are a person's own: staff who see the portal as somebody do not open them.
OWN_PAGES: tuple[str, ...] = ()
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = (
    "forums:meeting-agenda-pdf",
    "forums:meeting-detail",
    "forums:meeting-minutes-pdf",
)


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
    from forums import meeting_panels as panels
    from forums.deadlines import meetings as deadlines
    from forums.demo import meetings as demo
    from forums.services.meetings import telling

    kind = programmes.MessageKind
    for made in (
        kind(slug=telling.NOTICE, name=_("Notices of forums’ meetings"), still_true=telling.notice_is_true),
        kind(slug=telling.CHANGED, name=_("Changed agendas of forums’ meetings"), still_true=telling.changed_is_true),
        kind(slug=telling.ACTION, name=_("Actions of forums’ meetings"), still_true=telling.action_is_true),
    ):
        programmes.message_kinds.register(made)
    for source in deadlines.SOURCES:
        programmes.message_kinds.register(
            kind(slug=source.kind, name=_REMINDERS[source.slug], essential=False, still_true=source.holds)
        )
        programmes.deadline_sources.register(source)
    programmes.demo_parts.register(programmes.DemoPart(slug="forums-meetings", load=demo.load, order=60))
    programmes.event_panels.register(panels.PANEL)
    programmes.event_veils.register(panels.VEIL)
    programmes.search_sources.register(panels.SEARCH)
    programmes.my_page_cards.register(panels.CARD)
    for notice in (
        programmes.DeskNotice(
            slug="forum-agendas",
            label=_("Forums: agendas to clear, the meeting is within two weeks"),
            count=panels.agendas_count,
            url=lambda: f"{reverse('admin:forums_meeting_changelist')}?waiting=agenda",
            urgent=True,
            order=55,
        ),
        programmes.DeskNotice(
            slug="forum-minutes",
            label=_("Forums: minutes overdue"),
            count=panels.minutes_count,
            url=lambda: f"{reverse('admin:forums_meeting_changelist')}?waiting=minutes",
            order=56,
        ),
    ):
        programmes.desk_notices.register(notice)


_REMINDERS = {
    "forum-action-due": _("Reminders of forums’ actions"),
    "forum-action-late": _("Reminders of late actions of forums"),
    "forum-lecture-report": _("Reminders of reports of paid lectures"),
}
