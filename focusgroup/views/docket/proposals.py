"""The list of proposals, and one proposal with everything that happened under its number."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from council.library.permissions import visible_documents
from council.members.access_log import shows
from council.members.permissions import member_of
from council.programmes import get as get_programme
from focusgroup.docket_steps import steps_for
from focusgroup.forms.docket import CommentForm, ProposalFilters
from focusgroup.group import SLUG
from focusgroup.models import Proposal, Sitting
from focusgroup.permissions.docket import (
    get_proposal_or_404,
    is_presiding,
    is_secretary,
    may_write,
    seat_of,
    sees_inside,
    visible_decisions,
    visible_proposals,
)
from focusgroup.permissions.group import acting_member, is_desk, is_inside, place_of
from focusgroup.services.docket import can_move
from focusgroup.services.docket.papers import OWNER, may_attach
from focusgroup.services.docket.reviewing import COMMENTED
from focusgroup.services.docket.sittings import may_run_vote, tally_of
from focusgroup.views.docket import presenting
from focusgroup.views.docket.figures import with_figures

PAGE_SIZE = 20
SEARCHED = ("number", "title_ko", "title_en", "problem_ko", "problem_en", "plan_ko", "plan_en")


@require_safe
def proposal_list(request: HttpRequest) -> HttpResponse:
    """The proposals that the reader may know of, narrowed by `q`, `state`, `kind`, `cluster` and `year`."""
    now = timezone.now()
    inside = is_inside(request.user, now)
    visible = visible_proposals(request.user, now)
    years = [year for year in visible.order_by("-year").values_list("year", flat=True).distinct() if year]
    filters = ProposalFilters(request.GET, years=years, is_inside=inside)
    found = _narrowed(visible, filters).prefetch_related("clusters")
    context = {
        "programme": get_programme(SLUG),
        "filters": filters,
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "is_inside": inside,
        "may_write": may_write(request.user, now),
        "tones": presenting.STATE_TONES,
    }
    return render(request, "focusgroup/docket/proposal_list.html", context)


def _narrowed(proposals: "QuerySet[Proposal]", filters: ProposalFilters) -> "QuerySet[Proposal]":
    for word in filters.value("q").replace("\x00", " ").split():
        condition = Q()
        for name in SEARCHED:
            condition |= Q(**{f"{name}__icontains": word})
        proposals = proposals.filter(condition)
    for name in ("state", "kind", "year"):
        if filters.value(name):
            proposals = proposals.filter(**{name: filters.value(name)})
    if filters.value("cluster"):
        proposals = proposals.filter(clusters__slug=filters.value("cluster"))
    return proposals


@require_safe
def proposal_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One proposal: what it says, and everything under its number, as far as the reader may see it."""
    now = timezone.now()
    proposal = get_proposal_or_404(request.user, ref, now)
    if ref != proposal.ref:
        return redirect(proposal)
    inside = sees_inside(request.user, proposal, now)
    context = {
        "programme": get_programme(SLUG),
        "proposal": proposal,
        "is_inside": inside,
        "clusters": list(proposal.clusters.all()),
        "evidence": with_figures(proposal.evidence.all()),
        "decisions": list(visible_decisions(request.user, proposal, now)),
        "papers": list(
            visible_documents(request.user, now, kinds=[OWNER])
            .filter(owner_key=str(proposal.pk))
            .select_related("current", "event", "agenda_item")
            .order_by("pk")
        ),
        "replies": list(proposal.replies.all()),
        "projects": list(proposal.projects.select_related("lead", "decision").order_by("pk")),
        "timeline": presenting.timeline(proposal, inside=inside),
        "state_tone": presenting.STATE_TONES[proposal.state],
        "can": _possible(request.user, proposal, now),
        "is_desk": is_desk(request.user),
        "is_secretary": inside and is_secretary(request.user, now),
        "now": now,
    }
    if context["is_secretary"]:
        context["steps"] = steps_for(proposal)
    if inside:
        inner = _inner(request.user, proposal, now)
        votes = [vote for one, _tally in inner["sittings"] for vote in one.votes.all()]
        comments = [comment for one in inner["rounds"] for comment in one.comments.all()]
        carriers = [one for one in (proposal.author, proposal.owner) if one is not None]
        shows(request, carriers, inner["reviews"], votes, comments, inner["actions"])
        context |= inner
    response = render(request, "focusgroup/docket/proposal_detail.html", context)
    if inside:
        # Names of reviewers and voters are no browser's to keep.
        add_never_cache_headers(response)
    return response


def _possible(user: Any, proposal: Proposal, now: datetime) -> dict[str, Any]:
    """What the reader may do about it: shown as buttons; the services have the last word."""
    member = acting_member(user, now)
    if member is None:
        return {"attach": may_attach(proposal, user, now)}
    is_author = proposal.is_of(member)
    return {
        "edit": is_author and proposal.state in Proposal.WRITABLE,
        "submit": can_move(proposal, "submit", user, now),
        "attach": may_attach(proposal, user, now),
        "withdraw": can_move(proposal, "withdraw", user, now),
    }


def _inner(user: Any, proposal: Proposal, now: datetime) -> dict[str, Any]:
    """What the group sees besides: reviews, comments, sittings with their votes, actions, organisations concerned."""
    member = member_of(user)
    reviews = list(proposal.reviews.select_related("reviewer__user"))
    sittings = list(
        proposal.sittings.select_related("event", "decision")
        .prefetch_related("votes__member__user")
        .order_by("placed_at", "pk")
    )
    rounds = list(proposal.rounds.prefetch_related("comments__member__user"))
    live = next((one for one in sittings if one.state in Sitting.LIVE), None)
    seat = seat_of(user, now)
    open_round = next((one for one in rounds if one.is_open(now)), None) if proposal.state in COMMENTED else None
    return {
        "organisations": list(proposal.organisations.all()),
        "reviews": reviews,
        "my_review": next(
            (
                one
                for one in reviews
                if member is not None
                and one.reviewer_id == member.pk
                and one.submitted_at is None
                and proposal.state == Proposal.State.UNDER_REVIEW
            ),
            None,
        ),
        "rounds": rounds,
        "open_round": open_round,
        "comment_form": CommentForm() if open_round and place_of(user, now) is not None else None,
        "sittings": [(one, tally_of(one) if one.enrolled is not None else None) for one in sittings],
        "live": live,
        "may_vote": live is not None and live.state == Sitting.State.OPEN and seat is not None,
        "may_run": live is not None and may_run_vote(user, proposal, now),
        "may_decide": live is not None and live.state == Sitting.State.CLOSED and is_presiding(user, proposal, now),
        "actions": list(proposal.actions.select_related("owner__user")),
        "own_member": member,
        "today": timezone.localdate(now),
    }
