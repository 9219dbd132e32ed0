from collections.abc import Callable
from datetime import timedelta
from typing import Any

from council.events.models import CalendarFeed
from symposia.models import Proceedings, Star
from symposia.services.programme.reading import read_version
from symposia.services.programme.releasing import write_papers
from tests.factories import NOW, SpeakerFactory
from tests.portal.rows import ON, Row, World
from tests.symposia.factories.programme import SessionFactory, placed_talk, published
from tests.symposia.factories.symposium import RoomFactory, SymposiumFactory, TrackFactory
from tests.symposia.matrix.people import SYMPOSIA_PEOPLE, for_people

# Symposia by what there is of their programme, and keys that no sequence gives in a test.
AHEAD, DRAFT, PAST = "programme-ahead", "programme-draft", "programme-past"
SESSION, SPEAKER, SECRET = 3_000_000, 3_000_001, "a-secret-address-of-the-programme"
EVERYBODY = for_people(*SYMPOSIA_PEOPLE)
NOBODY = for_people(anonymous=404)
# Who plans: the staff, and who chairs the committee.
DESK = ("admin", "symposia-desk", "symposium-chair")
LOGGED_IN = for_people(*(one for one in SYMPOSIA_PEOPLE if one != "anonymous"))


def _row(name: str, outcomes: tuple[int | str, ...], *args: Any, method: str = "get", note: str = "") -> Row:
    return Row(f"symposia:{name}", outcomes, args, method, note, SYMPOSIA_PEOPLE)


ROWS: list[Row] = [
    *(_row(f"programme{view}", EVERYBODY, AHEAD) for view in ("", "-list", "-tracks", "-speakers")),
    _row("programme", EVERYBODY, DRAFT, note="not published: says so"),
    _row("programme", NOBODY, "none", note="no such symposium"),
    _row("programme-speaker", EVERYBODY, AHEAD, SPEAKER),
    _row("programme-speaker", NOBODY, DRAFT, SPEAKER, note="not published"),
    _row("programme-talk", EVERYBODY, AHEAD, 1),
    _row("programme-talk", NOBODY, DRAFT, 1, note="not published"),
    _row("programme-ics", EVERYBODY, AHEAD),
    _row("programme-ics", NOBODY, DRAFT, note="not published"),
    _row("programme-mine", LOGGED_IN, AHEAD),
    _row("programme-mine-ics", EVERYBODY, AHEAD, SECRET),
    _row("programme-mine-ics", NOBODY, DRAFT, SECRET, note="not published"),
    _row("programme-mine-ics", NOBODY, AHEAD, "another", note="nobody's secret"),
    _row("programme-star", for_people(others=405), AHEAD, 1, note="a form sends it"),
    _row("programme-star", for_people(others=ON), AHEAD, 1, method="post"),
    _row("programme-star", for_people(), DRAFT, 1, method="post", note="not published"),
    _row("talk-files", for_people("ceo", *DESK), AHEAD, 1),
    _row("talk-files", for_people("ceo", *DESK, status=422), AHEAD, 1, method="post", note="no file"),
    _row("talk-file-remove", for_people(), AHEAD, 1, 0, note="no such file"),
    _row("plan", for_people(*DESK), AHEAD),
    _row("plan", for_people(*DESK), DRAFT),
    _row("plan-session-new", for_people(*DESK), DRAFT),
    _row("plan-session-new", for_people(*DESK, status=422), DRAFT, method="post", note="nothing filled in"),
    _row("plan-session", for_people(*DESK), DRAFT, SESSION),
    _row("plan-session", for_people(*DESK, status=422), DRAFT, SESSION, method="post", note="nothing filled in"),
    _row("plan-session", for_people(), AHEAD, SESSION, note="another symposium's"),
    _row("plan-session-move", for_people(*DESK, status=405, others=405), DRAFT, SESSION, note="a form sends it"),
    _row("plan-session-move", for_people(*DESK, status=ON), DRAFT, SESSION, method="post"),
    _row("plan-session-drop", for_people(*DESK), DRAFT, SESSION),
    _row("plan-talk-new", for_people(*DESK), DRAFT),
    _row("plan-talk-new", for_people(*DESK, status=422), DRAFT, method="post", note="nothing filled in"),
    _row("plan-talk", for_people(*DESK), DRAFT, 1),
    _row("plan-talk", for_people(*DESK, status=422), DRAFT, 1, method="post", note="nothing filled in"),
    _row("plan-talk-place", for_people(*DESK, status=405, others=405), DRAFT, 1, note="a form sends it"),
    _row("plan-talk-place", for_people(*DESK, status=ON), DRAFT, 1, method="post"),
    _row("plan-talk-drop", for_people(*DESK), DRAFT, 1),
    _row("plan-take", for_people(*DESK, status=405, others=405), DRAFT, note="a form sends it"),
    _row("plan-take", for_people(*DESK, status=ON), DRAFT, method="post"),
    _row("plan-shift", for_people(*DESK, status=405, others=405), DRAFT, note="a form sends it"),
    _row("plan-shift", for_people(*DESK, status=ON), DRAFT, method="post"),
    _row("plan-publish", for_people(*DESK), DRAFT),
    _row("plan-publish", for_people(*DESK), AHEAD),
    _row("plan-publish", for_people(*DESK, status=422), AHEAD, method="post", note="nothing filled in"),
    _row("plan-version", for_people(*DESK), AHEAD, 1),
    _row("plan-version", for_people(), DRAFT, 1, note="no such version"),
    _row("proceedings", EVERYBODY, PAST),
    _row("proceedings", EVERYBODY, AHEAD, note="not released: says so"),
    _row("proceedings-pdf", EVERYBODY, PAST),
    _row("proceedings-pdf", NOBODY, AHEAD, note="not released"),
    _row("proceedings-bib", EVERYBODY, PAST),
    _row("proceedings-ris", EVERYBODY, PAST),
    _row("proceedings-release", for_people(*DESK), PAST),
    _row("paper", EVERYBODY, PAST, 1),
    _row("paper", NOBODY, AHEAD, 1, note="not released"),
    _row("paper-bib", EVERYBODY, PAST, 1),
    _row("paper-ris", EVERYBODY, PAST, 1),
]
ADMIN: dict[str, tuple[int, int]] = {
    f"symposia.{name}": (200, 404) for name in ("session", "talk", "programmeversion", "proceedings")
}
NO_PAGE: dict[str, str] = {
    "symposia:programme-ics": "a calendar",
    "symposia:programme-mine-ics": "a calendar",
    "symposia:programme-star": "a form sends it",
    "symposia:talk-file-remove": "there is no file in the rows; it is the page of every other thing that is taken away",
    "symposia:plan-session-move": "a form sends it",
    "symposia:plan-talk-place": "a form sends it",
    "symposia:plan-take": "a form sends it",
    "symposia:plan-shift": "a form sends it",
    "symposia:proceedings-pdf": "a PDF",
    "symposia:proceedings-bib": "citations",
    "symposia:proceedings-ris": "citations",
    "symposia:paper-bib": "a citation",
    "symposia:paper-ris": "a citation",
}
ADMIN_NO_PAGE: dict[str, str] = {}
OTHER_PAGES: dict[str, Callable[[], list[str]]] = {}
WAYS: dict[Callable[[Any], None], tuple[str, ...]] = {}


