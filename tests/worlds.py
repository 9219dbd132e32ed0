"""One world for the tests of a module, each of which takes back what it did."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction

from tests.factories import NOW


def of_module(build: Callable[[], Any]) -> Any:
    """A fixture of a module with what `build` makes at NOW, taken back when the module is over. Tests that ask for `db` as well
    (or are marked `django_db`) find it as it was made; so do those of the module that do not ask for it."""

    @pytest.fixture(scope="module")
    def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
        with django_db_blocker.unblock(), transaction.atomic():
            with time_machine.travel(NOW, tick=False):
                made = build()
            yield made
            transaction.set_rollback(True)

    return built
