"""Staff act for a registrant: sessions that they choose, a seat that they hand over."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from council.events import services
from council.events.models import AgendaRegistration, Registration
from council.messaging.models import Message
from tests.factories import (
    NOW,
    AttendanceFactory,
    EventFactory,
    MemberFactory,
    OrganisationFactory,
    SessionFactory,
    UserFactory,
    coordinator,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
State = Registration.State
HOUR = timedelta(hours=1)


def register(event, **member):
    return services.register_member(event=event, member=MemberFactory(**member), now=NOW)


def page(name, registration):
    return reverse(f"admin:events_registration_{name}", args=[registration.pk])


def form_page(registration):
    return reverse("admin:events_registration_change", args=[registration.pk])


def chosen(registration):
    return set(registration.choices.live().values_list("item", flat=True))


def test_staff_choose_sessions_for_somebody(client, staff):
    session = SessionFactory(capacity=1, title_en="Moulds in practice")
    full = SessionFactory(event=session.event, starts_at=session.ends_at, capacity=1)
    one, other = register(session.event), register(session.event)
    services.choose_sessions(registration=other, items=[full.pk], by=other.member.user, now=NOW)
    url = page("sessions", one)
    assert url in client.get(form_page(one)).content.decode()
    source = client.get(url).content.decode()
    assert "Moulds in practice" in source
    assert "1 of 1 places left" in source
    answer = client.post(url, {"sessions": [session.pk, full.pk]}, follow=True)
    assert answer.redirect_chain == [(form_page(one), 302)]
    assert f"The sessions of {one.member} are as you chose." in answer.content.decode()
    assert chosen(one) == {session.pk, full.pk}
    source = client.get(url).content.decode()
    assert source.count(" checked") == 2
    assert "has a place" in source
    assert "on the waiting list, number 1" in source
    # The same again tells nobody anything; given up is told.
    client.post(url, {"sessions": [session.pk, full.pk]})
    client.post(url, {})
    told = Message.objects.filter(kind="sessions-chosen", user=one.member.user_id)
    assert [message.context["why"] for message in told] == ["staff", "staff"]
    assert {choice.reason for choice in one.choices.all()} == {AgendaRegistration.Reason.STAFF}


def test_a_refusal_stands_beside_the_sessions_and_keeps_what_was_ticked(client, staff):
    session = SessionFactory()
    beside = SessionFactory(event=session.event)
    one = register(session.event)
    answer = client.post(page("sessions", one), {"sessions": [session.pk, beside.pk]})
    source = answer.content.decode()
    assert answer.status_code == 422
    assert "are at the same time. Choose one of them." in source
    assert source.count(" checked") == 2
    for nonsense in ("x", "-1", "999999", "9" * 40):
        assert client.post(page("sessions", one), {"sessions": [nonsense]}).status_code == 422
    assert chosen(one) == set()


def test_what_has_begun_is_shown_and_stays(client, staff):
    session = SessionFactory(title_en="Early")
    later = SessionFactory(event=session.event, starts_at=session.ends_at, title_en="Late")
    one = register(session.event)
    services.choose_sessions(registration=one, items=[session.pk], by=one.member.user, now=NOW)
    with time_machine.travel(session.starts_at + HOUR / 2, tick=False):
        client.force_login(staff)
        source = client.get(page("sessions", one)).content.decode()
        assert "These have begun and stay as they are:" in source
        assert f'value="{session.pk}"' not in source
        assert client.post(page("sessions", one), {"sessions": [later.pk]}).status_code == 302
    assert chosen(one) == {session.pk, later.pk}


def test_without_a_seat_or_sessions_the_page_says_so(client, staff):
    event = EventFactory(capacity=1)
    seated, waiting = register(event), register(event)
    assert "This event has no sessions to choose." in client.get(page("sessions", seated)).content.decode()
    assert "Sessions are for those with a seat at the event." in client.get(page("sessions", waiting)).content.decode()
    assert page("sessions", waiting) not in client.get(form_page(waiting)).content.decode()


@pytest.fixture
def company():
    organisation = OrganisationFactory()
    return [MemberFactory(organisation=organisation) for _ in range(3)]


def test_staff_hand_a_seat_over(client, staff, company):
    event = EventFactory(capacity=2)
    seat = services.register_member(event=event, member=company[0], now=NOW)
    services.register_member(event=event, member=company[1], now=NOW)
    MemberFactory(organisation=company[0].organisation, user=UserFactory(confirmed=False))
    url = page("transfer", seat)
    assert url in client.get(form_page(seat)).content.decode()
    answer = client.get(url)
    assert list(answer.context["form"].fields["colleague"].queryset) == [company[2]]
    answer = client.post(url, {"colleague": company[2].pk}, follow=True)
    received = event.registrations.get(member=company[2])
    assert answer.redirect_chain == [(form_page(received), 302)]
    assert f"The seat is handed to {company[2]}. Both are told." in answer.content.decode()
    assert (received.state, received.history.last().history_user) == (State.CONFIRMED, staff)
    assert Message.objects.get(kind="registration-cancelled").context["by_staff"] == "yes"
    # A second click.
    assert "Only a confirmed seat can be handed over." in client.post(url, {"colleague": company[2].pk}).content.decode()
    assert event.registrations.live().count() == 2


def test_nonsense_and_strangers_are_refused_beside_the_field(client, staff, company):
    seat = services.register_member(event=EventFactory(), member=company[0], now=NOW)
    for colleague in ("", "x", "0", MemberFactory().pk, company[0].pk):
        answer = client.post(page("transfer", seat), {"colleague": colleague})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["colleague"]
    seat.refresh_from_db()
    assert seat.state == State.CONFIRMED


def test_the_page_says_why_a_seat_cannot_be_handed_over(client, staff, company):
    event = EventFactory()
    alone = services.register_member(event=event, member=MemberFactory(organisation=OrganisationFactory()), now=NOW)
    in_use = services.register_member(event=event, member=company[0], now=NOW)
    AttendanceFactory(registration=in_use)
    for seat, reason in (
        (alone, "Nobody else of this organisation may attend this event and has no seat yet."),
        (in_use, "its holder has been checked in"),
        (register(event), "as soon as the secretariat has linked"),
    ):
        source = client.get(page("transfer", seat)).content.decode()
        assert reason in source
        assert 'name="colleague"' not in source
    assert client.post(page("transfer", in_use), {"colleague": company[1].pk}).status_code == 200
    assert event.registrations.live().count() == 3


@pytest.mark.parametrize("name", ["sessions", "transfer"])
def test_another_programmes_registration_is_not_there(client, name):
    seat = register(EventFactory())
    client.force_login(coordinator("focus-group"))
    assert client.get(page(name, seat)).status_code == 404
    assert client.post(page(name, seat)).status_code == 404
    client.force_login(seat.member.user)
    assert client.get(page(name, seat)).status_code == 404


def test_the_pages_cost_the_same_for_one_and_thirty(client, staff, count_queries):
    organisation = OrganisationFactory()
    session = SessionFactory(starts_at=NOW + timedelta(days=14))
    seat = register(session.event, organisation=organisation)
    MemberFactory(organisation=organisation)
    one = [count_queries(lambda name=name: client.get(page(name, seat))) for name in ("sessions", "transfer")]
    for place in range(29):
        SessionFactory(event=session.event, starts_at=session.starts_at + HOUR * place)
        MemberFactory(organisation=organisation)
    assert [count_queries(lambda name=name: client.get(page(name, seat))) for name in ("sessions", "transfer")] == one
