"""What calls allow: the clock, limits, conflicts, decisions; who is reminded; what becomes of people."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from council.events.models import Event
from council.members.models import Interest, Membership
from council.members.services import merge_people
from council.messaging.models import Message
from council.personal_data import Person
from council.reminders.services import plan_reminders
from symposia.deadlines.calls import SOURCES
from symposia.models import Call, Decision, DeclaredConflict, Review, Reviewer, Submission
from symposia.services.calls import anonymity, deciding, drafting, machine, people, reviewing
from symposia.services.calls import errors as refusals
from symposia.services.errors import NotYours, ReasonMissing, WrongState
from tests.factories import NOW, MemberFactory, MembershipFactory, OrganisationFactory, coordinator
from tests.symposia.factories.calls import CallFactory, DraftFactory, ReviewerFactory, ReviewFactory, SubmissionFactory
from tests.symposia.factories.symposium import committee_of

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def row_of(member, **values):
    return {"name_en": "A. Author", "email": member.user.email, "is_presenter": True, **values}


def begun(call, member, now=NOW, kind="result", **values):
    texts = {"title_en": "Warpage", "abstract_en": "We measured it.", "keywords": "warpage"}
    return drafting.begin_submission(
        call=call, submitter=member, kind=kind, values={**texts, **values}, authors=[row_of(member)], now=now
    )


def handed_in(paper, now=NOW):
    return drafting.submit_submission(submission=paper, novelty="no", by=paper.submitter.user, now=now)


def test_the_clock_and_the_limits():
    call = CallFactory(kinds=("result", "proposal"), most_each=2, most_authors=2)
    author, stranger = MemberFactory(), MemberFactory(state="draft")
    with pytest.raises(refusals.CallClosed):
        begun(call, author, now=call.opens_at - SECOND)
    first = begun(call, author, now=call.opens_at)
    second, third = begun(call, author), begun(call, author)
    with pytest.raises(refusals.KindNotCalled):
        begun(call, author, kind="ceo")
    with pytest.raises(NotYours):
        begun(call, stranger)
    with pytest.raises(refusals.CallClosed):
        handed_in(first, now=call.closes_at)
    assert handed_in(first, now=call.closes_at - SECOND).ref == "S-001"
    assert handed_in(second).ref == "S-002"
    with pytest.raises(refusals.TooMany):
        handed_in(third)
    with pytest.raises(NotYours):
        drafting.submit_submission(submission=third, novelty="no", by=stranger.user, now=NOW)
    # What is withdrawn counts no more, and its number is nobody else's.
    with pytest.raises(ReasonMissing):
        drafting.withdraw_submission(submission=first, by=author.user, now=NOW, reason=" ")
    drafting.withdraw_submission(submission=first, by=author.user, now=NOW, reason="A mistake.")
    assert handed_in(third).ref == "S-003"
    proposal = begun(call, MemberFactory(), kind="proposal")
    with pytest.raises(refusals.Incomplete) as lacking:
        handed_in(proposal)
    assert lacking.value.missing == ["the technology readiness level"]
    with pytest.raises(refusals.TooManyAuthors):
        drafting.write_submission(
            submission=second,
            values={},
            authors=[row_of(author), {"name_en": "B"}, {"name_en": "C"}],
            by=author.user,
            now=NOW,
            novelty="no",
        )
    with pytest.raises(WrongState):
        drafting.discard_draft(submission=second, by=author.user, now=NOW)
    # What is entered without its symposium is refused by the form, and breaks nothing.
    Call(closes_at=NOW, reviews_due_on=NOW.date()).clean()
    # One that is not shown is the desk's alone: no page, tab, note, panel or key date says that there is one.
    reviewer, desk, words = (
        ReviewerFactory(call=call).member,
        coordinator("symposia"),
        ("/call/", "The call closes", "Call for"),
    )
    pages = ["/symposia/symposium/", "/symposia/", "/symposia/symposium/call/"]
    own = [*pages[:2], "/symposia/symposium/call/reviews/", f"/symposia/symposium/call/submissions/{second.key}/"]
    readers = ((None, pages), (reviewer.user, own[:3]), (author.user, own[:2] + own[3:]), (desk, pages))

    def said():
        answers = []
        for user, paths in readers:
            client = Client()
            if user is not None:
                client.force_login(user)
            shown = [client.get(path) for path in paths]
            text = "".join(one.content.decode() for one in shown[:2])
            answers.append(([one.status_code for one in shown], [word in text for word in words]))
        return answers

    with time_machine.travel(NOW, tick=False):
        assert said() == [([200, 200, 200], [True] * 3)] * 4
        type(call).objects.filter(pk=call.pk).update(is_published=False)
        hidden = ([200, 200, 404], [False] * 3)
        # The desk has its tab.
        assert said() == [hidden, hidden, hidden, ([200, 200, 200], [True, False, False])]
    call.refresh_from_db()
    with pytest.raises(refusals.CallClosed):
        begun(call, author)


def test_names_are_found_however_they_are_written():
    words = ["이든솔", "김수", "Deunsol Lee", "lee@example.com"]
    assert anonymity.found_in("저자 이든솔은, 그리고 LEE,  Deunsol", words) == ["이든솔", "Deunsol Lee"]
    assert anonymity.found_in("이 든 솔 (김수) mailto:LEE@example.com", words) == ["이든솔", "김수", "lee@example.com"]
    assert anonymity.found_in("김수현의 방법, Leeward, Deunsolar", words) == []
    assert list(anonymity.pages_of(b"%PDF-1.7 nothing")) == []
    author = SubmissionFactory().authors.get()
    assert anonymity.telling_words([author])[-1] == author.member.user.email


@pytest.mark.usefixtures("at_now")
def test_reviewers_without_a_conflict_planned_adjusted_sent():
    university, rival = OrganisationFactory(name_en="University"), OrganisationFactory()
    call, desk = CallFactory(), coordinator("symposia", email="desk@example.com")
    author = MemberFactory(organisation=university)
    paper = SubmissionFactory(symposium=call.symposium, submitter=author, keywords="warpage, cooling")
    # A guest's organisation counts as well, as far as its name is known.
    guests = [
        {"name_en": "A. Guest", "affiliation_en": rival.name_en.upper()},
        {"name_en": "B", "affiliation_ko": "주식회사 달무리"},
    ]
    drafting.write_authors(paper, [row_of(author), *guests])
    free = ReviewerFactory(call=call, keywords="Warpage")
    colleague = ReviewerFactory(call=call, member__organisation=university)
    of_rival = ReviewerFactory(call=call, member__organisation=rival)
    tied, declared = ReviewerFactory(call=call), ReviewerFactory(call=call)
    Interest.objects.create(member=tied.member, organisation=rival, nature="ownership", declared_at=NOW)
    DeclaredConflict.objects.create(submission=paper, member=declared.member, nature="rival", at=NOW)
    # An organisation that is words alone is known by them: on his side, on the authors' side, and on both.
    written = ReviewerFactory(call=call, member__organisation_name=" university.")
    of_words = ReviewerFactory(call=call, member__organisation_name="(주)달무리")
    linked = ReviewerFactory(call=call, member__organisation=OrganisationFactory(name_ko="달무리"))
    # Two rows are two organisations, whatever they are called.
    namesake = ReviewerFactory(call=call, member__organisation=OrganisationFactory(name_en="University"), is_available=False)
    himself = ReviewerFactory(call=call, member=author)
    gone, busy = ReviewerFactory(call=call, member__state="suspended"), ReviewerFactory(call=call, is_available=False)
    assert reviewing.plan_reviews(call=call, by=desk, now=NOW) == reviewing.Plan(made=1, short=1)
    assert [one.reviewer for one in paper.reviews.all()] == [free]
    for barred in (colleague, of_rival, tied, declared, written, of_words, linked, himself, gone):
        with pytest.raises(refusals.InConflict):
            reviewing.add_review(submission=paper, reviewer=barred, by=desk, now=NOW)
    with pytest.raises(refusals.AlreadyReviews):
        reviewing.add_review(submission=paper, reviewer=free, by=desk, now=NOW)
    with pytest.raises(refusals.ReviewerFull):
        reviewing.add_review(submission=paper, reviewer=busy, by=desk, now=NOW)
    with pytest.raises(refusals.ReviewerFull):
        reviewing.add_review(submission=paper, reviewer=namesake, by=desk, now=NOW)
    with pytest.raises(NotYours):
        reviewing.plan_reviews(call=call, by=author.user, now=NOW)
    late = ReviewerFactory(call=call)
    assert [row[:2] for row in reviewing.possible_reviewers(paper, NOW)] == [(late, 0)]
    reviewing.add_review(submission=paper, reviewer=late, by=desk, now=NOW)
    # A tie that comes up before it is sent takes it off the plan; one that comes up later bars the review.
    Interest.objects.create(member=late.member, organisation=university, nature="family", declared_at=NOW)
    due_on = (NOW + timedelta(days=9)).date()
    assert reviewing.send_out(call=call, due_on=due_on, by=desk, now=NOW) == 1
    review = paper.reviews.get()
    assert (review.reviewer, review.due_on, review.sent_at) == (free, due_on, NOW)
    paper.refresh_from_db()
    assert paper.state == "under-review"
    assert [message.user for message in Message.objects.filter(kind="submission-reviews")] == [free.member.user]
    Interest.objects.create(member=free.member, organisation=university, nature="family", declared_at=NOW)
    with pytest.raises(refusals.InConflict):
        reviewing.write_review(review=review, values={"quality": 4}, is_final=False, by=free.member.user, now=NOW)
    with pytest.raises(NotYours):
        reviewing.write_review(review=review, values={}, is_final=False, by=late.member.user, now=NOW)
    with pytest.raises(ReasonMissing):
        reviewing.take_back(review=review, by=desk, now=NOW)
    reviewing.take_back(review=review, by=desk, now=NOW, reason="A tie came up.")
    assert Message.objects.get(kind="submission-review-taken-back").user == free.member.user
    # What the desk hears of a conflict it notes itself.
    third, client = ReviewerFactory(call=call), Client()
    client.force_login(desk)
    path = f"/symposia/symposium/call/desk/{paper.key}/"
    assert "Note a conflict of a reviewer" in client.get(path).content.decode()
    told = {"reviewer": third.pk, "conflict": 1, "note": "Told by phone"}
    assert "Say what the conflict is." in client.post(f"{path}review/", told, follow=True).content.decode()
    assert not DeclaredConflict.objects.filter(member=third.member).exists()
    noted = client.post(f"{path}review/", {**told, "nature": "rival"}, follow=True).content.decode()
    assert ("The conflict is noted" in noted, "Told by phone" in noted) == (True, True)
    kept = DeclaredConflict.objects.get(member=third.member)
    assert (kept.submission, kept.nature, kept.note, kept.by) == (paper, "rival", "Told by phone", desk)
    assert reviewing.possible_reviewers(paper, NOW) == []
    # Of everybody it is noted, also of who could not be given it or has it: then it is said what to do.
    by_words = {namesake, written, of_words, linked}
    everybody = {free, colleague, of_rival, tied, declared, himself, gone, busy, late, third} | by_words
    assert set(reviewing.without_conflict(paper)) == everybody - {declared, third}
    given = paper.reviews.create(reviewer=busy, due_on=due_on, assigned_at=NOW, sent_at=NOW)
    told = {"reviewer": busy.pk, "conflict": 1, "nature": "rival"}
    assert "take back below" in client.post(f"{path}review/", told, follow=True).content.decode()
    given.delete()
    with pytest.raises(NotYours):
        reviewing.clear_plan(call=call, by=free.member.user, now=NOW)


@pytest.mark.usefixtures("at_now")
def test_decisions_follow_the_states_and_are_not_for_authors_and_reviewers():
    call, desk = CallFactory(), coordinator("symposia", email="desk@example.com")
    chair = MembershipFactory(body=committee_of(call.symposium), role=Membership.Role.CHAIR).member
    waiting = SubmissionFactory(symposium=call.symposium, state="waitlisted")
    accepted = SubmissionFactory(symposium=call.symposium, state="accepted", confirm_by=NOW.date())
    of_the_desk = SubmissionFactory(symposium=call.symposium, submitter=desk.member)
    reviewed = ReviewFactory(
        submission=SubmissionFactory(symposium=call.symposium, state="under-review"),
        reviewer=ReviewerFactory(call=call, member=chair),
    ).submission

    def decide(paper, outcome, by=desk, state=None):
        seen = {paper.pk: state or paper.state}
        return deciding.decide(call=call, seen=seen, outcome=outcome, by=by, now=NOW)

    for paper, by in ((of_the_desk, desk), (reviewed, chair.user), (waiting, MemberFactory().user)):
        with pytest.raises(NotYours):
            decide(paper, "accepted", by)
    for paper, outcome in ((accepted, "declined"), (waiting, "waitlisted")):
        with pytest.raises(WrongState):
            decide(paper, outcome)
    assert decide(waiting, "accepted-poster", chair.user) == 1
    waiting.refresh_from_db()
    assert (waiting.is_poster, waiting.confirm_by) == (True, (NOW + timedelta(days=3)).date())
    assert decide(of_the_desk, "declined", chair.user) == 1
    assert Decision.objects.filter(by=chair.user).count() == 2
    # Nothing is reviewed or decided for a symposium that is over, or cancelled.
    last, event = SubmissionFactory(symposium=call.symposium), Event.objects.filter(pk=call.symposium_id)
    works = Client()
    works.force_login(desk)
    page = works.post("/symposia/symposium/call/desk/decide/", {"chosen": last.pk}).content.decode()
    assert "No review has come in for 1 of them." in page
    ends_at, due_on = call.symposium.event.ends_at, NOW.date()
    for state, at in (("published", ends_at), ("cancelled", NOW)):
        event.update(state=state)
        call = Call.objects.select_related("symposium__event").get()
        judge, given = reviewed.reviews.get().reviewer, {"by": desk, "now": at}
        doings = (
            (deciding.decide, {"call": call, "seen": {last.pk: "submitted"}, "outcome": "accepted"}),
            (reviewing.plan_reviews, {"call": call}),
            (reviewing.send_out, {"call": call, "due_on": due_on}),
            (reviewing.add_review, {"submission": last, "reviewer": judge}),
        )
        for doing, words in doings:
            with pytest.raises(refusals.SymposiumOver):
                doing(**words, **given)
    pages = [works.get(f"/symposia/symposium/call/desk/{path}").content.decode() for path in ("", "reviewers/", f"{last.key}/")]
    assert [word for word in ("Decide about", "Find reviewers", "Plan this review") if any(word in one for one in pages)] == []
    told = works.post("/symposia/symposium/call/desk/decide/", {"chosen": last.pk}, follow=True).content.decode()
    assert "The symposium is cancelled or over" in told
    event.update(state="published")
    last.delete()
    # Chairs see what they work with, but what they review blind.
    client, base = Client(), "/symposia/symposium/call/desk/"
    client.force_login(chair.user)
    assert client.get(f"{base}{waiting.key}/").status_code == 200
    assert client.get(f"{base}{reviewed.key}/").status_code == 404
    with pytest.raises(NotYours):
        drafting.confirm_submission(submission=waiting, by=desk, now=NOW)
    # Once the symposium is over nobody confirms or takes back what was held.
    over, author = call.symposium.event.ends_at, waiting.submitter.user
    with pytest.raises(WrongState):
        drafting.confirm_submission(submission=waiting, by=author, now=over)
    with pytest.raises(WrongState):
        drafting.withdraw_submission(submission=waiting, by=author, now=over, reason="Late.")
    assert [machine.can_move(waiting, "withdraw", author, moment) for moment in (NOW, over)] == [True, False]


def late_letters(review, asked):
    """On the first day late one letter each; it is not sent where the review, or the confirmation, came in before."""
    late = {"submission-review-late": review.reviewer.member.user, "submission-confirm-late": asked.submitter.user}
    for hours in (48, 72, 73):
        plan_reminders(NOW + timedelta(hours=hours))
    letters = list(Message.objects.filter(kind__in=late))
    assert {one.kind: one.user for one in letters} == late
    assert len(letters) == 2
    holds = {source.kind: source.holds for source in SOURCES}
    assert [holds[one.kind](one.context) for one in letters] == [True, True]
    scores = {"quality": 4, "novelty": 4, "relevance": 4, "comment": "Good.", "recommendation": "accept"}
    by = {"by": review.reviewer.member.user, "now": NOW}
    reviewing.write_review(review=review, values=scores, is_final=True, **by)
    drafting.confirm_submission(submission=asked, by=asked.submitter.user, now=NOW)
    assert [holds[one.kind](one.context) for one in letters] == [False, False]


def test_who_is_reminded_of_what():
    call = CallFactory()
    draft = DraftFactory(symposium=call.symposium)
    # One letter, however many drafts somebody has.
    DraftFactory(symposium=call.symposium, submitter=draft.submitter)
    asked = SubmissionFactory(symposium=call.symposium, state="accepted", confirm_by=(NOW + timedelta(days=1)).date())
    review = ReviewFactory(
        submission=SubmissionFactory(symposium=call.symposium, state="under-review"), due_on=(NOW + timedelta(days=1)).date()
    )
    # Nobody is reminded of what is done with.
    SubmissionFactory(symposium=call.symposium, state="confirmed", confirm_by=asked.confirm_by)
    ReviewFactory(submission=review.submission, due_on=review.due_on, sent_at=None)
    expected = {
        "submission-call-closes": [(str(call.pk), draft.submitter.user_id)],
        "submission-review-due": [(str(review.pk), review.reviewer.member.user_id)],
        "submission-review-late": [(str(review.pk), review.reviewer.member.user_id)],
        "submission-confirm-due": [(str(asked.pk), asked.submitter.user_id)],
        "submission-confirm-late": [(str(asked.pk), asked.submitter.user_id)],
    }
    found, titles = {}, set()
    for source in SOURCES:
        until = NOW + timedelta(days=5 if source.slug.endswith("late") else 3)
        rows = list(source.items(NOW, until))
        found[source.slug] = [row[:2] for row in rows]
        facts = source.facts([row[0] for row in rows], "en")
        titles |= {one.title.split(":")[0] for one in facts.values()}
        assert all(one.url.startswith("http") for one in facts.values())
        ko = source.facts([row[0] for row in rows], "ko")
        assert set(ko) == set(facts)
    assert found == expected
    assert len(titles) == 5
    late_letters(review, asked)
    # A cancelled symposium asks for nothing, and reminds of nothing.
    assert call.is_open(NOW)
    Event.objects.filter(pk=call.symposium_id).update(state="cancelled")
    assert [list(source.items(NOW, NOW + timedelta(days=5))) for source in SOURCES] == [[], [], [], [], []]
    call = Call.objects.get()
    assert (call.is_open(NOW), call.is_over(NOW)) == (False, True)
    with pytest.raises(refusals.CallClosed):
        begun(call, MemberFactory())


def test_two_records_of_one_reviewer_become_one_and_an_erased_one_leaves_nothing_open():
    call = CallFactory()
    kept, gone = ReviewerFactory(call=call), ReviewerFactory(call=call)
    moved = ReviewFactory(submission=SubmissionFactory(symposium=call.symposium, state="under-review"), reviewer=gone)
    both = SubmissionFactory(symposium=call.symposium, state="declined")
    ReviewFactory(submission=both, reviewer=kept)
    whole = {"quality": 4, "novelty": 4, "relevance": 4, "recommendation": "accept", "comment": "Good.", "submitted_at": NOW}
    better = ReviewFactory(submission=both, reviewer=gone, **whole)
    admin = coordinator("council", email="secretariat@example.com")
    merge_people(kept=kept.member, gone=gone.member, choices={}, by=admin, now=NOW)
    assert Reviewer.objects.get() == kept
    assert set(Review.objects.values_list("pk", "reviewer")) == {(moved.pk, kept.pk), (better.pk, kept.pk)}
    draft = DraftFactory(symposium=call.symposium, submitter=kept.member)
    for _again in range(2):
        people.prepare_erasure(Person(kept.member.user_id, kept.member.pk, ()), admin, NOW)
    assert not Submission.objects.filter(pk=draft.pk).exists()
    assert not Submission.history.filter(id=draft.pk).exists()
    moved.refresh_from_db()
    assert moved.returned_at == NOW
    kept.refresh_from_db()
    assert kept.is_available is False
