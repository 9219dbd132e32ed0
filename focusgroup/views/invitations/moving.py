"""The board, and moving targets over it."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from focusgroup.forms.invitations import MoveForm
from focusgroup.models import Dispatch, InvitationTarget
from focusgroup.models.invitations import Stage, Standing
from focusgroup.permissions.invitations import get_team_target_or_404, require_team
from focusgroup.services import invitations as services
from focusgroup.services.invitations.moves import Verb, next_stage, stage_before
from focusgroup.views.invitations.pages import attempt, bound, confidential, form_page
from focusgroup.views.invitations.targets import METHODS, target_trail

# Of what is over the board shows the latest; the list has the rest.
SHOWN_WHEN_OVER = 20


@confidential
@require_safe
def invitation_board(request: HttpRequest) -> HttpResponse:
    """The targets by stage, and those on hold and lost. Cards are moved by their buttons, or dragged."""
    now = timezone.now()
    require_team(request.user, now)
    columns: dict[str, list[Any]] = {stage.value: [] for stage in Stage} | {"on-hold": [], "lost": []}
    sent = Dispatch.objects.filter(target=OuterRef("pk"))
    targets = InvitationTarget.objects.select_related("owner__user").annotate(was_sent=Exists(sent))
    for target in targets.order_by("-moved_at", "pk"):
        column = target.stage if target.is_open else target.standing
        following = next_stage(target.stage) if target.is_open else None
        gate = _gate(target, following, is_sent=target.was_sent)
        columns[column].append({"target": target, "following": following, "gate": gate})
    labels: list[tuple[str, Any]] = [
        *((stage.value, stage.label) for stage in Stage),
        ("on-hold", Standing.ON_HOLD.label),
        ("lost", Standing.LOST.label),
    ]
    shown = [
        {
            "slug": slug,
            "label": label,
            "count": len(columns[slug]),
            "cards": columns[slug][:SHOWN_WHEN_OVER] if slug in ("aftercare", "lost") else columns[slug],
        }
        for slug, label in labels
    ]
    return render(request, "focusgroup/invitations/board.html", {"columns": shown, "today": timezone.localdate(now)})


@confidential
@require_http_methods(METHODS)
def invitation_move(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Move a target: a page that asks what becomes of it and why; the buttons of the board send it filled in."""
    now = timezone.now()
    target = get_team_target_or_404(request.user, key, now)
    if request.method != "POST" and _wanted(target, request.GET.get("to", "")) == Verb.ADVANCE:
        gate = _gate(target, next_stage(target.stage), is_sent=target.dispatches.exists())
        if gate:
            return redirect(gate)
    seen = {"stage": target.stage, "standing": target.standing}
    form = MoveForm(
        bound(request), verbs=_choices(target), initial={**seen, "verb": _wanted(target, request.GET.get("to", ""))}
    )
    if form.is_bound and form.is_valid():
        data = form.cleaned_data

        def move() -> Any:
            return services.move_target(
                target=target, verb=form.chosen, by=request.user, now=now, reason=data["reason"], seen=form.seen
            )

        if attempt(form, move):
            messages.success(request, _("%(name)s was moved.") % {"name": target.name})
            return redirect(_back(request, target))
    return form_page(
        request,
        _afresh(form, seen),
        title=_("Move %(name)s") % {"name": target.name},
        submit=_("Move it"),
        back=target.page_url(),
        trail=target_trail(target),
        text=_("It is at “%(stage)s”: %(standing)s.")
        % {"stage": target.get_stage_display(), "standing": target.get_standing_display()},
    )


def _gate(target: InvitationTarget, following: Stage | None, *, is_sent: bool) -> str:
    """The page that leads to the next stage where it takes more than a move: dispatching, landing. Empty for none."""
    if following == Stage.LANDED:
        return reverse("focusgroup:invitation-land", args=[target.key])
    if following == Stage.PROPOSAL_SENT and not is_sent:
        return reverse("focusgroup:invitation-dispatch", args=[target.key])
    return ""


def _choices(target: InvitationTarget) -> list[tuple[str, Any]]:
    following, before = next_stage(target.stage), stage_before(target.stage)
    labels = {
        Verb.ADVANCE: _("On to “%(stage)s”") % {"stage": following.label if following else ""},
        Verb.BACK: _("Back to “%(stage)s”: it was moved by mistake") % {"stage": before.label if before else ""},
        Verb.HOLD: _("Put it on hold"),
        Verb.LOSE: _("It is lost"),
        Verb.RESUME: _("Take it up again at “%(stage)s”") % {"stage": target.get_stage_display()},
    }
    return [(verb.value, labels[verb]) for verb in services.possible_verbs(target)]


def _wanted(target: InvitationTarget, to: str) -> str:
    """The verb that leads to the column `to` of the board; empty where none does."""
    following, before = next_stage(target.stage), stage_before(target.stage)
    verbs = {"on-hold": Verb.HOLD, "lost": Verb.LOSE}
    if not target.is_open:
        verbs[target.stage] = Verb.RESUME
    elif following is not None:
        verbs[following.value] = Verb.ADVANCE
    if target.is_open and before is not None:
        verbs[before.value] = Verb.BACK
    return verbs[to].value if to in verbs else ""


def _afresh(form: MoveForm, seen: dict[str, str]) -> MoveForm:
    """A refused form is shown with the stage as it is now: what is sent next is sent knowing that."""
    if form.is_bound:
        form.data = {**form.data.dict(), **seen}  # type: ignore[attr-defined]  # of a request
    return form


def _back(request: HttpRequest, target: InvitationTarget) -> str:
    """The board where the move came from there, else the target."""
    board = reverse("focusgroup:invitation-board")
    return board if request.POST.get("back") == board else target.page_url()
