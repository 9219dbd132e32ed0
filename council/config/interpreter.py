"""Where CPython's ways cost a large program much: room for deep calls, and how often garbage is looked for.

CPython lays the frames of calls into pieces of 16 KiB. Versions before the spring of 2026 (and 3.11 and 3.12 for good:
https://github.com/python/cpython/issues/142183) ask the system for the next piece whenever a call does not fit into the last
one, and give it back when the call returns. A loop that happens to run at the end of a piece, as templates do below a dozen
middlewares, does so at each turn: up to a third of the processor's time of a page.

It looks for garbage after every 700 new objects. While a program of two thousand modules is read there is none: a sixth of the
time of a start.
"""

import gc
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

# A frame that asks for so many places (of 8 bytes) gets a piece of 1 MiB, of which it leaves the half to the calls within.
PLACES = (1 << 16) + 4096


def with_room(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What `function` returns; the frames of all calls within have half a mebibyte in one piece."""
    return function(*args, **kwargs)


with_room.__code__ = with_room.__code__.replace(co_stacksize=PLACES)


def collect_seldom() -> None:
    """Look for garbage after 50,000 new objects, here and in processes forked from this one."""
    gc.set_threshold(50_000, 20, 50)
