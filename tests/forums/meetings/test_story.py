"""A meeting by its pages: from the series to approved minutes; what they cost does not grow with what there is."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from council.events.models import Event, Registration
from council.events.services import keep_series
from council.members.models import PersonalDataAccess
from council.messaging.models import Message
from forums.models import ActionItem, Meeting
from forums.services import meetings as services
from tests.factories import NOW, AttendanceFactory, RegistrationFactory, SeriesFactory
from tests.forums.factories.meetings import ActionItemFactory, cleared_item
from tests.forums.meetings.people import meeting_of, small_forum

pytestmark = pytest.mark.django_db


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def test_from_the_series_to_approved_minutes():
    forum = small_forum()
    series = SeriesFactory(body=forum.body, audience="body", mode="standing", rule="FREQ=WEEKLY;BYDAY=TU", horizon_days=16)
    keep_series(series=series, by=None, now=NOW)
    services.keep_meetings(now=NOW)
    first, second = Meeting.objects.filter(event__occurrence__series=series).order_by("event__starts_at")[:2]
    chair, desk, member = (client_of(user) for user in (forum.chair.user, forum.desk, forum.members[0].user))
    url = first.get_absolute_url()
    begins = first.event.starts_at

    def post(client, path, status=302, **data):
        answer = client.post(url + path, data)
        assert answer.status_code == status, (path, answer.content.decode()[:2000])
        return answer

    with time_machine.travel(NOW, tick=False):
        day = f"{begins.astimezone(first.event.zone):%Y-%m-%d}"
        item = {"starts_at": f"{day}T14:00", "ends_at": f"{day}T14:30", "title_en": "Gate design"}
        wrong = post(chair, "items/new/", 422, **{**item, "ends_at": f"{day}T13:00"}).content.decode()
        assert "It must end after it begins." in wrong
        assert 'value="Gate design"' in wrong
        post(chair, "items/new/", **item)
        post(chair, "step/submit/")
        page = desk.get(f"{url}clearance/")
        [row] = page.context["rows"]
        sent = {"item": row["item"].pk, "seen": row["seen"]}
        assert "You wrote it" in chair.get(f"{url}clearance/").content.decode()
        assert "Please say why" in post(desk, "clearance/", 422, **sent, what="refuse").content.decode()
        post(desk, "clearance/", **sent, what="clear")
        post(desk, "step/notice/")
        assert Message.objects.filter(kind="meeting-notice").count() == 5
        item = first.event.agenda.get()
        change = {
            **{name: f"{day}T{hour}" for name, hour in (("starts_at", "14:00"), ("ends_at", "14:30"))},
            "title_ko": "비밀",
        }
        post(chair, f"items/{item.pk}/", **change)
        changing = member.get(url).content.decode()
        assert ("The agenda is being changed." in changing, "비밀" in changing) == (True, False)
        post(chair, f"items/{item.pk}/", **change | {"title_ko": "Gate design", "title_en": "Gate design"})
        item.clearances.create(is_cleared=True, by=forum.desk, at=NOW)
        post(member, "regrets/")
        own = Registration.objects.get(event=first.event, member=forum.members[0])
        assert (own.state, own.reason) == ("cancelled", "regrets")
        html = member.get(url).content.decode()
        assert "Gate design" in html
        assert "Seats expected" in html
    with time_machine.travel(begins + timedelta(hours=1), tick=False):
        for one in (forum.chair, forum.members[1], forum.members[2]):
            AttendanceFactory(registration=Registration.objects.get(event=first.event, member=one))
        post(chair, "stopped/", at=f"{day}T14:20", talk="price")
        post(chair, "step/hold/")
        assert "Quorate" in member.get(url).content.decode()
        post(desk, "minutes/edit/", base="0", text_en="## Agreed\n\nWe **measure**.\n\n1. first\n2. second")
        stale = post(chair, "minutes/edit/", 422, base="0", text_en="Mine.").content.decode()
        assert "Somebody saved the minutes" in stale
        assert "Mine." in stale
        assert "We **measure**." in stale
        post(chair, "minutes/edit/", base="1", text_en="We measure.")
        owner = forum.members[0].pk
        post(desk, "actions/new/", title_en="Measure it", owner=owner, due_on=f"{begins + timedelta(days=5):%Y-%m-%d}")
        assert Client().get(f"{url}minutes.pdf").status_code == 404
    with time_machine.travel(second.event.starts_at + timedelta(minutes=5), tick=False):
        assert "Measure it" in member.get(second.get_absolute_url()).content.decode()
        assert "Say how they were approved" in post(chair, "minutes/approve/", 422, revision="2").content.decode()
        post(chair, "minutes/approve/", revision="2", approved_in=str(second.pk))
        # A paper for each language, that of the page first; of minutes, those in which they are written.
        html = member.get(url).content.decode()
        assert [path for path in (f"{url}agenda.pdf", f"/ko{url}agenda.pdf") if f'href="{path}" hreflang=' in html] == [
            f"{url}agenda.pdf",
            f"/ko{url}agenda.pdf",
        ]
        assert (f'href="{url}minutes.pdf" hreflang="en"' in html, f"/ko{url}minutes.pdf" in html) == (True, False)
        for path, start in (("minutes.pdf", b"%PDF"), ("agenda.pdf", b"%PDF")):
            for prefix in ("", "/ko"):
                assert member.get(prefix + url + path).content.startswith(start)
        action = ActionItem.objects.get()
        assert "Measure it" in member.get("/my/").content.decode()
        assert member.post(f"{url}actions/{action.pk}/done/", {"note": "22"}).status_code == 302
        post(desk, "step/close/")
        # Whom staff looked at is noted: on the page, and in the paper.
        before = list(PersonalDataAccess.objects.values_list("pk", flat=True))
        for path in ("", "minutes.pdf"):
            desk.get(url + path)
        noted = PersonalDataAccess.objects.exclude(pk__in=before).order_by("pk")
        assert [(one.page, {forum.chair.pk, owner} <= set(one.subjects)) for one in noted] == [
            ("forums:meeting-detail", True), ("forums:meeting-minutes-pdf", True),
        ]  # fmt: skip
        html = desk.get(f"{url}minutes/2/").content.decode()
        assert "− We **measure**." in html or "− " in html
    first.refresh_from_db()
    assert (first.state, first.enrolled, first.present) == ("closed", 4, 3)
    assert [verb for (verb,) in first.moves.values_list("verb")] == [
        *("submit", "clear", "notice", "hold", "write", "approve", "close"),
    ]


def test_list_and_page_cost_the_same_however_much_there_is(at_now):
    forum = small_forum(state="noticed", noticed_at=NOW)
    member, chair = (client_of(user) for user in (forum.members[0].user, forum.chair.user))
    url = forum.meeting.get_absolute_url()
    held = meeting_of(forum.forum, days=-10, state="minutes-draft", enrolled=4)

    def add(number):
        cleared_item(forum.meeting.event, title_en=f"Talk {number}")
        RegistrationFactory(event=forum.meeting.event)
        ActionItemFactory(meeting=held)
        ActionItemFactory(meeting=forum.meeting, owner=forum.members[0])
        AttendanceFactory(registration=RegistrationFactory(event=held.event))
        held.revisions.create(number=number, text_en="We met.", by=forum.chair.user, at=NOW)
        meeting_of(forum.forum, days=20 + number)

    def costs():
        found = []
        for client, path in (
            (member, "/forums/moulders/meetings/"), (member, url), (chair, url), (chair, f"{url}clearance/"),
            (chair, held.get_absolute_url()), (member, "/my/"),
        ):  # fmt: skip
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            found.append(len(queries))
        return found

    add(1)
    one = costs()
    for number in range(2, 31):
        add(number)
    many = costs()
    # (The clearer's page asks each item's history who wrote it.)
    assert [a for a, b in zip(one, many, strict=True) if a < b] == []
    assert max(many) < 60


def test_who_is_elsewhere_reads_seouls_clock(at_now):
    forum = small_forum(state="noticed", noticed_at=NOW)
    event = forum.meeting.event
    cleared_item(event)
    begins = datetime.combine(event.starts_at.date(), time(5), NOW.tzinfo)
    Event.objects.filter(pk=event.pk).update(starts_at=begins, ends_at=begins + timedelta(hours=2))
    member = client_of(forum.members[0].user)
    html = member.get(forum.meeting.get_absolute_url(), headers={"time-zone": "America/New_York"}).content.decode()
    assert "16 Nov 2026 (Mon) 14:00–" in html
    calendar = Calendar.from_ical(member.get(f"/events/{event.slug}.ics").content)
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Seoul"]
    assert calendar.walk("VEVENT")[0]["DTSTART"].params["TZID"] == "Asia/Seoul"


def test_the_search_finds_minutes_for_who_sits_in_the_forum_alone(at_now):
    forum = small_forum(state="minutes-draft", enrolled=4)
    for number, text in ((1, "About vents."), (2, "About 웰드라인 runners.")):
        forum.meeting.revisions.create(number=number, text_en=text, at=NOW)
    slug = f"/meetings/{forum.meeting.key}/"
    for user, expected in ((forum.members[0].user, True), (forum.desk, True), (forum.outsider.user, False)):
        assert (slug in client_of(user).get("/search/?q=runners").content.decode()) is expected
    # What an earlier revision said is not what the minutes say.
    assert slug not in client_of(forum.desk).get("/search/?q=vents").content.decode()
