"""Many at once, each on a connection of its own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import IntegrityError, connections

from focusgroup.services.errors import FocusGroupError

AT_ONCE = 8


def race(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Call all of them at once. Returns results and refusals (of the rules, or of the database) in order."""
    barrier = threading.Barrier(min(len(calls), AT_ONCE))

    def run(place_and_call: tuple[int, Callable[[], Any]]) -> Any:
        place, call = place_and_call
        if place < barrier.parties:
            barrier.wait(timeout=30)
        try:
            return call()
        except (FocusGroupError, IntegrityError) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, enumerate(calls)))
