import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from symposia.models import DeclaredConflict
from tests.factories import NOW
from tests.portal.rows import ON, Row, World
from tests.symposia.factories.calls import CallFactory, DraftFactory, ReviewerFactory, ReviewFactory, SubmissionFactory
from tests.symposia.matrix.people import SYMPOSIA_PEOPLE, for_people

SLUG = "symposium"
# `author` has a draft and one under review, which `reviewer` reviews blind; `ceo` one that is accepted.
DRAFT, REVIEWED, ACCEPTED = uuid.UUID(int=701), uuid.UUID(int=702), uuid.UUID(int=703)
REVIEW, PLANNED, REVIEWER = 7101, 7102, 7103
# Who decides: the staff, and who chairs the committee.
DESK = ("symposia-desk", "admin", "symposium-chair")
# Who has members' access.
MEMBERS = ("member", "other", "symposium-chair", "author", "reviewer", "ceo", "investor")


def row(name: str, *who: str, args: tuple[Any, ...] = (), method: str = "get", status: int | str = 200) -> Row:
    return Row(f"symposia:{name}", for_people(*who, status=status), (SLUG, *args), method, people=SYMPOSIA_PEOPLE)


def post_row(name: str, *who: str, args: tuple[Any, ...] = (), status: int | str = ON) -> Row:
    return row(name, *who, args=args, method="post", status=status)


ROWS: list[Row] = [
    row("call-detail", *SYMPOSIA_PEOPLE),
    row("submission-new", *MEMBERS, args=("result",)),
    row("submission-new", args=("dance",)),
    row("submission-detail", "author", args=(DRAFT,)),
    row("submission-detail", "author", "investor", args=(REVIEWED,)),
    row("submission-detail", "ceo", args=(ACCEPTED,)),
    row("submission-edit", "author", args=(DRAFT,)),
    row("submission-submit", "author", args=(DRAFT,)),
    row("submission-discard", "author", args=(DRAFT,)),
    row("submission-withdraw", "author", "investor", args=(REVIEWED,)),
    row("submission-confirm", "ceo", args=(ACCEPTED,)),
    row("submission-leave", "investor", args=(REVIEWED,)),
    row("review-list", "reviewer"),
    row("reviewer-profile", "reviewer"),
    row("review-write", "reviewer", args=(REVIEW,)),
    row("review-write", args=(PLANNED,)),
    row("review-file", args=(REVIEW,)),
    row("review-give-back", "reviewer", args=(REVIEW,)),
    row("call-desk", *DESK),
    row("call-reviewers", *DESK),
    post_row("call-decide", *DESK),
    row("call-export", *DESK, args=("csv",)),
    row("call-export", args=("pdf",)),
    row("desk-submission", *DESK, args=(REVIEWED,)),
    row("desk-submission", args=(DRAFT,)),
    post_row("desk-add-review", *DESK, args=(REVIEWED,)),
    row("desk-take-back", *DESK, args=(REVIEWED, REVIEW)),
    row("desk-withdraw", *DESK, args=(REVIEWED,)),
]
ADMIN: dict[str, tuple[int, int]] = {
    f"symposia.{model}": (200, 404) for model in ("call", "submission", "review", "reviewer", "declaredconflict")
}
NO_PAGE: dict[str, str] = {
    "symposia:call-decide": "shows the mails of what was chosen before (`decide`)",
    "symposia:call-export": "a table for a spreadsheet",
    "symposia:desk-add-review": "leads to the contribution",
    "symposia:review-file": "a file to save",
}
ADMIN_NO_PAGE: dict[str, str] = {}
OTHER_PAGES: dict[str, Callable[[], list[str]]] = {}
WAYS: dict[Callable[[Any], None], tuple[str, ...]] = {}


def build(world: World) -> None:
    """A call with a draft, one under review by two, one to confirm."""
    people = {name: user.member for name, user in world.people.items() if user is not None and hasattr(user, "member")}
    call = CallFactory(symposium=world.things["symposium"])
    DraftFactory(key=DRAFT, symposium=call.symposium, submitter=people["author"])
    reviewed = SubmissionFactory(
        key=REVIEWED,
        symposium=call.symposium,
        submitter=people["author"],
        authors=[people["author"], people["investor"]],
        number=1,
        state="under-review",
    )
    SubmissionFactory(
        key=ACCEPTED,
        symposium=call.symposium,
        submitter=people["ceo"],
        kind="ceo",
        number=2,
        state="accepted",
        confirm_by=(NOW + timedelta(days=5)).date(),
    )
    reviewer = ReviewerFactory(pk=REVIEWER, call=call, member=people["reviewer"])
    ReviewFactory(pk=REVIEW, submission=reviewed, reviewer=reviewer)
    other = ReviewerFactory(call=call)
    ReviewFactory(pk=PLANNED, submission=reviewed, reviewer=other, sent_at=None)
    DeclaredConflict.objects.create(submission=reviewed, member=people["other"], nature="work", at=NOW)
