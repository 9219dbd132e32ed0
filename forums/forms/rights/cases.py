"""What is typed of a case: what it is about, its steps, events, numbers, papers, costs, uses."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from council.members.models import Organisation
from council.members.validators import validate_one_line, validate_paragraphs
from council.page_forms import PageForm
from forums.forms.rights.base import day_input, lines
from forums.forms.rights.owners import OwnerRows, UploadForm
from forums.models import Cost, Filing, Forum, IPCase, RightUse
from forums.models.rights import EventKind, Right
from forums.models.rights.facts import EXTENSIONS
from forums.origins import Origins, key_of
from forums.services.rights.errors import ExtensionMissing
from forums.services.rights.papers import Stage
from forums.services.rights.recording import FIRST_ANNUITY, LAST_ANNUITY, NUMBERS
from forums.services.rights.steps import Step

OWNER_ROWS = 5
MOST_WON = 10**12


class CaseForm(PageForm, forms.ModelForm):
    """What a case is about."""

    inventors = forms.CharField(
        label=_("Inventors, or who made it"),
        required=False,
        max_length=2000,
        widget=lines(3),
        validators=[validate_paragraphs],
        help_text=_("One a line, in the order of the application."),
    )

    origin_of = forms.ChoiceField(
        label=_("Meeting or topic that it came from"),
        required=False,
        help_text=_("Those that you may see. Who may not see one learns no more of it than its forum."),
    )

    class Meta:
        model = IPCase
        fields = [
            "right",
            "title_ko",
            "title_en",
            "summary_ko",
            "summary_en",
            "industry",
            "classification",
            "forum",
            "origin",
        ]
        labels = {"origin": _("Or where else it came from")}
        widgets = {"summary_ko": lines(4), "summary_en": lines(4), "right": forms.RadioSelect}

    def __init__(self, *args: Any, places: Origins, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._origins = places
        self.fields["origin_of"].choices = [("", _("None of these")), *places.choices()]  # type: ignore[attr-defined]
        self.order_fields([*self.Meta.fields[:-1], "origin_of", "origin", "inventors"])
        if self.instance.pk is not None:
            self.initial["origin_of"] = key_of(self.instance)
            self.initial["inventors"] = "\n".join(self.instance.inventors.values_list("name", flat=True))
            if not self.instance.is_unfiled:
                del self.fields["right"]
        self.fields["forum"].queryset = Forum.objects.select_related("body")  # type: ignore[attr-defined]

    def clean_title_ko(self) -> str:
        return str(self.cleaned_data["title_ko"]).strip()

    def clean(self) -> dict[str, Any]:
        """The forum of a case is that of the meeting or topic that it came from."""
        data: dict[str, Any] = super().clean() or {}
        if "origin_of" in data:
            meeting, topic = self._origins.find(data["origin_of"])
            self.instance.origin_meeting, self.instance.origin_topic = meeting, topic
            source = meeting or topic
            if source is not None and "forum" in data:
                if data["forum"] is None:
                    data["forum"] = source.forum
                elif data["forum"].pk != source.forum_id:
                    self.add_error("forum", _("It came from %(forum)s, as you say below.") % {"forum": source.forum})
        return data

    def names(self) -> list[str]:
        """The inventors' names, one a line."""
        return [line.strip() for line in self.cleaned_data["inventors"].splitlines() if line.strip()]


class ChangeCaseForm(CaseForm):
    """What a case is about, to be changed. `seen` is what the reader saw."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=32)

    def say_what_is_kept(self, kept: CaseForm) -> None:
        """Beside each field in which something else was typed than `kept` shows: what it says now."""
        for name in [name for name in kept.fields if name in self.fields]:
            now, typed = kept[name].value(), self[name].value()
            if str(now or "").split() != str(typed or "").split():
                choices = dict(_flat(getattr(kept.fields[name], "choices", ())))
                shown = choices.get(str(now or ""), now) or _("nothing")
                self.add_error(name, _("It says now: %(value)s") % {"value": shown})


def _flat(choices: Any) -> Iterator[tuple[str, Any]]:
    """The choices of a field with those of its groups."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(key), label


