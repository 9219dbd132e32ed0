"""The days of a symposium: what is on now, doors by day and session, badges, signs, certificates, the survey, the report."""

import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader

from council import when
from council.events import documents, seat_codes, services
from council.events.models import AgendaRegistration, Attendance, Event, Registration, Survey
from council.events.services.attendance_errors import NotAttendedError
from council.members.models import Industry, Region
from symposia.models import Room, Talk
from symposia.papers import BADGES, SIGNS, paper
from symposia.services.days import badges, figures, report, survey
from symposia.services.days.live import Phase, live
from tests.factories import (
    NOW,
    AgendaItemFactory,
    AttendanceFactory,
    MemberFactory,
    OrganisationFactory,
    RegistrationFactory,
    SessionFactory,
    SpeakerFactory,
    coordinator,
)
from tests.symposia.factories.calls import SubmissionFactory
from tests.symposia.factories.programme import SessionFactory as PlannedSessionFactory
from tests.symposia.factories.programme import placed_talk, published
from tests.symposia.factories.symposium import ParticipationFactory, RoomFactory, SymposiumFactory

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()
# Of a point, in millimetres.
MM = 25.4 / 72
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def symposium():
    """Two rooms; two sessions after another in the first, one (to choose) in the second; one more on the second day."""
    symposium = SymposiumFactory(event__title_ko="경량 섀시", event__title_en="Lightweight chassis")
    at = symposium.at = symposium.event.starts_at
    one = RoomFactory(symposium=symposium, name_ko="대강당", name_en="Auditorium")
    RoomFactory(symposium=symposium, name_ko="세미나실", name_en="Seminar room", place_en="First floor")
    plan = (("Results", at, one.label), ("Proposals", at + HOUR, "Auditorium"), ("CEOs tell", at + DAY, one.label))
    symposium.results, symposium.proposals, symposium.ceos = (
        AgendaItemFactory(event=symposium.event, title_en=title, title_ko="", starts_at=start, ends_at=start + HOUR, room=room)
        for title, start, room in plan
    )
    symposium.clinic = SessionFactory(
        event=symposium.event, title_en="Clinic", starts_at=at, ends_at=at + HOUR, room="Seminar room"
    )
    AgendaItemFactory(event=symposium.event, title_en="Dropped", starts_at=at, ends_at=at + HOUR, is_cancelled=True)
    symposium.results.speakers.add(SpeakerFactory())
    return symposium


