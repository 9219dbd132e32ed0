"""What every test may ask for."""

import gc
import json
import os
import shutil
import sys
from pathlib import Path

import pytest
import slipcover
import time_machine
from _pytest.runner import runtestprotocol
from django.core.signals import setting_changed
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from xdist.scheduler import LoadScopeScheduling

from council import fragments
from council.config.interpreter import collect_seldom, with_room
from council.messaging import mailbox
from tests.databases import Emptying, may_pass_triggers_by, migrated
from tests.factories import NOW, coordinator
from tests.processes import ValkeyServer

# Its probes stay where they are: to take them out again and again costs more than to pass them by.
slipcover.Slipcover.deinstrument_seen = lambda self: None
# What is imported stays: nothing to look for until all tests are collected.
gc.disable()


def pytest_addoption(parser):
    parser.addoption("--soak", action="store_true", help="run the long proofs, too")


# Of the tests of processes, which are spread by modules; those that take longest begin first.
LONGEST = ("test_outages.py", "test_serve.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Long proofs are left out unless `--soak` asks for them."""
    items.sort(key=lambda item: item.path.name not in LONGEST)
    if config.getoption("--soak"):
        return
    long = [item for item in items if item.get_closest_marker("soak")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


def pytest_collection_finish(session):
    """What is there by now stays to the end: the collector of garbage need not look through it again and again (a tenth of the
    time of a test that renders pages)."""
    gc.collect()
    gc.freeze()
    collect_seldom()
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    """As pytest does it, with room for the calls, as the portal's own processes have it."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    with_room(runtestprotocol, item, nextitem=nextitem)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_terminal_summary():
    """Show which branches the processes of xdist have seen, where they were told to look (`script/check.py`)."""
    if folder := os.environ.pop("SLIPCOVER_COVERAGE_DIR", None):
        seen = json.loads((Path(folder) / "merged.json").read_text())
        slipcover.print_coverage(seen, outfile=sys.stdout, skip_covered=True)
        shutil.rmtree(folder)


# Modules whose tests begin in one world, made once.
WORLD_OF_A_MODULE = ("test_demo_data_again.py", "invitations/test_secrecy.py")


class WalksTogether(LoadScopeScheduling):
    """Walks through all pages and stories go to one process, which remembers what it has looked at, and first; what shares a
    world stays together; all else goes wherever there is room. (Groups by `xdist_group` do nothing under pytest 9: its items
    keep their names.)"""

    def _split_scope(self, nodeid):
        module, *within, _test = nodeid.split("[")[0].split("::")
        if module.endswith(("_axe.py", "_story.py")):
            return "walks"
        return "::".join([module, *within]) if within or module.endswith(WORLD_OF_A_MODULE) else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return WalksTogether(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """A test database is a copy of a migrated one."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """What a test commits is deleted quickly. A thread of a test that is over (a request that the browser broke off) may still
    hold its session with the database; the database is dropped all the same."""
    with pytest.MonkeyPatch.context() as patch:
        with django_db_blocker.unblock():
            if may_pass_triggers_by():
                patch.setattr(TransactionTestCase, "_fixture_teardown", Emptying())
        yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        cursor.execute(f"SELECT pg_terminate_backend(pid) {others}")


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
def at_now():
    """The clock stands at NOW. A module where it always does: `pytestmark = [..., pytest.mark.usefixtures("at_now")]`."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(client):
    """Staff of the forums, who is logged in."""
    user = coordinator("forums")
    client.force_login(user)
    return user


@pytest.fixture
def valkey_server():
    """A private Valkey (Redis): `url`, `broker_url`, `freeze()`, `thaw()`, `kill()`, `restart()`."""
    server = ValkeyServer()
    try:
        server.start()
        yield server
    finally:
        server.close()
