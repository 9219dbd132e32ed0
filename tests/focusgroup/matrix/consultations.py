import uuid
from collections.abc import Callable
from typing import Any

from django.urls import reverse

from focusgroup.models import Advice, Consultation
from tests.factories import NOW
from tests.focusgroup.factories.consultations import ConsultationFactory, in_hands
from tests.focusgroup.factories.taskforces import SkillFactory
from tests.focusgroup.matrix.people import FOCUS_PEOPLE, for_people
from tests.portal.rows import ON, Row, World

# `member` asked all of them; `seat` is the expert of those that have one.
DRAFT, SENT, OFFERED, AT_WORK, ADVISED = (uuid.UUID(int=number) for number in range(51, 56))
DESK = ("admin", "desk", "team")


def row(name: str, key: uuid.UUID, outcomes: tuple[int | str, ...], method: str = "get") -> Row:
    return Row(f"focusgroup:consultation-{name}", outcomes, (key,), method, people=FOCUS_PEOPLE)


ROWS: list[Row] = [
    Row("focusgroup:consultation-list", for_people(*FOCUS_PEOPLE[1:]), people=FOCUS_PEOPLE),
    # Members with access ask; staff without it, applicants and agencies do not.
    Row("focusgroup:consultation-ask", for_people("member", "other", "chair", "seat"), people=FOCUS_PEOPLE),
    row("detail", DRAFT, for_people("member")),
    row("detail", SENT, for_people("member", *DESK)),
    row("detail", OFFERED, for_people("member", "seat", *DESK)),
    row("detail", ADVISED, for_people("member", "seat", *DESK)),
    row("edit", DRAFT, for_people("member")),
    row("submit", DRAFT, for_people("member", status=ON), "post"),
    row("take-back", SENT, for_people("member", status=ON), "post"),
    row("accept", OFFERED, for_people("seat", status=ON), "post"),
    row("decline", OFFERED, for_people("seat")),
    row("advise", AT_WORK, for_people("seat")),
    row("rate", ADVISED, for_people("member")),
    row("outcome", ADVISED, for_people("member")),
]
ADMIN: dict[str, tuple[int, int]] = {"focusgroup.consultation": (200, 200), "focusgroup.advice": (200, 200)}
NO_PAGE: dict[str, str] = {
    "focusgroup:consultation-submit": "leads to the consultation",
    "focusgroup:consultation-take-back": "leads to the consultation",
    "focusgroup:consultation-accept": "leads to the consultation",
}
ADMIN_NO_PAGE: dict[str, str] = {}


def _of(key: uuid.UUID, page: str) -> Callable[[], list[str]]:
    def paths() -> list[str]:
        return [reverse(f"admin:focusgroup_consultation_{page}", args=[Consultation.objects.get(key=key).pk])]

    return paths


OTHER_PAGES: dict[str, Callable[[], list[str]]] = {
    "admin:focusgroup_consultation_triage": _of(SENT, "triage"),
    "admin:focusgroup_consultation_withdraw": _of(OFFERED, "withdraw"),
    "admin:focusgroup_consultation_close": _of(SENT, "close"),
}
WAYS: dict[Callable[[Any], None], tuple[str, ...]] = {}


def build(world: World) -> None:
    """One in each state that has pages of its own."""
    asked: dict[str, Any] = {"requester": world.people["member"].member}  # type: ignore[union-attr]
    expert = world.things["places"]["seat"].member
    SkillFactory()
    ConsultationFactory(key=DRAFT, state="draft", submitted_at=None, **asked)
    ConsultationFactory(key=SENT, **asked)
    in_hands(expert, "offered", key=OFFERED, **asked)
    in_hands(expert, "accepted", key=AT_WORK, **asked)
    done = in_hands(expert, "accepted", key=ADVISED, **asked)
    Consultation.objects.filter(pk=done.pk).update(state="advised")
    Advice.objects.create(consultation=done, expert=expert, text="Take A.", given_at=NOW)
