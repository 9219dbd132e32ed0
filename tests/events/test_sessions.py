"""Agenda items that people sign up for: places, queues, collisions, and what staff do with them."""

import random
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from council.events import services
from council.events.models import AgendaItem, AgendaRegistration, Event, Registration
from council.events.services import errors, sessions
from council.events.services import session_letters as letters
from council.messaging.models import Message
from council.messaging.services import deliver
from tests.events.invariants import assert_invariants, assert_session_invariants
from tests.events.test_admin import event_form
from tests.events.test_races import race
from tests.factories import NOW, AgendaItemFactory, EventFactory, MemberFactory, SessionFactory

State = AgendaRegistration.State
HOUR = timedelta(hours=1)


def register(event, **member):
    return services.register_member(event=event, member=MemberFactory(**member), now=NOW)


def choose(registration, *items, now=NOW):
    by = registration.member.user
    return services.choose_sessions(registration=registration, items=[item.pk for item in items], by=by, now=now)


def states(item):
    """Who chose it, in the order of coming, and what they have."""
    return [(one.registration, one.state) for one in item.choices.live().order_by("queued_at", "pk")]


def told(kind):
    return [message.context["choice_id"] for message in Message.objects.filter(kind=kind).order_by("pk")]


def log_in(client, registration):
    client.force_login(registration.member.user)
    return reverse("events:event-sessions", args=[registration.event.slug])


