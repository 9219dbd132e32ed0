"""Any order of registering, cancelling, deciding, resizing, moving and cancelling keeps the five invariants."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from council.events import services
from council.events.models import Event, Registration
from council.members.models import Member
from tests.events.invariants import assert_invariants
from tests.factories import NOW, EventFactory, MemberFactory, coordinator

people = st.integers(0, 4)


class Seats(RuleBasedStateMachine):
    """One event of the council's members, five people, one member of staff."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.staff = coordinator("forums")
        self.members = [MemberFactory() for _ in range(5)]
        self.event = EventFactory(capacity=1, audience=Event.Audience.MEMBERS)

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def attempt(self, service, **arguments):
        try:
            service(now=NOW, **arguments)
        except services.EventError:
            return

    def latest(self, person):
        return Registration.objects.filter(event=self.event, member=self.members[person]).order_by("pk").last()

    @rule(person=people, by_staff=st.booleans())
    def register(self, person, by_staff):
        by = self.staff if by_staff else None
        self.attempt(services.register_member, event=self.event, member=self.members[person], by=by)

    @rule(group=st.lists(people, min_size=2))
    def register_several(self, group):
        for person in group:
            self.register(person, by_staff=False)

    @rule(person=people)
    def cancel(self, person):
        self.decide(services.cancel_registration, person)

    @rule(person=people)
    def approve(self, person):
        self.decide(services.approve_registration, person)

    @rule(person=people)
    def decline(self, person):
        self.decide(services.decline_registration, person)

    def decide(self, service, person):
        registration = self.latest(person)
        if registration is not None:
            self.attempt(service, registration=registration, by=self.staff)

    @rule(capacity=st.sampled_from([1, 2, 3, None]))
    def resize(self, capacity):
        self.attempt(services.change_capacity, event=self.event, capacity=capacity, by=self.staff)

    @rule(
        mode=st.sampled_from([Event.Mode.OPEN, Event.Mode.APPROVAL]), has_waiting_list=st.booleans(), room=st.sampled_from("AB")
    )
    def edit(self, mode, has_waiting_list, room):
        event = Event.objects.get(pk=self.event.pk)
        event.mode, event.has_waiting_list, event.room = mode, has_waiting_list, room
        self.attempt(services.apply_event_changes, event=event, by=self.staff)

    @rule(person=people, state=st.sampled_from([Member.State.ACTIVE, Member.State.SUSPENDED]))
    def change_member(self, person, state):
        Member.objects.filter(pk=self.members[person].pk).update(state=state)
        self.attempt(services.settle_registrations)

    # Rarely: nothing happens after it.
    @rule(dice=st.integers(0, 19))
    def cancel_event(self, dice):
        if dice == 19:
            self.attempt(services.cancel_event, event=self.event, by=self.staff)

    @invariant()
    def holds(self):
        assert_invariants(self.event, NOW)


@pytest.mark.django_db
def test_invariants_hold_in_any_order(soak):
    quiet = settings(
        max_examples=200 if soak else 12,
        stateful_step_count=50 if soak else 30,
        deadline=None,
        derandomize=not soak,
        database=None,
        # A failing example is short enough to read as it is; making it shorter takes minutes.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Seats, settings=quiet)
