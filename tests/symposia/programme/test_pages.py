"""The plan in the browser, the programme and the proceedings as readers get them."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from icalendar import Calendar

from council.events.models import AgendaItem, CalendarFeed, Event
from council.events.services import open_feed
from council.members.models import Membership
from council.messaging.models import Message
from symposia import programme_panels
from symposia.models import CoAuthor, ProgrammeVersion, Session, Star, Submission, Talk
from symposia.services.calls import drafting
from symposia.services.calls.papers import file_of, keep_file
from symposia.services.programme import planning
from symposia.services.programme.publishing import publish_programme
from symposia.services.programme.taking import take_submissions
from tests.factories import (
    NOW,
    MemberFactory,
    MembershipFactory,
    RegistrationFactory,
    SpeakerFactory,
    VenueFactory,
    coordinator,
)
from tests.symposia.calls.papers import pdf
from tests.symposia.calls.papers import upload as pdf_of
from tests.symposia.factories.calls import CallFactory, SubmissionFactory
from tests.symposia.factories.outcomes import TalkFactory as CEOTalkFactory
from tests.symposia.factories.programme import SessionFactory, placed_talk, published
from tests.symposia.factories.symposium import RoomFactory, SymposiumFactory, committee_of

pytestmark = pytest.mark.django_db
HIDDEN = "Xylograph"


def browser(user=None):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def at_now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def symposium():
    made = SymposiumFactory(event__venue=VenueFactory(name_en="Expo", address_ko="", address_en=""), event__room="Lobby")
    RoomFactory(symposium=made, name_en="Hall A", name_ko="A홀")
    return made


@pytest.fixture
def desk():
    return coordinator("symposia", email="desk@example.com")


def test_an_unpublished_programme_is_seen_by_desk_and_chairs_alone(symposium, desk):
    speaker = SpeakerFactory(name_en=f"{HIDDEN} KIM", name_ko=f"{HIDDEN} 김", member=MemberFactory())
    session = SessionFactory(symposium=symposium, title_en=f"{HIDDEN} session", room=symposium.rooms.get())
    talk = placed_talk(session, speaker, number=1, title_en=f"{HIDDEN} talk", abstract_en=HIDDEN)
    Star.objects.create(talk=talk, member=speaker.member, starred_at=NOW)
    chair = MembershipFactory(body=committee_of(symposium), role=Membership.Role.CHAIR).member.user
    feed = open_feed(member=speaker.member, now=NOW)
    paths = {
        *("/", "/symposia/", "/events/", "/events/symposium/", "/symposia/symposium/", "/sitemap.xml", "/events/symposium.ics"),
        *(f"/symposia/symposium/programme/{view}" for view in ("", "list/", "tracks/", "speakers/", "talks/1/", "all.ics")),
        f"/symposia/symposium/programme/speakers/{speaker.pk}/",
        *("/symposia/symposium/proceedings/", "/events/feed.ics?agenda=1", "/events/feed/symposia.ics?agenda=1"),
        *(f"/search/?q={HIDDEN}", f"/events/?q={HIDDEN}", f"/my/calendar/{feed.token}.ics"),
        f"/symposia/symposium/programme/mine/{feed.token}.ics",
    }
    for client in (browser(), browser(speaker.member.user)):
        own = {"/my/", "/symposia/symposium/programme/mine/", "/symposia/symposium/programme/plan/", "/admin/symposia/talk/"}
        for path in paths | own:
            said = client.get(path).content.decode()
            assert [word for word in ("talk", "session", "KIM") if f"{HIDDEN} {word}" in said] == [], path
    for user in (chair, desk):
        assert f"{HIDDEN} talk" in browser(user).get("/symposia/symposium/programme/plan/").content.decode()
    assert not AgendaItem.objects.exists()

    # Once it is published the same is everybody's.
    publish_programme(symposium=symposium, by=chair, now=NOW)
    for path in ("programme/", "programme/list/", "programme/tracks/", "programme/speakers/", "programme/talks/1/"):
        assert f"{HIDDEN} talk" in browser().get(f"/symposia/symposium/{path}").content.decode(), path
    # Without the pen that marks what was searched.
    assert "/symposia/symposium/programme/talks/1/" in browser().get(f"/search/?q={HIDDEN}").content.decode()
    # From a CEO's talk to the questions to him: his own at this symposium, unless he tells without his name.
    session.refresh_from_db()
    his, here = {"speaker": speaker.member}, {"agenda_item": session.agenda_item}
    about = ({**his, **here, "attribution": "anonymous"}, his, here, {**his, **here})
    ceo_talks = [CEOTalkFactory(symposium=symposium, **values) for values in about]
    page = browser().get("/symposia/symposium/programme/talks/1/").content.decode()
    assert [one.get_absolute_url() in page for one in ceo_talks] == [False, False, False, True]
    planning.change_talk(
        talk=talk, presenters=[speaker], by=chair, now=NOW, title_ko="", title_en="Secretly renamed", minutes=20
    )
    assert "Secretly renamed" not in browser().get("/symposia/symposium/programme/list/").content.decode()


def test_a_plan_is_built_by_forms_alone(symposium, desk):
    client, plan = browser(desk), "/symposia/symposium/programme/plan/"
    room, begins = symposium.rooms.get(), symposium.event.starts_at.astimezone(symposium.event.zone)
    words = {"kind": "result", "title_ko": "성과", "title_en": "Results", "room": room.pk}

    def times(hours):
        return {"starts_at": f"{begins:%Y-%m-%dT%H:%M}", "ends_at": f"{begins + timedelta(hours=hours):%Y-%m-%dT%H:%M}"}

    # Places from morning to evening, of the first day from its beginning, of the last to its end; whole days have no hours.
    first, event = begins.replace(hour=0), Event.objects.filter(pk=symposium.event.pk)
    was, found = event.values("starts_at", "ends_at", "all_day").get(), []
    for starts, ends, whole in ((13, 60, False), (0, 72, True)):
        hours = {"starts_at": first + timedelta(hours=starts), "ends_at": first + timedelta(hours=ends)}
        event.update(**hours, all_day=whole)
        for day in range(3):
            shown = client.get(plan, {"day": f"{first + timedelta(days=day):%Y-%m-%d}"}).context["grid"].rows
            found.append([f"{row.starts_at.astimezone(first.tzinfo):%H:%M}" for row in (shown[0], shown[-1])])
    event.update(**was)
    cut = [["13:00", "19:30"], ["08:00", "19:30"], ["08:00", "11:30"]]
    assert found == [*cut, *[["08:00", "19:30"]] * 3]

    for _twice in range(2):
        assert client.post(f"{plan}sessions/new/", {**words, **times(2)}).status_code == 302
    session = Session.objects.get()
    assert (session.starts_at, session.ends_at - session.starts_at) == (symposium.event.starts_at, timedelta(hours=2))
    answer = client.post(f"{plan}sessions/{session.pk}/", {**words, **times(-1), "seen": session.revision})
    assert answer.status_code == 422
    assert "It must end after it begins." in answer.content.decode()
    answer = client.post(f"{plan}sessions/{session.pk}/", {**words, **times(3), "seen": session.revision + 7})
    assert "This has changed since you looked at it." in answer.content.decode()

    guest = {"guest_ko": "손님", "guest_en": "GUEST One", "minutes": 30, "in_proceedings": "on"}
    for number in (1, 2):
        assert client.post(f"{plan}talks/new/", {"title_en": f"Talk {number}", **guest}).status_code == 302
    # What it is about is published with the programme: it is asked whether that shows an invention.
    abstract = {"title_en": "Talk 3", "abstract_en": "A new joint.", "minutes": 20}
    assert [client.post(f"{plan}talks/new/", abstract | more).status_code for more in ({}, {"novelty": "yes"})] == [422, 422]
    talks = list(Talk.objects.order_by("number"))
    assert len({one.authors.get().speaker_id for one in talks}) == 1
    for talk in talks:
        client.post(f"{plan}talks/{talk.number}/place/", {"session": session.pk})
    assert [one.minutes for one in talks] == [30, 30]
    assert list(session.talks.order_by("starts_at").values_list("number", flat=True)) == [1, 2]
    client.post(f"{plan}talks/2/place/", {"shift": "up"})
    assert list(session.talks.order_by("starts_at").values_list("number", flat=True)) == [2, 1]
    client.post(f"{plan}talks/1/place/", {"session": session.pk, "before": 2})
    assert list(session.talks.order_by("starts_at").values_list("number", flat=True)) == [1, 2]

    # What is being moved may go to another day.
    for what in (f"session-{session.pk}", "talk-1"):
        shown = client.get(f"{plan}?move={what}")
        assert [tab["href"].partition("&")[2] for tab in shown.context["tabs"]] == [f"move={what}"] * 2
    page = client.get(shown.context["tabs"][1]["href"].replace("talk-1", f"session-{session.pk}")).content.decode()
    assert page.count("Put it here") > 5
    assert "Take it out of its session" in client.get(f"{plan}?move=talk-1").content.decode()
    later = symposium.event.starts_at + timedelta(minutes=30)
    client.post(f"{plan}sessions/{session.pk}/move/", {"room": room.pk, "at": later.isoformat()})
    assert Session.objects.get().starts_at == later
    assert Talk.objects.get(number=1).starts_at == later
    for bad in (
        {"room": "99999999", "at": later.isoformat()},
        {"room": room.pk, "at": "soon"},
        {"room": "x" * 50, "at": "2026-99"},
    ):
        assert client.post(f"{plan}sessions/{session.pk}/move/", bad).status_code == 302
    assert Session.objects.get().starts_at == later

    # Two at one time in one room: shown at once, refused on publishing.
    SessionFactory(symposium=symposium, room=room, starts_at=later, title_en="Clash")
    page = client.get(plan).content.decode()
    assert "Hall A is taken twice" in page
    answer = client.post(f"{plan}publish/", {"seen": 0})
    assert answer.status_code == 422
    assert answer.content.decode().count("1 conflict is in the plan") == 1
    client.post(f"{plan}sessions/{Session.objects.get(title_en='Clash').pk}/drop/")
    assert client.post(f"{plan}publish/", {"seen": 0, "note": "First"}).status_code == 302
    assert "Version 1" in client.get(f"{plan}versions/1/").content.decode()
    assert ProgrammeVersion.objects.get().note == "First"
    # The symposium goes to other days: the plan follows in one step.
    event = symposium.event
    event.starts_at, event.ends_at = event.starts_at + timedelta(days=7), event.ends_at + timedelta(days=7)
    event.save()
    assert "Bring the whole plan to its days" in client.get(plan).content.decode()
    client.post(f"{plan}shift/")
    assert Session.objects.get(pk=session.pk).starts_at == later + timedelta(days=7)
    assert Talk.objects.get(number=1).starts_at == later + timedelta(days=7)
    client.post(f"{plan}talks/1/drop/")
    assert Talk.objects.get(number=1).is_dropped
    client.post(f"{plan}talks/2/place/", {})
    assert Talk.objects.get(number=2).session is None
    assert "Take it out of its session" not in client.get(f"{plan}?move=talk-2").content.decode()


def test_times_are_those_of_the_place(desk):
    symposium = SymposiumFactory(event__time_zone="Europe/Berlin")
    session = SessionFactory(symposium=symposium)
    talk = placed_talk(session, number=1)
    client, plan = browser(desk), "/symposia/symposium/programme/plan/"
    for path, row in ((f"{plan}sessions/{session.pk}/", session), (f"{plan}talks/1/", talk)):
        form = client.get(path).context["form"]
        given = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, "")}
        moments = {name: f"{given[name]:%Y-%m-%dT%H:%M}" for name in ("starts_at", "ends_at") if name in given}
        assert moments["starts_at"] == f"{row.starts_at.astimezone(symposium.event.zone):%Y-%m-%dT%H:%M}"
        # Sent back as it was, nothing moves.
        assert client.post(path, {**given, **moments}).status_code == 302, path
        assert type(row).objects.get(pk=row.pk).starts_at == row.starts_at
        for far in ("0001-01-01T00:00", "9999-12-31T23:59"):
            assert client.post(path, {**given, **moments, "starts_at": far}).status_code == 422, path
    # In summer an hour has another distance from that of the server's; each stays at its own.
    planning.shift_plan(symposium=symposium, days=180, by=desk, now=NOW)
    zone = symposium.event.zone
    for row in (session, talk):
        moved = type(row).objects.get(pk=row.pk).starts_at.astimezone(zone)
        assert moved.replace(tzinfo=None) == row.starts_at.astimezone(zone).replace(tzinfo=None) + timedelta(days=180)


def test_my_programme_is_starred_and_read_by_a_secret(symposium):
    member, speaker = MemberFactory(), SpeakerFactory(member=MemberFactory())
    session = SessionFactory(symposium=symposium, room=symposium.rooms.get())
    talks = [placed_talk(session, number=1), placed_talk(session, speaker, number=2, minute=20)]
    published(symposium)
    client, home = browser(member.user), "/symposia/symposium/programme/"
    for _twice in range(2):
        assert client.post(f"{home}talks/1/star/", {"next": f"{home}list/"}).url == f"{home}list/#talk-1"
    assert client.post(f"{home}talks/1/star/", {"next": "https://evil.example/"}).url.startswith(f"{home}mine/")
    assert client.post(f"{home}talks/77/star/").status_code == 404
    assert Star.objects.filter(member=member).count() == 1
    page = client.get(f"{home}mine/").content.decode()
    assert talks[0].title_en in page
    assert talks[1].title_en not in page
    token = CalendarFeed.objects.create(member=member, created_at=NOW).token

    def entries():
        assert [browser().get(f"{home}mine/{other}.ics").status_code for other in ("%00", "x")] == [404, 404]
        read = Calendar.from_ical(browser().get(f"{home}mine/{token}.ics").content)
        return {str(one["summary"]): (str(one["status"]), int(one["sequence"])) for one in read.walk("VEVENT")}

    first = entries()
    assert first == {talks[0].title_en: ("CONFIRMED", 1 + symposium.event.sequence)}
    # The talk's own room, not the event's beside it.
    [entry] = Calendar.from_ical(browser().get(f"{home}mine/{token}.ics").content).walk("VEVENT")
    assert entry["location"] == "Hall A, Expo"
    # Another version that does not touch it leaves its entry; one that moves it, or takes it out, bumps it.
    Talk.objects.filter(pk=talks[1].pk).update(title_en="Renamed")
    published(symposium)
    assert entries() == first
    later = {"starts_at": talks[0].starts_at + timedelta(minutes=40), "ends_at": talks[0].ends_at + timedelta(minutes=40)}
    Talk.objects.filter(pk=talks[0].pk).update(**later)
    published(symposium)
    assert entries() == {talks[0].title_en: ("CONFIRMED", 3 + symposium.event.sequence)}
    Talk.objects.filter(pk=talks[0].pk).update(session=None, starts_at=None, ends_at=None)
    published(symposium)
    assert entries() == {talks[0].title_en: ("CANCELLED", 4 + symposium.event.sequence)}
    whole = Calendar.from_ical(browser().get(f"{home}all.ics").content)
    assert sorted(str(one["status"]) for one in whole.walk("VEVENT")) == ["CANCELLED", "CONFIRMED"]
    client.post(f"{home}talks/1/star/", {"on": "0"})
    assert not Star.objects.exists()


def test_pages_ask_as_much_for_many_talks_and_stars_as_for_few(symposium, desk, django_assert_max_num_queries):
    member, room = MemberFactory(), symposium.rooms.get()

    def add(number, minute):
        session = SessionFactory(
            symposium=symposium, room=room, starts_at=symposium.event.starts_at + timedelta(minutes=minute)
        )
        talk = placed_talk(session, number=number)
        placed_talk(session, SpeakerFactory(member=MemberFactory()), number=number + 100, minute=20)
        Star.objects.create(talk=talk, member=member, starred_at=NOW)

    add(1, 0)
    published(symposium)
    CalendarFeed.objects.create(member=member, created_at=NOW)
    home = "/symposia/symposium/programme/"
    paths = [home, *(f"{home}{view}/" for view in ("list", "tracks", "speakers", "talks/1", "mine")), f"{home}all.ics"]
    clients = {path: browser(member.user) for path in paths} | {f"{home}plan/": browser(desk), "/my/": browser(member.user)}
    counts = {}
    for path, client in clients.items():
        client.get(path)
        with django_assert_max_num_queries(70) as asked:
            assert client.get(path).status_code == 200, path
        counts[path] = len(asked)
    event = symposium.event
    event.ends_at += timedelta(hours=4)
    event.save()
    for number in range(2, 8):
        add(number, number * 60)
    others = MemberFactory.create_batch(3)
    Star.objects.bulk_create(Star(talk=talk, member=one, starred_at=NOW) for talk in Talk.objects.all() for one in others)
    published(symposium)
    for path, client in clients.items():
        with django_assert_max_num_queries(counts[path]):
            assert client.get(path).status_code == 200, path


def test_slides_are_for_whom_they_are(symposium, desk):
    speaker = SpeakerFactory(member=MemberFactory())
    talk = placed_talk(SessionFactory(symposium=symposium), speaker, number=1)
    guest, seated = MemberFactory(), RegistrationFactory(event=symposium.event, member=MemberFactory()).member
    page, upload = "/symposia/symposium/programme/talks/1/", "/symposia/symposium/programme/talks/1/files/"
    own = browser(speaker.member.user)

    def give(kind, access, **more):
        file = SimpleUploadedFile("slides.txt", f"What was said ({kind}).".encode())
        return own.post(upload, {"kind": kind, "access": access, "file": file, **more})

    # Whoever gives it says whether it shows an invention that is not filed: who listens has promised nothing.
    assert [give("slides", "participants", **more).status_code for more in ({}, {"novelty": "yes"})] == [422, 422]
    assert give("slides", "participants", novelty="no").status_code == 302
    slides = talk.files.get().document
    download = f"{slides.get_absolute_url()}download/"
    # Nothing of it as long as the programme is not published.
    assert [browser(one.user).get(download).status_code for one in (guest, seated)] == [404, 404]
    published(symposium)
    assert [browser(one.user).get(download).status_code for one in (guest, seated, speaker.member)] == [404, 200, 200]
    assert browser(desk).get(download).status_code == 200
    assert browser().get(download).status_code == 404
    assert "slides.txt" in browser(seated.user).get(page).content.decode()
    assert "slides.txt" not in browser(guest.user).get(page).content.decode()
    assert give("paper", "public", novelty="no").status_code == 302
    assert browser().get(f"{talk.files.get(kind='paper').document.get_absolute_url()}download/").status_code == 200
    assert browser(guest.user).get(upload).status_code == 404
    # The PDF that was handed in becomes the paper as it is, with the access chosen; it is offered to its authors and the desk,
    # and not once the contribution is not accepted any more. Who speaks and is no author is not shown it.
    paper = SubmissionFactory(symposium=symposium, submitter=speaker.member, state="confirmed")
    given, former = pdf(author="KIM Garam"), talk.files.get(kind="paper")
    keep_file(paper, upload=pdf_of(given, "light.pdf"), by=speaker.member.user, now=NOW)
    Talk.objects.filter(pk=talk.pk).update(submission=paper)
    helper = SpeakerFactory(member=MemberFactory())
    talk.authors.create(speaker=helper, position=2)
    offered = [
        (code, one)
        for code in ("", "/ko")
        for one in (speaker.member.user, desk, helper.member.user)
        if "light.pdf" in browser(one).get(f"{code}{upload}").content.decode()
    ]
    assert offered == [(code, one) for code in ("", "/ko") for one in (speaker.member.user, desk)]
    takes = {"kind": "handed-in", "access": "members", "novelty": "no"}
    assert browser(helper.member.user).post(upload, takes).status_code == 422
    # Either that, or a file.
    refused = give("handed-in", "members", novelty="no"), own.post(upload, {**takes, "kind": "paper"})
    assert [one.status_code for one in refused] == [422, 422]
    assert own.post(upload, takes).status_code == 302
    former.refresh_from_db()
    kept = former.document.versions.get(number=2)
    assert (former.document.title_en, former.document.classification) == ("light.pdf", "members")
    with kept.file.open() as stored:
        assert stored.read() == given
    # Each keeps its own file.
    assert (file_of(paper).sha256, file_of(paper).file.name == kept.file.name) == (kept.sha256, False)
    Submission.objects.filter(pk=paper.pk).update(state="withdrawn")
    assert ("light.pdf)" in own.get(upload).content.decode(), own.post(upload, takes).status_code) == (False, 422)
    assert own.post(f"{upload}{talk.files.get(kind='slides').pk}/remove/").status_code == 302
    assert browser(seated.user).get(download).status_code == 404


def test_what_was_accepted_becomes_talks_once(symposium, desk):
    author, organisation = MemberFactory(), None
    values = {"symposium": symposium, "kind": "result", "submitter": author, "created_at": NOW, "state_at": NOW}
    accepted = {"submitted_at": NOW, "confirm_by": NOW.date()}
    one = Submission.objects.create(**values, **accepted, number=1, state="accepted", title_en="Accepted", keywords="a, b")
    CoAuthor.objects.create(submission=one, position=1, name_en="GUEST Two", organisation=organisation)
    CoAuthor.objects.create(submission=one, position=2, member=author, name_ko="김", name_en="KIM", is_presenter=True)
    Submission.objects.create(**values, submitted_at=NOW, number=2, state="declined", title_en="Declined")
    for expected in (1, 0):
        assert len(take_submissions(symposium=symposium, by=desk, now=NOW)) == expected
    talk = Talk.objects.get()
    assert (talk.title_en, talk.keywords, talk.submission, talk.session) == ("Accepted", "a, b", one, None)
    assert [(who.speaker.name_en, who.speaker.member, who.presents) for who in talk.authors.all()] == [
        ("GUEST Two", None, False),
        ("KIM", author, True),
    ]
    session = SessionFactory(symposium=symposium)
    planning.place_talk(talk=talk, session=session, by=desk, now=NOW)
    # An author who takes the own name off is off the talk, too.
    CallFactory(symposium=symposium)
    other = SpeakerFactory(member=MemberFactory())
    CoAuthor.objects.create(submission=one, position=3, member=other.member, name_en="LEFT Over")
    talk.authors.create(speaker=other, position=3, presents=False)
    published(symposium)
    counts = [programme_panels.UNHELD.count(desk, NOW)]
    drafting.leave_submission(submission=one, by=other.member.user, now=NOW)
    assert talk.authors.count() == 2
    # The desk has a notice, as what readers have still names him, until the next version.
    counts.append(programme_panels.UNHELD.count(desk, NOW))
    Submission.objects.filter(pk=one.pk).update(state="accepted")
    version = published(symposium)
    assert [*counts, programme_panels.UNHELD.count(desk, NOW)] == [0, 1, 0]
    Submission.objects.filter(pk=one.pk).update(state="withdrawn")
    page = browser(desk).get("/symposia/symposium/programme/plan/").content.decode()
    assert "was withdrawn or is not accepted any more" in page
    # Readers see it at once; who plans is told, the chairs too, what to do about it.
    paths = [f"/symposia/symposium/programme/{view}" for view in ("", "list/", "tracks/", "speakers/")]
    paths += [f"/symposia/symposium/programme/{view}" for view in (f"speakers/{talk.authors.first().speaker_id}/", "talks/1/")]
    said = ("Withdrawn, not given", "This talk was withdrawn", "1 talk was withdrawn since this version was published")
    assert [[words in browser().get(path).content.decode() for words in said] for path in paths] == [
        *([[True, False, False]] * 5),
        [False, True, False],
    ]
    assert [words in browser(desk).get(paths[0]).content.decode() for words in said] == [True, False, True]
    assert "Withdrawn, not given" in browser(author.user).get("/my/").content.decode()
    assert version.talks.count() == 1


@pytest.mark.soak
def test_20000_stars_change_no_number_of_queries(symposium, desk, django_assert_max_num_queries):
    members = [MemberFactory() for _number in range(200)]
    session = SessionFactory(
        symposium=symposium, room=symposium.rooms.get(), ends_at=symposium.event.starts_at + timedelta(hours=9)
    )
    talks = [placed_talk(session, number=1, minutes=5)]
    published(symposium)
    client = browser(members[0].user)
    paths = [f"/symposia/symposium/programme/{view}" for view in ("", "list/", "mine/", "talks/1/")] + ["/my/"]
    counts = {}
    for path in paths:
        client.get(path)
        with django_assert_max_num_queries(70) as asked:
            client.get(path)
        counts[path] = len(asked)
    talks += [placed_talk(session, number=number + 1, minute=number * 5, minutes=5) for number in range(1, 100)]
    published(symposium)
    Star.objects.bulk_create(Star(talk=talk, member=one, starred_at=NOW) for talk in talks for one in members)
    assert Star.objects.count() == 20_000
    for path in paths:
        with django_assert_max_num_queries(counts[path]):
            assert client.get(path).status_code == 200
    planning.shift_talk(talk=talks[0], earlier=False, by=desk, now=NOW)
    with django_assert_max_num_queries(90):
        publish_programme(symposium=symposium, by=desk, now=NOW)
    assert Message.objects.filter(kind="programme-changed").count() == 200
