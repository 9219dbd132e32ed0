"""What those who were at a symposium are asked afterwards: a survey of the platform's, begun with the same questions."""

from datetime import datetime

from django.db import transaction

from council.events.models import Event, Survey, SurveyQuestion
from council.members.models import User
from symposia.models import Symposium
from symposia.services.errors import WrongState

Kind = SurveyQuestion.Kind
# kind, Korean, English, options (Korean, English): staff change, add and retire them afterwards.
QUESTIONS: tuple[tuple[Kind, str, str, str, str], ...] = (
    (Kind.RATING, "심포지엄 전체에 만족하십니까?", "How was the symposium as a whole?", "", ""),
    (Kind.RATING, "연구 성과 발표가 도움이 되었습니까?", "How useful were the research results?", "", ""),
    (Kind.RATING, "기술 제안이 도움이 되었습니까?", "How useful were the technology proposals?", "", ""),
    (Kind.RATING, "CEO의 이야기가 도움이 되었습니까?", "How useful was what the CEOs told?", "", ""),
    (Kind.RATING, "일대일 상담이 도움이 되었습니까?", "How useful were the one-to-one meetings?", "", ""),
    (
        Kind.CHOICES,
        "무엇을 얻으셨습니까?",
        "What did you take home?",
        "새로 알게 된 사람\n사업에 쓸 기술\n투자 상담\n공동 연구 계획\n사업화에 무엇이 필요한지",
        "New people\nA technology to use\nTalks about an investment\nA plan for joint research\nWhat commercialisation takes",
    ),
    (Kind.YES_NO, "다음에도 오시겠습니까?", "Would you come again?", "", ""),
    (Kind.TEXT, "무엇을 더 잘할 수 있습니까?", "What should be better next time?", "", ""),
)


def rows(survey: Survey) -> list[SurveyQuestion]:
    """The questions that a symposium's survey begins with, unsaved."""
    return [
        SurveyQuestion(
            survey=survey, position=place, kind=kind, label_ko=ko, label_en=en, options_ko=options_ko, options_en=options_en
        )
        for place, (kind, ko, en, options_ko, options_en) in enumerate(QUESTIONS)
    ]


@transaction.atomic
def begin_survey(*, symposium: Symposium, by: User, now: datetime) -> Survey:
    """The survey of `symposium`, made with the usual questions where there is none yet; harmless to repeat. It asks by e-mail
    when the event has ended. Raises `WrongState` for a symposium that is cancelled."""
    event = Event.objects.select_for_update(no_key=True).get(pk=symposium.pk)
    if event.state == Event.State.CANCELLED:
        raise WrongState
    found = Survey.objects.filter(event=event).first()
    if found is not None:
        return found
    made = Survey(event=event)
    made._history_user = by  # type: ignore[attr-defined]
    made.save()
    SurveyQuestion.objects.bulk_create(rows(made))
    return made
