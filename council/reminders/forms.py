from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from council import programmes
from council.events.models import Event
from council.reminders.models import Rule


class RuleForm(forms.ModelForm):
    """A rule, for one event, one programme, or all. `programmes_of_staff` (set by the admin) limits where it may stand."""

    programmes_of_staff: frozenset[str] = frozenset()
    may_be_general = False

    formats = forms.MultipleChoiceField(
        label=_("formats"),
        choices=Event.Format.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None: events of every format."),
    )
    programme = forms.ChoiceField(label=_("programme"), required=False)

    class Meta:
        model = Rule
        fields = ["name", "event", "programme", "offset", "amount", "at_time", "formats", "grace_minutes", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("programme")
        if isinstance(field, forms.ChoiceField):
            nothing = _("Every programme") if self.may_be_general else _("The event’s")
            mine = [choice for choice in programmes.choices() if choice[0] in self.programmes_of_staff]
            field.choices = [("", nothing), *mine]
        self.initial["formats"] = self.instance.format_list()

    def clean_formats(self) -> str:
        return ",".join(self.cleaned_data["formats"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        event, programme = cleaned.get("event"), cleaned.get("programme")
        if event and programme:
            self.add_error("programme", _("Leave this empty for a rule of one event."))
        if not event and not programme and not self.may_be_general and "event" not in self.errors:
            self.add_error("programme", _("Choose your programme or an event: rules for all are the secretariat’s."))
        if cleaned.get("offset") == Rule.Offset.DAYS_BEFORE and not cleaned.get("at_time") and "at_time" not in self.errors:
            self.add_error("at_time", _("Give the time of day."))
        return cleaned
