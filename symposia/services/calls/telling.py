"""What people are told of contributions and reviews, each fact once, in the transaction of the fact."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from council import bilingual, when
from council.members.models import Member
from council.messaging.links import absolute_url
from council.messaging.services import OutgoingMessage, queue_messages
from symposia.models import Call, CoAuthor, Decision, Review, Reviewer, Submission, SubmissionMove

RECEIVED, DECIDED, WITHDRAWN, REVIEWS, TAKEN_BACK = (
    "submission-received",
    "submission-decided",
    "submission-withdrawn",
    "submission-reviews",
    "submission-review-taken-back",
)
TEMPLATE = "symposia/email/submission"
State = Submission.State
ACCEPTED = (Decision.Outcome.ACCEPTED, Decision.Outcome.ACCEPTED_POSTER)


def authors_of(submissions: Iterable[Submission]) -> dict[int, list[Member]]:
    """Who is written to about each of `submissions` (with submitter and log-in), by key: whoever handed it in, and the authors
    who are members, with a log-in in use. One query."""
    held = list(submissions)
    rows = CoAuthor.objects.filter(submission__in=[one.pk for one in held], member__isnull=False).select_related("member__user")
    found: dict[int, dict[int, Member]] = {one.pk: {one.submitter_id: one.submitter} for one in held}
    for row in rows:
        if row.member is not None:
            found[row.submission_id].setdefault(row.member.pk, row.member)
    return {key: [one for one in people.values() if one.user.is_active] for key, people in found.items()}


def _message(
    kind: str, member: Member, *, fact: str, about: str, subject: str, text: str, action: str, url: str, **more: Any
) -> Any:
    """One mail in the active language, which is the member's."""
    language = member.language
    return OutgoingMessage(
        kind=kind,
        template=TEMPLATE,
        user=member.user,
        address=member.user.email,
        language=language,
        context={
            "name": member.display_name(language),
            "about": about,
            "subject": f"{subject}: {about}",
            "text": text,
            "action": action,
            "url": url,
            **more,
        },
        key=f"{kind}:{fact}:{member.pk}",
    )


def _named(submission: Submission, language: str) -> str:
    return f"{submission.ref} {bilingual.text(submission, 'title', language)}".strip()


def called(submission: Submission, language: str, *, is_accepted: bool = False) -> str:
    """What a letter calls a contribution. One that is reviewed blind is not named before it is accepted (by the symposium
    alone): staff who review it, or wrote it, read the outbox, and whom a letter goes to would say whose it is, or who
    reviews it."""
    if submission.symposium.call.is_blind and not is_accepted:
        return bilingual.text(submission.symposium.event, "title", language)
    return _named(submission, language)


def _url(submission: Submission, language: str, *, is_accepted: bool = False) -> str:
    """Where a letter leads: to the contribution, or, as long as it is not named, to one's own at the symposium."""
    slug = submission.symposium.event.slug
    if submission.symposium.call.is_blind and not is_accepted:
        return absolute_url("symposia:call-detail", language, slug)
    return absolute_url("symposia:submission-detail", language, slug, submission.key)


def tell_received(submission: Submission) -> None:
    """Tell the authors that it is there; those who did not hand it in, that they are named."""
    call, made = submission.symposium.call, []
    for member in authors_of([submission])[submission.pk]:
        with translation.override(member.language):
            is_own = member.pk == submission.submitter_id
            closes = when.moment(call.closes_at, submission.symposium.event.time_zone)
            made.append(
                _message(
                    RECEIVED,
                    member,
                    fact=str(submission.pk),
                    about=called(submission, member.language),
                    subject=_("Received") if is_own else _("You are named as an author"),
                    text=_("Your contribution has arrived. You can change it until %(moment)s.") % {"moment": closes}
                    if is_own
                    else _("It has been handed in with your name. If that is not right, take your name off it on its page."),
                    action=_("See the contribution"),
                    url=_url(submission, member.language),
                    submission_id=submission.pk,
                )
            )
    queue_messages(made)


def received_is_true(context: dict[str, Any]) -> bool:
    """Whether it is still handed in."""
    return Submission.objects.filter(pk=context["submission_id"]).exclude(state=State.WITHDRAWN).exists()


def tell_withdrawn(submission: Submission, move: SubmissionMove) -> None:
    """Tell the other authors that it is withdrawn, and why."""
    made = []
    for member in authors_of([submission])[submission.pk]:
        if member.user == move.by:
            continue
        with translation.override(member.language):
            made.append(
                _message(
                    WITHDRAWN,
                    member,
                    fact=str(move.pk),
                    about=called(submission, member.language),
                    subject=_("Withdrawn"),
                    text=_("It is no longer part of the symposium."),
                    reason=move.reason,
                    action=_("See the contribution"),
                    url=_url(submission, member.language),
                    submission_id=submission.pk,
                )
            )
    queue_messages(made)


