"""What the processes of `churn.py` do: any deed of people, staff and the clock, or looking at everything in one snapshot."""

from collections import Counter
from datetime import timedelta

from django.db import connection, transaction

from council.events import services
from council.events.models import Event, Quota, Registration
from council.members.models import Member, User
from council.reminders.services import plan_reminders
from tests.events.invariants import assert_invariants

# How often each deed is tried, of a hundred or so.
DEEDS = {
    "register": 30,
    "cancel": 14,
    "accept": 14,
    "decline_offer": 4,
    "transfer": 7,
    "approve": 3,
    "decline": 1,
    "reinstate": 5,
    "change_role": 2,
    "resize": 5,
    "edit": 2,
    "reschedule": 1,
    "keep_seats": 2,
    "keep_no_more": 1,
    "suspend": 2,
    "settle": 1,
    "tick": 6,
    "promote": 1,
    "remind": 1,
}


class Churner:
    """One process: does deeds at random until the clock is over."""

    def __init__(self, plan, clock, dice):
        self.plan, self.clock, self.dice = plan, clock, dice
        self.done = Counter()

    def run(self):
        self.staff = User.objects.get(pk=self.plan["staff"])
        self.members = list(Member.objects.filter(pk__in=self.plan["members"]).select_related("user"))
        names, weights = list(DEEDS), list(DEEDS.values())
        while not self.clock.is_over:
            self.clock.tick()
            name = self.dice.choices(names, weights)[0]
            try:
                if getattr(self, name)() is not None:
                    self.done[name] += 1
            except services.EventError as error:
                self.done[type(error).__name__] += 1
        return self.done

    @property
    def now(self):
        return self.clock.now()

    def event(self):
        return Event.objects.get(pk=self.dice.choice(self.plan["events"]))

    def one(self, *states):
        """Any registration, most often one in these states."""
        found = Registration.objects.filter(event__in=self.plan["events"]).select_related("event", "member__user")
        wanted = found.filter(state__in=states) if states and self.dice.random() < 0.9 else found
        return wanted.order_by("?").first()

    def decide(self, service, *states, **arguments):
        registration = self.one(*states)
        if registration is None:
            return None
        return service(registration=registration, by=self.staff, now=self.now, **arguments)

    def register(self):
        by = self.staff if self.dice.random() < 0.2 else None
        return services.register_member(event=self.event(), member=self.dice.choice(self.members), now=self.now, by=by)

    def cancel(self):
        return self.decide(services.cancel_registration, "confirmed")

    def accept(self):
        return self.decide(services.accept_offer, "offered")

    def decline_offer(self):
        return self.decide(services.decline_offer, "offered")

    def transfer(self):
        return self.decide(services.transfer_registration, "confirmed", to=self.dice.choice(self.members))

    def approve(self):
        return self.decide(services.approve_registration, "pending")

    def decline(self):
        return self.decide(services.decline_registration, "waitlisted", "pending")

    def reinstate(self):
        return self.decide(services.reinstate_registration, "cancelled", "declined")

    def change_role(self):
        role = self.dice.choice(["", "investor", "business"])
        registration = self.one()
        # Roles stay as they are where the order of the queue is looked at without them.
        if registration is None or registration.event_id != self.plan["events"][0]:
            return None
        return services.change_role(registration=registration, role=role, by=self.staff, now=self.now)

    def resize(self):
        event, capacity = self.event(), self.dice.choice([2, 3, 4, 5, 6])
        preview = services.preview_capacity(event=event, capacity=capacity, now=self.now)
        fate = self.dice.choice(["moved_back", "cancelled"])
        chosen = {fate: preview.suggested} if preview.leaving else {}
        return services.change_capacity(event=event, capacity=capacity, by=self.staff, now=self.now, **chosen)

    def edit(self):
        event = self.event()
        event.room = self.dice.choice("AB")
        event.mode = self.dice.choice([Event.Mode.OPEN, Event.Mode.OPEN, Event.Mode.APPROVAL])
        return services.apply_event_changes(event=event, by=self.staff, now=self.now)

    def reschedule(self):
        event = self.event()
        by = timedelta(days=self.dice.choice([-1, 1]))
        # Never before the clock ends, so that seats go on moving.
        if event.starts_at + by <= self.clock.start + timedelta(days=13):
            return None
        event.starts_at, event.ends_at = event.starts_at + by, event.ends_at + by
        return services.apply_event_changes(event=event, by=self.staff, now=self.now)

    def keep_seats(self):
        event = Event.objects.get(pk=self.plan["events"][0])
        quota = Quota.objects.filter(event=event, role="investor").first() or Quota(role="investor")
        quota.seats, quota.release_at = self.dice.choice([1, 2]), self.now + timedelta(hours=self.dice.choice([12, 60]))
        return services.set_quotas(event=event, changes=services.QuotaChanges(saved=[quota]), now=self.now)

    def keep_no_more(self):
        event = Event.objects.get(pk=self.plan["events"][0])
        deleted = list(Quota.objects.filter(event=event))
        return services.set_quotas(event=event, changes=services.QuotaChanges(deleted=deleted), now=self.now)

    def suspend(self):
        state = self.dice.choice([Member.State.ACTIVE, Member.State.SUSPENDED])
        return Member.objects.filter(pk=self.dice.choice(self.plan["barred"])).update(state=state)

    def settle(self):
        return services.settle_registrations(now=self.now)

    def tick(self):
        return services.pass_seats_on(now=self.now)

    def promote(self):
        return services.promote_from_waiting_list(event=self.event(), now=self.now)

    def remind(self):
        return plan_reminders(self.now)


class Watcher:
    """Looks at both events again and again, each time in one snapshot: at no moment may anything be broken."""

    def __init__(self, plan, clock):
        self.plan, self.clock = plan, clock

    def run(self):
        looks = 0
        while not self.clock.is_over:
            for place, pk in enumerate(self.plan["events"]):
                with transaction.atomic():
                    with connection.cursor() as cursor:
                        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                    event = Event.objects.get(pk=pk)
                    assert_invariants(event, self.clock.now(), self.plan["barred"], quotas=place == 0)
                    looks += 1
        return {"looks": looks}