def test_now_and_next(client, symposium):
    at, event = symposium.at, symposium.event

    def seen(now):
        found = live(symposium, VISITOR, now)
        rooms = [(one.label, [str(i) for i in one.current], [str(i) for i in one.following]) for one in found.rooms]
        return found.phase, rooms, str(found.opens) if found.opens else ""

    hall, seminar = "대강당 / Auditorium", "세미나실 / Seminar room"
    nothing = [(hall, [], []), (seminar, [], [])]
    early = [(hall, [], ["Results", "Proposals"]), (seminar, [], ["Clinic"])]
    during = [(hall, ["Results"], ["Proposals"]), (seminar, ["Clinic"], [])]
    assert seen(at - DAY) == (Phase.BEFORE, nothing, "Clinic")
    assert seen(at - HOUR) == (Phase.BEFORE, early, "Clinic")
    assert seen(at) == (Phase.ON, during, "Clinic")
    assert seen(at + HOUR) == (Phase.ON, [(hall, ["Proposals"], []), (seminar, [], [])], "Proposals")
    assert seen(at + 2 * HOUR) == (Phase.PAUSE, nothing, "CEOs tell")
    assert seen(event.ends_at) == (Phase.OVER, nothing, "")
    with time_machine.travel(event.ends_at, tick=False):
        assert "This symposium is over" in client.get("/symposia/symposium/days/").content.decode()
        assert client.get("/symposia/symposium/days/screen/").content.decode().count('class="screen-line"') == 2
    # Moved, and its programme not yet: what stands outside its new time is not what comes next.
    Event.objects.filter(pk=event.pk).update(starts_at=event.starts_at - 30 * DAY, ends_at=event.ends_at - 30 * DAY)
    with time_machine.travel(at - 31 * DAY, tick=False):
        moved = client.get("/symposia/symposium/days/").content.decode()
    assert ("The symposium has other dates now" in moved, "Clinic" in moved, "not published" in moved) == (True, False, False)
    Event.objects.filter(pk=event.pk).update(starts_at=event.starts_at, ends_at=event.ends_at)

    with time_machine.travel(at, tick=False):
        page = client.get("/symposia/symposium/days/")
        text = page.content.decode()
        # Up to date without a script as well, and never from a cache.
        # A page that goes on by itself cannot be read in peace (WCAG F41).
        assert 'http-equiv="refresh"' not in text
        assert 'hx-get="/symposia/symposium/days/" hx-trigger="every 30s"' in text
        assert (page["Cache-Control"].split(",")[0], "LEE Deunsol" in text, "Dropped" in text) == ("max-age=0", True, False)
        for path in ("/symposia/symposium/days/", "/ko/symposia/symposium/days/screen/"):
            part = client.get(path, headers={"HX-Request": "true"}).content.decode()
            assert ("<html" in part, "Clinic" in part) == (False, True)
        # Who stands before the screen in the lobby has chosen no language: all of it is in both.
        tags = re.sub(r"\s+", " ", part)
        today = at.astimezone(event.zone).date()
        for word in ("Now", "Next", when.day(today, "en")):
            assert f'lang="en">{word}<' in tags, word
        for word in ("지금", "다음", when.day(today, "ko")):
            assert f'lang="ko">{word}<' in tags, word
        with CaptureQueriesContext(connection) as few:
            client.get("/symposia/symposium/days/")
        for number in range(20):
            talk = AgendaItemFactory(event=event, starts_at=at, ends_at=at + HOUR, room=f"Room {number}")
            talk.speakers.add(SpeakerFactory())
        with CaptureQueriesContext(connection) as many:
            client.get("/symposia/symposium/days/")
        assert len(many) == len(few)


def test_the_talk_that_is_being_given_and_what_funders_read_of_talks(client):
    symposium = SymposiumFactory()
    room = RoomFactory(symposium=symposium)
    session = PlannedSessionFactory(symposium=symposium, room=room, title_en="Results")
    placed_talk(session, SpeakerFactory(name_en="HAN Byeolha"), title_en="Warpage", number=1)
    placed_talk(session, SpeakerFactory(), title_en="Adhesives", number=2, minute=20)
    # Posters stand side by side: all of them are on, and none for the others.
    posters = PlannedSessionFactory(symposium=symposium, room=room, starts_at=session.ends_at, title_en="Posters")
    for number, title in ((3, "Castings"), (4, "Foams")):
        placed_talk(posters, SpeakerFactory(name_en=f"{title} AUTHOR"), title_en=title, number=number)
    published(symposium)
    at = session.starts_at

    def given(minutes):
        [found] = live(symposium, VISITOR, at + timedelta(minutes=minutes)).rooms
        return [[talk.title_en for talk in item.talks_now] for item in found.current]

    both = ["Castings", "Foams"]
    assert [given(at) for at in (0, 19, 20, 40, 60)] == [[["Warpage"]], [["Warpage"]], [["Adhesives"]], [[]], [both]]
    with time_machine.travel(at, tick=False):
        page = client.get("/symposia/symposium/days/").content.decode()
    assert ["Warpage" in page, "HAN Byeolha" in page, "Adhesives" in page] == [True, True, False]
    with time_machine.travel(posters.starts_at, tick=False):
        page = client.get("/symposia/symposium/days/").content.decode()
    assert [word in page for title in both for word in (title, f"{title} AUTHOR")] == [True] * 4
    [found] = figures.programme(symposium, at)
    assert [(line.label, line.value) for line in found.lines] == [("Research results", 2), ("Talks", 4)]
    # What was withdrawn since is not being given.
    Talk.objects.filter(number=3).update(submission=SubmissionFactory(symposium=symposium, state="withdrawn"))
    assert given(60) == [["Foams"]]


