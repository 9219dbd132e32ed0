"""What people type in the directory."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from council.members import directory
from council.members.models import DirectoryLetter, Member
from council.members.validators import validate_one_line, validate_paragraphs
from council.page_forms import PageForm

# A first letter of so much says what it is about.
LEAST_TEXT = 20


class DirectorySearchForm(forms.Form):
    """Whom one looks for. What is not understood is left out."""

    q = forms.CharField(label=_("Name, organisation or skill"), required=False, max_length=directory.LENGTH)
    kind = forms.ChoiceField(label=_("Field of activity"), required=False)
    skill = forms.ChoiceField(label=_("Skill"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = [choice for choice in Member.Kind.choices if choice[0] != Member.Kind.EXTERNAL]
        self.fields["kind"].choices = [("", _("All")), *kinds]  # type: ignore[attr-defined]
        skills = [(str(skill.pk), str(skill)) for skill in directory.all_skills()]
        self.fields["skill"].choices = [("", _("All")), *skills]  # type: ignore[attr-defined]
        self.is_valid()

    def value(self, name: str) -> str:
        """What was given for `name`; empty where nothing, or nothing understood, was."""
        return str(self.cleaned_data.get(name) or "")

    @property
    def is_active(self) -> bool:
        """Whether anything is looked for."""
        return any(self.value(name) for name in self.fields)


class LetterForm(PageForm, forms.ModelForm):
    """A letter to another member."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = DirectoryLetter
        fields = ["subject", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].validators.append(validate_one_line)
        self.fields["text"].validators.append(validate_paragraphs)
        self.fields["token"].initial = uuid.uuid4

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).strip()
        if len(text) < LEAST_TEXT:
            raise forms.ValidationError(_("Write a little more: what you do, and what you have in mind."), code="short")
        return text
