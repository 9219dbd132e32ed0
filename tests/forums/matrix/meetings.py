from collections.abc import Callable
from datetime import timedelta
from typing import Any

from forums.models import ItemProposal, Meeting, SpeakerFee
from tests.factories import NOW, AgendaItemFactory, EventFactory, RegistrationFactory, SpeakerFactory
from tests.forums.factories.meetings import ActionItemFactory, MeetingFactory, cleared_item
from tests.forums.matrix.people import FORUMS_PEOPLE, for_people
from tests.portal.rows import ON, Row, World

# Meetings by state, and numbers that no sequence gives in a test.
FORUM, COMING, NOTICED, HELD, WRITTEN, APPROVED, SYMPOSIUM = (
    *("forum", "meeting-coming", "meeting-noticed", "meeting-held", "meeting-written", "meeting-approved"),
    "meeting-symposium",
)
ITEM = PROPOSAL = ACTION = 2_000_000
DESK = ("admin", "coordinator", "ip-desk")
RUNS = (*DESK, "forum-chair")
INSIDE = (*RUNS, "member", "contact", "rival")
SEATED = ("forum-chair", "member", "contact", "rival")
ALL = for_people(*FORUMS_PEOPLE)


def _row(name: str, outcomes: tuple[int | str, ...], *args: Any, method: str = "get", note: str = "") -> Row:
    return Row(f"forums:meeting-{name}", outcomes, (FORUM, *args), method, note, FORUMS_PEOPLE)


ROWS: list[Row] = [
    _row("list", ALL),
    _row("detail", for_people(*INSIDE, anonymous=404), COMING, note="its agenda is written"),
    _row("detail", for_people(*INSIDE, anonymous=404), NOTICED, note="noticed"),
    _row("detail", for_people(*INSIDE, anonymous=404), APPROVED, note="approved"),
    _row("detail", ALL, SYMPOSIUM, note="a public symposium"),
    _row("detail", for_people(anonymous=404), "nothing", note="no such meeting"),
    # Before the notice the agenda is for who works on it.
    _row("agenda-pdf", for_people(*RUNS, anonymous=404), COMING, note="not noticed"),
    _row("agenda-pdf", for_people(*INSIDE, anonymous=404), NOTICED),
    _row("agenda-pdf", ALL, SYMPOSIUM, note="a public symposium"),
    _row("minutes-pdf", for_people(*INSIDE, anonymous=404), APPROVED),
    _row("minutes-pdf", for_people(anonymous=404), SYMPOSIUM, note="has none"),
    _row("regrets", for_people(*INSIDE, status=405, others=405), NOTICED, note="a form sends it"),
    _row("regrets", for_people(*INSIDE, status=ON), NOTICED, method="post"),
    _row("item-new", for_people(*RUNS), COMING),
    _row("item-new", for_people(*RUNS, status=422), COMING, method="post", note="nothing filled in"),
    _row("item-new", for_people(*RUNS, status=ON), APPROVED, note="over"),
    _row("item", for_people(*RUNS), COMING, ITEM),
    _row("item", for_people(*RUNS, status=422), COMING, ITEM, method="post", note="nothing filled in"),
    _row("item", for_people(), COMING, 0, note="no such item"),
    _row("item-remove", for_people(*RUNS), COMING, ITEM),
    _row("item-remove", for_people(*RUNS, status=ON), APPROVED, ITEM + 1, method="post", note="over"),
    _row("propose", for_people(*SEATED), COMING),
    _row("propose", for_people(*SEATED, status=422), COMING, method="post", note="nothing filled in"),
    _row("proposal-take", for_people(*RUNS), COMING, PROPOSAL),
    _row("proposal-take", for_people(*RUNS, status=422), COMING, PROPOSAL, method="post", note="nothing filled in"),
    _row("proposal-decline", for_people(*RUNS), COMING, PROPOSAL),
    _row("proposal-decline", for_people(*RUNS, status=422), COMING, PROPOSAL, method="post", note="no word"),
    _row("clearance", for_people(*RUNS), COMING),
    _row("clearance", for_people(*RUNS, status=422), COMING, method="post", note="nothing chosen"),
    _row("step", for_people(*RUNS), COMING, "hold-unnoticed"),
    _row("step", for_people(*RUNS), APPROVED, "close"),
    _row("step", for_people(*RUNS, status=422), COMING, "hold-unnoticed", method="post", note="no reason"),
    _row("step", for_people(*RUNS, status=ON), APPROVED, "submit", note="over"),
    _row("step", for_people(), COMING, "approve", note="has a page of its own"),
    _row("stopped", for_people(*RUNS), HELD),
    _row("stopped", for_people(*RUNS, status=422), HELD, method="post", note="nothing filled in"),
    _row("minutes-edit", for_people(*RUNS), HELD),
    _row("minutes-edit", for_people(*RUNS, status=422), HELD, method="post", note="nothing written"),
    _row("minutes-edit", for_people(*RUNS, status=ON), APPROVED, note="approved"),
    _row("minutes-approve", for_people("forum-chair"), WRITTEN),
    _row("minutes-approve", for_people("forum-chair", status=422), WRITTEN, method="post", note="nothing chosen"),
    _row("minutes-approve", for_people("forum-chair", status=ON), APPROVED, note="approved"),
    _row("minutes-revision", for_people(*INSIDE), APPROVED, 2),
    _row("minutes-revision", for_people(), APPROVED, 3, note="no such revision"),
    _row("action-new", for_people(*RUNS), HELD),
    _row("action-new", for_people(*RUNS, status=422), HELD, method="post", note="nothing filled in"),
    # Of `contact`.
    _row("action-done", for_people("contact", *DESK), APPROVED, ACTION),
    _row("action-done", for_people("contact", *DESK, status=ON), APPROVED, ACTION, method="post"),
]
ADMIN: dict[str, tuple[int, int]] = {
    f"forums.{name}": (200, 200) for name in ("actionitem", "meeting", "riskterm", "speakerfee")
}
NO_PAGE: dict[str, str] = {
    "forums:meeting-agenda-pdf": "a PDF",
    "forums:meeting-minutes-pdf": "a PDF",
    "forums:meeting-regrets": "a form sends it",
}
ADMIN_NO_PAGE: dict[str, str] = {}
OTHER_PAGES: dict[str, Callable[[], list[str]]] = {}
WAYS: dict[Callable[[Any], None], tuple[str, ...]] = {}


