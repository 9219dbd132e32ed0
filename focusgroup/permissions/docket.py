"""Who may see and do what with opportunities and proposals: one queryset, asked by pages, lists, search, counts, documents."""

import re
import uuid
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from council.members.models import Membership, in_conflict_with
from council.members.permissions import member_of
from focusgroup.group import places
from focusgroup.models import Decision, Opportunity, Proposal, Seat
from focusgroup.permissions.group import Role, acting_member, has_role, is_desk, is_inside, place_of

NUMBER = re.compile(r"FG-\d{4}-\d{3,6}")


def visible_proposals(user: Any, now: datetime) -> QuerySet[Proposal]:
    """The proposals that `user` may know of at `now`."""
    return Proposal.objects.visible_to(acting_member(user, now), is_inside=is_inside(user, now))


def find_ref(proposals: QuerySet[Proposal], ref: str) -> Proposal | None:
    """The proposal among `proposals` that `ref` names: a number or a key."""
    if NUMBER.fullmatch(ref):
        return proposals.filter(number=ref).first()
    try:
        return proposals.filter(key=uuid.UUID(ref)).first()
    except ValueError:
        return None


def get_proposal_or_404(user: Any, ref: str, now: datetime) -> Proposal:
    """The proposal that `ref` names, with author and owner, if `user` may know of it. Raises `Http404`."""
    proposals = visible_proposals(user, now).select_related("author__user", "owner__user")
    found = find_ref(proposals, ref)
    if found is None:
        raise Http404
    return found


def get_inner_proposal_or_404(user: Any, ref: str, now: datetime) -> Proposal:
    """The same for those who see its inside: the group, the desk, author and owner."""
    found = get_proposal_or_404(user, ref, now)
    if not sees_inside(user, found, now):
        raise Http404
    return found


def get_writable_proposal_or_404(user: Any, ref: str, now: datetime) -> Proposal:
    """One's own proposal. Raises `Http404` for another's; whether it can still be written is the service's to say."""
    found = get_proposal_or_404(user, ref, now)
    if not found.is_of(acting_member(user, now)):
        raise Http404
    return found


def sees_inside(user: Any, proposal: Proposal, now: datetime) -> bool:
    """Whether reviews, comments, names and votes are for `user`."""
    member = acting_member(user, now)
    mine = member is not None and member.pk in (proposal.author_id, proposal.owner_id)
    return mine or is_inside(user, now)


def visible_decisions(user: Any, proposal: Proposal, now: datetime) -> QuerySet[Decision]:
    """The decisions about `proposal` that `user`, who may know of it, reads: all inside the group; outside what was adopted and
    amended, not what was put off or not amended before."""
    decisions = proposal.decisions.order_by("serial").select_related("proposal", "sitting__event")
    return decisions if sees_inside(user, proposal, now) else decisions.filter(outcome__in=Decision.PUBLIC)


def visible_opportunities(user: Any, now: datetime) -> QuerySet[Opportunity]:
    """Opportunities are the group's and its desk's alone."""
    return Opportunity.objects.all() if is_inside(user, now) else Opportunity.objects.none()


def get_opportunity_or_404(user: Any, pk: int, now: datetime) -> Opportunity:
    """The opportunity, for the group and its desk. Raises `Http404`."""
    found = visible_opportunities(user, now).filter(pk=pk).select_related("proposal", "organisation").first()
    if found is None:
        raise Http404
    return found


def is_secretary(user: Any, now: datetime) -> bool:
    """Whether `user` screens and puts on agendas: the desk, or the group's secretary."""
    return is_desk(user) or has_role(user, now, Role.SECRETARY)


def is_in_conflict(member_id: int, proposal: Proposal, now: datetime) -> bool:
    """Whether a tie to an organisation concerned excludes the member."""
    organisations = proposal.organisations.values_list("pk", flat=True)
    return in_conflict_with(organisations, timezone.localdate(now)).filter(pk=member_id).exists()


def is_presiding(user: Any, proposal: Proposal, now: datetime) -> bool:
    """Whether `user` presides over the vote on `proposal` and records its decision: the chair; the vice-chair where the chair
    is in conflict or there is none."""
    place = place_of(user, now)
    if place is None or place.role not in (Role.CHAIR, Role.VICE_CHAIR) or is_in_conflict(place.member_id, proposal, now):
        return False
    if place.role == Role.CHAIR:
        return True
    chairs = places(now).filter(role=Role.CHAIR).values_list("member", flat=True)
    return all(is_in_conflict(chair, proposal, now) for chair in chairs)


def seats_in_force(now: datetime) -> QuerySet[Seat]:
    """The seats that vote at `now`, with their people: term in force that day, members' access."""
    return Seat.objects.voting(now).with_people()


def seat_of(user: Any, now: datetime) -> Seat | None:
    """The voting seat that `user` holds at `now`."""
    member = member_of(user)
    if member is None:
        return None
    return seats_in_force(now).filter(membership__member=member).first()


def may_write(user: Any, now: datetime) -> bool:
    """Whether `user` may begin a proposal: who sits in the group (observers look on)."""
    place = place_of(user, now)
    return place is not None and place.role != Membership.Role.OBSERVER