def test_doors_by_day_and_session_and_the_certificate_that_rests_on_them(client, symposium):
    desk, event, at = coordinator("symposia"), symposium.event, symposium.at
    first, second = symposium.dates
    came, absent = (RegistrationFactory(event=event, member=MemberFactory(given_name=name)) for name in ("가람", "나리"))
    choice = {"item": symposium.clinic, "registration": came, "state": "confirmed", "confirmed_at": at}
    AgendaRegistration.objects.create(**choice)
    client.force_login(desk)
    # Nobody stands at the door of lunch.
    lunch = AgendaItemFactory(event=event, starts_at=at + 3 * HOUR, ends_at=at + 4 * HOUR)
    PlannedSessionFactory(symposium=symposium, kind="break", agenda_item=lunch, starts_at=lunch.starts_at)
    with time_machine.travel(at, tick=False):
        hub = client.get("/symposia/symposium/days/desk/").content.decode()
        for slot in (
            first.isoformat(),
            f"{first.isoformat()}.{symposium.clinic.pk}",
            f"{second.isoformat()}.{symposium.ceos.pk}",
        ):
            assert f"/events/symposium/checkin/?slot={slot}" in hub
        assert f"{first.isoformat()}.{lunch.pk}" not in hub
        # A QR code at the door of the day, and at the one of a session; a second scan is the same record.
        for slot in (first.isoformat(), f"{first.isoformat()}.{symposium.clinic.pk}"):
            for code in (seat_codes.address(came), seat_codes.short_code(came.code)):
                assert client.post("/events/symposium/checkin/", {"slot": slot, "code": code}).status_code == 302
        # Who has not chosen the session is not let in to it without a question.
        refused = client.post(
            "/events/symposium/checkin/", {"slot": f"{first.isoformat()}.{symposium.clinic.pk}", "code": absent.code.hex}
        )
        assert refused.status_code == 409
    records = Attendance.objects.present().order_by("pk").values_list("registration", "day", "agenda_item")
    assert list(records) == [(came.pk, first, None), (came.pk, first, symposium.clinic.pk)]
    over = event.ends_at + HOUR
    certificate = services.issue_certificate(registration=came, now=over)
    assert services.days_attended(came) == [first]
    said = dict(documents.certificate_data(certificate, services.days_attended(came), "en")["facts"])
    assert said["Days attended"] == documents.when.day(first, "en")
    with pytest.raises(NotAttendedError):
        services.issue_certificate(registration=absent, now=over)
    client.logout()
    verified = client.get(f"/verify/{certificate.code}/")
    assert (verified.context["days"], verified.context["valid"]) == ([first], True)
    assert "Lightweight chassis" in verified.content.decode()
    with time_machine.travel(over, tick=False):
        client.force_login(came.member.user)
        page = client.get("/symposia/symposium/").content.decode()
        assert ("/events/symposium/certificate.pdf" in page, "days/badge.pdf" in page) == (True, False)
        client.force_login(absent.member.user)
        assert "certificate.pdf" not in client.get("/symposia/symposium/").content.decode()


