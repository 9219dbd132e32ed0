"""What people fill in: the form of a registration."""

import uuid
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from council import bilingual
from council.events.fields import LineField, ParagraphsField
from council.events.models import Event, Question, SurveyQuestion
from council.members.models import Member
from council.members.models.people import name_columns
from council.programmes import RegistrationPart

Kind = Question.Kind
RATINGS = [("1", _("1 – poor")), ("2", "2"), ("3", "3"), ("4", "4"), ("5", _("5 – excellent"))]


class RegistrationForm(forms.Form):
    """The questions of an event, and the name of a member who has not given one.

    `token` makes sending the same form twice harmless. `version` is that of the questions as they were shown."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, event: Event, member: Member, questions: list[Question], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"token": uuid.uuid4(), "version": event.questions_version})
        super().__init__(*args, **kwargs)
        self.event, self.member, self.questions = event, member, questions
        # What programmes ask besides, each with its own form: given by the view.
        self.parts: list[tuple[RegistrationPart, Any]] = []
        self.asks_name = not has_name(member)
        groups: list[Any] = ["token", "version"]
        if self.asks_name:
            self.fields["family_name"] = LineField(label=_("Family name"), max_length=50)
            self.fields["given_name"] = LineField(label=_("Given name"), max_length=50)
            self.fields["family_name"].widget.attrs["autocomplete"] = "family-name"
            self.fields["given_name"].widget.attrs["autocomplete"] = "given-name"
            groups.append(Fieldset(_("Your name"), "family_name", "given_name"))
        for question in questions:
            self.fields[field_name(question)] = question_field(question)
        if questions:
            groups.append(Fieldset(_("Questions of the organisers"), *(Field(field_name(one)) for one in questions)))
        self.helper = FormHelper()
        # The page holds the <form>, its button and the CSRF token.
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*groups)

    def clean_token(self) -> uuid.UUID:
        """A form without a token gets one: it is protected by the rule of one registration a person."""
        return self.cleaned_data.get("token") or uuid.uuid4()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        shown = cleaned.get("version")
        if self.questions and shown is not None and shown != self.event.questions_version:
            data = cast(QueryDict, self.data).copy()
            data["version"] = str(self.event.questions_version)
            self.data = data
            self.add_error(None, _("The questions were changed while you were answering. Please check your answers."))
        return cleaned

    def name_fields(self) -> dict[str, str]:
        """The member's columns that the given name belongs to: Hangul or romanised."""
        if not self.asks_name:
            return {}
        return name_columns(self.cleaned_data["family_name"], self.cleaned_data["given_name"])

    def answers(self) -> list[dict[str, Any]]:
        """Snapshots of what was answered: they stay true when a question is changed or retired later."""
        return answers_of(self.event, self.questions, self.cleaned_data)


def answers_of(event: Event, questions: list[Question], cleaned: dict[str, Any]) -> list[dict[str, Any]]:
    """Snapshots of the answers in `cleaned`, a form's data with a field for each of `questions`; what is empty is left out."""
    found = []
    for question in questions:
        value = cleaned.get(field_name(question))
        if value in (None, "", []):
            continue
        found.append(
            {
                "question": question.pk,
                "version": event.questions_version,
                "label_ko": question.label_ko,
                "label_en": question.label_en,
                **snapshot(question, value),
            }
        )
    return found


class TransferForm(forms.Form):
    """Whom a seat is handed to."""

    email = forms.EmailField(label=_("Your colleague's e-mail address"), max_length=254)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


def has_name(member: Member) -> bool:
    """Whether the member has given a name in either script."""
    return any((member.family_name, member.given_name, member.family_name_en, member.given_name_en))


def field_name(question: Question | SurveyQuestion) -> str:
    """The name of a question's field in the form."""
    return f"question-{question.pk}"


def options(question: Question | SurveyQuestion) -> list[tuple[str, str]]:
    """The options of a question as (Korean, English); the Korean stands in for an English one that is missing."""
    korean = [line.strip() for line in question.options_ko.splitlines() if line.strip()]
    english = [line.strip() for line in question.options_en.splitlines() if line.strip()]
    english += korean[len(english) :]
    return list(zip(korean, english, strict=False))


def question_field(question: Question | SurveyQuestion) -> forms.Field:
    """The form field that asks `question` in the active language."""
    common: dict[str, Any] = {"label": bilingual.text(question, "label"), "required": question.required}
    if question.kind == SurveyQuestion.Kind.RATING:
        return forms.ChoiceField(choices=RATINGS, widget=forms.RadioSelect, **common)
    if question.kind == Kind.TEXT:
        return ParagraphsField(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), **common)
    if question.kind == Kind.NUMBER:
        return forms.DecimalField(max_digits=15, decimal_places=4, **common)
    if question.kind == Kind.YES_NO:
        return forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect, **common)
    choices = [(str(place), bilingual.pick(*option)) for place, option in enumerate(options(question))]
    if question.kind == Kind.CHOICE:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    if question.kind == Kind.CHOICES:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    return LineField(max_length=300, **common)


def snapshot(question: Question | SurveyQuestion, value: Any) -> dict[str, Any]:
    """The answer as it is kept: plain JSON, for choices the texts in both languages."""
    if question.kind == SurveyQuestion.Kind.RATING:
        return {"value": int(value)}
    if question.kind == Kind.NUMBER:
        return {"value": format(value.normalize(), "f")}
    if question.kind == Kind.YES_NO:
        return {"value": value == "yes"}
    if question.kind in (Kind.CHOICE, Kind.CHOICES):
        texts = options(question)
        chosen = [texts[int(place)] for place in ([value] if question.kind == Kind.CHOICE else value)]
        return {"value": [korean for korean, _english in chosen], "value_en": [english for _korean, english in chosen]}
    return {"value": value}
