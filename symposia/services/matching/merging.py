"""Two records of one person become one: nobody asks himself, asks somebody twice, or sits at two tables at a time."""

from django.utils.translation import gettext as _

from council.members.models import Member
from council.merging import Joining
from symposia.models import MatchingRound, Meeting, MeetingRequest
from symposia.services.matching import placing
from symposia.services.matching.moves import move


def settle_people(joining: Joining) -> None:
    """Settle what this part's constraints forbid two records of one person. What the first record has goes on."""
    kept: Member = joining.kept
    gone: Member = joining.gone
    both = [kept.pk, gone.pk]
    to_oneself = MeetingRequest.objects.filter(asker__in=both, asked__in=both)
    Meeting.objects.filter(request__in=to_oneself).delete()
    to_oneself.delete()
    live = MeetingRequest.objects.live().of(gone).select_related("asker", "asked").order_by("pk")
    for request in live:
        request.round = _round(request.round_id)
        other = request.other(gone)
        twin = MeetingRequest.objects.live().of(kept).of(other).filter(round=request.round).exists()
        crossing = twin or _crosses(request, kept)
        if crossing:
            _end_meeting(request, joining)
        if twin:
            state = MeetingRequest.State.WITHDRAWN
            move(request.round, "merge", by=joining.by, now=joining.now, before=request.state, after=state, request=request)
            request.state, request.state_at = state, joining.now
            request.save(update_fields=["state", "state_at"])
        if crossing:
            joining.note(_("1:1 meetings with %(name)s") % {"name": other}, _("the first record’s stay"))


def _round(pk: int) -> MatchingRound:
    return MatchingRound.objects.select_related("symposium__event__venue").get(pk=pk)


def _crosses(request: MeetingRequest, kept: Member) -> bool:
    """Whether the first record meets somebody at the time of this request's meeting."""
    meeting = request.meetings.live().first()
    if meeting is None:
        return False
    during = Meeting.objects.live().of(kept).filter(starts_at__lt=meeting.ends_at, ends_at__gt=meeting.starts_at)
    return during.exists()


def _end_meeting(request: MeetingRequest, joining: Joining) -> None:
    meeting = request.meetings.live().first()
    if meeting is not None and (meeting.state == Meeting.State.HELD or meeting.has_begun(joining.now)):
        # It is over: nobody needs to be told.
        meeting.state, meeting.state_at, meeting.sequence = Meeting.State.CANCELLED, joining.now, meeting.sequence + 1
        meeting.save(update_fields=["state", "state_at", "sequence"])
        return
    placing.end_meeting_of(request, by=joining.by, now=joining.now, member=joining.gone, reason="")
