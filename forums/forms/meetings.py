"""What people write about meetings."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from council import when
from council.events.models import AgendaItem, Event, Speaker
from council.library.novelty import NoveltyForm
from council.members.validators import validate_one_line, validate_paragraphs
from council.page_forms import PageForm
from forums.models import Meeting
from forums.models.meetings.agenda import Talk

ALL = ("", _("All"))
ABSTRACTS = ("abstract_ko", "abstract_en")
MOMENT = "%Y-%m-%dT%H:%M"


class MeetingFilters(forms.Form):
    """Which meetings one looks for. What is not understood is left out."""

    when = forms.ChoiceField(
        label=_("When"), required=False, choices=[("", _("Coming meetings")), ("past", _("Past meetings"))]
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ALL, *Meeting.Kind.choices])

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.is_valid()

    def value(self, name: str) -> str:
        """What was given for `name`; empty where nothing, or nothing understood, was."""
        return str(self.cleaned_data.get(name) or "")

    @property
    def is_past(self) -> bool:
        return self.value("when") == "past"


def _line(label: Any, length: int, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=capfirst(label), required=required, max_length=length, validators=[validate_one_line], help_text=help_text
    )


def _text(label: Any, length: int, rows: int, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=capfirst(label),
        required=required,
        max_length=length,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(
        label=capfirst(label), widget=widget, input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
    )


class TitleNeeded(forms.Form):
    """A title in one language at least."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("title_ko") and not cleaned.get("title_en") and not {"title_ko", "title_en"} & set(self.errors):
            self.add_error("title_ko", _("Give it a title in Korean or in English."))
        return cleaned


class ItemForm(PageForm, NoveltyForm, TitleNeeded):
    """An item of the agenda. Times are Seoul's. What a talk of a symposium or seminar is about is published with its abstract:
    whoever writes one says whether it shows an invention that nobody has filed yet."""

    forbidden = _("It is not published like this. File first.")

    starts_at = _moment(_("begins"))
    ends_at = _moment(_("ends"))
    title_ko = _line(_("title (Korean)"), 200)
    title_en = _line(_("title (English)"), 200)
    abstract_ko = _text(_("abstract (Korean)"), 5000, 3)
    abstract_en = _text(_("abstract (English)"), 5000, 3)
    speakers = forms.ModelMultipleChoiceField(
        label=capfirst(_("speakers")),
        queryset=Speaker.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    field_order = ("starts_at", "ends_at", "title_ko", "title_en", *ABSTRACTS, "speakers")

    def __init__(self, data: Any = None, *, event: Event, speakers: Any, item: AgendaItem | None = None, **kwargs: Any) -> None:
        self.event = event
        initial: dict[str, Any] = {**kwargs.pop("initial", {})}
        if item is not None:
            for name in ("starts_at", "ends_at", "title_ko", "title_en", "abstract_ko", "abstract_en"):
                initial[name] = getattr(item, name)
            initial["speakers"] = [one.pk for one in item.speakers.all()]
        for name in ("starts_at", "ends_at"):
            if name in initial:
                initial[name] = timezone.localtime(initial[name]).replace(tzinfo=None)
        super().__init__(data, initial=initial, **kwargs)
        self.fields["speakers"].queryset = speakers  # type: ignore[attr-defined]  # a ModelMultipleChoiceField

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and not self.event.starts_at <= starts_at < self.event.ends_at:
            self.add_error("starts_at", _("It must lie within the meeting."))
        elif starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("It must end after it begins."))
        elif ends_at and ends_at > self.event.ends_at:
            self.add_error("ends_at", _("It must lie within the meeting."))
        if any(cleaned.get(name) and name in self.changed_data for name in ABSTRACTS):
            self.check_novelty(is_open=True)
        return cleaned


class ProposalForm(PageForm, TitleNeeded):
    """What somebody of the forum would like to talk about."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title_ko = _line(_("title (Korean)"), 200)
    title_en = _line(_("title (English)"), 200)
    text = _text(
        _("what it is about"), 2000, 4, help_text=_("Prices, costs, output, sales and terms of trade are no subject here.")
    )


class WordForm(PageForm, forms.Form):
    """Why, or a word along the way."""

    reason = _text(_("A word (may stay empty)"), 2000, 3)

    def __init__(self, *args: Any, required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required
        if required:
            self.fields["reason"].label = _("Why")


class DeclineForm(PageForm, forms.Form):
    word = _line(_("a word to the proposer"), 500, required=True)


class ClearForm(forms.Form):
    """What the clearer says of one item, as it was shown to him."""

    item = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(max_length=32, widget=forms.HiddenInput)
    what = forms.ChoiceField(choices=[("clear", "clear"), ("refuse", "refuse")], widget=forms.HiddenInput)
    note = forms.CharField(required=False, max_length=500, validators=[validate_one_line])


class StoppedForm(PageForm, forms.Form):
    """That a talk was stopped. There is no field for what was said."""

    at = _moment(_("when"))
    item = forms.ModelChoiceField(
        label=_("At which item"), queryset=AgendaItem.objects.none(), required=False, empty_label=_("Between items")
    )
    talk = forms.ChoiceField(label=capfirst(_("what it came to")), choices=Talk.choices)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["item"].queryset = event.agenda.all()  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_at(self) -> Any:
        at = self.cleaned_data["at"]
        if not self.event.starts_at <= at <= self.event.ends_at:
            raise forms.ValidationError(_("The time must lie within the meeting."))
        return at


class MinutesForm(PageForm, forms.Form):
    """Minutes in Markdown, in one language at least."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text_ko = _text(_("minutes (Korean)"), 60_000, 16, help_text=_("Markdown"))
    text_en = _text(_("minutes (English)"), 60_000, 16, help_text=_("Markdown"))
    note = _line(_("what changed"), 200)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("text_ko", "text_en"):
            # The headings that the form begins with say nothing.
            if all(line.startswith("#") or not line.strip() for line in cleaned.get(name, "").splitlines()):
                cleaned[name] = ""
        if not cleaned.get("text_ko") and not cleaned.get("text_en") and not {"text_ko", "text_en"} & set(self.errors):
            self.add_error("text_ko", _("Write the minutes in Korean or in English."))
        return cleaned


class MeetingChoiceField(forms.ModelChoiceField):
    """Meetings by title and day."""

    def label_from_instance(self, obj: Any) -> str:
        meeting: Meeting = obj
        return f"{meeting} · {when.day(timezone.localdate(meeting.event.starts_at))}"


class ApproveForm(PageForm, forms.Form):
    """At which meeting the minutes were approved."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    approved_in = MeetingChoiceField(
        label=_("Approved at the meeting"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=_("In writing, between meetings"),
    )
    reason = _text(_("A word (needed where they were approved in writing)"), 2000, 2)

    def __init__(self, *args: Any, meetings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approved_in"].queryset = meetings  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("approved_in") and not cleaned.get("reason") and "approved_in" not in self.errors:
            self.add_error("reason", _("Say how they were approved in writing."))
        return cleaned


class PersonChoiceField(forms.ModelChoiceField):
    """People by their names in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.display_name())


class ActionForm(PageForm, TitleNeeded):
    """What somebody does by a day."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title_ko = _line(_("what (Korean)"), 300)
    title_en = _line(_("what (English)"), 300)
    owner = PersonChoiceField(label=capfirst(_("who does it")), queryset=None)
    due_on = forms.DateField(label=capfirst(_("due on")), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]  # a ModelChoiceField


class DoneForm(PageForm, forms.Form):
    note = _line(_("What came of it (may stay empty)"), 500)
