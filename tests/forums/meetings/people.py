"""A forum with its people for the tests of meetings."""

from datetime import timedelta
from types import SimpleNamespace

from tests.factories import NOW, BodyFactory, EventFactory, MemberFactory, MembershipFactory, OrganisationFactory, coordinator
from tests.forums.factories.meetings import MeetingFactory
from tests.forums.factories.seats import ForumFactory


def small_forum(seats=4, **values):
    """A chair, a secretary, plain seats; two people at the desk, an outsider; one meeting two weeks ahead."""
    body = BodyFactory(programme="forums", kind="forum", slug="moulders")
    forum = ForumFactory(body=body)

    def seated(role="member"):
        member = MemberFactory(organisation=OrganisationFactory())
        MembershipFactory(body=body, member=member, role=role)
        return member

    chair, secretary = seated("chair"), seated("secretary")
    return SimpleNamespace(
        body=body,
        forum=forum,
        chair=chair,
        secretary=secretary,
        members=[seated() for _ in range(seats - 1)],
        desk=coordinator("forums", email="desk@example.com"),
        colleague=coordinator("forums", email="colleague@example.com"),
        outsider=MemberFactory(),
        meeting=meeting_of(forum, **values),
    )


def meeting_of(forum, days=14, **values):
    """A standing meeting of `forum` so many days from NOW, two hours long."""
    starts_at = NOW + timedelta(days=days)
    event = EventFactory(
        body=forum.body,
        audience="body",
        mode="standing",
        kind="meeting",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
    )
    return MeetingFactory(forum=forum, event=event, **values)


def item_values(meeting, **more):
    """What an item of the agenda is made of: the first half hour."""
    event = meeting.event
    values = {"starts_at": event.starts_at, "ends_at": event.starts_at + timedelta(minutes=30)}
    return {**values, "title_ko": "게이트 설계", "title_en": "Gate design", "abstract_ko": "", "abstract_en": "", **more}
