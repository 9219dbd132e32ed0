"""Signatures of co-owners: for the filing, and for what they do together later. What was signed is not changed under them."""

from datetime import datetime
from typing import Any

from django.db import transaction

from council.library.models import Document
from council.members.models import Organisation
from council.members.permissions import member_of
from forums.models import CoOwner, CoOwnerConsent, IPCase, JointAct
from forums.models.rights import Act
from forums.permissions.rights import Part
from forums.services.errors import NotYours, WrongState
from forums.services.rights.errors import FiledAlready, PaperMissing, SignedAlready, TermsChanged
from forums.services.rights.holding import hold_for
from forums.services.rights.papers import keep_paper
from forums.services.rights.signatures import can_sign, missing_owners, terms_of
from forums.services.rights.telling import tell_all_signed, tell_voided


def _signable_owner(held: IPCase, organisation: Organisation, joint_act: JointAct | None) -> CoOwner:
    if not can_sign(held, joint_act):
        raise WrongState
    owner = CoOwner.objects.filter(case=held, organisation=organisation).first()
    if owner is None:
        raise NotYours
    if CoOwnerConsent.objects.live().filter(co_owner=owner, joint_act=joint_act).exists():
        raise SignedAlready
    return owner


def _current(joint_act: JointAct | None, held: IPCase) -> JointAct | None:
    if joint_act is None:
        return None
    return JointAct.objects.select_for_update(no_key=True, of=("self",)).get(pk=joint_act.pk, case=held)


@transaction.atomic
def sign(
    *, case: IPCase, organisation: Organisation, by: Any, now: datetime, seen: str, joint_act: JointAct | None = None
) -> CoOwnerConsent:
    """Sign for `organisation`, as its named contact. `seen`: `terms_of` the case as `by` saw it. Signed already: the same row.

    Raises `NotYours`, `WrongState`, `TermsChanged`."""
    held, part = hold_for(case, by, now)
    if organisation.pk not in part.companies:
        raise NotYours
    act = _current(joint_act, held)
    if seen != terms_of(held):
        raise TermsChanged
    try:
        owner = _signable_owner(held, organisation, act)
    except SignedAlready:
        return CoOwnerConsent.objects.live().get(co_owner__case=held, organisation=organisation, joint_act=act)
    member = member_of(by)
    made = _made(owner, act, by=by, now=now, name=member.display_name() if member else str(by))
    _tell(held, act, now)
    return made


@transaction.atomic
def record_signature(
    *,
    case: IPCase,
    organisation: Organisation,
    upload: Any,
    name: str,
    by: Any,
    now: datetime,
    joint_act: JointAct | None = None,
) -> CoOwnerConsent:
    """Enter a signature given on paper, with the paper, for the IP desk. Raises `NotYours`, `WrongState`, `SignedAlready`,
    `PaperMissing`, `council.library.content.RefusedFileError`."""
    held, part = hold_for(case, by, now)
    if not part.is_desk:
        raise NotYours
    if not upload:
        raise PaperMissing
    act = _current(joint_act, held)
    owner = _signable_owner(held, organisation, act)
    paper = keep_paper(
        held, upload=upload, stage="signature", title_ko=f"서명: {organisation.name_ko}", title_en="", by=by, now=now
    )
    made = _made(owner, act, by=by, now=now, name=name.strip() or str(organisation), document=paper)
    _tell(held, act, now)
    return made


def _made(
    owner: CoOwner, act: JointAct | None, *, by: Any, now: datetime, name: str, document: Document | None = None
) -> CoOwnerConsent:
    return CoOwnerConsent.objects.create(
        case=owner.case,
        organisation=owner.organisation,
        co_owner=owner,
        act=act.act if act else Act.FILE,
        joint_act=act,
        document=document,
        on_paper=document is not None,
        given_at=now,
        by=by,
        name=name[:200],
    )


def _tell(held: IPCase, act: JointAct | None, now: datetime) -> None:
    if not missing_owners(held, act):
        tell_all_signed(held, act, now)


@transaction.atomic
def take_back(*, consent: CoOwnerConsent, by: Any, now: datetime) -> CoOwnerConsent:
    """Take a signature back, as a contact of that company or the IP desk: for the filing until it is filed, for a joint act
    until it is carried out. Taken back already: nothing happens. Raises `NotYours`, `FiledAlready`."""
    held, part = hold_for(consent.case, by, now)
    if not may_take_back(consent, part):
        raise NotYours
    act = _current(consent.joint_act, held)
    current = CoOwnerConsent.objects.select_for_update(no_key=True, of=("self",)).get(pk=consent.pk)
    if not (held.is_unfiled if act is None else act.state == JointAct.State.OPEN):
        raise FiledAlready
    if current.withdrawn_at is None and current.voided_at is None:
        current.withdrawn_at, current.withdrawn_by = now, by
        current.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return current


def may_take_back(consent: CoOwnerConsent, part: Part) -> bool:
    """Whether this signature is for somebody with this part to take back."""
    return part.is_desk or consent.organisation_id in part.companies


def void_signatures(held: IPCase, now: datetime, *, by: Any) -> int:
    """What was signed of a held case has changed: nobody has signed this. Whoever had is told. Returns how many signatures are
    void."""
    live = CoOwnerConsent.objects.live().filter(case=held, act=Act.FILE)
    organisations = list(live.values_list("organisation", flat=True))
    live.update(voided_at=now)
    tell_voided(held, organisations, now, by=by)
    return len(organisations)
