"""Loading again, on the same day and later; what was touched."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from council.content.models import NewsItem
from council.events import services
from council.events.models import Attendance, Event, Quota, Registration
from council.events.services import complete_past_events, settle_registrations
from council.events.slots import Place, Slot, days_of
from council.members.models import User
from council.messaging.models import Message
from council.portal.demo import loader
from council.portal.demo.calendar import schedule
from council.portal.demo.events import EVENTS
from council.reminders.models import Reminder
from council.reminders.services import plan_reminders
from tests.factories import NOW, MemberFactory
from tests.portal.counting import rows

DAY = timedelta(days=1)


def snapshot():
    """Everything about the events but what moving changes by design."""
    return {
        "registrations": [
            {name: value for name, value in row.items() if name != "offer_ends_at"}
            for row in Registration.objects.order_by("pk").values()
        ],
        "events": list(
            Event.objects.order_by("pk").values(
                "pk", "slug", "title_en", "capacity", "taken", "mode", "venue", "body", "audience"
            )
        ),
    }


@pytest.fixture(scope="module")
def loaded_once(django_db_setup, django_db_blocker):
    """Loaded for all tests here, each of which takes back what it did; taken back in the end itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        loader.load(NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(loaded_once, db):
    return loaded_once


def test_again_on_the_same_day_changes_nothing(loaded):
    before, moments = rows(), list(Event.objects.order_by("pk").values())
    report = loader.load(NOW + timedelta(hours=9))
    assert report.is_empty
    assert rows() == before
    assert list(Event.objects.order_by("pk").values()) == moments


@pytest.mark.parametrize("days", [1, 4, 40])
def test_later_day_moves_untouched_events_silently(loaded, days):
    before, facts = rows(), snapshot()
    later = NOW + days * DAY
    report = loader.load(later)
    assert (report.moved, report.touched, report.events, report.people) == (len(EVENTS), 0, 0, 0)
    after = rows()
    # A line of history for each moved event, and what its reminders would have been.
    more = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert more.pop("reminders.Reminder") > 0
    assert more == {"events.HistoricalEvent": len(EVENTS)}
    assert snapshot() == facts
    assert not Message.objects.exists()
    for event in Event.objects.all():
        times = schedule(EVENTS[event.slug], timezone.localdate(later))
        assert (event.starts_at, event.ends_at, event.opens_at, event.closes_at) == (
            times.starts_at,
            times.ends_at,
            times.opens_at,
            times.closes_at,
        )
        assert (event.schedule_version, event.sequence >= 1) == (1, True)
    assert Event.objects.between(later, later + DAY / 2).exists()
    # Offers end with their event, seats are kept until as many days before it.
    assert [(one.offer_ends_at, one.event.starts_at) for one in Registration.objects.offered()] == [
        (event.starts_at, event.starts_at) for event in Event.objects.filter(registrations__state="offered")
    ]
    quota = Quota.objects.select_related("event").get()
    assert (quota.event.starts_at - quota.release_at, quota.released_at) == (7 * DAY, None)


def test_every_day_again_and_again(loaded):
    for days in (1, 2, 7):
        report = loader.load(NOW + days * DAY)
        assert (report.moved, report.touched) == (len(EVENTS), 0)
        assert loader.load(NOW + days * DAY + timedelta(hours=2)).is_empty


def test_agenda_moves_with_its_event(loaded):
    loader.load(NOW + 3 * DAY)
    for event in Event.objects.prefetch_related("agenda"):
        for item in event.agenda.all():
            assert event.starts_at <= item.starts_at < item.ends_at <= event.ends_at


def test_attendance_moves_with_its_event(loaded):
    before = Attendance.objects.count()
    assert before > 50
    for days in (1, 6, 30):
        loader.load(NOW + days * DAY)
        for record in Attendance.objects.select_related("event"):
            assert record.day in days_of(record.event)
            assert record.recorded_at.astimezone(record.event.zone).date() == record.day
            assert record.recorded_at < NOW + days * DAY
    assert Attendance.objects.count() == before


def check_in(event):
    registration = event.registrations.filter(state="confirmed").first()
    place = Place(Slot(days_of(event)[0]))
    services.check_in(
        registration=registration, place=place, by=User.objects.get(email="staff@demo.example"), now=event.ends_at
    )


def undo(event):
    record = event.attendances.first()
    record.undone_at = NOW
    record.save()


def certify(event):
    services.issue_certificate(registration=event.attendances.present().first().registration, now=NOW)


@pytest.mark.parametrize("touch", [check_in, undo, certify])
def test_an_event_stays_where_staff_were_at_the_door(loaded, touch):
    past = Event.objects.filter(attendances__registration__isnull=False).distinct()
    event = Event.objects.upcoming(NOW).filter(taken__gt=0, state="published").first() if touch is check_in else past.first()
    touch(event)
    assert loader.load(NOW + 5 * DAY).touched == 1


def test_a_day_earlier_changes_nothing(loaded):
    assert loader.load(NOW - DAY).is_empty


def test_events_that_ended_by_the_clock_move_on(loaded):
    tomorrow = NOW + DAY
    assert complete_past_events(now=tomorrow) > 0
    report = loader.load(tomorrow)
    assert report.touched == 0
    assert Event.objects.get(slug="rivet-or-adhesive").state == "published"


def edit_title(event):
    event.title_en = "Another title"
    event.save()


def edit_place(event):
    Event.objects.filter(pk=event.pk).update(room="Somewhere else")


def reschedule(event):
    Event.objects.filter(pk=event.pk).update(ends_at=F("ends_at") + timedelta(hours=1))


def cancel(event):
    Event.objects.filter(pk=event.pk).update(state="cancelled")


def change_agenda(event):
    event.agenda.filter(pk=event.agenda.first().pk).update(title_en="Another talk")


def drop_agenda_item(event):
    event.agenda.first().delete()


def register(event):
    Registration.objects.create(event=event, member=MemberFactory(), state="waitlisted")


def give_up_a_place(event):
    one = event.registrations.filter(state="waitlisted").first()
    one.state, one.reason, one.ended_at = "cancelled", "self", NOW
    one.save()


@pytest.mark.parametrize(
    "touch", [edit_title, edit_place, reschedule, cancel, change_agenda, drop_agenda_item, register, give_up_a_place]
)
def test_touched_event_stays_and_the_others_move(loaded, touch):
    slug = "weld-line-symposium"
    touch(Event.objects.get(slug=slug))
    before = Event.objects.filter(slug=slug).values().get()
    report = loader.load(NOW + 5 * DAY)
    assert (report.moved, report.touched) == (len(EVENTS) - 1, 1)
    assert Event.objects.filter(slug=slug).values().get() == before
    assert loader.load(NOW + 6 * DAY).touched == 1


def test_what_staff_deleted_does_not_come_back(loaded):
    Event.objects.get(slug="strategy-day").delete()
    NewsItem.objects.filter(slug="portal-opens").delete()
    before = rows()
    for now in (NOW + timedelta(hours=1), NOW + DAY):
        report = loader.load(now)
        assert (report.events, report.news) == (0, 0)
    assert rows()["events.Event"] == before["events.Event"]
    assert rows()["content.NewsItem"] == before["content.NewsItem"]


def test_changed_address_of_a_log_in_is_not_taken_for_a_missing_one(loaded):
    User.objects.filter(email="member@demo.example").update(email="raon@example.com")
    assert loader.load(NOW + timedelta(hours=1)).people == 0


@pytest.mark.parametrize("days", [0, 1, 6])
def test_ticks_find_nothing_to_do_or_say(loaded, days):
    now = NOW + days * DAY
    loader.load(now)
    assert complete_past_events(now=now) == 0
    assert settle_registrations(now=now) == 0
    assert plan_reminders(now) == {}
    assert not Message.objects.exists()
    assert set(Reminder.objects.values_list("state", flat=True)) == {"covered"}


def test_reminders_that_fall_due_afterwards_are_sent_once(loaded):
    # 18:00 in Seoul: an hour before the debate of this evening, and an hour after the reminders of tomorrow's events were due.
    evening = NOW + timedelta(hours=8)
    debate, tomorrow = Event.objects.get(slug="rivet-or-adhesive"), Event.objects.get(slug="technology-questions")
    assert plan_reminders(evening)["queued"] == debate.taken + tomorrow.taken
    assert plan_reminders(evening) == {}
    assert Message.objects.count() == debate.taken + tomorrow.taken
