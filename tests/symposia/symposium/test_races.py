"""Who wishes and who chooses at one moment: what was read before the lock is not what is written after it."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from council.events import services
from council.events.models import AgendaRegistration, Registration
from symposia.models import Participation
from symposia.services import symposium as own
from tests.factories import NOW, RegistrationFactory, SessionFactory
from tests.symposia.factories.symposium import ParticipationFactory, SymposiumFactory
from tests.symposia.racing import until_waiting

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


def test_a_wish_is_granted_by_what_is_so_once_it_is_held():
    """The tick comes while somebody chooses a session by himself: neither undoes the other, and the wish is granted once."""
    event = SymposiumFactory().event
    wanted, chosen = (
        SessionFactory(event=event, starts_at=event.starts_at + place * HOUR, ends_at=event.starts_at + (place + 1) * HOUR)
        for place in range(2)
    )
    seat = RegistrationFactory(event=event)
    ParticipationFactory(registration=seat, wanted=[wanted.pk])
    done = []

    def tick():
        try:
            done.append(own.book_all_wanted(now=NOW))
        finally:
            connections.close_all()

    ticks = [threading.Thread(target=tick) for _number in range(2)]
    with services.seats_locked(event.pk):
        for one in ticks:
            one.start()
        until_waiting(2)
        services.choose_sessions(registration=seat, items=[chosen.pk], by=seat.member.user, now=NOW)
    for one in ticks:
        one.join(30)
    assert sorted(done) == [0, 1]
    live = AgendaRegistration.objects.live().filter(registration=seat)
    assert set(live.values_list("item", flat=True)) == {wanted.pk, chosen.pk}
    assert Participation.objects.get().wanted == []

    # A seat that was lost in the meantime gets nothing.
    Participation.objects.update(wanted=[wanted.pk])
    last = threading.Thread(target=tick)
    with services.seats_locked(event.pk):
        last.start()
        until_waiting(1)
        services.cancel_registration(registration=Registration.objects.get(), by=seat.member.user, now=NOW)
    last.join(30)
    assert done[-1] == 0
    assert not live.exists()
