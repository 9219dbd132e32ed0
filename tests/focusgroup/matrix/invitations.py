import uuid
from collections.abc import Callable
from typing import Any

from focusgroup.models import Dispatch, InvitationResult, InvitationTarget
from focusgroup.models.invitations import Stage
from focusgroup.services import invitations as services
from tests.factories import NOW, OrganisationFactory
from tests.focusgroup.factories.invitations import EngagementFactory, TargetFactory, TeamMemberFactory, accept, papers
from tests.focusgroup.matrix.people import FOCUS_PEOPLE, for_people
from tests.portal.rows import LOGIN, ON, Row, World

# The target of the agency, another one, one that has landed; the engagement; the data item.
MINE, OTHERS, LANDED, NOWHERE = (uuid.UUID(int=number, version=4) for number in (21, 22, 23, 24))
ENGAGED = uuid.UUID(int=25, version=4)
ITEM = 1_000_000

TEAM = for_people("admin", "team")
BOTH = for_people("admin", "team", "agency")
NOBODY = for_people()


def _row(name: str, outcomes: tuple[int | str, ...], args: tuple[Any, ...] = (), method: str = "get", note: str = "") -> Row:
    return Row(f"focusgroup:invitation-{name}", outcomes, args, method, note, FOCUS_PEOPLE)


def _posts(status: int | str, *who: str) -> tuple[int | str, ...]:
    return for_people(*(who or ("admin", "team")), status=status)


ONLY_POST = tuple(LOGIN if person == "anonymous" else 405 for person in FOCUS_PEOPLE)
ROWS: list[Row] = [
    _row("list", BOTH),
    *(_row(name, TEAM) for name in ("board", "new", "engagement-list", "engagement-new")),
    _row("detail", BOTH, (MINE,)),
    _row("detail", TEAM, (OTHERS,), note="not the agency's"),
    _row("detail", TEAM, (LANDED,), note="landed"),
    _row("detail", NOBODY, (NOWHERE,)),
    _row("touch", BOTH, (MINE,)),
    _row("touch", TEAM, (OTHERS,), note="not the agency's"),
    _row("touch", _posts(422, "admin", "team", "agency"), (MINE,), "post", "nothing filled in"),
    *(_row(name, TEAM, (MINE,)) for name in ("edit", "move", "land", "facts", "plan-edit", "data-new")),
    *(_row(name, TEAM, (MINE,)) for name in ("proposal-new", "dispatch")),
    *(_row(name, NOBODY, (NOWHERE,)) for name in ("edit", "move", "land", "facts", "plan-edit", "data-new", "dispatch")),
    *(
        _row(name, _posts(422), (MINE,), "post", "nothing filled in")
        for name in ("edit", "move", "plan-edit", "data-new", "proposal-new", "dispatch")
    ),
    *(_row("result", TEAM, (MINE, kind)) for kind in ("projected", "actual")),
    _row("result", NOBODY, (MINE, "nonsense")),
    _row("plan", BOTH, (MINE, 1), note="handed to the agency"),
    _row("plan", TEAM, (OTHERS, 1)),
    _row("proposal", BOTH, (MINE, 1), note="handed to the agency"),
    _row("proposal", TEAM, (MINE, 2), note="a draft"),
    _row("proposal", TEAM, (OTHERS, 1)),
    _row("proposal-edit", TEAM, (MINE, 2)),
    _row("data-edit", TEAM, (MINE, ITEM)),
    _row("data-edit", NOBODY, (OTHERS, ITEM), note="of another target"),
    *(_row(name, ONLY_POST, (MINE, 1)) for name in ("plan-approve", "proposal-approve", "data-remove")),
    *(_row(name, _posts(ON), (MINE, 1), "post") for name in ("plan-approve", "proposal-approve")),
    _row("ask-consent", ONLY_POST, (MINE,)),
    _row("ask-consent", _posts(ON), (MINE,), "post"),
    _row("ask-consent", NOBODY, (NOWHERE,), "post"),
    _row("data-remove", _posts(ON), (MINE, ITEM), "post"),
    _row("engagement", BOTH, (ENGAGED,)),
    _row("engagement", NOBODY, (NOWHERE,)),
    *(_row(name, TEAM, (ENGAGED,)) for name in ("engagement-edit", "engagement-end")),
    _row("engagement-end", _posts(422), (ENGAGED,), "post", "nothing filled in"),
    _row("engagement-accept", ONLY_POST, (ENGAGED,)),
    _row("engagement-accept", _posts(ON, "agency"), (ENGAGED,), "post", "which version is missing"),
]
# The team alone; who is in it, a superuser alone says.
ADMIN: dict[str, tuple[int, int]] = {
    "focusgroup.agencyengagement": (404, 200),
    "focusgroup.dataitem": (404, 200),
    "focusgroup.invitationplan": (404, 200),
    "focusgroup.invitationproposal": (404, 200),
    "focusgroup.invitationtarget": (404, 200),
    "focusgroup.invitationteammember": (404, 404),
}
NO_PAGE: dict[str, str] = {
    f"focusgroup:invitation-{name}": "takes a form only"
    for name in ("plan-approve", "proposal-approve", "data-remove", "engagement-accept", "ask-consent")
}
ADMIN_NO_PAGE: dict[str, str] = {}
OTHER_PAGES: dict[str, Callable[[], list[str]]] = {}
WAYS: dict[Callable[[Any], None], tuple[str, ...]] = {}


def build(world: World) -> None:
    """A target that the agency works on, another one that is lost, one that has landed."""
    team, agency = world.people["team"], world.people["agency"]
    assert team is not None
    assert agency is not None
    TeamMemberFactory(member=team.member)
    owner = {"owner": team.member, "next_action": "Write to them", "next_action_on": NOW.date()}
    mine = TargetFactory(key=MINE, name_ko="비밀정밀", name_en="Sekret Precision", stage="qualified", **owner)
    others = TargetFactory(
        key=OTHERS, name_en="Undisclosed Optics", name_ko="숨은광학", origin=InvitationTarget.Origin.STAR, hq_country="KR"
    )
    landed = {"stage": Stage.LANDED, "organisation": OrganisationFactory(name_en="Landed Labs")}
    InvitationResult.objects.create(
        target=TargetFactory(key=LANDED, name_en="Landed Labs", **landed), kind="actual", as_of=NOW.date(), jobs=40
    )
    house = OrganisationFactory(kind="agency", name_en="Agency House")
    member = agency.member
    member.organisation = house
    member.save()
    engagement = EngagementFactory(key=ENGAGED, agency=house, contact=member, targets=[mine])
    accept(engagement)
    version = papers(mine)
    papers(others)
    mine.data_pack.items.update(id=ITEM)
    services.dispatch(target=mine, engagement=engagement, proposal=version, by=team, now=NOW)
    assert Dispatch.objects.count() == 1
    services.write_proposal(target=mine, language="ko", title="초안", text="초안입니다.", by=team, now=NOW)
    services.note_touch(target=mine, on=NOW.date(), kind="report", note="They answered.", by=agency, now=NOW)
    services.move_target(target=others, verb=services.Verb.LOSE, by=team, reason="They went elsewhere.", now=NOW)
