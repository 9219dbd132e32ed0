"""The demonstration's calls: one past, one decided, one open, with contributions in every state. No message is written."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from council.members.models import Member, Skill, User
from council.portal.demo.people import members_by_key
from council.portal.demo.store import Store, create
from symposia.demo.calls_data import CALLS, GUIDANCE, CallRow, ReviewRow, SubmissionRow
from symposia.models import (
    Call,
    CallKind,
    CallQuestion,
    CoAuthor,
    Decision,
    DeclaredConflict,
    Review,
    Reviewer,
    Submission,
    SubmissionMove,
    Symposium,
)
from symposia.models.calls.reviewing import BUSINESS_SCORES, SCORES

# What other parts ask the store for: contributions by "<symposium>/<word>", as `calls_data` names them.
CALL, SUBMISSION = "symposium-call", "symposium-submission"
State = Submission.State


def load(store: Store, now: datetime) -> int:
    """Make what is missing; returns how many calls are new. None of a symposium that is not there any more."""
    symposia, made = store.rows("symposium", Symposium), 0
    missing = [slug for slug in store.missing(CALL, CALLS) if slug in symposia]
    if not missing:
        return 0
    taken = set(Call.objects.filter(symposium__in=[symposia[slug].pk for slug in missing]).values_list("symposium", flat=True))
    skills = {skill.name_en: skill for skill in Skill.objects.all()}
    members = members_by_key(store)
    staff: Any = store.rows("person", User).get("staff")
    for slug in missing:
        symposium, row = symposia[slug], CALLS[slug]
        if symposium.pk in taken:
            continue
        call = store.add(CALL, Call, {slug: _call(symposium, row)})[slug]
        _equip(call)
        _Scene(store, call, row, members, skills, staff, now).fill()
        made += 1
    return made


def _moments(symposium: Symposium, row: CallRow) -> dict[str, Any]:
    first = symposium.dates[0]

    def at(days: int, hour: int) -> datetime:
        return datetime.combine(first + timedelta(days=days), time(hour), tzinfo=symposium.event.zone)

    return {
        "opens_at": at(row.opens, 9),
        "closes_at": at(row.closes, 18),
        "reviews_due_on": first + timedelta(days=row.due),
    }


def _call(symposium: Symposium, row: CallRow) -> Call:
    return Call(symposium=symposium, is_published=True, text_ko=row.text[0], text_en=row.text[1], **_moments(symposium, row))


def _equip(call: Call) -> None:
    create(
        CallKind,
        [
            CallKind(call=call, kind=kind, guidance_ko=words[0], guidance_en=words[1], asks_trl=kind == "proposal")
            for kind, words in GUIDANCE.items()
        ],
    )
    question = CallQuestion(
        call=call,
        of_kind="proposal",
        kind="text",
        label_ko="어떤 파트너를 찾으시나요?",
        label_en="What partner do you look for?",
        for_reviewers=True,
    )
    create(CallQuestion, [question])


@dataclass
class _Scene:
    """A call while its people and contributions are written down."""

    store: Store
    call: Call
    row: CallRow
    members: dict[str, Member]
    skills: dict[str, Skill]
    staff: Any
    now: datetime

    def at(self, days: float) -> datetime:
        return self.now + timedelta(days=days)

    def fill(self) -> None:
        reviewers = self._reviewers()
        rows = {key: one for key, one in self.row.submissions.items() if all(who in self.members for who in one.authors)}
        papers, number = {}, 0
        for key, one in rows.items():
            is_draft = one.state == State.DRAFT
            number += not is_draft
            papers[key] = self._submission(one, None if is_draft else number)
        Call.objects.filter(pk=self.call.pk).update(last_number=number)
        made = self.store.add(SUBMISSION, Submission, papers)
        for key, paper in made.items():
            one = rows[key]
            paper.subjects.set([self.skills[name] for name in _named(one.subjects) if name in self.skills])
            self._authors(paper, one)
            self._reviews(paper, one, reviewers)
            self._history(paper, one)

    def _reviewers(self) -> dict[str, Reviewer]:
        rows = {
            key: Reviewer(call=self.call, member=self.members[key], added_at=self.call.opens_at)
            for key in self.row.reviewers
            if key in self.members
        }
        create(Reviewer, list(rows.values()))
        return rows

    def _submission(self, row: SubmissionRow, number: int | None) -> Submission:
        symposium = self.call.symposium
        asks = row.state in Submission.ACCEPTED
        day = symposium.dates[0] + timedelta(days=self.row.confirm)
        return Submission(
            symposium=symposium,
            number=number,
            kind=row.kind,
            submitter=self.members[row.authors[0]],
            title_ko=row.title[0],
            title_en=row.title[1],
            abstract_ko=row.abstract[0],
            abstract_en=row.abstract[1],
            keywords=row.keywords,
            trl=row.trl,
            novelty="no" if number else "",
            state=row.state,
            is_poster=row.is_poster,
            created_at=self.at(row.day - 4),
            submitted_at=self.at(row.day) if number else None,
            state_at=self.at(row.day),
            confirm_by=day if asks else None,
        )

    def _authors(self, paper: Submission, row: SubmissionRow) -> None:
        people = [self.members[key] for key in row.authors]
        authors = [_author(member) for member in people]
        authors += [
            CoAuthor(name_ko=name[0], name_en=name[1], affiliation_ko=place[0], affiliation_en=place[1])
            for name, place in row.guests
        ]
        for position, author in enumerate(authors):
            author.submission, author.position, author.is_presenter = paper, position, position == 0
        create(CoAuthor, authors)

    def _reviews(self, paper: Submission, row: SubmissionRow, reviewers: dict[str, Reviewer]) -> None:
        for one in row.reviews:
            if one.who in reviewers:
                self._review(paper, one, reviewers[one.who])

    def _review(self, paper: Submission, row: ReviewRow, reviewer: Reviewer) -> None:
        sent_at, is_in = self.at(-6) if row.due > 0 else self.call.closes_at, bool(row.comment)
        names = (*SCORES, *BUSINESS_SCORES) if paper.kind == Submission.Kind.PROPOSAL else SCORES
        due_on = timezone.localdate(self.at(row.due)) if row.due > 0 else self.call.reviews_due_on
        review = Review(
            submission=paper,
            reviewer=reviewer,
            due_on=due_on,
            assigned_at=sent_at,
            assigned_by=self.staff,
            sent_at=sent_at,
            **(dict(zip(names, row.scores, strict=True)) if is_in else {}),
            recommendation=row.recommendation if is_in else "",
            comment=row.comment,
            submitted_at=sent_at + timedelta(days=4) if is_in else None,
        )
        if row.back:
            review.returned_at = sent_at + timedelta(days=1)
            review.return_reason = str(DeclaredConflict.Nature(row.back).label)
            DeclaredConflict.objects.create(
                submission=paper, member=reviewer.member, nature=row.back, at=review.returned_at, by=reviewer.member.user
            )
        review.save()

    def _history(self, paper: Submission, row: SubmissionRow) -> None:
        """The steps that led to its state, and the decision."""
        if row.state == State.DRAFT:
            return
        author, handed_in = paper.submitter.user, self.at(row.day)
        steps: list[tuple[str, str, Any, datetime, str]] = [("submit", State.SUBMITTED, author, handed_in, "")]
        if row.reviews:
            steps.append(("review", State.UNDER_REVIEW, self.staff, handed_in + timedelta(days=4), ""))
        outcome = _outcome(row)
        decided_at = handed_in + timedelta(days=20 if row.day < -60 else 9)
        if outcome:
            steps.append((outcome, outcome, self.staff, decided_at, ""))
            Decision.objects.create(
                submission=paper, outcome=outcome, text_ko=row.word[0], text_en=row.word[1], at=decided_at, by=self.staff
            )
        if row.state == State.CONFIRMED:
            steps.append(("confirm", State.CONFIRMED, author, decided_at + timedelta(days=2), ""))
        if row.state == State.WITHDRAWN:
            steps.append(("withdraw", State.WITHDRAWN, author, handed_in + timedelta(days=3), row.reason))
        before: str = State.DRAFT
        moves = []
        for verb, after, by, at, reason in steps:
            moves.append(SubmissionMove(submission=paper, verb=verb, before=before, after=after, at=at, by=by, reason=reason))
            before = after
        SubmissionMove.objects.bulk_create(moves)
        Submission.objects.filter(pk=paper.pk).update(state_at=moves[-1].at)


def _outcome(row: SubmissionRow) -> str:
    """What was decided about it; "" where nothing was."""
    if row.state in (State.ACCEPTED, State.ACCEPTED_POSTER, State.WAITLISTED, State.DECLINED):
        return row.state
    if row.state == State.CONFIRMED:
        return str(State.ACCEPTED_POSTER if row.is_poster else State.ACCEPTED)
    return ""


def _named(keys: tuple[str, ...]) -> list[str]:
    from council.portal.demo.data.people import SKILLS

    return [SKILLS[key][1] for key in keys]


def _author(member: Member) -> CoAuthor:
    organisation = member.organisation
    return CoAuthor(
        member=member,
        name_ko=member.display_name("ko"),
        name_en=member.display_name("en"),
        affiliation_ko=organisation.name_ko if organisation else member.organisation_name,
        affiliation_en=organisation.name_en if organisation else "",
        email=member.user.email,
        organisation=organisation,
    )


def move(store: Store, now: datetime) -> int:
    """Bring calls whose symposium has moved along, with what is due; returns how many rows changed."""
    symposia, changed = store.rows("symposium", Symposium), 0
    for slug, call in store.rows(CALL, Call).items():
        if slug not in symposia or slug not in CALLS:
            continue
        due = _moments(symposia[slug], CALLS[slug])
        shift = due["opens_at"] - call.opens_at
        # What somebody set otherwise stays.
        if not shift or due["closes_at"] - call.closes_at != shift:
            continue
        for name, value in due.items():
            setattr(call, name, value)
        call.save()
        waiting = Review.objects.filter(reviewer__call=call, submitted_at=None, returned_at=None)
        asked = Submission.objects.filter(symposium=call.symposium_id, confirm_by__isnull=False)
        for review in waiting:
            Review.objects.filter(pk=review.pk).update(due_on=review.due_on + shift)
        for paper in asked:
            Submission.objects.filter(pk=paper.pk).update(confirm_by=(paper.confirm_by or call.reviews_due_on) + shift)
        changed += 1 + len(waiting) + len(asked)
    return changed
