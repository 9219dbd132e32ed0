"""People who go through the portal and look at what is new to them, in one language."""

from collections import defaultdict
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from council.members.models import User
from tests.browser.fresh import Fresh
from tests.browser.reader import Reader

# What a page is built of is the same in both languages: every state is looked at in Korean each time, in English with --soak.
# The story, the open pages and the account pages (their own tests) are looked at in both, each time.
LANGUAGES = pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.soak), "ko"])


# What any walk of this run has fetched; what was seen in the browser, where scripts have changed it, the readers remember.
FETCHED: defaultdict[str, Fresh] = defaultdict(Fresh)


class Walk:
    """`noted` is what was wrong with all that was looked at; `closely`, whether every page that is put together differently."""

    def __init__(self, open_page: Any, site: Any, language: str, *, closely: bool) -> None:
        self.open_page, self.site, self.language = open_page, site, language
        self.readers: dict[Any, tuple[Client, Reader]] = {}
        self.is_fresh = partial(FETCHED[language], closely=closely)
        self.closely = closely
        self.noted: list[str] = []

    def stranger(self) -> Reader:
        """Somebody with a browser of his own."""
        reader = Reader(self.open_page(language=self.language), self.language)
        reader.noted = self.noted
        if self.closely:
            reader.is_new, reader.parts = partial(reader.is_new, closely=True), None
        return reader

    def person(self, user: User | None) -> tuple[Client, Reader]:
        """A client that fetches as `user`, and a browser with the same session."""
        key = user and user.pk
        if key not in self.readers:
            client, reader = Client(), self.stranger()
            if user is not None:
                client.force_login(user)
                cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.site.url}
                reader.page.context.add_cookies([cookie])
            self.readers[key] = client, reader
        return self.readers[key]

    def visit(self, user: User | None, path: str) -> bool:
        """Look at `path` (without the language) as `user` sees it, if it is a page and there is something new on it."""
        client, reader = self.person(user)
        answer = client.get(reader.prefix + path)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            return False
        if self.is_fresh(answer.content.decode()):
            reader.open(path)
        return True

    def logged_in(self, email: str) -> Reader:
        """Somebody who has just logged in."""
        reader = self.stranger()
        reader.page.goto(reader.prefix + "/accounts/login/")
        reader.page.fill("#id_login", email)
        reader.page.fill("#id_password", "council-demo")
        with reader.page.expect_navigation():
            submit(reader).click()
        return reader

    def proven(self, email: str) -> Reader:
        """Somebody who has logged in and given the password once more, as what changes an account's protection asks."""
        reader = self.logged_in(email)
        reader.open("/accounts/reauthenticate/")
        reader.page.fill("#id_password", "council-demo")
        with reader.page.expect_navigation():
            submit(reader).click()
        return reader


def submit(reader: Reader) -> Any:
    """The first button of the page's own form."""
    return reader.page.locator("main form button[type=submit]").first


def address(name: str, *args: Any) -> str:
    """The path of a view without its language."""
    with translation.override("en"):
        return reverse(name, args=args)
