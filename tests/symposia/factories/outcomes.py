from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from symposia.models import CEOTalk, NetworkAction, Obstacle
from tests.factories import NOW, MemberFactory
from tests.symposia.factories.symposium import SymposiumFactory


class TalkFactory(DjangoModelFactory):
    """A talk of a CEO, of which nothing is written down yet."""

    class Meta:
        model = CEOTalk

    symposium = factory.SubFactory(SymposiumFactory)
    speaker = factory.SubFactory(MemberFactory)
    title_en = "The year the money ran out"
    stage = "growth"


class ObstacleFactory(DjangoModelFactory):
    class Meta:
        model = Obstacle

    symposium = factory.SubFactory(SymposiumFactory)
    stage = "pilot"
    kind = "certification"
    text_en = "No standard says how long it must hold."
    recorded_at = NOW


class ActionFactory(DjangoModelFactory):
    """Something to do within ten days."""

    class Meta:
        model = NetworkAction

    symposium = factory.SubFactory(SymposiumFactory)
    owner = factory.SubFactory(MemberFactory)
    title_en = "Collect the data"
    due_on = NOW.date() + timedelta(days=10)
    agreed_at = NOW
