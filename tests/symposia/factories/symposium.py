from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from council.members.models import Body
from symposia.models import Participation, Room, Symposium, Track
from tests.factories import NOW, BodyFactory, EventFactory, RegistrationFactory


class SymposiumFactory(DjangoModelFactory):
    """A symposium of two days, in ten days from NOW, that everybody may see."""

    class Meta:
        model = Symposium

    event = factory.SubFactory(
        EventFactory,
        slug="symposium",
        programme="symposia",
        starts_at=NOW + timedelta(days=10),
        ends_at=NOW + timedelta(days=11, hours=6),
    )


def committee_of(symposium):
    """A committee for `symposium`, without anybody in it yet."""
    symposium.committee = BodyFactory(programme="symposia", kind=Body.Kind.COMMITTEE)
    symposium.save()
    return symposium.committee


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = Room

    symposium = factory.SubFactory(SymposiumFactory)
    name_ko = factory.Sequence(lambda n: f"{n + 1}회의실")
    name_en = factory.Sequence(lambda n: f"Room {n + 1}")


class TrackFactory(DjangoModelFactory):
    class Meta:
        model = Track

    symposium = factory.SubFactory(SymposiumFactory)
    slug = factory.Sequence(lambda n: f"track-{n + 1}")
    title_ko = factory.Sequence(lambda n: f"{n + 1}분과")
    title_en = factory.Sequence(lambda n: f"Track {n + 1}")


class ParticipationFactory(DjangoModelFactory):
    """Somebody with a seat who comes on every day, as a researcher."""

    class Meta:
        model = Participation

    registration = factory.SubFactory(RegistrationFactory)
    role = "researcher"
    days = factory.LazyAttribute(lambda made: made.registration.event.symposium.dates)
