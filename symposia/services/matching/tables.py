"""Tables, once it is known who meets in which slot: any meetings that fit their number fit them. Who sat at a table before
stays there where that is possible."""

from collections.abc import Mapping, Sequence


def give_tables(
    places: Mapping[int, int],
    people: Mapping[int, tuple[int, int]],
    free: Mapping[int, Sequence[int]],
    order: Sequence[int],
    seated: Mapping[tuple[int, int], int],
) -> dict[int, int]:
    """A table for each key of `places` (its slot). `people` are the two of each, `free` the free tables of each slot, `order`
    the slots as they follow one another, `seated` the table at which somebody sits in a slot already, by (person, slot)."""
    found: dict[int, int] = {}
    at = dict(seated)
    by_slot: dict[int, list[int]] = {}
    for key, slot in sorted(places.items()):
        by_slot.setdefault(slot, []).append(key)
    before: int | None = None
    for slot in order:
        left = list(free.get(slot, ()))
        waiting = []
        for key in by_slot.get(slot, ()):
            same = [at[one, before] for one in people[key] if before is not None and (one, before) in at]
            table = next((one for one in same if one in left), None)
            if table is None:
                waiting.append(key)
            else:
                found[key] = table
                left.remove(table)
        for key in waiting:
            found[key] = left.pop(0)
        for key in by_slot.get(slot, ()):
            for one in people[key]:
                at[one, slot] = found[key]
        before = slot
    return found
