"""What people write in the docket."""

import uuid
from typing import Any

from django import forms
from django.forms import inlineformset_factory
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from council.library.content import RefusedFileError, check_file
from council.library.novelty import NoveltyForm
from council.members.models import Member, Organisation
from council.members.validators import validate_one_line, validate_paragraphs
from council.page_forms import PageForm
from focusgroup.models import Cluster, Evidence, Opportunity, Proposal, Review, Vote

MOST_EVIDENCE = 20
ALL = ("", _("All"))


class ProposalFilters(forms.Form):
    """Which proposals one looks for. What is not understood is left out."""

    q = forms.CharField(label=_("Words or number"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    cluster = forms.ChoiceField(label=_("Cluster"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)

    def __init__(self, data: Any, *, years: list[int], is_inside: bool) -> None:
        super().__init__(data)
        states = [choice for choice in Proposal.State.choices if is_inside or choice[0] in Proposal.PUBLIC]
        kinds = [choice for choice in Proposal.Kind.choices if is_inside or choice[0] != Proposal.Kind.INVITATION]
        self._choose("state", states)
        self._choose("kind", kinds)
        self._choose("cluster", [(one.slug, str(one)) for one in Cluster.objects.all()])
        self._choose("year", [(str(year), str(year)) for year in years])
        self.is_valid()

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = [ALL, *choices]  # type: ignore[attr-defined]  # a ChoiceField

    def value(self, name: str) -> str:
        """What was given for `name`; empty where nothing, or nothing understood, was."""
        return str(self.cleaned_data.get(name) or "")

    @property
    def is_active(self) -> bool:
        """Whether anything is looked for."""
        return any(self.value(name) for name in self.fields)


class ProposalForm(PageForm, forms.ModelForm):
    """A draft, as its author writes it."""

    class Meta:
        model = Proposal
        fields = (
            "kind",
            "title_ko",
            "title_en",
            "problem_ko",
            "problem_en",
            "plan_ko",
            "plan_en",
            "clusters",
            "budget_krw",
            "authority_ko",
            "authority_en",
            "organisations",
            "owner",
        )
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 5}) for name in ("problem_ko", "problem_en", "plan_ko", "plan_en")},
            "clusters": forms.CheckboxSelectMultiple,
            "organisations": forms.SelectMultiple(attrs={"size": 8}),
        }

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["owner"].empty_label = _("The author")  # type: ignore[attr-defined]
        shown = Organisation.objects.listed()
        if self.instance.pk:
            # What staff added stays chosen.
            shown = shown | Organisation.objects.filter(proposals=self.instance)
        self.fields["organisations"].queryset = shown.distinct()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("title_ko") and not cleaned.get("title_en") and "title_ko" not in self.errors:
            self.add_error("title_ko", _("Give it a title in Korean or in English."))
        return cleaned