def _meeting(world: World, slug: str, days: int, **values: Any) -> Meeting:
    forum = world.things["forum"]
    starts_at = NOW + timedelta(days=days)
    event = EventFactory(
        slug=slug,
        body=forum.body,
        audience="body",
        mode="standing",
        starts_at=starts_at,
        state="completed" if days < 0 else "published",
    )
    return MeetingFactory(forum=forum, event=event, **values)


def build(world: World) -> None:
    """A meeting in each state that pages differ by; `contact` has an action."""
    coming = _meeting(world, COMING, 12, state="agenda-submitted")
    AgendaItemFactory(pk=ITEM, event=coming.event, title_en="What moulds cost", title_ko="금형 원가")
    contact = world.things["forum-places"]["contact"].member
    ItemProposal.objects.create(pk=PROPOSAL, meeting=coming, member=contact, title_en="Vents", text="How deep?", at=NOW)
    noticed = _meeting(world, NOTICED, 13, state="noticed", noticed_at=NOW)
    cleared_item(noticed.event)
    RegistrationFactory(event=noticed.event, member=contact)
    held = _meeting(world, HELD, -3, state="held", enrolled=4)
    cleared_item(held.event)
    written = _meeting(world, WRITTEN, -5, state="minutes-draft", enrolled=4)
    written.revisions.create(number=1, text_en="We met.", at=NOW)
    approved = _meeting(world, APPROVED, -40, state="minutes-draft", enrolled=4, chatham_house=True)
    cleared_item(approved.event, pk=ITEM + 1)
    approved.revisions.create(number=1, text_en="We met.", at=NOW)
    last = approved.revisions.create(number=2, text_en="We met.\n\nAnd agreed.", text_ko="만났다.", at=NOW)
    Meeting.objects.filter(pk=approved.pk).update(
        approved=last, approved_at=NOW, approved_in=written, present=3, state="minutes-approved"
    )
    ActionItemFactory(pk=ACTION, meeting=approved, owner=contact, due_on=NOW.date() - timedelta(days=2))
    event = EventFactory(slug=SYMPOSIUM, kind="symposium", body=world.things["forum"].body)
    symposium = MeetingFactory(forum=world.things["forum"], event=event, kind="symposium", state="noticed", noticed_at=NOW)
    cleared_item(event)
    SpeakerFee.objects.create(
        meeting=symposium, speaker=SpeakerFactory(name_en="KIM Garam"), payee="official", hours=1, amount_krw=400_000
    )
