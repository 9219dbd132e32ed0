"""Who may sit in a forum: executives and senior staff of a member company in its industries, while the company has a seat."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from council.members.models import Member, Membership, Organisation, Seat
from forums.models import Forum

SENIOR = ("executive", "senior")


@dataclass(frozen=True)
class Lack:
    """One thing that is missing: `slug` for tests and templates, `text` a sentence for the person."""

    slug: str
    text: Any

    def __str__(self) -> str:
        return str(self.text)


NO_ACCESS = Lack("access", _("Your membership of the council is not active."))
NO_ORGANISATION = Lack(
    "organisation", _("Your profile is linked to no organisation yet. The secretariat links it, or your company invites you.")
)
NO_COMPANY = Lack("company", _("Seats are held by companies. Your organisation is not one."))
NOT_SENIOR = Lack("grade", _("Forums are for executives and senior staff. Your profile says otherwise, or nothing."))
OTHER_INDUSTRY = Lack("industry", _("Your company’s industry is not among those of this forum."))
MOVED = Lack("moved", _("The applicant belongs to another organisation by now."))
SITS_ALREADY = Lack("sits", _("You have a place in this forum already, or one is about to be given to you."))


def no_seat_left(forum: Forum) -> Lack:
    """What is said where a company holds all the seats that it may."""
    text = ngettext_lazy(
        "Your company’s seat in this forum is taken: a company holds %(count)d. Your contact can hand it over to you.",
        "All seats of your company in this forum are taken: a company holds %(count)d. Your contact can hand one over to you.",
        forum.seats_per_company,
    )
    return Lack("seats", text % {"count": forum.seats_per_company})


def what_is_missing(forum: Forum, member: Member, now: datetime) -> list[Lack]:
    """All that keeps `member` from a seat in `forum` at `now`, in the order in which one would mend it; none: he may."""
    lacks = []
    if not member.has_access(now):
        lacks.append(NO_ACCESS)
    if member.grade not in SENIOR:
        lacks.append(NOT_SENIOR)
    organisation = member.organisation
    if organisation is None:
        lacks.append(NO_ORGANISATION)
    elif organisation.kind != Organisation.Kind.COMPANY:
        lacks.append(NO_COMPANY)
    else:
        if not is_of_industries(forum, organisation):
            lacks.append(OTHER_INDUSTRY)
        if free_seat(forum, organisation, now) is None and not has_room(forum, organisation, now):
            lacks.append(no_seat_left(forum))
    if Membership.objects.filter(member=member, body=forum.pk, state__in=Membership.OPEN).exists():
        lacks = [lack for lack in lacks if lack.slug != "seats"] + [SITS_ALREADY]
    return lacks


def is_of_industries(forum: Forum, organisation: Organisation) -> bool:
    """Whether the company's industry is one of the forum's, or a part of one (C301 is a part of C30). No industries: any."""
    wanted = list(forum.industries.values_list("revision", "code"))
    if not wanted:
        return True
    own = organisation.industry
    return own is not None and any(own.revision == revision and own.code.startswith(code) for revision, code in wanted)


def free_seat(forum: Forum, organisation: Organisation, now: datetime) -> Seat | None:
    """A seat of the company in `forum` that is in force, and that nobody holds, is to hold or is named for; the oldest."""
    today = timezone.localdate(now)
    held = Membership.objects.filter(seat__isnull=False, state__in=Membership.OPEN).values("seat")
    seats = Seat.objects.standing(today).filter(body=forum.pk, organisation=organisation)
    return seats.exclude(pk__in=held).exclude(starts_on__gt=today).order_by("pk").first()


def has_room(forum: Forum, organisation: Organisation, now: datetime) -> bool:
    """Whether the company may be given one more seat: it holds fewer than `seats_per_company`, those to come counted."""
    seats = Seat.objects.standing(timezone.localdate(now)).filter(body=forum.pk, organisation=organisation)
    return seats.count() < forum.seats_per_company


def refuse_seat(seat: Seat) -> str | None:
    """The rule of forums for a new seat: why it cannot be given, or None. (The database counts by the day.)"""
    forum = Forum.objects.filter(body=seat.body_id).first()
    if forum is None:
        return None
    first, last = seat.starts_on or date.min, seat.ends_on or date.max
    others = Seat.objects.filter(body=seat.body_id, organisation=seat.organisation_id).values_list("starts_on", "ends_on")
    terms = [(begins or date.min, ends or date.max) for begins, ends in others]
    days = [max(first, begins) for begins, ends in terms if begins <= last and ends >= first]
    most = max((sum(begins <= day <= ends for begins, ends in terms) for day in days), default=0)
    if most < forum.seats_per_company:
        return None
    text = ngettext(
        "A company holds at most %(count)d seat in this forum, and this one does already.",
        "A company holds at most %(count)d seats in this forum, and this one does already.",
        forum.seats_per_company,
    )
    return text % {"count": forum.seats_per_company}