def test_badges_and_signs(client, symposium):
    people = {}
    for role, name in (("investor", "가람"), ("ceo", "나리"), ("", "다온")):
        organisation = OrganisationFactory(name_ko="달무리사출", name_en="Dalmuri Molding")
        member = MemberFactory(family_name="김", given_name=name, kind="professor", organisation=organisation)
        people[name] = RegistrationFactory(event=symposium.event, member=member)
        if role:
            ParticipationFactory(registration=people[name], role=role, days=symposium.dates[:1])
    Registration.objects.filter(pk=people["나리"].pk).update(role="speaker")
    RegistrationFactory(event=symposium.event, state="waitlisted")
    data = badges.badges_data(symposium, list(badges.with_badge(symposium)), "ko")
    assert [(one["name"], one["role"], one["organisation"], one["code"]) for one in data["badges"]] == [
        ("김가람", "투자자", "달무리사출", seat_codes.short_code(people["가람"].code)),
        ("김나리", "발표자", "달무리사출", seat_codes.short_code(people["나리"].code)),
        ("김다온", "교수", "달무리사출", seat_codes.short_code(people["다온"].code)),
    ]
    # One comes as one thing.
    by_role = {role: [one.pk for one in badges.with_badge(symposium, role)] for role in ("investor", "ceo", "speaker")}
    assert by_role == {"investor": [people["가람"].pk], "ceo": [], "speaker": [people["나리"].pk]}
    assert badges.files(200) == [(1, 96), (97, 192), (193, 200)]

    signs = badges.signs_data(symposium, VISITOR, symposium.at, "en")
    told = [(one["room"], [line["title"] for line in one["items"]]) for one in signs["sheets"]]
    assert told == [
        ("Auditorium", ["Results", "Proposals"]),
        ("Auditorium", ["CEOs tell"]),
        ("Seminar room", ["Clinic"]),
        ("Seminar room", []),
    ]
    client.force_login(coordinator("symposia"))
    with time_machine.travel(symposium.at, tick=False):
        for path in ("badges.pdf", "badges.pdf?role=investor", "signs.pdf"):
            answer = client.get(f"/ko/symposia/symposium/days/{path}")
            assert (path, answer["Content-Type"], answer.content[:5]) == (path, "application/pdf", b"%PDF-")
        assert client.get("/symposia/symposium/days/badges.pdf?role=government").status_code == 302
        bad = [f"badges.pdf?{wish}" for wish in ("file=0", "file=00", "file=\u0660", "file=x", "role=pirate")]
        assert [client.get(f"/symposia/symposium/days/{path}").status_code for path in bad] == [404] * 5
        client.force_login(people["가람"].member.user)
        assert client.get("/symposia/symposium/days/badge.pdf").content[:5] == b"%PDF-"
        client.force_login(Registration.objects.get(state="waitlisted").member.user)
        assert client.get("/symposia/symposium/days/badge.pdf").status_code == 404


def test_the_survey_and_the_report(client, symposium):
    event, desk = symposium.event, coordinator("symposia")
    region, industry = Region.objects.order_by("pk").first(), Industry.objects.order_by("pk").first()
    firms = [OrganisationFactory(kind="company", size="small", region=region, industry=industry) for _one in range(2)]
    firms.append(OrganisationFactory(kind="investor", size="", region=None, industry=None))
    office = OrganisationFactory(kind="government")
    seats = []
    for role, organisation in (("ceo", firms[0]), ("company", firms[0]), ("investor", firms[2]), ("government", office)):
        seats.append(RegistrationFactory(event=event, member=MemberFactory(organisation=organisation)))
        ParticipationFactory(registration=seats[-1], role=role)
    # Registered, of another firm, and not there.
    RegistrationFactory(event=event, member=MemberFactory(organisation=firms[1]))
    before = report.funder_report(symposium, symposium.at - DAY)
    assert (before.is_recorded, {line.label: line.value for line in before.stats}["Firms"]) == (False, 3)
    first, second = symposium.dates
    for seat in seats:
        AttendanceFactory(registration=seat, event=event, day=first)
    AttendanceFactory(registration=seats[0], event=event, day=second, agenda_item=symposium.ceos)
    # One who walked in, at two doors of one day, of a firm that is known by its name; one more, at a session's door alone.
    guest = {
        "registration": None,
        "name": "손님",
        "organisation": f"주식회사 {firms[1].name_ko}",
        "event": event,
        "day": second,
    }
    AttendanceFactory(**guest)
    AttendanceFactory(**guest, agenda_item=symposium.ceos)
    other = {**guest, "name": "Guest", "organisation": "Nowhere Ltd.", "day": first}
    AttendanceFactory(**other, agenda_item=symposium.results)

    made = survey.begin_survey(symposium=symposium, by=desk, now=symposium.at)
    assert survey.begin_survey(symposium=symposium, by=desk, now=symposium.at) == made
    Event.objects.filter(pk=event.pk).update(state="completed")
    over = event.ends_at + HOUR
    rating = made.questions.first()
    answer = {"question": rating.pk, "kind": "rating", "label_ko": "가", "label_en": "a", "value": 4}
    services.answer_survey(survey=made, member=seats[0].member, answers=[answer], now=over)

    symposium.event.refresh_from_db()
    found = report.funder_report(symposium, over)
    assert {line.label: line.value for line in found.stats} == {
        "Registered": 5,
        "Attended": 4,
        "Walk-ins": 2,
        "Firms": 3,
        "Organisations": 5,
        "Number of days": 2,
    }
    told = {one.slug: [(line.label, line.value) for line in one.lines if line.value] for one in found.sections}
    assert [value for _label, value in told["days"]] == [5, 2]
    assert told["roles"] == [("Company", 1), ("CEO", 1), ("Investor", 1), ("Government", 1)]
    assert told["sizes"] == [("Small (10–49)", 2), ("Size not known", 1)]
    assert [value for _label, value in told["regions"]] == [2, 1]
    assert told["kinds"] == [("Company", 2), ("Government", 1), ("Investor", 1), ("Kind not known", 1)]
    assert told["survey"] == [("Replied", 1), ("Not answered", 3)]
    assert told[f"survey-{rating.pk}"] == [("4", 1)]

    client.force_login(desk)
    with time_machine.travel(over, tick=False):
        page = client.get("/symposia/symposium/days/report/").content.decode()
        assert [fact for fact in ("Firms by size", "Firms by region", "1 of 4 answered.") if fact not in page] == []
        for organisation in (*firms, office):
            assert organisation.name_ko not in page
        sheet = load_workbook(io.BytesIO(client.get("/symposia/symposium/days/report.xlsx").content)).active
        rows = list(sheet.iter_rows(values_only=True))
        assert rows[:3] == [
            ("Part", "What", "Number", "In words"),
            ("Overview", "Registered", 5, None),
            ("Overview", "Attended", 4, None),
        ]
        assert client.get("/ko/symposia/symposium/days/report.pdf").content[:5] == b"%PDF-"
        with CaptureQueriesContext(connection) as few:
            report.funder_report(symposium, over)
        for _number in range(20):
            extra = RegistrationFactory(event=event, member=MemberFactory(organisation=OrganisationFactory()))
            AttendanceFactory(registration=extra, event=event, day=first)
        with CaptureQueriesContext(connection) as many:
            report.funder_report(symposium, over)
        assert len(many) == len(few)
    assert Survey.objects.count() == 1


