"""What people fill in after an event."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _

from council.events.forms import field_name, question_field, snapshot
from council.events.models import SurveyQuestion


class SurveyForm(forms.Form):
    """The questions of a survey, in their order; one of them at least is answered."""

    # The page says above the form what is wrong with it as a whole.
    errors_above = True

    def __init__(self, *args: Any, questions: list[SurveyQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[field_name(question)] = question_field(question)
        self.helper = FormHelper()
        # The page holds the <form>, its button and the CSRF token.
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*self.fields)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        # An empty sheet would count as an answer, and be the only one that this person may give.
        if not self.errors and not self.answers():
            raise forms.ValidationError(_("Answer at least one question."))
        return cleaned

    def answers(self) -> list[dict[str, Any]]:
        """Snapshots of what was answered: they stay true when a question is changed or retired later."""
        given = [(question, self.cleaned_data.get(field_name(question))) for question in self.questions]
        return [
            {
                "question": question.pk,
                "kind": question.kind,
                "label_ko": question.label_ko,
                "label_en": question.label_en,
                **snapshot(question, value),
            }
            for question, value in given
            if value not in (None, "", [])
        ]
