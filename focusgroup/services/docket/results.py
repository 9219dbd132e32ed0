"""Results in numbers, of what everybody may know of."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from focusgroup.models import AuthorityReply, Project, Proposal

State, Status, Reply = Proposal.State, Project.Status, AuthorityReply.Outcome


@dataclass(frozen=True, kw_only=True)
class Results:
    """How many public proposals were adopted, went to an authority, were accepted there (wholly or partly) and are being
    implemented or closed; how many projects came of them, how many run, and their funds in won."""

    adopted: int
    forwarded: int
    accepted: int
    implemented: int
    projects: int
    running: int
    funds_krw: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show yet."""
        return self.adopted == 0


def results(now: datetime) -> Results:
    """The numbers as they stand at `now`. Two queries; nothing of what is not public is counted."""
    public = Proposal.objects.public()
    sent = (State.FORWARDED, State.ANSWERED, State.IMPLEMENTING, State.CLOSED)
    numbers = public.aggregate(
        adopted=Count("pk", distinct=True),
        forwarded=Count("pk", filter=Q(state__in=sent), distinct=True),
        accepted=Count("pk", filter=Q(replies__outcome__in=[Reply.ACCEPTED, Reply.PARTLY]), distinct=True),
        implemented=Count("pk", filter=Q(state__in=[State.IMPLEMENTING, State.CLOSED]), distinct=True),
    )
    projects = Project.objects.filter(proposal__in=public.values("pk")).aggregate(
        projects=Count("pk"), running=Count("pk", filter=Q(status=Status.RUNNING)), funds=Sum("funds_krw")
    )
    return Results(**numbers, projects=projects["projects"], running=projects["running"], funds_krw=projects["funds"] or 0)
