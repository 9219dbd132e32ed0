"""What a symposium leaves behind: who writes and reads what CEOs told, obstacles and actions, and what closes a session."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from council.events.models import AgendaItem
from council.messaging.models import Message
from council.reminders.services import plan_reminders
from focusgroup.models import Opportunity
from symposia import outcome_panels
from symposia.models import CEOTalk, NetworkAction, Obstacle, Session, SessionClosing
from symposia.outcome_search import search
from symposia.services import outcomes as services
from symposia.services.calls.drafting import confirm_submission, withdraw_submission
from symposia.services.errors import NotYours, ReasonMissing, WrongState
from symposia.services.outcomes import errors
from symposia.services.programme import planning
from symposia.services.programme.publishing import publish_programme
from tests.factories import (
    NOW,
    AgendaItemFactory,
    MemberFactory,
    RegistrationFactory,
    SpeakerFactory,
    coordinator,
)
from tests.focusgroup.factories.seats import GroupFactory
from tests.symposia.factories.calls import SubmissionFactory
from tests.symposia.factories.outcomes import ActionFactory, ObstacleFactory, TalkFactory
from tests.symposia.factories.programme import SessionFactory, placed_talk
from tests.symposia.factories.symposium import SymposiumFactory
from tests.symposia.outcomes.pages import DAY, PAGE, TODAY, html, logged_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def test_what_a_ceo_told_is_read_by_whom_he_allows():
    talk = TalkFactory(
        speaker__family_name_en="Frank", speaker__given_name_en="Candid", told_en="We paid late.", title_en="Six dry months"
    )
    there = RegistrationFactory(event=talk.symposium.event, state="confirmed").member
    waits = RegistrationFactory(event=talk.symposium.event, state="waitlisted").member
    desk, speaker = coordinator("symposia"), talk.speaker
    url = talk.get_absolute_url()
    readers = (None, MemberFactory(), waits, there, speaker, desk)
    found, who_told, searched = {}, {}, {}
    for attribution in ("named", "anonymous", "room"):
        services.save_talk(symposium=talk.symposium, talk=talk, by=speaker.user, now=NOW, attribution=attribution)
        who_told[attribution] = ["FRANK" in html(logged_in(one), url) for one in readers[:4]]
        # By what was told, by the title, and by a word of each.
        queries = ("late", "dry", "dry late")
        searched[attribution] = [
            [[(hit.title, bool(hit.text)) for hit in search(words, user, NOW, 5)] for words in queries]
            for user in (AnonymousUser(), waits.user, there.user)
        ]
        found[attribution] = [
            (
                "We paid late." in html(logged_in(one)),
                "We paid late." in html(logged_in(one), url),
                "FRANK" in html(logged_in(one)),
            )
            for one in readers
        ]
    # Who told it stands beside what was told, and nowhere else.
    yes, nothing, nameless = (True, True, True), (False, False, False), (True, False, False)
    assert found["named"] == [yes] * 6
    nobody, those_there = [False] * 4, [False, False, False, True]
    assert who_told == {"named": [True] * 4, "anonymous": nobody, "room": those_there}
    # The speaker himself, and who runs it, see it with the talk.
    inside = [found["anonymous"][4][:2], found["anonymous"][5][:2]]
    assert (found["anonymous"][:4], inside) == ([nameless] * 4, [(True, True)] * 2)
    assert found["room"] == [nothing, nothing, nothing, yes, yes, yes]
    # The search tells no more than the pages: not which talk it was in which something was told without a name.
    title = "Six dry months"
    anonymous, outside = [[("A CEO", True)], [(title, False)], []], [[], [(title, False)], []]
    inside = [[(title, True)], [(title, False)], [(title, True)]]
    assert searched == {"named": [inside] * 3, "anonymous": [anonymous] * 3, "room": [outside, outside, inside]}
    with pytest.raises(NotYours):
        services.save_talk(symposium=talk.symposium, talk=talk, by=there.user, now=NOW, told_en="Lies")
    # Where it stands in the programme is not the speaker's to change.
    services.save_talk(symposium=talk.symposium, talk=talk, by=speaker.user, now=NOW, speaker=there, told_en="More")
    talk.refresh_from_db()
    assert (talk.speaker, talk.told_en) == (speaker, "More")


def test_what_a_ceo_handed_in_to_the_call_is_his_talk_once_it_is_confirmed_and_published():
    symposium = SymposiumFactory(event__slug="symposium")
    desk, session = coordinator("symposia"), SessionFactory(symposium=symposium, kind="ceo")
    speaker = SpeakerFactory(member=MemberFactory(), affiliation_ko="달무리", affiliation_en="Dalmuri Ltd")
    ask = {"symposium": symposium, "kind": "ceo", "confirm_by": TODAY}
    asked = SubmissionFactory(**ask, submitter=speaker.member, state="accepted", title_en="Seven years")
    other = SubmissionFactory(**ask, state="confirmed", title_en="By a guest")
    talk = placed_talk(session, speaker, number=1, title_en="Seven years", title_ko="칠 년", submission=asked)
    guest = SpeakerFactory(affiliation_en="Guest Ltd", affiliation_ko="")
    placed_talk(session, guest, number=2, minute=20, title_en="By a guest", submission=other)
    publish_programme(symposium=symposium, by=desk, now=NOW)
    known = CEOTalk.objects.order_by("plan_talk__number")
    of_guest = known.get()
    item = Session.objects.get().agenda_item
    assert (of_guest.title_en, of_guest.speaker, of_guest.company_en, of_guest.agenda_item) == (
        *("By a guest", None, "Guest Ltd"),
        item,
    )
    # What the desk has written down for him is taken for it, and keeps its words.
    typed = TalkFactory(symposium=symposium, speaker=speaker.member, title_en="Typed before")
    confirm_submission(submission=asked, by=speaker.member.user, now=NOW)
    assert list(known.all()) == [typed, of_guest]
    typed.refresh_from_db()
    assert (typed.title_en, typed.company_ko, typed.plan_talk, typed.agenda_item) == ("Typed before", "달무리", talk, item)
    # Whoever writes it down says the stage; when it is, the programme says.
    client, url = logged_in(desk), of_guest.get_absolute_url()
    form = client.get(f"{url}edit/").context["form"]
    assert ("agenda_item" in form.fields, "company_ko" in form.fields, form.fields["stage"].required) == (False, True, True)
    sent = {"title_en": "By a guest", "company_en": "Another Ltd", "attribution": "named", "told_en": "We waited."}
    assert client.post(f"{url}edit/", sent).status_code == 422
    assert client.post(f"{url}edit/", {**sent, "stage": "growth", "seen": form["seen"].value()}).status_code == 302
    pages = [html(logged_in(), one) for one in (url, PAGE)]
    assert [("A CEO" in page, "Another Ltd" in page) for page in pages] == [(True, True), (True, True)]
    assert '/programme/talks/2/"' in pages[0]
    assert url in html(logged_in(), "/symposia/symposium/programme/talks/2/")
    # Moved, it moves along; withdrawn, it goes, but for what was told. Nothing is written a second time.
    another = SessionFactory(symposium=symposium, kind="ceo", starts_at=session.starts_at + timedelta(hours=2))
    planning.place_talk(talk=talk, session=another, by=desk, now=NOW)
    publish_programme(symposium=symposium, by=desk, now=NOW)
    another.refresh_from_db()
    assert [(one.pk, one.agenda_item, one.company_en) for one in known.all()] == [
        (typed.pk, another.agenda_item, "Dalmuri Ltd"),
        (of_guest.pk, item, "Another Ltd"),
    ]
    CEOTalk.objects.filter(pk=typed.pk).update(stage="")
    for one in (asked, other):
        withdraw_submission(submission=one, by=one.submitter.user, now=NOW, reason="Not in town.")
    assert [(one.pk, one.agenda_item) for one in known.all()] == [(of_guest.pk, None)]


def test_questions_before_and_live():
    item = AgendaItemFactory(starts_at=NOW + DAY, ends_at=NOW + DAY + timedelta(hours=1))
    talk = TalkFactory(symposium=SymposiumFactory(event__slug="symposium"), agenda_item=item)
    asks, other = MemberFactory(), MemberFactory()
    client = logged_in(asks)
    url = talk.get_absolute_url()
    assert [client.post(url, {"text": text}).status_code for text in ("", "How late?", "How late?")] == [422, 302, 302]
    live = services.ask_question(talk=talk, member=other, text="And now?", now=NOW + DAY)
    [early, late] = talk.questions.all()
    assert ((early.is_live, late.is_live), late) == ((False, True), live)
    with pytest.raises(errors.QuestionsClosed):
        services.ask_question(talk=talk, member=other, text="Still?", now=item.ends_at)
    for number in range(9):
        services.ask_question(talk=talk, member=other, text=f"{number}?", now=NOW)
    with pytest.raises(errors.TooManyQuestions):
        services.ask_question(talk=talk, member=other, text="More?", now=NOW)
    # One's own; all of them for the speaker.
    assert [("How late?" in html(logged_in(one), url), "And now?" in html(logged_in(one), url)) for one in (asks, other)] == [
        (True, False),
        (False, True),
    ]
    speaker = logged_in(talk.speaker)
    assert ("How late?" in html(speaker, url), "And now?" in html(speaker, url)) == (True, True)
    assert "11 questions were sent in" in html(speaker, "/my/")
    # While the talk is given they come in by themselves, or by a link; before and afterwards the page stands still.
    for moment, state in ((NOW, False), (NOW + DAY, True), (item.ends_at, False)):
        with time_machine.travel(moment, tick=False):
            page, part = html(speaker, url), speaker.get(url, headers={"HX-Request": "true"}).content.decode()
        polls = f'hx-get="{url}" hx-trigger="every 30s"'
        assert (polls in page, "htmx-config" in page, ">Refresh</a>" in page) == (state,) * 3
        assert (polls in part, "And now?" in part, "<html" in part) == (state, True, False)
    speaker.post(f"{url}questions/{early.key}/answered/")
    early.refresh_from_db()
    assert (early.state, early.settled_by) == ("answered", talk.speaker.user)
    with pytest.raises(WrongState):
        services.settle_question(question=early, state="passed", by=talk.speaker.user, now=NOW)


def test_a_session_is_closed_with_an_obstacle_or_none_raised(client):
    desk = coordinator("symposia")
    client.force_login(desk)
    symposium = SymposiumFactory(event__starts_at=NOW - DAY, event__ends_at=NOW + timedelta(hours=8), event__slug="symposium")
    item = AgendaItemFactory(event=symposium.event, starts_at=NOW - DAY, ends_at=NOW)
    later = AgendaItemFactory(event=symposium.event, starts_at=NOW + DAY / 8, ends_at=NOW + DAY / 4)
    about = {"symposium": symposium, "agenda_item": item, "by": desk, "now": NOW}
    with pytest.raises(errors.NoneRecorded):
        services.close_session(**about, none_raised=False)
    with pytest.raises(errors.TooEarlyToClose):
        services.close_session(**{**about, "agenda_item": later}, none_raised=True)
    with pytest.raises(NotYours):
        services.close_session(**{**about, "by": MemberFactory().user}, none_raised=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionClosing.objects.create(symposium=symposium, agenda_item=item, closed_at=NOW)
    url = f"{PAGE}sessions/{item.pk}/"
    # A technology session that is over and not closed is not finished: the days' desk, the list and both reports say so.
    planned = [
        SessionFactory(symposium=symposium, kind="technology", agenda_item=one, starts_at=one.starts_at, ends_at=one.ends_at)
        for one in (item, later)
    ]
    # No other kind of session is asked for.
    for kind in sorted({*Session.Kind.values} - {"technology"}):
        ended = AgendaItemFactory(event=symposium.event, starts_at=NOW - DAY, ends_at=NOW)
        SessionFactory(symposium=symposium, kind=kind, agenda_item=ended, starts_at=NOW - DAY, ends_at=NOW)
    days = "/symposia/symposium/days/"

    def open_ones():
        places = (f"{days}desk/", "not finished"), (PAGE, "Not closed"), (f"{PAGE}report/", "not closed yet")
        return [words in html(client, path) for path, words in (*places, (f"{days}report/", "not closed"))]

    assert (open_ones(), services.open_sessions(NOW).get()) == ([True] * 4, planned[0])
    # The notice on staff's start page leads to the symposia that it counts.
    SymposiumFactory(event__slug="another")
    found = [list(client.get(outcome_panels.NOTICE.url()).context["cl"].queryset)]
    for state in (True, False):
        AgendaItem.objects.filter(pk=item.pk).update(is_cancelled=state)
        assert services.open_sessions(NOW, symposium).exists() is not state
    client.post(f"{url}close/", {"none_raised": "1"})
    assert SessionClosing.objects.get().none_raised
    assert open_ones() == [False] * 4
    assert [*found, list(client.get(outcome_panels.NOTICE.url()).context["cl"].queryset)] == [[symposium], []]
    # A network discussion that is over, and since whose beginning no action was noted, is said on the days' desk.
    spoken = AgendaItemFactory(event=symposium.event, starts_at=NOW - DAY / 2, ends_at=NOW)
    for one in (spoken, AgendaItemFactory(event=symposium.event, starts_at=NOW - DAY / 8, ends_at=NOW + DAY / 8)):
        network = {"kind": "network", "starts_at": one.starts_at, "ends_at": one.ends_at}
        SessionFactory(symposium=symposium, agenda_item=one, **network)
    told = []
    early, running = spoken.starts_at - DAY / 8, AgendaItem.objects.get(ends_at=NOW + DAY / 8)
    # One that names a discussion is its own, whenever it was noted; one that names none counts for those before it.
    for noted in ({"agreed_at": early}, {"agenda_item": running}, {"agreed_at": early, "agenda_item": spoken}, {}):
        one = ActionFactory(symposium=symposium, **noted)
        silent = [one.agenda_item for one in services.silent_discussions(NOW, symposium)]
        told.append((silent, "Network discussions without an action" in html(client, f"{days}desk/")))
        if noted.get("agenda_item") == spoken:
            one.delete()
    assert told == [([spoken], True), ([spoken], True), ([], False), ([], False)]
    # The desk's list leads to the form with that discussion chosen; without it the latest that has begun is.
    NetworkAction.objects.all().delete()
    asks = f"{PAGE}actions/new/?discussion={spoken.pk}"
    assert f'href="{asks}"' in html(client, f"{days}desk/")
    chosen = [client.get(path).context["form"]["agenda_item"].value() for path in (asks, f"{PAGE}actions/new/")]
    assert chosen == [spoken.pk, running.pk]
    wish = {"title_en": "Meet again", "owner": RegistrationFactory(event=symposium.event).member_id, "due_on": TODAY + DAY}
    assert [client.post(asks, {**wish, "agenda_item": pk}).status_code for pk in (item.pk, spoken.pk)] == [422, 302]
    assert NetworkAction.objects.get().agenda_item == spoken
    form = {"text_en": "No standard.", "stage": "pilot", "kind": "certification", "raised_by": "A maker"}
    assert client.post(url, form).status_code == 422
    client.post(f"{url}reopen/")
    assert [client.post(url, data).status_code for data in ({"stage": "pilot"}, form, form)] == [422, 302, 302]
    with pytest.raises(errors.SomeRecorded):
        services.close_session(**about, none_raised=True)
    client.post(f"{url}close/")
    [closing], [obstacle] = SessionClosing.objects.all(), Obstacle.objects.all()
    assert (closing.obstacles, closing.none_raised, obstacle.raised_by) == (1, False, "A maker")
    # Members read it without who raised it; visitors do not.
    pages = [html(logged_in(who)) for who in (None, MemberFactory(), desk)]
    assert [("No standard." in page, "A maker" in page) for page in pages] == [(False, False), (True, False), (True, True)]
    ActionFactory(symposium=symposium, title_en="Write the standard")
    ObstacleFactory(symposium=SymposiumFactory(event__slug="unseen", event__state="draft"), text_en="No standard elsewhere.")
    readers, maker = (AnonymousUser(), MemberFactory(state="draft").user, MemberFactory().user), search("maker", desk, NOW, 5)
    hits = [[(hit.title, hit.url) for hit in search("standard", user, NOW, 5)] for user in readers]
    seen = [("No standard.", f"{PAGE}#obstacles"), ("Write the standard", f"{PAGE}#actions")]
    assert (hits, maker) == ([[], [], seen], [])
    with pytest.raises(ReasonMissing):
        services.resolve_obstacle(obstacle=obstacle, resolution=" ", by=desk, now=NOW)
    # Handed on to the Focus Group once, without a name.
    GroupFactory()
    for _time in range(2):
        client.post(f"/ko{PAGE}obstacles/{obstacle.key}/hand-on/focus-group/")
    [seeded] = Opportunity.objects.all()
    obstacle.refresh_from_db()
    assert (seeded.title_en, "maker" in seeded.text_en, seeded.kind) == ("No standard.", False, "obstacle")
    assert obstacle.seeded_url == f"/focus-group/proposals/opportunities/{seeded.pk}/"
    # Whoever reads of it is led to the page in his language, whatever language it was handed on in.
    led = [
        f'href="{code}{obstacle.seeded_url}"' in html(client, f"{code}{PAGE}obstacles/{obstacle.key}/") for code in ("", "/ko")
    ]
    assert led == [True, True]


def test_actions_are_reminded_and_reported_at_the_next_symposium():
    symposium = SymposiumFactory(event__slug="before", event__starts_at=NOW - 30 * DAY, event__ends_at=NOW - 29 * DAY)
    SymposiumFactory()
    desk, owner = coordinator("symposia"), MemberFactory(user__email="owner@example.com")
    agree = {"symposium": symposium, "owner": owner, "title_ko": "", "title_en": "Collect the data", "due_on": TODAY + 7 * DAY}
    with pytest.raises(NotYours):
        services.agree_action(**agree, by=owner.user, now=NOW)
    with pytest.raises(WrongState):
        services.agree_action(**agree, by=desk, now=NOW, agenda_item=AgendaItemFactory())
    agree["agenda_item"] = AgendaItemFactory(event=symposium.event, title_en="Round table")
    action = services.agree_action(**agree, by=desk, now=NOW)
    assert services.agree_action(**agree, by=desk, now=NOW) == action
    for day in (0, 6, 8):
        plan_reminders(now=NOW + day * DAY)
    kinds = list(Message.objects.filter(user=owner.user).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["network-actions", "network-actions", "network-actions-late"]
    reader = MemberFactory()
    assert ["Collect the data" in html(logged_in(reader)), "Round table" in html(logged_in(reader))] == [True, True]
    # Of symposia before the last one, what is still to be done; of what the reader does not see, nothing.
    long_ago = {"event__starts_at": NOW - 60 * DAY, "event__ends_at": NOW - 59 * DAY}
    older = SymposiumFactory(event__slug="older", event__title_en="Jeju Symposium", **long_ago)
    ActionFactory(symposium=older, title_en="Ask the ministry")
    ActionFactory(symposium=older, title_en="Book the hall", state="done", settled_at=NOW)
    ActionFactory(symposium=SymposiumFactory(event__slug="draft", event__state="draft", **long_ago), title_en="Unseen")
    page = html(logged_in(reader))
    shown = ("Collect the data", "Ask the ministry", "Jeju Symposium", "Book the hall", "Unseen")
    assert [words in page for words in shown] == [True, True, True, False, False]
    with pytest.raises(NotYours):
        services.settle_action(action=action, state="done", report="All of it.", by=reader.user, now=NOW)
    with pytest.raises(NotYours):
        services.settle_action(action=action, state="dropped", report="No.", by=owner.user, now=NOW)
    path = f"/symposia/before/outcomes/actions/{action.key}/"
    assert logged_in(owner).post(path, {"state": "done", "report": "All of it."}).status_code == 302
    assert "All of it." in html(logged_in(reader))
    with pytest.raises(WrongState):
        services.settle_action(action=action, state="dropped", report="No.", by=desk, now=NOW)
    assert NetworkAction.objects.get(pk=action.pk).settled_by == owner.user