def build(world: World) -> None:
    """A published programme in which `ceo` speaks, a draft with conflicts, and proceedings of a symposium that is over."""
    ceo = world.people["ceo"].member  # type: ignore[union-attr]  # the matrix makes it
    speaker = SpeakerFactory(pk=SPEAKER, member=ceo, name_en="HAN Byeolha")
    committee = world.things["symposium-committee"]
    ahead = SymposiumFactory(event__slug=AHEAD, committee=committee)
    room = RoomFactory(symposium=ahead)
    session = SessionFactory(symposium=ahead, room=room, track=TrackFactory(symposium=ahead))
    talk = placed_talk(session, speaker, number=1, abstract_en="Six years.")
    published(ahead)
    Star.objects.create(talk=talk, member=ceo, starred_at=NOW)
    CalendarFeed.objects.create(member=ceo, token=SECRET, created_at=NOW)
    draft = SymposiumFactory(event__slug=DRAFT, committee=committee)
    hall = RoomFactory(symposium=draft)
    own = SessionFactory(symposium=draft, pk=SESSION, room=hall)
    placed_talk(own, speaker, number=1)
    SessionFactory(symposium=draft, room=hall)
    past = SymposiumFactory(
        event__slug=PAST,
        committee=committee,
        event__starts_at=NOW - timedelta(days=11),
        event__ends_at=NOW - timedelta(days=9),
        event__state="completed",
    )
    placed_talk(SessionFactory(symposium=past), SpeakerFactory(), number=1, abstract_en="What was found.")
    shown = read_version(past, published(past, NOW - timedelta(days=12)))
    kept = Proceedings.objects.create(symposium=past, released_at=NOW - timedelta(days=2), editors_en="KIM Garam")
    write_papers(kept, [(one, talk) for one in shown.sessions for talk in one.talks])
