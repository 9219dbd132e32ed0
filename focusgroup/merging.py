"""What the Focus Group settles when two records of one person become one: what both have once, the better one stays."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from council.merging import Joining, MergeForbiddenError
from focusgroup.models import InvitationTeamMember, Offer, Proposal, Review, Sitting, Vote

# How far an offer has come, the furthest first.
_FURTHEST = (Offer.State.ACCEPTED, Offer.State.OFFERED, Offer.State.DECLINED, Offer.State.WITHDRAWN)
# Two reviewers, and one seat one vote, hold until it is decided.
_UNDER_REVIEW, _UNDECIDED = (Proposal.State.UNDER_REVIEW,), (Sitting.State.OPEN, Sitting.State.CLOSED)


def settle_people(joining: Joining) -> None:
    """Before the rules move the rest: they would keep the first record's row, whatever it says.

    Raises `MergeForbiddenError` where two reviewers of a proposal, or two votes on it, would be one before it is decided."""
    _reviews(joining)
    _votes(joining)
    _offers(joining)
    _team(joining)


def _twins(joining: Joining, found: QuerySet[Any], person: str, same: str) -> Iterable[list[Any]]:
    """The rows of `found` that both people have (they lead there by `person`) of one thing (`same`), thing by thing."""
    by_thing: dict[Any, list[Any]] = defaultdict(list)
    both = {joining.kept.pk, joining.gone.pk}
    for row in found.filter(**{f"{person}__in": both}).order_by("pk"):
        by_thing[getattr(row, f"{same}_id")].append(row)
    for rows in by_thing.values():
        if {getattr(row, f"{person}_id") for row in rows} == both:
            yield rows


def _keep_first(rows: list[Any], order: Callable[[Any], Any]) -> Model:
    """Delete all of `rows` but the first in `order`, which is returned."""
    better, *others = sorted(rows, key=order)
    for other in others:
        other.delete()
    found: Model = better
    return found


def _reviews(joining: Joining) -> None:
    reviews = Review.objects.select_related("proposal", "reviewer__user")
    for rows in _twins(joining, reviews, "reviewer", "proposal"):
        proposal = rows[0].proposal
        if proposal.state in _UNDER_REVIEW:
            words = _("Both review %(number)s: replace one of them first, or put the proposal on an agenda.")
            raise MergeForbiddenError(words % {"number": proposal.number})
        _keep_first(rows, lambda one: (one.submitted_at is None, one.reviewer_id != joining.kept.pk))
        joining.note(_("Two reviews of %(number)s") % {"number": proposal.number}, _("the one that was handed in stays"))


def _votes(joining: Joining) -> None:
    votes = Vote.objects.select_related("sitting__proposal")
    for rows in _twins(joining, votes, "member", "sitting"):
        if rows[0].sitting.state in _UNDECIDED:
            words = _("Both have voted on %(number)s: merge them once the decision is recorded.")
            raise MergeForbiddenError(words % {"number": rows[0].sitting.proposal.number})


def _offers(joining: Joining) -> None:
    offers = Offer.objects.select_for_update(no_key=True, of=("self",)).select_related("consultation")
    for rows in _twins(joining, offers, "expert", "consultation"):
        better: Any = _keep_first(rows, lambda one: (_FURTHEST.index(one.state), one.expert_id != joining.kept.pk, -one.pk))
        words = {"title": better.consultation.title, "state": better.get_state_display()}
        joining.note(_("Two offers of “%(title)s”") % words, _("the one that came further stays: %(state)s") % words)


def _team(joining: Joining) -> None:
    today = timezone.localdate(joining.now)
    rows = list(InvitationTeamMember.objects.filter(member__in=[joining.kept.pk, joining.gone.pk]))
    if len(rows) > 1:
        force = set(InvitationTeamMember.objects.in_force(today).values_list("pk", flat=True))
        _keep_first(rows, lambda one: (one.pk not in force, one.member_id != joining.kept.pk))
        joining.note(_("Two places in the invitation team"), _("the one in force stays"))
