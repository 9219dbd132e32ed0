"""What people write for a call: a contribution with its authors, a review; what the desk chooses."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import formset_factory
from django.utils.crypto import salted_hmac
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from council.events.fields import LineField
from council.events.forms import answers_of, field_name, options, question_field
from council.events.models import Question
from council.library.content import RefusedFileError
from council.library.novelty import FIELDS as NOVELTY_FIELDS
from council.library.novelty import NoveltyForm
from council.members.validators import validate_one_line, validate_paragraphs
from council.page_forms import PageForm
from symposia.models import Call, CallQuestion, Decision, DeclaredConflict, Review, Reviewer, Submission, TechOffer
from symposia.models.calls.call import Kind
from symposia.models.calls.reviewing import HIGHEST, LOWEST
from symposia.services.calls.drafting import last_change
from symposia.services.calls.papers import check_paper

ALL = ("", _("All"))
SCALE = [(str(number), str(number)) for number in range(LOWEST, HIGHEST + 1)]
TEXTS = ("title_ko", "title_en", "abstract_ko", "abstract_en", "keywords", "subjects", "trl", "offer")


def questions_of(call: Call, kind: str) -> list[CallQuestion]:
    """What `call` asks of a contribution of `kind`."""
    return [one for one in call.questions.filter(retired=False) if one.of_kind in ("", kind)]


class SubmissionForm(PageForm, NoveltyForm, forms.ModelForm):
    """A contribution as its author writes it. A draft may lack anything but a title; `is_complete`: it is handed in already and
    has to stay whole."""

    forbidden = _("It is not handed in like this: what is accepted is published. File first.")
    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    # What was changed last when the form was shown: one that somebody filled in before another change is refused.
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**63 - 1)
    upload = forms.FileField(label=_("File (PDF)"), required=False, max_length=250)

    class Meta:
        model = Submission
        fields = TEXTS
        widgets = {
            "abstract_ko": forms.Textarea(attrs={"rows": 7}),
            "abstract_en": forms.Textarea(attrs={"rows": 7}),
            "subjects": forms.SelectMultiple(attrs={"size": 7}),
        }

    def __init__(
        self, *args: Any, call: Call, kind: Any, offers: QuerySet[TechOffer], is_complete: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.call, self.kind, self.is_complete = call, kind, is_complete
        self.questions = questions_of(call, kind.kind)
        self.fields["seen"].initial = last_change(self.instance) if self.instance.pk else None
        if not kind.asks_trl:
            del self.fields["trl"]
        self._offer_own(offers)
        for name in ("abstract_ko", "abstract_en"):
            self.fields[name].widget.attrs["maxlength"] = call.most_characters
            self.fields[name].max_length = call.most_characters  # type: ignore[attr-defined]  # a CharField
        self.fields["upload"].help_text = _("At review nobody reads who wrote it: leave names out.") if call.is_blind else ""
        given = {one.get("question"): one for one in self.instance.answers}
        for question in self.questions:
            # A draft may leave open what is needed in the end.
            made = question_field(question)  # type: ignore[arg-type]  # the same columns as an event's question
            made.required = question.required and is_complete
            made.initial = _again(question, given.get(question.pk))
            self.fields[field_name(question)] = made  # type: ignore[arg-type]
        self.order_fields([name for name in self.fields if name not in ("upload", *NOVELTY_FIELDS)])

    def _offer_own(self, own: QuerySet[TechOffer]) -> None:
        """A technology proposal carries one of the submitter's own offers at this symposium; nothing else carries one."""
        if self.kind.kind != Kind.PROPOSAL or not own.exists():
            del self.fields["offer"]
            return
        offer: Any = self.fields["offer"]
        offer.queryset = own

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if upload:
            try:
                check_paper(upload)
            except RefusedFileError as error:
                raise forms.ValidationError(str(error)) from None
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("title_ko") and not cleaned.get("title_en") and "title_ko" not in self.errors:
            self.add_error("title_ko", _("Give it a title in Korean or in English."))
        if "novelty" in self.fields:
            self.check_novelty(is_open=True)
        return cleaned

    def values(self) -> dict[str, Any]:
        """What was typed, by field of a contribution."""
        found = {name: self.cleaned_data[name] for name in TEXTS if name in self.cleaned_data}
        answers = answers_of(self.call, self.questions, self.cleaned_data)  # type: ignore[arg-type]  # as an event's
        return {**found, "answers": answers}


