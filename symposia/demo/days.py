"""The demonstration's days: the survey of the symposium that is over, and what people answered."""

import random
from datetime import datetime
from typing import Any

from django.utils import timezone

from council.events.models import Registration, Survey, SurveyParticipation, SurveyQuestion, SurveyResponse
from council.portal.demo.store import Store, create
from symposia.models import Symposium
from symposia.services.days.survey import rows

OVER = "lightweight-chassis-days"
SEED = 20261123
# Of three who were there two answered; the log-ins may still do so.
ANSWERED = 3
TEXTS = (
    "상담 시간이 조금 더 길면 좋겠습니다.",
    "Slides before the talks, please.",
    "시험 설비를 함께 쓰는 방법을 더 듣고 싶습니다.",
    "CEO의 솔직한 이야기가 가장 좋았습니다.",
)


def load(store: Store, now: datetime) -> int:
    """Make what is missing; returns how many rows are new."""
    symposium = store.rows("symposium", Symposium).get(OVER)
    if symposium is None or not store.missing("symposium-survey", [OVER]):
        return 0
    if not symposium.event.has_ended(now) or Survey.objects.filter(event=symposium.pk).exists():
        return 0
    made = store.add("symposium-survey", Survey, {OVER: Survey(event=symposium.event)})
    questions = rows(made[OVER])
    create(SurveyQuestion, questions)
    _answer(made[OVER], questions, timezone.localdate(now))
    return len(made)


def _answer(survey: Survey, questions: list[SurveyQuestion], today: Any) -> None:
    chance = random.Random(SEED)  # noqa: S311 - made up the same way each time, nothing secret
    asked = Registration.objects.filter(event=survey.event_id).asked_afterwards().select_related("member__user")
    people = [one.member for one in asked.order_by("pk") if not one.member.user.has_usable_password()]
    answering = [member for place, member in enumerate(people) if place % ANSWERED]
    create(SurveyParticipation, [SurveyParticipation(survey=survey, member=member) for member in answering])
    create(
        SurveyResponse,
        [
            SurveyResponse(survey=survey, answered_on=today, answers=[_value(one, survey, chance, place) for one in questions])
            for place in range(len(answering))
        ],
    )


def _value(question: SurveyQuestion, survey: Survey, chance: random.Random, place: int) -> dict[str, Any]:
    kept: dict[str, Any] = {"question": question.pk, "version": survey.event.questions_version, "kind": question.kind}
    kept |= {"label_ko": question.label_ko, "label_en": question.label_en}
    kind = SurveyQuestion.Kind(question.kind)
    if kind == SurveyQuestion.Kind.RATING:
        return {**kept, "value": chance.choice((3, 4, 4, 5, 5))}
    if kind == SurveyQuestion.Kind.YES_NO:
        return {**kept, "value": chance.random() > 0.1}
    if kind == SurveyQuestion.Kind.CHOICES:
        korean, english = question.options_ko.splitlines(), question.options_en.splitlines()
        chosen = sorted(chance.sample(range(len(korean)), chance.randint(1, 3)))
        return {**kept, "value": [korean[one] for one in chosen], "value_en": [english[one] for one in chosen]}
    return {**kept, "value": TEXTS[place % len(TEXTS)]}
