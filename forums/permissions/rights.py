"""Who may know of joint IP cases: the named contacts of their owners, their attorney, staff at the IP desk, and superusers.
Every page, list, search, card, count, file and mail asks here; nobody else learns that a case exists."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from council.members.models import Member, Organisation
from council.members.permissions import member_of
from forums.group import SLUG, places
from forums.models import CaseContact, IPCase, IPDeskMember
from forums.permissions.group import is_desk


def _is_somebody(user: Any) -> bool:
    """Whether `user` is a person at his own log-in: staff who see the portal as somebody (to help) learn nothing of this."""
    return bool(user.is_authenticated and user.is_active and not getattr(user, "is_seen_as", False))


def is_ip_desk(user: Any, now: datetime) -> bool:
    """Whether `user` works at the IP desk at `now`: a superuser, or staff of the forums within their time there."""
    if not _is_somebody(user):
        return False
    if user.is_superuser:
        return True
    # Asked on every page of the administration, for its list of models.
    if not user.is_staff or not is_desk(user):
        return False
    return IPDeskMember.objects.in_force(timezone.localdate(now)).filter(member__user=user).exists()


def desk_members(now: datetime) -> QuerySet[Member]:
    """Who works at the IP desk at `now`, as staff of the forums; superusers are not counted among them."""
    desk = IPDeskMember.objects.in_force(timezone.localdate(now)).values("member")
    found = Member.objects.filter(pk__in=desk, user__is_active=True, user__is_staff=True)
    return found.filter(user__groups__name=f"coordinators:{SLUG}").select_related("user")


def visible_cases(user: Any, now: datetime) -> QuerySet[IPCase]:
    """The cases that `user` may know of at `now`: the IP desk all of them, a named contact those that name him, an attorney
    his own, everybody else none. Who leaves the company, or loses members' access, knows of none from then on."""
    if not _is_somebody(user):
        return IPCase.objects.none()
    if is_ip_desk(user, now):
        return IPCase.objects.all()
    mine = CaseContact.objects.in_force(now).filter(member__user=user)
    as_attorney = Member.objects.with_access(now).filter(user=user)
    return IPCase.objects.filter(Q(pk__in=mine.values("case")) | Q(attorney__in=as_attorney))


@dataclass(frozen=True)
class Part:
    """What somebody is in one case: for which companies he acts, whether he is its attorney, whether he is at the IP desk."""

    companies: frozenset[int] = frozenset()
    is_attorney: bool = False
    is_desk: bool = False

    @property
    def is_any(self) -> bool:
        """Whether the case is for him at all."""
        return bool(self.companies) or self.is_attorney or self.is_desk

    @property
    def is_office(self) -> bool:
        """Whether he deals with the office for the owners: the attorney, and the IP desk."""
        return self.is_attorney or self.is_desk


def part_in(user: Any, case: IPCase, now: datetime) -> Part:
    """What `user` is in `case` at `now`."""
    if not _is_somebody(user):
        return Part()
    contacts = CaseContact.objects.in_force(now).filter(case=case, member__user=user)
    member = member_of(user)
    is_attorney = member is not None and case.attorney_id == member.pk and member.has_access(now)
    return Part(frozenset(contacts.values_list("organisation", flat=True)), is_attorney, is_ip_desk(user, now))


# What the pages of a case show of it.
WITH = (
    "attorney__user",
    "forum__body",
    "industry",
    "origin_meeting__event",
    "origin_meeting__forum__body",
    "origin_topic__forum__body",
)


def get_case_or_404(user: Any, key: uuid.UUID, now: datetime) -> IPCase:
    """The case with this key, if `user` may know of it. Raises `Http404`."""
    found = visible_cases(user, now).filter(key=key).select_related(*WITH).first()
    if found is None:
        raise Http404
    return found


def companies_of(user: Any, now: datetime) -> QuerySet[Organisation]:
    """The company for which `user` may begin a case at `now`: his own, where he sits in a technology forum; else none."""
    member = member_of(user)
    if not _is_somebody(user) or member is None or not member.has_access(now) or member.organisation_id is None:
        return Organisation.objects.none()
    if not places(now).filter(member=member).exists():
        return Organisation.objects.none()
    return Organisation.objects.filter(pk=member.organisation_id, kind=Organisation.Kind.COMPANY)


def may_begin(user: Any, now: datetime) -> bool:
    """Whether `user` may begin a case: who sits in a technology forum for a company, and the IP desk."""
    return is_ip_desk(user, now) or companies_of(user, now).exists()
