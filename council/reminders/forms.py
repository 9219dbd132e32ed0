from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from council import programmes
from council.events.models import Event, Registration
from council.reminders.models import EVENT_SOURCE, TEXTS, Rule
from council.reminders.services import placeholders_of, unknown_placeholders, used_links

# What makes sense of an event alone.
OF_EVENTS = ("event", "programme", "formats", "states", "role", "attendance", "body")


class RuleForm(forms.ModelForm):
    """A rule, for one event, one programme, all, or a source of deadlines. `programmes_of_staff` (set by the admin) limits
    where it may stand."""

    programmes_of_staff: frozenset[str] = frozenset()
    may_be_general = False

    source = forms.ChoiceField(label=_("reminds of"), required=False)
    formats = forms.MultipleChoiceField(
        label=_("formats"),
        choices=Event.Format.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None: events of every format."),
    )
    states = forms.MultipleChoiceField(
        label=_("registrations"),
        choices=[(state.value, state.label) for state in Registration.LIVE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None: the confirmed."),
    )
    programme = forms.ChoiceField(label=_("programme"), required=False)

    class Meta:
        model = Rule
        fields = [
            *("source", "name", "event", "programme", "offset", "amount", "at_time", "formats", "states", "role"),
            *("attendance", "body", *TEXTS, "grace_minutes", "is_active"),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("programme")
        if isinstance(field, forms.ChoiceField):
            nothing = _("Every programme") if self.may_be_general else _("The event’s")
            mine = [choice for choice in programmes.choices() if choice[0] in self.programmes_of_staff]
            field.choices = [("", nothing), *mine]
        field = self.fields.get("source")
        if isinstance(field, forms.ChoiceField):
            deadlines = [(source.slug, source.name) for source in programmes.deadline_sources.all()]
            field.choices = [(EVENT_SOURCE, _("events")), *(deadlines if self.may_be_general else [])]
        for field in self.fields.values():
            field.label = capfirst(field.label)
        self.initial["formats"] = self.instance.format_list()
        self.initial["states"] = self.instance.state_list() if self.instance.states else []

    def clean_source(self) -> str:
        return self.cleaned_data["source"] or EVENT_SOURCE

    def clean_formats(self) -> str:
        return ",".join(self.cleaned_data["formats"])

    def clean_states(self) -> str:
        return ",".join(self.cleaned_data["states"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("source", EVENT_SOURCE) == EVENT_SOURCE:
            self._clean_place(cleaned)
            self._clean_audience(cleaned)
        else:
            for name in OF_EVENTS:
                if cleaned.get(name):
                    self.add_error(name, _("This is for reminders of events: leave it empty."))
        if cleaned.get("offset") in Rule.IN_DAYS and not cleaned.get("at_time") and "at_time" not in self.errors:
            self.add_error("at_time", _("Give the time of day."))
        self._clean_texts(cleaned)
        return cleaned

    def _clean_place(self, cleaned: dict[str, Any]) -> None:
        event, programme = cleaned.get("event"), cleaned.get("programme")
        if event and programme:
            self.add_error("programme", _("Leave this empty for a rule of one event."))
        if not event and not programme and not self.may_be_general and "event" not in self.errors:
            self.add_error("programme", _("Choose your programme or an event: rules for all are the secretariat’s."))

    def _clean_audience(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("attendance") and cleaned.get("offset") not in Rule.AFTER:
            self.add_error("attendance", _("Who came is known after the event only."))
        is_standard = cleaned.get("states") in ("", Registration.State.CONFIRMED) and cleaned.get("offset") not in Rule.AFTER
        if not is_standard and not any(cleaned.get(name) for name in TEXTS) and "states" not in self.errors:
            text = _("The standard text tells somebody with a place that the event is near. Write a text of your own for this.")
            self.add_error("text_ko", text)

    def _clean_texts(self, cleaned: dict[str, Any]) -> None:
        known = placeholders_of(Rule(source=cleaned.get("source") or EVENT_SOURCE))
        written = [name for name in TEXTS if (cleaned.get(name) or "").strip()]
        for name in TEXTS:
            if name in self.errors:
                continue
            unknown = unknown_placeholders(cleaned.get(name) or "", known)
            if unknown:
                values = {"unknown": ", ".join(unknown), "known": ", ".join(f"{{{one}}}" for one in known)}
                self.add_error(name, _("Unknown placeholder: %(unknown)s. There are: %(known)s.") % values)
            elif cleaned.get("offset") not in Rule.AFTER and used_links([cleaned.get(name) or ""]):
                self.add_error(name, _("Survey and certificate are there after the event only."))
            elif written and name not in written:
                self.add_error(name, _("Give subject and text in both languages, or leave all four empty."))
