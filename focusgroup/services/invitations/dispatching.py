"""No dispatch without approved plan, fresh data, approved proposal and live NDA: all that is missing is named at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import when
from council.library.models import Acceptance, Agreement
from council.members.models import Member
from focusgroup.models import AgencyEngagement, DataItem, Dispatch, InvitationProposal, InvitationTarget
from focusgroup.models.invitations import Stage
from focusgroup.models.invitations.deliverables import FRESH_MONTHS
from focusgroup.services.errors import FocusGroupError, WrongState
from focusgroup.services.invitations.holding import hold_engagement, hold_target, require_team
from focusgroup.services.invitations.moves import ORDER, Verb, carry_out
from focusgroup.services.invitations.names import named_without_consent
from focusgroup.services.invitations.telling import tell_of_dispatch


@dataclass(frozen=True)
class Missing:
    """One thing that a dispatch lacks: of which kind (stage, plan, data, proposal, people, engagement, nda), in words."""

    slug: str
    text: str


class DispatchBlocked(FocusGroupError):
    """Something is missing. `missing` names all of it."""

    message = gettext_lazy("This cannot be dispatched yet.")

    def __init__(self, missing: Sequence[Missing]) -> None:
        super().__init__()
        self.missing = list(missing)

    def __str__(self) -> str:
        return " ".join([str(self.message), *(one.text for one in self.missing)])


def what_is_missing(
    *,
    target: InvitationTarget,
    engagement: AgencyEngagement | None,
    proposal: InvitationProposal | None,
    now: datetime,
) -> list[Missing]:
    """All that a dispatch of `proposal` (None: of any approved version) by `engagement` lacks at `now`, in the reader's
    language."""
    today = timezone.localdate(now)
    return [
        *_of_stage(target),
        *_of_plan(target),
        *_of_data(target, today),
        *_of_proposal(target, proposal),
        *_of_people(target, proposal, engagement),
        *_of_engagement(target, engagement, today),
        *_of_nda(engagement, now),
    ]


@transaction.atomic
def dispatch(
    *, target: InvitationTarget, engagement: AgencyEngagement, proposal: InvitationProposal, by: Any, now: datetime
) -> Dispatch:
    """Hand plan, data and `proposal` to the agency of `engagement`; a qualified target moves to “proposal sent”.

    Target, engagement and agreement are held while it is looked at what is missing, so that nobody ends or changes them in
    between. The same version to the same engagement a second time is the same dispatch. Raises `NotYours`, `DispatchBlocked`,
    `WrongState` for a proposal of another target."""
    require_team(by, now)
    held = hold_target(target.pk)
    engaged = hold_engagement(engagement.pk)
    # Whoever publishes other words of the agreement waits, or was first.
    Agreement.objects.select_for_update(no_key=True).get(pk=engaged.agreement_id)
    version = InvitationProposal.objects.filter(pk=proposal.pk, target=held).first()
    if version is None:
        raise WrongState
    before = Dispatch.objects.filter(engagement=engaged, proposal=version).first()
    if before is not None:
        return before
    missing = what_is_missing(target=held, engagement=engaged, proposal=version, now=now)
    if missing:
        raise DispatchBlocked(missing)
    sent = Dispatch.objects.create(
        target=held,
        engagement=engaged,
        plan=_approved_plan(held),
        proposal=version,
        data=[item.as_it_is() for item in _items(held)],
        at=now,
        by=by,
    )
    if held.stage == Stage.QUALIFIED:
        words = _("Version %(number)s was dispatched.") % {"number": version.number}
        carry_out(held, Verb.ADVANCE, by=by, reason=words, now=now)
    tell_of_dispatch(sent)
    return sent


def _approved_plan(target: InvitationTarget) -> Any:
    return target.plans.exclude(approved_at=None).order_by("-number").first()


def _items(target: InvitationTarget) -> list[DataItem]:
    return list(DataItem.objects.filter(pack__target=target))


def _of_stage(target: InvitationTarget) -> list[Missing]:
    found = []
    if not target.is_open:
        found.append(
            Missing("stage", _("The target is not in progress: %(standing)s.") % {"standing": target.get_standing_display()})
        )
    if ORDER.index(Stage(target.stage)) < ORDER.index(Stage.QUALIFIED):
        words = {"stage": target.get_stage_display(), "needed": Stage.QUALIFIED.label}
        found.append(Missing("stage", _("The target must be at “%(needed)s”; it is at “%(stage)s”.") % words))
    return found


def _of_plan(target: InvitationTarget) -> list[Missing]:
    if _approved_plan(target) is not None:
        return []
    if target.plans.exists():
        return [Missing("plan", _("The invitation plan is not approved."))]
    return [Missing("plan", _("There is no invitation plan."))]


def _of_data(target: InvitationTarget, today: date) -> list[Missing]:
    items = _items(target)
    if not items:
        return [Missing("data", _("The data pack is empty."))]
    words = _("The data “%(title)s” is of %(day)s: older than %(months)s months.")
    return [
        Missing("data", words % {"title": item.title, "day": when.day(item.dated_on), "months": FRESH_MONTHS})
        for item in items
        if not item.is_fresh(today)
    ]


def _of_proposal(target: InvitationTarget, proposal: InvitationProposal | None) -> list[Missing]:
    if proposal is not None and proposal.approved_at is None:
        return [Missing("proposal", _("Version %(number)s of the proposal is not approved.") % {"number": proposal.number})]
    if proposal is None and not target.proposals.exclude(approved_at=None).exists():
        return [Missing("proposal", _("No version of the invitation proposal is approved."))]
    return []


def people_without_consent(
    target: InvitationTarget, proposal: InvitationProposal | None, engagement: AgencyEngagement | None
) -> list[Member]:
    """Who is named in what the agency of `engagement` would get of `target` (with `proposal`, else the latest approved one),
    and has not consented to it."""
    plan = _approved_plan(target)
    version = proposal or target.proposals.exclude(approved_at=None).order_by("-number").first()
    texts = [target.brief_ko, target.brief_en, plan.text if plan else ""]
    texts += [version.title, version.text] if version else []
    texts += [engagement.scope, engagement.deliverables] if engagement else []
    texts += [f"{item.title} {item.source} {item.note}" for item in _items(target)]
    return named_without_consent(texts)


def _of_people(
    target: InvitationTarget, proposal: InvitationProposal | None, engagement: AgencyEngagement | None
) -> list[Missing]:
    people = people_without_consent(target, proposal, engagement)
    if not people:
        return []
    words = _("Named without their consent to being named to an agency: %(people)s. Take the names out, or ask for consent.")
    return [Missing("people", words % {"people": ", ".join(str(person) for person in people)})]


def _of_engagement(target: InvitationTarget, engagement: AgencyEngagement | None, today: date) -> list[Missing]:
    if engagement is None:
        return [Missing("engagement", _("No agency is engaged for this target."))]
    found = []
    if not engagement.targets.filter(pk=target.pk).exists():
        found.append(Missing("engagement", _("The engagement does not cover this target.")))
    if engagement.ended_at is not None:
        day = when.day(timezone.localdate(engagement.ended_at))
        found.append(Missing("engagement", _("The engagement was ended on %(day)s.") % {"day": day}))
    elif not engagement.is_running(today):
        days = when.days(engagement.starts_on, engagement.ends_on)
        found.append(Missing("engagement", _("The engagement does not run today: %(days)s.") % {"days": days}))
    if not engagement.has_fit_contact:
        found.append(Missing("engagement", _("Its contact does not belong to the agency any more, or is suspended.")))
    return found


def _of_nda(engagement: AgencyEngagement | None, now: datetime) -> list[Missing]:
    if engagement is None:
        return [Missing("nda", _("There is no NDA."))]
    today = timezone.localdate(now)
    found = []
    if not nda_accepted(engagement, now):
        found.append(Missing("nda", _("The agency has not accepted the NDA as it is now.")))
    if today < engagement.nda_from:
        found.append(Missing("nda", _("The NDA holds from %(day)s only.") % {"day": when.day(engagement.nda_from)}))
    if today > engagement.nda_until:
        found.append(Missing("nda", _("The NDA ended on %(day)s.") % {"day": when.day(engagement.nda_until)}))
    return found


def nda_accepted(engagement: AgencyEngagement, now: datetime) -> Acceptance | None:
    """The record that the contact of `engagement` accepted its agreement as it is now; None where there is none."""
    return Acceptance.objects.filter(
        version__in=Agreement.objects.filter(pk=engagement.agreement_id).values("current"),
        user=engagement.contact.user_id,
        accepted_at__lte=now,
    ).first()
