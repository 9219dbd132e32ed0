"""Several at once: numbers, limits, plans, decisions and versions, each once."""

import pytest

from council.messaging.models import Message
from symposia.models import Decision, ProgrammeVersion, Review, Submission
from symposia.services.calls import deciding, drafting, reviewing
from symposia.services.calls.errors import TooMany
from symposia.services.errors import WrongState
from symposia.services.programme.publishing import publish_programme
from symposia.services.programme.taking import take_submissions
from tests.factories import NOW, MemberFactory, coordinator
from tests.symposia.factories.calls import CallFactory, DraftFactory, ReviewerFactory
from tests.symposia.factories.programme import SessionFactory
from tests.symposia.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_hand_in_plan_decide_and_publish_at_once():
    call, desk, author = CallFactory(reviews_each=1), coordinator("symposia", email="desk@example.com"), MemberFactory()
    symposium = call.symposium
    drafts = [DraftFactory(symposium=symposium) for _number in range(3)]
    mine = [DraftFactory(symposium=symposium, submitter=author) for _number in range(4)]

    def hand_in(paper):
        return drafting.submit_submission(submission=paper, novelty="no", by=paper.submitter.user, now=NOW)

    # Each gets a number of its own; one person hands in three, and one that is sent twice is one.
    answers = race([lambda paper=paper: hand_in(paper) for paper in (*drafts, *mine, drafts[0])])
    assert [type(one) for one in answers if isinstance(one, TooMany)] == [TooMany]
    assert [type(one) for one in answers if isinstance(one, WrongState)] == [WrongState]
    handed_in = Submission.objects.handed_in().order_by("number")
    assert list(handed_in.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert Message.objects.filter(kind="submission-received").count() == 6

    ReviewerFactory(call=call, most=20)
    plans = race([lambda: reviewing.plan_reviews(call=call, by=desk, now=NOW)] * 3)
    assert sorted(plan.made for plan in plans) == [0, 0, 6]
    assert Review.objects.count() == 6

    paper = handed_in.first()
    seen = {paper.pk: "submitted"}
    said = {"call": call, "seen": seen, "outcome": "accepted", "by": desk, "now": NOW}
    race([lambda: deciding.decide(**said)] * 3)
    assert Decision.objects.count() == Message.objects.filter(kind="submission-decided").count() == 1
    ends = race(
        [
            lambda: drafting.confirm_submission(submission=paper, by=paper.submitter.user, now=NOW),
            lambda: drafting.withdraw_submission(submission=paper, by=paper.submitter.user, now=NOW, reason="No."),
        ]
    )
    paper.refresh_from_db()
    assert paper.state == "withdrawn"
    assert isinstance(ends[0], WrongState) or ends[0].state == "confirmed"

    Submission.objects.filter(pk=handed_in[1].pk).update(state="confirmed")
    taken = race([lambda: take_submissions(symposium=symposium, by=desk, now=NOW)] * 3)
    assert sorted(len(one) for one in taken) == [0, 0, 1]
    SessionFactory(symposium=symposium)
    versions = race([lambda: publish_programme(symposium=symposium, by=desk, now=NOW, seen=0)] * 3)
    assert sum(isinstance(one, WrongState) for one in versions) == 2
    assert ProgrammeVersion.objects.count() == 1
