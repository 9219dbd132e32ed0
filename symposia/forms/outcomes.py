"""What people write about what a symposium leaves behind."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from council import when
from council.events.models import AgendaItem, Registration
from council.members.models import Member
from council.members.validators import validate_paragraphs
from council.page_forms import PageForm
from symposia.models import CEOTalk, FollowUp, NetworkAction, Obstacle, Symposium
from symposia.models.outcomes import Difficulty
from symposia.services.outcomes import discussions_of, words_of

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class EitherLanguage:
    """Mixin for a `ModelForm`: `either` names a bilingual field that must be written in one language at least."""

    either = ""

    def clean(self) -> dict[str, Any]:
        form: Any = self
        cleaned: dict[str, Any] = super().clean() or {}  # type: ignore[misc]  # a ModelForm's
        names = {f"{self.either}_ko", f"{self.either}_en"}
        if not form.errors.keys() & names and not any(cleaned.get(name) for name in names):
            form.add_error(f"{self.either}_ko", gettext("Write it in Korean or in English."))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # The constraint is answered beside its field.
        return {*super()._get_validation_exclusions(), f"{self.either}_en"}  # type: ignore[misc]  # a ModelForm's


class TalkForm(EitherLanguage, PageForm, forms.ModelForm):
    """A CEO talk: where it stands in the programme, who speaks, what was told and who may say so."""

    either = "title"
    # What was written when the form was opened.
    seen = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)
    difficulties = forms.MultipleChoiceField(
        label=_("Difficulties told of"), choices=Difficulty.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = CEOTalk
        fields = (
            *("agenda_item", "speaker", "company_ko", "company_en", "title_ko", "title_en", "stage", "difficulties"),
            *("told_ko", "told_en", "attribution"),
        )
        widgets = {
            "attribution": forms.RadioSelect,
            "told_ko": forms.Textarea(attrs={"rows": 5}),
            "told_en": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, *args: Any, symposium: Symposium, in_charge: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["stage"].required = True
        fields["company_ko"].help_text = _("Empty: the organisation that the speaker belongs to.")
        if self.instance.pk is None:
            del fields["seen"]
        else:
            fields["seen"].initial = words_of(self.instance)
        if in_charge:
            fields["agenda_item"].queryset = AgendaItem.objects.filter(event=symposium.event_id).order_by("starts_at", "pk")
            fields["speaker"].queryset = speakers_of(symposium)
        else:
            del fields["agenda_item"], fields["speaker"]
        if self.instance.plan_talk_id is not None:
            # The programme says when it is.
            fields.pop("agenda_item", None)


def speakers_of(symposium: Symposium) -> Any:
    """Members who speak at the symposium, or have a seat there."""
    spoken = Member.objects.filter(speaker_entries__agenda_items__event=symposium.event_id).values("pk")
    seated = Registration.objects.seated().filter(event=symposium.event_id).values("member")
    people = Member.objects.filter(pk__in=spoken) | Member.objects.filter(pk__in=seated)
    return people.select_related("user").order_by("family_name", "given_name", "pk").distinct()


class QuestionForm(PageForm, forms.Form):
    text = forms.CharField(
        label=_("Your question"), max_length=1000, validators=[validate_paragraphs], widget=forms.Textarea(attrs={"rows": 3})
    )


class ObstacleForm(EitherLanguage, PageForm, forms.ModelForm):
    """What stands in the way."""

    either = "text"

    class Meta:
        model = Obstacle
        fields = ("text_ko", "text_en", "stage", "kind", "raised_by")
        widgets = {"text_ko": forms.Textarea(attrs={"rows": 3}), "text_en": forms.Textarea(attrs={"rows": 3})}


class ResolutionForm(PageForm, forms.Form):
    resolution = forms.CharField(
        label=_("What became of it"),
        max_length=4000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DiscussionField(forms.ModelChoiceField):
    """One of the network discussions of a symposium, by title and time."""

    def label_from_instance(self, item: AgendaItem) -> str:
        return f"{item} · {when.span(item.starts_at, item.ends_at, item.event.time_zone)}"


class ActionForm(EitherLanguage, PageForm, forms.ModelForm):
    """What was agreed, who does it, until when, and in which discussion: the one that is `asked` for, or else the latest that
    has begun."""

    either = "title"

    class Meta:
        model = NetworkAction
        fields = ("title_ko", "title_en", "agenda_item", "owner", "due_on")
        field_classes = {"agenda_item": DiscussionField}
        widgets = {"due_on": DAY}

    def __init__(self, *args: Any, symposium: Symposium, now: datetime, asked: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = timezone.localdate(now)
        fields: Any = self.fields
        fields["owner"].queryset = speakers_of(symposium)
        discussions = discussions_of(symposium).select_related("event")
        begun = [one.pk for one in discussions if str(one.pk) == asked or (not asked and one.starts_at <= now)]
        fields["agenda_item"].queryset, fields["agenda_item"].initial = discussions, begun[-1] if begun else None
        fields["agenda_item"].empty_label = _("None of these")
        if not discussions:
            # Nothing to choose from.
            del fields["agenda_item"]

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < self.today:
            raise forms.ValidationError(_("This day has passed."))
        return day


class SettleForm(PageForm, forms.Form):
    """What came of an action."""

    state = forms.ChoiceField(label=_("How does it stand?"), widget=forms.RadioSelect)
    report = forms.CharField(
        label=_("What came of the action"),
        max_length=4000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any, *, in_charge: bool) -> None:
        super().__init__(data)
        states = NetworkAction.State
        found = (states.DONE, states.DROPPED) if in_charge else (states.DONE,)
        self.fields["state"].choices = [(one, one.label) for one in found]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["state"].initial = states.DONE


class FollowUpForm(PageForm, forms.Form):
    """What came of a contact, as one side tells it."""

    outcome = forms.ChoiceField(label=_("What came of it?"), choices=FollowUp.Outcome.choices, widget=forms.RadioSelect)
    amount = forms.IntegerField(
        label=_("Amount (won)"),
        required=False,
        min_value=1,
        max_value=10**15,
        help_text=_("Of a test, a licence, an investment or a joint project, if you may tell."),
    )
    text = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=2000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