@pytest.mark.django_db
class TestChoosing:
    def test_places_go_first_come_first_served_and_move_up_in_the_same_transaction(self):
        session = SessionFactory(capacity=1)
        first, second, third = (register(session.event) for _ in range(3))
        for one in (first, second, third):
            choose(one, session)
        assert states(session) == [(first, State.CONFIRMED), (second, State.WAITLISTED), (third, State.WAITLISTED)]
        assert choose(first).left == [session]
        assert states(session) == [(second, State.CONFIRMED), (third, State.WAITLISTED)]
        assert told(letters.PROMOTED) == [second.choices.get().pk]
        assert_session_invariants(session.event, NOW)

    def test_cancelling_the_seat_frees_the_places(self):
        session, other = SessionFactory(capacity=1), None
        other = SessionFactory(event=session.event, starts_at=session.ends_at, capacity=1)
        first, second, third = (register(session.event) for _ in range(3))
        for one in (first, second, third):
            choose(one, session, other)
        services.cancel_registration(registration=first, by=None, now=NOW)
        services.cancel_registration(registration=second, by=None, now=NOW)
        assert states(session) == states(other) == [(third, State.CONFIRMED)]
        assert list(first.choices.values_list("state", "reason")) == [("cancelled", "seat")] * 2
        assert_invariants(session.event, NOW)

    def test_choosing_again_changes_nothing(self):
        session = SessionFactory(capacity=1)
        one, other = register(session.event), register(session.event)
        choose(one, session)
        choose(other, session)
        before = states(session)
        choose(one, session)
        choose(other, session)
        assert states(session) == before
        assert AgendaRegistration.objects.count() == 2

    def test_colliding_sessions_are_refused_whole(self):
        session = SessionFactory()
        beside = SessionFactory(event=session.event, starts_at=session.starts_at + HOUR / 2)
        after = SessionFactory(event=session.event, starts_at=session.ends_at)
        one = register(session.event)
        with pytest.raises(errors.SessionsCollide) as caught:
            choose(one, session, beside)
        assert str(caught.value) == f"“{session}” and “{beside}” are at the same time. Choose one of them."
        assert not one.choices.exists()
        choose(one, session, after)
        with pytest.raises(errors.SessionsCollide):
            choose(one, beside, after)
        assert states(session) == [(one, State.CONFIRMED)]
        # From one to the other in one step.
        choose(one, beside, SessionFactory(event=session.event, starts_at=beside.ends_at))
        assert states(session) == []
        assert states(beside) == [(one, State.CONFIRMED)]

    def test_even_one_that_one_waits_for_may_not_collide(self):
        session = SessionFactory(capacity=0)
        beside = SessionFactory(event=session.event)
        with pytest.raises(errors.SessionsCollide):
            choose(register(session.event), session, beside)

    @pytest.mark.parametrize("state", [state for state in Registration.State if state != Registration.State.CONFIRMED])
    def test_only_for_those_with_a_seat(self, state):
        session = SessionFactory()
        one = register(session.event)
        ended = {} if state in Registration.LIVE else {"ended_at": NOW}
        offered = {"offer_ends_at": NOW, "offer_token": uuid.uuid4()} if state == Registration.State.OFFERED else {}
        Registration.objects.filter(pk=one.pk).update(state=state, **ended, **offered)
        with pytest.raises(errors.SeatNeeded):
            choose(one, session)

    def test_what_has_begun_stays_as_it_is(self):
        session = SessionFactory()
        later = SessionFactory(event=session.event, starts_at=session.ends_at)
        one, other = register(session.event), register(session.event)
        choose(one, session)
        during = session.starts_at + HOUR / 2
        choose(one, later, now=during)
        assert states(session) == [(one, State.CONFIRMED)]
        with pytest.raises(errors.SessionHasBegun):
            choose(other, session, now=during)

    def test_what_is_not_on_this_agenda_cannot_be_chosen(self):
        session, talk, elsewhere = SessionFactory(), None, SessionFactory()
        talk = AgendaItemFactory(event=session.event)
        one = register(session.event)
        for item in (talk, elsewhere):
            with pytest.raises(errors.NoSuchSession):
                choose(one, item)

    def test_a_cancelled_event_ends_all_and_promotes_nobody(self):
        session = SessionFactory(capacity=1)
        for _ in range(3):
            choose(register(session.event), session)
        services.cancel_event(event=session.event, by=None, now=NOW)
        assert states(session) == []
        assert told(letters.PROMOTED) == []
        with pytest.raises(errors.SeatNeeded):
            choose(Registration.objects.first(), session)

    def test_places_are_handed_over_with_the_seat(self):
        session = SessionFactory(capacity=1)
        one, other, waiting = (register(session.event) for _ in range(3))
        choose(one, session)
        choose(waiting, session)
        sessions.hand_over(one, other, None, NOW)
        assert states(session) == [(other, State.CONFIRMED), (waiting, State.WAITLISTED)]
        assert_session_invariants(session.event, NOW)


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_two_last_places(self):
        session = SessionFactory(capacity=2)
        people = [register(session.event) for _ in range(16)]
        race(*(lambda one=one: choose(one, session) for one in people))
        assert [state for _one, state in states(session)] == [State.CONFIRMED] * 2 + [State.WAITLISTED] * 14
        assert_invariants(session.event, NOW)

    def test_one_person_clicks_many_times(self):
        session = SessionFactory(capacity=1)
        one = register(session.event)
        race(*(lambda: choose(one, session) for _ in range(12)))
        assert states(session) == [(one, State.CONFIRMED)]
        assert AgendaRegistration.objects.count() == 1

    def test_one_person_chooses_two_colliding_ones_at_once(self):
        session = SessionFactory()
        beside = SessionFactory(event=session.event)
        one = register(session.event)
        race(*(lambda item=item: choose(one, item) for item in (session, beside) * 4))
        assert len(states(session) + states(beside)) == 1
        assert_invariants(session.event, NOW)

    def test_seats_cancelled_while_others_choose(self):
        event = EventFactory(capacity=12)
        session = SessionFactory(event=event, capacity=3)
        people = [register(event) for _ in range(14)]
        for one in people[:6]:
            choose(one, session)

        def cancel(one):
            return lambda: services.cancel_registration(registration=one, by=None, now=NOW)

        race(*(cancel(one) for one in people[:4]), *(lambda one=one: choose(one, session) for one in people[6:12]))
        confirmed = [one for one, state in states(session) if state == State.CONFIRMED]
        assert len(confirmed) == 3
        # Those who waited before come before those who came meanwhile.
        assert set(people[4:6]) < set(confirmed)
        assert_invariants(event, NOW)

    def test_any_mixture(self):
        event = EventFactory(capacity=8)
        items = [SessionFactory(event=event, capacity=2, starts_at=event.starts_at + HOUR * place / 2) for place in range(4)]
        people = [register(event) for _ in range(10)]
        dice = random.Random(2026)
        calls = []
        for _ in range(48):
            one, chosen = dice.choice(people), dice.sample(items, dice.randint(0, 3))
            if dice.random() < 0.15:
                calls.append(lambda one=one: services.cancel_registration(registration=one, by=None, now=NOW))
            else:
                calls.append(lambda one=one, chosen=chosen: choose(one, *chosen))
        race(*calls)
        assert_invariants(event, NOW)


