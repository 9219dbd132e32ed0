"""What people type about themselves, step by step."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from council.members import consents
from council.members.business_number import normalise_business_number
from council.members.models import Member, Organisation, Skill
from council.members.phones import display_phone, normalise_phone
from council.page_forms import PageForm

# The answer “none of these” among the organisations offered.
NEW = "new"
OFFERED = 8


class _NamesMixin:
    """A name in Hangul or in Roman letters, or both; a telephone number in E.164."""

    def clean_phone(self) -> str:
        return normalise_phone(self.cleaned_data["phone"])  # type: ignore[attr-defined]

    def check_names(self) -> None:
        data = self.cleaned_data  # type: ignore[attr-defined]
        hangul = [data.get("family_name"), data.get("given_name")]
        roman = [data.get("family_name_en"), data.get("given_name_en")]
        if any(hangul) and not all(hangul):
            self._ask("given_name" if hangul[0] else "family_name")
        if any(roman) and not all(roman):
            self._ask("given_name_en" if roman[0] else "family_name_en")
        if not any(hangul) and not any(roman):
            self._ask("family_name")

    def _ask(self, name: str) -> None:
        # A field that has an error of its own already has been explained.
        if name not in self.errors:  # type: ignore[attr-defined]
            message = _("Give family and given name, in Hangul or in Roman letters.")
            self.add_error(name, message)  # type: ignore[attr-defined]


class ApplicationPersonForm(PageForm, _NamesMixin, forms.ModelForm):
    """Step 1: who you are."""

    class Meta:
        model = Member
        fields = ["family_name", "given_name", "family_name_en", "given_name_en", "kind", "phone", "language"]
        widgets = {
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name", "lang": "ko"}),
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name", "lang": "ko"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        }
        labels = {"kind": _("What you do"), "language": _("Language of our messages to you")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["phone"] = display_phone(self.initial.get("phone", ""))
        self.fields["phone"].help_text = _("If we may call you: 010-1234-5678, or +46 … abroad.")
        # Long enough for a number with spaces and brackets; what is stored is E.164.
        self.fields["phone"].validators.clear()
        # External people are never members (council.md); staff alone give that kind.
        choices = [choice for choice in Member.Kind.choices if choice[0] != Member.Kind.EXTERNAL]
        self.fields["kind"] = forms.ChoiceField(label=_("What you do"), choices=[("", _("Choose …")), *choices])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.check_names()
        return cleaned


class ApplicationOrganisationForm(PageForm, forms.ModelForm):
    """Step 2: the organisation. A name is looked up; where it is like known ones, the applicant picks one or says “new”."""

    organisation_name = forms.CharField(
        label=_("Organisation"),
        max_length=200,
        validators=Member._meta.get_field("organisation_name").validators,
        help_text=_("Its name in Korean or English, or a part of it: we look it up."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    organisation_number = forms.CharField(
        label=_("Business registration number"),
        required=False,
        max_length=20,
        help_text=_("XXX-XX-XXXXX, if it has one. It finds your organisation without doubt."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    organisation_choice = forms.ChoiceField(label=_("Is it one of these?"), required=False, widget=forms.RadioSelect)

    class Meta:
        model = Member
        fields = ["organisation_name", "organisation_number", "organisation_choice", "job_title", "grade"]
        widgets = {"job_title": forms.TextInput(attrs={"autocomplete": "organization-title"})}

    field_order = ["organisation_name", "organisation_number", "organisation_choice", "job_title", "grade"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["job_title"].required = True
        linked = self.instance.organisation
        if linked is not None:
            self.initial["organisation_name"] = str(linked)
            self.initial["organisation_number"] = linked.business_number
        name = self.data.get("organisation_name", "").strip() if self.is_bound else ""
        self.offered = self._look_up(name)
        if self.offered:
            self.fields["organisation_choice"].choices = [  # type: ignore[attr-defined]
                *((str(found.pk), _both_names(found)) for found in self.offered),
                (NEW, _("None of these: mine is new here")),
            ]
        else:
            del self.fields["organisation_choice"]

    def _look_up(self, name: str) -> list[Organisation]:
        # One letter would list everybody. A business number needs no choice. NUL cannot be looked up.
        if len(name) < 2 or len(name) > 200 or "\x00" in name or self._by_number() is not None:
            return []
        found = Organisation.objects.listed().looking_like(name)
        return list(found[:OFFERED])

    def _by_number(self) -> Organisation | None:
        number = normalise_business_number(self.data.get("organisation_number", "")) if self.is_bound else ""
        if not number or "\x00" in number:
            return None
        # Of one that is not listed nothing is told: the number is kept as for a new one, and the desk finds it.
        return Organisation.objects.listed().filter(business_number=number).first()

    def clean_organisation_number(self) -> str:
        number = normalise_business_number(self.cleaned_data["organisation_number"])
        if number:
            Member._meta.get_field("organisation_number").run_validators(number)
        return number

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["organisation"] = self._kept() or self._by_number() or self._chosen(cleaned.get("organisation_choice", ""))
        if cleaned["organisation"] is not None:
            cleaned["organisation_name"] = cleaned["organisation_number"] = ""
        return cleaned

    def _kept(self) -> Organisation | None:
        """The organisation that the page came with, left as it was: no question, whether it is among those offered or not."""
        linked = self.instance.organisation
        name = self.data.get("organisation_name", "").strip()
        number = normalise_business_number(self.data.get("organisation_number", ""))
        if linked is None or self.data.get("organisation_choice") == NEW:
            return None
        if name not in (linked.name_ko, linked.name_en) or number not in ("", linked.business_number):
            return None
        self.errors.pop("organisation_choice", None)
        return linked

    def _chosen(self, choice: str) -> Organisation | None:
        if not self.offered or "organisation_choice" in self.errors or "organisation_name" in self.errors:
            return None
        if not choice:
            plain = self._plain_match(self.cleaned_data["organisation_name"])
            if plain is None:
                self.add_error("organisation_choice", _("Choose your organisation, or say that it is new here."))
            return plain
        return next((found for found in self.offered if str(found.pk) == choice), None)

    def _plain_match(self, name: str) -> Organisation | None:
        """The organisation that needs no question: the one chosen before, or the only one, with exactly this name."""
        linked = self.instance.organisation
        if linked is not None and name == str(linked):
            return linked
        names = [(found.name_ko.casefold(), found.name_en.casefold()) for found in self.offered]
        return self.offered[0] if len(names) == 1 and name.casefold() in names[0] else None

    def values(self) -> dict[str, Any]:
        """What the draft keeps."""
        names = ("organisation", "organisation_name", "organisation_number", "job_title", "grade")
        return {name: self.cleaned_data[name] for name in names}


def _both_names(organisation: Organisation) -> str:
    # Whatever the language of the page, the reader recognises the name that he typed.
    return " · ".join(filter(None, (organisation.name_ko, organisation.name_en)))


class ApplicationReasonForm(PageForm, forms.ModelForm):
    """Step 3: why."""

    class Meta:
        model = Member
        fields = ["motivation"]
        widgets = {"motivation": forms.Textarea(attrs={"rows": 6})}
        help_texts = {"motivation": _("A few sentences: what you work on, and what you look for in the council.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["motivation"].required = True


class ApplicationConsentForm(PageForm, forms.Form):
    """Step 4: a box for each purpose, none ticked beforehand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wordings = consents.wordings_for_applicants()
        choice = _("Members see it once your application is approved. Which of it they see, you choose on the page “My data”.")
        for wording in self.wordings:
            label = _("I consent (needed for membership)") if wording.required else _("I consent (your choice)")
            self.fields[wording.purpose] = forms.BooleanField(
                label=label,
                required=wording.required,
                error_messages={"required": _("Without this consent we cannot take up your application.")},
                help_text=choice if wording.purpose == consents.DIRECTORY else "",
            )

    def rows(self) -> list[tuple[consents.Wording, Any]]:
        """Each wording with its box."""
        return [(wording, self[wording.purpose]) for wording in self.wordings]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for wording in self.wordings:
            if wording.depends_on and cleaned.get(wording.purpose) and not cleaned.get(wording.depends_on):
                self.add_error(wording.purpose, _("This goes together with the consent to news above. Tick both, or neither."))
        return cleaned

    def agreed(self) -> list[str]:
        """The purposes that were ticked."""
        return [wording.purpose for wording in self.wordings if self.cleaned_data.get(wording.purpose)]


class ProfileForm(PageForm, _NamesMixin, forms.ModelForm):
    """What a person changes about himself or herself."""

    skills = forms.ModelMultipleChoiceField(
        label=_("Skills"), queryset=Skill.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Member
        fields = [
            "family_name",
            "given_name",
            "family_name_en",
            "given_name_en",
            "organisation_name",
            "job_title",
            "grade",
            "phone",
            "language",
        ]
        widgets = {
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name", "lang": "ko"}),
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name", "lang": "ko"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        }
        labels = {
            "language": _("Language of our messages to you"),
            "organisation_name": _("New organisation, if you have changed"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["phone"] = display_phone(self.initial.get("phone", ""))
        self.fields["phone"].validators.clear()
        linked = self.instance.organisation
        if linked is not None:
            self.fields["organisation_name"].help_text = _(
                "You are listed with %(organisation)s. Write another name here and the secretariat changes it."
            ) % {"organisation": linked}
        if not Skill.objects.exists():
            del self.fields["skills"]
        else:
            self.initial["skills"] = [level.skill_id for level in self.instance.skill_levels.all()]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.check_names()
        return cleaned

    def values(self) -> dict[str, Any]:
        """The member's own fields."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