def tell_left(submission: Submission, move: SubmissionMove, gone: Member) -> None:
    """Tell who handed it in that an author has taken the own name off."""
    member = submission.submitter
    if not member.user.is_active:
        return
    with translation.override(member.language):
        message = _message(
            WITHDRAWN,
            member,
            fact=str(move.pk),
            about=called(submission, member.language),
            subject=_("An author has left"),
            text=_("%(name)s has taken the own name off it.") % {"name": gone.display_name(member.language)},
            action=_("See the contribution"),
            url=_url(submission, member.language),
            submission_id=submission.pk,
        )
    queue_messages([message])


def decision_messages(decided: Sequence[tuple[Submission, Decision, date | None]], facts: Mapping[int, str]) -> list[Any]:
    """The mails of decisions (`(contribution, decision, day to confirm by)`): `facts` gives, by contribution, what names the
    decision for good. The preview asks for the same before there is anything."""
    people = authors_of([submission for submission, _decision, _day in decided])
    made = []
    for submission, decision, confirm_by in decided:
        for member in people[submission.pk]:
            with translation.override(member.language):
                made.append(_decided(submission, decision, confirm_by, member, facts[submission.pk]))
    return made


def _decided(submission: Submission, decision: Decision, confirm_by: date | None, member: Member, fact: str) -> Any:
    subjects = {
        Decision.Outcome.ACCEPTED: _("Your contribution is accepted"),
        Decision.Outcome.ACCEPTED_POSTER: _("Your contribution is accepted as a poster"),
        Decision.Outcome.WAITLISTED: _("Your contribution is on the waiting list"),
        Decision.Outcome.DECLINED: _("Your contribution could not be accepted"),
    }
    texts = {
        Decision.Outcome.ACCEPTED: _("We look forward to your talk."),
        Decision.Outcome.ACCEPTED_POSTER: _("We look forward to your poster."),
        Decision.Outcome.WAITLISTED: _("You will hear from us as soon as there is a place in the programme."),
        Decision.Outcome.DECLINED: _("Thank you for handing it in. What the reviewers say stands on its page."),
    }
    outcome = Decision.Outcome(decision.outcome)
    text = texts[outcome]
    if confirm_by is not None:
        text += " " + _("Please confirm by %(day)s that it will be presented.") % {"day": when.day(confirm_by)}
    return _message(
        DECIDED,
        member,
        fact=fact,
        about=called(submission, member.language, is_accepted=outcome in ACCEPTED),
        subject=subjects[outcome],
        text=text,
        words=bilingual.text(decision, "text", member.language),
        action=_("Confirm it") if confirm_by is not None else _("See the contribution"),
        url=_url(submission, member.language, is_accepted=outcome in ACCEPTED),
        submission_id=submission.pk,
        outcome=str(decision.outcome),
    )


def decided_is_true(context: dict[str, Any]) -> bool:
    """Whether it is still so: another decision, or its end, has its own message."""
    states = [context["outcome"]]
    if context["outcome"] in Submission.ASKED:
        states.append(State.CONFIRMED)
    return Submission.objects.filter(pk=context["submission_id"], state__in=states).exists()


def tell_reviewers(call: Call, given: Mapping[int, Sequence[Review]], fact: str) -> None:
    """Ask reviewers (by key) for the reviews that they are given, each in one mail."""
    event, made = call.symposium.event, []
    for reviewer in Reviewer.objects.filter(pk__in=given).select_related("member__user").order_by("pk"):
        member, reviews = reviewer.member, given[reviewer.pk]
        if not member.user.is_active:
            continue
        with translation.override(member.language):
            count = len(reviews)
            due = when.day(max(one.due_on for one in reviews))
            text = ngettext(
                "Please review %(count)d contribution by %(day)s.", "Please review %(count)d contributions by %(day)s.", count
            )
            made.append(
                _message(
                    REVIEWS,
                    member,
                    fact=f"{fact}:{reviewer.pk}",
                    about=bilingual.text(event, "title", member.language),
                    subject=_("Your reviews are asked for"),
                    text=text % {"count": count, "day": due},
                    action=_("Read and review"),
                    url=absolute_url("symposia:review-list", member.language, event.slug),
                    review_ids=[one.pk for one in reviews],
                )
            )
    queue_messages(made)


def reviews_are_true(context: dict[str, Any]) -> bool:
    """Whether any of them is still to be written."""
    return Review.objects.waiting().filter(pk__in=context["review_ids"]).exists()


def tell_taken_back(review: Review) -> None:
    """Tell a reviewer that a review is not needed any more."""
    member, event = review.reviewer.member, review.submission.symposium.event
    if not member.user.is_active:
        return
    with translation.override(member.language):
        message = _message(
            TAKEN_BACK,
            member,
            fact=str(review.pk),
            about=called(review.submission, member.language),
            subject=_("This review is not needed any more"),
            text=_("The secretariat has taken it back. Thank you for your readiness."),
            reason=review.return_reason,
            action=_("See your reviews"),
            url=absolute_url("symposia:review-list", member.language, event.slug),
            review_id=review.pk,
        )
    queue_messages([message])


def taken_back_is_true(context: dict[str, Any]) -> bool:
    """Whether it still is."""
    return Review.objects.filter(pk=context["review_id"], returned_at__isnull=False).exists()
