"""Dates that Django formats read as those that `council.when` formats."""

from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

AFTERNOON = datetime(2026, 11, 2, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [("en", "2 Nov 2026", "2 Nov 2026 14:30"), ("ko", "2026년 11월 2일", "2026년 11월 2일 14:30")],
)
def test_dates_read_alike_everywhere(language, day, moment):
    template = Template('{{ value|date:"DATE_FORMAT" }} / {{ value|date:"DATETIME_FORMAT" }} / {{ value }}')
    with translation.override(language):
        assert template.render(Context({"value": AFTERNOON})) == f"{day} / {moment} / {moment}"
