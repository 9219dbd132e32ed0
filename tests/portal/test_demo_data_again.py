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
from council.library.models import Document
from council.members.models import User
from council.messaging.models import Message
from council.portal.demo import loader
from council.portal.demo.calendar import schedule
from council.portal.demo.events import EVENTS
from council.reminders.models import Reminder
from council.reminders.services import plan_reminders
from forums.models import CaseEvent, Deadline, DeadlineState, IPCase
from forums.services.rights.papers import OWNER
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


def assert_moved(later, times_moved):
    """Every event is where its schedule has it on the day of `later`, and what hangs on it has come along."""
    for event in Event.objects.prefetch_related("agenda"):
        times = schedule(EVENTS[event.slug], timezone.localdate(later))
        assert (event.starts_at, event.ends_at, event.opens_at, event.closes_at) == (
            times.starts_at,
            times.ends_at,
            times.opens_at,
            times.closes_at,
        )
        assert (event.schedule_version, event.sequence >= 1) == (times_moved, True)
        for item in event.agenda.all():
            assert event.starts_at <= item.starts_at < item.ends_at <= event.ends_at
    assert Event.objects.between(later, later + DAY / 2).exists()
    # Offers end with their event, seats are kept until as many days before it.
    assert [(one.offer_ends_at, one.event.starts_at) for one in Registration.objects.offered()] == [
        (event.starts_at, event.starts_at) for event in Event.objects.filter(registrations__state="offered")
    ]
    quota = Quota.objects.select_related("event").get()
    assert (quota.event.starts_at - quota.release_at, quota.released_at) == (7 * DAY, None)
    for record in Attendance.objects.select_related("event"):
        assert record.day in days_of(record.event)
        assert record.recorded_at.astimezone(record.event.zone).date() == record.day
        assert record.recorded_at < later


def assert_ticks_have_nothing_to_do_or_say(now):
    assert complete_past_events(now=now) == 0
    assert settle_registrations(now=now) == 0
    assert plan_reminders(now) == {}
    assert not Message.objects.exists()
    assert set(Reminder.objects.values_list("state", flat=True)) == {"covered"}


def test_untouched_events_move_silently_from_day_to_day(loaded):
    """Tomorrow, the day after, in a week, after a long pause; again on the same day nothing changes."""
    assert_ticks_have_nothing_to_do_or_say(NOW)
    facts, attended = snapshot(), Attendance.objects.count()
    assert attended > 50
    for times_moved, days in enumerate((1, 2, 7, 47), 1):
        later, before = NOW + days * DAY, rows()
        report = loader.load(later)
        assert (report.moved, report.touched, report.events, report.people) == (len(EVENTS), 0, 0, 0)
        after = rows()
        # A line of history for each moved event, and what its reminders would have been.
        more = {name: after[name] - before[name] for name in after if after[name] != before[name]}
        assert more.pop("reminders.Reminder") > 0
        # A programme that moved is published anew (versions stay), and a call has a line of history.
        for name in ("ProgrammeVersion", "PublishedSession", "PublishedSpeaker", "PublishedTalk", "HistoricalCall"):
            more.pop(f"symposia.{name}", None)
        assert more == {"events.HistoricalEvent": len(EVENTS)}
        assert snapshot() == facts
        assert_moved(later, times_moved)
        if days <= 7:
            # Later places in bodies end, and with them seats at their meetings.
            assert_ticks_have_nothing_to_do_or_say(later)
        assert loader.load(later + timedelta(hours=2)).is_empty
    assert Attendance.objects.count() == attended


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
    services.issue_certificate(
        registration=event.attendances.present().exclude(registration=None).first().registration, now=NOW
    )


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


def touched():
    """Events that somebody has changed, each in another way, or stood at the door of, as they are then, by their slugs."""
    upcoming = Event.objects.upcoming(NOW).filter(state="published").order_by("pk")
    present = Attendance.objects.present().filter(registration__isnull=False)
    past = Event.objects.filter(attendances__in=present).order_by("pk").distinct()
    waited_for = upcoming.filter(registrations__state="waitlisted").distinct()
    ways = [
        (give_up_a_place, Event.objects.filter(slug="weld-line-symposium")),
        (register, waited_for),
        (drop_agenda_item, upcoming.filter(agenda__isnull=False).distinct()),
        (change_agenda, upcoming.filter(agenda__isnull=False).distinct()),
        (check_in, upcoming.filter(registrations__state="confirmed").distinct()),
        *((way, past) for way in (undo, certify)),
        *((way, upcoming) for way in (edit_title, edit_place, reschedule, cancel)),
    ]
    found = {}
    for touch, events in ways:
        event = events.exclude(slug__in=found).first()
        touch(event)
        found[event.slug] = touch
    assert len(found) == len(ways)
    return found


def test_touched_events_stay_and_the_others_move(loaded):
    stay = touched()
    before = list(Event.objects.filter(slug__in=stay).order_by("pk").values())
    report = loader.load(NOW + 5 * DAY)
    assert (report.moved, report.touched) == (len(EVENTS) - len(stay), len(stay))
    assert list(Event.objects.filter(slug__in=stay).order_by("pk").values()) == before
    assert loader.load(NOW + 6 * DAY).touched == len(stay)


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


def test_reminders_that_fall_due_afterwards_are_sent_once(loaded):
    # 18:00 in Seoul: an hour before the debate of this evening, and an hour after the reminders of tomorrow's events were due.
    evening = NOW + timedelta(hours=8)
    debate, tomorrow = Event.objects.get(slug="rivet-or-adhesive"), Event.objects.get(slug="technology-questions")
    assert plan_reminders(evening)["queued"] == debate.taken + tomorrow.taken
    assert plan_reminders(evening) == {}
    assert Message.objects.count() == debate.taken + tomorrow.taken


def states(now):
    today = timezone.localdate(now)
    return {deadline.state_on(today) for deadline in Deadline.objects.all()}


def test_joint_ip_cases_have_a_deadline_in_each_state_on_any_day(loaded):
    assert states(NOW) == set(DeadlineState)
    assert IPCase.objects.count() == 9
    papers = Document.objects.filter(owner_kind=OWNER)
    assert papers.exclude(current=None).count() == papers.count() == 7
    assert IPCase.objects.exclude(origin_topic=None).count() >= 3
    for case in IPCase.objects.all():
        ways = [(move.before, move.after) for move in case.moves.order_by("at", "pk")]
        assert [before for before, _after in ways] == ["", *(after for _before, after in ways[:-1])]
        assert ways[-1][1] == case.state
    day = CaseEvent.objects.get(kind="office-action").on
    # Somebody touched this one: it stays where it is.
    touched = IPCase.objects.get(right="30")
    touched.summary_ko = "우리가 고쳤습니다"
    touched.save()
    filed = touched.events.get(kind="filed").on
    later = NOW + timedelta(days=100)
    # Seven of the cases, and what symposia have dates of.
    assert loader.load(later).dated >= 7
    assert loader.load(later).is_empty
    assert states(later) == set(DeadlineState)
    assert CaseEvent.objects.get(kind="office-action").on == day + timedelta(days=100)
    assert touched.events.get(kind="filed").on == filed
    assert CaseEvent.objects.filter(kind="filed", on="2023-10-05").exists()
