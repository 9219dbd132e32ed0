"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council import programmes
from council.merging import Joining, MergeLink
from council.personal_data import Erasure, PersonalLink, histories, traces

EVENT = ("round__symposium__event__title_ko", "round__symposium__event__title_en")
# What two people agreed on belongs to both: who is erased becomes a row without a name there.
PERSONAL_LINKS: tuple[PersonalLink, ...] = (
    PersonalLink(
        model="symposia.availability",
        via="member",
        erased=Erasure.ANONYMISE,
        blank={"about": ""},
        label=_("Rounds of 1:1 meetings in which you took part"),
        exported=(*EVENT, "about", "joined_at", "left_at"),
        twin_of=("round",),
    ),
    *(
        PersonalLink(
            model="symposia.meetingrequest",
            via=via,
            erased=Erasure.ANONYMISE,
            blank={text: ""},
            label=label,
            exported=(*EVENT, text, priority, "state", "asked_at"),
        )
        for via, text, priority, label in (
            ("asker", "message", "priority", _("Meetings that you asked for")),
            ("asked", "answer", "reply_priority", _("Meetings that you were asked for")),
        )
    ),
    *(
        PersonalLink(
            model="symposia.meeting",
            via=via,
            erased=Erasure.ANONYMISE,
            label=_("1:1 meetings that you had"),
            exported=(*EVENT, "starts_at", "ends_at", "state"),
        )
        for via in ("asker", "asked")
    ),
    # The same people, as the two sides of what hangs on a request.
    *(
        PersonalLink(model=f"symposia.{model}", via=via, erased=Erasure.ANONYMISE, own=False)
        for model, via in (
            ("availability_slots", "availability__member"),
            ("meeting", "request__asker"),
            ("matchingmove", "request__asker"),
            ("matchingmove", "meeting__asker"),
        )
    ),
    PersonalLink(model="symposia.meetingrequest", via="offer__owner", erased=Erasure.ANONYMISE, own=False),
    *traces("symposia.matchingmove.by", "symposia.solverrun.by"),
    *histories("symposia.matchinground"),
)
MERGE_LINKS: tuple[MergeLink, ...] = ()
# Names of addresses that are a person's own: staff who see the portal as somebody do not open them.
OWN_PAGES: tuple[str, ...] = (
    "symposia:meeting-round",
    "symposia:meeting-availability",
    "symposia:meeting-leave",
    "symposia:meeting-ask",
    "symposia:meeting-request",
    "symposia:meeting-withdraw",
    "symposia:meeting-schedule",
    "symposia:meeting-schedule-file",
)
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = (
    "symposia:meeting-desk",
    "symposia:meeting-move",
    "symposia:meeting-place",
    "symposia:meeting-release",
    "symposia:meeting-request",
    "symposia:meeting-round",
    "symposia:meeting-tables-pdf",
)


def hold_people(joining: Joining) -> None:
    """What is held before two records of one person are."""
    from symposia.services.matching.merging import hold

    hold(joining)


def settle_people(joining: Joining) -> None:
    """What is settled before two records of one person become one."""
    from symposia.services.matching.merging import settle_people as settle

    settle(joining)


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
    from symposia import matching_panels as panels
    from symposia import panels as symposium_pages
    from symposia.deadlines import matching as deadlines
    from symposia.demo import matching as demo
    from symposia.services.matching import calendar, following, telling

    kind = programmes.MessageKind
    for made in (
        kind(slug=telling.REQUEST, name=_("Requests for 1:1 meetings"), still_true=telling.request_is_true),
        kind(slug=telling.ANSWER, name=_("Answers to requests for 1:1 meetings"), still_true=telling.request_is_true),
        kind(slug=telling.SCHEDULE, name=_("Schedules of 1:1 meetings"), still_true=telling.schedule_is_true),
        kind(slug=telling.TIMES, name=_("Changed times of 1:1 meetings"), still_true=telling.times_are_true),
        kind(
            slug=deadlines.SOURCE.kind, name=_("Reminders of 1:1 meetings"), essential=False, still_true=deadlines.SOURCE.holds
        ),
    ):
        programmes.message_kinds.register(made)
    # After who comes when and the plan.
    programmes.event_followers.register(programmes.EventFollower(slug="symposia-matching", follow=following.follow, order=20))
    programmes.deadline_sources.register(deadlines.SOURCE)
    programmes.attachment_kinds.register(programmes.AttachmentKind(slug=telling.ENTRIES, resolve=calendar.resolve_entries))
    programmes.calendar_sources.register(
        programmes.CalendarSource(slug="symposia-meetings", entries=calendar.feed_entries, order=30)
    )
    symposium_pages.tabs.register(panels.TAB)
    programmes.my_page_cards.register(panels.CARD)
    programmes.event_panels.register(panels.PANEL)
    programmes.demo_parts.register(programmes.DemoPart(slug="symposia-matching", load=demo.load, move=demo.move, order=140))
    programmes.desk_notices.register(
        programmes.DeskNotice(
            slug="meetings-broken",
            label=_("Symposia: 1:1 meetings beside a talk, a session or a lost place"),
            count=panels.broken_count,
            url=lambda: reverse("admin:symposia_matchinground_changelist"),
            urgent=True,
            order=75,
        )
    )
    programmes.desk_notices.register(
        programmes.DeskNotice(
            slug="schedules-failed",
            label=_("Symposia: schedules of 1:1 meetings that could not be made"),
            count=panels.failed_count,
            url=lambda: f"{reverse('admin:symposia_solverrun_changelist')}?state__exact=failed",
            order=76,
        )
    )
