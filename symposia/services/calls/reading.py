"""What a reviewer reads of a contribution: nothing else reaches a reviewer's page, so that a blind one cannot give its authors
away."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from council import bilingual
from symposia.models import Review, Submission
from symposia.services.calls.papers import has_copy


@dataclass(frozen=True)
class Reading:
    """A contribution for its reviewer. `authors` is empty where the review is blind."""

    ref: str
    kind: str
    kind_name: str
    title_ko: str
    title_en: str
    abstracts: tuple[tuple[str, str], ...]
    keywords: str
    subjects: tuple[str, ...]
    trl: int | None
    answers: tuple[tuple[str, str], ...]
    authors: tuple[str, ...]
    has_file: bool


def reading_of(review: Review) -> Reading:
    """What the reviewer of `review` (with contribution and call) reads."""
    submission = review.submission
    call = submission.symposium.call
    shown = set(call.questions.filter(for_reviewers=True).values_list("pk", flat=True))
    abstracts = (("ko", submission.abstract_ko), ("en", submission.abstract_en))
    return Reading(
        ref=submission.ref,
        kind=submission.kind,
        kind_name=str(submission.get_kind_display()),
        title_ko=submission.title_ko,
        title_en=submission.title_en,
        abstracts=tuple((language, text) for language, text in abstracts if text),
        keywords=submission.keywords,
        subjects=tuple(str(one) for one in submission.subjects.all()),
        trl=submission.trl,
        answers=tuple(
            (bilingual.text(AnswerLabel(one), "label"), answer_text(one))
            for one in submission.answers
            if one.get("question") in shown
        ),
        authors=() if call.is_blind else tuple(str(one) for one in submission.authors.all()),
        has_file=has_copy(submission),
    )


def answers_of(submission: Submission) -> list[tuple[str, str]]:
    """What was asked and what was answered, in the active language: for who may know the authors."""
    return [(bilingual.text(AnswerLabel(one), "label"), answer_text(one)) for one in submission.answers]


class AnswerLabel:
    """The question of an answer that was kept, as it was asked."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.label_ko, self.label_en = answer.get("label_ko", ""), answer.get("label_en", "")


def answer_text(answer: dict[str, Any]) -> str:
    """What was answered, in the active language."""
    value, english = answer.get("value"), answer.get("value_en")
    if isinstance(value, list):
        return ", ".join(bilingual.pick(ko, en) for ko, en in zip(value, english or value, strict=False))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value)
