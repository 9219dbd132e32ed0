from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from focusgroup.models import Decision, Evidence, Opportunity, Proposal, Sitting
from tests.factories import NOW, EventFactory, MemberFactory
from tests.focusgroup.factories.seats import GroupFactory


class ProposalFactory(DjangoModelFactory):
    """A draft that could be submitted but for its evidence; with `state` and `serial` one that was."""

    class Meta:
        model = Proposal

    class Params:
        numbered = factory.Trait(
            year=2026,
            serial=factory.Sequence(lambda n: n + 100),
            number=factory.LazyAttribute(lambda one: f"FG-{one.year}-{one.serial:03}"),
            submitted_at=NOW - timedelta(days=20),
            state="submitted",
        )

    author = factory.SubFactory(MemberFactory)
    kind = Proposal.Kind.PROJECT
    title_ko = factory.Sequence(lambda n: f"시험 제안 {n}")
    title_en = factory.Sequence(lambda n: f"Test proposal {n}")
    problem_en = "Nobody tries dies together."
    plan_en = "A shared centre."
    created_at = NOW - timedelta(days=30)
    state_at = NOW - timedelta(days=1)


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = Evidence

    proposal = factory.SubFactory(ProposalFactory)
    label_en = "Employment of the cluster"


class OpportunityFactory(DjangoModelFactory):
    class Meta:
        model = Opportunity

    kind = Opportunity.Kind.STATISTIC
    title_en = factory.Sequence(lambda n: f"Employment moved {n}")
    noticed_at = NOW


class MeetingFactory(EventFactory):
    """A meeting of the Focus Group, today."""

    programme = "focus-group"
    body = factory.SubFactory(GroupFactory)
    starts_at = NOW - timedelta(hours=1)
    ends_at = NOW + timedelta(hours=3)
    audience = "body"


class SittingFactory(DjangoModelFactory):
    """A closed vote of eleven seats."""

    class Meta:
        model = Sitting

    proposal = factory.SubFactory(ProposalFactory, numbered=True, state="on-agenda")
    event = factory.SubFactory(MeetingFactory)
    state = Sitting.State.CLOSED
    placed_at = NOW - timedelta(days=2)
    opened_at = NOW - timedelta(hours=1)
    closed_at = NOW
    enrolled = 11


class DecisionFactory(DjangoModelFactory):
    """Adopted by four of seven."""

    class Meta:
        model = Decision

    proposal = factory.SubFactory(ProposalFactory, numbered=True, state="adopted")
    sitting = factory.SubFactory(SittingFactory, proposal=factory.SelfAttribute("..proposal"), state="decided")
    serial = 1
    outcome = Decision.Outcome.ADOPTED
    text_ko = "제안을 의결한다."
    text_en = "The proposal is adopted."
    enrolled = 11
    present = 7
    recused = 1
    in_favour = 4
    against = 1
    abstained = 1
    decided_at = NOW
