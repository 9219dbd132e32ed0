"""Who may know of invitation targets: the invitation team, superusers, and an agency's contact of the targets assigned to him.
Every page, list, search, card, count and reminder asks here; nobody else learns that a target exists."""

import uuid
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from council.members.models import Member
from council.members.permissions import member_of
from focusgroup.models import AgencyEngagement, InvitationTarget, InvitationTeamMember, Touch
from focusgroup.models.invitations.engagements import EngagementQuerySet


def _is_somebody(user: Any) -> bool:
    """Whether `user` is a person at his own log-in: staff who see the portal as somebody (to help) learn nothing of this."""
    return bool(user.is_authenticated and user.is_active and not getattr(user, "is_seen_as", False))


def is_team(user: Any, now: datetime) -> bool:
    """Whether `user` works on invitations at `now`: a superuser, or in the team within his time there, with members' access or
    as staff. Who is suspended or has left is not."""
    if not _is_somebody(user):
        return False
    if user.is_superuser:
        return True
    team = InvitationTeamMember.objects.in_force(timezone.localdate(now))
    if user.is_staff:
        # Asked on every page of the administration, for its list of models.
        return team.filter(member__user=user).exists()
    member = member_of(user)
    return member is not None and member.has_access(now) and team.filter(member=member).exists()


def team_members(now: datetime) -> QuerySet[Member]:
    """Who may own a target at `now`: the team, and superusers."""
    team = InvitationTeamMember.objects.in_force(timezone.localdate(now)).values("member")
    mine = Q(pk__in=team) | Q(user__is_superuser=True)
    return Member.objects.filter(mine, user__is_active=True).select_related("user")


def own_engagements(user: Any, now: datetime) -> EngagementQuerySet:
    """The engagements that run at `now` and whose contact `user` is, whether he has accepted the agreement or not yet. Who has
    left the agency, or is suspended, has none."""
    if not _is_somebody(user):
        return AgencyEngagement.objects.none()
    return AgencyEngagement.objects.running(timezone.localdate(now)).with_fit_contact().filter(contact__user=user)


def open_engagements(user: Any, now: datetime) -> EngagementQuerySet:
    """Those of `own_engagements` under a live NDA: they alone open their targets."""
    return own_engagements(user, now).with_live_nda(now)


def visible_targets(user: Any, now: datetime) -> QuerySet[InvitationTarget]:
    """The targets that `user` may know of at `now`: the team all of them, an agency's contact those assigned to an engagement
    of his that runs under a live NDA, everybody else none."""
    if is_team(user, now):
        return InvitationTarget.objects.all()
    if not _is_somebody(user):
        return InvitationTarget.objects.none()
    return InvitationTarget.objects.filter(engagements__in=open_engagements(user, now)).distinct()


def is_inside(user: Any, now: datetime) -> bool:
    """Whether the pages of invitations are for `user` at all: the team, and who acts for an agency that is engaged."""
    return is_team(user, now) or own_engagements(user, now).exists()


def require_team(user: Any, now: datetime) -> None:
    """Raise `Http404` for who is not of the team."""
    if not is_team(user, now):
        raise Http404


def get_team_target_or_404(user: Any, key: uuid.UUID, now: datetime) -> InvitationTarget:
    """The target with this key, for who works on it in the team. Raises `Http404` for everybody else, the agency too."""
    require_team(user, now)
    return _one(InvitationTarget.objects.filter(key=key))


def get_target_or_404(user: Any, key: uuid.UUID, now: datetime) -> InvitationTarget:
    """The target with this key, if `user` may know of it. Raises `Http404`."""
    return _one(visible_targets(user, now).filter(key=key))


def _one(targets: QuerySet[InvitationTarget]) -> InvitationTarget:
    found = targets.select_related("owner__user", "organisation").first()
    if found is None:
        raise Http404
    return found


def get_engagement_or_404(user: Any, key: uuid.UUID, now: datetime) -> AgencyEngagement:
    """The engagement with this key: the team's to see, and its contact's while it runs. Raises `Http404`."""
    engagements = AgencyEngagement.objects.all() if is_team(user, now) else own_engagements(user, now)
    found = engagements.filter(key=key).select_related("agency", "contact__user", "agreement__current").first()
    if found is None:
        raise Http404
    return found


def engagement_for(user: Any, target: InvitationTarget, now: datetime) -> AgencyEngagement | None:
    """The engagement by which `user` works on `target` for an agency; None for the team and everybody else."""
    return open_engagements(user, now).filter(targets=target).order_by("-starts_on", "-pk").first()


def visible_touches(user: Any, target: InvitationTarget, now: datetime) -> QuerySet[Touch]:
    """What `user`, who may know of `target`, reads of its touches: the team all, an agency its own."""
    touches = Touch.objects.filter(target=target).select_related("by__member", "engagement__agency")
    return touches if is_team(user, now) else touches.filter(engagement__in=open_engagements(user, now))
