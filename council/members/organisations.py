"""What members see of organisations: the list, and one with its people as they consented, its forums and more."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language

from council import programmes
from council.members import consents, directory
from council.members.models import Body, ColleagueInvitation, Consent, Member, Membership, Organisation, Seat
from council.members.models.people import MemberQuerySet

# Who has told the council of the organisation.
SENT = (Member.State.APPLIED, Member.State.ACTIVE, Member.State.SUSPENDED, Member.State.EXPIRED)
# Bodies whose composition members may see; who sits in a task force or a committee is told to those who sit there, too.
OPEN_KINDS = (Body.Kind.FORUM, Body.Kind.GROUP)


def shown_people(now: datetime) -> "QuerySet[Member]":
    """The members whom other members may see with their organisation: with access, and their consent to that in force at this
    moment."""
    consent = Consent.objects.filter(
        member=OuterRef("pk"), purpose=consents.DIRECTORY, withdrawn_at=None, items__contains=["organisation"]
    )
    return Member.objects.with_access(now).filter(Exists(consent), user__is_active=True)


def listed_organisations(now: datetime) -> "QuerySet[Organisation]":
    """The organisations that members see, each with the number of people shown (`people_shown`)."""
    people = (
        shown_people(now).filter(organisation=OuterRef("pk")).order_by().values("organisation").annotate(number=Count("pk"))
    )
    counted = Coalesce(Subquery(people.values("number")), 0)
    return Organisation.objects.listed().annotate(people_shown=counted).select_related("industry", "region")


def bodies_of(organisation: Organisation, reader: Member, now: datetime) -> list[Body]:
    """The bodies in which the organisation sits, by its people or its own seats, as far as `reader` may know of them."""
    sitting = Membership.objects.sitting(now).filter(member__organisation=organisation, body=OuterRef("pk"))
    seats = Seat.objects.standing(timezone.localdate(now)).filter(organisation=organisation, body=OuterRef("pk"))
    own = Membership.objects.sitting(now).filter(member=reader, body=OuterRef("pk"))
    found = Body.objects.filter(Q(Exists(sitting)) | Q(Exists(seats))).filter(Q(kind__in=OPEN_KINDS) | Q(Exists(own)))
    return list(found.order_by("programme", "name_ko", "pk"))


def colleagues_of(organisation: Organisation) -> MemberQuerySet:
    """Who belongs to the organisation, by name, for its own contact: members, those who applied as its people, and those who
    took up its letter. (Who has only begun an application has told nobody yet.)"""
    people = Member.objects.filter(organisation=organisation, user__is_active=True).exclude(kind=Member.Kind.EXTERNAL)
    letter = ColleagueInvitation.objects.filter(accepted_by=OuterRef("pk"), organisation=organisation)
    people = people.filter(Q(state__in=SENT) | Q(Exists(letter)))
    return people.select_related("user").order_by("family_name", "given_name", "pk")


def page_context(organisation: Organisation, reader: Member, now: datetime) -> dict[str, Any]:
    """What the page of an organisation shows to `reader`. A constant number of queries."""
    people = directory.in_order(directory.people_of(organisation, now), get_language() or "en")
    bodies = bodies_of(organisation, reader, now)
    programmes.give_pages(bodies)
    return {
        "organisation": organisation,
        "people": [directory.shown(entry) for entry in people[:200]],
        "bodies": bodies,
    }
