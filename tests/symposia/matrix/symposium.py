from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.factories import NOW, AgendaItemFactory, MembershipFactory, RegistrationFactory
from tests.portal.rows import ALL, NOBODY, Row, World
from tests.symposia.factories.symposium import ParticipationFactory, RoomFactory, TrackFactory, committee_of
from tests.symposia.matrix.people import SYMPOSIA_PEOPLE, for_people

ROWS: list[Row] = [
    Row("symposia:symposium-detail", ALL, ("symposium",)),
    Row("symposia:symposium-detail", NOBODY, ("none",)),
    # Registered: `author` and `investor`.
    Row("symposia:symposium-visit", for_people("author", "investor"), ("symposium",), people=SYMPOSIA_PEOPLE),
    Row(
        "symposia:symposium-visit",
        for_people("author", "investor", status=422),
        ("symposium",),
        "post",
        "nothing chosen",
        people=SYMPOSIA_PEOPLE,
    ),
]
ADMIN: dict[str, tuple[int, int]] = {"symposia.participation": (200, 404), "symposia.symposium": (200, 404)}
NO_PAGE: dict[str, str] = {}
ADMIN_NO_PAGE: dict[str, str] = {}
OTHER_PAGES: dict[str, Callable[[], list[str]]] = {}
WAYS: dict[Callable[[Any], None], tuple[str, ...]] = {}


def build(world: World) -> None:
    """A symposium with committee (`symposium-chair` chairs it), room and track; `author` and `investor` are registered."""
    symposium = world.things["symposium"]
    symposium.theme_ko, symposium.theme_en = "가볍게", "Lighter"
    committee = world.things["symposium-committee"] = committee_of(symposium)
    MembershipFactory(body=committee, role="chair", member=world.people["symposium-chair"].member)  # type: ignore[union-attr]  # he is there
    world.things["symposium-room"] = RoomFactory(symposium=symposium)
    world.things["symposium-track"] = TrackFactory(symposium=symposium)
    AgendaItemFactory(event=symposium.event, starts_at=NOW + timedelta(days=10), ends_at=NOW + timedelta(days=10, hours=1))
    for name in ("author", "investor"):
        registration = RegistrationFactory(event=symposium.event, member=world.people[name].member)
        world.things[f"symposium-registration-{name}"] = registration
        ParticipationFactory(registration=registration)
