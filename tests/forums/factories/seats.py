import factory
from factory.django import DjangoModelFactory

from forums.models import Forum
from tests.factories import BodyFactory


class ForumFactory(DjangoModelFactory):
    """A forum of the injection moulders."""

    class Meta:
        model = Forum

    body = factory.SubFactory(BodyFactory, programme="forums", kind="forum")
    field_ko = "사출성형"
    field_en = "Injection moulding"
