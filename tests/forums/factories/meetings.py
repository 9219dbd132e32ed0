from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from council.members.models import Industry
from forums.models import ActionItem, ItemClearance, Meeting
from tests.factories import NOW, AgendaItemFactory, EventFactory, MemberFactory
from tests.forums.factories.seats import ForumFactory


class MeetingFactory(DjangoModelFactory):
    """A regular meeting of a forum, two weeks after NOW, whose members are enrolled."""

    class Meta:
        model = Meeting

    forum = factory.SubFactory(ForumFactory)
    event = factory.LazyAttribute(
        lambda one: EventFactory(body=one.forum.body, audience="body", mode="standing", kind="meeting")
    )
    state_at = NOW


class IndustryFactory(DjangoModelFactory):
    class Meta:
        model = Industry
        django_get_or_create = ("code",)

    code = "C222"
    name_ko = "플라스틱제품 제조업"
    name_en = "Plastic products"


class ActionItemFactory(DjangoModelFactory):
    class Meta:
        model = ActionItem

    meeting = factory.SubFactory(MeetingFactory)
    owner = factory.SubFactory(MemberFactory)
    title_ko = "금형 온도를 잰다"
    title_en = "Measure the temperature of the mould"
    due_on = NOW.date() + timedelta(days=30)


def cleared_item(event, **values):
    """An item of the agenda that somebody has cleared."""
    item = AgendaItemFactory(event=event, **values)
    ItemClearance.objects.create(item=item, is_cleared=True, at=NOW)
    return item
