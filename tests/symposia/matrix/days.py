from collections.abc import Callable
from typing import Any

from tests.portal.rows import ON, Row, World
from tests.symposia.matrix.people import SYMPOSIA_PEOPLE, for_people

DESK = ("admin", "symposia-desk")
SEATED = ("author", "investor")


def _row(name: str, outcomes: tuple[int | str, ...], *args: str, method: str = "get", note: str = "") -> Row:
    return Row(f"symposia:days-{name}", outcomes, ("symposium", *args), method, note, SYMPOSIA_PEOPLE)


ROWS: list[Row] = [
    _row("now", for_people(*SYMPOSIA_PEOPLE)),
    _row("screen", for_people(*SYMPOSIA_PEOPLE)),
    _row("desk", for_people(*DESK)),
    _row("badges", for_people(*DESK)),
    _row("own-badge", for_people(*SEATED)),
    _row("signs", for_people(*DESK)),
    _row("survey", for_people(*DESK, status=405, others=405), note="a form sends it"),
    _row("survey", for_people(*DESK, status=ON), method="post"),
    _row("report", for_people(*DESK)),
    _row("report-file", for_people(*DESK), "pdf"),
    _row("report-file", for_people(*DESK), "xlsx"),
    _row("report-file", for_people(), "exe", note="no such file"),
]
ADMIN: dict[str, tuple[int, int]] = {}
NO_PAGE: dict[str, str] = {
    "symposia:days-badges": "a PDF",
    "symposia:days-own-badge": "a PDF",
    "symposia:days-report-file": "a file",
    "symposia:days-signs": "a PDF",
    "symposia:days-survey": "a form sends it",
}
ADMIN_NO_PAGE: dict[str, str] = {}
OTHER_PAGES: dict[str, Callable[[], list[str]]] = {}
WAYS: dict[Callable[[Any], None], tuple[str, ...]] = {}


def build(world: World) -> None:
    """One of everything."""
