"""A contribution as its authors write it: begun, kept, handed in, changed until the call closes, confirmed, withdrawn."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from council.members.models import Member, Organisation
from symposia.models import Call, CallKind, CoAuthor, Submission, SubmissionMove
from symposia.permissions.calls import acting_member
from symposia.services.calls import anonymity, machine, papers, telling
from symposia.services.calls.errors import (
    CallClosed,
    Incomplete,
    KindNotCalled,
    NamesAuthors,
    NotYours,
    TooMany,
    TooManyAuthors,
    TooManyDrafts,
    WrongState,
)
from symposia.services.outcomes import take_ceo_talks
from symposia.services.programme.taking import take_off

State = Submission.State
MOST_DRAFTS = 20
# What of an author comes from a form.
AUTHOR = ("name_ko", "name_en", "affiliation_ko", "affiliation_en", "email", "is_presenter")


@transaction.atomic
def begin_submission(
    *,
    call: Call,
    submitter: Member,
    kind: str,
    values: Mapping[str, Any],
    authors: Sequence[Mapping[str, Any]],
    now: datetime,
    key: uuid.UUID | None = None,
    upload: Any = None,
) -> Submission:
    """A draft of `submitter`, with what has been typed so far: `values` by field, `authors` in their order, perhaps a file (a
    Django upload, checked). `key` came with the form: one that is sent twice is one draft.

    Raises `NotYours` without members' access, `CallClosed`, `KindNotCalled`, `TooManyDrafts`, `TooManyAuthors`,
    `council.library.content.RefusedFileError`."""
    if acting_member(submitter.user, now) is None:
        raise NotYours
    held = machine.lock_member(submitter)
    known = Submission.objects.filter(key=key, submitter=held, symposium=call.symposium_id).first() if key else None
    if known is not None:
        return known
    _check_open(call, now)
    if not call.kinds.filter(kind=kind).exists():
        raise KindNotCalled
    if Submission.objects.filter(submitter=held, state=State.DRAFT).count() >= MOST_DRAFTS:
        raise TooManyDrafts
    made = Submission(
        key=key or uuid.uuid4(), symposium=call.symposium, kind=kind, submitter=held, created_at=now, state_at=now
    )
    made.symposium.call = call
    _fill(made, values, authors, by=held.user, reason="begin")
    if upload is not None:
        papers.keep_file(made, upload=upload, by=held.user, now=now)
    return made


def _check_open(call: Call, now: datetime) -> None:
    if not call.is_open(now):
        raise CallClosed


def _fill(
    submission: Submission, values: Mapping[str, Any], authors: Sequence[Mapping[str, Any]], *, by: Any, reason: str
) -> None:
    """Write what was typed into a new or locked contribution."""
    most = submission.symposium.call.most_authors
    if len(authors) > most:
        raise TooManyAuthors(most)
    for name, value in values.items():
        if name != "subjects":
            setattr(submission, name, value)
    machine.save(submission, by=by, reason=reason)
    if "subjects" in values:
        submission.subjects.set(values["subjects"])
    write_authors(submission, authors)


def write_authors(submission: Submission, authors: Sequence[Mapping[str, Any]]) -> list[CoAuthor]:
    """Put `authors` in the place of those that there are. Who is a member is known by the address; an organisation by the
    member, or by its name, as far as that is sure."""
    addresses = {str(one.get("email") or "").strip().lower() for one in authors} - {""}
    people = {
        member.user.email: member
        for member in Member.objects.filter(
            user__email__in=addresses, user__is_active=True, state=Member.State.ACTIVE
        ).select_related("user")
    }
    named = _organisations(authors)
    made, known = [], set()
    for position, one in enumerate(authors):
        author = CoAuthor(submission=submission, position=position, **{name: one.get(name) or "" for name in AUTHOR[:-1]})
        author.is_presenter = bool(one.get("is_presenter"))
        author.email = author.email.strip().lower()
        member = people.get(author.email)
        if member is not None and member.pk not in known:
            known.add(member.pk)
            author.member, author.organisation_id = member, member.organisation_id
        if author.organisation_id is None:
            author.organisation_id = named.get(author.affiliation_ko.lower()) or named.get(author.affiliation_en.lower())
        made.append(author)
    submission.authors.all().delete()
    return CoAuthor.objects.bulk_create(made)


def _organisations(authors: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """The organisations that are called exactly what an author wrote, by that in small letters."""
    words = {str(one.get(name) or "").strip() for one in authors for name in ("affiliation_ko", "affiliation_en")} - {""}
    condition = Q(pk__in=[])
    for word in words:
        condition |= Q(name_ko__iexact=word) | Q(name_en__iexact=word)
    found: dict[str, int] = {}
    for pk, name_ko, name_en in Organisation.objects.filter(condition).order_by("pk").values_list("pk", "name_ko", "name_en"):
        for name in (name_ko, name_en):
            if name:
                found.setdefault(name.lower(), pk)
    return found


@transaction.atomic
def write_submission(
    *,
    submission: Submission,
    values: Mapping[str, Any],
    authors: Sequence[Mapping[str, Any]],
    by: Any,
    now: datetime,
    upload: Any = None,
    novelty: str = "",
    declare: Callable[[Submission], None] | None = None,
    seen: int | None = None,
) -> Submission:
    """The submitter writes on: at a draft, or, until the call closes, at what is handed in, which has to stay complete and is
    declared anew (`novelty`, `declare`). `seen`: its `last_change` as the form had it.

    Raises `NotYours`, `WrongState` once it is under review, or where it was changed since, `CallClosed`, `TooManyAuthors`,
    `Incomplete`, `NamesAuthors`, `RefusedFileError`."""
    held = machine.lock(submission)
    if not machine.MOVES["submit"].whose(held, by, now):
        raise NotYours
    if held.state not in (State.DRAFT, State.SUBMITTED) or (seen is not None and seen != last_change(held)):
        raise WrongState
    _check_open(held.symposium.call, now)
    if held.state == State.SUBMITTED:
        held.novelty = novelty
    _fill(held, values, authors, by=by, reason="edit")
    if upload is not None:
        papers.keep_file(held, upload=upload, by=by, now=now)
    papers.rename(held)
    if held.state == State.SUBMITTED:
        check_complete(held)
        check_anonymous(held)
        machine.note(held, "edit", before=held.state, by=by, now=now)
        if declare is not None:
            declare(held)
    return held


def last_change(submission: Submission) -> int:
    """What tells one state of a contribution from the next: each change has its number in the history."""
    return Submission.history.filter(id=submission.pk).aggregate(last=Max("history_id"))["last"] or 0


@transaction.atomic
def submit_submission(
    *,
    submission: Submission,
    novelty: str,
    by: Any,
    now: datetime,
    declare: Callable[[Submission], None] | None = None,
) -> Submission:
    """Hand a draft in while the call is open. It gets its number, and its authors are told. `declare` is told of it in the same
    transaction: what was declared of its novelty goes with it.

    Raises `NotYours`, `WrongState`, `CallClosed`, `KindNotCalled`, `TooMany`, `Incomplete`, `NamesAuthors`."""
    machine.lock_member(submission.submitter)
    held = machine.lock(submission)
    machine.check(held, "submit", by=by, now=now)
    call = held.symposium.call
    _check_open(call, now)
    mine = Submission.objects.filter(submitter=held.submitter_id, symposium=held.symposium_id).handed_in().live()
    if mine.count() >= call.most_each:
        raise TooMany(call.most_each)
    held.novelty = novelty
    check_complete(held)
    check_anonymous(held)
    # The last thing that can wait: the call's row is held to the end of the transaction.
    counted = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    counted.last_number += 1
    Call.objects.filter(pk=counted.pk).update(last_number=counted.last_number)
    held.number, held.submitted_at = counted.last_number, now
    machine.move(held, "submit", by=by, now=now)
    if declare is not None:
        declare(held)
    telling.tell_received(held)
    return held


def missing(submission: Submission) -> list[str]:
    """What a contribution still lacks, in the active language. Raises `KindNotCalled`."""
    call = submission.symposium.call
    kind = CallKind.objects.filter(call=call, kind=submission.kind).first()
    if kind is None:
        raise KindNotCalled
    lacks = []
    abstracts = (submission.abstract_ko, submission.abstract_en)
    if not any(abstracts):
        lacks.append(_("an abstract in Korean or in English"))
    if any(len(one) > call.most_characters for one in abstracts):
        lacks.append(_("a shorter abstract (at most %(number)d characters)") % {"number": call.most_characters})
    if not submission.keyword_list:
        lacks.append(_("keywords"))
    if kind.asks_trl and submission.trl is None:
        lacks.append(_("the technology readiness level"))
    if kind.needs_file and papers.file_of(submission) is None:
        lacks.append(_("a file"))
    answered = {one.get("question") for one in submission.answers}
    lacks += [
        capfirst(str(question))
        for question in call.questions.filter(retired=False, required=True)
        if question.of_kind in ("", submission.kind) and question.pk not in answered
    ]
    authors = list(submission.authors.all())
    if not authors:
        lacks.append(_("an author"))
    elif not any(one.is_presenter for one in authors):
        lacks.append(_("who presents it"))
    return lacks


def check_complete(submission: Submission) -> None:
    """Raise `Incomplete` for what lacks something that its call asks for, `TooManyAuthors`, `KindNotCalled`."""
    lacks = missing(submission)
    if lacks:
        raise Incomplete(lacks)
    most = submission.symposium.call.most_authors
    if submission.authors.count() > most:
        raise TooManyAuthors(most)


def check_anonymous(submission: Submission) -> None:
    """Raise `NamesAuthors` where a blind review would read in text or file who the authors are."""
    call = submission.symposium.call
    if not call.is_blind:
        return
    words = anonymity.telling_words(submission.authors.select_related("member__user"))
    found = []
    for name in ("title_ko", "title_en", "abstract_ko", "abstract_en", "keywords"):
        label = capfirst(str(Submission._meta.get_field(name).verbose_name))  # type: ignore[union-attr]  # one with a name
        found += [f"{label}: {word}" for word in anonymity.found_in(getattr(submission, name), words)]
    shown = set(call.questions.filter(for_reviewers=True).values_list("pk", flat=True))
    for answer in submission.answers:
        if answer.get("question") in shown:
            text = f"{answer.get('value')} {answer.get('value_en', '')}"
            label = _("Answers")
            found += [f"{label}: {word}" for word in anonymity.found_in(text, words)]
    for number, text in enumerate(papers.text_of(submission), start=1):
        place = _("Page %(number)d of the file") % {"number": number}
        found += [f"{place}: {word}" for word in anonymity.found_in(text, words)]
    if found:
        raise NamesAuthors(found)


@transaction.atomic
def discard_draft(*, submission: Submission, by: Any, now: datetime) -> None:
    """Throw a draft away, with its file. Raises `NotYours`, `WrongState`."""
    held = machine.lock(submission)
    if not machine.MOVES["submit"].whose(held, by, now):
        raise NotYours
    if held.state != State.DRAFT:
        raise WrongState
    papers.remove_files(held)
    held._history_user = by  # type: ignore[attr-defined]  # read by the history
    held.delete()


@transaction.atomic
def withdraw_submission(*, submission: Submission, by: Any, now: datetime, reason: str) -> Submission:
    """An author takes a contribution back, or the desk at his wish; reviews that are not in are not needed any more, and the
    others concerned are told. Raises `NotYours`, `WrongState`, `ReasonMissing`."""
    held = machine.lock(submission)
    moved = machine.move(held, "withdraw", by=by, now=now, reason=reason)
    telling.tell_withdrawn(held, moved)
    _tell_outcomes(held, by)
    return held


@transaction.atomic
def confirm_submission(*, submission: Submission, by: Any, now: datetime) -> Submission:
    """An author says that it will be presented. Who confirms late is welcome as long as nothing else was decided.

    Raises `NotYours`, `WrongState`."""
    held = machine.lock(submission)
    machine.move(held, "confirm", by=by, now=now)
    _tell_outcomes(held, by)
    return held


def _tell_outcomes(submission: Submission, by: Any) -> None:
    # One in the published programme has its CEO talk from now on, or no more.
    if submission.kind == Submission.Kind.CEO:
        take_ceo_talks(symposium=submission.symposium, by=by)


@transaction.atomic
def leave_submission(*, submission: Submission, by: Any, now: datetime) -> SubmissionMove:
    """An author who did not hand it in takes his name off it, and off its talk in the plan. Raises `NotYours`, `WrongState` for
    the last one."""
    held = machine.lock(submission)
    member = acting_member(by, now)
    rows = held.authors.filter(member=member) if member is not None else CoAuthor.objects.none()
    if member is None or member.pk == held.submitter_id or held.number is None or not rows.exists():
        raise NotYours
    if held.authors.count() == 1:
        raise WrongState
    rows.delete()
    take_off(submission=held, member=member, by=by)
    moved = machine.note(held, "leave", before=held.state, by=by, now=now)
    telling.tell_left(held, moved, member)
    return moved
