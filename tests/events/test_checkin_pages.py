"""The page of a door, as staff meet it, with and without scripts."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from council.events import seat_codes
from council.events.models import Attendance, Registration
from tests.factories import (
    NOW,
    AgendaItemFactory,
    AttendanceFactory,
    EventFactory,
    MemberFactory,
    RegistrationFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
State = Registration.State


@pytest.fixture
def event():
    return EventFactory(slug="day", starts_at=NOW - timedelta(hours=1), ends_at=NOW + timedelta(hours=30))


def url(name="checkin", *args):
    return reverse(f"events:{name}", args=["day", *args])


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.split())


def enter(client, **data):
    return client.post(url(), {"slot": "2026-11-02", "door": "Door A", **data}, follow=True)


def test_in_and_already_in(client, event, staff):
    registration = RegistrationFactory(event=event)
    code = seat_codes.short_code(registration.code)
    first = enter(client, code=code)
    assert first.redirect_chain[0][0].endswith("#result")
    assert "KIM Garam" in words(first)
    assert "In at 10:00, Door A" in words(first)
    with time_machine.travel(NOW + timedelta(minutes=7), tick=False):
        again = enter(client, code=code, door="Door B")
    assert "Already in at 10:00, Door A" in words(again)
    record = Attendance.objects.get()
    assert (record.registration, record.door, record.recorded_by) == (registration, "Door A", staff)


def test_in_korean(client, event, staff):
    registration = RegistrationFactory(event=event, member=MemberFactory(given_name="가람"))
    answer = client.post("/ko" + url(), {"code": registration.code.hex, "door": "정문"}, follow=True)
    assert answer.redirect_chain[0][0].startswith("/ko/events/day/checkin/?slot=2026-11-02&door=")
    assert "김가람" in words(answer)


def test_scripts_get_the_answer_alone(client, event, staff):
    registration = RegistrationFactory(event=event)
    head = {"HX-Request": "true"}
    answer = client.post(url(), {"code": registration.code.hex, "door": "A"}, headers=head)
    assert answer.status_code == 200
    assert answer["HX-Trigger"] == '{"attendance": {}}'
    assert "<html" not in answer.content.decode()
    assert "In at 10:00, A" in words(answer)
    wrong = client.post(url(), {"code": "nonsense", "door": "A"}, headers=head)
    assert (wrong.status_code, "HX-Trigger" in wrong) == (200, False)
    assert "Nobody’s code." in words(wrong)
    assert "1 / 1" in words(client.get(url("checkin-counters"), headers=head))
    assert client.get(url("checkin-counters")).status_code == 302


def test_a_wrong_code_is_kept_and_told_beside_the_field(client, event, staff):
    answer = enter(client, code="7K3M-Q2X<b>")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'value="7K3M-Q2X&lt;b&gt;"' in text
    assert 'aria-describedby="result" aria-invalid="true"' in text
    assert "Nobody’s code." in words(answer)
    for data in ({}, {"code": "\x00"}, {"code": "x" * 5000}, {"slot": "2026-99-99.9", "code": "1"}, {"door": "\n" * 9}):
        assert enter(client, **data).status_code == 422
    for key in ("0", "-1", "x", "9" * 30, "9" * 17):
        assert enter(client, registration=key).status_code == 404


def test_who_has_no_seat_can_be_let_in_as_a_walk_in(client, event, staff):
    registration = RegistrationFactory(event=event, state=State.WAITLISTED)
    answer = enter(client, code=registration.code.hex)
    assert answer.status_code == 409
    assert "KIM Garam" in words(answer)
    assert "has no confirmed seat: On the waiting list." in words(answer)
    link = re.search(r'href="([^"]*walk-in[^"]*name=[^"]*)"', answer.content.decode())[1].replace("&amp;", "&")
    page = client.get(link)
    token = re.search(r'name="token" value="([^"]+)"', page.content.decode())[1]
    assert f'value="{registration.member}"' in page.content.decode()
    data = {"name": str(registration.member), "organisation": "", "token": token, "slot": "2026-11-02", "door": "A"}
    for _ in range(2):
        done = client.post(url("checkin-walk-in"), data, follow=True)
        assert "In at 10:00, A" in words(done)
    record = Attendance.objects.get()
    assert (record.registration, record.name) == (None, str(registration.member))


def test_walk_ins_of_the_same_name_are_asked_about(client, event, staff):
    AttendanceFactory(registration=None, event=event, name="Choi", recorded_at=NOW)
    answer = client.post(url("checkin-walk-in"), {"name": "choi"})
    assert answer.status_code == 409
    assert "This is another person of the same name" in words(answer)
    answer = client.post(url("checkin-walk-in"), {"name": "Choi", "is_another": "on"})
    assert answer.status_code == 302
    assert Attendance.objects.count() == 2
    empty = client.post(url("checkin-walk-in"), {"name": " \n ", "organisation": "달무리"})
    assert empty.status_code == 422
    assert 'value="달무리"' in empty.content.decode()


def test_excuse_and_undo(client, event, staff):
    registration = RegistrationFactory(event=event)
    excuse = url("checkin-excuse", registration.pk)
    assert "Excuse KIM Garam" in words(client.get(excuse))
    answer = client.post(excuse, {"note": "A cold.", "slot": "2026-11-03"}, follow=True)
    assert "Excused." in words(answer)
    assert "A cold." in words(answer)
    record = Attendance.objects.get()
    assert (record.kind, record.day.isoformat()) == ("excused", "2026-11-03")
    answer = client.post(url("checkin-undo", record.pk), {"slot": "2026-11-03"}, follow=True)
    assert "Undone: " in words(answer)
    record.refresh_from_db()
    assert (record.undone_at, record.undone_by) == (NOW, staff)
    assert client.post(url("checkin-undo", 10**17)).status_code == 404
    assert client.get(url("checkin-undo", record.pk)).status_code == 405
    enter(client, registration=registration.pk)
    refused = client.post(excuse, {"note": "x" * 400})
    assert refused.status_code == 422
    refused = client.post(excuse, {"note": "Late."})
    assert refused.status_code == 409
    assert "came at 10:00. Undo that first." in words(refused)


def test_another_events_records_are_not_this_doors(client, event, staff):
    other = AttendanceFactory(registration__event=EventFactory(programme="focus-group"))
    assert client.post(url("checkin-undo", other.pk)).status_code == 404
    assert client.get(url("checkin-excuse", other.registration.pk)).status_code == 404
    assert enter(client, registration=other.registration.pk).status_code == 404
    assert str(other.registration.member) not in words(client.get(url(), {"done": other.pk}))


def test_the_list_is_searched_and_narrowed(client, event, staff):
    here, missing = (RegistrationFactory(event=event, member=MemberFactory(given_name_en=name)) for name in ("Here", "Missing"))
    enter(client, registration=here.pk)

    def shown(**query):
        people = words(client.get(url(), {"slot": "2026-11-02", **query})).split("Who is shown")[-1]
        return ["KIM Here" in people, "KIM Missing" in people]

    assert shown() == [True, True]
    assert "In at 10:00, Door A Undo" in words(client.get(url(), {"slot": "2026-11-02"}))
    assert shown(show="in") == [True, False]
    assert shown(show="missing") == [False, True]
    assert shown(q="kim h") == [True, False]
    assert shown(slot="2026-11-03", show="in") == [False, False]
    assert shown(q="nobody at all", page="99", show="nonsense") == [False, False]
    assert missing.attendances.count() == 0


def test_the_place_is_kept(client, event, staff):
    item = AgendaItemFactory(event=event, title_en="Press forming")
    page = client.get(url(), {"slot": f"2026-11-02.{item.pk}", "door": "  Hall\nB "})
    assert "09:00–10:00 Press forming · Hall B" in words(page)
    # The next page of this staff member knows the door.
    assert 'name="door" value="Hall B"' in client.get(url()).content.decode()


def test_a_day_to_come_says_so(client, event, staff):
    registration = RegistrationFactory(event=event)
    assert "This day has not come yet." in words(client.get(url(), {"slot": "2026-11-03"}))
    answer = enter(client, code=registration.code.hex, slot="2026-11-03")
    assert answer.status_code == 422
    assert not Attendance.objects.exists()


def test_a_scanned_address_leads_to_the_code(client, event, staff):
    registration = RegistrationFactory(event=event)
    answer = client.get(seat_codes.address(registration).replace("http://localhost:8000", ""))
    assert f'value="{registration.code.hex}"' in answer.content.decode()
    assert not Attendance.objects.exists()


def test_the_camera_is_this_pages_alone(client, event, staff):
    assert "camera=(self)" in client.get(url())["Permissions-Policy"]
    for other in (url("checkin-list"), event.get_absolute_url(), "/"):
        assert "camera=()" in client.get(other)["Permissions-Policy"]


def test_lists_on_paper(client, event, staff):
    registration = RegistrationFactory(event=event)
    RegistrationFactory(event=event)
    AttendanceFactory(registration=registration, recorded_at=NOW, door="Hall B")
    AttendanceFactory(registration=None, event=event, name="Walker", recorded_at=NOW)
    blank = words(client.get(url("checkin-list")))
    assert "Signature" in blank
    assert seat_codes.short_code(registration.code) in blank
    assert blank.count("☐") == 1 + 6
    told = words(client.get(url("checkin-list"), {"kind": "attendance"}))
    assert "10:00 Hall B" in told
    assert "Walker" in told
    assert "Signature" not in told


def test_pages_take_as_many_queries_for_thirty_as_for_one(client, event, staff, count_queries):
    counted = []
    for people in (1, 29):
        for number in range(people):
            registration = RegistrationFactory(event=event)
            if number % 2 == 0:
                AttendanceFactory(registration=registration)
            AttendanceFactory(registration=None, event=event, name=f"Walker {number}")
        pages = (url(), url() + "?q=kim", url("checkin-list"))
        counted.append([count_queries(lambda page=page: client.get(page)) for page in pages])
    assert counted[0] == counted[1]
    assert counted[0] <= [16, 16, 15]
