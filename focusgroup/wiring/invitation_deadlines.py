"""What the invitation team is reminded of. No reminder names a target: the ledger, its previews and the outbox are read by
staff who are not in the team."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import CharField, DateField, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Least
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import when
from council.messaging.links import absolute_url
from council.programmes import DeadlineFacts, DeadlineRule, DeadlineSource
from focusgroup.group import SLUG
from focusgroup.models import AgencyEngagement, DataItem, InvitationTarget, InvitationTeamMember
from focusgroup.models.invitations import SETTLED, Standing
from focusgroup.permissions.invitations import is_team


class TwelveMonthsLater(Func):
    """The last day on which data is fresh."""

    template = "((%(expressions)s + interval '12 months')::date)"
    output_field = DateField()


def _days(since: datetime, until: datetime) -> dict[str, Any]:
    return {"deadline__gt": timezone.localdate(since), "deadline__lte": timezone.localdate(until)}


def _of_the_team(owner: str, until: datetime) -> Q:
    """That the look-up `owner` leads to somebody with a log-in in use, in the team (or a superuser, who always is)."""
    team = InvitationTeamMember.objects.in_force(timezone.localdate(until)).filter(member=OuterRef(owner))
    return Q(**{f"{owner}__user__is_active": True}) & (Q(Exists(team)) | Q(**{f"{owner}__user__is_superuser": True}))


def _rows(found: QuerySet[Any], owner: str, since: datetime, until: datetime) -> Any:
    found = found.annotate(recipient=F(f"{owner}__user_id")).filter(_of_the_team(owner, since), **_days(since, until))
    return found.values_list("subject", "recipient", "deadline").distinct()


def _next_actions(since: datetime, until: datetime) -> Any:
    """Next actions of targets in progress, for their owners."""
    targets = InvitationTarget.objects.filter(standing=Standing.OPEN)
    return _rows(targets.annotate(subject=Cast("pk", CharField()), deadline=F("next_action_on")), "owner", since, until)


def _aging_data(since: datetime, until: datetime) -> Any:
    """Data of targets in progress that gets too old to be dispatched, for their owners."""
    items = DataItem.objects.filter(pack__target__standing=Standing.OPEN).exclude(pack__target__stage__in=SETTLED)
    found = items.annotate(subject=Cast("pk", CharField()), deadline=TwelveMonthsLater(F("dated_on")))
    return _rows(found, "pack__target__owner", since, until)


def _ending_engagements(since: datetime, until: datetime) -> Any:
    """Ends of engagements or of their NDA, whichever comes first, for the owners of their targets."""
    engagements = AgencyEngagement.objects.filter(ended_at=None)
    found = engagements.annotate(subject=Cast("pk", CharField()), deadline=Least("ends_on", "nda_until"))
    return _rows(found, "targets__owner", since, until)


def _for_team(items: Any) -> Any:
    """What staff see counted on their start page: nothing, for who is not in the team."""

    def of_staff(user: Any, since: datetime, until: datetime, now: datetime) -> Any:
        found = items(since, until)
        # Who looks now, whatever the window.
        return found if is_team(user, now) else found.none()

    return of_staff


def _target_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    found = InvitationTarget.objects.filter(pk__in=[int(subject) for subject in subjects])
    with translation.override(language):
        return {
            str(target.pk): DeadlineFacts(
                _("Next action on %(reference)s: %(day)s") % {"reference": target.reference, "day": when.day(day)},
                _("What is to be done stands on its page."),
                absolute_url("focusgroup:invitation-detail", language, target.key),
            )
            for target in found
            if (day := target.next_action_on) is not None
        }


def _data_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    found = DataItem.objects.filter(pk__in=[int(subject) for subject in subjects]).select_related("pack__target")
    with translation.override(language):
        return {
            str(item.pk): DeadlineFacts(
                _("Data for %(reference)s is fresh until %(day)s")
                % {"reference": item.pack.target.reference, "day": when.day(item.fresh_until)},
                _("After that day nothing can be dispatched with it: bring newer data."),
                absolute_url("focusgroup:invitation-detail", language, item.pack.target.key),
            )
            for item in found
        }


def _engagement_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    found = AgencyEngagement.objects.filter(pk__in=[int(subject) for subject in subjects])
    with translation.override(language):
        return {
            str(engagement.pk): DeadlineFacts(
                _("%(engagement)s or its NDA ends on %(day)s")
                % {"engagement": engagement, "day": when.day(min(engagement.ends_on, engagement.nda_until))},
                _("After that day the agency sees nothing, and nothing is dispatched to it. Extend it, or let it end."),
                absolute_url("focusgroup:invitation-engagement", language, engagement.key),
            )
            for engagement in found
        }


def _rules(*days: int) -> tuple[DeadlineRule, ...]:
    return tuple(
        DeadlineRule(name=f"{number}-days-before", days_before=number, at=time(9), grace=timedelta(days=2)) for number in days
    )


def _source(slug: str, name: Any, items: Any, facts: Any, rules: tuple[DeadlineRule, ...], order: int) -> DeadlineSource:
    return DeadlineSource(
        slug=slug,
        name=name,
        kind=slug,
        items=items,
        facts=facts,
        rules=rules,
        is_date=True,
        programme=SLUG,
        staff_items=_for_team(items),
        staff_url=lambda: reverse("focusgroup:invitation-list"),
        order=order,
    )


SOURCES = (
    _source(
        "invitation-next-action", gettext_lazy("next action of an invitation"), _next_actions, _target_facts, _rules(2, 0), 60
    ),
    _source("invitation-data-age", gettext_lazy("data that gets too old"), _aging_data, _data_facts, _rules(30, 7), 61),
    _source(
        "invitation-engagement-end",
        gettext_lazy("end of an agency’s engagement or NDA"),
        _ending_engagements,
        _engagement_facts,
        _rules(30, 7),
        62,
    ),
)