class NewCaseForm(OwnerRows, CaseForm):
    """A new case: what it is about, and whose. `key` is given with the form: sent twice, it is one case."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def __init__(self, *args: Any, companies: "QuerySet[Organisation]", own: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_rows(companies, [], OWNER_ROWS)
        if own is not None:
            self.fields["company_1"].initial = str(own.pk)
        self.fields["is_equal"].initial = True
        self.order_fields([*self.Meta.fields[:-1], "origin_of", "origin", "inventors", "is_equal"])


class PaperForm(UploadForm):
    """A paper of a case."""

    stage = forms.ChoiceField(label=_("What it is"), choices=Stage.choices)
    title_ko = forms.CharField(label=_("Title (Korean)"), max_length=200, validators=[validate_one_line])
    title_en = forms.CharField(label=_("Title (English)"), required=False, max_length=200, validators=[validate_one_line])

    field_order = ("stage", "title_ko", "title_en", "upload")


class StepForm(PageForm, forms.Form):
    """What a step takes. `state` is what the reader saw."""

    on = forms.DateField(label=_("Date"), widget=day_input())
    number = forms.CharField(label=_("Number"), max_length=40, validators=[validate_one_line])
    year = forms.IntegerField(
        label=_("Annuity for year"),
        min_value=FIRST_ANNUITY,
        max_value=LAST_ANNUITY,
        help_text=_("The first three years are paid together at registration."),
    )
    reason = forms.CharField(label=_("Why"), required=False, max_length=1000, widget=lines(), validators=[validate_paragraphs])
    state = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, step: Step, case: IPCase, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].initial = case.state
        if step.event is None:
            del self.fields["on"]
        else:
            self.fields["on"].initial = today
        if not step.filing:
            del self.fields["number"]
        else:
            form = "1234567" if step.filing == Filing.Kind.REGISTRATION else f"{today.year}-1234567"
            number = self.fields["number"]
            number.required = step.needs_number
            number.label = Filing.Kind(step.filing).label
            number.help_text = _("Of the form %(example)s.") % {"example": f"{case.right}-{form}"}
        if not step.takes_year:
            del self.fields["year"]
        reason = self.fields["reason"]
        reason.required = step.needs_reason
        if not step.needs_reason:
            reason.label = _("Note")


class EventForm(PageForm, forms.Form):
    """Something that happened beside the steps."""

    kind = forms.ChoiceField(label=_("What happened"))
    on = forms.DateField(label=_("Date"), widget=day_input())
    number = forms.IntegerField(
        label=_("Months or days"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=_("Of an extension: by how many months for a response, by how many days for an appeal."),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=1000, widget=lines(), validators=[validate_paragraphs])

    def __init__(self, *args: Any, kinds: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, EventKind(kind).label) for kind in kinds]  # type: ignore[attr-defined]
        if not set(EXTENSIONS) & set(kinds):
            del self.fields["number"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("kind") in EXTENSIONS:
            least, most = NUMBERS[EventKind(data["kind"])]
            if "number" not in self.errors and not least <= (data.get("number") or 0) <= most:
                self.add_error("number", str(ExtensionMissing()))
        else:
            data["number"] = None
        return data


class CorrectionForm(PageForm, forms.Form):
    """How an event is corrected, and why. Without a day: it never happened."""

    on = forms.DateField(
        label=_("Right date"), required=False, widget=day_input(), help_text=_("Leave it empty if this never happened.")
    )
    number = forms.IntegerField(label=_("Year, months or days"), required=False, min_value=1, max_value=60)
    note = forms.CharField(label=_("Note"), required=False, max_length=1000, widget=lines(), validators=[validate_paragraphs])
    reason = forms.CharField(label=_("Why"), max_length=1000, widget=lines(), validators=[validate_paragraphs])

    def __init__(self, *args: Any, has_number: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_number:
            del self.fields["number"]


class NumberForm(PageForm, forms.Form):
    """A number that an office gave."""

    kind = forms.ChoiceField(label=_("What it is"), choices=Filing.Kind.choices)
    country = forms.RegexField(
        r"^\s*[A-Za-z]{2}\s*$",
        label=_("Country"),
        initial="KR",
        max_length=4,
        help_text=_("Two letters: KR, US, DE. An international application is WO by itself."),
        error_messages={"invalid": _("Write two letters, for example US.")},
    )
    number = forms.CharField(label=_("Number that the office gave"), max_length=40, validators=[validate_one_line])
    on = forms.DateField(label=_("Date"), widget=day_input())

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).strip().upper()


def _choose_the_only(field: forms.Field, companies: "QuerySet[Organisation]") -> None:
    """Who acts for one company does not choose it."""
    found = list(companies[:2])
    if len(found) == 1:
        field.initial = found[0].pk


class CostForm(PageForm, forms.ModelForm):
    """What was paid."""

    amount_krw = forms.IntegerField(label=_("Amount in won"), min_value=1, max_value=MOST_WON)

    class Meta:
        model = Cost
        fields = ["what", "amount_krw", "paid_by", "on"]
        widgets = {"on": day_input()}

    def __init__(self, *args: Any, companies: "QuerySet[Organisation]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid_by"].queryset = companies  # type: ignore[attr-defined]
        _choose_the_only(self.fields["paid_by"], companies)


class UseForm(PageForm, forms.ModelForm):
    """What a right was worth in a year."""

    amount_krw = forms.IntegerField(label=_("Amount in won"), required=False, min_value=0, max_value=MOST_WON)

    class Meta:
        model = RightUse
        fields = ["organisation", "kind", "year", "what", "amount_krw"]

    def __init__(self, *args: Any, companies: "QuerySet[Organisation]", now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = companies  # type: ignore[attr-defined]
        _choose_the_only(self.fields["organisation"], companies)
        this_year = timezone.localdate(now).year
        self.fields["year"] = forms.IntegerField(label=_("Year"), min_value=1950, max_value=this_year, initial=this_year)


class ReasonForm(PageForm, forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Why"), max_length=1000, widget=lines(), validators=[validate_paragraphs])


class PutBackForm(ReasonForm):
    """Why the last step is taken back. `seen` is which."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)


