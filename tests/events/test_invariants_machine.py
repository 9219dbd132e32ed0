"""Any order of what people, staff and the clock may do keeps every invariant of seats, queues and reminders."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import ProtectedError, Q
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from council.events import services
from council.events.models import AgendaItem, Event, Quota, Registration
from council.members.models import Member
from council.reminders.models import EVENT_SOURCE, Rule
from council.reminders.services import plan_reminders
from tests.events.invariants import assert_invariants
from tests.factories import NOW, EventFactory, MemberFactory, OrganisationFactory, RuleFactory, SessionFactory, coordinator

PEOPLE = 6
people = st.integers(0, PEOPLE - 1)


class Seats(RuleBasedStateMachine):
    """An event of members with three sessions; six people of one company, two of them investors; one of staff."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.now = NOW
        self.staff = coordinator("forums")
        company = OrganisationFactory()
        kinds = [Member.Kind.INVESTOR] * 2 + [Member.Kind.BUSINESS] * (PEOPLE - 2)
        self.members = [MemberFactory(kind=kind, organisation=company) for kind in kinds]
        self.event = EventFactory(capacity=1, audience=Event.Audience.MEMBERS, offer_hours=24)
        # Each overlaps with the one before and the one after it.
        self.sessions = [
            SessionFactory(event=self.event, capacity=1, starts_at=self.event.starts_at + timedelta(minutes=30 * place))
            for place in range(3)
        ]
        self.barred = set()
        # Those of programmes' deadlines have nothing to say here, and each is asked at every tick.
        Rule.objects.exclude(source=EVENT_SOURCE).delete()
        RuleFactory(amount=10)

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def attempt(self, service, **arguments):
        try:
            return service(now=self.now, **arguments)
        except services.EventError:
            return None

    def current(self):
        return Event.objects.get(pk=self.event.pk)

    def latest(self, person):
        return Registration.objects.filter(event=self.event, member=self.members[person]).order_by("pk").last()

    def one(self, place, *states):
        """One of the registrations in these states where there are any, else somebody's."""
        found = list(Registration.objects.filter(event=self.event, state__in=states).order_by("pk"))
        return found[place % len(found)] if found else self.latest(place)

    # What people do

    @rule(person=people, by_staff=st.booleans())
    def register(self, person, by_staff):
        by = self.staff if by_staff else None
        self.attempt(services.register_member, event=self.event, member=self.members[person], by=by)

    @rule(group=st.lists(people, min_size=2))
    def register_several(self, group):
        for person in group:
            self.register(person, by_staff=False)

    @rule(person=people, chosen=st.sets(st.sampled_from([0, 1, 2]), max_size=2))
    def choose(self, person, chosen):
        registration = self.latest(person)
        if registration is not None:
            items = [self.sessions[place].pk for place in chosen]
            self.attempt(services.choose_sessions, registration=registration, items=items, by=None)

    @rule(place=st.sampled_from([0, 1, 2]), capacity=st.sampled_from([0, 1, 2, None]))
    def resize_session(self, place, capacity):
        before = list(self.current().agenda.all())
        fits = Q(taken__lte=capacity) if capacity is not None else Q()
        AgendaItem.objects.filter(fits, pk=self.sessions[place].pk).update(capacity=capacity)
        self.attempt(services.settle_sessions, event=self.event, before=before, by=self.staff)

    @rule(place=people)
    def cancel(self, place):
        self.decide(services.cancel_registration, self.one(place, "confirmed"))

    @rule(person=people)
    def cancel_whatever_it_is(self, person):
        self.decide(services.cancel_registration, self.latest(person))

    @rule(place=people)
    def accept(self, place):
        self.decide(services.accept_offer, self.one(place, "offered"))

    @rule(place=people)
    def decline_the_offer(self, place):
        self.decide(services.decline_offer, self.one(place, "offered"))

    @rule(place=people, to=people)
    def transfer(self, place, to):
        self.decide(services.transfer_registration, self.one(place, "confirmed"), to=self.members[to])

    # What staff do

    @rule(place=people)
    def approve(self, place):
        self.decide(services.approve_registration, self.one(place, "pending"))

    @rule(place=people)
    def decline(self, place):
        self.decide(services.decline_registration, self.one(place, "pending", "waitlisted"))

    @rule(place=people)
    def reinstate(self, place):
        self.decide(services.reinstate_registration, self.one(place, "cancelled", "declined"))

    @rule(person=people, role=st.sampled_from(["", "investor", "business", "speaker"]))
    def change_role(self, person, role):
        self.decide(services.change_role, self.latest(person), role=role)

    def decide(self, service, registration, **arguments):
        if registration is not None:
            self.attempt(service, registration=registration, by=self.staff, **arguments)

    @rule(capacity=st.sampled_from([0, 1, 2, 3, 4, None]), fate=st.sampled_from(["moved_back", "cancelled", None]))
    def resize(self, capacity, fate):
        event = self.current()
        preview = services.preview_capacity(event=event, capacity=capacity, now=self.now)
        chosen = {fate: preview.suggested} if fate and preview.leaving else {}
        done = self.attempt(services.change_capacity, event=event, capacity=capacity, by=self.staff, **chosen)
        if done is not None and not chosen:
            # What was shown is what came of it.
            gained = Registration.objects.filter(pk__in=[one.pk for one in preview.gaining])
            assert gained.seated().count() == len(preview.gaining)

    @rule(
        mode=st.sampled_from([Event.Mode.OPEN, Event.Mode.APPROVAL]),
        has_waiting_list=st.booleans(),
        room=st.sampled_from("AB"),
        offer_hours=st.sampled_from([None, 1, 24]),
    )
    def edit(self, **changes):
        self.change(**changes)

    @rule(days=st.sampled_from([-3, -1, 1, 3]))
    def reschedule(self, days):
        event = self.current()
        by = timedelta(days=days)
        if event.starts_at + by > self.now:
            self.change(starts_at=event.starts_at + by, ends_at=event.ends_at + by)

    def change(self, **changes):
        event = self.current()
        for name, value in changes.items():
            setattr(event, name, value)
        self.attempt(services.apply_event_changes, event=event, by=self.staff)

    @rule(role=st.sampled_from(["investor", "speaker"]), seats=st.integers(1, 2), hours=st.sampled_from([1, 30, 200]))
    def keep_seats(self, role, seats, hours):
        quota = Quota.objects.filter(event=self.event, role=role).first() or Quota(role=role)
        quota.seats, quota.release_at = seats, self.now + timedelta(hours=hours)
        changes = services.QuotaChanges(saved=[quota])
        self.attempt(services.set_quotas, event=self.event, changes=changes)

    @rule(role=st.sampled_from(["investor", "speaker"]))
    def keep_no_more(self, role):
        changes = services.QuotaChanges(deleted=list(Quota.objects.filter(event=self.event, role=role)))
        self.attempt(services.set_quotas, event=self.event, changes=changes)

    @rule(person=people, state=st.sampled_from([Member.State.ACTIVE, Member.State.SUSPENDED]))
    def change_member(self, person, state):
        member = self.members[person]
        if state == Member.State.SUSPENDED:
            self.barred.add(member.pk)
        Member.objects.filter(pk=member.pk).update(state=state)
        self.attempt(services.settle_registrations)

    @rule(person=people)
    def delete(self, person):
        """What holds seats is not deleted."""
        if self.latest(person) is not None:
            for thing in (self.current(), self.members[person]):
                with pytest.raises(ProtectedError), transaction.atomic():
                    type(thing).objects.filter(pk=thing.pk).delete()

    # Rarely: little happens after it.
    @rule(dice=st.integers(0, 29))
    def cancel_event(self, dice):
        if dice == 29:
            self.attempt(services.cancel_event, event=self.event, by=self.staff)

    # What the clock does

    @rule(hours=st.sampled_from([1, 2, 24, 72]), ticks=st.booleans())
    def pass_time(self, hours, ticks):
        self.now += timedelta(hours=hours)
        if ticks:
            self.tick()

    @rule()
    def tick(self):
        services.pass_seats_on(now=self.now)
        plan_reminders(self.now)
        event = self.current()
        assert not event.registrations.offered().filter(offer_ends_at__lte=self.now).exists()
        assert event.state == Event.State.CANCELLED or not event.quotas.due(self.now).exists()

    @rule()
    def promote(self):
        self.attempt(services.promote_from_waiting_list, event=self.event)

    @invariant()
    def holds(self):
        assert_invariants(self.event, self.now, self.barred, quotas=True)


@pytest.mark.django_db
def test_invariants_hold_in_any_order(soak):
    quiet = settings(
        max_examples=200 if soak else 8,
        stateful_step_count=60 if soak else 40,
        deadline=None,
        derandomize=not soak,
        database=None,
        # A failing example is short enough to read as it is; making it shorter takes minutes.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Seats, settings=quiet)
