from datetime import UTC, date, datetime, timedelta

import pytest

from council import when

START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("end", "english", "korean"),
    [
        (START + timedelta(hours=3), "2 Nov 2026 (Mon) 10:00–13:00", "2026년 11월 2일(월) 10:00–13:00"),
        (
            START + timedelta(days=2, hours=7),
            "2 Nov (Mon) 10:00 – 4 Nov 2026 (Wed) 17:00",
            "2026년 11월 2일(월) 10:00 – 11월 4일(수) 17:00",
        ),
        (
            START + timedelta(days=60),
            "2 Nov 2026 (Mon) 10:00 – 1 Jan 2027 (Fri) 10:00",
            "2026년 11월 2일(월) 10:00 – 2027년 1월 1일(금) 10:00",
        ),
    ],
)
def test_span_names_each_date_and_year_once(end, english, korean):
    assert when.span(START, end, language="en") == english
    assert when.span(START, end, language="ko") == korean


def test_span_names_a_zone_that_is_not_seoul():
    end = START + timedelta(hours=1)
    assert when.span(START, end, "Europe/Berlin", "en") == "2 Nov 2026 (Mon) 02:00–03:00 (Berlin time)"
    assert when.span(START, end, "America/New_York", "ko") == "2026년 11월 1일(일) 20:00–21:00 (New York 시간)"


def test_moment_and_day():
    assert when.moment(START, language="en") == "2 Nov 2026 (Mon) 10:00"
    assert when.moment(START, language="ko") == "2026년 11월 2일(월) 10:00"
    assert when.day(date(2028, 2, 29), "en") == "29 Feb 2028 (Tue)"
    assert when.month(date(2028, 2, 29), "ko") == "2028년 2월"
