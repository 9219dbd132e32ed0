"""What co-owners do together once the application is filed: assign, pledge, license. Each of them signs, then it is carried out
(Patent Act Art. 37(3), 99)."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import transaction

from council.members.models import Organisation
from forums.models import CoOwnerConsent, IPCase, JointAct
from forums.models.rights import ENDED, Act, CaseState
from forums.services.errors import NotYours, WrongState
from forums.services.rights.errors import SignaturesMissing
from forums.services.rights.holding import hold_for, hold_for_office, note_move
from forums.services.rights.owners import Parts, check_parts, write_owners
from forums.services.rights.signatures import missing_owners
from forums.services.rights.telling import ask_for_signatures

OVER = (*ENDED, CaseState.REJECTED)


@transaction.atomic
def propose_act(*, case: IPCase, act: str, terms: str, by: Any, now: datetime, parts: Parts | None = None) -> JointAct:
    """Propose what every co-owner must sign, and ask them. An assignment says who owns which part afterwards.

    Raises `NotYours`, `WrongState` (nothing is filed yet, or nothing is left), what `check_parts` raises."""
    held, _part = hold_for(case, by, now)
    if held.is_unfiled or held.state in OVER or act == Act.FILE:
        raise WrongState
    shares = None
    if act == Act.ASSIGN:
        check_parts(parts or [])
        shares = [[organisation.pk, share.numerator, share.denominator] for organisation, share in parts or []]
    made = JointAct.objects.create(case=held, act=act, terms=terms, shares=shares, asked_at=now, asked_by=by)
    ask_for_signatures(held, now, joint_act=made, by=by)
    return made


def parts_of(joint_act: JointAct) -> list[tuple[Organisation, Fraction]]:
    """Who owns which part after an assignment."""
    rows: list[list[int]] = joint_act.shares or []
    found = Organisation.objects.in_bulk([row[0] for row in rows])
    return [(found[key], Fraction(numerator, denominator)) for key, numerator, denominator in rows if key in found]


@transaction.atomic
def carry_out(*, joint_act: JointAct, by: Any, now: datetime) -> JointAct:
    """Note that what everybody signed was done; an assignment changes owners and shares. For the attorney and the IP desk.

    Raises `NotYours`, `WrongState`, `SignaturesMissing`."""
    held = hold_for_office(joint_act.case, by, now)
    current = JointAct.objects.select_for_update(no_key=True, of=("self",)).get(pk=joint_act.pk)
    if current.state != JointAct.State.OPEN or held.state in OVER:
        raise WrongState
    if missing := missing_owners(held, current):
        raise SignaturesMissing(missing)
    if current.act == Act.ASSIGN:
        write_owners(held, parts_of(current))
        # Nobody has signed the rest for these owners.
        others = CoOwnerConsent.objects.live().filter(case=held, joint_act__state=JointAct.State.OPEN)
        voided = list(JointAct.objects.filter(pk__in=others.exclude(joint_act=current).values("joint_act")))
        others.exclude(joint_act=current).update(voided_at=now)
        for act in voided:
            ask_for_signatures(held, now, joint_act=act, by=by)
    current.state, current.settled_at, current.settled_by = JointAct.State.DONE, now, by
    current.save(update_fields=["state", "settled_at", "settled_by"])
    note_move(held, current.act, before=held.state, by=by, now=now, reason=current.terms)
    return current


@transaction.atomic
def drop_act(*, joint_act: JointAct, by: Any, now: datetime) -> JointAct:
    """Drop what was proposed: who proposed it, the attorney, the IP desk. Settled already: nothing happens.

    Raises `NotYours`."""
    _held, part = hold_for(joint_act.case, by, now)
    current = JointAct.objects.select_for_update(no_key=True, of=("self",)).get(pk=joint_act.pk)
    if not part.is_office and current.asked_by_id != by.pk:
        raise NotYours
    if current.state == JointAct.State.OPEN:
        current.state, current.settled_at, current.settled_by = JointAct.State.DROPPED, now, by
        current.save(update_fields=["state", "settled_at", "settled_by"])
    return current
