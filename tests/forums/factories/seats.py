from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from forums.models import Forum, SeatApplication
from tests.factories import NOW, BodyFactory, MemberFactory, OrganisationFactory


class ForumFactory(DjangoModelFactory):
    """A forum of the injection moulders."""

    class Meta:
        model = Forum

    body = factory.SubFactory(BodyFactory, programme="forums", kind="forum")
    field_ko = "사출성형"
    field_en = "Injection moulding"


class SeatApplicationFactory(DjangoModelFactory):
    """Senior staff of a company ask for a seat, a day before NOW."""

    class Meta:
        model = SeatApplication

    forum = factory.SubFactory(ForumFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    member = factory.SubFactory(MemberFactory, grade="senior", organisation=factory.SelfAttribute("..organisation"))
    why = "We mould covers for lamps."
    applied_at = NOW - timedelta(days=1)