@pytest.mark.django_db
@pytest.mark.usefixtures("at_now")
class TestPages:
    def test_the_event_page_offers_the_choice_to_those_with_a_seat(self, client):
        session = SessionFactory(title_en="Moulds in practice", capacity=2)
        url = session.event.get_absolute_url()
        text = client.get(url).content.decode()
        assert "Moulds in practice" in text
        assert "2 of 2 places left" in text
        assert 'name="sessions"' not in text
        one = register(session.event)
        path = log_in(client, one)
        text = client.get(url).content.decode()
        assert f'name="sessions" value="{session.pk}"' in text
        answer = client.post(path, {"sessions": [session.pk]}, follow=True)
        assert "You have a place at 1 session." in answer.content.decode()
        assert "You have a place." in client.get(url).content.decode()
        answer = client.post(path, {}, follow=True)
        assert "You have chosen no session." in answer.content.decode()

    def test_they_stand_in_the_order_of_time(self, client):
        event = EventFactory()
        for place in (2, 0, 1):
            SessionFactory(event=event, title_en=f"Part {place}", starts_at=event.starts_at + HOUR * place)
        text = client.get(event.get_absolute_url()).content.decode().partition('id="sessions"')[2]
        assert [text.index(f"Part {place}") for place in range(3)] == sorted(text.index(f"Part {place}") for place in range(3))

    def test_a_full_one_says_where_one_stands(self, client):
        session = SessionFactory(capacity=1)
        for _ in range(2):
            choose(register(session.event), session)
        answer = client.post(log_in(client, register(session.event)), {"sessions": [session.pk]}, follow=True)
        text = " ".join(answer.content.decode().split())
        assert "1 session is full: you are on its waiting list and move up by yourself." in text
        assert "You are 2nd on the waiting list." in text
        assert "All places are taken. 2 waiting" in text

    def test_a_collision_is_said_beside_the_fields_and_keeps_what_was_ticked(self, client):
        session = SessionFactory()
        beside = SessionFactory(event=session.event)
        free = SessionFactory(event=session.event, starts_at=session.ends_at)
        one = register(session.event)
        answer = client.post(log_in(client, one), {"sessions": [session.pk, beside.pk, free.pk]})
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "are at the same time. Choose one of them." in text
        assert text.count("At the same time as another one that you ticked.") == 2
        assert text.count(" checked") == 3
        assert not one.choices.exists()

    @pytest.mark.parametrize("sent", ["x", "-1", "999999", "9" * 40, "٣", ""])
    def test_nonsense_is_no_crash(self, client, sent):
        session = SessionFactory()
        answer = client.post(log_in(client, register(session.event)), {"sessions": [sent]})
        assert answer.status_code in (302, 422)
        assert not AgendaRegistration.objects.exists()

    def test_what_staff_moved_onto_each_other_is_said(self, client):
        session = SessionFactory(title_en="One")
        other = SessionFactory(event=session.event, starts_at=session.ends_at, title_en="Other")
        one = register(session.event)
        choose(one, session, other)
        AgendaItem.objects.filter(pk=other.pk).update(starts_at=session.starts_at)
        text = client.get(log_in(client, one)).content.decode()
        assert "“One” and “Other”, which you chose, are at the same time now." in text
        # Sending the same again is no collision of one's own making.
        assert client.post(log_in(client, one), {"sessions": [session.pk, other.pk]}).status_code == 302

    def test_the_number_of_queries_does_not_grow(self, client, count_queries):
        event = EventFactory()
        one = register(event)
        path = log_in(client, one)
        SessionFactory(event=event)
        few = count_queries(lambda: client.get(path))
        few_detail = count_queries(lambda: client.get(event.get_absolute_url()))
        items = [SessionFactory(event=event, starts_at=event.starts_at + HOUR * place) for place in range(1, 30)]
        choose(one, *items)
        assert count_queries(lambda: client.get(path)) == few
        assert count_queries(lambda: client.get(event.get_absolute_url())) == few_detail


