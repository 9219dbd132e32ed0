"""A good beginning for the solver, in a moment: pairs one after the other, those with the fewest slots first; one that finds no
place may push others aside, if these find another."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symposia.services.matching.solver import Pair

# How many are pushed aside one after the other, and how many tries one pair has.
DEPTH, TRIES = 3, 60


def place_quickly(pairs: "Sequence[Pair]", tables: Mapping[int, int]) -> dict[int, int]:
    """A slot for as many of `pairs` as are found quickly, by the pairs' keys. The same input gives the same answer."""
    board = _Board(tables)
    wishes: dict[int, int] = {}
    for pair in pairs:
        for person in pair.people:
            wishes[person] = wishes.get(person, 0) + 1
    order = sorted(pairs, key=lambda pair: (len(pair.slots) - max(wishes[one] for one in pair.people), -pair.worth, pair.key))
    waiting = [pair for pair in order if not board.place(pair, 0, [1])]
    # What was placed since may have made room; what is worth most is tried first.
    for depth in (1, DEPTH):
        waiting = [pair for pair in waiting if not board.place(pair, depth, [TRIES])]
    return {key: slot for key, (_pair, slot) in board.placed.items()}


class _Board:
    """Who meets whom in which slot so far."""

    def __init__(self, tables: Mapping[int, int]) -> None:
        self.left = dict(tables)
        self.busy: dict[tuple[int, int], Pair] = {}
        self.placed: dict[int, tuple[Pair, int]] = {}
        # What was put (else taken) so far, so that it can be undone.
        self.steps: list[tuple[bool, Pair, int]] = []

    def place(self, pair: "Pair", depth: int, tries: list[int]) -> bool:
        """Find a slot for `pair`, pushing others aside `depth` times at most. Nothing has changed where it finds none."""
        slots = [slot for slot in pair.slots if self.left.get(slot, 0) > 0]
        free = [slot for slot in slots if not any((one, slot) in self.busy for one in pair.people)]
        if free:
            self._put(pair, max(free, key=lambda slot: (self.left[slot], -slot)))
            return True
        if depth == 0:
            return False
        return any(self._push(pair, slot, depth, tries) for slot in slots)

    def _push(self, pair: "Pair", slot: int, depth: int, tries: list[int]) -> bool:
        tries[0] -= 1
        if tries[0] < 0:
            return False
        others = {other.key: other for one in pair.people if (other := self.busy.get((one, slot))) is not None}
        began = len(self.steps)
        for other in others.values():
            self._take(other)
        self._put(pair, slot)
        if all(self.place(other, depth - 1, tries) for other in others.values()):
            return True
        while len(self.steps) > began:
            was_put, moved, at = self.steps.pop()
            if was_put:
                self._take(moved)
            else:
                self._put(moved, at)
            self.steps.pop()
        return False

    def _put(self, pair: "Pair", slot: int) -> None:
        self.steps.append((True, pair, slot))
        self.placed[pair.key] = (pair, slot)
        self.left[slot] -= 1
        for one in pair.people:
            self.busy[one, slot] = pair

    def _take(self, pair: "Pair") -> None:
        _pair, slot = self.placed.pop(pair.key)
        self.steps.append((False, pair, slot))
        self.left[slot] += 1
        for one in pair.people:
            del self.busy[one, slot]
