"""The technology forums' part of the permission matrix and of the axe walks. Each part of the programme has a module with

- `ROWS`: its addresses, and what each of `FORUMS_PEOPLE` gets,
- `ADMIN`: its models in the administration, and what (a coordinator, staff at the IP desk) get from their lists,
- `NO_PAGE`, `ADMIN_NO_PAGE`: addresses that answer no page to look at, and why,
- `OTHER_PAGES`: its named pages of the administration beside list and forms, with a function that returns their paths,
- `WAYS`: ways to what the rows do not show, for the axe walks, each with the names that it visits,
- `build(world)`: one of everything."""

from importlib import import_module
from typing import Any

from council.members.models import Body
from tests.factories import MemberFactory, MembershipFactory, OrganisationFactory, coordinator
from tests.forums.factories.seats import ForumFactory
from tests.portal.rows import ALL, Row, World

parts = [import_module(f"tests.forums.matrix.{part}") for part in ("seats", "meetings", "topics", "rights", "clock")]

ROWS = [Row("forums:home", ALL), *(row for part in parts for row in part.ROWS)]
ADMIN: dict[str, tuple[int, int]] = {label: whose for part in parts for label, whose in part.ADMIN.items()}
NO_PAGE = {name: why for part in parts for name, why in part.NO_PAGE.items()}
ADMIN_NO_PAGE = {name: why for part in parts for name, why in part.ADMIN_NO_PAGE.items()}
OTHER_PAGES = {name: paths for part in parts for name, paths in part.OTHER_PAGES.items()}
WAYS: dict[Any, tuple[str, ...]] = {way: names for part in parts for way, names in part.WAYS.items()}


def build(world: World, body: Body) -> None:
    """Who sits in `body` (`member` does already) and who works for it, then one of everything of each part."""
    chair = MemberFactory(user__email="forum-chair@example.com", organisation=OrganisationFactory())
    contact = MemberFactory(user__email="contact@example.com", organisation=OrganisationFactory())
    rival = MemberFactory(user__email="rival@example.com", organisation=OrganisationFactory())
    attorney = MemberFactory(user__email="attorney@example.com")
    world.people |= {
        "forum-chair": chair.user,
        "contact": contact.user,
        "rival": rival.user,
        "attorney": attorney.user,
        "ip-desk": coordinator("forums", email="ip-desk@example.com"),
    }
    world.things["forum"] = ForumFactory(body=body)
    world.things["forum-places"] = {
        "forum-chair": MembershipFactory(member=chair, body=body, role="chair"),
        "contact": MembershipFactory(member=contact, body=body),
        "rival": MembershipFactory(member=rival, body=body),
    }
    for part in parts:
        part.build(world)
