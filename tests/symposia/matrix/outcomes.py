import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from symposia.models import FollowUp, InterestExpression, TalkQuestion
from symposia.services.outcomes import plan_follow_ups
from tests.factories import NOW, AgendaItemFactory
from tests.portal.rows import ON, Row, World
from tests.symposia.factories.outcomes import ActionFactory, ObstacleFactory, TalkFactory
from tests.symposia.matrix.people import SYMPOSIA_PEOPLE, for_people

# `ceo` speaks; `member` asked; `reviewer` took something on; `author` and `investor` had a contact thirty days ago.
TALK, QUESTION, OBSTACLE, ACTION, CONTACT = (uuid.UUID(int=number) for number in range(721, 726))
SESSION = 2_720_000
MEMBERS = ("member", "other", "symposium-chair", "author", "reviewer", "ceo", "investor")
# Who runs the symposium: the staff, and who chairs its committee.
DESK = ("admin", "symposia-desk", "symposium-chair")
EVERYBODY = for_people(*SYMPOSIA_PEOPLE)


def _row(name: str, outcomes: tuple[int | str, ...], *args: Any, method: str = "get", note: str = "") -> Row:
    return Row(f"symposia:{name}", outcomes, ("symposium", *args), method, note, SYMPOSIA_PEOPLE)


ROWS: list[Row] = [
    _row("outcome-list", EVERYBODY),
    _row("outcome-mine", for_people(*MEMBERS)),
    _row("outcome-report", for_people(*DESK)),
    _row("talk-new", for_people(*DESK)),
    _row("talk-new", for_people(*DESK, status=422), method="post", note="nothing filled in"),
    _row("talk-detail", EVERYBODY, TALK),
    _row("talk-detail", for_people(*MEMBERS, status=422, anonymous=404), TALK, method="post", note="no question"),
    _row("talk-edit", for_people(*DESK, "ceo"), TALK),
    _row("talk-edit", for_people(*DESK, "ceo", status=422), TALK, method="post", note="nothing filled in"),
    _row("question-settle", for_people(*DESK, "ceo", status=ON), TALK, QUESTION, "answered", method="post"),
    _row("question-settle", for_people(), TALK, QUESTION, "open", method="post", note="no such answer"),
    _row("session-obstacles", for_people(*DESK), SESSION),
    _row("session-obstacles", for_people(*DESK, status=422), SESSION, method="post", note="nothing filled in"),
    _row("session-close", for_people(*DESK, status=ON), SESSION, method="post"),
    _row("session-reopen", for_people(*DESK, status=ON), SESSION, method="post"),
    _row("obstacle-resolve", for_people(*DESK), OBSTACLE),
    _row("obstacle-resolve", for_people(*DESK, status=422), OBSTACLE, method="post", note="no word"),
    _row("obstacle-hand-on", for_people(*DESK, status=ON), OBSTACLE, "nobody", method="post", note="no such programme"),
    _row("action-new", for_people(*DESK)),
    _row("action-new", for_people(*DESK, status=422), method="post", note="nothing filled in"),
    _row("action-settle", for_people(*DESK, "reviewer"), ACTION),
    _row("action-settle", for_people(*DESK, "reviewer", status=422), ACTION, method="post", note="no word"),
    _row("follow-up", for_people("author"), CONTACT),
    _row("follow-up", for_people("author", status=422), CONTACT, method="post", note="nothing chosen"),
]
ADMIN: dict[str, tuple[int, int]] = {
    f"symposia.{name}": (200, 404) for name in ("ceotalk", "followup", "networkaction", "obstacle")
}
NO_PAGE: dict[str, str] = {
    "symposia:question-settle": "leads to the talk",
    "symposia:session-close": "leads to the session",
    "symposia:session-reopen": "leads to the session",
    "symposia:obstacle-hand-on": "leads to the outcomes",
}
ADMIN_NO_PAGE: dict[str, str] = {}
OTHER_PAGES: dict[str, Callable[[], list[str]]] = {}
WAYS: dict[Callable[[Any], None], tuple[str, ...]] = {}


def build(world: World) -> None:
    """One of everything."""
    symposium, people = world.things["symposium"], world.people
    mine: Any = {name: people[name].member for name in ("ceo", "member", "reviewer", "author")}  # type: ignore[union-attr]
    item = AgendaItemFactory(
        pk=SESSION, event=symposium.event, starts_at=symposium.event.starts_at, ends_at=symposium.event.ends_at
    )
    talk = TalkFactory(key=TALK, symposium=symposium, speaker=mine["ceo"], agenda_item=item, attribution="named")
    talk.told_en = "We paid late."
    talk.save()
    TalkQuestion.objects.create(key=QUESTION, talk=talk, member=mine["member"], text="How late?", asked_at=NOW)
    ObstacleFactory(key=OBSTACLE, symposium=symposium, agenda_item=item)
    ActionFactory(key=ACTION, symposium=symposium, owner=mine["reviewer"])
    accepted = InterestExpression.objects.filter(offer__symposium=symposium, state="accepted")
    accepted.update(answered_at=NOW - timedelta(days=31))
    plan_follow_ups(now=NOW)
    asked = FollowUp.objects.filter(interest__in=accepted, member=mine["author"], days=30)
    FollowUp.objects.filter(pk=asked.get().pk).update(key=CONTACT)
