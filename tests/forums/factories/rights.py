"""Rows of joint IP cases."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import factory
from django.db import transaction
from factory.django import DjangoModelFactory

from council.members.models import Member, Organisation
from forums.models import CaseContact, CaseEvent, CoOwner, CoOwnerConsent, IPCase, IPDeskMember
from forums.models.rights import UNFILED, CaseState
from tests.factories import NOW, MemberFactory, OrganisationFactory, coordinator

TODAY = date(2026, 11, 2)


class IPCaseFactory(DjangoModelFactory):
    """An idea of two companies, half of it each; `owners` says whose, as {organisation: share} or a list for equal shares.

    Beyond the filing it has everybody's signature."""

    class Meta:
        model = IPCase
        skip_postgeneration_save = True

    title_ko = factory.Sequence(lambda n: f"발명 {n}")
    title_en = factory.Sequence(lambda n: f"Invention {n}")
    created_at = NOW
    state_at = NOW

    @classmethod
    @transaction.atomic
    def _create(cls, model_class: Any, *args: Any, owners: Any = None, state: str = CaseState.IDEA, **values: Any) -> IPCase:
        case: IPCase = super()._create(model_class, *args, **values)
        found = owners if owners is not None else [OrganisationFactory(kind="company") for _ in range(2)]
        shares = found if isinstance(found, dict) else {one: Fraction(1, len(found)) for one in found}
        for position, (organisation, share) in enumerate(shares.items(), start=1):
            CoOwner.objects.create(
                case=case,
                organisation=organisation,
                position=position,
                numerator=share.numerator,
                denominator=share.denominator,
            )
        if state != CaseState.IDEA:
            if state not in UNFILED:
                signed(case)
            IPCase.objects.filter(pk=case.pk).update(state=state)
            case.state = state
        return case


def signed(case: IPCase, *organisations: Organisation) -> None:
    """The signatures of `organisations` for the filing, of all owners where none is named."""
    for owner in case.owners.all():
        if not organisations or owner.organisation in organisations:
            CoOwnerConsent.objects.create(
                case=case, organisation=owner.organisation, co_owner=owner, given_at=NOW, name="Somebody"
            )


def contact_of(case: IPCase, organisation: Organisation | None = None, **values: Any) -> Member:
    """A new named contact of one of its owners, the first where none is named."""
    company = organisation or case.owners.order_by("position").select_related("organisation")[0].organisation
    member: Member = MemberFactory(organisation=company, **values)
    CaseContact.objects.create(case=case, organisation=company, member=member, since=NOW)
    return member


def ip_desk(email: str = "ip-desk@example.com") -> Any:
    """A log-in of the forums' staff at the IP desk."""
    user = coordinator("forums", email=email)
    IPDeskMember.objects.create(member=user.member, since=TODAY - timedelta(days=365))
    return user


def happened(case: IPCase, kind: str, on: date, **values: Any) -> CaseEvent:
    """That something happened to a case on a day."""
    return CaseEvent.objects.create(case=case, kind=kind, on=on, recorded_at=NOW, **values)