@pytest.mark.django_db
@pytest.mark.usefixtures("at_now", "staff")
class TestStaff:
    def save(self, client, event, **changes):
        url, data = event_form(client, event)
        return client.post(url, data | {f"agenda-0-{name}": value for name, value in changes.items()})

    def test_more_places_go_to_who_waits(self, client):
        session = SessionFactory(capacity=1)
        one, other = register(session.event), register(session.event)
        choose(one, session)
        choose(other, session)
        assert self.save(client, session.event, capacity="2").status_code == 302
        assert states(session) == [(one, State.CONFIRMED), (other, State.CONFIRMED)]
        assert_invariants(session.event, NOW)

    def test_taken_places_are_not_taken_away(self, client):
        session = SessionFactory(capacity=2)
        for _ in range(2):
            choose(register(session.event), session)
        answer = self.save(client, session.event, capacity="1")
        assert answer.status_code == 200
        assert "2 places are taken already; the number cannot be lower." in answer.content.decode()
        url, data = event_form(client, session.event)
        answer = client.post(url, {name: value for name, value in data.items() if name != "agenda-0-needs_registration"})
        assert "People have chosen this." in answer.content.decode()
        session.refresh_from_db()
        assert (session.capacity, session.needs_registration) == (2, True)

    def test_a_saved_event_does_not_write_counters_back(self, client):
        session = SessionFactory(capacity=2)
        url, data = event_form(client, session.event)
        choose(register(session.event), session)
        assert client.post(url, data | {"agenda-0-room": "B2"}).status_code == 302
        session.refresh_from_db()
        assert (session.taken, session.room) == (1, "B2")

    def test_those_who_chose_what_is_moved_are_told_once(self, client):
        session = SessionFactory(capacity=1)
        one, other = register(session.event), register(session.event)
        choose(one, session)
        choose(other, session)
        for _ in range(2):
            assert self.save(client, session.event, room="B2").status_code == 302
        assert told(letters.CHANGED) == [one.choices.get().pk, other.choices.get().pk]

    def test_what_does_not_take_place_ends_the_choices_and_tells(self, client):
        session = SessionFactory(capacity=1)
        one, other = register(session.event), register(session.event)
        choose(one, session)
        choose(other, session)
        assert self.save(client, session.event, is_cancelled="on").status_code == 302
        assert states(session) == []
        assert told(letters.CANCELLED) == [one.choices.get().pk, other.choices.get().pk]
        session.refresh_from_db()
        assert session.taken == 0
        with pytest.raises(errors.SessionHasBegun):
            choose(one, session)

    def test_mails_of_all_kinds_can_be_sent_in_both_languages(self):
        session = SessionFactory(capacity=1)
        for language in ("ko", "en"):
            choose(register(session.event, language=language), session)
        choices = AgendaRegistration.objects.select_related("item__event", "registration__member__user")
        Message.objects.all().delete()
        for kind in letters.KINDS:
            letters.tell(kind, choices)
        AgendaItem.objects.update(capacity=2, taken=2)
        AgendaRegistration.objects.update(state=State.CONFIRMED, confirmed_at=NOW)
        deliver()
        assert set(Message.objects.values_list("state", flat=True)) == {"sent"}

    def test_a_mail_that_is_not_true_any_more_is_not_sent(self):
        session = SessionFactory(capacity=1)
        one, other = register(session.event), register(session.event)
        choose(one, session)
        choose(other, session)
        choose(one)
        choose(other)
        deliver()
        assert Message.objects.get(kind=letters.PROMOTED).state == "cancelled"


@pytest.mark.django_db
def test_the_database_refuses_more_places_than_there_are():
    from django.db import IntegrityError, transaction

    session = SessionFactory(capacity=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=session.pk).update(taken=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=session.pk).update(needs_registration=False)
    assert Event.objects.count() == 1
