"""The states of a proposal: what the design draws, and nothing else; who may; the whole life of one."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from council import programmes
from council.library.models import Document
from council.members.models import Interest
from council.messaging.models import Message
from council.messaging.rendering import render
from focusgroup.models import Opportunity, Project, Proposal, ProposalMove, Review
from focusgroup.services import docket
from focusgroup.services.docket import errors, machine
from focusgroup.services.errors import InConflict, NotYours, ReasonMissing, WrongState
from tests.factories import NOW, MembershipFactory, OrganisationFactory
from tests.focusgroup.docket.people import proposal_in, small_group
from tests.focusgroup.factories.docket import (
    EvidenceFactory,
    OpportunityFactory,
    ProposalFactory,
)

pytestmark = pytest.mark.django_db
S = Proposal.State
# As the design draws them: the verb, from where, to where, whose it is.
DRAWN = {
    "submit": ({"draft", "returned"}, "submitted", "author"),
    "screen": ({"submitted"}, "screening", "desk"),
    "return": ({"screening"}, "returned", "desk"),
    "review": ({"screening"}, "under-review", "desk"),
    "agenda": ({"under-review", "deferred"}, "on-agenda", "desk"),
    "adopt": ({"on-agenda"}, "adopted", "chair"),
    "adopt-changed": ({"on-agenda"}, "adopted-with-changes", "chair"),
    "defer": ({"on-agenda"}, "deferred", "chair"),
    "decline": ({"on-agenda"}, "declined", "chair"),
    "forward": ({"adopted", "adopted-with-changes"}, "forwarded", "desk"),
    "answer": ({"forwarded"}, "answered", "desk"),
    "implement": ({"answered"}, "implementing", "desk"),
    "close": ({"implementing"}, "closed", "desk"),
    "withdraw": (
        {"draft", "submitted", "screening", "returned", "under-review", "on-agenda"},
        "withdrawn",
        "author",
    ),
}


def test_every_state_every_verb_and_every_role():
    group = small_group()
    people = {
        "author": group.members[0].user,
        "desk": group.desk,
        "chair": group.chair.user,
        "vice-chair": group.vice.user,
        "seat": group.members[1].user,
        "outsider": group.outsider.user,
    }
    proposal = proposal_in(group, "submitted")
    assert set(machine.MOVES) == set(DRAWN)
    for verb, (before, after, whose) in DRAWN.items():
        assert machine.MOVES[verb].after == after
        for role, user in people.items():
            assert machine.MOVES[verb].whose(proposal, user, NOW) == (role == whose), (verb, role)
        for state in S.values:
            proposal.state = state
            assert machine.can_move(proposal, verb, people[whose], NOW) == (state in before), (verb, state)
            if state not in before:
                with pytest.raises(WrongState):
                    machine.check(proposal, verb, by=people[whose], now=NOW, reason="so")
        proposal.state = next(iter(before))
        with pytest.raises(NotYours):
            machine.check(proposal, verb, by=people["outsider"], now=NOW)
    for verb in ("return", "close"):
        proposal.state = next(iter(DRAWN[verb][0]))
        with pytest.raises(ReasonMissing):
            machine.check(proposal, verb, by=group.desk, now=NOW, reason="  ")


def test_the_group_s_own_secretary_has_pages_for_his_steps(client, at_now):
    group = small_group()
    secretary = MembershipFactory(body=group.body, role="secretary").member
    proposal = proposal_in(group, "submitted")
    page = proposal.get_absolute_url()
    client.force_login(secretary.user)

    def does(slug, said="", **given):
        found = client.get(f"{page}steps/{slug}/")
        assert (found.status_code, said in found.content.decode()) == (200, True)
        assert f"{page}steps/{slug}/" in client.get(page).content.decode()
        bad = client.post(f"{page}steps/{slug}/", {"reason": "x" * 2001})
        if given:
            assert bad.status_code == 422, slug
        assert client.post(f"{page}steps/{slug}/", given).status_code == 302
        proposal.refresh_from_db()
        return proposal.state

    assert does("screen", "The author is told", reason="") == "screening"
    reviewers = {"first": group.vice.pk, "second": group.members[1].pk, "due_on": "2026-11-16"}
    assert does("review", **reviewers) == "under-review"
    moment = {"closes_at_0": "2026-11-20", "closes_at_1": "18:00"}
    assert does("round", **moment) == "under-review"
    proposal.reviews.update(submitted_at=NOW, recommendation="adopt", text="Good.")
    assert does("agenda", event=group.meeting.pk) == "on-agenda"
    assert client.get(f"{page}steps/forward/").status_code == 302
    Proposal.objects.filter(pk=proposal.pk).update(state="adopted")
    assert does("action", title_en="Ring", owner=group.vice.pk, due_on="2026-11-20") == "adopted"
    assert does("forward", reply_due_on="2026-12-01") == "forwarded"
    assert does("answer", outcome="accepted", replied_on="2026-11-02", text_en="Yes.") == "answered"
    assert does("implement", reason="") == "implementing"
    action = proposal.actions.get()
    assert f"{page}actions/{action.pk}/done/" in client.get(page).content.decode()
    assert does("close", reason="Done.") == "closed"
    assert set(proposal.moves.values_list("by", flat=True)) == {secretary.user_id}
    client.force_login(group.chair.user)
    assert client.get(f"{page}steps/close/").status_code == 404
    assert "steps/" not in client.get(page).content.decode()


def test_the_chair_in_conflict_leaves_the_chair_to_the_vice_chair():
    group = small_group()
    proposal = proposal_in(group, "on-agenda")
    tied = OrganisationFactory()
    proposal.organisations.add(tied)
    Interest.objects.create(member=group.chair, organisation=tied, nature="advice", declared_at=NOW)
    presides = machine.MOVES["adopt"].whose
    assert [presides(proposal, one.user, NOW) for one in (group.chair, group.vice)] == [False, True]


def test_the_whole_life_of_one_proposal(django_capture_on_commit_callbacks):
    group = small_group()
    author, desk, chair = group.members[0].user, group.desk, group.chair.user
    proposal = docket.draft_proposal(
        author=group.members[0],
        kind="project",
        now=NOW,
        title_en="Shared try-out centre",
        problem_en="p",
        plan_en="q",
        evidence=[{"label_en": "LQ", "data": {"LQ": 1.843}}],
    )
    done = docket.submit_proposal(proposal=proposal, by=author, now=NOW)
    assert (done.number, done.state) == ("FG-2026-001", "submitted")
    docket.begin_screening(proposal=proposal, by=desk, now=NOW)
    docket.return_proposal(proposal=proposal, by=desk, now=NOW, reason="Say what it costs.")
    docket.write_proposal(proposal=proposal, by=author, now=NOW, values={"budget_krw": 10**9})
    assert docket.submit_proposal(proposal=proposal, by=author, now=NOW).number == "FG-2026-001"
    docket.begin_screening(proposal=proposal, by=desk, now=NOW)
    reviewers = [group.members[1], group.vice]
    docket.send_to_review(proposal=proposal, reviewers=reviewers, due_on=date(2026, 11, 16), by=desk, now=NOW)
    docket.open_round(proposal=proposal, closes_at=NOW + timedelta(days=3), by=desk, now=NOW)
    docket.comment(proposal=proposal, text="Who pays?", by=group.members[2].user, now=NOW)
    with pytest.raises(errors.ReviewsMissing):
        docket.place_on_agenda(proposal=proposal, event=group.meeting, by=desk, now=NOW)
    for reviewer in reviewers:
        review = proposal.reviews.get(reviewer=reviewer)
        docket.write_review(review=review, recommendation="adopt", text="Good.", by=reviewer.user, now=NOW)
    sitting = docket.place_on_agenda(proposal=proposal, event=group.meeting, by=desk, now=NOW)
    docket.open_vote(sitting=sitting, by=chair, now=NOW)
    for member in (group.chair, group.vice, group.members[0]):
        docket.cast_vote(sitting=sitting, choice="for", by=member.user, now=NOW)
    docket.record_votes(sitting=sitting, choices={seat.pk: "present" for seat in group.seats[:4]}, by=chair, now=NOW)
    _closed, tally = docket.close_vote(sitting=sitting, by=desk, now=NOW)
    assert (tally.enrolled, tally.present, tally.in_favour, tally.abstained, tally.is_adopted) == (5, 4, 3, 1, True)
    decision = docket.record_decision(sitting=sitting, outcome="adopted", by=chair, now=NOW, text_en="Adopted.")
    with pytest.raises(errors.ReplyDayPast):
        docket.forward_proposal(proposal=proposal, reply_due_on=date(2026, 11, 1), by=desk, now=NOW)
    docket.forward_proposal(proposal=proposal, reply_due_on=date(2026, 12, 1), by=desk, now=NOW)
    with pytest.raises(errors.ReplyToCome):
        docket.record_reply(
            proposal=proposal, outcome="accepted", replied_on=date(2026, 11, 3), by=desk, now=NOW, text_ko="수용합니다."
        )
    docket.record_reply(proposal=proposal, outcome="accepted", replied_on=NOW.date(), by=desk, now=NOW, text_ko="수용합니다.")
    docket.begin_implementing(proposal=proposal, by=desk, now=NOW)
    action = docket.add_action(
        proposal=proposal, owner=group.members[0], due_on=NOW.date(), by=desk, now=NOW, title_ko="장소 찾기"
    )
    docket.finish_action(action=action, by=author, now=NOW)
    made = Project(proposal=proposal, name_en="Centre", lead=OrganisationFactory())
    project = docket.add_project(project=made, by=desk, now=NOW)
    assert project.decision == decision
    docket.close_proposal(proposal=proposal, by=desk, now=NOW, reason="It runs.")
    moves = ProposalMove.objects.filter(proposal=proposal).values_list("verb", "before", "after", "by__email")
    a, d, c = author.email, desk.email, chair.email
    assert list(moves) == [
        ("submit", "draft", "submitted", a),
        ("screen", "submitted", "screening", d),
        ("return", "screening", "returned", d),
        ("submit", "returned", "submitted", a),
        ("screen", "submitted", "screening", d),
        ("review", "screening", "under-review", d),
        ("round", "under-review", "under-review", d),
        ("reviewed", "under-review", "under-review", reviewers[0].user.email),
        ("reviewed", "under-review", "under-review", reviewers[1].user.email),
        ("agenda", "under-review", "on-agenda", d),
        ("open-vote", "on-agenda", "on-agenda", c),
        ("close-vote", "on-agenda", "on-agenda", d),
        ("adopt", "on-agenda", "adopted", c),
        ("forward", "adopted", "forwarded", d),
        ("answer", "forwarded", "answered", d),
        ("implement", "answered", "implementing", d),
        ("action", "implementing", "implementing", d),
        ("action-done", "implementing", "implementing", a),
        ("project", "implementing", "implementing", d),
        ("close", "implementing", "closed", d),
    ]
    assert docket.results(NOW).implemented == 1
    kinds = set(Message.objects.values_list("kind", flat=True))
    assert {"proposal-moved", "proposal-review", "proposal-round", "proposal-vote", "proposal-action"} <= kinds
    for message in Message.objects.filter(kind__startswith="proposal-"):
        for language in ("ko", "en"):
            message.language = language
            with translation.override(language):
                render(message)


def test_nothing_is_submitted_without_evidence_or_words():
    group = small_group()
    author = group.members[0]
    proposal = ProposalFactory(author=author)
    with pytest.raises(errors.NoEvidence):
        docket.submit_proposal(proposal=proposal, by=author.user, now=NOW)
    EvidenceFactory(proposal=proposal)
    Proposal.objects.filter(pk=proposal.pk).update(plan_en="")
    with pytest.raises(errors.Incomplete):
        docket.submit_proposal(proposal=proposal, by=author.user, now=NOW)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.number) == ("draft", None)


def test_who_reviews():
    group = small_group()
    proposal = proposal_in(group, "screening")
    tied = OrganisationFactory()
    proposal.organisations.add(tied)
    Interest.objects.create(member=group.vice, organisation=tied, nature="ownership", declared_at=NOW)

    def sent_to(*reviewers):
        return docket.send_to_review(proposal=proposal, reviewers=reviewers, due_on=date(2026, 11, 16), by=group.desk, now=NOW)

    refused = {
        errors.AuthorCannotReview: (group.members[0], group.members[1]),
        InConflict: (group.vice, group.members[1]),
        errors.NoSeat: (group.outsider, group.members[1]),
        errors.TwoReviewersNeeded: (group.members[1], group.members[1]),
    }
    for error, reviewers in refused.items():
        with pytest.raises(error):
            sent_to(*reviewers)
    sent_to(group.members[1], group.members[2])
    review = Review.objects.get(reviewer=group.members[1])
    # A tie that comes up later excludes him, too; the desk asks somebody else.
    Interest.objects.create(member=group.members[1], organisation=tied, nature="advice", declared_at=NOW)
    with pytest.raises(InConflict):
        docket.write_review(review=review, recommendation="adopt", text="Good.", by=group.members[1].user, now=NOW)
    with pytest.raises(NotYours):
        docket.write_review(review=review, recommendation="adopt", text="Good.", by=group.chair.user, now=NOW)
    other = docket.replace_reviewer(review=review, reviewer=group.chair, due_on=date(2026, 11, 20), by=group.desk, now=NOW)
    assert set(proposal.reviews.values_list("reviewer", flat=True)) == {group.chair.pk, group.members[2].pk}
    docket.write_review(review=other, recommendation="decline", text="No.", by=group.chair.user, now=NOW)
    with pytest.raises(errors.ReviewSubmitted):
        docket.write_review(review=other, recommendation="adopt", text="Yes.", by=group.chair.user, now=NOW)
    with pytest.raises(errors.ReviewSubmitted):
        docket.replace_reviewer(review=other, reviewer=group.members[1], due_on=date(2026, 11, 20), by=group.desk, now=NOW)


def test_reviews_of_who_comes_into_conflict_afterwards_do_not_count():
    group = small_group(6)
    proposal, tied = proposal_in(group, "under-review", owner=group.vice), OrganisationFactory()
    written = {"due_on": NOW.date(), "assigned_at": NOW, "submitted_at": NOW, "recommendation": "adopt", "text": "Good."}
    first, second = (proposal.reviews.create(reviewer=one, **written) for one in group.members[1:3])
    Interest.objects.create(member=group.members[1], organisation=tied, nature="advice", declared_at=NOW)
    proposal.organisations.add(tied)
    with pytest.raises(errors.ReviewsMissing):
        docket.place_on_agenda(proposal=proposal, event=group.meeting, by=group.desk, now=NOW)
    again = {"due_on": NOW.date(), "by": group.desk, "now": NOW}
    with pytest.raises(errors.AuthorCannotReview):
        docket.replace_reviewer(review=first, reviewer=group.vice, **again)
    third = docket.replace_reviewer(review=first, reviewer=group.members[3], **again)
    docket.write_review(review=third, recommendation="adopt", text="Good.", by=group.members[3].user, now=NOW)
    assert set(proposal.reviews.all()) == {first, second, third}
    docket.place_on_agenda(proposal=proposal, event=group.meeting, by=group.desk, now=NOW)


def test_opportunities_are_settled_with_a_word_and_may_become_proposals(client, at_now):
    group = small_group()
    member = group.members[0]
    opportunity = OpportunityFactory(text_en="Nobody tries dies.", url="https://stat.example/")
    with pytest.raises(ReasonMissing):
        docket.settle_opportunity(opportunity=opportunity, state="parked", word=" ", by=member.user, now=NOW)
    with pytest.raises(NotYours):
        docket.settle_opportunity(opportunity=opportunity, state="parked", word="x", by=group.outsider.user, now=NOW)
    docket.settle_opportunity(opportunity=opportunity, state="parked", word="Later.", by=member.user, now=NOW)
    proposal = docket.draft_from_opportunity(opportunity=opportunity, kind="linkage", word="Now.", by=member.user, now=NOW)
    evidence, proposal_pk = proposal.evidence.get(), proposal.pk
    assert (proposal.author, proposal.kind, evidence.url) == (member, "linkage", "https://stat.example/")
    opportunity.refresh_from_db()
    assert (opportunity.state, opportunity.word, opportunity.proposal) == ("taken-up", "Now.", proposal)
    with pytest.raises(WrongState):
        docket.settle_opportunity(opportunity=opportunity, state="dropped", word="x", by=member.user, now=NOW)
    # Its author is led to the draft, the others are not told of it.
    led = []
    for one in group.members[:2]:
        client.force_login(one.user)
        led.append(proposal.get_absolute_url() in client.get(opportunity.get_absolute_url()).content.decode())
    assert led == [True, False]
    # A draft that is thrown away takes its papers along and leaves the opportunity to others.
    docket.attach_paper(proposal=proposal, upload=SimpleUploadedFile("a.txt", b"Words."), by=member.user, now=NOW)
    docket.discard_draft(proposal=proposal, by=member.user, now=NOW)
    assert not Document.objects.exists()
    opportunity.refresh_from_db()
    assert (opportunity.state, opportunity.word, opportunity.settled_at, opportunity.proposal) == ("open", "", None, None)
    states = opportunity.history.order_by("history_id").values_list("state", "proposal")
    assert list(states) == [("open", None), ("parked", None), ("taken-up", None), ("taken-up", proposal_pk), ("open", None)]
    docket.settle_opportunity(opportunity=opportunity, state="taken-up", word="Again.", by=member.user, now=NOW)


def test_a_seed_of_another_programme_is_one_opportunity(client, at_now, settings):
    url = f"{settings.SITE_URL}/symposia/"
    seed = programmes.Seed(key="symposia:obstacle:1", title_ko="시험 비용", text_ko="비용이 큽니다.", url=url)
    bed, group = programmes.seed_beds.get("focus-group"), small_group()
    addresses = {bed.seed(seed, group.desk, NOW) for _ in range(1)} | {bed.seed(seed, None, NOW)}
    made = Opportunity.objects.get()
    assert addresses == {made.get_absolute_url()}
    assert (made.kind, made.title_ko, made.state) == ("obstacle", "시험 비용", "open")
    # Where it was noticed is read in one's own language.
    client.force_login(group.members[0].user)
    pages = [client.get(f"{code}{made.get_absolute_url()}").content.decode() for code in ("", "/ko")]
    assert [f'"{settings.SITE_URL}{code}/symposia/"' in page for code, page in zip(("", "/ko"), pages, strict=True)] == [
        True
    ] * 2
