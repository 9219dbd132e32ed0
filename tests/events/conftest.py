"""What the tests of events share."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from council.events.models import SurveyQuestion
from tests.factories import SurveyFactory, SurveyQuestionFactory

CHOICES = {"options_ko": "강연\n토론", "options_en": "Talk\nDebate"}


@pytest.fixture
def count_queries():
    """Returns a function that calls what it is given and says how many queries that took."""

    def count(call):
        call()
        with CaptureQueriesContext(connection) as queries:
            call()
        return len(queries)

    return count


@pytest.fixture
def survey():
    """A question of every kind, in this order."""
    made = SurveyFactory()
    for place, kind in enumerate(SurveyQuestion.Kind):
        SurveyQuestionFactory(survey=made, kind=kind, position=place, label_en=f"Question {kind}", **_options(kind))
    return made


def _options(kind):
    return CHOICES if kind in (SurveyQuestion.Kind.CHOICE, SurveyQuestion.Kind.CHOICES) else {}
