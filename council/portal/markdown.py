"""What staff write in Markdown becomes HTML that is safe to show: no raw HTML, headings below the page's own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "a", "ul", "ol", "li"),
    *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto", "tel"}

# Beside these, the pictures that a text may show have what they need.
TAGS_WITH_PICTURES = TAGS | {"img"}
ATTRIBUTES_WITH_PICTURES = ATTRIBUTES | {"img": {"src", "alt", "width", "height", "loading", "title"}}

_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
_with_pictures = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@dataclass(frozen=True)
class Picture:
    """A picture of our own that a text may show: `alt` says what it shows where the text says nothing else."""

    url: str
    alt: str
    width: int
    height: int


def _demote(tokens: list[Token], levels: int) -> None:
    # The writer's highest heading counts as the first, whether it is written # or ##: no level is skipped below the page's own.
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(6, int(token.tag[1]) - highest + 1 + levels)}"


def _place(tokens: list[Token], pictures: Mapping[str, Picture]) -> None:
    """Put our pictures where the text names them; of any other its words stay."""
    for token in tokens:
        if token.type != "image":
            _place(token.children or [], pictures)
            continue
        picture = pictures.get(str(token.attrs.get("src", "")))
        if picture is None:
            token.type, token.tag, token.attrs, token.children = "text", "", {}, None
            continue
        token.content = "".join(child.content for child in token.children or ()).strip() or picture.alt
        token.children = [Token("text", "", 0, content=token.content)]
        token.attrs |= {"src": picture.url, "width": picture.width, "height": picture.height, "loading": "lazy"}


def _fill(tokens: list[Token], fill: Callable[[str], str | None]) -> None:
    """Let `fill` make HTML of words, where it has something to say of them; never inside code, addresses or pictures."""
    for token in tokens:
        for child in token.children or ():
            html = fill(child.content) if child.type == "text" else None
            if html is not None:
                child.type, child.content = "html_inline", html


def render(
    text: str,
    *,
    levels: int = 1,
    pictures: Mapping[str, Picture] | None = None,
    fill: Callable[[str], str | None] | None = None,
) -> SafeString:
    """`text` as HTML. Its highest headings are `levels` below `<h1>` (an `<h2>` by default: the page has its `<h1>`).

    `pictures` are those that it may show, by the source that it names; without them there are none in it. `fill(words)` returns
    HTML for words that have something to be filled in, else None; what it returns is made safe with the rest."""
    parser = _parser if pictures is None else _with_pictures
    tokens = parser.parse(text or "")
    _demote(tokens, levels)
    if pictures is not None:
        _place(tokens, pictures)
    if fill is not None:
        _fill(tokens, fill)
    html = parser.renderer.render(tokens, parser.options, {})
    clean = nh3.clean(
        html,
        tags=TAGS if pictures is None else TAGS_WITH_PICTURES,
        attributes=ATTRIBUTES if pictures is None else ATTRIBUTES_WITH_PICTURES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    # A wide table scrolls by itself, by the keyboard, too. (What looks like a tag here is one: text is escaped.)
    clean = clean.replace("<table>", '<div class="table-scroll" tabindex="0"><table>').replace("</table>", "</table></div>")
    return mark_safe(clean)  # noqa: S308 - sanitised above
