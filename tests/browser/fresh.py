"""Which pages of a walk have something new on them, so that axe-core need not be asked about the same building blocks again.

A page's blocks are its elements as axe-core judges them: tag, classes, role, states, the three elements around each, whether it
has words, whether a field has a label, which heading follows which, whether an id is there twice. With `--soak` every page that
is put together differently is looked at, even where each of its blocks has been seen."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

# What decides how an element looks or what it is; of some others it matters that they are there.
TELLING = re.compile(r"type|role|lang|tabindex|autocomplete|scope|hidden|disabled|open|aria-(?!label|describedby|controls)\w+")
THERE = frozenset(["alt", "aria-describedby", "aria-label", "aria-labelledby", "for", "href", "title"])
# Names of fields, models and rows, which the administration writes as classes; nothing is laid out by them.
NAMES = re.compile(r"(field|column|model|app|dynamic)-.*|row\d")
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
NAMED = frozenset(
    ["a", "button", "label", "th", "legend", "caption", "summary", "option", "h1", "h2", "h3", "h4", "h5", "h6", "title"]
)
FIELDS = frozenset(("input", "select", "textarea"))
Blocks = set[tuple[object, ...]]


class _Reader(HTMLParser):
    """Collects the `blocks` of a page, but for the administration's list of models, and the `order` in which they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: Blocks = set()
        self.order: list[object] = []
        self.around: list[str] = []
        # For each open element: whether it has a name by now.
        self.is_named: list[bool] = []
        self.labelled: set[str] = set()
        self.ids: set[str] = set()
        self.fields: list[tuple[str, bool]] = []
        self.heading = ""
        self.in_sidebar = False

    def add(self, *block: object) -> None:
        self.blocks.add(block)
        self.order.append(block)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.in_sidebar = self.in_sidebar or given.get("id") == "nav-sidebar"
        if self.in_sidebar:
            return
        classes = " ".join(sorted(name for name in given.pop("class", "").split() if not NAMES.fullmatch(name)))
        told = sorted(
            name if name in THERE else f"{name}={given[name]}" for name in given if name in THERE or TELLING.fullmatch(name)
        )
        self.add(*self.around[-3:], tag, classes, *told)
        self._remember(tag, given)
        if tag not in VOID:
            self.around.append(f"{tag}.{classes}")
            self.is_named.append("aria-label" in given or "aria-labelledby" in given or "title" in given)

    def _remember(self, tag: str, given: dict[str, str]) -> None:
        if identity := given.get("id"):
            if identity in self.ids:
                self.add("twice", identity)
            self.ids.add(identity)
        if tag == "label":
            self.labelled.add(given.get("for", ""))
        if tag in FIELDS and given.get("type") not in ("hidden", "submit"):
            in_label = any(element.startswith("label.") for element in self.around)
            self.fields.append((given.get("id", ""), in_label or "aria-label" in given or "aria-labelledby" in given))
        if re.fullmatch(r"h[1-6]", tag):
            self.add("heading", self.heading, tag)
            self.heading = tag
        if given.get("alt"):
            self.handle_data(given["alt"])

    def handle_endtag(self, tag: str) -> None:
        if self.in_sidebar:
            self.in_sidebar = tag != "nav"
            return
        if not any(element.startswith(f"{tag}.") for element in self.around):
            return
        while self.around:
            element, is_named = self.around.pop(), self.is_named.pop()
            if element.partition(".")[0] in NAMED:
                self.add("named", element, is_named)
            if element.startswith(f"{tag}."):
                return

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.in_sidebar:
            self.is_named = [True] * len(self.is_named)
            self.add(*self.around[-3:], "text")

    def close(self) -> None:
        super().close()
        for identity, is_named in self.fields:
            self.add("field", is_named or identity in self.labelled)


def blocks_of(source: str) -> tuple[Blocks, tuple[object, ...]]:
    """The blocks of a page's source, and how they follow one another."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    told: Iterable[object] = (one for place, one in enumerate(reader.order) if reader.order[place - 1 : place] != [one])
    return reader.blocks, tuple(told)


class Fresh:
    """Says of a page's source whether no page before it had all that it has; where it is asked to look `closely`, whether no
    page before it was put together like it."""

    def __init__(self) -> None:
        self._blocks: Blocks = set()
        self._orders: set[tuple[object, ...]] = set()

    def __call__(self, source: str, *, closely: bool = False) -> bool:
        blocks, order = blocks_of(source)
        is_fresh = order not in self._orders if closely else not blocks <= self._blocks
        self._blocks |= blocks
        self._orders.add(order)
        return is_fresh
