"""Someone at a browser who looks closely: every page reached is asked for what every page of the portal promises.

    reader = Reader(open_page(width=320), "ko", javascript=False)
    reader.open("/events/")
    reader.press("Register")     # a button or link by its English words; the page is in the reader's language

A page is looked at with axe-core in light and in dark colours (the rules that colours decide), has one h1, says its language
and does not stick out sideways. Violations of the Content-Security-Policy, errors in a script and requests to others are
`open_page`'s to find."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import BrowserContext, Locator, Page, Response

from tests.browser.fresh import Fresh
from tests.browser.parts import Parts

# Colours alone differ between the two schemes.
RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"]
# A rule of WCAG 2.2 AA that axe-core leaves out unless asked.
MORE_RULES = {"target-size": {"enabled": True}}
# Colours may fade: their last ones count. `preload` would read the style sheets again, and put them inline.
RUN_AXE = """async ([options, known = []]) => {
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null)));
    const exclude = known.map((place) => window.looked[place]);
    const scope = exclude.length ? {include: [document.documentElement], exclude} : document;
    const found = await axe.run(scope, {preload: false, iframes: false, resultTypes: ["violations"], ...options});
    return found.violations.flatMap((rule) => rule.nodes.map(
        (node) => `${rule.id}: ${node.target} ${node.failureSummary}`.replaceAll("\\n", " ")));
}"""


@cache
def axe_source() -> str:
    """axe-core itself, half a megabyte."""
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


def keep_axe_ready(context: BrowserContext) -> None:
    """Give the pages of `context` axe-core unread, so that it need not be brought to each that is asked about."""
    context.add_init_script(f"window.loadAxe = () => {{ {axe_source()}; return true }}")


def ask_axe(page: Page, known: Sequence[int] = (), **options: object) -> list[str]:
    """What axe-core finds on `page` as it stands, but for its `known` parts (`Parts`); `options` as `axe.run` takes them."""
    if not page.evaluate("typeof axe !== 'undefined' || (typeof loadAxe !== 'undefined' && loadAxe())"):
        page.evaluate(axe_source())
    found: list[str] = page.evaluate(RUN_AXE, [{"rules": MORE_RULES} | options, list(known)])
    return found


def words(language: str, text: str, **values: object) -> str:
    """`text` as the pages say it in `language`."""
    with translation.override(language):
        return gettext(text) % values if values else gettext(text)


# What any reader of this run has seen, by width and whether scripts run: what a page is built of is the same in both languages.
SEEN: defaultdict[tuple[int, bool], Fresh] = defaultdict(Fresh)
PARTS: defaultdict[tuple[int, bool], Parts] = defaultdict(Parts)


class Reader:
    """A person at `page` who reads `language`, with JavaScript or without.

    Scripts are switched off by the browser's own switch, which is turned on again for axe-core alone. `noted` is what was wrong
    with the pages that were looked at. axe-core is not asked about a page of which `is_new` says no (by its source), nor about
    `parts` of a page that it has seen in the same place; None: about all of each page."""

    def __init__(self, page: Page, language: str = "en", *, javascript: bool = True) -> None:
        self.page, self.language, self.javascript = page, language, javascript
        self.noted: list[str] = []
        kind = ((page.viewport_size or {"width": 0})["width"], javascript)
        self.is_new: Callable[..., bool] = SEEN[kind]
        self.parts: Parts | None = PARTS[kind]
        self.prefix = "" if language == "en" else f"/{language}"
        self._devtools = None if javascript else page.context.new_cdp_session(page)
        self._scripts(False)
        if not javascript:
            page.goto("data:text/html,<title>off</title><script>document.title = 'on'</script>")
            assert page.title() == "off", "scripts run"

    def _scripts(self, on: bool) -> None:
        if self._devtools is not None:
            self._devtools.send("Emulation.setScriptExecutionDisabled", {"value": not on})

    # What one does.

    def open(self, path: str, status: int = 200, leads_to: str = "") -> Response:
        """Go to `path` (without the language), see that it is there (or at `leads_to`) that one is, and look."""
        response = self.page.goto(self.prefix + path)
        assert response is not None
        assert response.status == status, f"{path}: {response.status}"
        assert urlsplit(self.page.url).path == self.prefix + (leads_to or path.partition("?")[0])
        self.look()
        return response

    def press(self, text: str, within: str = "main", **values: object) -> None:
        """Press the button or link that says `text`, wait for the page that it leads to, and look."""
        self.leave_by(self.find(text, within, **values))

    def leave_by(self, control: Locator) -> None:
        """Press what leads to another page, wait for that page, and look."""
        with self.page.expect_navigation():
            control.click()
        self.look()

    def find(self, text: str, within: str = "main", **values: object) -> Locator:
        """The button or link that says `text`."""
        name = re.compile(r"^\W*" + re.escape(self.words(text, **values)) + r"\W*$")
        place = self.page.locator(within)
        found = place.get_by_role("button", name=name).or_(place.get_by_role("link", name=name))
        return found.filter(visible=True)

    def words(self, text: str, **values: object) -> str:
        return words(self.language, text, **values)

    # What one sees.

    def sees(self, text: str, within: str = "body", **values: object) -> None:
        """Assert that the page says `text` in the reader's language."""
        said = self.words(text, **values)
        shown = " ".join(self.page.locator(within).inner_text().split())
        assert said in shown, f"{self.page.url} does not say “{said}”:\n{shown}"

    def look(self) -> None:
        """Note what the page does not keep; the test ends with `assert reader.noted == []` and sees all of it at once."""
        found = self.problems()
        if self.is_new(self.page.content()):
            found += self._axe()
        self.noted += [f"{self.page.url}: {problem}" for problem in found]

    def problems(self) -> list[str]:
        """What is wrong with the page as it stands, as far as one sees it without axe-core."""
        page = self.page
        found = []
        language, headings, fits = page.evaluate(GLANCE)
        if language != self.language:
            found.append(f"the language is “{language}”")
        if headings != 1:
            found.append(f"{headings} h1")
        if not fits:
            found.append(f"{page.evaluate(WIDEST)} sticks out")
        return found

    def _axe(self) -> list[str]:
        page = self.page
        self._scripts(True)
        try:
            page.emulate_media(color_scheme="light")
            known = self.parts.known_of(page) if self.parts is not None else []
            found = ask_axe(page, known)
            page.emulate_media(color_scheme="dark")
            dark = page.evaluate(RUN_AXE, [{"runOnly": {"type": "rule", "values": RULES_OF_COLOUR}}, known])
            page.emulate_media(color_scheme="light")
        finally:
            self._scripts(False)
        return [*found, *(f"dark: {problem}" for problem in dark)]


GLANCE = """() => {
    const page = document.documentElement;
    return [page.lang, document.querySelectorAll("h1").length, page.scrollWidth <= page.clientWidth];
}"""
WIDEST = """() => {
    const wide = [...document.querySelectorAll("body *")].filter(
        (element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
    const last = wide.at(-1);
    return last ? `${last.localName}.${last.className} ${last.textContent.trim().slice(0, 40)}` : "something";
}"""
