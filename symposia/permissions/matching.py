"""Who may see what of 1:1 meetings: nobody sees another's requests and schedule but the two sides and the desk."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from council.events.models import Registration
from council.members.models import Member
from council.members.permissions import member_of
from symposia.models import Availability, MatchingRound, Meeting, MeetingRequest, Symposium
from symposia.permissions.group import get_symposium_or_404, is_desk

State = MatchingRound.State


def seat_of(user: Any, symposium: Symposium) -> Member | None:
    """The member of `user`, where he has a place at the symposium."""
    member = member_of(user)
    if member is None:
        return None
    places = Registration.objects.filter(event=symposium.pk, member=member, state=Registration.State.CONFIRMED)
    return member if places.exists() else None


def shown_rounds(user: Any, symposium: Symposium) -> QuerySet[MatchingRound]:
    """The rounds of a symposium that `user` may know of: what is not a draft, whoever sees the symposium; the desk all."""
    rounds = MatchingRound.objects.filter(symposium=symposium)
    return rounds if is_desk(user) else rounds.exclude(state=State.DRAFT)


def _round(user: Any, slug: str, pk: int, now: datetime) -> MatchingRound:
    symposium = get_symposium_or_404(user, slug, now)
    found = shown_rounds(user, symposium).filter(pk=pk).first()
    if found is None:
        raise Http404
    found.symposium = symposium
    return found


def get_round_or_404(user: Any, slug: str, pk: int, now: datetime) -> MatchingRound:
    """The round, for who has a place at the symposium, and the desk. Raises `Http404` for everybody else."""
    found = _round(user, slug, pk, now)
    if not is_desk(user) and seat_of(user, found.symposium) is None:
        raise Http404
    return found


def get_seated_round_or_404(user: Any, slug: str, pk: int, now: datetime) -> tuple[MatchingRound, Member]:
    """The round and the member, for who has a place at the symposium. Raises `Http404` for everybody else."""
    found = _round(user, slug, pk, now)
    member = seat_of(user, found.symposium)
    if member is None or found.state == State.DRAFT:
        raise Http404
    return found, member


def taking_part(member: Member, the_round: MatchingRound) -> Availability | None:
    """That `member` takes part in the round; None where he does not, or has left again."""
    return Availability.objects.taking_part().filter(round=the_round, member=member).first()


def people_of(the_round: MatchingRound) -> QuerySet[Availability]:
    """Who takes part, as those who take part themselves and the desk see them: with a place at the symposium, by name."""
    seats = Registration.objects.filter(event=the_round.symposium_id, state=Registration.State.CONFIRMED)
    people = Availability.objects.taking_part().filter(round=the_round, member__in=seats.values("member"))
    return people.select_related("member__user", "member__organisation").order_by(
        "member__family_name", "member__given_name", "member__family_name_en", "pk"
    )


def get_person_or_404(the_round: MatchingRound, pk: int) -> Availability:
    """Somebody who takes part in `the_round`. Raises `Http404`."""
    found = people_of(the_round).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_request_or_404(user: Any, slug: str, pk: int, now: datetime) -> MeetingRequest:
    """The request, for its two sides and the desk. Raises `Http404` for everybody else."""
    symposium = get_symposium_or_404(user, slug, now)
    mine = Q() if is_desk(user) else Q(asker__user=user) | Q(asked__user=user)
    found = MeetingRequest.objects.filter(mine, pk=pk, round__symposium=symposium)
    people = ("asker__user", "asker__organisation", "asked__user", "asked__organisation")
    request = found.select_related("round", "offer", *people).first()
    if request is None:
        raise Http404
    request.round.symposium = symposium
    return request


def get_desk_round_or_404(user: Any, slug: str, pk: int, now: datetime) -> MatchingRound:
    """The round, for the desk. Raises `Http404` for everybody else."""
    if not is_desk(user):
        raise Http404
    return _round(user, slug, pk, now)


def get_desk_meeting_or_404(user: Any, slug: str, pk: int, now: datetime) -> Meeting:
    """A meeting that stands, for the desk. Raises `Http404` for everybody else."""
    if not is_desk(user):
        raise Http404
    symposium = get_symposium_or_404(user, slug, now)
    people = ("asker__user", "asker__organisation", "asked__user", "asked__organisation")
    found = Meeting.objects.live().filter(pk=pk, round__symposium=symposium)
    meeting = found.select_related("round", "request", "slot", "table", *people).first()
    if meeting is None:
        raise Http404
    meeting.round.symposium = symposium
    meeting.request.round = meeting.round
    return meeting
