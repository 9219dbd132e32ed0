from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from council.library.content import ENDINGS, RefusedFileError, check_file
from council.library.models import Document
from council.members.models import Skill
from council.members.validators import validate_one_line, validate_paragraphs
from council.page_forms import PageForm
from focusgroup.forms.docket import OnceForm
from focusgroup.models import Advice
from focusgroup.services.consultations.papers import MOST_FILES


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files, each of a kind that the library takes."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > MOST_FILES:
            raise forms.ValidationError(_("Five files at most."))
        files = [super(FilesField, self).clean(one, initial) for one in given]
        for upload in files:
            try:
                check_file(upload)
            except RefusedFileError as error:
                raise forms.ValidationError(str(error)) from None
        return files


class AskForm(OnceForm, PageForm, forms.Form):
    """A question to the Focus Group."""

    title = forms.CharField(label=_("What is it about?"), max_length=200, validators=[validate_one_line])
    question = forms.CharField(
        label=_("Your question"),
        max_length=5000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What you want to decide, what you have tried, and what the expert should know."),
    )
    skills = forms.ModelMultipleChoiceField(
        label=_("What should the expert know about?"),
        queryset=Skill.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    due_on = forms.DateField(
        label=_("Until when do you need the advice?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty if there is no hurry."),
    )

    attachments = FilesField(label=_("Attachments"), required=False, max_length=250)
    without = forms.ModelMultipleChoiceField(
        label=_("Take these files away"),
        queryset=Document.objects.none(),
        required=False,
        to_field_name="key",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, papers: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["skills"].queryset = Skill.objects.all()
        fields["attachments"].help_text = _("Up to five. Taken are: %(endings)s.") % {"endings": ENDINGS}
        if papers is not None:
            # A draft that is there already.
            del fields["key"]
        if papers:
            fields["without"].queryset = papers
        else:
            del fields["without"]

    def clean_without(self) -> list[Any]:
        """The keys of the chosen files."""
        return [document.key for document in self.cleaned_data["without"]]

    def clean_due_on(self) -> Any:
        day = self.cleaned_data.get("due_on")
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        return day


class DeclineForm(PageForm, forms.Form):
    """Why an expert does not take it on."""

    reason = forms.CharField(
        label=_("Why you decline"),
        max_length=1000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The secretariat reads it, and looks for another expert."),
    )


class AdviceForm(PageForm, forms.Form):
    """The advice, with files."""

    text = forms.CharField(
        label=_("Your advice"), max_length=20000, validators=[validate_paragraphs], widget=forms.Textarea(attrs={"rows": 12})
    )
    attachments = FilesField(label=_("Attachments"), required=False, max_length=250)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attachments"].help_text = _("Up to five. Taken are: %(endings)s.") % {"endings": ENDINGS}


class RatingForm(PageForm, forms.Form):
    """How useful the advice is."""

    rating = forms.TypedChoiceField(
        label=_("How useful is the advice?"),
        coerce=int,
        choices=[
            (5, _("5 – It decided the matter")),
            (4, _("4 – Very useful")),
            (3, _("3 – Useful")),
            (2, _("2 – Little useful")),
            (1, _("1 – Not useful")),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=2000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The expert and the secretariat read it."),
    )


class OutcomeForm(PageForm, forms.Form):
    """What came of the advice."""

    outcome = forms.ChoiceField(label=_("What came of it?"), choices=Advice.Outcome.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=2000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
