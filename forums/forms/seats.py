from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from council import when
from council.events.models import Event
from council.members.models import Member
from council.members.validators import validate_paragraphs
from council.page_forms import PageForm
from forums.services.seats.errors import NoColleague


class SeatApplicationForm(PageForm, forms.Form):
    """Why somebody wants a seat."""

    why = forms.CharField(
        label=_("Why do you want to sit in this forum?"),
        max_length=2000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What you work on, and what you would bring along. The chair and the secretariat read it."),
    )


class DeclineForm(PageForm, forms.Form):
    """Why an application is declined."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The applicant reads it."),
    )


class StandInForm(PageForm, forms.Form):
    """Which colleague sits in: at one event, or from a day to a day."""

    # A contact chooses among the names of his company, anybody else writes the address that he knows.
    colleague = forms.TypedChoiceField(
        label=_("Who sits in"), coerce=int, error_messages={"required": _("Choose a colleague.")}
    )
    address = forms.EmailField(label=_("Your colleague's e-mail address"), max_length=254)
    event = forms.TypedChoiceField(
        label=_("At which event"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Or choose days below, for everything that the forum does then."),
    )
    starts_on = forms.DateField(
        label=_("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any, *, colleagues: Sequence[Member], events: Sequence[Event], by_name: bool) -> None:
        super().__init__(data)
        del self.fields["address" if by_name else "colleague"]
        self.addresses = {one.user.email: one for one in colleagues}
        self.people = {one.pk: one for one in colleagues}
        self.events = {one.pk: one for one in events}
        if by_name:
            names = [(one.pk, " · ".join(part for part in (one.display_name(), one.job_title) if part)) for one in colleagues]
            self.fields["colleague"].choices = [("", _("Choose …")), *names]  # type: ignore[attr-defined]
        titles = [(one.pk, f"{when.moment(one.starts_at, one.time_zone)} · {one}") for one in events]
        self.fields["event"].choices = [("", _("No single event")), *titles]  # type: ignore[attr-defined]

    def clean_address(self) -> Member:
        """The colleague with this address. Whether there is somebody else with it is not said."""
        found = self.addresses.get(self.cleaned_data["address"].lower())
        if found is None:
            raise forms.ValidationError(str(NoColleague()))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        days = [cleaned.get("starts_on"), cleaned.get("ends_on")]
        if "event" in self.errors or "starts_on" in self.errors or "ends_on" in self.errors:
            return cleaned
        if cleaned.get("event") and any(days):
            self.add_error("event", _("Choose an event or days, not both."))
        elif not cleaned.get("event") and not all(days):
            self.add_error("starts_on", _("Choose an event above, or a first and a last day."))
        return cleaned

    def asked(self) -> dict[str, Any]:
        """What the service takes."""
        cleaned = self.cleaned_data
        event = self.events.get(cleaned["event"]) if cleaned.get("event") else None
        days = {"starts_on": cleaned["starts_on"], "ends_on": cleaned["ends_on"]} if event is None else {}
        colleague = cleaned["address"] if "address" in cleaned else self.people[cleaned["colleague"]]
        return {"colleague": colleague, "event": event, **days}
