from collections.abc import Callable
from typing import Any

from django.urls import reverse

from focusgroup.models import RoleNeed, TaskForce
from focusgroup.services import taskforces
from tests.factories import NOW, MembershipFactory
from tests.focusgroup.factories.taskforces import SkillFactory, TaskForceFactory, need, skilled
from tests.focusgroup.matrix.people import FOCUS_PEOPLE, for_people
from tests.portal.rows import LOGIN, ON, Row, World


def row(name: str, outcomes: tuple[int | str, ...], args: tuple[Any, ...] = (), method: str = "get", note: str = "") -> Row:
    return Row(f"focusgroup:{name}", outcomes, args, method, note, FOCUS_PEOPLE)


# `chair` leads the task force, `seat` sits in it.
DESK = ("admin", "desk", "team")
HERE, PROPOSAL = ("matrix-team",), ("matrix-team", 1)
ROWS: list[Row] = [
    row("absence-list", for_people("member", "other", "chair", "seat")),
    row("absence-list", for_people("member", "other", "chair", "seat", status=422), (), "post", "nothing filled in"),
    row("absence-remove", for_people("member", "other", "chair", "seat", status=ON), (1,), "post", "nobody's"),
    row("absence-remove", for_people(status=405, others=405), (1,), note="by GET"),
    row("taskforce-list", for_people(*FOCUS_PEOPLE[1:])),
    row("taskforce-detail", for_people("chair", "seat", *DESK), HERE),
    row("taskforce-detail", for_people(), ("no-such-team",)),
    row("taskforce-compose", for_people("chair", *DESK, status=ON), HERE, "post"),
    row("taskforce-compose", for_people(status=405, others=405), HERE, note="by GET"),
    row("composition-detail", for_people("chair", *DESK), PROPOSAL),
    row("composition-detail", for_people(), ("matrix-team", 9)),
    # An empty team is refused; who is not the lead is told that it does not wait for him.
    row(
        "composition-detail",
        tuple({"anonymous": LOGIN, "chair": 422, **dict.fromkeys(DESK, ON)}.get(person, 404) for person in FOCUS_PEOPLE),
        PROPOSAL,
        "post",
    ),
]
ADMIN: dict[str, tuple[int, int]] = {"focusgroup.taskforce": (200, 200), "focusgroup.composition": (200, 200)}
NO_PAGE: dict[str, str] = {
    "focusgroup:taskforce-compose": "leads to the proposal",
    "focusgroup:absence-remove": "leads to the list",
}
ADMIN_NO_PAGE: dict[str, str] = {"admin:focusgroup_taskforce_compose": "leads to the proposal"}


def _step(verb: str) -> Callable[[], list[str]]:
    def paths() -> list[str]:
        return [reverse(f"admin:focusgroup_taskforce_{verb}", args=[TaskForce.objects.get(body__slug="matrix-team").pk])]

    return paths


OTHER_PAGES: dict[str, Callable[[], list[str]]] = {
    "admin:focusgroup_taskforce_extend": _step("extend"),
    "admin:focusgroup_taskforce_dissolve": _step("dissolve"),
}
WAYS: dict[Callable[[Any], None], tuple[str, ...]] = {}


def build(world: World) -> None:
    """A task force that the chair leads and the plain seat sits in, with a proposal."""
    places = world.things["places"]
    task_force = TaskForceFactory(body__slug="matrix-team", lead=places["chair"].member)
    MembershipFactory(body=task_force.body, member=places["seat"].member)
    joining = SkillFactory(name_en="Joining")
    need(task_force, joining)
    need(task_force, SkillFactory(name_en="Negotiation"))
    RoleNeed.objects.create(task_force=task_force, kind="professor")
    skilled((joining, 4), kind="professor", user__email="professor@example.com")
    taskforces.compose(task_force=task_force, by=None, now=NOW)
