"""What every test may ask for."""

import pytest
from django.core.signals import setting_changed
from django.utils import translation

from council import fragments
from council.messaging import mailbox
from tests.processes import ValkeyServer


def pytest_addoption(parser):
    parser.addoption("--soak", action="store_true", help="run the long proofs, too")


def pytest_collection_modifyitems(config, items):
    """Long proofs are left out unless `--soak` asks for them."""
    if config.getoption("--soak"):
        return
    long = [item for item in items if item.get_closest_marker("soak")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


@pytest.fixture
def soak(request) -> bool:
    """Whether the long form of a proof is wanted."""
    return request.config.getoption("--soak")


@pytest.fixture(autouse=True)
def english_first(settings):
    """A request under /ko/ leaves its language behind in the thread; each test begins as the site does."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def nothing_kept():
    """Each test begins with an empty memory of rendered pages; so does whatever follows a changed setting."""

    def forget(**kwargs):
        fragments.clear()

    forget()
    setting_changed.connect(forget)
    yield
    setting_changed.disconnect(forget)


@pytest.fixture(autouse=True)
def mail_into_the_mailbox(settings):
    """As in the settings; Django's test runner puts its own back end there."""
    settings.EMAIL_BACKEND = mailbox.BACKEND


@pytest.fixture
def valkey_server():
    """A private Valkey (Redis): `url`, `broker_url`, `freeze()`, `thaw()`, `kill()`, `restart()`."""
    server = ValkeyServer()
    try:
        server.start()
        yield server
    finally:
        server.close()
