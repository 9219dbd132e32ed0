from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from symposia.models import Call, CallKind, CoAuthor, Review, Reviewer, Submission
from tests.factories import NOW, MemberFactory
from tests.symposia.factories.symposium import SymposiumFactory


class CallFactory(DjangoModelFactory):
    """A call for all three kinds, open for two days more; the review is blind, two reviews each."""

    class Meta:
        model = Call
        skip_postgeneration_save = True

    symposium = factory.SubFactory(SymposiumFactory)
    is_published = True
    text_ko = "가벼운 섀시에 대한 발표를 모집합니다."
    text_en = "We call for talks on light chassis."
    opens_at = NOW - timedelta(days=30)
    closes_at = NOW + timedelta(days=2)
    reviews_due_on = (NOW + timedelta(days=8)).date()
    confirm_days = 3

    @factory.post_generation
    def kinds(self, create, extracted, **kwargs):
        for kind in extracted if extracted is not None else ("result", "proposal", "ceo"):
            CallKind.objects.create(call=self, kind=kind, asks_trl=kind == "proposal")


class SubmissionFactory(DjangoModelFactory):
    """A result that was handed in, by its only author."""

    class Meta:
        model = Submission
        skip_postgeneration_save = True

    symposium = factory.LazyFunction(lambda: CallFactory().symposium)
    kind = "result"
    submitter = factory.SubFactory(MemberFactory)
    title_en = factory.Sequence(lambda number: f"Springback of panel {number}")
    abstract_en = "We measured it."
    keywords = "springback, steel"
    number = factory.Sequence(lambda number: number + 500)
    state = "submitted"
    created_at = NOW - timedelta(days=5)
    submitted_at = factory.LazyAttribute(lambda made: NOW - timedelta(days=3) if made.number else None)
    state_at = NOW - timedelta(days=3)

    @factory.post_generation
    def authors(self, create, extracted, **kwargs):
        for position, member in enumerate(extracted if extracted is not None else [self.submitter]):
            CoAuthor.objects.create(
                submission=self,
                position=position,
                member=member,
                name_ko=f"{member.family_name}{member.given_name}",
                name_en=f"{member.family_name_en} {member.given_name_en}".strip() or "A. Nobody",
                email=member.user.email,
                organisation=member.organisation,
                is_presenter=position == 0,
            )


class DraftFactory(SubmissionFactory):
    number = None
    state = "draft"


class ReviewerFactory(DjangoModelFactory):
    class Meta:
        model = Reviewer

    call = factory.SubFactory(CallFactory)
    member = factory.SubFactory(MemberFactory)
    added_at = NOW - timedelta(days=20)


class ReviewFactory(DjangoModelFactory):
    """A review that is asked for, of a contribution under review."""

    class Meta:
        model = Review

    submission = factory.SubFactory(SubmissionFactory, state="under-review")
    reviewer = factory.LazyAttribute(lambda made: ReviewerFactory(call=made.submission.symposium.call))
    due_on = (NOW + timedelta(days=8)).date()
    assigned_at = NOW - timedelta(days=2)
    sent_at = NOW - timedelta(days=2)
