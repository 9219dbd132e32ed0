"""Loading into what is there, at any moment, two at once; what must not happen."""

import threading
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.models import Count, F, Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from council.events.models import Event, Registration
from council.members.models import Body, User
from council.portal.demo import events as demo_events
from council.portal.demo import loader
from council.portal.demo.calendar import schedule
from council.portal.demo.events import EVENTS
from council.portal.models import DemoRecord
from tests.factories import NOW, BodyFactory, MemberFactory, PageFactory
from tests.portal.counting import rows

DAY = timedelta(days=1)


def test_rows_that_are_there_already_are_left_as_they_are(db):
    page = PageFactory(path="", title_en="Ours")
    body = BodyFactory(slug="joint-ip-forum", name_en="Ours")
    user = MemberFactory(user__email="member@demo.example").user
    loader.load(NOW)
    page.refresh_from_db()
    assert (page.title_en, Body.objects.get(pk=body.pk).name_en) == ("Ours", "Ours")
    assert body.memberships.count() == 0
    assert User.objects.get(email="member@demo.example") == user
    assert loader.load(NOW).is_empty


# Sunday the 29th of February, late in the evening; Saturday the 1st of January, just after midnight (Seoul). With --soak also a
# plain Saturday, a Sunday, late in the evening, just after midnight, the end of February, before the turn of the year.
@pytest.mark.django_db
@pytest.mark.parametrize(
    "now",
    [
        datetime(2032, 2, 29, 14, 55, tzinfo=UTC),
        datetime(2027, 12, 31, 15, 5, tzinfo=UTC),
        *(
            pytest.param(moment, marks=pytest.mark.soak)
            for moment in (
                datetime(2026, 11, 21, 3, 0, tzinfo=UTC),
                datetime(2026, 11, 22, 3, 0, tzinfo=UTC),
                datetime(2026, 11, 25, 14, 55, tzinfo=UTC),
                datetime(2026, 11, 25, 15, 5, tzinfo=UTC),
                datetime(2028, 2, 29, 1, 0, tzinfo=UTC),
                datetime(2026, 12, 31, 14, 59, tzinfo=UTC),
            )
        ),
    ],
)
def test_any_moment_will_do(now):
    loader.load(now)
    seated = Count("registrations", filter=Q(registrations__state__in=Registration.SEATED))
    assert not Event.objects.annotate(seated=seated).exclude(taken=F("seated")).exists()
    assert not Event.objects.filter(state="published", ends_at__lte=now).exists()
    assert not Event.objects.filter(state="completed", ends_at__gt=now).exists()
    assert not Registration.objects.filter(Q(queued_at__gt=now) | Q(confirmed_at__gt=now) | Q(ended_at__gt=now)).exists()
    today = timezone.localdate(now)
    assert any(timezone.localdate(event.starts_at) == today for event in Event.objects.all())


def test_no_event_but_todays_is_on_a_weekend():
    week = [timezone.localdate(NOW) + timedelta(days=days) for days in range(7)]
    for today, row in product(week, EVENTS.values()):
        times = schedule(row, today)
        assert row.day == 0 or not [day for day in times.days if day.weekday() >= 5], row.slug
        assert (times.days[0] - today).days * row.day >= 0
        assert times.starts_at < times.ends_at
        assert times.closes_at is None or times.closes_at <= times.starts_at
        assert times.opens_at is None or times.opens_at < (times.closes_at or times.starts_at)


@pytest.mark.django_db
def test_refuses_outside_the_demonstration(settings):
    settings.DEMONSTRATION = False
    before = rows()
    with pytest.raises(CommandError, match="demo_data refuses"):
        call_command("demo_data")
    assert rows() == before


@pytest.mark.django_db
def test_a_load_that_breaks_off_leaves_nothing(monkeypatch):
    before = rows()

    def fail(*args):
        raise RuntimeError("killed")

    monkeypatch.setattr(loader, "load_news", fail)
    with pytest.raises(RuntimeError):
        loader.load(NOW)
    assert rows() == before


@pytest.mark.django_db
def test_command_says_what_it_did_in_few_statements(capsys):
    with time_machine.travel(NOW, tick=False):
        with CaptureQueriesContext(connection) as queries:
            call_command("demo_data")
        # A statement a row would be thousands; documents, agreements, meetings and cases are few, written by their services.
        assert len(queries) < 3000
        first = capsys.readouterr().out
        call_command("demo_data")
        second = capsys.readouterr().out
    with time_machine.travel(NOW + DAY, tick=False):
        call_command("demo_data", verbosity=0)
    assert "member@demo.example" in first
    assert "council-demo" in first
    assert second == "The demonstration data are up to date.\n"
    assert capsys.readouterr().out == ""


@pytest.mark.django_db(transaction=True)
def test_two_at_once_load_once():
    """Both run in their own transaction; the second finds everything there."""
    reports, errors = [], []
    start = threading.Barrier(2)

    def run():
        try:
            start.wait(timeout=10)
            reports.append(loader.load(NOW))
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    assert errors == []
    assert sorted(report.is_empty for report in reports) == [False, True]
    assert Event.objects.count() == len(EVENTS)
    assert User.objects.filter(email="member@demo.example").count() == 1
    assert DemoRecord.objects.filter(kind="event").count() == len(EVENTS)


def test_slugs_are_unique():
    assert len(EVENTS) == sum(len(module.EVENTS) for module in demo_events.MODULES)
