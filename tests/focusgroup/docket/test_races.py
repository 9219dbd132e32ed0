"""Many at once, each on a connection of its own: numbers without gaps or duplicates, votes against the closing of the vote."""

import pytest

from focusgroup.models import Proposal, Sitting
from focusgroup.services import docket
from focusgroup.services.docket.tally import count
from tests.factories import NOW
from tests.focusgroup.docket.people import proposal_in, small_group
from tests.focusgroup.factories.docket import EvidenceFactory, ProposalFactory, SittingFactory
from tests.focusgroup.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_numbers_have_no_gaps_and_no_duplicates():
    group = small_group(3)
    author = group.members[0]
    drafts = [ProposalFactory(author=author) for _ in range(12)]
    # Every third has no evidence: it is refused, and leaves no gap.
    for place, draft in enumerate(drafts):
        if place % 3:
            EvidenceFactory(proposal=draft)
    calls = [
        (lambda draft=draft: docket.submit_proposal(proposal=draft, by=author.user, now=NOW))
        for draft in drafts
        for _twice in (1, 2)
    ]
    answers = race(calls)
    assert sum(isinstance(answer, Proposal) for answer in answers) == 8
    numbers = sorted(Proposal.objects.submitted().values_list("number", flat=True))
    assert numbers == [f"FG-2026-{serial:03}" for serial in range(1, 9)]


def test_votes_racing_with_the_closing_of_the_vote():
    group = small_group(6)
    sitting = SittingFactory(
        proposal=proposal_in(group, "on-agenda"), event=group.meeting, state="open", closed_at=None, enrolled=None
    )
    votes = [
        (lambda seat=seat: docket.cast_vote(sitting=sitting, choice="for", by=seat.membership.member.user, now=NOW))
        for seat in group.seats
    ]
    closing = [lambda: docket.close_vote(sitting=sitting, by=group.desk, now=NOW)] * 2
    answers = race([*votes[:3], *closing, *votes[3:]])
    closed = [answer for answer in answers if isinstance(answer, tuple)]
    assert len(closed) == 1
    # What was counted is what there is: nobody voted after the count.
    stored = count(sitting.votes.values_list("choice", flat=True), enrolled=6)
    assert closed[0][1] == stored
    assert Sitting.objects.get().state == ("closed" if stored.is_quorate else "no-quorum")
