"""What the secretary (the desk, or the body's) does with a proposal: in which states, what each step asks for, which service it
calls. The pages stand in the portal (`views.docket.steps`) and in the administration."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from focusgroup.forms import docket_steps as docket_forms
from focusgroup.models import Proposal, Sitting
from focusgroup.services import docket
from focusgroup.services.docket.following import ACTED_ON
from focusgroup.services.docket.reviewing import COMMENTED
from focusgroup.services.docket.sittings import AMENDABLE
from focusgroup.services.errors import FocusGroupError

State = Proposal.State


@dataclass(frozen=True)
class Step:
    """One thing that the secretary does: in which states, what it asks for, which service it calls."""

    slug: str
    title: Any
    consequence: Any
    states: tuple[str, ...]
    form: type[forms.Form]
    act: Callable[..., Any]


def attempt(step: Step, *, proposal: Proposal, data: Any, by: Any, now: datetime) -> tuple[forms.Form, bool]:
    """The form of `step` about `proposal`, with what was sent as `data` (None: nothing yet), and whether the step was taken.
    Why it was not stands in the form."""
    form: forms.Form = step.form(data, proposal=proposal, now=now)  # type: ignore[call-arg]
    if not form.is_valid():
        return form, False
    try:
        step.act(proposal=proposal, by=by, now=now, **form.cleaned_data)
    except FocusGroupError as error:
        form.add_error(None, str(error))
        return form, False
    return form, True


def _live(proposal: Proposal) -> Sitting:
    found = proposal.sittings.live().select_related("event", "proposal").first()
    if found is None:
        raise FocusGroupError(gettext("It is on no agenda."))
    return found


def _review(*, proposal: Proposal, first: Any, second: Any, **more: Any) -> Any:
    return docket.send_to_review(proposal=proposal, reviewers=[first, second], **more)


def _replace(*, proposal: Proposal, **more: Any) -> Any:
    return docket.replace_reviewer(**more)


def _open(*, proposal: Proposal, by: Any, now: datetime) -> Any:
    return docket.open_vote(sitting=_live(proposal), by=by, now=now)


def _close(*, proposal: Proposal, by: Any, now: datetime) -> Any:
    return docket.close_vote(sitting=_live(proposal), by=by, now=now)


STEPS = {
    step.slug: step
    for step in (
        Step(
            "screen",
            gettext_lazy("Begin the screening"),
            gettext_lazy("The author is told that the secretariat has taken it up."),
            (State.SUBMITTED,),
            docket_forms.StepForm,
            docket.begin_screening,
        ),
        Step(
            "return",
            gettext_lazy("Return it to the author"),
            gettext_lazy("The author is told why, changes it and submits it again under the same number."),
            (State.SCREENING,),
            docket_forms.ReasonedForm,
            docket.return_proposal,
        ),
        Step(
            "review",
            gettext_lazy("Send it to two reviewers"),
            gettext_lazy("Both are asked for a review, and reminded before it is due."),
            (State.SCREENING,),
            docket_forms.ReviewersForm,
            _review,
        ),
        Step(
            "replace",
            gettext_lazy("Replace a reviewer"),
            gettext_lazy("The new reviewer is asked; the other one no more."),
            (State.UNDER_REVIEW,),
            docket_forms.ReplaceForm,
            _replace,
        ),
        Step(
            "round",
            gettext_lazy("Open a comment round"),
            gettext_lazy("The members of the group are told, and comment until it closes."),
            COMMENTED,
            docket_forms.RoundForm,
            docket.open_round,
        ),
        Step(
            "agenda",
            gettext_lazy("Put it on an agenda"),
            gettext_lazy("It is voted on in that meeting. What is decided already comes back as an amendment."),
            (State.UNDER_REVIEW, State.DEFERRED, State.ON_AGENDA, *AMENDABLE),
            docket_forms.AgendaForm,
            docket.place_on_agenda,
        ),
        Step(
            "open-vote",
            gettext_lazy("Open the vote"),
            gettext_lazy("The holders of seats are told, and vote on their own pages."),
            (State.ON_AGENDA, *AMENDABLE),
            docket_forms.NothingForm,
            _open,
        ),
        Step(
            "close-vote",
            gettext_lazy("Close the vote and count"),
            gettext_lazy("Nobody votes any more. The chair records the decision; without a quorum there is none."),
            (State.ON_AGENDA, *AMENDABLE),
            docket_forms.NothingForm,
            _close,
        ),
        Step(
            "forward",
            gettext_lazy("Forward it to the authority"),
            gettext_lazy("Note here that it was sent. The owner is reminded of the reply that is expected."),
            (State.ADOPTED, State.ADOPTED_WITH_CHANGES),
            docket_forms.ForwardForm,
            docket.forward_proposal,
        ),
        Step(
            "answer",
            gettext_lazy("Record the authority’s reply"),
            gettext_lazy("Everybody who sees the proposal reads it."),
            (State.FORWARDED,),
            docket_forms.ReplyForm,
            docket.record_reply,
        ),
        Step(
            "implement",
            gettext_lazy("Begin the implementation"),
            gettext_lazy("Add its actions and projects on the page of the proposal."),
            (State.ANSWERED,),
            docket_forms.StepForm,
            docket.begin_implementing,
        ),
        Step(
            "action",
            gettext_lazy("Add an action"),
            gettext_lazy("Its owner is told, and reminded before its day."),
            ACTED_ON,
            docket_forms.ActionStepForm,
            docket.add_action,
        ),
        Step(
            "close",
            gettext_lazy("Close it"),
            gettext_lazy("The end of its record, with what came of it."),
            (State.IMPLEMENTING,),
            docket_forms.ReasonedForm,
            docket.close_proposal,
        ),
    )
}
# What is only there while a vote is.
VOTE_STATES = {"open-vote": Sitting.State.PLACED, "close-vote": Sitting.State.OPEN}


def steps_for(proposal: Proposal) -> list[Step]:
    """The steps that are possible now."""
    live = proposal.sittings.live().values_list("state", flat=True).first()
    found = [step for step in STEPS.values() if proposal.state in step.states]
    return [step for step in found if step.slug not in VOTE_STATES or VOTE_STATES[step.slug] == live]
