from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from focusgroup.models import Consultation, Offer
from tests.factories import NOW, MemberFactory, MembershipFactory, OrganisationFactory
from tests.focusgroup.factories.seats import GroupFactory


class ConsultationFactory(DjangoModelFactory):
    """One that was sent, of a member for his organisation, wanted in two weeks."""

    class Meta:
        model = Consultation

    requester = factory.SubFactory(MemberFactory, organisation=factory.SubFactory(OrganisationFactory))
    organisation = factory.SelfAttribute("requester.organisation")
    title = "Which rivet?"
    question = "We join steel and polymer. Which rivet holds?"
    due_on = NOW.date() + timedelta(days=14)
    state = Consultation.State.SUBMITTED
    created_at = NOW
    submitted_at = NOW


def sits(body=None, **member):
    """Somebody who sits in the Focus Group."""
    return MembershipFactory(body=body or GroupFactory(), member=MemberFactory(**member)).member


def in_hands(expert, state="offered", **more):
    """A consultation that `expert` was offered or, with `accepted`, has."""
    found = ConsultationFactory(state=state, **more)
    Offer.objects.create(consultation=found, expert=expert, state=state, offered_at=NOW)
    return found