def test_papers_take_any_text():
    """Typst reads nothing of it as markup; long names are set smaller, not cut."""
    nasty = '#import "x" *[$<@ 가나다 ' * 4
    one = dict.fromkeys(("name", "other", "organisation", "role", "days", "code", "qr_alt"), nasty)
    one |= {"colour": "#14477a", "qr": badges._qr("x")}
    data = {"language": "ko", "heading": nasty, "title": nasty, "when": nasty, "issuer": nasty, "badges": [one] * 9}
    assert paper(BADGES, data, NOW)[:5] == b"%PDF-"
    assert not Room.objects.exists()
    # The longest names there may be stand above the code of their badge, which is 23 mm high with its margin; what a door
    # reads is never covered.
    one |= {"name": "HOHENZOLLERN" * 8, "other": "가나다라마바사아자차" * 10, "organisation": "협력재단부설센터" * 12}
    heights = []

    def note(text, page, line, *_font):
        if "협력" in text:
            heights.append((line[4] * page[1] + line[5] * page[3] + page[5]) * MM)

    reader = PdfReader(io.BytesIO(paper(BADGES, data | {"title": "심포지엄 " * 40, "badges": [one]}, NOW)))
    reader.pages[0].extract_text(visitor_text=note)
    assert 297 - 12.5 > min(heights, default=0) > 297 - 12.5 - 68 + 23
    # A sign that goes on on another page says there, too, whose it is.
    line = {"clock": "10:00–11:00", "title": "가나다라 " * 64, "other": "abc " * 80, "speakers": "김가람"}
    sheet = {"room": "대강당", "other": "Auditorium", "place": "", "day": "11월 12일 (목)", "items": [line] * 12}
    words = {"language": "ko", "heading": "안내", "title": "심포지엄", "issuer": "협의회", "nothing": "", "sheets": [sheet]}
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(paper(SIGNS, words, NOW))).pages]
    assert (len(pages) > 1, ["대강당" in page for page in pages]) == (True, [True] * len(pages))
