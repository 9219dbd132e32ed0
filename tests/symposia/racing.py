"""Many at once, each on a connection of its own."""

from collections.abc import Callable, Sequence
from typing import Any

from symposia.services.errors import SymposiaError
from tests.focusgroup import racing


def race(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Call all of them at once. Returns results and refusals (of the rules, or of the database) in order."""

    def trying(call: Callable[[], Any]) -> Callable[[], Any]:
        def run() -> Any:
            try:
                return call()
            except SymposiaError as error:
                return error

        return run

    return racing.race([trying(call) for call in calls])
