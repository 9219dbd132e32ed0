"""What the secretary fills in for each step of a proposal."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from council.events.models import Event
from council.members.models import Member
from council.members.validators import validate_one_line, validate_paragraphs
from council.page_forms import PageForm
from focusgroup.forms.docket import MemberChoiceField
from focusgroup.group import places
from focusgroup.models import AuthorityReply, Proposal, Review
from focusgroup.services.docket.reviewing import counted_reviews, possible_reviewers
from focusgroup.services.docket.sittings import meetings

AREA = {"rows": 4, "cols": 60}


def _reason(*, required: bool = False) -> forms.CharField:
    label = _("Why") if required else _("A word (may stay empty)")
    return forms.CharField(
        label=label, required=required, max_length=2000, validators=[validate_paragraphs], widget=forms.Textarea(attrs=AREA)
    )


def _to_come(day: date) -> None:
    """Raise `ValidationError` for a day that has passed: nothing is asked for by then."""
    if day < timezone.localdate():
        raise forms.ValidationError(_("This day has passed."))


def _day(label: Any, *, required: bool = True, is_to_come: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, validators=[_to_come] if is_to_come else [], widget=widget)


class StepForm(PageForm, forms.Form):
    """What a step asks for; `proposal` and `now` narrow the choices."""

    reason = _reason()

    def __init__(self, data: Any, *, proposal: Proposal, now: datetime) -> None:
        super().__init__(data)
        self.proposal, self.now = proposal, now
        self.prepare()

    def prepare(self) -> None:
        """Fill in the choices."""


class ReasonedForm(StepForm):
    reason = _reason(required=True)


class ReviewersForm(StepForm):
    first = MemberChoiceField(label=_("First reviewer"), queryset=Member.objects.none())
    second = MemberChoiceField(label=_("Second reviewer"), queryset=Member.objects.none())
    due_on = _day(_("Reviews due on"), is_to_come=True)
    field_order = ("first", "second", "due_on", "reason")

    def prepare(self) -> None:
        people = possible_reviewers(self.proposal, self.now).select_related("user")
        for name in ("first", "second"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["first"].help_text = _(
            "Holders of seats without a conflict of interest; author and owner are not among them."
        )
        self.fields["due_on"].initial = timezone.localdate(self.now) + timedelta(days=14)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("first") and cleaned.get("first") == cleaned.get("second"):
            self.add_error("second", _("Two different reviewers are needed."))
        return cleaned


class ReplaceForm(StepForm):
    review = forms.ModelChoiceField(
        label=_("Review that is not in, or does not count because of a conflict"), queryset=Review.objects.none()
    )
    reviewer = MemberChoiceField(label=_("New reviewer"), queryset=Member.objects.none())
    due_on = _day(_("Review due on"), is_to_come=True)
    field_order = ("review", "reviewer", "due_on", "reason")

    def prepare(self) -> None:
        counted = counted_reviews(self.proposal, self.now).values("pk")
        waiting = self.proposal.reviews.exclude(pk__in=counted).select_related("reviewer__user", "proposal")
        taken = self.proposal.reviews.values("reviewer")
        people = possible_reviewers(self.proposal, self.now).exclude(pk__in=taken).select_related("user")
        self.fields["review"].queryset = waiting  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["reviewer"].queryset = people  # type: ignore[attr-defined]
        self.fields["due_on"].initial = timezone.localdate(self.now) + timedelta(days=14)


def _labelled(kind: str, label: Any) -> dict[str, Any]:
    """Attributes of one of two fields under one label."""
    return {"type": kind, "aria-label": label}


class RoundForm(PageForm, forms.Form):
    closes_at = forms.SplitDateTimeField(
        label=_("Comments close"),
        widget=forms.SplitDateTimeWidget(
            date_attrs=_labelled("date", _("Comments close: day")),
            time_attrs=_labelled("time", _("Comments close: time of day")),
            date_format="%Y-%m-%d",
        ),
    )

    def __init__(self, data: Any, *, proposal: Proposal, now: datetime) -> None:
        initial = timezone.localtime(now + timedelta(days=14)).replace(hour=18, minute=0, second=0, microsecond=0)
        super().__init__(data, initial={"closes_at": initial})


class MeetingField(forms.ModelChoiceField):
    """Meetings with their day."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{timezone.localtime(obj.starts_at):%Y-%m-%d %H:%M} · {obj}"


class AgendaForm(StepForm):
    event = MeetingField(label=_("Meeting"), queryset=Event.objects.none())
    field_order = ("event", "reason")

    def prepare(self) -> None:
        self.fields["event"].queryset = meetings(self.now)  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["event"].help_text = _("Published meetings of the Focus Group that are not over.")


class ForwardForm(StepForm):
    reply_due_on = _day(capfirst(_("reply expected by")), required=False)
    field_order = ("reply_due_on", "reason")


class ReplyForm(PageForm, forms.Form):
    outcome = forms.ChoiceField(label=capfirst(_("reply")), choices=AuthorityReply.Outcome.choices)
    replied_on = _day(capfirst(_("replied on")))
    text_ko = forms.CharField(
        label=capfirst(_("text of the reply (Korean)")),
        required=False,
        max_length=8000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs=AREA),
    )
    text_en = forms.CharField(
        label=capfirst(_("text of the reply (English)")),
        required=False,
        max_length=8000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs=AREA),
    )

    def __init__(self, data: Any, *, proposal: Proposal, now: datetime) -> None:
        super().__init__(data, initial={"replied_on": timezone.localdate(now)})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("text_ko") and not cleaned.get("text_en"):
            self.add_error("text_ko", _("Write the text in Korean or in English."))
        return cleaned


class NothingForm(PageForm, forms.Form):
    """A step that asks for nothing more than to be confirmed."""

    def __init__(self, data: Any, *, proposal: Proposal, now: datetime) -> None:
        super().__init__(data)


class ActionStepForm(PageForm, forms.Form):
    """What somebody of the group is to do by a day."""

    title_ko = forms.CharField(
        label=capfirst(_("what (Korean)")), required=False, max_length=300, validators=[validate_one_line]
    )
    title_en = forms.CharField(
        label=capfirst(_("what (English)")), required=False, max_length=300, validators=[validate_one_line]
    )
    owner = MemberChoiceField(label=capfirst(_("owner")), queryset=Member.objects.none())
    due_on = _day(capfirst(_("due on")), is_to_come=True)

    def __init__(self, data: Any, *, proposal: Proposal, now: datetime) -> None:
        super().__init__(data)
        people = Member.objects.filter(pk__in=places(now).values("member")).select_related("user")
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("title_ko") and not cleaned.get("title_en"):
            self.add_error("title_ko", _("Say in Korean or in English what is to be done."))
        return cleaned
