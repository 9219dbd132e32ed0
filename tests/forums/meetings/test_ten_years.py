"""A series of ten years is made in one go within two seconds."""

from time import perf_counter

import pytest

from council.events.models import AgendaItem, Event
from council.events.services import keep_series
from forums.models import Meeting
from forums.services import meetings as services
from tests.factories import NOW, AgendaItemFactory, EventFactory, SeriesFactory
from tests.forums.meetings.people import small_forum

pytestmark = [pytest.mark.django_db, pytest.mark.soak]


@pytest.mark.parametrize(("rule", "most"), [("FREQ=MONTHLY;BYDAY=2TU", 120), ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", 261)])
def test_ten_years_in_one_go(rule, most):
    forum = small_forum(seats=20)
    pattern = EventFactory(body=forum.body, audience="body", mode="standing")
    AgendaItemFactory(event=pattern)
    series = SeriesFactory(
        body=forum.body, audience="body", mode="standing", rule=rule, horizon_days=3653, publishes=False, pattern=pattern
    )
    begin = perf_counter()
    made = keep_series(series=series, by=None, now=NOW)
    took = perf_counter() - begin
    begin = perf_counter()
    services.keep_meetings(now=NOW)
    meetings = perf_counter() - begin
    told = f"{rule}: {made} events in {took:.2f} s, their meetings in {meetings:.2f} s"
    assert most * 0.9 <= made <= most
    assert Event.objects.filter(occurrence__series=series).count() == made
    assert AgendaItem.objects.filter(event__occurrence__series=series).count() == made
    assert Meeting.objects.filter(event__occurrence__series=series).count() == made
    assert took < 2, told
    # Again, nothing; that is quick, too.
    begin = perf_counter()
    assert keep_series(series=series, by=None, now=NOW) == 0
    assert perf_counter() - begin < 2
