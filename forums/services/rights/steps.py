"""The states of a case and who moves it where (design, “Jointly owned industrial property rights”), in one table. Every move is
a row: who, when, why; one that the office or the law made is a dated event as well."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from forums.models import CaseMove, Filing, IPCase
from forums.models.rights import UNFILED, Act, CaseState, EventKind, Right
from forums.permissions.rights import Part

S = CaseState
INVENTIONS = (Right.PATENT, Right.UTILITY_MODEL)
OTHERS = (Right.DESIGN, Right.TRADEMARK)
ALL = tuple(Right)


class Who(StrEnum):
    """Whose a step is."""

    CONTACT = "contact"
    ATTORNEY = "attorney"
    DESK = "desk"


EVERYBODY = frozenset(Who)
OFFICE = frozenset({Who.ATTORNEY, Who.DESK})


@dataclass(frozen=True, kw_only=True)
class Step:
    """One verb: from which states to which, for which rights, whose it is, and what it takes: a reason, a day (where it is an
    `event`), a number that the office gave (`filing`, which must be there with `needs_number`)."""

    verb: str
    name: Any
    before: tuple[str, ...]
    after: str
    rights: tuple[str, ...] = ALL
    whose: frozenset[Who] = OFFICE
    event: EventKind | None = None
    filing: str = ""
    needs_number: bool = False
    needs_reason: bool = False

    @property
    def takes_year(self) -> bool:
        """Whether it says of which year an annuity is."""
        return self.event == EventKind.ANNUITY_PAID


ACTION_BEFORE = {INVENTIONS: (S.EXAMINATION, S.RESPONDED), OTHERS: (S.FILED, S.PUBLISHED, S.RESPONDED)}
# Set aside on appeal, a rejection becomes a decision to register.
DECIDED_BEFORE = {rights: (*before, S.REJECTED) for rights, before in ACTION_BEFORE.items()}
IN_FORCE = (S.REGISTERED, S.MAINTAINED, S.RESTORED)

TABLE: tuple[Step, ...] = (
    Step(verb="agree", name=_("Work on the agreement"), before=(S.IDEA,), after=S.AGREEMENT, whose=EVERYBODY),
    Step(verb="search", name=_("Search the prior art"), before=(S.AGREEMENT,), after=S.PRIOR_ART, whose=EVERYBODY),
    Step(verb="prepare", name=_("Ready to file"), before=(S.PRIOR_ART,), after=S.READY, whose=EVERYBODY),
    Step(
        verb="reopen",
        name=_("Back to the agreement"),
        before=(S.PRIOR_ART, S.READY),
        after=S.AGREEMENT,
        whose=EVERYBODY,
        needs_reason=True,
    ),
    Step(
        verb="file",
        name=_("File the application"),
        before=(S.READY,),
        after=S.FILED,
        event=EventKind.FILED,
        filing=Filing.Kind.APPLICATION,
        needs_number=True,
    ),
    Step(
        verb="publish",
        name=_("The application was published"),
        before=(S.FILED,),
        after=S.PUBLISHED,
        rights=(*INVENTIONS, Right.DESIGN),
        event=EventKind.PUBLISHED,
        filing=Filing.Kind.PUBLICATION,
    ),
    # Trademarks are published once they are found registrable, for opposition.
    Step(
        verb="oppose",
        name=_("Published for opposition"),
        before=(S.FILED, S.RESPONDED),
        after=S.PUBLISHED,
        rights=(Right.TRADEMARK,),
        event=EventKind.OPPOSITION_PUBLISHED,
        filing=Filing.Kind.PUBLICATION,
    ),
    Step(
        verb="examine",
        name=_("Examination was requested"),
        before=(S.FILED, S.PUBLISHED),
        after=S.EXAMINATION,
        rights=INVENTIONS,
        event=EventKind.EXAMINATION_REQUESTED,
    ),
    *(
        Step(
            verb="object",
            name=_("An office action came"),
            before=before,
            after=S.OFFICE_ACTION,
            rights=rights,
            event=EventKind.OFFICE_ACTION,
        )
        for rights, before in ACTION_BEFORE.items()
    ),
    Step(
        verb="respond",
        name=_("The response was filed"),
        before=(S.OFFICE_ACTION,),
        after=S.RESPONDED,
        event=EventKind.RESPONDED,
    ),
    Step(
        verb="reject",
        name=_("Finally rejected"),
        before=(S.OFFICE_ACTION, S.RESPONDED),
        after=S.REJECTED,
        event=EventKind.FINAL_REJECTION,
    ),
    *(
        Step(
            verb="decide",
            name=_("Decision to register"),
            before=before,
            after=S.DECIDED,
            rights=rights,
            event=EventKind.REGISTRATION_DECIDED,
        )
        for rights, before in DECIDED_BEFORE.items()
    ),
    Step(
        verb="register",
        name=_("Right registered"),
        before=(S.DECIDED,),
        after=S.REGISTERED,
        event=EventKind.REGISTERED,
        filing=Filing.Kind.REGISTRATION,
        needs_number=True,
    ),
    # Any co-owner alone can save the right (Patent Act Art. 80).
    Step(
        verb="maintain",
        name=_("An annuity was paid"),
        before=IN_FORCE,
        after=S.MAINTAINED,
        rights=(*INVENTIONS, Right.DESIGN),
        whose=EVERYBODY,
        event=EventKind.ANNUITY_PAID,
    ),
    Step(
        verb="renew",
        name=_("Renewed"),
        before=IN_FORCE,
        after=S.MAINTAINED,
        rights=(Right.TRADEMARK,),
        whose=EVERYBODY,
        event=EventKind.RENEWED,
    ),
    Step(verb="expire", name=_("The term is over"), before=IN_FORCE, after=S.EXPIRED, event=EventKind.EXPIRED),
    Step(
        verb="lapse",
        name=_("Lapsed: not paid in time"),
        before=IN_FORCE,
        after=S.LAPSED,
        event=EventKind.LAPSED,
        needs_reason=True,
    ),
    Step(verb="restore", name=_("Restored"), before=(S.LAPSED,), after=S.RESTORED, event=EventKind.RESTORED),
    Step(
        verb="withdraw",
        name=_("Withdraw the application"),
        before=(S.FILED, S.PUBLISHED, S.EXAMINATION, S.OFFICE_ACTION, S.RESPONDED, S.DECIDED),
        after=S.WITHDRAWN,
        event=EventKind.WITHDRAWN,
        needs_reason=True,
    ),
    Step(verb="drop", name=_("Give the case up"), before=UNFILED, after=S.ABANDONED, needs_reason=True),
    Step(
        verb="abandon",
        name=_("Give the right up"),
        before=(S.REJECTED, *IN_FORCE),
        after=S.ABANDONED,
        event=EventKind.ABANDONED,
        needs_reason=True,
    ),
)
# The last step was a mistake.
PUT_BACK = "put-back"
NAMES: dict[str, Any] = {step.verb: step.name for step in TABLE} | {
    "begin": _("Begun"),
    PUT_BACK: _("Put back: it was a mistake"),
    "owners": _("Owners or shares changed"),
    "attorney": _("Patent attorney changed"),
    **dict(Act.choices),
}


def find_step(verb: str, right: str) -> Step | None:
    """The step `verb` for a kind of right; None where there is none."""
    return next((step for step in TABLE if step.verb == verb and right in step.rights), None)


def last_step(case: IPCase) -> CaseMove | None:
    """The move by which a case came where it is, if it can be taken back: the last step, with its state changed or not, and no
    putting back itself. A filing stays: the office has it."""
    move = case.moves.filter(verb__in={*(step.verb for step in TABLE), PUT_BACK}).order_by("-at", "-pk").first()
    if move is None or move.verb in (PUT_BACK, "file") or move.after != case.state:
        return None
    step = find_step(move.verb, case.right)
    return move if step is not None and move.before in step.before else None


def mine(part: Part) -> frozenset[Who]:
    """As who somebody with this part in a case acts."""
    return frozenset(_as(part))


def _as(part: Part) -> Iterable[Who]:
    if part.companies:
        yield Who.CONTACT
    if part.is_attorney:
        yield Who.ATTORNEY
    if part.is_desk:
        yield Who.DESK


def possible_steps(case: IPCase, part: Part) -> list[Step]:
    """What somebody with this part in a case can do with it as it is, gates apart."""
    who = mine(part)
    return [step for step in TABLE if case.state in step.before and case.right in step.rights and step.whose & who]
