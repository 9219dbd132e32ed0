"""What a symposium asks those who come."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from council import when
from council.events import services as events
from council.events.models import AgendaItem
from symposia.models import Participation, Symposium

PREFIX = "visit"


class VisitForm(forms.Form):
    """As what one comes, and on which days."""

    role = forms.ChoiceField(label=_("I come as"), choices=Participation.Role.choices, widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(label=_("I come on"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, symposium: Symposium, initial: dict[str, Any] | None = None) -> None:
        given = initial or {}
        days = [day.isoformat() for day in given.get("days") or symposium.dates]
        super().__init__(data, prefix=PREFIX, initial={"role": given.get("role", ""), "days": days})
        self.symposium = symposium
        field: Any = self.fields["days"]
        field.choices = [(day.isoformat(), when.day(day)) for day in symposium.dates]

    def clean_days(self) -> list[date]:
        return [date.fromisoformat(day) for day in self.cleaned_data["days"]]


class ParticipationForm(VisitForm):
    """The same when registering, with the sessions that one wants of those that have places of their own."""

    sessions = forms.MultipleChoiceField(label=_("Sessions"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, items: Sequence[AgendaItem], now: datetime, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.items = {str(item.pk): item for item in items if item.can_be_chosen(now)}
        field: Any = self.fields["sessions"]
        field.choices = [(key, str(item)) for key, item in self.items.items()]

    @cached_property
    def session_days(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """The sessions by day, as the template shows them."""
        zone = self.symposium.event.zone
        ticked = set(self["sessions"].value() or [])
        rows = [{"key": key, "item": item, "ticked": key in ticked} for key, item in self.items.items()]
        by_day = groupby(rows, key=lambda row: row["item"].starts_at.astimezone(zone).date())  # type: ignore[attr-defined]
        return [(when.day(day), list(group)) for day, group in by_day]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        wanted = [self.items[key] for key in cleaned.get("sessions", ())]
        pair = events.colliding(wanted)
        if pair is not None:
            text = gettext("“%(one)s” and “%(other)s” are at the same time. Choose one of them.")
            self.add_error("sessions", text % {"one": pair[0], "other": pair[1]})
        elif cleaned.get("days"):
            zone = self.symposium.event.zone
            for item in wanted:
                if item.starts_at.astimezone(zone).date() not in cleaned["days"]:
                    text = gettext("“%(title)s” is on a day on which you do not come. Tick the day, or leave the session out.")
                    self.add_error("sessions", text % {"title": item})
                    break
        return cleaned

    def wanted(self) -> list[int]:
        """The keys of the sessions."""
        return [self.items[key].pk for key in self.cleaned_data["sessions"]]
