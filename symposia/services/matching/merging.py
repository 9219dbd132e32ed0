"""Two records of one person become one: nobody asks himself, asks somebody twice, or sits at two tables at a time."""

from django.db.models import Q
from django.utils.translation import gettext as _

from council.members.models import Member
from council.merging import Joining
from symposia.models import Availability, MatchingRound, Meeting, MeetingRequest
from symposia.models.matching.meetings import MeetingRequestQuerySet
from symposia.services.matching import placing
from symposia.services.matching.moves import lock, move

State = MeetingRequest.State


def _rounds(joining: Joining) -> list[MatchingRound]:
    """The rounds in which the second record has anything, in the order of their keys."""
    hers = Q(people__member=joining.gone.pk) | Q(requests__asker=joining.gone.pk) | Q(requests__asked=joining.gone.pk)
    return list(MatchingRound.objects.filter(hers).distinct().order_by("pk"))


def hold(joining: Joining) -> None:
    """Hold these rounds before the people: whoever asks or places holds a round first, too."""
    for one in _rounds(joining):
        lock(one)


def settle_people(joining: Joining) -> None:
    """Settle what this part's constraints forbid two records of one person, round by round, with its row held. The better of
    two requests with the same person goes on, of two meetings at a time that of the first record."""
    kept: Member = joining.kept
    gone: Member = joining.gone
    for one in _rounds(joining):
        the_round = lock(one)
        _end_talks_with_oneself(the_round, joining)
        for request in _live(the_round, gone):
            request.round = the_round
            other = request.other(gone)
            twin = _live(the_round, kept).of(other).first()
            if twin is not None:
                twin.round = the_round
                worse, whose = (request, gone) if _rank(twin) >= _rank(request) else (twin, kept)
                _withdraw(worse, whose, joining)
                stays = _("the first record’s stay") if whose is gone else _("the second record’s stay")
                joining.note(_("1:1 meetings with %(name)s") % {"name": other}, stays)
        _join_availability(the_round, joining)
    # Of all rounds, and of requests that are over, too: a meeting that took place stands.
    for meeting in Meeting.objects.live().of(gone).select_related("request").order_by("starts_at", "pk"):
        during = Meeting.objects.live().of(kept).filter(starts_at__lt=meeting.ends_at, ends_at__gt=meeting.starts_at)
        if during.exists():
            _end_meeting(meeting.request, gone, joining)
            joining.note(_("1:1 meetings with %(name)s") % {"name": meeting.other(gone)}, _("the first record’s stay"))


def _live(the_round: MatchingRound, member: Member) -> MeetingRequestQuerySet:
    return MeetingRequest.objects.live().filter(round=the_round).of(member).select_related("asker", "asked").order_by("pk")


def _end_talks_with_oneself(the_round: MatchingRound, joining: Joining) -> None:
    both = [joining.kept.pk, joining.gone.pk]
    found = MeetingRequest.objects.filter(round=the_round, asker__in=both, asked__in=both)
    if found.exists():
        joining.note(_("1:1 meetings of the two with each other"), _("they end: one does not meet oneself"))
    Meeting.objects.filter(request__in=found).delete()
    found.delete()


def _rank(request: MeetingRequest) -> tuple[bool, bool, bool]:
    """How much stands of a request: a meeting that both know of, one that is proposed, that it is accepted."""
    meetings = request.meetings.live()
    return meetings.settled().exists(), meetings.exists(), request.state == State.ACCEPTED


def _withdraw(request: MeetingRequest, whose: Member, joining: Joining) -> None:
    _end_meeting(request, whose, joining)
    after = State.WITHDRAWN
    move(request.round, "merge", by=joining.by, now=joining.now, before=request.state, after=after, request=request)
    request.state, request.state_at = after, joining.now
    request.save(update_fields=["state", "state_at"])


def _join_availability(the_round: MatchingRound, joining: Joining) -> None:
    """Who takes part with one of both records takes part, at the times of both."""
    rows = Availability.objects.filter(round=the_round)
    mine, hers = rows.filter(member=joining.kept).first(), rows.filter(member=joining.gone).first()
    if mine is None or hers is None or hers.left_at is not None:
        return
    if mine.left_at is not None:
        mine.slots.set(hers.slots.all())
        mine.left_at = None
    else:
        mine.slots.add(*hers.slots.all())
    mine.about = mine.about or hers.about
    mine.save(update_fields=["about", "left_at"])


def _end_meeting(request: MeetingRequest, whose: Member, joining: Joining) -> None:
    meeting = request.meetings.live().first()
    if meeting is not None and (meeting.state == Meeting.State.HELD or meeting.has_begun(joining.now)):
        # It is over: nobody needs to be told.
        meeting.state, meeting.state_at, meeting.sequence = Meeting.State.CANCELLED, joining.now, meeting.sequence + 1
        meeting.save(update_fields=["state", "state_at", "sequence"])
        return
    request.round = MatchingRound.objects.select_related("symposium__event__venue").get(pk=request.round_id)
    placing.end_meeting_of(request, by=joining.by, now=joining.now, member=whose, reason="")
