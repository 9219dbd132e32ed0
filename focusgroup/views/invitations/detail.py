"""What stands on the page of a target, for the team and for an agency."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from council import when
from focusgroup.models import AgencyEngagement, DataItem, Dispatch, InvestmentFacts, InvitationTarget, TargetMove, Touch
from focusgroup.models.invitations import Stage
from focusgroup.permissions.invitations import engagement_for, open_engagements, visible_touches
from focusgroup.services import invitations as services
from focusgroup.services.invitations.moves import Verb, next_stage
from focusgroup.services.invitations.names import named_without_consent
from focusgroup.services.invitations.rules import checks_of

TONES = {Verb.HOLD: "warning", Verb.LOSE: "danger", Verb.RESUME: "info", Verb.BACK: "warning"}


def team_context(target: InvitationTarget, user: Any, now: datetime) -> dict[str, Any]:
    """All of a target, in a constant number of queries."""
    today = timezone.localdate(now)
    touches = list(visible_touches(user, target, now))
    moves = list(target.moves.select_related("by__member"))
    dispatches = list(target.dispatches.select_related("engagement__agency", "proposal", "plan", "by__member"))
    engagements = list(target.engagements.select_related("agency").order_by("-starts_on", "-pk"))
    facts = InvestmentFacts.objects.filter(target=target).first()
    results = {result.kind: result for result in target.results.all()}
    return {
        "target": target,
        "today": today,
        "steps": _steps(target),
        "verbs": services.possible_verbs(target),
        "following": next_stage(target.stage),
        "clusters": target.clusters.all(),
        "plans": target.plans.all(),
        "items": _items(target, today),
        "proposals": target.proposals.all(),
        "engagements": engagements,
        "dispatches": dispatches,
        "missing": services.what_is_missing(target=target, engagement=_best(engagements, today), proposal=None, now=now),
        "facts": facts,
        "checks": checks_of(target, facts),
        "results": results,
        "timeline": _timeline(moves, touches, dispatches),
    }


def agency_context(target: InvitationTarget, user: Any, now: datetime) -> dict[str, Any]:
    """What an agency sees of a target: the brief, what was handed to it, its own reports. Nothing of the pipeline; and no
    words, whenever they were written, that name somebody who has not consented to it."""
    engagement = engagement_for(user, target, now)
    mine = open_engagements(user, now)
    dispatches = Dispatch.objects.filter(target=target, engagement__in=mine).select_related("proposal", "plan")
    return {
        "target": target,
        "engagement": engagement,
        "brief_is_held": bool(named_without_consent([target.brief_ko, target.brief_en])),
        "deliverables_are_held": engagement is not None and bool(named_without_consent([engagement.deliverables])),
        "dispatches": dispatches,
        "timeline": _timeline([], list(visible_touches(user, target, now)), []),
    }


def _best(engagements: list[AgencyEngagement], today: date) -> AgencyEngagement | None:
    """The engagement that a dispatch would go by: one that runs, else the latest."""
    running = [one for one in engagements if one.is_running(today)]
    return (running or engagements or [None])[0]  # type: ignore[list-item]  # nobody is engaged


def _items(target: InvitationTarget, today: date) -> list[tuple[DataItem, bool]]:
    found: QuerySet[DataItem] = DataItem.objects.filter(pack__target=target)
    return [(item, item.is_fresh(today)) for item in found]


def _steps(target: InvitationTarget) -> list[dict[str, str]]:
    order = list(Stage)
    place = order.index(Stage(target.stage))
    states = ["done"] * place + ["current"] + ["todo"] * (len(order) - place - 1)
    return [{"label": str(stage.label), "state": state} for stage, state in zip(order, states, strict=True)]


def who(user: Any) -> str:
    """The name of who did something."""
    return user.member.display_name() if user is not None else _("somebody whose log-in is gone")


def _timeline(moves: list[TargetMove], touches: list[Touch], dispatches: list[Dispatch]) -> list[dict[str, Any]]:
    """Moves, touches and dispatches, the latest first."""
    found: list[tuple[Any, dict[str, Any]]] = []
    for move in moves:
        verb = Verb(move.verb)
        title = f"{verb.label}: {move.get_to_stage_display()}" if verb in (Verb.ADVANCE, Verb.BACK) else str(verb.label)
        when_who = f"{when.moment(move.at)} · {who(move.by)}"
        tone = TONES.get(verb, "success" if verb == Verb.ADVANCE else "neutral")
        found.append((move.at, {"when": when_who, "title": title, "text": move.reason, "tone": tone}))
    for touch in touches:
        author = who(touch.by) + (f" ({touch.engagement.agency})" if touch.engagement else "")
        entry = {"when": f"{when.day(touch.on)} · {author}", "title": touch.get_kind_display(), "text": touch.note}
        written = timezone.localtime(touch.written_at).time()
        found.append((timezone.make_aware(datetime.combine(touch.on, written)), {**entry, "tone": "neutral"}))
    for sent in dispatches:
        words = {"number": sent.proposal.number, "agency": sent.engagement.agency}
        title = _("Version %(number)s dispatched to %(agency)s") % words
        found.append((sent.at, {"when": f"{when.moment(sent.at)} · {who(sent.by)}", "title": title, "tone": "info"}))
    return [entry for _moment, entry in sorted(found, key=lambda pair: pair[0], reverse=True)]
