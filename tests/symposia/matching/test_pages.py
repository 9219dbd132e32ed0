"""1:1 meetings in the browser: who sees what, forms, the desk, papers, reminders; as many questions for thirty as for one."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from council import when
from council.events.models import Event
from council.events.services.feeds import open_feed
from council.messaging.models import Message
from council.reminders.services import plan_reminders
from symposia import matching_papers
from symposia.deadlines.matching import SOURCE
from symposia.matching_panels import broken_count
from symposia.models import Meeting, MeetingRequest, SolverRun
from symposia.services import matching as services
from tests.factories import NOW, AgendaItemFactory, MemberFactory, RegistrationFactory, SpeakerFactory, coordinator
from tests.symposia.factories.matching import a_round, agreed, taking_part
from tests.symposia.factories.symposium import ParticipationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
BASE = "/symposia/symposium/meetings/"
SECRET = "Sekretes Gespraech"


def logged_in(user):
    client = Client()
    client.force_login(user)
    return client


def queries(client, path):
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(path).status_code == 200
    return len(found)


def confirmed(the_round, desk):
    services.request_run(the_round=the_round, by=desk, now=NOW)
    services.solve_due(now=lambda: NOW)
    return services.confirm_proposed(the_round=the_round, by=desk, now=NOW)


def test_from_taking_part_to_the_table(client):
    desk, the_round = coordinator("symposia"), a_round(tables=3)
    bob = taking_part(the_round)
    ann = RegistrationFactory(event=the_round.symposium.event, member=MemberFactory(given_name_en="Ann")).member
    hers, his, staff = logged_in(ann.user), logged_in(bob.user), logged_in(desk)
    pk, slots = the_round.pk, [slot.pk for slot in the_round.slots.all()]
    # Nobody's name before one takes part oneself.
    assert bob.display_name("en") not in hers.get(f"{BASE}{pk}/").content.decode()
    form = f"{BASE}{pk}/availability/"
    refused = hers.post(form, {"about": "Kept words"})
    assert refused.status_code == 422
    assert "Choose at least one time." in refused.content.decode()
    assert "Kept words" in refused.content.decode()
    assert hers.post(form, {"slots": [slots[0], "9" * 30]}).status_code == 422
    assert hers.post(form, {"slots": slots[:2], "about": "Rivets"}).status_code == 302
    # Who narrows it to nobody can widen it again.
    narrowed = hers.get(f"{BASE}{pk}/", {"q": "Nobody is called so"}).content.decode()
    assert ("Nobody fits this choice" in narrowed, 'id="people-q"' in narrowed) == (True, True)
    assert "Nobody fits this choice" not in hers.get(f"{BASE}{pk}/?q=%00").content.decode()
    ask = f"{BASE}{pk}/ask/{bob.meeting_availability.get().pk}/"
    assert hers.post(ask, {"priority": "7"}).status_code == 422
    assert hers.post(ask, {"priority": "3", "message": SECRET}).status_code == 302
    # Sent twice it is one request; other words lead to the one that there is.
    again = hers.post(ask, {"priority": "3", "message": SECRET}, follow=True)
    assert (again.redirect_chain, "Your request is sent." in again.content.decode()) == ([(f"{BASE}{pk}/", 302)], True)
    asked = MeetingRequest.objects.get()
    other = hers.post(ask, {"priority": "1"}, follow=True)
    assert other.redirect_chain == [(f"{BASE}requests/{asked.pk}/", 302)]
    assert "There is a request between the two of you already." in other.content.decode()
    page = f"{BASE}requests/{asked.pk}/"
    assert SECRET in his.get(page).content.decode()
    assert hers.post(page, {"priority": "3"}).status_code == 404
    assert his.post(page, {"priority": "2", "what": "accept"}).status_code == 302
    assert "has changed since" in his.post(page, {"priority": "2", "what": "decline"}, follow=True).content.decode()

    desk_page = f"{BASE}{pk}/desk/"
    plan = f"/admin/symposia/matchinground/add/?symposium={the_round.symposium_id}"
    assert (plan in staff.get(BASE).content.decode(), plan in hers.get(BASE).content.decode()) == (True, False)
    assert "A time and a table are free: 2 times are possible." in staff.get(desk_page).content.decode()
    assert staff.post(f"{desk_page}step/solve/").status_code == 302
    run = SolverRun.objects.get()
    # The page looks by itself as long as there is something to see; without a script there is the link.
    shown = staff.get(desk_page).content.decode()
    assert re.search(r'<script[^>]* src="[^"]*htmx', shown)
    assert f'href="{desk_page}">Look again' in shown
    progress = staff.get(f"{desk_page}progress/")
    assert ('hx-trigger="every 2s"' in progress.content.decode(), "HX-Refresh" in progress.headers) == (True, False)
    services.solve_due(now=lambda: NOW)
    assert staff.get(f"{desk_page}progress/").headers["HX-Refresh"] == "true"
    assert "Nobody waits for a time" in staff.get(desk_page).content.decode()
    for day in ("0001-01-01", "9999-12-31", "x"):
        assert staff.get(desk_page, {"day": day, "table": "9999"}).status_code == 200
    assert "No meeting yet" in hers.get(f"{BASE}schedule/").content.decode()
    assert staff.post(f"{desk_page}step/confirm/").status_code == 302
    run.refresh_from_db()
    meeting = Meeting.objects.get()
    assert (run.state, meeting.state, meeting.slot_id) == ("finished", "confirmed", slots[0])
    schedule = hers.get(f"{BASE}schedule/").content.decode()
    assert (bob.display_name("en") in schedule, "Table 1" in schedule) == (True, True)
    (entry,) = Calendar.from_ical(hers.get(f"{BASE}schedule.ics").content).walk("VEVENT")
    assert entry["dtstart"].dt == meeting.starts_at
    # One's own feed has it without the other's name.
    feed = Client().get(f"/my/calendar/{open_feed(member=ann, now=NOW).token}.ics").content
    (entry,) = [one for one in Calendar.from_ical(feed).walk("VEVENT") if one["uid"].startswith("meeting-")]
    assert str(entry["summary"]) == "1:1 meeting"
    assert "1:1 meetings" in hers.get("/my/").content.decode()

    move = f"{BASE}desk/move/{meeting.pk}/"
    assert "is not available then." in staff.post(move, {"slot": slots[2], "seen": 1}).content.decode()
    assert staff.post(move, {"slot": slots[1], "seen": 0}).status_code == 422
    assert staff.post(move, {"slot": slots[1], "seen": 1}).status_code == 302
    release = f"{BASE}desk/release/{meeting.pk}/"
    assert "Please say why." in staff.post(release, {}).content.decode()
    with time_machine.travel(meeting.starts_at + timedelta(minutes=45), tick=False):
        assert hers.post(f"{BASE}{pk}/held/", {"meeting": meeting.pk}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == "held"


def test_days_of_a_visit_and_meetings_agree():
    desk, the_round = coordinator("symposia"), a_round()
    ann, bob = taking_part(the_round), taking_part(the_round)
    first, second = the_round.symposium.dates
    seat = bob.registrations.get()
    ParticipationFactory(registration=seat, days=[second])
    asked, his = agreed(the_round, ann, bob), logged_in(bob.user)
    assert [one.reason for one in services.explain(services.Board(the_round, NOW), [asked])] == ["no-common-time"]
    assert "nobody meets you then." in his.get(f"{BASE}{the_round.pk}/availability/").content.decode()
    visit = "/symposia/symposium/visit/"
    both = [first.isoformat(), second.isoformat()]
    assert his.post(visit, {"visit-role": "ceo", "visit-days": both}).status_code == 302
    assert "nobody meets you then." not in his.get(f"{BASE}{the_round.pk}/availability/").content.decode()
    assert confirmed(the_round, desk) == 1
    refused = his.post(visit, {"visit-role": "ceo", "visit-days": both[1:]})
    assert (refused.status_code, "You have 1:1 meetings on a day" in refused.content.decode()) == (409, True)
    assert his.post(visit, {"visit-role": "company", "visit-days": both[:1]}).status_code == 302
    assert services.Board(the_round, NOW).broken() == []


def test_nobody_meets_anothers_requests_and_schedule():
    desk, the_round = coordinator("symposia"), a_round()
    ann, bob, cat = (taking_part(the_round) for _ in range(3))
    asked = agreed(the_round, ann, bob, message=SECRET, answer=SECRET)
    assert confirmed(the_round, desk) == 1
    stranger = RegistrationFactory(event=the_round.symposium.event).member
    forums = coordinator("forums", email="forums@example.com")
    paths = ["", f"{the_round.pk}/", "schedule/", "schedule.ics", f"requests/{asked.pk}/", f"{the_round.pk}/desk/"]
    everywhere = [*(BASE + path for path in paths), "/my/", "/search/?q=Sekretes", "/symposia/symposium/"]
    for user in (cat.user, stranger.user, forums):
        client = logged_in(user)
        answers = [client.get(path) for path in everywhere]
        assert not [one.request["PATH_INFO"] for one in answers if SECRET in one.content.decode()]
        assert answers[4].status_code == answers[5].status_code == 404
        assert [bob.display_name("en") in one.content.decode() for one in (answers[2], answers[3])] == [False, False]
    # What is only proposed is told to nobody, not as a reason either: it takes none of her times.
    proposed = services.place_by_hand(
        request=agreed(the_round, ann, cat), slot=the_round.slots.last(), table=None, by=desk, now=NOW
    )
    assert (
        "A time and a table are free: 2 times are possible."
        in logged_in(ann.user).get(f"{BASE}{the_round.pk}/").content.decode()
    )
    proposed.delete()
    for user in (ann.user, bob.user, desk):
        assert SECRET in logged_in(user).get(f"{BASE}requests/{asked.pk}/").content.decode()


def test_pages_ask_as_much_for_thirty_as_for_one():
    desk, the_round = coordinator("symposia"), a_round(slots=2, tables=8)
    ann = taking_part(the_round)
    hers, staff = logged_in(ann.user), logged_in(desk)
    paths = [
        (hers, f"{BASE}{the_round.pk}/"),
        (hers, f"{BASE}schedule/"),
        (hers, "/my/"),
        (staff, f"{BASE}{the_round.pk}/desk/"),
    ]
    paths += [(staff, f"/admin/symposia/{name}/") for name in ("meeting", "meetingrequest", "matchinground")]

    def fill(number):
        people = [taking_part(the_round) for _ in range(number)]
        for other in people:
            agreed(the_round, ann, other)
            agreed(the_round, other, people[0] if other is not people[0] else taking_part(the_round))
        confirmed(the_round, desk)
        agreed(the_round, taking_part(the_round, slots=[0]), taking_part(the_round, slots=[1]))

    def asked():
        # What a first visit asks besides (a session, kept things) is not counted.
        return [queries(client, path) for client, path in paths + paths][len(paths) :]

    fill(3)
    few = asked()
    fill(27)
    assert asked() == few
    assert max(few) <= 45


def test_one_reminder_a_person_and_day_tells_of_all_meetings():
    desk, the_round = coordinator("symposia"), a_round()
    ann, bob, cat = (taking_part(the_round) for _ in range(3))
    for other in (bob, cat):
        agreed(the_round, ann, other)
    assert confirmed(the_round, desk) == 2
    # One letter of both rounds of the day.
    second = a_round(the_round.symposium, slots=6)
    taking_part(second, ann)
    dan = taking_part(second)
    agreed(second, ann, dan)
    assert confirmed(second, desk) == 1
    eve = the_round.slots.first().starts_at.replace(hour=8, minute=5) - timedelta(days=1)
    Message.objects.all().delete()
    plan_reminders(eve)
    plan_reminders(eve)
    found = {one.user: one for one in Message.objects.filter(kind="meeting-reminder")}
    people = {ann.user, bob.user, cat.user, dan.user}
    assert (set(found), Message.objects.filter(kind="meeting-reminder").count()) == (people, 4)
    told = str(found[ann.user].context)
    assert [one for one in (bob, cat, dan) if one.display_name(ann.language) not in told] == []
    # Once the symposium is over, its pages ask nobody to say anything.
    asked_for = []
    for moment in (NOW, the_round.symposium.event.ends_at):
        with time_machine.travel(moment, tick=False):
            texts = [logged_in(dan.user).get(f"{BASE}{path}").content.decode() for path in (f"{second.pk}/", "")]
        asked_for.append(["Change my times" in texts[0], ">Take part<" in texts[1]])
    assert asked_for == [[True, True], [False, False]]
    # As many questions for the desk's notice of broken meetings as for one round.
    counted = []
    hours = {"starts_at": second.slots.first().starts_at, "ends_at": second.slots.last().ends_at}
    AgendaItemFactory(event=the_round.symposium.event, **hours).speakers.add(SpeakerFactory(member=dan))
    for state in ("proposed", "confirmed"):
        Meeting.objects.filter(round=second).update(state=state)
        with CaptureQueriesContext(connection) as asked:
            counted.append((broken_count(desk, NOW), len(asked)))
    assert counted == [(0, counted[0][1]), (1, counted[0][1])]
    # The day is the symposium's own: where it is, it is the day before.
    Event.objects.filter(pk=the_round.symposium_id).update(time_zone="Pacific/Honolulu")
    [(subject, _user, at)] = [row for row in SOURCE.due(eve, eve + 3 * timedelta(days=1), eve) if row[1] == dan.user_id]
    here = timezone.localdate(at, ZoneInfo("Pacific/Honolulu"))
    assert here == timezone.localdate(at) - timedelta(days=1)
    assert SOURCE.facts([subject], "en")[subject].title.startswith(f"1:1 meetings on {when.day(here)}: ")
    # What was planned under an earlier kind of subject says nothing.
    assert SOURCE.facts(["7:2026-01-01"], "en") == {}


def test_papers_name_people_for_the_desk_alone():
    desk, the_round = coordinator("symposia"), a_round(room_en="Hall B", room_ko="B홀")
    ann, bob = taking_part(the_round), taking_part(the_round)
    agreed(the_round, ann, bob)
    assert confirmed(the_round, desk) == 1
    for language, word in (("ko", "테이블"), ("en", "Table")):
        signs = matching_papers.signs_data(the_round, language)
        assert ann.display_name(language) not in str(signs)
        assert [(one["number"], len(one["days"])) for one in signs["signs"]] == [("1", 1), ("2", 0)]
        assert ann.display_name(language) in str(matching_papers.tables_data(the_round, language)["days"])
        assert signs["heading"] in (word, "Table")
    staff = logged_in(desk)
    for name in ("tables", "signs"):
        for prefix in ("", "/ko"):
            answer = staff.get(f"{prefix}{BASE}{the_round.pk}/desk/{name}.pdf")
            assert answer.content.startswith(b"%PDF")
