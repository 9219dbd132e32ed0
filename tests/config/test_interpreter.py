"""Room for deep calls."""

import resource
from concurrent.futures import ThreadPoolExecutor

from council.config.interpreter import with_room

TURNS = 500


def nothing():
    """A call at the end of a piece."""


def loop_at(depth):
    """Call `nothing` often, `depth` calls down."""
    if depth:
        loop_at(depth - 1)
        return
    for _turn in range(TURNS):
        nothing()


def pages_asked_for():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def most_asked_for(call):
    """For how many pages memory is asked at the worst depth; in a thread, which begins with a stack of its own."""

    def measure():
        found = []
        for depth in range(100, 200):
            before = pages_asked_for()
            call(loop_at, depth)
            found.append(pages_asked_for() - before)
        return max(found)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(measure).result()


def test_loops_at_any_depth_ask_the_system_for_nothing():
    # Without room it is a page at each turn, at one of these depths, where Python does not remember a piece.
    assert most_asked_for(with_room) < TURNS / 2
