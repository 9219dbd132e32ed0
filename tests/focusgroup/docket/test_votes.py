"""Votes on a proposal: what is chosen, what is counted, what the decision says and the database keeps."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from django.test import Client

from council.events.models import Event
from council.members.models import Interest
from focusgroup.models import Decision, Proposal, Sitting
from focusgroup.services import docket
from focusgroup.services.docket import errors
from focusgroup.services.errors import NotYours, WrongState
from tests.factories import NOW, OrganisationFactory
from tests.focusgroup.docket.people import proposal_in, small_group
from tests.focusgroup.factories.docket import (
    DecisionFactory,
    SittingFactory,
)

pytestmark = pytest.mark.django_db
S = Proposal.State


def test_closing_the_vote_records_what_was_chosen_on_the_page():
    group = small_group()
    proposal = proposal_in(group, "on-agenda")
    sitting = docket.place_on_agenda(proposal=proposal, event=group.meeting, by=group.desk, now=NOW)
    docket.open_vote(sitting=sitting, by=group.desk, now=NOW)
    keys = [seat.pk for seat in group.seats]
    docket.record_votes(sitting=sitting, choices={keys[0]: "for"}, by=group.desk, now=NOW)
    client = Client()
    client.force_login(group.desk)
    # The first was “for” when the page was shown; the others were absent.
    chosen = {f"vote-{key}": "against" for key in keys[:3]} | {f"was-{keys[0]}": "for"}
    with time_machine.travel(NOW, tick=False):
        client.post(f"{proposal.get_absolute_url()}sitting/", {"what": "close", **chosen, f"vote-{keys[3]}": ""})
    sitting.refresh_from_db()
    assert (sitting.state, sorted(sitting.votes.values_list("seat", "choice"))) == (
        "closed",
        sorted((key, "against") for key in keys[:3]),
    )


def test_votes_and_what_follows_from_them():
    group = small_group()
    tied = OrganisationFactory()
    proposal = proposal_in(group, "on-agenda")
    proposal.organisations.add(tied)
    Interest.objects.create(member=group.members[1], organisation=tied, nature="family", declared_at=NOW)
    ended = group.seats[4].membership
    ended.ends_on = NOW.date() - timedelta(days=1)
    ended.save()
    sitting = docket.place_on_agenda(proposal=proposal, event=group.meeting, by=group.desk, now=NOW)

    def voted(member, choice):
        return docket.cast_vote(sitting=sitting, choice=choice, by=member.user, now=NOW)

    with pytest.raises(errors.VoteNotOpen):
        voted(group.chair, "for")
    with pytest.raises(NotYours):
        docket.open_vote(sitting=sitting, by=group.members[0].user, now=NOW)
    with pytest.raises(errors.MeetingNotToday):
        docket.open_vote(sitting=sitting, by=group.desk, now=NOW - timedelta(days=1))
    docket.open_vote(sitting=sitting, by=group.desk, now=NOW)
    with pytest.raises(errors.OnlyRecused):
        voted(group.members[1], "for")
    for nobody in (group.members[2], group.outsider):
        with pytest.raises(NotYours):
            voted(nobody, "for")
    voted(group.members[1], "recused")
    voted(group.chair, "against")
    voted(group.chair, "for")
    voted(group.vice, "against")
    assert sitting.votes.count() == 3
    with pytest.raises(WrongState):
        docket.record_decision(sitting=sitting, outcome="adopted", by=group.chair.user, now=NOW, text_en="So.")
    _closed, tally = docket.close_vote(sitting=sitting, by=group.desk, now=NOW)
    # Of four seats three are there, one of them recused: base two, one for.
    assert (tally.enrolled, tally.present, tally.base, tally.is_adopted) == (4, 3, 2, False)
    with pytest.raises(errors.VoteNotOpen):
        voted(group.members[0], "for")
    for outcome in ("adopted", "adopted-with-changes", "amended"):
        with pytest.raises(errors.OutcomeAgainstVote):
            docket.record_decision(sitting=sitting, outcome=outcome, by=group.chair.user, now=NOW, text_en="So.")
    for nobody in (group.desk, group.members[0].user, group.vice.user):
        with pytest.raises(NotYours):
            docket.record_decision(sitting=sitting, outcome="deferred", by=nobody, now=NOW, text_en="Later.")
    docket.record_decision(sitting=sitting, outcome="deferred", by=group.chair.user, now=NOW, text_en="Later.")
    again = docket.place_on_agenda(proposal=proposal, event=group.meeting, by=group.desk, now=NOW)
    proposal.refresh_from_db()
    assert (proposal.state, again.state, sitting.proposal.decisions.count()) == ("on-agenda", "placed", 1)
    docket.open_vote(sitting=again, by=group.desk, now=NOW)
    docket.cast_vote(sitting=again, choice="for", by=group.chair.user, now=NOW)
    closed, tally = docket.close_vote(sitting=again, by=group.desk, now=NOW)
    assert (closed.state, tally.is_quorate) == (Sitting.State.NO_QUORUM, False)
    with pytest.raises(errors.NotQuorate):
        docket.record_decision(sitting=again, outcome="declined", by=group.chair.user, now=NOW, text_en="No.")
    third = docket.place_on_agenda(proposal=proposal, event=group.meeting, by=group.desk, now=NOW)
    # That it was put off was a decision.
    with pytest.raises(WrongState):
        docket.withdraw_proposal(proposal=proposal, by=group.members[0].user, now=NOW)
    # A meeting that does not take place holds no vote.
    Event.objects.filter(pk=group.meeting.pk).update(state="cancelled")
    with pytest.raises(errors.MeetingOff):
        docket.open_vote(sitting=third, by=group.desk, now=NOW)


def test_the_author_withdraws_until_the_vote_is_counted():
    group = small_group()
    author = group.members[0].user
    placed, counted = proposal_in(group, "on-agenda"), proposal_in(group, "on-agenda")
    sitting = docket.place_on_agenda(proposal=placed, event=group.meeting, by=group.desk, now=NOW)
    docket.withdraw_proposal(proposal=placed, by=author, now=NOW)
    sitting.refresh_from_db()
    assert sitting.state == Sitting.State.OFF
    SittingFactory(proposal=counted, event=group.meeting)
    assert not docket.can_move(counted, "withdraw", author, NOW)
    with pytest.raises(WrongState):
        docket.withdraw_proposal(proposal=counted, by=author, now=NOW)


def test_votes_in_the_room_are_recorded_by_who_runs_the_vote():
    group = small_group()
    proposal, tied = proposal_in(group, "on-agenda"), OrganisationFactory()
    proposal.organisations.add(tied)
    Interest.objects.create(member=group.vice, organisation=tied, nature="advice", declared_at=NOW)
    sitting = docket.place_on_agenda(proposal=proposal, event=group.meeting, by=group.desk, now=NOW)
    docket.open_vote(sitting=sitting, by=group.chair.user, now=NOW)
    docket.cast_vote(sitting=sitting, choice="against", by=group.members[0].user, now=NOW)
    keys = [seat.pk for seat in group.seats]
    said = dict(zip(keys[:2], ("for", "for"), strict=True))
    for nobody in (group.members[1].user, group.outsider.user):
        with pytest.raises(NotYours):
            docket.record_votes(sitting=sitting, choices=said, by=nobody, now=NOW)
    with pytest.raises(WrongState):
        docket.record_votes(sitting=sitting, choices={keys[0]: "perhaps"}, by=group.desk, now=NOW)
    assert docket.record_votes(sitting=sitting, choices=said, by=group.desk, now=NOW) == 3
    votes = dict(sitting.votes.values_list("member", "choice"))
    assert votes == {group.chair.pk: "for", group.vice.pk: "recused", group.members[0].pk: "against"}
    assert set(sitting.votes.exclude(member=group.members[0]).values_list("by", flat=True)) == {group.desk.pk}
    assert docket.record_votes(sitting=sitting, choices={keys[0]: ""}, by=group.desk, now=NOW) == 2


def test_a_vote_that_a_holder_has_cast_is_changed_by_nobody_else():
    group = small_group()
    sitting = docket.place_on_agenda(proposal=proposal_in(group, "on-agenda"), event=group.meeting, by=group.desk, now=NOW)
    docket.open_vote(sitting=sitting, by=group.desk, now=NOW)
    holder = group.members[0]
    key = next(seat.pk for seat in group.seats if seat.membership.member_id == holder.pk)
    docket.record_votes(sitting=sitting, choices={key: "for"}, by=group.desk, now=NOW)
    docket.cast_vote(sitting=sitting, choice="against", by=holder.user, now=NOW)
    for choice in ("for", "present", ""):
        assert docket.record_votes(sitting=sitting, choices={key: choice}, by=group.desk, now=NOW) == 1
    assert list(sitting.votes.values_list("member", "choice", "by")) == [(holder.pk, "against", holder.user_id)]


def test_an_amendment_is_a_new_decision():
    group = small_group()
    proposal = proposal_in(group, "forwarded")
    first = DecisionFactory(proposal=proposal, sitting__event=group.meeting)
    sitting = docket.place_on_agenda(proposal=proposal, event=group.meeting, by=group.desk, now=NOW)
    docket.open_vote(sitting=sitting, by=group.chair.user, now=NOW)
    for seat in group.seats[:3]:
        docket.cast_vote(sitting=sitting, choice="for", by=seat.membership.member.user, now=NOW)
    docket.close_vote(sitting=sitting, by=group.chair.user, now=NOW)
    Proposal.objects.filter(pk=proposal.pk).update(state="implementing")
    with pytest.raises(errors.AmendmentPending):
        docket.close_proposal(proposal=proposal, by=group.desk, now=NOW, reason="Done.")
    docket.record_decision(sitting=sitting, outcome="amended", by=group.chair.user, now=NOW, text_en="Two places.")
    proposal.refresh_from_db()
    kept = proposal.decisions.order_by("serial").values_list("serial", "outcome", "text_en")
    assert list(kept) == [(1, "adopted", first.text_en), (2, "amended", "Two places.")]
    assert proposal.state == "implementing"
    # Whoever sends the form again, or was slower, is led to how it stands.
    client = Client()
    client.force_login(group.chair.user)
    for tail in ("decide", "sitting"):
        url = f"{proposal.get_absolute_url()}{tail}/"
        again = client.post(url, {"outcome": "amended", "text_en": "Three places.", "what": "close"})
        assert (again.status_code, again["Location"]) == (302, proposal.get_absolute_url())
        assert client.get(url).status_code == 404
    assert proposal.decisions.count() == 2
    # What waits on an agenda goes off it with the end of the proposal.
    other = docket.place_on_agenda(proposal=proposal, event=group.meeting, by=group.desk, now=NOW)
    docket.close_proposal(proposal=proposal, by=group.desk, now=NOW, reason="Done.")
    other.refresh_from_db()
    assert other.state == "off"


def test_the_database_keeps_decisions_and_numbers():
    decision = DecisionFactory()
    proposal = decision.proposal
    refused = (
        lambda: Decision.objects.filter(pk=decision.pk).update(text_en="Else"),
        lambda: Decision.objects.filter(pk=decision.pk).delete(),
        lambda: Proposal.objects.filter(pk=proposal.pk).update(number="FG-2026-999", serial=999),
        lambda: Proposal.objects.filter(pk=proposal.pk).update(number=None),
        lambda: Proposal.objects.filter(pk=proposal.pk)._raw_delete("default"),
        lambda: DecisionFactory(outcome="adopted", in_favour=3, abstained=2),
        lambda: DecisionFactory(enrolled=14),
        lambda: DecisionFactory(present=8),
    )
    for change in refused:
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            change()
    proposal.state = "forwarded"
    proposal.save()
    decision.refresh_from_db()
    assert decision.text_en == "The proposal is adopted."
