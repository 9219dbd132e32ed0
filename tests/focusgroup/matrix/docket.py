import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.urls import reverse

from focusgroup.models import Action, AuthorityReply, CommentRound, Project, Proposal, Review
from tests.factories import NOW, OrganisationFactory
from tests.focusgroup.factories.docket import (
    DecisionFactory,
    EvidenceFactory,
    MeetingFactory,
    OpportunityFactory,
    ProposalFactory,
    SittingFactory,
)
from tests.focusgroup.matrix.people import FOCUS_PEOPLE, for_people
from tests.portal.rows import ON, Row, World

# Numbers and keys that no sequence gives in a test.
PUBLIC, REVIEWED, VOTED, DECIDED, SECRET = (f"FG-2026-90{n}" for n in range(1, 6))
DRAFT = str(uuid.UUID(int=51))
OPPORTUNITY = ACTION = 1_000_000
ALL = for_people(*FOCUS_PEOPLE)
INSIDE = ("admin", "chair", "seat", "desk", "team")


def _row(name: str, outcomes: tuple[int | str, ...], *args: Any, method: str = "get", note: str = "") -> Row:
    return Row(f"focusgroup:{name}", outcomes, args, method, note, FOCUS_PEOPLE)


ROWS: list[Row] = [
    _row("proposal-list", ALL),
    _row("proposal-detail", ALL, PUBLIC, note="implementing"),
    _row("proposal-detail", for_people(*INSIDE, anonymous=404), REVIEWED, note="under review"),
    _row("proposal-detail", for_people(*INSIDE, anonymous=404), SECRET, note="an invitation that was adopted"),
    # Of `seat`, and of nobody else.
    _row("proposal-detail", for_people("seat", anonymous=404), DRAFT, note="a draft"),
    _row("decision-pdf", ALL, PUBLIC, 1),
    _row("decision-pdf", for_people(*INSIDE, anonymous=404), SECRET, 1),
    _row("decision-pdf", for_people(anonymous=404), PUBLIC, 2, note="no such decision"),
    _row("proposal-new", for_people("chair", "seat")),
    _row("proposal-new", for_people("chair", "seat", status=422), method="post", note="nothing filled in"),
    _row("proposal-edit", for_people("seat"), DRAFT),
    _row("proposal-edit", for_people("seat", status=ON), REVIEWED, note="submitted"),
    _row("proposal-submit", for_people("seat"), DRAFT),
    _row("proposal-submit", for_people("seat", status=ON), DRAFT, method="post"),
    _row("proposal-paper", for_people("seat"), DRAFT),
    _row("proposal-paper", for_people("seat", status=422), DRAFT, method="post", note="no file"),
    _row("proposal-paper", for_people("admin", "desk", "team"), PUBLIC),
    _row("proposal-withdraw", for_people("seat"), DRAFT),
    _row("proposal-withdraw", for_people("seat", status=ON), REVIEWED, method="post"),
    _row("proposal-comment", for_people("chair", "seat"), REVIEWED),
    _row("proposal-comment", for_people("chair", "seat", status=422), REVIEWED, method="post", note="nothing said"),
    _row("proposal-review", for_people("chair"), REVIEWED),
    _row("proposal-review", for_people("chair", status=422), REVIEWED, method="post", note="nothing written"),
    _row("proposal-vote", for_people("chair", "seat"), VOTED),
    _row("proposal-vote", for_people("chair", "seat", status=422), VOTED, method="post", note="nothing chosen"),
    _row("proposal-vote", for_people("chair", "seat", status=ON), REVIEWED, note="no vote is open"),
    _row("proposal-sitting", for_people("chair", "admin", "desk", "team"), VOTED),
    _row("proposal-sitting", for_people("chair", "admin", "desk", "team", status=ON), VOTED, method="post"),
    _row("proposal-decide", for_people("chair"), DECIDED),
    _row("proposal-decide", for_people("chair", status=422), DECIDED, method="post", note="nothing written"),
    *(_row("proposal-step", for_people("admin", "desk", "team"), REVIEWED, slug) for slug in ("round", "agenda", "replace")),
    _row("proposal-step", for_people("admin", "desk", "team"), PUBLIC, "action"),
    _row(
        "proposal-step", for_people("admin", "desk", "team", status=422), REVIEWED, "agenda", method="post", note="no meeting"
    ),
    _row("proposal-step", for_people("admin", "desk", "team", status=ON), REVIEWED, "forward", note="not its turn"),
    _row("proposal-step", for_people(), REVIEWED, "nonsense"),
    _row("action-done", for_people("seat", "admin", "desk", "team"), PUBLIC, ACTION),
    _row("action-done", for_people("seat", "admin", "desk", "team", status=ON), PUBLIC, ACTION, method="post"),
    _row("opportunity-list", for_people(*INSIDE)),
    _row("opportunity-new", for_people(*INSIDE)),
    _row("opportunity-new", for_people(*INSIDE, status=422), method="post", note="nothing filled in"),
    _row("opportunity-detail", for_people(*INSIDE), OPPORTUNITY),
    _row("opportunity-detail", for_people(*INSIDE, status=422), OPPORTUNITY, method="post", note="nothing chosen"),
    _row("opportunity-detail", for_people(), 0),
]
ADMIN: dict[str, tuple[int, int]] = {
    f"focusgroup.{name}": (200, 200) for name in ("action", "decision", "opportunity", "project", "proposal")
}
NO_PAGE: dict[str, str] = {"focusgroup:decision-pdf": "a PDF"}
ADMIN_NO_PAGE: dict[str, str] = {}


