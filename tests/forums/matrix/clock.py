import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from forums.models import CaseContact, Deadline, DeadlineFeed, NoveltyDeclaration
from forums.models.rights import CaseState
from forums.services import clock
from forums.services.clock import feeds
from tests.factories import NOW, OrganisationFactory
from tests.forums.factories.rights import IPCaseFactory, happened
from tests.forums.matrix.people import FORUMS_PEOPLE, for_people
from tests.portal.rows import ALL, ON, Row, World

# An annuity that is late, one that somebody corrected and settled.
LATE, SETTLED = uuid.UUID(int=7101), uuid.UUID(int=7102)
# Something shown in public that belongs to no case.
DECLARED = 7103
# Who may know of the case: `contact` for one of its owners, its attorney, the IP desk, a superuser.
SEE = ("contact", "attorney", "ip-desk", "admin")
OFFICE = ("attorney", "ip-desk", "admin")


def row(name: str, key: uuid.UUID, outcomes: tuple[int | str, ...], method: str = "get", note: str = "") -> Row:
    return Row(f"forums:ip-deadline{name}", outcomes, (key,), method, note=note, people=FORUMS_PEOPLE)


ROWS: list[Row] = [
    Row("forums:ip-rights", ALL),
    Row("forums:ip-rights-table", ALL),
    Row("forums:ip-declaration-list", for_people("ip-desk", "admin"), people=FORUMS_PEOPLE),
    Row("forums:ip-declaration", for_people("ip-desk", "admin"), (DECLARED,), people=FORUMS_PEOPLE),
    Row("forums:ip-declaration", for_people("ip-desk", "admin", status=422), (DECLARED,), "post", people=FORUMS_PEOPLE),
    Row("forums:ip-deadline-list", for_people(*FORUMS_PEOPLE[1:]), people=FORUMS_PEOPLE),
    Row("forums:ip-deadline-calendar", for_people(*FORUMS_PEOPLE[1:]), people=FORUMS_PEOPLE),
    Row("forums:ip-deadline-feed", for_people(*FORUMS_PEOPLE), ("deadlines-of-contact",), people=FORUMS_PEOPLE),
    Row("forums:ip-deadline-feed", for_people(anonymous=404), ("forged",), people=FORUMS_PEOPLE),
    row("", LATE, for_people(*SEE)),
    row("", SETTLED, for_people(*SEE)),
    row("", uuid.UUID(int=9), for_people(), note="none"),
    row("-acknowledge", LATE, for_people(*SEE, status=ON), "post"),
    row("-settle", LATE, for_people(*SEE)),
    row("-settle", LATE, for_people(*SEE, status=422), "post", "nothing said"),
    row("-correct", LATE, for_people(*OFFICE)),
    row("-correct", LATE, for_people(*OFFICE, status=422), "post", "nothing said"),
    row("-reopen", SETTLED, for_people(*SEE)),
    row("-end-correction", SETTLED, for_people(*OFFICE)),
]
# Staff of the forums who are not at the IP desk find neither.
ADMIN: dict[str, tuple[int, int]] = {"forums.deadline": (404, 200), "forums.noveltydeclaration": (404, 200)}
NO_PAGE: dict[str, str] = {
    "forums:ip-rights-table": "a CSV file",
    "forums:ip-deadline-feed": "a calendar",
    "forums:ip-deadline-acknowledge": "leads to the deadline",
}
ADMIN_NO_PAGE: dict[str, str] = {}
OTHER_PAGES: dict[str, Callable[[], list[str]]] = {}
WAYS: dict[Callable[[Any], None], tuple[str, ...]] = {}


def build(world: World) -> None:
    """A case with a late annuity and one that was corrected and settled; the calendar of its contact."""
    contact: Any = world.people["contact"]
    attorney: Any = world.people["attorney"]
    desk: Any = world.people["ip-desk"]
    company = contact.member.organisation
    case = IPCaseFactory(
        title_ko="클락 케이스",
        title_en="Clockwork",
        owners=[company, OrganisationFactory(kind="company")],
        attorney=attorney.member,
        state=CaseState.MAINTAINED,
    )
    CaseContact.objects.create(case=case, organisation=company, member=contact.member, since=NOW)
    happened(case, "filed", date(2022, 3, 2))
    happened(case, "registered", date(2023, 10, 12))
    clock.recompute(case=case, now=NOW)
    for serial, key in ((4, LATE), (5, SETTLED)):
        Deadline.objects.filter(case=case, serial=serial).update(key=key)
    ahead = Deadline.objects.get(key=SETTLED)
    clock.correct(deadline=ahead, due_on=date(2027, 11, 1), reason="As the office wrote", by=desk, now=NOW)
    clock.settle(deadline=ahead, outcome="met", on=NOW.date(), reason="Paid ahead", by=desk, now=NOW)
    feed = feeds.open_feed(member=contact.member, now=NOW)
    DeadlineFeed.objects.filter(pk=feed.pk).update(token="deadlines-of-contact")
    declared: dict[str, Any] = {"kind": "document", "subject": "1", "at": NOW, "by": desk}
    NoveltyDeclaration.objects.create(**declared, answer="yes", case=case)
    NoveltyDeclaration.objects.create(**declared, id=DECLARED, answer="shown", label="Slides", shown_on=date(2026, 10, 1))
