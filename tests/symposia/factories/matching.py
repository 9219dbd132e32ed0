"""Rounds of 1:1 meetings, and who takes part in them."""

from datetime import timedelta

from symposia.models import Availability, MatchingRound, MatchingWindow, MeetingRequest
from symposia.services.matching import lay_out
from tests.factories import NOW, MemberFactory, OrganisationFactory, RegistrationFactory
from tests.symposia.factories.symposium import SymposiumFactory


def a_round(symposium=None, *, slots=3, tables=2, state="open", **values):
    """A round with `slots` slots of twenty minutes on the first morning."""
    symposium = symposium or SymposiumFactory()
    made = MatchingRound.objects.create(
        symposium=symposium, name_ko="일대일 상담", name_en="Meetings", table_count=tables, state=state, **values
    )
    begins = symposium.event.starts_at
    MatchingWindow.objects.create(round=made, starts_at=begins, ends_at=begins + timedelta(minutes=20 * slots))
    lay_out(the_round=made, by=None, now=NOW)
    return made


def taking_part(the_round, member=None, *, slots=None, **values):
    """Somebody with a place at the symposium who takes part: in all slots, or in those of these numbers."""
    member = member or MemberFactory(organisation=OrganisationFactory())
    if not member.registrations.filter(event=the_round.symposium.event).exists():
        RegistrationFactory(event=the_round.symposium.event, member=member)
    mine = Availability.objects.create(round=the_round, member=member, joined_at=NOW, **values)
    there = list(the_round.slots.all())
    mine.slots.set(there if slots is None else [there[number] for number in slots])
    return member


def agreed(the_round, asker, asked, priority=2, reply=2, **values):
    """A request between two people that is accepted."""
    return MeetingRequest.objects.create(
        round=the_round,
        asker=asker,
        asked=asked,
        priority=priority,
        reply_priority=reply,
        asked_at=NOW,
        state_at=NOW,
        **{"state": "accepted", **values},
    )
