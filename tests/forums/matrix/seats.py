from collections.abc import Callable
from typing import Any

from tests.portal.rows import Row, World

ROWS: list[Row] = []
ADMIN: dict[str, tuple[int, int]] = {"forums.forum": (200, 200)}
NO_PAGE: dict[str, str] = {}
ADMIN_NO_PAGE: dict[str, str] = {}
OTHER_PAGES: dict[str, Callable[[], list[str]]] = {}
WAYS: dict[Callable[[Any], None], tuple[str, ...]] = {}


def build(world: World) -> None:
    """Nothing yet."""