def _steps() -> list[str]:
    """A step of each kind of form, with a proposal that may take it."""
    steps = {"under-review": ("replace", "round", "agenda"), "on-agenda": ("close-vote",), "submitted": ("screen",)}
    steps |= {"screening": ("return", "review"), "forwarded": ("answer",), "adopted": ("forward",)}
    found = {one.state: one.pk for one in Proposal.objects.order_by("-serial")}
    return [
        reverse("admin:focusgroup_proposal_step", args=[found[state], slug])
        for state, slugs in steps.items()
        if state in found
        for slug in slugs
    ]


OTHER_PAGES: dict[str, Callable[[], list[str]]] = {"admin:focusgroup_proposal_step": _steps}
WAYS: dict[Callable[[Any], None], tuple[str, ...]] = {}


def _numbered(number: str, **values: Any) -> Proposal:
    return ProposalFactory(numbered=True, serial=int(number[-3:]), **values)


def build(world: World) -> None:
    """One of everything: `seat` is the author, `chair` reviews."""
    seat, chair = (world.things["places"][name].member for name in ("seat", "chair"))
    organisation, meeting = OrganisationFactory(), MeetingFactory(slug="docket-meeting", body=world.things["group"])
    public = _numbered(PUBLIC, author=seat, state="implementing")
    EvidenceFactory(proposal=public, url="https://stat.example/", data={"LQ": 1.84})
    decision = DecisionFactory(proposal=public, sitting__event=meeting, dissent_en="One would wait.")
    AuthorityReply.objects.create(
        proposal=public, outcome="accepted", text_en="Agreed.", replied_on=NOW.date(), recorded_at=NOW
    )
    Action.objects.create(pk=ACTION, proposal=public, owner=seat, due_on=NOW.date() - timedelta(days=1), title_en="Find a hall")
    Project.objects.create(proposal=public, decision=decision, name_en="Try-out centre", lead=organisation)
    reviewed = _numbered(REVIEWED, author=seat, state="under-review")
    reviewed.organisations.add(organisation)
    Review.objects.create(proposal=reviewed, reviewer=chair, due_on=NOW.date() + timedelta(days=7), assigned_at=NOW)
    current = CommentRound.objects.create(
        proposal=reviewed, body=world.things["group"], opens_at=NOW, closes_at=NOW + timedelta(days=365 * 50)
    )
    current.comments.create(member=chair, text="Who pays?", at=NOW)
    voted = _numbered(VOTED, author=seat, state="on-agenda")
    SittingFactory(proposal=voted, event=meeting, state="open", closed_at=None, enrolled=None)
    decided = _numbered(DECIDED, author=seat, state="on-agenda")
    closed = SittingFactory(proposal=decided, event=meeting, enrolled=2)
    for place in world.things["places"].values():
        closed.votes.create(seat_id=place.pk, member=place.member, choice="for", at=NOW)
    DecisionFactory(proposal=_numbered(SECRET, author=chair, state="adopted", kind="invitation"), sitting__event=meeting)
    draft = ProposalFactory(key=DRAFT, author=seat)
    EvidenceFactory(proposal=draft)
    OpportunityFactory(pk=OPPORTUNITY)
    OpportunityFactory(state="parked", word="Later.", settled_at=NOW)
