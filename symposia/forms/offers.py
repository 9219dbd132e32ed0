"""What people write about technology offers."""

import uuid
from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from council.library.novelty import NoveltyForm
from council.members.validators import validate_paragraphs
from council.page_forms import PageForm
from symposia.models import InterestExpression, RoleVerification, TechOffer
from symposia.models.offers import LONGEST_REASON, LONGEST_TEXT
from symposia.models.words import AGREED
from symposia.services.offers import find_names, words_of

ALL = ("", _("All"))
LANGUAGES = ("ko", "en")


class OfferFilters(PageForm, forms.Form):
    """Which offers one looks for. What is not understood is left out."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    field = forms.ChoiceField(label=_("Field"), required=False, choices=[ALL, *TechOffer.Field.choices])
    trl = forms.TypedChoiceField(
        label=_("Readiness at least"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[ALL, *((number, f"TRL {number}") for number in range(1, 10))],
    )
    partner = forms.ChoiceField(label=_("Partner sought"), required=False, choices=[ALL, *TechOffer.Partner.choices])
    cooperation = forms.ChoiceField(
        label=_("Kind of cooperation"), required=False, choices=[ALL, *TechOffer.Cooperation.choices]
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.is_valid()

    def value(self, name: str) -> Any:
        """What was given for `name`; empty where nothing, or nothing understood, was."""
        return self.cleaned_data.get(name) or ""

    @property
    def is_active(self) -> bool:
        return any(self.value(name) for name in self.fields)


class OfferForm(PageForm, forms.ModelForm):
    """An offer: what others see of it, then what opens with the owner's name."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    # What was written when the form was opened.
    seen = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)
    trl = forms.TypedChoiceField(
        label=_("Technology readiness level (TRL)"),
        coerce=int,
        choices=[
            ("", "---------"),
            (1, _("1 – basic principles observed")),
            (2, _("2 – concept formulated")),
            (3, _("3 – proof of concept in experiment")),
            (4, _("4 – validated in the laboratory")),
            (5, _("5 – validated in a relevant environment")),
            (6, _("6 – demonstrated in a relevant environment")),
            (7, _("7 – prototype in its real environment")),
            (8, _("8 – complete and qualified")),
            (9, _("9 – proven in operation")),
        ],
    )
    partners = forms.MultipleChoiceField(
        label=_("Partner sought"), choices=TechOffer.Partner.choices, widget=forms.CheckboxSelectMultiple
    )
    cooperation = forms.MultipleChoiceField(
        label=_("Kind of cooperation"), choices=TechOffer.Cooperation.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = TechOffer
        fields = (
            *(f"{name}_{language}" for name in (*TechOffer.TEASER, "description") for language in LANGUAGES),
            "field",
            "trl",
            "ipr",
            "partners",
            "cooperation",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 8 if name.startswith("description") else 3
        self.fields["description_ko"].help_text = _(
            "One inquirer at a time reads it, once you accept the interest: names, brands and numbers may stand here."
        )
        if self.instance.pk is not None:
            del self.fields["key"]
            self.fields["seen"].initial = words_of(self.instance)
        else:
            del self.fields["seen"]

    @cached_property
    def helper(self) -> FormHelper:
        helper = super().helper
        both = [f"{name}_{language}" for name in TechOffer.TEASER for language in LANGUAGES]
        helper.layout = Layout(
            "key" if "key" in self.fields else "seen",
            Fieldset(_("What others see, without a name"), *both),
            Fieldset(_("Facts"), "field", "trl", "ipr", "partners", "cooperation"),
            Fieldset(_("What opens with your name"), "description_ko", "description_en"),
        )
        return helper

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors.keys() & {"title_ko", "title_en"} and not cleaned.get("title_ko") and not cleaned.get("title_en"):
            self.add_error("title_ko", gettext("Give it a title in Korean or in English."))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # Constraints are answered beside their fields.
        return {*super()._get_validation_exclusions(), "title_en"}  # type: ignore[misc]  # a ModelForm's

    @property
    def values(self) -> dict[str, Any]:
        """What was entered, apart from what the form itself carries."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("key", "seen")}


class HandInForm(NoveltyForm, PageForm, forms.Form):
    """The novelty question, and the owner's word that the teaser names nobody."""

    # What the owner looked at.
    seen = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)
    forbidden = _("It is not offered like this. File first, or leave out how it works: nobody here has promised secrecy.")
    is_anonymous = forms.BooleanField(
        label=_("I have looked: no name, no brand and no number stands in what others see."),
        error_messages={"required": _("Look at what others will see, and confirm it.")},
    )

    def __init__(self, data: Any, *, offer: TechOffer, user: Any, now: datetime) -> None:
        super().__init__(data, initial={"seen": words_of(offer)})
        self.ask(user, now)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_novelty(is_open=True)
        return cleaned


class InterestForm(PageForm, forms.Form):
    """Why one is interested, and what one offers."""

    role = forms.ChoiceField(label=_("In which role?"), widget=forms.RadioSelect)
    message = forms.CharField(
        label=_("Why are you interested?"),
        max_length=LONGEST_TEXT,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    offered = forms.CharField(
        label=_("What do you offer?"),
        required=False,
        max_length=LONGEST_TEXT,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Funds, a trial line, orders, people …"),
    )

    def __init__(self, data: Any, *, roles: list[str]) -> None:
        super().__init__(data)
        names = dict(RoleVerification.Role.choices)
        self.fields["role"].choices = [(role, names[role]) for role in roles]  # type: ignore[attr-defined]  # a ChoiceField
        if len(roles) == 1:
            self.fields["role"].initial = roles[0]


class AnswerForm(PageForm, forms.Form):
    """What the owner answers, if anything."""

    answer = forms.CharField(
        label=_("A word to the inquirer"),
        required=False,
        max_length=LONGEST_REASON,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CloseForm(PageForm, forms.Form):
    """Why an offer is closed."""

    reason = forms.CharField(
        label=_("Why do you close it?"),
        required=False,
        max_length=LONGEST_REASON,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For yourself and the secretariat; inquirers do not read it."),
    )


class AgreeForm(PageForm, forms.Form):
    """With whom the owner has agreed, and, if he likes, on what."""

    interest = forms.ModelChoiceField(
        label=_("With whom have you agreed?"),
        queryset=InterestExpression.objects.none(),
        to_field_name="key",
        widget=forms.RadioSelect,
        empty_label=None,
    )
    agreed_as = forms.ChoiceField(
        label=_("What have you agreed on?"),
        required=False,
        choices=[("", _("I would rather not say")), *AGREED],
        widget=forms.RadioSelect,
        help_text=_("The organisers count it in their report. The other side does not see it."),
    )
    agreed_amount = forms.IntegerField(
        label=_("Amount (won)"), required=False, min_value=1, max_value=10**15, help_text=_("If you may tell.")
    )

    def __init__(self, data: Any, *, offer: TechOffer) -> None:
        super().__init__(data, initial={"agreed_as": ""})
        accepted = offer.interests.filter(state=InterestExpression.State.ACCEPTED)
        field: Any = self.fields["interest"]
        field.queryset = accepted.select_related("member__user", "organisation")
        field.label_from_instance = lambda one: " · ".join(str(part) for part in (one.member, one.organisation) if part)


class RoleForm(PageForm, forms.Form):
    """A role that somebody asks to be verified for."""

    role = forms.ChoiceField(label=_("Role to be verified"), choices=RoleVerification.Role.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What shows it?"),
        max_length=LONGEST_REASON,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Your fund, your company’s business, what you supply: the secretariat alone reads it."),
    )


class CheckForm(forms.Form):
    """The disclosure check: staff say of each point that they looked."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)
    no_name = forms.BooleanField(label=_("No name of a person or organisation, nor anything that leads to one"))
    no_brand = forms.BooleanField(label=_("No brand and no name of a product"))
    no_number = forms.BooleanField(label=_("No number of a right, a company, a telephone"))
    no_invention = forms.BooleanField(label=_("It does not show how an invention works that nobody has filed yet"))


def findings(offer: TechOffer) -> list[tuple[Any, str]]:
    """What the machine found in the teaser: the field's name and the word."""
    return [(one.label, one.word) for one in find_names(offer)]
