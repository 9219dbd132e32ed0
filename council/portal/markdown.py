"""What staff write in Markdown becomes HTML that is safe to show: no raw HTML, headings below the page's own."""

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

_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")


def _demote(tokens: list[Token], levels: int) -> None:
    # The writer's highest heading counts as the first, whether it is written # or ##: no level is skipped below the page's own.
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(6, int(token.tag[1]) - highest + 1 + levels)}"


def render(text: str, *, levels: int = 1) -> SafeString:
    """`text` as HTML. Its highest headings are `levels` below `<h1>` (an `<h2>` by default: the page has its `<h1>`)."""
    tokens = _parser.parse(text or "")
    _demote(tokens, levels)
    html = _parser.renderer.render(tokens, _parser.options, {})
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer nofollow")
    # A wide table scrolls by itself, by the keyboard, too. (What looks like a tag here is one: text is escaped.)
    clean = clean.replace("<table>", '<div class="table-scroll" tabindex="0"><table>').replace("</table>", "</table></div>")
    return mark_safe(clean)  # noqa: S308 - sanitised above
