"""Rows of the invitation pipeline."""

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from council.library.models import Acceptance
from council.members.models import Member, Organisation
from focusgroup.models import (
    AgencyEngagement,
    DataItem,
    DataPack,
    InvitationPlan,
    InvitationProposal,
    InvitationTarget,
    InvitationTeamMember,
)
from tests.factories import NOW, AgreementFactory, MemberFactory, OrganisationFactory

TODAY = date(2026, 11, 2)


class TargetFactory(DjangoModelFactory):
    """A target that was just identified."""

    class Meta:
        model = InvitationTarget

    name_en = factory.Sequence(lambda n: f"Target Works {n}")
    hq_country = "SE"
    created_at = NOW
    moved_at = NOW


class TeamMemberFactory(DjangoModelFactory):
    """In the team since a year, without an end."""

    class Meta:
        model = InvitationTeamMember

    member = factory.SubFactory(MemberFactory)
    since = TODAY - timedelta(days=365)


class EngagementFactory(DjangoModelFactory):
    """An agency engaged for two years around NOW, whose contact has not accepted the NDA."""

    class Meta:
        model = AgencyEngagement
        skip_postgeneration_save = True

    agency = factory.SubFactory(OrganisationFactory, kind=Organisation.Kind.AGENCY)
    contact = factory.SubFactory(
        MemberFactory,
        state=Member.State.DRAFT,
        kind=Member.Kind.EXTERNAL,
        organisation=factory.SelfAttribute("..agency"),
    )
    scope = "Find out whom to talk to."
    deliverables = "A report a month."
    starts_on = TODAY - timedelta(days=365)
    ends_on = TODAY + timedelta(days=365)
    agreement = factory.SubFactory(AgreementFactory, programme="focus-group")
    nda_from = TODAY - timedelta(days=365)
    nda_until = TODAY + timedelta(days=365)
    created_at = NOW

    @factory.post_generation
    def targets(self, create, extracted, **kwargs):
        if extracted:
            self.targets.set(extracted)


def accept(engagement: AgencyEngagement) -> Acceptance:
    """The contact of `engagement` has accepted its agreement as it is."""
    contact = engagement.contact
    return Acceptance.objects.create(
        version=engagement.agreement.current, user=contact.user, name=str(contact), language="en", accepted_at=NOW
    )


def papers(target: InvitationTarget) -> InvitationProposal:
    """An approved plan, fresh data, an approved version of the proposal, which is returned."""
    approved = {"approved_at": NOW, "approved_as": "KIM Garam", "written_at": NOW}
    InvitationPlan.objects.create(target=target, number=1, text="Why they should come.", **approved)
    pack = DataPack.objects.create(target=target, created_at=NOW)
    DataItem.objects.create(pack=pack, title="Wages", source="Office", licence="KOGL type 1", dated_on=TODAY)
    words = {"language": "en", "title": "Come and see", "text": "You are **welcome**."}
    return InvitationProposal.objects.create(target=target, number=1, **words, **approved)
