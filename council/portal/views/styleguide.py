"""All components with their states, for those who build pages. Only in the demonstration and in development."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from council import when
from council.events.models import Event, Registration, Venue

# Samples do not move with the clock: pictures of this page can be compared.
NOW = datetime(2026, 11, 2, 10, 0, tzinfo=timezone.get_default_timezone())


class SampleForm(forms.Form):
    """Fields of every kind. The style guide is for builders: its words are not translated."""

    name = forms.CharField(label="Name", help_text="As it should stand on the badge.")
    email = forms.EmailField(label="E-mail address")
    kind = forms.ChoiceField(label="Kind", choices=[("", "Choose"), ("r", "Researcher"), ("b", "Businessperson")])
    meal = forms.ChoiceField(label="Lunch", choices=[("y", "Yes"), ("n", "No")], widget=forms.RadioSelect, required=False)
    topics = forms.MultipleChoiceField(
        label="Topics",
        choices=[("m", "Injection moulding"), ("p", "Press forming")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agree = forms.BooleanField(label="I agree to the processing of these data", required=False)
    paper = forms.FileField(label="Paper", required=False)


def _event(number: int, **fields: Any) -> Event:
    starts_at = NOW + timedelta(days=3 * number)
    values: dict[str, Any] = {
        "pk": number,
        "slug": f"sample-{number}",
        "programme": "forums",
        "title_ko": "사출 성형 웰드라인 저감 기술 교류회",
        "title_en": "Reducing weld lines in injection moulding",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=3),
        "state": Event.State.PUBLISHED,
        "venue": Venue(name_ko="가온누리부품연구원 대강당", name_en="Gaonnuri Components Institute, main hall"),
    }
    return Event(**{**values, **fields})


def _events() -> list[Event]:
    return [
        _event(1, capacity=40, taken=28),
        _event(2, capacity=40, taken=40, programme="focus-group", title_en="Hybrid clusters: what the figures say"),
        _event(3, mode=Event.Mode.APPROVAL, programme="symposia", format="hybrid", ends_at=NOW + timedelta(days=11, hours=7)),
        _event(4, capacity=12, taken=12, has_waiting_list=False, format="online", venue=None, title_en="", programme="council"),
        _event(5, opens_at=NOW + timedelta(days=2)),
        _event(6, closes_at=NOW - timedelta(days=1)),
        _event(7, mode=Event.Mode.NONE),
        _event(8, mode=Event.Mode.STANDING),
        _event(9, state=Event.State.CANCELLED),
        _event(-1),
        _event(0),
    ]


def _month(events: list[Event]) -> list[list[dict[str, Any]]]:
    first = date(2026, 10, 26)
    weeks: list[list[dict[str, Any]]] = []
    for week in range(6):
        days = [first + timedelta(days=7 * week + index) for index in range(7)]
        weeks.append([_day(value, events) for value in days])
    return weeks


def _day(value: date, events: list[Event]) -> dict[str, Any]:
    return {
        "date": value,
        "label": when.day(value),
        "in_month": value.month == NOW.month,
        "is_today": value == NOW.date(),
        "events": [
            {
                "url": "#month-title",
                "title": event.title_en or event.title_ko,
                "lang": "en" if event.title_en else "ko",
                "time": when.clock(event.starts_at),
                "accent": event.programme,
                "cancelled": event.state == Event.State.CANCELLED,
            }
            for event in events
            if event.starts_at.date() == value
        ],
    }


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """All components. 404 outside the demonstration and development."""
    if not (settings.DEMONSTRATION or settings.DEBUG):
        raise Http404
    events = _events()
    refused = SampleForm({"name": "", "email": "not an address", "kind": "x"})
    refused.is_valid()
    return render(
        request,
        "portal/styleguide.html",
        {
            "now": NOW,
            "events": events,
            "registrations": [Registration(state=state) for state in Registration.State],
            "form": SampleForm(auto_id="plain_%s"),
            "refused": refused,
            "page": Paginator(range(200), 20).page(5),
            "weeks": _month(events),
            "weekdays": [when.weekday(date(2026, 11, 2) + timedelta(days=index)) for index in range(7)],
            "tones": ["neutral", "info", "success", "warning", "danger"],
            "tabs": [
                {"label": "About", "href": "?tab=about", "current": True},
                {"label": "Papers", "href": "?tab=papers", "count": 4},
                {"label": "People", "href": "?tab=people", "count": 0},
            ],
            "steps": [
                {"label": "Log-in", "state": "done", "href": "?step=1"},
                {"label": "About you", "state": "current"},
                {"label": "Consents", "state": "todo"},
            ],
            "items": [
                {"when": "5 Oct 2023", "title": "Filed", "tone": "success"},
                {"when": "6 Oct 2026", "title": "Examination requested", "tone": "success", "text": "In time."},
                {"when": "30 Nov 2026", "title": "Answer to the office is due", "tone": "warning"},
                {"when": "2027", "title": "Decision", "tone": ""},
            ],
            "bars": [
                {"label": "Gyeongsan", "value": 412, "text": "412"},
                {"label": "Yeongcheon", "value": 268, "text": "268"},
                {"label": "Gyeongju", "value": 530, "text": "530"},
            ],
        },
    )