def _again(question: CallQuestion, answer: Any) -> Any:
    """What was answered before, as the field of `question` takes it."""
    if answer is None:
        return None
    value = answer["value"]
    if question.kind == Question.Kind.YES_NO:
        return "yes" if value else "no"
    if question.kind in (Question.Kind.CHOICE, Question.Kind.CHOICES):
        places = {korean: str(place) for place, (korean, _en) in enumerate(options(question))}  # type: ignore[arg-type]
        chosen = [places[one] for one in value if one in places]
        return chosen if question.kind == Question.Kind.CHOICES else next(iter(chosen), None)
    return value


class SubmitForm(PageForm, NoveltyForm):
    """Handing a contribution in: what it shows of inventions is declared."""

    forbidden = SubmissionForm.forbidden

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.check_novelty(is_open=True)
        return cleaned


class AuthorForm(PageForm, forms.Form):
    """One of the authors. Who is a member is known by the address."""

    name_ko = LineField(label=_("Name (Korean)"), max_length=100, required=False)
    name_en = LineField(label=_("Name (English)"), max_length=100, required=False)
    affiliation_ko = LineField(label=_("Affiliation (Korean)"), max_length=200, required=False)
    affiliation_en = LineField(label=_("Affiliation (English)"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    is_presenter = forms.BooleanField(label=_("Presents"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        told = any(cleaned.get(name) for name in self.fields if name not in ("ORDER", "DELETE"))
        if told and not cleaned.get("DELETE") and not cleaned.get("name_ko") and not cleaned.get("name_en"):
            self.add_error("name_ko", _("Give the name in Korean or in English."))
        return cleaned


class _AuthorFormSet(forms.BaseFormSet):
    """The authors in their order."""

    def clean(self) -> None:
        addresses = [one["email"].lower() for one in self.authors() if one["email"]]
        if len(set(addresses)) != len(addresses):
            raise forms.ValidationError(_("Each person once: two authors have the same address."))

    def add_fields(self, form: Any, index: Any) -> None:
        super().add_fields(form, index)
        # What was typed counts, also where it is what a new form began with.
        form.empty_permitted = False
        form.fields["ORDER"].label = _("Place in the order")
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Take off")

    def authors(self) -> list[dict[str, Any]]:
        """What was typed of each author who stays, in their order; rows without a place come last."""
        rows = []
        for number, form in enumerate(self.forms):
            data = getattr(form, "cleaned_data", {})
            if data.get("DELETE") or not (data.get("name_ko") or data.get("name_en")):
                continue
            place = data.get("ORDER")
            rows.append(((place is None, place or 0, number), {name: data.get(name) for name in AuthorForm.base_fields}))
        return [row for _place, row in sorted(rows, key=lambda pair: pair[0])]


AuthorFormSet: Any = formset_factory(
    AuthorForm, formset=_AuthorFormSet, extra=1, can_order=True, can_delete=True, can_delete_extra=False, max_num=50
)


class ReasonForm(PageForm, forms.Form):
    """Why; needed."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReviewForm(PageForm, forms.ModelForm):
    """What a reviewer writes. All of it may wait, until it is handed in."""

    class Meta:
        model = Review
        fields = ("recommendation", "comment", "inner")
        widgets = {
            "recommendation": forms.RadioSelect,
            "comment": forms.Textarea(attrs={"rows": 9}),
            "inner": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {"comment": _("The authors read it after the decision, without your name.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.score_names = self.instance.score_names
        for name in self.score_names:
            column: Any = Review._meta.get_field(name)
            self.fields[name] = forms.TypedChoiceField(
                label=capfirst(str(column.verbose_name)),
                help_text=column.help_text or _("1 (poor) to 5 (excellent)"),
                choices=SCALE,
                coerce=int,
                empty_value=None,
                required=False,
                initial=getattr(self.instance, name),
                widget=forms.RadioSelect,
            )
        recommendation: Any = self.fields["recommendation"]
        recommendation.choices = Review.Recommendation.choices
        self.order_fields([*self.score_names, "recommendation", "comment", "inner"])


class GiveBackForm(PageForm, forms.Form):
    """Why somebody does not review: a conflict of some nature, or another reason."""

    nature = forms.ChoiceField(label=_("Why can you not review it?"), widget=forms.RadioSelect, required=False)
    note = forms.CharField(
        label=_("A word to the secretariat"),
        required=False,
        max_length=300,
        validators=[validate_one_line],
        help_text=_("Without a conflict, please say why."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        natures: Any = self.fields["nature"]
        natures.choices = [*DeclaredConflict.Nature.choices, ("", _("No conflict: another reason"))]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("nature") and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", _("Please say why."))
        return cleaned


class ConflictForm(forms.Form):
    """What keeps a reviewer from a contribution, as the desk notes it."""

    nature = forms.ChoiceField(
        choices=DeclaredConflict.Nature.choices, error_messages={"required": _("Say what the conflict is.")}
    )
    note = forms.CharField(required=False, max_length=300, validators=[validate_one_line])


class ReviewerForm(PageForm, forms.ModelForm):
    """What a reviewer says about himself."""

    class Meta:
        model = Reviewer
        fields = ("keywords", "most", "is_available")
        labels = {"is_available": _("I take reviews")}


class SubmissionFilters(forms.Form):
    """Which contributions the desk looks for. What is not understood is left out."""

    q = forms.CharField(label=_("Words or number"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    reviews = forms.ChoiceField(
        label=_("State of the reviews"),
        required=False,
        choices=[ALL, ("all-in", _("All in")), ("waiting", _("Some still missing")), ("short", _("Too few reviewers"))],
    )
    order = forms.ChoiceField(label=_("Order"), required=False, choices=[("", _("No.")), ("score", _("Score, best first"))])

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        states: Any = self.fields["state"]
        states.choices = [ALL, *(one for one in Submission.State.choices if one[0] != Submission.State.DRAFT)]
        kinds: Any = self.fields["kind"]
        kinds.choices = [ALL, *Kind.choices]
        self.is_valid()

    def value(self, name: str) -> str:
        """What was given for `name`; empty where nothing, or nothing understood, was."""
        return str(self.cleaned_data.get(name) or "")

    @property
    def is_active(self) -> bool:
        """Whether anything is looked for."""
        return any(self.value(name) for name in self.fields if name != "order")


class DecideForm(PageForm, forms.Form):
    """What is decided about the chosen contributions, and what their authors are told besides. `seen`: the state in which the
    desk saw each, by key."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=200_000)
    outcome = forms.ChoiceField(label=_("What is decided"), choices=Decision.Outcome.choices, widget=forms.RadioSelect)
    text_ko = forms.CharField(
        label=_("A word to the authors (Korean)"),
        required=False,
        max_length=4000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    text_en = forms.CharField(
        label=_("A word to the authors (English)"),
        required=False,
        max_length=4000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_seen(self) -> dict[int, str]:
        try:
            found = json.loads(self.cleaned_data["seen"])
            return {int(key): str(Submission.State(state)) for key, state in found.items()}
        except (ValueError, TypeError, AttributeError):
            raise forms.ValidationError(_("Choose the contributions again.")) from None


def seen_of(submissions: Sequence[Submission]) -> str:
    """The states of `submissions` by key, as `DecideForm.seen` takes them."""
    return json.dumps({one.pk: one.state for one in submissions})


def mark_of(data: Mapping[str, Any]) -> str:
    """A mark of what a valid `DecideForm` would write, and about what: whoever decides has seen mails with the same mark."""
    told = json.dumps([data["outcome"], data["text_ko"], data["text_en"], sorted(data["seen"].items())])
    return salted_hmac("symposia.decide", told, algorithm="sha256").hexdigest()


class SendForm(PageForm, forms.Form):
    """By when the reviews are to be handed in."""

    due_on = forms.DateField(label=_("Reviews are due on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self) -> date:
        due_on: date = self.cleaned_data["due_on"]
        if due_on <= self.today:
            raise forms.ValidationError(_("Give the reviewers some time."))
        return due_on
