"""Two records of one company become one: what both own of a case is added up exactly, and what both signed counts once."""

from fractions import Fraction

from django.db.models import Q
from django.utils.translation import gettext as _

from council.merging import Joining, MergeForbiddenError
from forums.models import CaseContact, CoOwner, CoOwnerConsent, CostShare, IPCase, JointAct, RightUse
from forums.models.rights import Act
from forums.services.rights.holding import hold_case
from forums.services.rights.telling import tell_voided_by_merge


def settle_organisations(joining: Joining) -> None:
    """Settle what this part's constraints forbid two records of one company. Whoever merges them is not told of any case; the
    contacts of both are, where a signature of one of them is void.

    Raises `MergeForbiddenError` where a case would be left with one owner."""
    both = CoOwner.objects.filter(organisation=joining.kept, case__owners__organisation=joining.gone)
    for case in IPCase.objects.filter(pk__in=both.values("case")).order_by("pk"):
        held = hold_case(case)
        if held.owners.count() < 3:
            raise MergeForbiddenError(
                _("The IP desk of the technology forums must settle something before these two become one: ask it.")
            )
        _add_shares(held, joining)
    _acts(joining)
    _contacts(joining)
    _parts(joining)
    _uses(joining)


def settle_people(joining: Joining) -> None:
    """Named for the same owner of a case under both records, and both still in force: the first record's goes on."""
    for contact in CaseContact.objects.filter(member=joining.gone, ended_at=None):
        same: dict[str, int] = {"case": contact.case_id, "organisation": contact.organisation_id}
        if CaseContact.objects.filter(**same, member=joining.kept, ended_at=None).exists():
            CaseContact.objects.filter(pk=contact.pk).update(ended_at=max(joining.now, contact.since))


def _add_shares(held: IPCase, joining: Joining) -> None:
    """One part of both. Where one of the two alone had signed, both records' contacts are asked anew."""
    mine = CoOwner.objects.get(case=held, organisation=joining.kept)
    theirs = CoOwner.objects.get(case=held, organisation=joining.gone)
    share = mine.share + theirs.share
    signed = {one.joint_act_id: one for one in CoOwnerConsent.objects.live().filter(co_owner=mine)}
    other = {one.joint_act_id: one for one in CoOwnerConsent.objects.live().filter(co_owner=theirs)}
    # Both have signed: the first record's signature counts. One of both: that one, for all that they own now, does not.
    for act, consent in {**signed, **other}.items():
        if act not in signed or act not in other:
            CoOwnerConsent.objects.filter(pk=consent.pk).update(voided_at=joining.now)
            both = (joining.kept.pk, joining.gone.pk)
            tell_voided_by_merge(held, consent.joint_act, both, joining.now)
        else:
            CoOwnerConsent.objects.filter(pk=other[act].pk).update(voided_at=joining.now)
    CoOwnerConsent.objects.filter(co_owner=theirs).update(co_owner=mine)
    theirs.delete()
    CoOwner.objects.filter(pk=mine.pk).update(numerator=share.numerator, denominator=share.denominator)


def _acts(joining: Joining) -> None:
    """Who owns what after an assignment that is not carried out yet."""
    for act in JointAct.objects.filter(state=JointAct.State.OPEN, act=Act.ASSIGN):
        found: dict[int, Fraction] = {}
        for key, numerator, denominator in act.shares or []:
            owner = joining.kept.pk if key == joining.gone.pk else key
            found[owner] = found.get(owner, Fraction(0)) + Fraction(numerator, denominator)
        shares = [[key, share.numerator, share.denominator] for key, share in found.items()]
        if shares != act.shares:
            JointAct.objects.filter(pk=act.pk).update(shares=shares)


def _contacts(joining: Joining) -> None:
    """Named by both for the same case: the first record's goes on."""
    mine = CaseContact.objects.filter(organisation=joining.kept, ended_at=None)
    for contact in CaseContact.objects.filter(organisation=joining.gone, ended_at=None):
        if mine.filter(case=contact.case_id, member=contact.member_id).exists():
            CaseContact.objects.filter(pk=contact.pk).update(ended_at=max(joining.now, contact.since))


def _parts(joining: Joining) -> None:
    """Both bear a part of the same cost: one bears both."""
    mine = {part.cost_id: part for part in CostShare.objects.filter(organisation=joining.kept)}
    for part in CostShare.objects.filter(organisation=joining.gone, cost__in=mine):
        whole = mine[part.cost_id].amount_krw + part.amount_krw
        part.delete()
        CostShare.objects.filter(pk=mine[part.cost_id].pk).update(amount_krw=whole)


def _uses(joining: Joining) -> None:
    """The same use recorded by both is one, with the greater amount."""
    for use in RightUse.objects.filter(organisation=joining.gone):
        same = Q(case=use.case_id, kind=use.kind, year=use.year, what=use.what)
        twin = RightUse.objects.filter(same, organisation=joining.kept).first()
        if twin is None:
            continue
        amounts = [one.amount_krw for one in (use, twin) if one.amount_krw is not None]
        RightUse.objects.filter(pk=twin.pk).update(amount_krw=max(amounts, default=None))
        use.delete()
