"""Staff make and change series in the administration: a preview first, and a look at what becomes of events."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from council.events import services
from council.events.admin.series_form import CUSTOM, plain
from council.events.models import Event, Series
from tests.factories import NOW, EventFactory, MemberFactory, SeriesFactory, VenueFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
ADD = "admin:events_series_add"
PROMISED = {
    "programme": "forums",
    "slug": "talks",
    "kind": "meeting",
    "title_ko": "월례 모임",
    "title_en": "Monthly talk",
    "starts_on": "2026-11-03",
    "repeats": "WEEKLY",
    "interval": "1",
    "starts_time": "14:00",
    "ends_time": "16:00",
    "days": "1",
    "time_zone": "Asia/Seoul",
    "holidays": "skip",
    "horizon_days": "21",
    "publishes": "on",
    "is_active": "on",
    "format": "in-person",
    "audience": "public",
    "mode": "open",
    "has_waiting_list": "on",
}


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    """Sends the form of a series; what waits for the commit is done."""

    def post(url, **data):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(url, {**PROMISED, **data})

    return post


def url_of(series):
    return reverse("admin:events_series_change", args=[series.pk])


def dates(response):
    return [(one["moment"], str(one["label"])) for one in response.context["dates"]]


def starts(series):
    return [f"{one.starts_at:%d %H}" for one in Event.objects.filter(occurrence__series=series).order_by("starts_at")]


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({}, "FREQ=WEEKLY;BYDAY=TU"),
        ({"interval": "2", "weekdays": ["TU", "TH"]}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH"),
        ({"repeats": "MONTHLY-WEEKDAY", "ordinal": "-1", "weekdays": ["FR"]}, "FREQ=MONTHLY;BYDAY=-1FR"),
        ({"repeats": "MONTHLY"}, "FREQ=MONTHLY"),
        ({"repeats": "DAILY", "interval": "3"}, "FREQ=DAILY;INTERVAL=3"),
        ({"repeats": "YEARLY"}, "FREQ=YEARLY"),
        ({"repeats": CUSTOM, "rule": "freq=monthly;bymonthday=15"}, "FREQ=MONTHLY;BYMONTHDAY=15"),
    ],
)
def test_the_plain_fields_say_the_rule_and_are_read_back(send, staff, fields, rule):
    assert send(reverse(ADD), **{"horizon_days": "400", **fields}).status_code == 302
    series = Series.objects.get()
    assert series.rule == rule
    again = plain(series.rule)
    assert again["repeats"] == fields.get("repeats", "WEEKLY")
    assert starts(series) != []


def test_a_preview_tells_the_dates_and_saves_nothing(send, staff):
    fields = {"starts_on": "2026-12-18", "horizon_days": "60", "holidays": "move", "_preview": "1"}
    response = send(reverse(ADD), **fields)
    assert response.status_code == 200
    assert dates(response) == [
        ("18 Dec 2026 (Fri) 14:00", "will be made"),
        ("28 Dec 2026 (Mon) 14:00", "will be made"),
        ("4 Jan 2027 (Mon) 14:00", "will be made"),
    ]
    html = response.content.decode()
    assert "Moved from 25 Dec 2026 (Fri): Christmas Day." in html
    assert "nothing is saved yet" in html
    skipped = send(reverse(ADD), **{**fields, "holidays": "skip"})
    assert dates(skipped)[1] == ("25 Dec 2026 (Fri)", "left out")
    assert not Series.objects.exists()


def test_saving_makes_the_events(send, staff):
    venue = VenueFactory()
    send(reverse(ADD), venue=venue.pk, capacity="12")
    made = Event.objects.filter(occurrence__series__slug="talks").order_by("starts_at")
    assert [(one.slug, one.state, one.venue, one.capacity) for one in made] == [
        (f"talks-2026-11-{day}", Event.State.PUBLISHED, venue, 12) for day in ("03", "10", "17")
    ]


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"repeats": CUSTOM, "rule": "FREQ=SECONDLY"}, "rule"),
        ({"repeats": CUSTOM, "rule": ""}, "rule"),
        ({"repeats": "YEARLY", "starts_on": "2028-05-01"}, "repeats"),
        ({"interval": "0"}, "interval"),
        ({"interval": "three"}, "interval"),
        ({"starts_on": "yesterday"}, "starts_on"),
        ({"starts_on": "9999-12-31"}, "starts_on"),
        ({"starts_on": "9999-12-31", "_preview": "1"}, "starts_on"),
        ({"starts_on": "0001-01-01"}, "starts_on"),
        ({"starts_on": "1999-12-31"}, "starts_on"),
        ({"last_on": "2101-01-01"}, "last_on"),
        ({"last_on": "2026-10-01"}, "__all__"),
        ({"ends_time": "13:00"}, "__all__"),
        ({"opens_days": "1", "closes_days": "3"}, "__all__"),
        ({"audience": "body"}, "__all__"),
        ({"slug": "calendar"}, "slug"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"horizon_days": "5000"}, "horizon_days"),
        ({"weekdays": ["XX"]}, "weekdays"),
        ({"days": "0"}, "days"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_kept(send, staff, fields, at):
    response = send(reverse(ADD), **fields)
    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == [at]
    assert not Series.objects.exists()


@pytest.fixture
def series():
    made = SeriesFactory(slug="talks", title_ko="월례 모임", title_en="Monthly talk")
    services.keep_series(series=made, by=None, now=NOW)
    return made


def test_what_would_change_events_is_shown_and_confirmed_first(client, send, staff, series):
    event = Event.objects.get(slug="talks-2026-11-10")
    services.register_member(event=event, member=MemberFactory(), now=NOW)
    asked = send(url_of(series), starts_time="15:00", ends_time="17:00")
    assert asked.status_code == 200
    assert list(asked.context["adminform"].form.errors) == ["confirmed"]
    assert dates(asked)[1] == ("10 Nov 2026 (Tue) 15:00", "is changed")
    assert "It was on 10 Nov 2026 (Tue) 14:00. 1 person is told." in asked.content.decode()
    assert starts(series) == ["03 05", "10 05", "17 05"]
    assert send(url_of(series), starts_time="15:00", ends_time="17:00", confirmed="on").status_code == 302
    assert starts(series) == ["03 06", "10 06", "17 06"]
    page = client.get(url_of(series))
    assert [label for _moment, label in dates(page)] == ["stands", "stands", "stands"]


def test_fewer_seats_than_are_taken_are_refused_beside_the_field(send, staff, series):
    event = Event.objects.get(slug="talks-2026-11-10")
    for _ in range(2):
        services.register_member(event=event, member=MemberFactory(), now=NOW)
    response = send(url_of(series), capacity="1", confirmed="on")
    assert "capacity" in response.context["adminform"].form.errors


def test_this_and_all_following_begin_as_they_were_and_become_a_series(client, send, staff, series):
    second = Event.objects.get(slug="talks-2026-11-10")
    page = client.get(reverse("admin:events_event_change", args=[second.pk])).content.decode()
    following = f"{reverse(ADD)}?following={second.occurrence.pk}"
    assert following in page
    form = client.get(following).context["adminform"].form
    assert (form["starts_on"].value(), form["slug"].value(), form["repeats"].value(), form["weekdays"].value()) == (
        date(2026, 11, 10),
        "talks-2",
        "WEEKLY",
        ["TU"],
    )
    fields = {"slug": "talks-2", "starts_on": "2026-11-10", "weekdays": ["TH"]}
    asked = send(following, **fields)
    assert dates(asked) == [("12 Nov 2026 (Thu) 14:00", "is changed"), ("19 Nov 2026 (Thu) 14:00", "is changed")]
    assert send(following, confirmed="on", **fields).status_code == 302
    new = Series.objects.get(slug="talks-2")
    assert (starts(series), starts(new)) == (["03 05"], ["12 05", "19 05"])
    series.refresh_from_db()
    assert series.last_on == date(2026, 11, 9)


def test_an_event_may_be_the_beginning_of_a_series(client, staff):
    event = EventFactory(title_en="Workshop", room="B 12")
    link = f"{reverse(ADD)}?pattern={event.pk}"
    assert link in client.get(reverse("admin:events_event_change", args=[event.pk])).content.decode()
    form = client.get(link).context["adminform"].form
    assert (form["title_en"].value(), form["room"].value(), form["starts_on"].value(), form["pattern"].value()) == (
        "Workshop",
        "B 12",
        date(2026, 11, 16),
        event.pk,
    )


def test_a_series_of_an_event_of_whole_days_has_whole_days(client, staff, send):
    event = EventFactory(all_day=True)
    event.ends_at = event.starts_at + timedelta(days=1)
    event.full_clean()
    event.save()
    form = client.get(f"{reverse(ADD)}?pattern={event.pk}").context["adminform"].form
    assert (form["all_day"].value(), form["days"].value(), form["starts_on"].value()) == (True, 2, date(2026, 11, 16))
    whole_days = {"all_day": "on", "days": "2", "starts_time": "", "ends_time": "", "horizon_days": "9"}
    preview = send(reverse(ADD), **whole_days, _preview="1")
    assert dates(preview) == [("3 Nov 2026 (Tue)", "will be made"), ("10 Nov 2026 (Tue)", "will be made")]
    send(reverse(ADD), **whole_days)
    made = Event.objects.filter(occurrence__series__slug="talks").order_by("starts_at")
    assert [(one.all_day, *one.days()) for one in made] == [
        (True, date(2026, 11, 3), date(2026, 11, 4)),
        (True, date(2026, 11, 10), date(2026, 11, 11)),
    ]
    # Hours that do not count are not asked about; those that count are.
    again = {"all_day": "on", "starts_time": "16:00", "ends_time": "14:00"}
    assert send(url_of(Series.objects.get()), **again, confirmed="on").status_code == 302
    errors = send(url_of(Series.objects.get()), starts_time="", confirmed="on").context["adminform"].form.errors
    assert errors == {"starts_time": ["This field is required."]}


@pytest.mark.parametrize("query", ["following=1", "following=x", "following={foreign}", "pattern={event}"])
def test_what_is_not_ones_own_is_not_there(client, staff, query):
    foreign = SeriesFactory(programme="focus-group")
    services.keep_series(series=foreign, by=None, now=NOW)
    occurrence = foreign.occurrences.first()
    url = f"{reverse(ADD)}?" + query.format(foreign=occurrence.pk, event=occurrence.event_id)
    assert client.get(url).status_code == 404
    if query.startswith("following"):
        assert client.post(url, PROMISED).status_code == 404
    assert client.get(url_of(foreign)).status_code == 404


def test_the_list_costs_the_same_for_one_and_thirty(client, staff, count_queries):
    url = reverse("admin:events_series_changelist")
    SeriesFactory()
    one = count_queries(lambda: client.get(url))
    SeriesFactory.create_batch(29)
    assert count_queries(lambda: client.get(url)) == one


def test_the_page_costs_the_same_for_any_number_of_dates(client, staff, count_queries):
    counts = []
    for days in (9, 200):
        made = SeriesFactory(horizon_days=days)
        services.keep_series(series=made, by=None, now=NOW)
        counts.append(count_queries(lambda made=made: client.get(url_of(made))))
    assert counts[0] == counts[1]
