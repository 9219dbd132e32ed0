from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from symposia.models import InterestExpression, RoleVerification, TechOffer
from tests.factories import NOW, MemberFactory, OrganisationFactory
from tests.symposia.factories.symposium import SymposiumFactory


class OfferFactory(DjangoModelFactory):
    """One that is published for a year, of a researcher of an institute."""

    class Meta:
        model = TechOffer

    symposium = factory.SubFactory(SymposiumFactory)
    owner = factory.SubFactory(MemberFactory, organisation=factory.SubFactory(OrganisationFactory))
    organisation = factory.SelfAttribute("owner.organisation")
    title_en = "A joint that holds"
    summary_en = "Steel and polymer in one part."
    description_en = "Kept for one who is accepted."
    field = TechOffer.Field.JOINING
    trl = 5
    ipr = TechOffer.Ipr.FILED
    partners = ["maker", "investor"]
    cooperation = ["licence"]
    state = TechOffer.State.PUBLISHED
    created_at = NOW - timedelta(days=3)
    handed_in_at = NOW - timedelta(days=2)
    checked_at = NOW - timedelta(days=1)
    published_at = NOW
    valid_until = NOW.date() + timedelta(days=365)


def draft(**more):
    """A draft that was not handed in."""
    return OfferFactory(
        **{
            "state": "draft",
            "organisation": None,
            "handed_in_at": None,
            "checked_at": None,
            "published_at": None,
            "valid_until": None,
            **more,
        }
    )


def looks_for(role="investor", member=None, **more):
    """A member whose role was verified."""
    member = member or MemberFactory(organisation=OrganisationFactory(), **more)
    RoleVerification.objects.create(
        member=member, role=role, text="Our website.", state="verified", asked_at=NOW - timedelta(days=9), decided_at=NOW
    )
    return member


class InterestFactory(DjangoModelFactory):
    """One that waits for its answer, of an investor."""

    class Meta:
        model = InterestExpression

    offer = factory.SubFactory(OfferFactory)
    member = factory.LazyFunction(looks_for)
    organisation = factory.SelfAttribute("member.organisation")
    title_ko = factory.SelfAttribute("offer.title_ko")
    title_en = factory.SelfAttribute("offer.title_en")
    role = "investor"
    message = "We would like to know more."
    offered = "Funds for a pilot line."
    sent_at = NOW
    expires_at = NOW + timedelta(days=30)