class DeclarationForm(PageForm, forms.Form):
    """Which case a declared invention belongs to; or a word why to none."""

    case = forms.ModelChoiceField(
        IPCase.objects.none(),
        label=_("Joint IP case that it belongs to"),
        required=False,
        empty_label=_("None: nothing is to be filed jointly"),
        help_text=_("The disclosure is recorded in the case, and its grace period runs from that day."),
    )
    word = forms.CharField(
        label=_("What came of it"),
        required=False,
        max_length=1000,
        widget=lines(),
        validators=[validate_paragraphs],
        help_text=_("Needed where it belongs to no case: who was asked, and what he said."),
    )

    def __init__(self, *args: Any, cases: "QuerySet[IPCase]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["case"]
        field.queryset = cases
        field.label_from_instance = lambda one: f"{one.reference} {one.title}"

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "case" in data and data["case"] is None and not data.get("word") and "word" not in self.errors:
            self.add_error("word", _("Please say why."))
        return data


class CaseFilterForm(forms.Form):
    """The filters of the list. What is not understood is left out."""

    q = forms.CharField(label=_("Title or number"), required=False, max_length=100)
    right = forms.ChoiceField(label=_("Right"), required=False, choices=[("", _("All rights")), *Right.choices])

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.is_valid()

    def apply(self, cases: "QuerySet[IPCase]") -> "QuerySet[IPCase]":
        """Those that match."""
        words = (self.cleaned_data.get("q") or "").replace("\x00", "").strip()
        if words:
            columns = ("title_ko", "title_en", "filings__number")
            cases = cases.filter(Q(*((f"{column}__icontains", words) for column in columns), _connector=Q.OR)).distinct()
        if self.cleaned_data.get("right"):
            cases = cases.filter(right=self.cleaned_data["right"])
        return cases

    @property
    def is_active(self) -> bool:
        """Whether anything is filtered."""
        return any(self.cleaned_data.values())
