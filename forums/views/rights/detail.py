"""What stands on the page of a case."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from council import when
from council.library.permissions import visible_documents
from forums.models import CaseContact, CaseMove, CoOwner, CoOwnerConsent, Cost, IPCase, JointAct
from forums.models.rights import ALIVE, PENDING, UNFILED, CaseState
from forums.origins import origin_facts
from forums.permissions.rights import Part
from forums.services.rights.consents import may_take_back
from forums.services.rights.money import balances
from forums.services.rights.papers import OWNER
from forums.services.rights.signatures import can_sign, missing_owners
from forums.services.rights.steps import NAMES, last_step, possible_steps

# The way of a case in a few stages, for the eye.
STAGES: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (CaseState.IDEA.label, (CaseState.IDEA,)),
    (CaseState.AGREEMENT.label, (CaseState.AGREEMENT,)),
    (CaseState.PRIOR_ART.label, (CaseState.PRIOR_ART,)),
    (CaseState.READY.label, (CaseState.READY,)),
    (CaseState.FILED.label, (CaseState.FILED, CaseState.PUBLISHED, CaseState.EXAMINATION)),
    (CaseState.OFFICE_ACTION.label, (CaseState.OFFICE_ACTION, CaseState.RESPONDED)),
    (CaseState.DECIDED.label, (CaseState.DECIDED,)),
    (CaseState.REGISTERED.label, ALIVE),
)
TONES: dict[str, str] = {
    **dict.fromkeys((CaseState.REJECTED, CaseState.LAPSED), "danger"),
    **dict.fromkeys((CaseState.WITHDRAWN, CaseState.ABANDONED, CaseState.EXPIRED), "neutral"),
    **dict.fromkeys(ALIVE, "success"),
    **dict.fromkeys(PENDING, "info"),
    **dict.fromkeys(UNFILED, "info"),
}


def case_context(case: IPCase, part: Part, user: Any, now: datetime) -> dict[str, Any]:
    """All of a case, in a constant number of queries."""
    consents = list(case.consents.select_related("organisation", "document__current", "joint_act"))
    acts = list(case.joint_acts.select_related("asked_by__member"))
    costs = list(Cost.objects.filter(case=case).select_related("paid_by").prefetch_related("parts__organisation"))
    events = list(case.events.select_related("superseded_by"))
    documents = visible_documents(user, now, kinds=[OWNER]).filter(owner_key=str(case.pk))
    return {
        "case": case,
        "part": part,
        "today": timezone.localdate(now),
        "tone": TONES[case.state],
        "stages": _stages(case),
        "steps": possible_steps(case, part),
        "may_put_back": part.is_office and last_step(case) is not None,
        "origin": origin_facts(case, user, now),
        "inventors": list(case.inventors.all()),
        "owners": _owners(case, consents, part, now),
        "signable": can_sign(case),
        "missing": missing_owners(case) if can_sign(case) else [],
        "may_sign": can_sign(case) and bool(_unsigned(case, consents) & part.companies),
        "acts": [_act(one, consents, part, user) for one in acts],
        "filings": list(case.filings.all()),
        "events": [one for one in events if one.corrected_at is None],
        "corrected": [one for one in events if one.corrected_at is not None],
        "costs": costs,
        "balances": balances(case),
        "uses": list(case.uses.select_related("organisation")),
        "documents": list(documents.select_related("current")),
        "timeline": _timeline(list(case.moves.select_related("by__member"))),
    }


def _stages(case: IPCase) -> list[dict[str, str]]:
    place = next((number for number, (_label, states) in enumerate(STAGES) if case.state in states), None)
    if place is None:
        return []
    states = ["done"] * place + ["current"] + ["todo"] * (len(STAGES) - place - 1)
    return [{"label": str(label), "state": state} for (label, _states), state in zip(STAGES, states, strict=True)]


def _live(consents: list[CoOwnerConsent], act: JointAct | None) -> dict[int | None, CoOwnerConsent]:
    """The signatures that count, by owner."""
    live = (one for one in consents if one.withdrawn_at is None and one.voided_at is None)
    return {one.co_owner_id: one for one in live if one.joint_act_id == (act.pk if act else None)}


def _unsigned(case: IPCase, consents: list[CoOwnerConsent]) -> set[int]:
    signed = {one.organisation_id for one in _live(consents, None).values()}
    return set(case.owners.values_list("organisation", flat=True)) - signed


def _owners(case: IPCase, consents: list[CoOwnerConsent], part: Part, now: datetime) -> list[dict[str, Any]]:
    """Each owner with share, signature and contacts."""
    signed = _live(consents, None)
    rows = CoOwner.objects.filter(case=case).select_related("organisation").order_by("position", "pk")
    people: dict[int, list[CaseContact]] = {}
    for contact in CaseContact.objects.in_force(now).filter(case=case).select_related("member__user"):
        people.setdefault(contact.organisation_id, []).append(contact)
    found = []
    for owner in rows:
        consent = signed.get(owner.pk)
        may = part.is_office or owner.organisation_id in part.companies
        back = consent is not None and case.is_unfiled and may_take_back(consent, part)
        contacts = people.get(owner.organisation_id, [])
        found.append({"owner": owner, "consent": consent, "contacts": contacts, "may_name": may, "may_take_back": back})
    return found


def _act(act: JointAct, consents: list[CoOwnerConsent], part: Part, user: Any) -> dict[str, Any]:
    """A joint act with who has signed it, and what of that is the reader's to take back or drop."""
    signed = list(_live(consents, act).values())
    for consent in signed:
        consent.may_take_back = may_take_back(consent, part)  # type: ignore[attr-defined]  # for the page
    return {"act": act, "signed": signed, "is_mine": act.asked_by_id == user.pk}


def who(user: Any) -> str:
    """The name of who did something."""
    return user.member.display_name() if user is not None else _("somebody whose log-in is gone")


def _timeline(moves: list[CaseMove]) -> list[dict[str, Any]]:
    """What was done, the latest first."""
    found = []
    for move in moves:
        title = str(NAMES.get(move.verb, move.verb))
        if move.before != move.after:
            title = f"{title}: {move.get_after_display()}"
        entry = {"when": f"{when.moment(move.at)} · {who(move.by)}", "title": title, "text": move.reason}
        found.append({**entry, "tone": TONES[move.after] if move.before != move.after else "neutral"})
    return found
