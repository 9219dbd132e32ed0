from collections.abc import Callable
from typing import Any

from tests.portal.rows import ALL, NOBODY, Row, World

# The forum of the matrix: `member` sits in it.
FORUM = "forum"

ROWS: list[Row] = [
    Row("forums:forum-detail", ALL, (FORUM,)),
    Row("forums:forum-detail", NOBODY, ("no-such-forum",)),
]
ADMIN: dict[str, tuple[int, int]] = {"forums.forum": (200, 200)}
NO_PAGE: dict[str, str] = {}
ADMIN_NO_PAGE: dict[str, str] = {}
OTHER_PAGES: dict[str, Callable[[], list[str]]] = {}
WAYS: dict[Callable[[Any], None], tuple[str, ...]] = {}


def build(world: World) -> None:
    """Nothing yet."""
