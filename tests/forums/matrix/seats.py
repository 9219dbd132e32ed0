import uuid
from collections.abc import Callable
from typing import Any

from forums.models import Delegation
from tests.factories import NOW, ContactFactory, MemberFactory, MembershipFactory, OrganisationFactory, SeatFactory
from tests.forums.factories.seats import SeatApplicationFactory
from tests.forums.matrix.people import FORUMS_PEOPLE, for_people
from tests.portal.rows import ALL, LOGIN, NOBODY, ON, Row, World

# The forum of the matrix: `member` sits in it.
FORUM = "forum"
# `other` asks for a seat in it; `contact` acts for a company, a colleague of his holds its seat, and another stands in.
WAITING, DECLINED = uuid.UUID(int=71), uuid.UUID(int=72)
PLACE, STOOD_IN = 7001, 7002
DECIDERS = ("coordinator", "admin", "forum-chair", "ip-desk")


def row(name: str, outcomes: tuple[int | str, ...], *args: Any, method: str = "get", note: str = "") -> Row:
    return Row(f"forums:{name}", outcomes, (FORUM, *args), method, note, people=FORUMS_PEOPLE)


def in_turn(**who: int | str) -> tuple[int | str, ...]:
    """404 but for those named; a visitor is led to log-in."""
    given = {"anonymous": LOGIN, **{name.replace("_", "-"): status for name, status in who.items()}}
    return tuple(given.get(person, 404) for person in FORUMS_PEOPLE)


MEMBERS = {"member": 200, "other": ON, "forum_chair": 200, "contact": 200, "rival": 200, "attorney": 200}
ROWS: list[Row] = [
    Row("forums:forum-detail", ALL, (FORUM,)),
    Row("forums:forum-detail", NOBODY, ("no-such-forum",)),
    row("forum-detail", tuple(200 for _ in FORUMS_PEOPLE), note="in the eyes of all"),
    row("document-list", tuple(200 for _ in FORUMS_PEOPLE), note="each finds what is open to him"),
    # What is missing is said to each; who has asked already is led to where it stands.
    row("application-new", in_turn(**MEMBERS)),
    row("application-new", in_turn(**{name: 422 if status == 200 else ON for name, status in MEMBERS.items()}), method="post"),
    row("application-detail", for_people(*DECIDERS, "other"), WAITING),
    row("application-detail", for_people(*DECIDERS, "rival"), DECLINED, note="declined"),
    row("application-accept", for_people(*DECIDERS, status=ON), WAITING, method="post"),
    row("application-decline", for_people(*DECIDERS), WAITING),
    row("application-decline", for_people(*DECIDERS, status=422), WAITING, method="post"),
    row("application-withdraw", for_people("other", status=ON), WAITING, method="post"),
    row("stand-in", for_people("contact"), PLACE),
    row("stand-in", for_people("contact", status=422), PLACE, method="post", note="nothing chosen"),
    row("stand-in-end", for_people("contact", status=ON), STOOD_IN, method="post"),
]
ADMIN: dict[str, tuple[int, int]] = {
    "forums.forum": (200, 200),
    "forums.seatapplication": (200, 200),
    "forums.delegation": (200, 200),
}
NO_PAGE: dict[str, str] = {
    "forums:application-accept": "leads to the application",
    "forums:application-withdraw": "leads to the application",
    "forums:stand-in-end": "leads to who stands in",
}
ADMIN_NO_PAGE: dict[str, str] = {}
OTHER_PAGES: dict[str, Callable[[], list[str]]] = {}
WAYS: dict[Callable[[Any], None], tuple[str, ...]] = {}


def build(world: World) -> None:
    """Applications to the forum, waiting and declined; a company's seat that its contact looks after."""
    forum = world.things["forum"]
    other, rival = (world.people[name].member for name in ("other", "rival"))  # type: ignore[union-attr]
    SeatApplicationFactory(key=WAITING, forum=forum, member=other, organisation=OrganisationFactory())
    SeatApplicationFactory(
        key=DECLINED,
        forum=forum,
        member=rival,
        organisation=OrganisationFactory(),
        state="declined",
        decided_at=NOW,
        reason="Full.",
    )
    contact = world.people["contact"].member  # type: ignore[union-attr]
    ContactFactory(organisation=contact.organisation, member=contact)
    seat = SeatFactory(organisation=contact.organisation, body=forum.body)
    holder, stand_in, free = MemberFactory.create_batch(3, organisation=contact.organisation)
    place = MembershipFactory(pk=PLACE, member=holder, body=forum.body, seat=seat, role="delegate")
    day = NOW.date()
    standing = MembershipFactory(member=stand_in, body=forum.body, role="delegate", starts_on=day, ends_on=day)
    Delegation.objects.create(pk=STOOD_IN, place=place, stand_in=standing, named_at=NOW)
    world.things["free-colleague"] = free
