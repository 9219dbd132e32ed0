"""The Focus Group's part of the permission matrix and of the axe walks. Each part of the programme has a module with

- `ROWS`: its addresses, and what each of `FOCUS_PEOPLE` gets,
- `ADMIN`: its models in the administration, and what (the desk, the desk's invitation team) get from their lists,
- `NO_PAGE`, `ADMIN_NO_PAGE`: addresses that answer no page to look at, and why,
- `OTHER_PAGES`: its named pages of the administration beside list and forms, with a function that returns their paths,
- `WAYS`: ways to what the rows do not show, for the axe walks, each with the names that it visits,
- `build(world)`: one of everything."""

from importlib import import_module
from typing import Any

from council.members.models import Body, Member
from tests.factories import MemberFactory, MembershipFactory, coordinator
from tests.portal.rows import ALL, Row, World

parts = [
    import_module(f"tests.focusgroup.matrix.{part}")
    for part in ("seats", "clusters", "docket", "consultations", "invitations", "taskforces")
]

ROWS = [Row("focusgroup:home", ALL), *(row for part in parts for row in part.ROWS)]
ADMIN: dict[str, tuple[int, int]] = {label: whose for part in parts for label, whose in part.ADMIN.items()}
NO_PAGE = {name: why for part in parts for name, why in part.NO_PAGE.items()}
ADMIN_NO_PAGE = {name: why for part in parts for name, why in part.ADMIN_NO_PAGE.items()}
OTHER_PAGES = {name: paths for part in parts for name, paths in part.OTHER_PAGES.items()}
WAYS: dict[Any, tuple[str, ...]] = {way: names for part in parts for way, names in part.WAYS.items()}


def build(world: World, group: Body) -> None:
    """Who sits in `group` and who works for it, then one of everything of each part."""
    chair = MemberFactory(user__email="chair@example.com")
    seat = MemberFactory(user__email="seat@example.com")
    agency = MemberFactory(user__email="agency@example.com", state=Member.State.DRAFT, kind=Member.Kind.EXTERNAL)
    world.people |= {
        "chair": chair.user,
        "seat": seat.user,
        "desk": coordinator("focus-group", email="desk@example.com"),
        "team": coordinator("focus-group", email="team@example.com"),
        "agency": agency.user,
    }
    world.things["group"] = group
    world.things["places"] = {
        "chair": MembershipFactory(member=chair, body=group, role="chair"),
        "seat": MembershipFactory(member=seat, body=group),
    }
    for part in parts:
        part.build(world)
