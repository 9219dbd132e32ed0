"""What the answers to a survey say together: numbers for charts and tables, texts as they are, rows for a spreadsheet."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from council import bilingual
from council.events.models import Survey, SurveyQuestion

Kind = SurveyQuestion.Kind
RATINGS = (1, 2, 3, 4, 5)
# A number with more distinct answers than this is told in so many steps.
DISTINCT, STEPS = 10, 6
TEXTS_SHOWN = 200
Answer = dict[str, Any]


@dataclass(frozen=True)
class Bar:
    """One bar of a chart, one line of its table: how many answered so, and what share of those who answered."""

    label: str
    count: int
    share: float


@dataclass(frozen=True, kw_only=True)
class QuestionResult:
    """What was answered to a question: `bars` for what can be counted, `texts` for what was written. `finding` says the result
    in a sentence; `answered` is how many answered it."""

    question: SurveyQuestion
    answered: int
    finding: str
    bars: list[Bar] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    texts_left_out: int = 0


def results(survey: Survey) -> list[QuestionResult]:
    """The results of each question in order, the retired that somebody answered last. Two queries, whatever was answered."""
    questions = list(survey.questions.all())
    given: dict[int, list[Answer]] = {question.pk: [] for question in questions}
    for answers in survey.responses.values_list("answers", flat=True):
        for answer in answers:
            given.setdefault(answer["question"], []).append(answer)
    shown = [question for question in questions if not question.retired or given[question.pk]]
    return [_result(question, given[question.pk]) for question in sorted(shown, key=lambda one: one.retired)]


def _result(question: SurveyQuestion, answers: list[Answer]) -> QuestionResult:
    """The result of one question. An answer that was given when the question was of another kind counts as a text."""
    own = [answer for answer in answers if answer.get("kind") == question.kind]
    total = len(own)
    if question.kind in (Kind.LINE, Kind.TEXT):
        texts = [value_text(answer) for answer in answers]
        left_out = max(0, len(texts) - TEXTS_SHOWN)
        finding = _("%(count)d wrote something.") % {"count": len(texts)}
        return QuestionResult(
            question=question, answered=len(texts), finding=finding, texts=texts[:TEXTS_SHOWN], texts_left_out=left_out
        )
    counter = {Kind.RATING: _ratings, Kind.YES_NO: _yes_no, Kind.NUMBER: _numbers}.get(Kind(question.kind), _choices)
    counts, finding = counter(question, own)
    if not total:
        finding = _("Nobody has answered this yet.")
    bars = [Bar(label, count, count / total if total else 0.0) for label, count in counts]
    return QuestionResult(question=question, answered=total, finding=finding, bars=bars)


Counted = tuple[list[tuple[str, int]], str]


def _ratings(question: SurveyQuestion, answers: Sequence[Answer]) -> Counted:
    counts = Counter(int(answer["value"]) for answer in answers)
    average = sum(value * count for value, count in counts.items()) / max(1, len(answers))
    finding = _("%(average).1f of 5 on average.") % {"average": average}
    return [(str(value), counts[value]) for value in RATINGS], finding


def _yes_no(question: SurveyQuestion, answers: Sequence[Answer]) -> Counted:
    yes = sum(bool(answer["value"]) for answer in answers)
    percent = round(100 * yes / max(1, len(answers)))
    return [(_("Yes"), yes), (_("No"), len(answers) - yes)], _("%(percent)d%% say yes.") % {"percent": percent}


def _choices(question: SurveyQuestion, answers: Sequence[Answer]) -> Counted:
    """Counted by the Korean text; an option that was reworded since stands below those of today."""
    names: dict[str, str] = {}
    korean = [line.strip() for line in question.options_ko.splitlines() if line.strip()]
    english = [line.strip() for line in question.options_en.splitlines() if line.strip()]
    for place, text in enumerate(korean):
        names[text] = english[place] if place < len(english) else ""
    counts: Counter[str] = Counter()
    for answer in answers:
        for text, translated in zip(answer["value"], [*answer.get("value_en", []), *answer["value"]], strict=False):
            names.setdefault(text, translated)
            counts[text] += 1
    labelled = [(bilingual.pick(text, names[text]), counts[text]) for text in names]
    label, most = max(labelled, key=lambda pair: pair[1], default=("", 0))
    finding = _("Most often: %(label)s (%(count)d of %(total)d).")
    return labelled, finding % {"label": label, "count": most, "total": len(answers)}


def _numbers(question: SurveyQuestion, answers: Sequence[Answer]) -> Counted:
    values = sorted(Decimal(answer["value"]) for answer in answers)
    if not values:
        return [], ""
    finding = _("%(average)s on average, from %(least)s to %(most)s.") % {
        "average": plain_number(sum(values, Decimal()) / len(values)),
        "least": plain_number(values[0]),
        "most": plain_number(values[-1]),
    }
    distinct = Counter(values)
    if len(distinct) <= DISTINCT:
        return [(plain_number(value), count) for value, count in distinct.items()], finding
    step = (values[-1] - values[0]) / STEPS
    places = Counter(min(STEPS - 1, int((value - values[0]) / step)) for value in values)
    edges = [(values[0] + step * place, values[0] + step * (place + 1)) for place in range(STEPS)]
    return [(f"{plain_number(low)}–{plain_number(high)}", places[place]) for place, (low, high) in enumerate(edges)], finding


def plain_number(value: Decimal) -> str:
    """A number with at most two decimals and none to spare."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def value_text(answer: Answer) -> str:
    """An answer in words, in the active language."""
    value = answer["value"]
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return bilingual.pick(", ".join(value), ", ".join(answer.get("value_en", [])))
    return str(value)


def rows(survey: Survey) -> list[list[Any]]:
    """The heading and one row a response, for a spreadsheet; with the person where the survey is not anonymous."""
    questions = list(survey.questions.all())
    person = [] if survey.is_anonymous else [_("Person")]
    found: list[list[Any]] = [[_("Answered on"), *person, *(bilingual.text(question, "label") for question in questions)]]
    for response in survey.responses.select_related("member__user").order_by("answered_on", "id"):
        answers = {answer["question"]: answer for answer in response.answers}
        who = [] if survey.is_anonymous else [str(response.member) if response.member else ""]
        found.append([response.answered_on, *who, *(_cell(answers.get(question.pk)) for question in questions)])
    return found


def _cell(answer: Answer | None) -> Any:
    if answer is None:
        return ""
    value = answer["value"]
    return value if isinstance(value, int) and not isinstance(value, bool) else value_text(answer)
