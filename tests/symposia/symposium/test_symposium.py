"""A symposium: its two or three days, who comes as what on which days to which sessions, and its pages."""

from datetime import timedelta
from itertools import count

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council.events import services
from council.events.models import AgendaRegistration, Event, Registration
from council.events.services.errors import RuleRefuses
from council.members.models import Membership
from symposia import symposium_panels as shown
from symposia.models import Participation, Proceedings, Symposium
from symposia.permissions import group
from symposia.services import symposium as own
from tests.factories import (
    NOW,
    AgendaItemFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    RegistrationFactory,
    SessionFactory,
    SpeakerFactory,
    coordinator,
)
from tests.symposia.factories.symposium import (
    ParticipationFactory,
    RoomFactory,
    SymposiumFactory,
    TrackFactory,
    committee_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_it_lasts_two_or_three_days_whichever_way_its_event_is_changed():
    """Forms and imports (the model's own check), services, and what goes past both."""
    symposium = SymposiumFactory()
    staff, event = coordinator("symposia"), symposium.event
    for days, is_allowed in ((0, False), (1, True), (2, True), (3, False)):
        event.ends_at = event.starts_at + days * DAY + HOUR
        if is_allowed:
            event.full_clean()
            services.apply_event_changes(event=event, by=staff, now=NOW)
            assert Symposium.objects.get().days == days + 1
            continue
        with pytest.raises(ValidationError) as refused:
            event.full_clean()
        assert refused.value.message_dict == {"ends_at": ["A symposium lasts two or three days."]}
        with pytest.raises(RuleRefuses, match="two or three days"):
            services.apply_event_changes(event=event, by=staff, now=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            Event.objects.filter(pk=event.pk).update(ends_at=event.ends_at)
        with pytest.raises(ValidationError):
            Symposium(event=EventFactory(programme="symposia", starts_at=event.starts_at, ends_at=event.ends_at)).full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            SymposiumFactory(event__slug=f"of-{days}", event__ends_at=NOW + 10 * DAY + days * DAY + HOUR)
    # A draft of one day that says it is a symposium is not published, and none leaves the programme.
    draft = EventFactory(programme="symposia", kind="symposium", state="draft", ends_at=NOW + 14 * DAY + HOUR)
    Event.objects.filter(pk=draft.pk).update(starts_at=NOW + 14 * DAY)
    draft.refresh_from_db()
    with pytest.raises(RuleRefuses):
        services.publish_event(event=draft, by=staff, now=NOW)
    event.refresh_from_db()
    event.programme = "forums"
    with pytest.raises(ValidationError) as refused:
        event.full_clean()
    assert refused.value.message_dict == {"programme": ["A symposium stays with its programme."]}
    # Whole days end at midnight: the day that begins then does not count.
    event.programme, event.all_day = "symposia", True
    event.ends_at = event.starts_at + 2 * DAY
    event.full_clean()
    assert symposium.__class__(event=event).days == 3
    # Papers that are released are cited by its address; until then it may have another.
    kept, event.slug = event.slug, "another-name"
    made = Proceedings.objects.create(symposium=symposium)
    event.full_clean()
    Proceedings.objects.update(released_at=NOW)
    with pytest.raises(ValidationError) as refused:
        event.full_clean()
    said = "The proceedings are released, and their papers are cited by this address: it stays as it is."
    assert refused.value.message_dict == {"slug": [said]}
    with pytest.raises(RuleRefuses, match="cited by this address"):
        services.apply_event_changes(event=event, by=staff, now=NOW)
    event.slug, event.title_en = kept, "Another title"
    event.full_clean()
    assert made.get_absolute_url() == f"/symposia/{kept}/proceedings/"


@pytest.fixture
def symposium():
    """Two days, with three sessions to choose: two at one time on the first day, one on the second, with a place each."""
    symposium = SymposiumFactory(event__capacity=2)
    symposium.at = symposium.event.starts_at
    symposium.one, symposium.other, symposium.later = (
        SessionFactory(event=symposium.event, starts_at=start, ends_at=start + HOUR, capacity=1, title_en=title)
        for title, start in (("One", symposium.at), ("Other", symposium.at), ("Later", symposium.at + DAY))
    )
    return symposium


def sent(symposium, *sessions, days=(0, 1), role="investor"):
    dates = symposium.dates
    return {
        "visit-role": role,
        "visit-days": [dates[number].isoformat() for number in days],
        "visit-sessions": [str(item.pk) for item in sessions],
    }


def choices(registration):
    return [
        (str(one.item), one.state)
        for one in AgendaRegistration.objects.live().filter(registration=registration).order_by("item__starts_at", "pk")
    ]


def test_the_form_of_registration_asks_as_what_when_and_for_which_sessions(client, symposium):
    url = reverse("events:event-register", args=["symposium"])
    member = MemberFactory(kind="ceo")
    client.force_login(member.user)
    page = client.get(url).content.decode()
    assert [
        label
        for label in ("Researcher", "Company", "CEO", "Investor", "Provider (supplier)", "Government")
        if label not in page
    ] == []
    assert 'value="ceo"' in page.split("checked")[0].rsplit("<input", 1)[1]
    assert page.count("1 of 1 places left") == 3
    # No one-click registration past these questions.
    assert f'action="{url}"' not in client.get(symposium.event.get_absolute_url()).content.decode()

    wrong = {
        "nothing": ({}, "This field is required."),
        "overlap": (sent(symposium, symposium.one, symposium.other), "are at the same time. Choose one of them."),
        "another day": (sent(symposium, symposium.later, days=[0]), "is on a day on which you do not come."),
        "unknown day": (sent(symposium) | {"visit-days": ["2030-01-01"]}, "Select a valid choice."),
        "unknown session": (sent(symposium) | {"visit-sessions": ["0"]}, "Select a valid choice."),
    }
    for what, (data, message) in wrong.items():
        response = client.post(url, data)
        assert (what, response.status_code, message in response.content.decode()) == (what, 422, True)
    assert not Registration.objects.exists()

    good = sent(symposium, symposium.one, symposium.later)
    for _click in range(2):
        assert client.post(url, good).status_code == 302
    registration = Registration.objects.get()
    said = registration.participation
    assert (said.role, said.days, said.wanted) == ("investor", symposium.dates, [])
    assert choices(registration) == [("One", "confirmed"), ("Later", "confirmed")]
    # The next one finds the session full and waits for it; the one after waits for a seat, and his wish with him.
    second, third = MemberFactory(), MemberFactory()
    for person in (second, third):
        client.force_login(person.user)
        assert client.post(url, sent(symposium, symposium.one, role="researcher")).status_code == 302
    waits = Registration.objects.get(member=third)
    assert choices(Registration.objects.get(member=second)) == [("One", "waitlisted")]
    assert (waits.state, choices(waits), waits.participation.wanted) == ("waitlisted", [], [symposium.one.pk])
    assert own.book_all_wanted(now=NOW) == 0
    services.cancel_registration(registration=registration, by=member.user, now=NOW)
    assert [own.book_all_wanted(now=NOW), own.book_all_wanted(now=NOW)] == [1, 0]
    assert choices(waits) == [("One", "waitlisted")]
    assert choices(Registration.objects.get(member=second)) == [("One", "confirmed")]


def test_one_says_later_as_what_and_when_he_comes(client, symposium):
    registration = RegistrationFactory(event=symposium.event)
    client.force_login(registration.member.user)
    url = reverse("symposia:symposium-visit", args=["symposium"])
    assert "Choose my sessions" in client.get(url).content.decode()
    assert shown.card(registration.member.user, NOW)["rows"] == [registration]
    # The letter of a seat that was handed over leads to the event's page: it asks there, until it is said.
    page, ask = symposium.event.get_absolute_url(), f'href="{url}"'
    asked = [ask in client.get(page).content.decode()]
    assert client.post(url, {"visit-role": "pirate"}).status_code == 422
    for role, days in (("provider", [1]), ("government", [0, 1])):
        response = client.post(url, sent(symposium, days=days, role=role))
        assert (response.status_code, response["Location"]) == (302, symposium.get_absolute_url())
        said = Participation.objects.get(pk=registration.pk)
        assert (said.role, said.days) == (role, [symposium.dates[day] for day in days])
        assert own.expected(symposium) == dict.fromkeys(said.days, 1)
    assert [one.role for one in Participation.history.order_by("history_date", "pk")] == ["provider", "government"]
    assert [*asked, ask in client.get(page).content.decode()] == [True, False]
    with pytest.raises(own.NoDay):
        own.change_participation(registration=registration, role="ceo", days=[], by=registration.member.user, now=NOW)
    services.cancel_registration(registration=registration, by=registration.member.user, now=NOW)
    assert client.get(url).status_code == 404
    client.force_login(MemberFactory().user)
    assert client.get(url).status_code == 404


def test_days_and_sessions_agree_whichever_is_changed(client, symposium):
    event, desk = symposium.event, coordinator("symposia")
    first, second = symposium.dates
    seat = ParticipationFactory(registration=RegistrationFactory(event=event), days=[first]).registration
    client.force_login(seat.member.user)
    visit, sessions = (
        reverse("symposia:symposium-visit", args=["symposium"]),
        reverse("events:event-sessions", args=["symposium"]),
    )

    def said():
        found = Participation.objects.get(pk=seat.pk)
        return found.days, found.wanted, choices(seat)

    # A session on a day on which one does not come: refused, until one says that one comes.
    refused = client.post(sessions, {"sessions": [symposium.one.pk, symposium.later.pk]})
    assert (refused.status_code, "“Later” is on a day on which you do not come." in refused.content.decode()) == (422, True)
    assert said() == ([first], [], [])
    assert client.post(visit, sent(symposium)).status_code == 302
    assert client.post(sessions, {"sessions": [symposium.one.pk, symposium.later.pk]}).status_code == 302
    # A day with a session is not dropped; that with the session given up is.
    refused = client.post(visit, sent(symposium, days=[0]))
    assert (refused.status_code, "you would not come: Later." in refused.content.decode()) == (409, True)
    assert said() == ([first, second], [], [("One", "confirmed"), ("Later", "confirmed")])
    assert client.post(sessions, {"sessions": [symposium.one.pk]}).status_code == 302
    assert client.post(visit, sent(symposium, days=[0])).status_code == 302
    # Who has not said when he comes is refused nothing; staff who choose for somebody say it by that.
    free = RegistrationFactory(event=event)
    services.choose_sessions(registration=free, items=[symposium.later.pk], by=free.member.user, now=NOW)
    services.choose_sessions(registration=seat, items=[symposium.one.pk, symposium.later.pk], by=desk, now=NOW)
    assert said() == ([first, second], [], [("One", "confirmed"), ("Later", "waitlisted")])

    # Who waits for a seat: a wish goes with its day, and he is told so; nothing is booked on a day on which he does not come.
    waits = RegistrationFactory(event=event, state="waitlisted")
    wants = [symposium.one.pk, symposium.later.pk]
    ParticipationFactory(registration=waits, days=[first, second], wanted=wants)
    client.force_login(waits.member.user)
    page = client.post(visit, sent(symposium, days=[0]), follow=True).content.decode()
    assert "sessions that you wanted: Later. They are not wanted any more." in page
    assert Participation.objects.get(pk=waits.pk).wanted == wants[:1]
    Participation.objects.filter(pk=waits.pk).update(wanted=wants)
    Registration.objects.filter(pk=waits.pk).update(state="confirmed", confirmed_at=NOW)
    assert own.book_all_wanted(now=NOW) == 1
    assert choices(waits) == [("One", "waitlisted")]


def test_who_chairs_runs_it(symposium):
    committee = committee_of(symposium)
    seat = {role: MembershipFactory(body=committee, role=role).member.user for role in Membership.Role.values}
    of_track = seat["member"]
    TrackFactory(symposium=symposium, chair=of_track.member)
    # Chairing a track needs a seat in the committee; a chair of another committee runs nothing here.
    TrackFactory(symposium=symposium, chair=MemberFactory())
    desk, stranger = coordinator("symposia"), MembershipFactory(role="chair").member.user
    running = {user.pk for user in (*seat.values(), desk, stranger) if group.runs(user, symposium, NOW)}
    assert running == {seat["chair"].pk, seat["vice-chair"].pk, of_track.pk, desk.pk}
    assert [group.sits_in_committee(user, symposium, NOW) for user in (seat["observer"], stranger)] == [True, False]


def test_pages_show_what_there_is_in_a_constant_number_of_queries(client, symposium):
    committee = committee_of(symposium)
    member = MembershipFactory(body=committee, role="chair", member__family_name_en="Kim", member__given_name_en="Garam").member
    client.force_login(member.user)
    numbers = count()

    def fill(times):
        for _number in range(times):
            RoomFactory(symposium=symposium, name_en=f"Emerald room {next(numbers)}")
            TrackFactory(symposium=symposium, chair=member, title_en=f"Actuators {next(numbers)}")
            talk = AgendaItemFactory(event=symposium.event, starts_at=symposium.at, ends_at=symposium.at + HOUR)
            talk.speakers.add(SpeakerFactory(member=MemberFactory()))
            other = SymposiumFactory(event__slug=f"other-{next(numbers)}")
            ParticipationFactory(registration=RegistrationFactory(event=other.event, member=member))

    def asked(path):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    paths = ("/symposia/symposium/", "/symposia/", "/my/", "/search/?q=symposium")
    fill(1)
    [asked(path) for path in paths]
    one = [asked(path) for path in paths]
    fill(20)
    assert [asked(path) for path in paths] == one
    page = client.get(paths[0]).content.decode()
    facts = [
        "Key dates",
        "The symposium begins",
        "Day 2:",
        "LEE Deunsol",
        "Emerald room",
        "Actuators",
        "KIM Garam",
        'href="/events/symposium/register/"',
    ]
    assert [fact for fact in facts if fact not in page] == []
    client.logout()
    page = client.get(paths[0]).content.decode()
    assert ("KIM Garam" in page, "LEE Deunsol" in page) == (False, True)
    assert "심포지엄" in client.get("/ko/symposia/symposium/").content.decode()
    # A draft is for the desk.
    Event.objects.filter(pk=symposium.pk).update(state="draft")
    assert client.get(paths[0]).status_code == 404
    desk = coordinator("symposia")
    client.force_login(desk)
    assert client.get(paths[0]).status_code == 200


def test_the_desk_is_told_of_an_empty_programme():
    near, desk = SymposiumFactory(), coordinator("symposia")
    SymposiumFactory(event__slug="far", event__starts_at=NOW + 40 * DAY, event__ends_at=NOW + 41 * DAY)
    assert [
        list(shown.without_programme(NOW)),
        shown.NOTICE.count(desk, NOW),
        shown.NOTICE.count(coordinator("forums"), NOW),
    ] == [
        [near],
        1,
        0,
    ]
    AgendaItemFactory(event=near.event, starts_at=near.event.starts_at, ends_at=near.event.starts_at + HOUR)
    assert shown.NOTICE.count(desk, NOW) == 0
