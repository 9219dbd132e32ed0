"""The filters of the event list, as they stand in its address."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from council import programmes, when
from council.events.fields import LineField
from council.events.models import Event

MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
# Within these the calendar knows every zone's rules.
FIRST_YEAR, LAST_YEAR = 1990, 2100
WHEN = [
    ("upcoming", _("Upcoming")),
    ("today", _("Today")),
    ("week", _("This week")),
    ("month", _("This month")),
    ("past", _("Past")),
]


def parse_month(value: str) -> date | None:
    """The first day of a `yyyy-mm`, or None."""
    match = MONTH.fullmatch(value)
    if match is None:
        return None
    year, month = int(match[1]), int(match[2])
    return date(year, month, 1) if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 else None


def month_after(first: date) -> date:
    """The first day of the next month."""
    return (first + timedelta(days=32)).replace(day=1)


def at_midnight(day: date) -> datetime:
    """The beginning of `day` in the portal's zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


class OneCheckbox(forms.CheckboxInput):
    """A box whose ticked value is “1”, as the contract's address has it; anything else is for the field to refuse."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name, "")


class EventFilterForm(forms.Form):
    """The list's filters. What is not understood is said beside its field and left out."""

    q = LineField(label=_("Search"), required=False, max_length=100)
    when = forms.ChoiceField(label=_("When"), required=False, choices=WHEN)
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    format = forms.ChoiceField(label=_("Format"), required=False)
    open = forms.ChoiceField(
        label=_("Open for registration"),
        required=False,
        choices=[("1", _("Open for registration"))],
        widget=OneCheckbox(attrs={"value": "1"}, check_test="1".__eq__),
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["programme"].choices = [("", _("All programmes")), *programmes.choices()]  # type: ignore[attr-defined]
        self.fields["format"].choices = [("", _("All formats")), *Event.Format.choices]  # type: ignore[attr-defined]
        month = parse_month(data.get("when", ""))
        if month is not None:
            choice = (data["when"], when.month(month))
            self.fields["when"].choices = [*WHEN, choice]  # type: ignore[attr-defined]
        self.is_valid()

    def value(self, name: str) -> str:
        """What was chosen for `name`; empty where nothing, or nothing understood, was."""
        return str(self.cleaned_data.get(name) or "")

    @property
    def is_active(self) -> bool:
        """Whether anything is chosen beyond the default."""
        return any(self.value(name) for name in self.fields if (name, self.value(name)) != ("when", "upcoming"))

    def apply(self, events: QuerySet[Event], now: datetime) -> QuerySet[Event]:
        """`events` as filtered, in the order in which one reads them."""
        events = self._in_time(events, now)
        if self.value("programme"):
            events = events.filter(programme=self.value("programme"))
        if self.value("format"):
            events = events.filter(format=self.value("format"))
        if self.value("open"):
            events = events.filter(pk__in=Event.objects.open_for_registration(now).values("pk"))
        for word in self.value("q").split():
            events = events.filter(matching(word))
        return events

    def _in_time(self, events: QuerySet[Event], now: datetime) -> QuerySet[Event]:
        chosen, today = self.value("when") or "upcoming", timezone.localdate(now)
        if chosen == "past":
            return events.filter(ends_at__lte=now).order_by("-starts_at", "-pk")
        if chosen == "upcoming":
            return events.filter(ends_at__gt=now).order_by("starts_at", "pk")
        if chosen == "today":
            start, end = today, today + timedelta(days=1)
        elif chosen == "week":
            start = today - timedelta(days=today.weekday())
            end = start + timedelta(days=7)
        else:
            start = parse_month(chosen) or today.replace(day=1)
            end = month_after(start)
        return events.filter(starts_at__lt=at_midnight(end), ends_at__gt=at_midnight(start)).order_by("starts_at", "pk")


SEARCHED = tuple(
    f"{field}_{language}"
    for field in ("title", "summary", "description", "venue__name", "body__name")
    for language in ("ko", "en")
)


def matching(word: str) -> Q:
    """Events in whose texts `word` occurs."""
    condition = Q()
    for field in SEARCHED:
        condition |= Q(**{f"{field}__icontains": word})
    return condition
