"""People who go through the portal and look at what is new to them, in one language."""

from collections import defaultdict
from functools import partial
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import translation

from council.config.interpreter import with_room
from council.members.models import User
from tests.browser.fresh import Fresh
from tests.browser.reader import Reader

# What a page is built of is the same in both languages: every state is looked at in Korean each time, in English with --soak.
# The story, the open pages and the account pages (their own tests) are looked at in both, each time.
LANGUAGES = pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.soak), "ko"])


# What any walk of this run has fetched; what was seen in the browser, where scripts have changed it, the readers remember.
FETCHED: defaultdict[str, Fresh] = defaultdict(Fresh)


class SaidAgain:
    """Answers that the site gives to the browser as it gave them to a client a moment ago: nothing is made twice."""

    def __init__(self) -> None:
        self._kept: dict[str, HttpResponse] = {}
        self._answer = WSGIHandler.get_response

    def keep(self, answer: Any) -> None:
        """The next one who asks for what `answer` answers gets it again."""
        again = HttpResponse(answer.content, status=answer.status_code, headers=dict(answer.headers))
        self._kept[answer.wsgi_request.get_full_path()] = again

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Put it before the site; before it every time, as the site asks for each request."""

        def get_response(handler: WSGIHandler, request: HttpRequest) -> HttpResponseBase:
            return self._kept.pop(request.get_full_path(), None) or with_room(self._answer, handler, request)

        patch.setattr(WSGIHandler, "get_response", get_response)


SAID_AGAIN = SaidAgain()


class Walk:
    """`noted` is what was wrong with all that was looked at; `closely`, whether every page that is put together differently."""

    def __init__(self, open_page: Any, site: Any, language: str, *, closely: bool) -> None:
        self.open_page, self.site, self.language = open_page, site, language
        self.clients: dict[Any, Client] = {}
        self.readers: dict[Any, Reader] = {}
        # Who looks at what the clients have fetched.
        self.eye: Reader | None = None
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

    def client(self, user: User | None) -> Client:
        """Fetches as `user`."""
        key = user and user.pk
        if key not in self.clients:
            self.clients[key] = Client()
            if user is not None:
                self.clients[key].force_login(user)
        return self.clients[key]

    def person(self, user: User | None) -> tuple[Client, Reader]:
        """A client that fetches as `user`, and a browser with the same session."""
        key = user and user.pk
        if key not in self.readers:
            self.readers[key] = self.stranger()
            self._enter(self.readers[key], user)
        return self.client(user), self.readers[key]

    def _enter(self, reader: Reader, user: User | None) -> None:
        """Give `reader` the session of `user`'s client, and no other."""
        context = reader.page.context
        context.clear_cookies()
        if user is not None:
            value = self.client(user).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": value, "url": self.site.url}])

    def visit(self, user: User | None, path: str) -> bool:
        """Look at `path` (without the language) as `user` sees it, if it is a page and there is something new on it."""
        if self.eye is None:
            self.eye = self.stranger()
        answer = self.client(user).get(self.eye.prefix + path)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            return False
        if self.is_fresh(answer.content.decode()):
            self._enter(self.eye, user)
            SAID_AGAIN.keep(answer)
            self.eye.open(path)
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
