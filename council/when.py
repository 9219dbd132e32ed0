"""Dates and times in words, Korean and English. Imports nothing of ours; pages, mails and calendars share it.

English “2 Nov 2026 (Mon) 10:00–13:00”, Korean “2026년 11월 2일(월) 10:00–13:00”. The zone is named only
where it is not Seoul's. Month and weekday names stand here and
not in the translations: they are parts of a format, not sentences.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

SEOUL = "Asia/Seoul"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS_KO = ("월", "화", "수", "목", "금", "토", "일")


def _korean(language: str | None) -> bool:
    return (language or get_language() or "en").startswith("ko")


def day(value: date, language: str | None = None, *, year: bool = True) -> str:
    """A date with its weekday: “2 Nov 2026 (Mon)”, “2026년 11월 2일(월)”; without its year where `year` is False."""
    if _korean(language):
        return (f"{value.year}년 " if year else "") + f"{value.month}월 {value.day}일({DAYS_KO[value.weekday()]})"
    return f"{value.day} {MONTHS[value.month - 1]}" + (f" {value.year}" if year else "") + f" ({DAYS[value.weekday()]})"


def weekday(value: date, language: str | None = None) -> str:
    """“Mon”, “월”."""
    return (DAYS_KO if _korean(language) else DAYS)[value.weekday()]


def month(value: date, language: str | None = None, *, year: bool = True) -> str:
    """“Nov 2026”, “2026년 11월”; without its year “Nov”, “11월”."""
    if _korean(language):
        return (f"{value.year}년 " if year else "") + f"{value.month}월"
    return MONTHS[value.month - 1] + (f" {value.year}" if year else "")


def zone_suffix(zone: str, language: str | None = None) -> str:
    """“ (Berlin time)” for a zone that is not Seoul's, else nothing."""
    if zone == SEOUL:
        return ""
    city = zone.rsplit("/", 1)[-1].replace("_", " ")
    return f" ({city} 시간)" if _korean(language) else f" ({city} time)"


def moment(value: datetime, zone: str = SEOUL, language: str | None = None) -> str:
    """One moment on `zone`'s wall clock: “2 Nov 2026 (Mon) 10:00”."""
    local = value.astimezone(ZoneInfo(zone))
    return f"{day(local, language)} {local:%H:%M}{zone_suffix(zone, language)}"


def clock(start: datetime, end: datetime | None = None, zone: str = SEOUL) -> str:
    """“10:00” or “10:00–13:00” on `zone`'s wall clock."""
    first = f"{start.astimezone(ZoneInfo(zone)):%H:%M}"
    return first if end is None else f"{first}–{end.astimezone(ZoneInfo(zone)):%H:%M}"


def days(first: date, last: date, language: str | None = None) -> str:
    """“2 Nov (Mon) – 4 Nov 2026 (Wed)”, “2026년 11월 2일(월) – 11월 4일(수)”; one day alone stands once."""
    if first == last:
        return day(first, language)
    one_year, korean = first.year == last.year, _korean(language)
    begins = day(first, language, year=korean or not one_year)
    return f"{begins} – {day(last, language, year=not korean or not one_year)}"


def span(start: datetime, end: datetime, zone: str = SEOUL, language: str | None = None, *, all_day: bool = False) -> str:
    """From `start` to `end` on `zone`'s wall clock; on one day the date stands once, in one year the year stands once.
    Of what lasts `all_day` the days alone; it ends at the midnight after its last one."""
    first, last = start.astimezone(ZoneInfo(zone)), end.astimezone(ZoneInfo(zone))
    if all_day:
        return days(first.date(), max(first, last - timedelta(microseconds=1)).date(), language)
    suffix = zone_suffix(zone, language)
    if first.date() == last.date():
        return f"{day(first, language)} {clock(start, end, zone)}{suffix}"
    one_year = first.year == last.year
    # The year stands first in Korean and last in English.
    korean = _korean(language)
    begins = day(first, language, year=korean or not one_year)
    ends = day(last, language, year=not korean or not one_year)
    return f"{begins} {first:%H:%M} – {ends} {last:%H:%M}{suffix}"