class OnceForm(forms.Form):
    """A form that makes something: `key` is given out with it, so that it makes one thing however often it is sent."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)


class NewProposalForm(OnceForm, ProposalForm):
    """A draft that is begun."""


def _address(length: int) -> forms.URLField:
    return forms.URLField(label=capfirst(_("source on the web")), required=False, max_length=length, assume_scheme="https")


class EvidenceForm(PageForm, forms.ModelForm):
    url = _address(500)

    class Meta:
        model = Evidence
        fields = ("label_ko", "label_en", "text", "url")
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("label_ko") and not cleaned.get("label_en") and not self.errors and not cleaned.get("DELETE"):
            self.add_error("label_ko", _("Name the evidence in Korean or in English."))
        return cleaned


EvidenceFormSet: Any = inlineformset_factory(
    Proposal,
    Evidence,
    form=EvidenceForm,
    extra=2,
    can_delete_extra=False,
    max_num=MOST_EVIDENCE,
    validate_max=True,
    can_delete=True,
)


class PaperForm(PageForm, NoveltyForm):
    """A file that goes with a proposal: everybody reads it, once that is adopted."""

    forbidden = _("It is not published like this. File first.")

    title_ko = forms.CharField(
        label=capfirst(_("title (Korean)")), required=False, max_length=200, validators=[validate_one_line]
    )
    title_en = forms.CharField(
        label=capfirst(_("title (English)")), required=False, max_length=200, validators=[validate_one_line]
    )
    upload = forms.FileField(label=capfirst(_("file")), max_length=250)
    field_order = ("title_ko", "title_en", "upload")

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        try:
            check_file(upload)
        except RefusedFileError as error:
            raise forms.ValidationError(str(error)) from None
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("title_ko") and not cleaned.get("title_en") and "title_ko" not in self.errors:
            self.add_error("title_ko", _("Give it a title in Korean or in English."))
        self.check_novelty(is_open=True)
        return cleaned


class ReasonForm(PageForm, forms.Form):
    """Why, or a word along the way."""

    reason = forms.CharField(
        label=_("A word (may stay empty)"),
        required=False,
        max_length=2000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CommentForm(PageForm, forms.Form):
    text = forms.CharField(
        label=_("Your comment"),
        max_length=4000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReviewForm(PageForm, forms.Form):
    recommendation = forms.ChoiceField(
        label=_("Recommendation"), choices=Review.Recommendation.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Review"),
        max_length=8000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Say what speaks for it, what against it, and what should change. It is not changed once it is handed in."),
    )


class VoteForm(PageForm, forms.Form):
    """One seat's vote; one in conflict may be recused alone."""

    choice = forms.ChoiceField(label=_("Your vote"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, is_barred: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast = [one for one in Vote.Choice.choices if one[0] != Vote.Choice.PRESENT]
        allowed = [one for one in cast if one[0] == Vote.Choice.RECUSED] if is_barred else cast
        self.fields["choice"].choices = allowed  # type: ignore[attr-defined]  # a ChoiceField


class DecisionForm(PageForm, forms.Form):
    """What was decided, in words; the outcomes are those that follow from the vote."""

    outcome = forms.ChoiceField(label=_("Outcome of the vote"), widget=forms.RadioSelect)
    text_ko = forms.CharField(
        label=capfirst(_("decision (Korean)")), required=False, max_length=8000, validators=[validate_paragraphs]
    )
    text_en = forms.CharField(
        label=capfirst(_("decision (English)")), required=False, max_length=8000, validators=[validate_paragraphs]
    )
    dissent_ko = forms.CharField(
        label=capfirst(_("dissent (Korean)")), required=False, max_length=4000, validators=[validate_paragraphs]
    )
    dissent_en = forms.CharField(
        label=capfirst(_("dissent (English)")), required=False, max_length=4000, validators=[validate_paragraphs]
    )

    def __init__(self, *args: Any, outcomes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(one.value, one.label) for one in outcomes]  # type: ignore[attr-defined]
        for name in ("text_ko", "text_en", "dissent_ko", "dissent_en"):
            self.fields[name].widget = forms.Textarea(attrs={"rows": 5 if name.startswith("text") else 2})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("text_ko") and not cleaned.get("text_en"):
            self.add_error("text_ko", _("Write the text in Korean or in English."))
        return cleaned


class DoneForm(PageForm, forms.Form):
    note = forms.CharField(
        label=_("What came of it (may stay empty)"), required=False, max_length=500, validators=[validate_one_line]
    )


class OpportunityForm(OnceForm, PageForm, forms.ModelForm):
    url = _address(200)

    class Meta:
        model = Opportunity
        fields = ("kind", "title_ko", "title_en", "text_ko", "text_en", "url", "closes_on", "clusters", "organisation")
        widgets = {
            "text_ko": forms.Textarea(attrs={"rows": 4}),
            "text_en": forms.Textarea(attrs={"rows": 4}),
            "closes_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "clusters": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.listed()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("title_ko") and not cleaned.get("title_en") and "title_ko" not in self.errors:
            self.add_error("title_ko", _("Give it a title in Korean or in English."))
        return cleaned


TAKE_UP = "draft"


class SettleForm(PageForm, forms.Form):
    """What becomes of an opportunity, with a word why."""

    what = forms.ChoiceField(label=_("What becomes of it"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("Kind of the proposal"), required=False, choices=Proposal.Kind.choices)
    word = forms.CharField(
        label=_("Why"), max_length=500, validators=[validate_paragraphs], widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, opportunity: Opportunity, may_draft: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_draft = may_draft
        states = Opportunity.State
        choices: list[tuple[Any, Any]] = [(TAKE_UP, _("Take it up: begin a proposal of it"))] if may_draft else []
        choices.append((states.TAKEN_UP, _("Taken up in another way")))
        if opportunity.state == states.OPEN:
            choices.append((states.PARKED, _("Park it for later")))
        choices.append((states.DROPPED, _("Drop it")))
        self.fields["what"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        if not may_draft:
            del self.fields["kind"]


class MemberChoiceField(forms.ModelChoiceField):
    """People by their names in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        member: Member = obj
        return member.display_name()
