"""A real browser for the tests: Chromium on the live server.

    pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

    def test_something(page, log_in, axe): …

`page` fails its test for whatever the browser complains of: a violation of the Content-Security-Policy, an error in a script, a
request to a third party. `axe(page)` asserts that axe-core finds nothing. `open_page(**options)` gives more pages (dark, phone,
without JavaScript, another person).
"""

import os
import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, Response, sync_playwright

from tests.browser.reader import Reader, ask_axe, keep_axe_ready
from tests.browser.walk import SAID_AGAIN
from tests.factories import PASSWORD

# Playwright's loop runs in this thread; the ORM is used from the same one between its calls.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# Without windows where it is there: it takes two thirds of the processor's time of the other.
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
# Chromium heeds the last of its lists alone: Playwright's, as far as it matters here, and what starts a process more for each
# window: the popup of the address bar and a renderer in reserve (a quarter of the processor's time).
FEATURES_LEFT_OUT = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "LensOverlay", "MediaRouter"),
    *(
        "HttpsFirstBalancedModeAutoEnable",
        "PaintHolding",
        "ThirdPartyStoragePartitioning",
        "OptimizationHints",
        "PreconnectToSearch",
    ),
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess"),
)
ARGUMENTS = [
    f"--disable-features={','.join(FEATURES_LEFT_OUT)}",
    "--no-sandbox",  # tests may run as root
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Said of every status above 399: of a page's own status the test judges itself, of its parts `answered` below.
HARMLESS = ("Failed to load resource: the server responded with a status of",)
TIMEOUT = 10_000


class Complaints(list[str]):
    """What the browser complained of while a test ran."""

    def watch(self, page: Page, origin: str) -> None:
        def console(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning") and not message.text.startswith(HARMLESS):
                self.append(f"{page.url}: {message.type}: {message.text}")

        def request(sent: Request) -> None:
            if sent.url.startswith(("http:", "https:")) and urlsplit(sent.url).netloc != urlsplit(origin).netloc:
                self.append(f"{page.url}: third-party request to {sent.url}")

        def answered(response: Response) -> None:
            if response.status >= 400 and response.request.resource_type != "document":
                self.append(f"{page.url}: {response.status} for {response.url}")

        page.on("console", console)
        page.on("response", answered)
        page.on("pageerror", lambda error: self.append(f"{page.url}: {error}"))
        page.on("request", request)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The one of a process: there cannot be a second loop beside the first."""
    # Where Playwright's loop runs, Django keeps other connections than where it does not: one would outlive the database.
    connections.close_all()
    with sync_playwright() as started:
        yield started
        connections.close_all()


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield found
    found.close()


@pytest.fixture(scope="session", autouse=True)
def kept_static_files() -> Iterator[None]:
    """The browser keeps static files from page to page, as it does in production, whatever day a test has travelled to."""
    serve = StaticFilesHandler.serve

    def serve_to_keep(handler: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        response = serve(handler, request)
        response["Cache-Control"] = "max-age=315360000, immutable"
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", serve_to_keep)
        SAID_AGAIN.install(patch)
        yield


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """All that the browser complained of; the test fails for any."""
    found = Complaints()
    yield found
    assert list(found) == []


@pytest.fixture
def open_page(browser: Browser, live_server, complaints: Complaints) -> Iterator[Callable[..., Page]]:
    """Opens a page in a context of its own: `open_page(dark=True, width=320, javascript=False, language="ko")`."""
    contexts: list[BrowserContext] = []

    def open_one(*, dark: bool = False, width: int = 1280, javascript: bool = True, language: str = "en") -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            color_scheme="dark" if dark else "light",
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            locale=language,
            reduced_motion="reduce",
        )
        context.set_default_timeout(TIMEOUT)
        keep_axe_ready(context)
        contexts.append(context)
        page = context.new_page()
        complaints.watch(page, live_server.url)
        context.on("page", lambda other: complaints.watch(other, live_server.url))
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A page on a desk, in light colours."""
    return open_page()


@pytest.fixture
def no_js_page(open_page: Callable[..., Page]) -> Page:
    """A page without JavaScript."""
    return open_page(javascript=False)


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Asserts that axe-core finds nothing on the page as it stands."""

    def check(page: Page) -> None:
        assert ask_axe(page) == [], page.url

    return check


@pytest.fixture
def log_in(client, live_server) -> Callable[..., None]:
    """`log_in(page, user)` without the form: the session of Django's test client, put into the browser."""

    def enter(page: Page, user) -> None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])

    return enter


@pytest.fixture
def fits() -> Callable[..., None]:
    """Asserts that nothing sticks out sideways: `fits(page)` as it stands, `fits(page, 320, 1280)` in windows of these widths.
    The window is left as wide as it was."""

    def check(page: Page, *widths: int) -> None:
        before = page.viewport_size or {"width": 1280, "height": 800}
        for width in widths or [before["width"]]:
            page.set_viewport_size({"width": width, "height": before["height"]})
            sticks_out = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            assert not sticks_out, f"{page.url} in {width} px"
        page.set_viewport_size(before)

    return check


@pytest.fixture
def log_in_by_form() -> Callable[..., None]:
    """`log_in_by_form(page, user)` as a person does it."""

    def enter(page: Page, user, password: str = PASSWORD) -> None:
        page.goto("/accounts/login/")
        page.fill("#id_login", user.email)
        page.fill("#id_password", password)
        page.click("main form .btn-primary")

    return enter


@pytest.fixture
def person(open_page: Callable[..., Page], log_in) -> Callable[..., tuple[Reader, Callable[..., Reader]]]:
    """`person(language, width, javascript)` gives a reader and `as_(user)`, which logs him in as somebody."""

    def sit_down(language: str, width: int, javascript: bool) -> tuple[Reader, Callable[..., Reader]]:
        reader = Reader(open_page(width=width, language=language), language, javascript=javascript)

        def as_(user, wide: bool = False) -> Reader:
            """The reader, logged in as `user` (nobody: a visitor); staff sit at a desk."""
            reader.page.context.clear_cookies()
            reader.page.set_viewport_size({"width": 1280 if wide else width, "height": 800})
            if user is not None:
                log_in(reader.page, user)
            return reader

        return reader, as_

    return sit_down
