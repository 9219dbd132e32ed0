"""What people fill in for 1:1 meetings."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from council import when
from council.members.validators import validate_paragraphs
from council.page_forms import PageForm
from symposia.models import MatchingRound, MatchingSlot, MatchingTable, TechOffer
from symposia.models.matching.meetings import Priority

WORDS: dict[str, Any] = {"max_length": 600, "required": False, "validators": [validate_paragraphs]}


def clock_of(slot: MatchingSlot, zone: str) -> str:
    """“10:00–10:20”."""
    return when.clock(slot.starts_at, slot.ends_at, zone)


def by_day(slots: Sequence[MatchingSlot], the_round: MatchingRound) -> list[tuple[str, list[MatchingSlot]]]:
    """The slots of each day of the round, with the day in words."""
    zone = the_round.symposium.event.zone
    days: dict[Any, list[MatchingSlot]] = {}
    for slot in slots:
        days.setdefault(timezone.localdate(slot.starts_at, zone), []).append(slot)
    return [(when.day(day), found) for day, found in days.items()]


class AvailabilityForm(forms.Form):
    """When somebody is there, and what others read of him. The template draws the times, a group a day."""

    slots = forms.TypedMultipleChoiceField(
        label=_("Times at which you are available"), coerce=int, error_messages={"required": _("Choose at least one time.")}
    )
    about = forms.CharField(
        label=_("What I bring, and whom I look for"),
        help_text=_("Those who take part read it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        **WORDS,
    )

    def __init__(self, data: Any, *, the_round: MatchingRound, slots: Sequence[MatchingSlot], **options: Any) -> None:
        super().__init__(data, **options)
        zone = the_round.symposium.event.time_zone
        self.fields["slots"].choices = [(slot.pk, clock_of(slot, zone)) for slot in slots]  # type: ignore[attr-defined]
        chosen = {str(value) for value in self["slots"].value() or ()}
        self.days = [
            (day, [(slot.pk, clock_of(slot, zone), str(slot.pk) in chosen) for slot in found])
            for day, found in by_day(slots, the_round)
        ]


class AskForm(PageForm, forms.Form):
    """Asking somebody for a meeting."""

    priority = forms.TypedChoiceField(
        label=_("How important it is to you"), coerce=int, choices=Priority.choices, initial=Priority.WANT,
        help_text=_("Where not everything fits, what both find important comes first. The other sees it when accepting."),
    )  # fmt: skip
    offer = forms.TypedChoiceField(
        label=_("About a technology offer"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("One of yours: who is asked then knows that it is. Or one of the other’s that is open to you."),
    )
    message = forms.CharField(label=_("Message"), widget=forms.Textarea(attrs={"rows": 4}), **WORDS)

    def __init__(self, data: Any, *, offers: Sequence[TechOffer]) -> None:
        super().__init__(data)
        self.offers = {one.pk: one for one in offers}
        choices = [("", _("No single offer")), *((one.pk, str(one)) for one in offers)]
        self.fields["offer"].choices = choices  # type: ignore[attr-defined]
        if not offers:
            del self.fields["offer"]

    def asked(self) -> dict[str, Any]:
        """What the service takes."""
        cleaned = self.cleaned_data
        offer = self.offers.get(cleaned.get("offer") or 0)
        return {"priority": cleaned["priority"], "message": cleaned["message"], "offer": offer}


class AnswerForm(PageForm, forms.Form):
    """Saying yes, with a priority, or no."""

    priority = forms.TypedChoiceField(
        label=_("How important it is to you"), coerce=int, choices=Priority.choices, initial=Priority.WANT
    )
    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 3}), **WORDS)


class ReasonForm(PageForm, forms.Form):
    """A word why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays on record with the desk."),
    )


class PlaceForm(PageForm, forms.Form):
    """Where a meeting is to be: the desk."""

    slot = forms.TypedChoiceField(label=_("Time"), coerce=int, error_messages={"required": _("Choose a time.")})
    table = forms.TypedChoiceField(label=_("Table"), coerce=int, empty_value=None, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False, validators=[validate_paragraphs])
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any,
        *,
        the_round: MatchingRound,
        slots: Sequence[tuple[MatchingSlot, str]],
        tables: Sequence[MatchingTable],
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        zone = the_round.symposium.event.time_zone
        self.slots, self.tables = {one.pk: one for one, _note in slots}, {one.pk: one for one in tables}
        named = [(one.pk, " – ".join(filter(None, (when.moment(one.starts_at, zone), note)))) for one, note in slots]
        self.fields["slot"].choices = [("", _("Choose …")), *named]  # type: ignore[attr-defined]
        numbers = [(one.pk, _("Table %(number)d") % {"number": one.number}) for one in tables]
        self.fields["table"].choices = [("", _("Where it is, or the first free one")), *numbers]  # type: ignore[attr-defined]

    def place(self) -> dict[str, Any]:
        """What the service takes."""
        table = self.tables.get(self.cleaned_data.get("table") or 0)
        return {"slot": self.slots[self.cleaned_data["slot"]], "table": table}
