"""Merging while others are at work, in real transactions: whoever comes first, nothing is lost and nothing is sold twice."""

import pytest

from council.events import services as events
from council.events.models import Registration
from council.events.services.errors import TryAgain
from council.members import services
from council.members.models import Member, MergeRecord
from council.members.services.joining import MergeGoneError
from council.merging import MergeBusyError
from tests.events.invariants import assert_seats
from tests.factories import NOW, EventFactory, MemberFactory, OrganisationFactory, RegistrationFactory, UserFactory
from tests.members.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
State = Registration.State


def merge(kept, gone, by):
    return services.merge_people(kept=kept, gone=gone, choices={}, by=by, now=NOW)


def both():
    return MemberFactory(), MemberFactory(), UserFactory(is_staff=True)


@pytest.mark.parametrize("turn", range(4))
def test_the_second_record_registers_while_it_is_merged(turn):
    kept, gone, by = both()
    event = EventFactory(capacity=1)
    merged, registered = at_once(
        lambda: merge(kept, gone, by), lambda: events.register_member(event=event, member=gone, now=NOW)
    )
    assert isinstance(merged, MergeRecord | MergeBusyError), merged
    # Registered before: it is the first one's now. After: asked to try again, and then there is one record alone.
    assert isinstance(registered, Registration | TryAgain), registered
    if isinstance(merged, MergeRecord):
        owners = set(Registration.objects.values_list("member", flat=True))
        assert owners == ({kept.pk} if isinstance(registered, Registration) else set())
        assert not Member.objects.filter(pk=gone.pk).exists()
    event.refresh_from_db()
    assert_seats(event, event.registrations.all())


@pytest.mark.parametrize("turn", range(4))
def test_the_first_record_registers_where_the_second_has_a_seat(turn):
    kept, gone, by = both()
    event = EventFactory(capacity=2)
    RegistrationFactory(event=event, member=gone)
    merged, registered = at_once(
        lambda: merge(kept, gone, by), lambda: events.register_member(event=event, member=kept, now=NOW)
    )
    assert isinstance(merged, MergeRecord | MergeBusyError), merged
    assert isinstance(registered, Registration | TryAgain), registered
    event.refresh_from_db()
    assert_seats(event, event.registrations.all())
    if isinstance(merged, MergeRecord):
        assert [one.member_id for one in event.registrations.live()] == [kept.pk]


@pytest.mark.parametrize("turn", range(4))
def test_a_seat_is_given_back_while_its_holder_is_merged(turn):
    kept, gone, by = both()
    event = EventFactory(capacity=1)
    seat = RegistrationFactory(event=event, member=gone)
    waits = RegistrationFactory(event=event, state=State.WAITLISTED)
    merged, cancelled = at_once(
        lambda: merge(kept, gone, by), lambda: events.cancel_registration(registration=seat, by=by, now=NOW)
    )
    assert isinstance(merged, MergeRecord | MergeBusyError), merged
    assert isinstance(cancelled, Registration | TryAgain), cancelled
    event.refresh_from_db()
    assert_seats(event, event.registrations.all())
    if isinstance(cancelled, Registration):
        waits.refresh_from_db()
        seat.refresh_from_db()
        assert (seat.state, waits.state, event.taken) == (State.CANCELLED, State.CONFIRMED, 1)


def test_two_of_staff_who_merge_the_same_pair_merge_it_once():
    kept, gone, by = both()
    RegistrationFactory(member=gone)
    answers = at_once(*[lambda: merge(kept, gone, by)] * 4)
    done = [answer for answer in answers if isinstance(answer, MergeRecord)]
    assert len(done) == MergeRecord.objects.count() == 1
    assert all(isinstance(answer, MergeRecord | MergeGoneError | MergeBusyError) for answer in answers)
    assert Registration.objects.get().member_id == kept.pk


def test_two_of_staff_who_merge_a_pair_both_ways_keep_one_of_both():
    kept, gone, by = both()
    RegistrationFactory(member=kept)
    RegistrationFactory(member=gone)
    answers = at_once(lambda: merge(kept, gone, by), lambda: merge(gone, kept, by))
    assert sum(isinstance(answer, MergeRecord) for answer in answers) == 1
    [left] = Member.objects.filter(pk__in=[kept.pk, gone.pk])
    assert Registration.objects.filter(member=left).count() == 2


def test_somebody_joins_an_organisation_while_it_is_merged():
    kept, gone, by = OrganisationFactory(), OrganisationFactory(), UserFactory()
    member = MemberFactory()
    merged, changed = at_once(
        lambda: services.merge_organisations(kept=kept, gone=gone, choices={}, by=by, now=NOW),
        lambda: services.change_organisation(member=member, organisation=gone, by=by, now=NOW),
    )
    member.refresh_from_db()
    if isinstance(merged, MergeRecord):
        # Too late: the database refuses what leads nowhere.
        assert member.organisation_id == (kept.pk if isinstance(changed, Member) else None)
    else:
        assert isinstance(merged, MergeBusyError)
        assert member.organisation_id == gone.pk
