from collections.abc import Callable
from typing import Any

from tests.focusgroup.factories.seats import FocusSeatFactory
from tests.focusgroup.matrix.people import FOCUS_PEOPLE
from tests.portal.rows import Row, World

# Numbers for everybody; who is told names, `test_roster.py` knows.
ROWS: list[Row] = [Row("focusgroup:seat-list", (200,) * len(FOCUS_PEOPLE), people=FOCUS_PEOPLE)]
ADMIN: dict[str, tuple[int, int]] = {"focusgroup.seat": (200, 200)}
NO_PAGE: dict[str, str] = {}
ADMIN_NO_PAGE: dict[str, str] = {}
OTHER_PAGES: dict[str, Callable[[], list[str]]] = {}
WAYS: dict[Callable[[Any], None], tuple[str, ...]] = {}


def build(world: World) -> None:
    """The seats of the chair and the plain one."""
    FocusSeatFactory(membership=world.things["places"]["chair"], constituency="researcher")
    FocusSeatFactory(membership=world.things["places"]["seat"])
