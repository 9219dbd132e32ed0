"""The symposia's part of the permission matrix and of the axe walks. Each part of the programme has a module with

- `ROWS`: its addresses, and what each of `SYMPOSIA_PEOPLE` gets,
- `ADMIN`: its models in the administration, and what (the symposia's coordinator, one of the forums) get from their lists,
- `NO_PAGE`, `ADMIN_NO_PAGE`: addresses that answer no page to look at, and why,
- `OTHER_PAGES`: its named pages of the administration beside list and forms, with a function that returns their paths,
- `WAYS`: ways to what the rows do not show, for the axe walks, each with the names that it visits,
- `SECRETS`: words that nobody but those named may meet (`tests/portal/secrets.py`), where it has some,
- `build(world)`: one of everything."""

from importlib import import_module
from typing import Any

from tests.factories import MemberFactory, OrganisationFactory, coordinator
from tests.portal.rows import ALL, Row, World
from tests.symposia.factories.symposium import SymposiumFactory

PARTS = ("symposium", "calls", "programme", "offers", "matching", "outcomes", "days")
parts = [import_module(f"tests.symposia.matrix.{part}") for part in PARTS]

ROWS = [Row("symposia:home", ALL), *(row for part in parts for row in part.ROWS)]
ADMIN: dict[str, tuple[int, int]] = {label: whose for part in parts for label, whose in part.ADMIN.items()}
NO_PAGE = {name: why for part in parts for name, why in part.NO_PAGE.items()}
ADMIN_NO_PAGE = {name: why for part in parts for name, why in part.ADMIN_NO_PAGE.items()}
OTHER_PAGES = {name: paths for part in parts for name, paths in part.OTHER_PAGES.items()}
WAYS: dict[Any, tuple[str, ...]] = {way: names for part in parts for way, names in part.WAYS.items()}


def build(world: World) -> None:
    """The people of a symposium, then one of everything of each part."""
    people = {
        "symposium-chair": MemberFactory(user__email="symposia-chair@example.com", organisation=OrganisationFactory()).user,
        "symposia-desk": coordinator("symposia", email="symposia-desk@example.com"),
        "author": MemberFactory(user__email="author@example.com", organisation=OrganisationFactory()).user,
        "reviewer": MemberFactory(user__email="reviewer@example.com", organisation=OrganisationFactory()).user,
        "ceo": MemberFactory(user__email="ceo@example.com", organisation=OrganisationFactory()).user,
        "investor": MemberFactory(user__email="investor@example.com", organisation=OrganisationFactory()).user,
    }
    world.people |= people
    world.things["symposium"] = SymposiumFactory()
    for part in parts:
        part.build(world)
