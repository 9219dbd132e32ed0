import factory
from factory.django import DjangoModelFactory

from focusgroup.models import Seat
from tests.factories import BodyFactory, MembershipFactory


class GroupFactory(BodyFactory):
    """The Focus Group."""

    class Meta:
        django_get_or_create = ("slug",)

    slug = "focus-group"
    programme = "focus-group"
    kind = "group"


class FocusSeatFactory(DjangoModelFactory):
    """A professor's seat in the Focus Group, for an open term."""

    class Meta:
        model = Seat

    membership = factory.SubFactory(MembershipFactory, body=factory.SubFactory(GroupFactory))
    constituency = Seat.Constituency.PROFESSOR
