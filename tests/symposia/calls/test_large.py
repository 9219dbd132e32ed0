"""A thousand contributions: planned, shown and decided with as many queries as ten."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from council.members.models import Member, User
from council.messaging.models import Message
from symposia.models import CoAuthor, Review, Reviewer, Submission
from symposia.services.calls import deciding, reviewing
from tests.factories import NOW, coordinator
from tests.symposia.factories.calls import CallFactory

pytestmark = pytest.mark.django_db
MANY, REVIEWERS = 1000, 40


def people(count, prefix):
    users = User.objects.bulk_create(User(email=f"{prefix}{number}@example.com", password="!") for number in range(count))
    return Member.objects.bulk_create(
        Member(user=user, state="active", family_name_en="Lee", given_name_en=f"{prefix}{number}", language="en")
        for number, user in enumerate(users)
    )


def grow(call, members, first, count):
    papers = Submission.objects.bulk_create(
        Submission(
            symposium=call.symposium,
            kind="result",
            submitter=members[number % len(members)],
            title_en=f"Springback {number}",
            abstract_en="We measured it.",
            keywords="springback" if number % 3 else "warpage",
            number=number,
            state="submitted",
            created_at=NOW,
            submitted_at=NOW,
            state_at=NOW,
        )
        for number in range(first, first + count)
    )
    CoAuthor.objects.bulk_create(
        CoAuthor(submission=one, member=one.submitter, name_en="A. Author", is_presenter=True) for one in papers
    )
    return papers


def asked(do):
    with CaptureQueriesContext(connection) as queries:
        result = do()
    # Rows go in by batches: what there is of those is no growth in questions.
    return len([one for one in queries if not one["sql"].startswith("INSERT")]), result


def test_as_many_questions_for_a_thousand_as_for_ten():
    call, desk = CallFactory(most_reviews=60), coordinator("symposia", email="desk@example.com")
    members = people(100, "author")
    Reviewer.objects.bulk_create(
        Reviewer(call=call, member=member, keywords="warpage" if place % 4 else "springback", added_at=NOW)
        for place, member in enumerate(people(REVIEWERS, "reviewer"))
    )
    client = Client()
    client.force_login(desk)

    def round_of():
        with time_machine.travel(NOW, tick=False):
            planned, plan = asked(lambda: reviewing.plan_reviews(call=call, by=desk, now=NOW))
            sent, _count = asked(
                lambda: reviewing.send_out(call=call, due_on=(NOW + timedelta(days=9)).date(), by=desk, now=NOW)
            )
            papers = list(Submission.objects.filter(state="under-review"))
            seen = {one.pk: one.state for one in papers}
            shown, page = asked(lambda: client.get("/symposia/symposium/call/desk/?order=score"))
            more, _export = asked(lambda: client.get("/symposia/symposium/call/desk/submissions.csv"))
            chosen = deciding.decidable(desk, call, seen, NOW)
            words = {"outcome": "declined", "text_ko": "", "text_en": "", "now": NOW}
            mails, previewed = asked(lambda: deciding.preview(call=call, submissions=chosen[:10], **words))
            decided, count = asked(lambda: deciding.decide(call=call, seen=seen, outcome="declined", by=desk, now=NOW))
        assert plan.short == 0
        assert (page.status_code, len(previewed), count) == (200, 10, len(papers))
        return planned, sent, shown, more, mails, decided

    grow(call, members, 1, 10)
    few = round_of()
    grow(call, members, 11, MANY)
    many = round_of()
    loads = {one.pk: one.reviews.count() for one in call.reviewers.all()}
    assert max(loads.values()) <= 60
    assert sum(loads.values()) == Review.objects.count() == 2 * (MANY + 10)
    assert Message.objects.filter(kind="submission-decided").count() == MANY + 10
    # What was asked for the first time (kinds of content, groups) is known by then.
    assert [more - less for more, less in zip(many, few, strict=True) if more > less] == []
