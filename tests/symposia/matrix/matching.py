from collections.abc import Callable
from datetime import timedelta
from typing import Any

from symposia.models import MatchingRound, Meeting, MeetingRequest, SolverRun
from tests.factories import NOW, RegistrationFactory
from tests.portal.rows import ON, PEOPLE, Row, World
from tests.symposia.factories.matching import a_round, agreed, taking_part
from tests.symposia.factories.symposium import SymposiumFactory
from tests.symposia.matrix.people import SYMPOSIA_PEOPLE, for_people

# Numbers that no sequence gives in a test: a round that is open, a draft; what waits for an answer, what has a meeting.
OPEN = WAITING = MEETING = PERSON = 2_100_000
DRAFT = PLACED = 2_100_001
LEFT = 2_100_002
SLUG = "meetings-symposium"
DESK = ("admin", "symposia-desk")
# `author` and `ceo` take part, `investor` has a place and does not take part yet.
SIDES, SEATED = ("author", "ceo"), ("author", "ceo", "investor")
EVERYBODY = for_people(*SYMPOSIA_PEOPLE, anonymous=200)


def _row(name: str, outcomes: tuple[int | str, ...], *args: Any, method: str = "get", note: str = "") -> Row:
    return Row(f"symposia:meeting-{name}", outcomes, (SLUG, *args), method, note, SYMPOSIA_PEOPLE)


ROWS: list[Row] = [
    _row("home", EVERYBODY),
    Row("symposia:meeting-home", (404,) * len(PEOPLE), ("none",), note="no such symposium"),
    _row("schedule", for_people(*SEATED)),
    _row("schedule-file", for_people(*SEATED)),
    _row("round", for_people(*SEATED, *DESK), OPEN),
    _row("round", for_people(*DESK), DRAFT, note="a draft"),
    _row("availability", for_people(*SEATED), OPEN),
    _row("availability", for_people(*SEATED, status=422), OPEN, method="post", note="nothing chosen"),
    _row("availability", for_people(), DRAFT, note="a draft"),
    _row("leave", for_people(*SIDES), OPEN),
    _row("ask", for_people("author"), OPEN, PERSON, note="who asks oneself gets a 404"),
    _row("ask", for_people("author", status=422), OPEN, PERSON, method="post", note="nothing filled in"),
    _row("ask", for_people(), OPEN, 0, note="no such person"),
    _row("request", for_people(*SIDES, *DESK), WAITING),
    _row("request", for_people("ceo", status=422), WAITING, method="post", note="no priority"),
    _row("request", for_people(*SIDES, *DESK), PLACED, note="has a meeting"),
    _row("withdraw", for_people("author"), WAITING, note="not accepted yet"),
    _row("withdraw", for_people(*SIDES), PLACED),
    _row("held", for_people(), OPEN, method="post", note="no meeting is named"),
    _row("desk", for_people(*DESK), OPEN),
    _row("desk", for_people(*DESK), DRAFT, note="a draft"),
    _row("progress", for_people(*DESK), OPEN),
    _row("step", for_people(*DESK, status=405, others=405), OPEN, "close", note="a form sends it"),
    _row("step", for_people(*DESK, status=ON), OPEN, "confirm", method="post", note="nothing is proposed"),
    _row("step", for_people(), OPEN, "fly", method="post", note="no such step"),
    _row("tables-pdf", for_people(*DESK), OPEN),
    _row("signs-pdf", for_people(*DESK), OPEN),
    _row("place", for_people(*DESK), LEFT),
    _row("place", for_people(*DESK, status=422), LEFT, method="post", note="nothing chosen"),
    _row("move", for_people(*DESK), MEETING),
    _row("move", for_people(*DESK, status=422), MEETING, method="post", note="nothing chosen"),
    _row("release", for_people(*DESK), MEETING),
    _row("release", for_people(*DESK, status=422), MEETING, method="post", note="no reason"),
]
ADMIN: dict[str, tuple[int, int]] = {
    f"symposia.{name}": (200, 404) for name in ("matchinground", "meeting", "meetingrequest", "solverrun")
}
NO_PAGE: dict[str, str] = {
    "symposia:meeting-held": "a form sends it",
    "symposia:meeting-progress": "a part of a page",
    "symposia:meeting-schedule-file": "a calendar file",
    "symposia:meeting-signs-pdf": "a PDF",
    "symposia:meeting-step": "a form sends it",
    "symposia:meeting-tables-pdf": "a PDF",
}
ADMIN_NO_PAGE: dict[str, str] = {}
OTHER_PAGES: dict[str, Callable[[], list[str]]] = {}
WAYS: dict[Callable[[Any], None], tuple[str, ...]] = {}
# Told to the two sides and the desk alone.
SECRET = "Sekretes Gespraech"


def build(world: World) -> None:
    """A round in which the author asks the CEO, whom he meets already after another request in a second round."""
    symposium = SymposiumFactory(event__slug=SLUG)
    the_round = a_round(symposium, pk=OPEN)
    MatchingRound.objects.create(pk=DRAFT, symposium=symposium, name_ko="초안", name_en="Draft of a round")
    members = {name: world.people[name].member for name in ("author", "ceo", "investor")}  # type: ignore[union-attr]  # they are there
    author, ceo = taking_part(the_round, members["author"]), taking_part(the_round, members["ceo"], pk=PERSON)
    guest, late = taking_part(the_round), taking_part(the_round)
    RegistrationFactory(event=symposium.event, member=members["investor"])
    second = a_round(symposium, state="closed")
    MeetingRequest.objects.create(
        pk=WAITING, round=the_round, asker=author, asked=ceo, message=SECRET, asked_at=NOW, state_at=NOW
    )
    agreed(the_round, guest, late, pk=LEFT)
    placed = agreed(second, author, ceo, pk=PLACED)
    slot = second.slots.first()
    SolverRun.objects.create(round=second, state="finished", requested_at=NOW, percent=100)
    Meeting.objects.create(
        pk=MEETING,
        request=placed,
        round=second,
        asker=author,
        asked=ceo,
        slot=slot,
        table=second.tables.first(),
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        state="confirmed",
        state_at=NOW,
        told_at=NOW - timedelta(hours=1),
        sequence=1,
    )
