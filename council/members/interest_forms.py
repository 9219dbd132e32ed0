"""What a person declares of ties to organisations."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from council import when
from council.members.models import Interest, Member, Organisation
from council.members.text_search import OneText, best_first, searched_words, with_words
from council.members.validators import validate_one_line
from council.page_forms import PageForm

NAMES = OneText("name_ko", "name_en")
# Among how many one chooses; whoever means one of more writes more of the name.
CHOICES = 10
DAY = {"type": "date"}


class InterestForm(PageForm, forms.Form):
    """One tie. The organisation is named in words; where several are called so, the person chooses among them."""

    name = forms.CharField(
        label=_("Organisation"),
        max_length=200,
        validators=[validate_one_line],
        help_text=_("Its Korean or English name, or a part of it."),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Which of them"), required=False, to_field_name="key", widget=forms.HiddenInput
    )
    nature = forms.ChoiceField(label=_("What ties you to it"), choices=[("", _("Choose …")), *Interest.Nature.choices])
    words = forms.CharField(
        label=_("A word about it"),
        max_length=300,
        required=False,
        validators=[validate_one_line],
        help_text=_("Only where the choice above does not say it. The secretariat reads it."),
    )
    since = forms.DateField(label=_("First day"), required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text=_("Empty while it lasts."),
    )

    def __init__(self, data: Any, *, member: Member) -> None:
        super().__init__(data)
        # What members see; one's own may be kept off the list.
        self._known = Organisation.objects.filter(
            Q(pk__in=Organisation.objects.listed().values("pk")) | Q(pk=member.organisation_id)
        )
        self.fields["organisation"].queryset = self._known  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day comes before the first."))
        if cleaned.get("name"):
            cleaned["organisation"] = self._named(cleaned["name"], cleaned.get("organisation"))
        return cleaned

    def _named(self, name: str, chosen: Organisation | None) -> Organisation | None:
        """The one organisation that is meant; else the form says what is missing, and offers those that may be."""
        words = searched_words(name)
        found = (
            list(best_first(with_words(self._known, NAMES, words), NAMES, words, "name_ko", "pk")[: CHOICES + 1])
            if words
            else []
        )
        exact = [one for one in found if name.strip().lower() in (one.name_ko.lower(), one.name_en.lower())]
        for only in (found, exact):
            if len(only) == 1:
                return only[0]
        if chosen is not None and chosen in found:
            return chosen
        if not found:
            self.add_error("name", _("No organisation of this name is in the portal. Check it, or write to the secretariat."))
        elif len(found) > CHOICES:
            self.add_error("name", _("Many organisations are called so. Write more of the name."))
        else:
            field: Any = self.fields["organisation"]
            field.widget = forms.RadioSelect()
            field.choices = [(str(one.key), str(one)) for one in found]
            self.add_error("organisation", _("Several organisations are called so. Choose one."))
        return None


class EndInterestForm(PageForm, forms.Form):
    """The last day of a tie."""

    until = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))

    def __init__(self, data: Any, *, first: date, today: date) -> None:
        super().__init__(data, initial={"until": max(first, today)})
        self._first = first
        self.fields["until"].widget.attrs["min"] = first.isoformat()

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        if day < self._first:
            raise ValidationError(gettext("It cannot end before %(day)s.") % {"day": when.day(self._first)})
        return day
