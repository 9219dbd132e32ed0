"""Series: events made ahead, brought into line, changed alone, split; nobody told twice."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from council.events import services
from council.events.models import Event, Occurrence, Registration, Series
from council.events.services import Action, errors
from council.messaging.models import Message
from tests.events.invariants import assert_invariants
from tests.events.test_races import race
from tests.factories import (
    NOW,
    AgendaItemFactory,
    BodyFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    QuestionFactory,
    QuotaFactory,
    SeriesFactory,
    SpeakerFactory,
    VenueFactory,
    coordinator,
)

pytestmark = pytest.mark.django_db
SEOUL_14 = 5  # 14:00 in Seoul is 05:00 UTC


def at(day: int, hour: int = SEOUL_14, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def keep(series, now=NOW):
    return services.keep_series(series=Series.objects.get(pk=series.pk), by=None, now=now)


def kept(**fields):
    series = SeriesFactory(**fields)
    keep(series)
    return series


def events(series):
    return list(Event.objects.filter(occurrence__series=series).order_by("starts_at"))


def plan(series, now=NOW):
    return [(line.original.day, line.action) for line in services.plan_series(series, now)]


def change(series, **fields):
    for name, value in fields.items():
        setattr(series, name, value)
    series.full_clean()
    series.save()
    return keep(series)


def register(event):
    return services.register_member(event=event, member=MemberFactory(), now=NOW)


def told(kind="event-changed"):
    return Message.objects.filter(kind=kind).count()


def test_events_are_made_ahead_published_and_once():
    series = SeriesFactory(venue=VenueFactory(), room="B 12", capacity=20, opens_days=10, closes_days=1)
    assert keep(series) == 3
    assert keep(series) == 0
    assert [(one.slug, one.starts_at, one.state) for one in events(series)] == [
        (f"{series.slug}-2026-11-03", at(3), Event.State.PUBLISHED),
        (f"{series.slug}-2026-11-10", at(10), Event.State.PUBLISHED),
        (f"{series.slug}-2026-11-17", at(17), Event.State.PUBLISHED),
    ]
    first = events(series)[0]
    assert first.ends_at == at(3, 7)
    assert (first.venue, first.room, first.capacity, first.title_ko) == (series.venue, "B 12", 20, series.title_ko)
    assert (first.opens_at, first.closes_at) == (datetime(2026, 10, 24, 0, tzinfo=UTC), at(2, 9))
    assert keep(series, NOW + timedelta(days=7)) == 1


def test_drafts_stay_drafts_where_the_series_does_not_publish():
    series = kept(publishes=False)
    assert {one.state for one in events(series)} == {Event.State.DRAFT}


def test_nothing_is_made_of_a_series_out_of_use_over_or_past():
    assert keep(SeriesFactory(is_active=False)) == 0
    SeriesFactory(starts_on=date(2026, 10, 6), last_on=date(2026, 10, 27))
    assert services.keep_all_series(now=NOW) == 0
    series = SeriesFactory(starts_on=date(2026, 10, 6), last_on=date(2026, 11, 10))
    assert services.keep_all_series(now=NOW) == 2
    assert [one.starts_at for one in events(series)] == [at(3), at(10)]


def test_a_date_is_an_event_once_whatever_races():
    series = kept()
    with pytest.raises(IntegrityError), transaction.atomic():
        Occurrence.objects.create(series=series, original_date=date(2026, 11, 3))


def test_a_foreign_slug_is_stepped_around():
    EventFactory(slug="talk-2026-11-03")
    assert events(kept(slug="talk"))[0].slug == "talk-2026-11-03-2"


def test_holidays_of_the_series_are_told_in_its_plan():
    series = SeriesFactory(rule="FREQ=WEEKLY;BYDAY=FR", starts_on=date(2026, 12, 18), horizon_days=60)
    assert plan(series) == [(18, Action.NEW), (25, Action.SKIPPED), (1, Action.SKIPPED)]
    series.holidays = Series.Holidays.MOVE
    lines = services.plan_series(series, NOW)
    assert [(line.original, line.starts_at, bool(line.holiday), line.is_moved) for line in lines] == [
        (date(2026, 12, 18), at(18, month=12), False, False),
        (date(2026, 12, 25), at(28, month=12), True, True),
        (date(2027, 1, 1), datetime(2027, 1, 4, 5, tzinfo=UTC), True, True),
    ]


def test_wall_clock_time_stays_over_a_change_of_the_clock():
    series = SeriesFactory(time_zone="Europe/Berlin", starts_on=date(2027, 3, 22), rule="FREQ=WEEKLY", horizon_days=200)
    series.last_on = date(2027, 3, 30)
    starts = [line.starts_at for line in services.plan_series(series, NOW)]
    assert starts == [datetime(2027, 3, 22, 13, tzinfo=UTC), datetime(2027, 3, 29, 12, tzinfo=UTC)]
    series.starts_on, series.starts_time, series.ends_time = date(2027, 3, 28), time(2, 30), time(3)
    values = services.plan_series(series, NOW)[0].values
    assert values["ends_at"] - values["starts_at"] == timedelta(minutes=30)


def test_the_pattern_gives_agenda_questions_and_the_rest():
    speaker = SpeakerFactory()
    pattern = EventFactory(starts_at=at(2, 5), ends_at=at(2, 7))
    item = AgendaItemFactory(event=pattern, starts_at=at(2, 6), ends_at=at(2, 7))
    item.speakers.add(speaker)
    QuestionFactory(event=pattern)
    QuestionFactory(event=pattern, retired=True)
    event = events(kept(pattern=pattern))[1]
    assert [(one.starts_at, one.ends_at, list(one.speakers.all())) for one in event.agenda.all()] == [
        (at(10, 6), at(10, 7), [speaker])
    ]
    assert event.questions.count() == 1
    assert pattern.agenda.count() == 1


def test_the_pattern_gives_hours_of_offers_and_kept_seats_with_their_release_moved_along():
    pattern = EventFactory(starts_at=at(2, 5), ends_at=at(2, 7), capacity=20, offer_hours=36)
    # At nine in the morning three days before, and the evening before; one that was released long ago is kept anew.
    for role, release_at in (("investor", at(30, 0, month=10)), ("speaker", at(1, 10)), ("ceo", at(31, 10, month=10))):
        QuotaFactory(event=pattern, role=role, seats=2, release_at=release_at)
    pattern.quotas.filter(role="ceo").update(released_at=at(31, 10, month=10))
    event = events(kept(pattern=pattern, capacity=10, horizon_days=21))[1]
    assert (event.starts_at, event.offer_hours, event.capacity, event.kept) == (at(10), 36, 10, 6)
    assert list(event.quotas.values_list("role", "seats", "release_at", "released_at")) == [
        ("investor", 2, at(7, 0), None),
        ("ceo", 2, at(8, 10), None),
        ("speaker", 2, at(9, 10), None),
    ]
    assert_invariants(event, NOW)


def test_kept_seats_that_do_not_fit_the_series_are_left_out():
    pattern = EventFactory(starts_at=at(2, 5), ends_at=at(2, 7), capacity=20)
    for role, seats in (("investor", 3), ("speaker", 2), ("ceo", 2)):
        QuotaFactory(event=pattern, role=role, seats=seats, release_at=at(1, 10))
    event = events(kept(pattern=pattern, capacity=4))[0]
    assert (list(event.quotas.values_list("role", flat=True)), event.kept) == (["investor"], 3)
    # Without a limit there is nothing to keep, but the intention.
    without = events(kept(pattern=pattern, capacity=None))[0]
    assert (without.quotas.count(), without.kept) == (3, 7)
    for one in (event, without):
        assert_invariants(one, NOW)


@pytest.mark.django_db(transaction=True)
def test_many_ticks_at_once_make_each_occurrence_once():
    made = [SeriesFactory(publishes=True, pattern=EventFactory(capacity=9), horizon_days=42) for _ in range(2)]
    AgendaItemFactory(event=made[0].pattern)
    QuotaFactory(event=made[0].pattern, seats=2)
    members = [MemberFactory() for _ in range(2)]
    answers = race(*(lambda: services.keep_all_series(now=NOW) for _ in range(8)))
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    for series in made:
        dates = list(series.occurrences.order_by("original_date").values_list("original_date", flat=True))
        assert dates == [date(2026, 11, 3) + timedelta(weeks=week) for week in range(6)]
        found = events(series)
        assert len({event.slug for event in found}) == len(found) == 6
        assert {event.state for event in found} == {Event.State.PUBLISHED}
        assert {event.agenda.count() for event in found} == {series.pattern.agenda.count()}
        assert {event.quotas.count() for event in found} == {series.pattern.quotas.count()}
    assert sum(answers) == 12
    # The same while people register and the series changes: nothing twice, nobody told twice.
    event = events(made[0])[1]
    Series.objects.filter(pk=made[0].pk).update(starts_time=time(16), ends_time=time(18))
    registering = [lambda member=member: services.register_member(event=event, member=member, now=NOW) for member in members]
    race(*registering, *(lambda: services.keep_all_series(now=NOW) for _ in range(6)))
    services.keep_all_series(now=NOW)
    assert {one.starts_at.hour for one in events(made[0])} == {7}
    told = Message.objects.filter(kind="event-changed").values_list("user", flat=True)
    assert len(told) == len(set(told))
    assert Occurrence.objects.count() == 12


def test_a_changed_series_changes_its_events_and_tells_the_registered_once():
    series = kept()
    second = events(series)[1]
    register(second)
    assert change(series, starts_time=time(15), ends_time=time(17), room="C 3") == 3
    assert change(series, starts_time=time(15)) == 0
    assert [one.starts_at for one in events(series)] == [at(3, 6), at(10, 6), at(17, 6)]
    second.refresh_from_db()
    assert (second.room, second.schedule_version, second.sequence) == ("C 3", 1, 2)
    assert told() == 1
    assert_invariants(second, NOW)


def test_one_changed_alone_stays_as_it_is():
    series = kept()
    _first, second, third = events(series)
    second.room = "Elsewhere"
    services.apply_event_changes(event=second, by=None, now=NOW)
    services.cancel_event(event=third, by=None, now=NOW)
    assert plan(series) == [(3, Action.KEEP), (10, Action.ALONE), (17, Action.CANCELLED)]
    assert change(series, starts_time=time(15), ends_time=time(17)) == 1
    assert [(one.starts_at, one.state) for one in events(series)] == [
        (at(3, 6), Event.State.PUBLISHED),
        (at(10), Event.State.PUBLISHED),
        (at(17), Event.State.CANCELLED),
    ]


def test_one_removed_by_staff_is_not_made_again():
    series = kept(publishes=False)
    events(series)[1].delete()
    assert keep(series) == 0
    assert plan(series) == [(3, Action.KEEP), (10, Action.REMOVED), (17, Action.KEEP)]


def test_another_weekday_moves_the_events_of_the_same_week_with_their_people():
    series = kept()
    registration = register(events(series)[1])
    AgendaItemFactory(event=events(series)[1], starts_at=at(10, 6), ends_at=at(10, 7))
    assert change(series, rule="FREQ=WEEKLY;BYDAY=WE") == 3
    moved = events(series)
    assert [one.starts_at for one in moved] == [at(4), at(11), at(18)]
    assert [item.starts_at for item in moved[1].agenda.all()] == [at(11, 6)]
    registration.refresh_from_db()
    assert (registration.event, registration.state) == (moved[1], Registration.State.CONFIRMED)
    assert told() == 1
    assert keep(series) == 0


def test_an_event_without_a_date_is_cancelled_and_its_people_told():
    series = kept()
    registration = register(events(series)[1])
    assert change(series, rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU") == 1
    assert [(one.starts_at.day, one.state) for one in events(series)] == [
        (3, Event.State.PUBLISHED),
        (10, Event.State.CANCELLED),
        (17, Event.State.PUBLISHED),
    ]
    registration.refresh_from_db()
    assert registration.state == Registration.State.CANCELLED
    assert told("event-cancelled") == 1
    assert keep(series) == 0


def test_a_draft_without_a_date_goes():
    series = kept(publishes=False)
    assert change(series, last_on=date(2026, 11, 10)) == 1
    assert [one.starts_at for one in events(series)] == [at(3), at(10)]


def test_this_and_all_following_go_on_as_another_series():
    series = kept()
    first, second, third = events(series)
    register(first)
    register(second)
    new = Series.objects.get(pk=series.pk)
    new.pk, new._state.adding, new.slug, new.starts_on, new.starts_time = None, True, "later", date(2026, 11, 10), time(13)
    new = services.split_series(occurrence=second.occurrence, new=new, by=None)
    assert keep(new) == 2
    assert keep(series) == 0
    series.refresh_from_db()
    assert (series.last_on, new.follows) == (date(2026, 11, 9), series)
    assert [(one.pk, one.starts_at) for one in events(series)] == [(first.pk, at(3))]
    assert [(one.pk, one.starts_at) for one in events(new)] == [(second.pk, at(10, 4)), (third.pk, at(17, 4))]
    assert told() == 1
    assert_invariants(second, NOW)


def test_a_series_is_not_split_at_its_beginning_or_where_it_is_gone():
    series = kept()
    for place in (0, 1):
        occurrence = events(series)[place].occurrence
        if place:
            Occurrence.objects.filter(pk=occurrence.pk).update(series=SeriesFactory())
            occurrence.series = series
        with pytest.raises(errors.EventError):
            services.split_series(occurrence=occurrence, new=SeriesFactory.build(), by=None)


def test_fewer_seats_than_are_taken_are_refused_before_and_wait_afterwards():
    series = kept()
    event = events(series)[1]
    register(event)
    register(event)
    series.capacity = 1
    with pytest.raises(errors.SeatsTaken):
        services.check_plan(series, services.plan_series(series, NOW))
    assert change(series, capacity=1) == 2
    event.refresh_from_db()
    assert (event.capacity, event.taken) == (None, 2)


def test_a_standing_series_enrols_its_body():
    body = BodyFactory()
    member = MembershipFactory(body=body).member
    series = kept(body=body, audience=Event.Audience.BODY, mode=Event.Mode.STANDING)
    assert [one.registrations.get().member for one in events(series)] == [member] * 3


def test_what_began_is_past_for_the_series():
    series = kept()
    later = NOW + timedelta(days=2)
    assert plan(series, later)[0] == (3, Action.PAST)
    series.starts_time, series.ends_time = time(15), time(17)
    series.save()
    assert keep(series, later) == 3
    assert events(series)[0].starts_at == at(3)


# The event's page.


def page(client, event):
    return client.get(event.get_absolute_url()).content.decode()


def test_the_page_of_an_event_tells_its_series_and_the_next_dates(client, at_now):
    series = kept()
    first, second, third = events(series)
    EventFactory(title_en="Not of the series")
    html = page(client, second)
    assert "Part of a series" in html
    assert "Every week: Tuesday" in html
    assert first.get_absolute_url() in html
    assert third.get_absolute_url() in html
    address = third.get_absolute_url()
    korean = client.get("/ko" + second.get_absolute_url()).content.decode()
    assert f'href="/ko{address}"' in korean
    with translation.override("en"):
        assert "Part of a series" not in page(client, EventFactory())


def test_the_page_names_no_date_that_the_reader_may_not_see(client, at_now):
    series = kept()
    hidden = events(series)[2]
    hidden.audience = Event.Audience.INVITED
    hidden.save()
    assert hidden.get_absolute_url() not in page(client, events(series)[0])
    client.force_login(coordinator("forums"))
    assert hidden.get_absolute_url() in page(client, events(series)[0])


def test_the_page_costs_the_same_for_any_number_of_dates(client, at_now, count_queries):
    few, many = kept(horizon_days=9), kept(horizon_days=200)
    counts = [count_queries(lambda one=one: page(client, events(one)[0])) for one in (few, many)]
    assert counts[0] == counts[1]
