"""Markdown for papers: what minutes say, cut into blocks and runs that typst sets. Nothing of it is markup to typst."""

from collections.abc import Iterable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

# What the pages understand (`council.portal.markdown`), so that a paper says what the page says.
_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
_STYLES = {"strong": "strong", "em": "em", "s": "struck"}


def plain(text: str) -> list[dict[str, Any]]:
    """Words without any emphasis as the runs of a block."""
    return [{"text": "\n".join(text.splitlines())}]


def blocks(text: str) -> list[dict[str, Any]]:
    """Markdown as blocks, each with its `kind` and `runs`: “h” (heading, `level` from 1), “p”, “li” (`level` from 1, `mark`),
    and “table” with `rows` of cells of runs. `quoted`: how many quotations a block stands in. A run has its `text`; `strong`,
    `em`, `struck`, `code` and `url` where it has them."""
    tokens = _markdown.parse(text)
    return _Reading(tokens).found


class _Reading:
    """One reading of the tokens: what has been found, and what the next words stand in."""

    def __init__(self, tokens: list[Token]) -> None:
        self.found: list[dict[str, Any]] = []
        # Of each list around: the number of its next item, 0 where they have none.
        self.lists: list[int] = []
        self.is_first = True
        self.quotes = 0
        self.level = 0
        self.rows: list[list[list[dict[str, Any]]]] | None = None
        self.highest = min((int(token.tag[1]) for token in tokens if token.type == "heading_open"), default=1)
        for token in tokens:
            self._read(token)

    def _read(self, token: Token) -> None:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            self.lists.append(0 if token.type == "bullet_list_open" else int(token.attrs.get("start", 1)))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self.lists.pop()
        elif token.type == "list_item_open":
            self.is_first = True
        elif token.type in ("blockquote_open", "blockquote_close"):
            self.quotes += token.nesting
        elif token.type in ("heading_open", "heading_close"):
            self.level = int(token.tag[1]) - self.highest + 1 if token.nesting > 0 else 0
        elif token.type in ("fence", "code_block"):
            self._add([{"text": token.content.rstrip(), "code": True}])
        elif token.type == "inline":
            self._add(list(_runs(token.children or [])))
        else:
            self._read_table(token)

    def _read_table(self, token: Token) -> None:
        if token.type == "table_open":
            self.rows = []
        elif token.type == "tr_open" and self.rows is not None:
            self.rows.append([])
        elif token.type == "table_close" and self.rows is not None:
            rows, self.rows = self.rows, None
            self.found.append({"kind": "table", "rows": rows, "quoted": self.quotes})

    def _add(self, runs: list[dict[str, Any]]) -> None:
        if self.rows is not None:
            self.rows[-1].append(runs)
        elif self.level:
            self.found.append({"kind": "h", "level": self.level, "runs": runs, "quoted": self.quotes})
        elif self.lists:
            mark = (f"{self.lists[-1]}." if self.lists[-1] else "•") if self.is_first else ""
            if self.is_first and self.lists[-1]:
                self.lists[-1] += 1
            self.is_first = False
            self.found.append({"kind": "li", "level": len(self.lists), "mark": mark, "runs": runs, "quoted": self.quotes})
        else:
            self.found.append({"kind": "p", "runs": runs, "quoted": self.quotes})


def _runs(tokens: Iterable[Token]) -> Iterable[dict[str, Any]]:
    """The words of one line of tokens, each stretch with what it stands in."""
    style: dict[str, Any] = {}
    for token in tokens:
        name, _, end = token.type.rpartition("_")
        if name in _STYLES:
            style = {**style, _STYLES[name]: True} if end == "open" else _without(style, _STYLES[name])
        elif name == "link":
            style = {**style, "url": str(token.attrs.get("href", ""))} if end == "open" else _without(style, "url")
        elif token.type in ("softbreak", "hardbreak"):
            yield {**style, "text": " " if token.type == "softbreak" else "\n"}
        elif token.content:
            yield {**style, "text": token.content} | ({"code": True} if token.type == "code_inline" else {})


def _without(style: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in style.items() if key != name}
