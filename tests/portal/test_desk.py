"""The start page of the administration: deadlines and charts, for whom they are."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from council.events.models import Registration
from council.members.models import Member, Membership
from council.members.services.statistics import members_by_month
from council.portal import desk
from tests.factories import (
    NOW,
    BodyFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    RegistrationFactory,
    UserFactory,
    coordinator,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)
INDEX = "/admin/"


@pytest.fixture(autouse=True)
def monday():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield
    cache.clear()


def days(number: int) -> date:
    return TODAY + timedelta(days=number)


def ending(number: int, **kwargs) -> Member:
    return MemberFactory(valid_until=days(number), **kwargs)


def numbers_of(rows):
    return {str(row.name): (row.overdue, row.soon, row.ahead) for row in rows}


def test_deadlines_are_counted_from_the_first_day_to_the_last():
    for number in (-40, -31, -30, -1, 0, 7, 8, 60, 61):
        ending(number)
    ending(3, state="suspended")
    secretary = coordinator("council")
    assert numbers_of(desk.deadline_rows(secretary, NOW)) == {"end of the membership": (2, 2, 4)}


def test_a_coordinator_sees_the_terms_of_his_own_bodies():
    ending(5)
    mine, theirs = BodyFactory(programme="forums"), BodyFactory(programme="symposia")
    for body, number in ((mine, 3), (mine, 30), (mine, 90), (theirs, 3), (theirs, -2)):
        MembershipFactory(body=body, ends_on=days(number))
    MembershipFactory(body=mine, ends_on=days(3), state=Membership.State.RESIGNED)
    assert numbers_of(desk.deadline_rows(coordinator("forums"), NOW)) == {"end of a term in a body": (0, 1, 2)}
    superuser = UserFactory(is_staff=True, is_superuser=True)
    assert numbers_of(desk.deadline_rows(superuser, NOW)) == {
        "end of the membership": (0, 1, 1),
        "end of a term in a body": (1, 2, 3),
    }
    assert desk.deadline_rows(UserFactory(is_staff=True), NOW) == []
    assert desk.deadline_rows(MemberFactory().user, NOW) == []


def test_deadlines_lead_to_the_rows_they_count(client):
    body = BodyFactory(programme="forums")
    soon, late, over = (MembershipFactory(body=body, ends_on=days(number)) for number in (3, 90, -1))
    client.force_login(coordinator("forums"))
    page = client.get(INDEX)
    url = page.context["deadlines"][0].url
    assert url in page.content.decode()
    assert set(client.get(url).context["cl"].queryset) == {soon, over}
    assert late in client.get(url.split("?")[0]).context["cl"].queryset


def test_a_desk_without_deadlines_or_registrations_says_so_in_zeros(client):
    client.force_login(coordinator("council"))
    page = client.get(INDEX)
    assert page.context["deadlines"] == []
    charts = page.context["charts"]
    assert [chart.unit for chart in charts] == [
        "Registrations by the month in which they came",
        "Members at the end of the month",
    ]
    assert [column.value for chart in charts for column in chart.columns] == [0] * 26
    assert {column.height for chart in charts for column in chart.columns} == {0}


def registered(programme: str, *moments: datetime) -> None:
    event = EventFactory(programme=programme)
    for moment in moments:
        one = RegistrationFactory(event=event)
        Registration.objects.filter(pk=one.pk).update(queued_at=moment)


def test_registrations_are_counted_by_the_month_of_seoul_and_ones_programmes():
    last_minute = datetime(2026, 10, 31, 14, 59, tzinfo=NOW.tzinfo)  # 23:59 in Seoul
    registered("forums", last_minute, last_minute + timedelta(minutes=1), NOW)
    registered("symposia", NOW, NOW - timedelta(days=500))
    (forums,) = desk.charts(coordinator("forums"), NOW)
    assert [column.value for column in forums.columns] == [0] * 11 + [1, 2]
    assert forums.title == "Registrations: 2 this month, 1 in the month before"
    assert [forums.columns[0].long_label, forums.columns[-1].long_label] == ["Nov 2025", "Nov 2026"]
    # The tallest column fills the picture, and each stands on the ground.
    assert forums.columns[-1].y == desk.TOP
    assert {column.y + column.height for column in forums.columns} == {desk.GROUND}
    everything = desk.charts(UserFactory(is_staff=True, is_superuser=True), NOW)
    assert everything[0].columns[-1].value == 3
    assert desk.charts(UserFactory(is_staff=True), NOW) == []


def test_members_are_counted_at_the_end_of_each_month():
    months = [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]

    def step(member: Member, state: str, moment: datetime) -> None:
        member.state = state
        member._history_date = moment
        member.save()

    def day(month: int, number: int) -> datetime:
        return datetime(2026, month, number, 3, tzinfo=NOW.tzinfo)

    decided, stayed, left, back = (UserFactory().member for _number in range(4))
    Member.history.update(history_date=day(7, 1))
    decided.decided_at = day(7, 1)
    step(decided, "active", day(10, 5))
    step(stayed, "active", day(9, 3))
    stayed.job_title = "Engineer"
    step(stayed, "active", day(10, 3))  # no change of state
    step(left, "active", day(8, 1))
    step(left, "withdrawn", day(10, 31))
    step(back, "active", day(8, 2))
    step(back, "suspended", day(9, 2))
    step(back, "active", day(11, 1))
    # `decided` became a member in October: the draft was there before.
    assert members_by_month(months) == [2, 2, 2, 3]


def test_one_who_was_loaded_as_a_member_counts_from_the_decision_on():
    member = MemberFactory()
    Member.history.filter(id=member.pk).delete()
    Member.objects.filter(pk=member.pk).update(decided_at=NOW - timedelta(days=40))
    member.refresh_from_db()
    member.save()
    assert members_by_month([date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]) == [0, 1, 1, 1]


def test_the_start_page_asks_as_often_with_many_rows_as_with_one(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    client.get(INDEX)

    def asked() -> int:
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(INDEX).status_code == 200
        return len(queries)

    def one_more() -> None:
        ending(5)
        MembershipFactory(ends_on=days(5))
        RegistrationFactory()
        MemberFactory(state="applied", organisation_name="Somewhere")

    one_more()
    few = asked()
    for _number in range(29):
        one_more()
    assert asked() == few


def test_the_charts_speak_korean_and_say_their_numbers_in_a_table(client):
    registered("forums", NOW)
    client.force_login(coordinator("forums"))
    with translation.override("ko"):
        page = client.get("/ko" + INDEX).content.decode()
    assert "2026년 11월" in page
    assert '<svg class="columns"' in page
    assert "style=" not in page


def test_the_start_page_is_reached_in_both_languages(client):
    client.force_login(coordinator("forums"))
    assert reverse("admin:index") == INDEX
    for prefix in ("", "/ko"):
        assert client.get(prefix + INDEX).status_code == 200
