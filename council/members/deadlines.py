"""Ends of memberships and of terms in bodies: what people are reminded of 60, 30 and 7 days before (`council.reminders`)."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import bilingual, when
from council.members.models import Member, Membership
from council.messaging.links import absolute_url
from council.programmes import DeadlineFacts, DeadlineRule, DeadlineSource
from council.staff import coordinated_programmes

RULES = tuple(
    DeadlineRule(name=f"{days}-days-before", days_before=days, at=time(9), grace=timedelta(days=grace))
    for days, grace in ((60, 14), (30, 7), (7, 7))
)


def _ending_memberships(since: datetime, until: datetime) -> Any:
    """Active members whose membership ends then; the last day counts."""
    ends = {"valid_until__gt": timezone.localdate(since), "valid_until__lte": timezone.localdate(until)}
    return (
        Member.objects.filter(state=Member.State.ACTIVE, user__is_active=True, **ends)
        .annotate(subject=Cast("pk", CharField()), recipient=F("user_id"), deadline=F("valid_until"))
        .values_list("subject", "recipient", "deadline")
    )


def _ending_terms(since: datetime, until: datetime) -> Any:
    """Places in bodies whose term ends then, of members who are active and have no next term; the last day counts."""
    ends = {"ends_on__gt": timezone.localdate(since), "ends_on__lte": timezone.localdate(until)}
    people = {"member__state": Member.State.ACTIVE, "member__user__is_active": True}
    places = Membership.objects.filter(state__in=Membership.SEATED)
    following = places.filter(member=OuterRef("member"), body=OuterRef("body"), starts_on__gt=OuterRef("ends_on"))
    return (
        places.filter(~Exists(following), **people, **ends)
        .annotate(subject=Cast("pk", CharField()), recipient=F("member__user_id"), deadline=F("ends_on"))
        .values_list("subject", "recipient", "deadline")
    )


def _terms_of_staff(user: Any, since: datetime, until: datetime, now: datetime) -> Any:
    """Terms in the bodies of the programmes that `user` coordinates."""
    return _ending_terms(since, until).filter(body__programme__in=coordinated_programmes(user))


def _membership_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    found = Member.objects.filter(pk__in=[int(subject) for subject in subjects]).values_list("pk", "valid_until")
    with translation.override(language):
        url = absolute_url("members:membership", language)
        text = _("Renew it in one click. If you do not, you keep your access for 30 days after that day.")
        return {
            str(pk): DeadlineFacts(_("Your membership ends on %(day)s") % {"day": when.day(day)}, text, url)
            for pk, day in found
            if day is not None
        }


def _term_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    found = Membership.objects.filter(pk__in=[int(subject) for subject in subjects]).select_related("body")
    with translation.override(language):
        url = absolute_url("members:membership", language)
        text = _(
            "After that day you do not get its papers and invitations any more. Its chair or the secretariat can extend it."
        )
        return {
            str(place.pk): DeadlineFacts(
                _("Your term in “%(body)s” ends on %(day)s")
                % {"body": bilingual.text(place.body, "name"), "day": when.day(place.ends_on)},
                text,
                url,
            )
            for place in found
            if place.ends_on is not None
        }


MEMBERSHIP_END = DeadlineSource(
    slug="membership-end",
    name=gettext_lazy("end of the membership"),
    kind="membership-end",
    items=_ending_memberships,
    facts=_membership_facts,
    rules=RULES,
    is_date=True,
    staff_url=lambda: reverse("admin:members_member_changelist") + "?renewal=due",
    order=10,
)
TERM_END = DeadlineSource(
    slug="body-term-end",
    name=gettext_lazy("end of a term in a body"),
    kind="body-term-end",
    items=_ending_terms,
    facts=_term_facts,
    rules=RULES,
    is_date=True,
    staff_items=_terms_of_staff,
    staff_url=lambda: reverse("admin:members_membership_changelist") + "?ending=1",
    order=20,
)
SOURCES = (MEMBERSHIP_END, TERM_END)
