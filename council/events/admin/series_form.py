"""What staff fill in for a series: the rule in plain fields, or as an RRULE; and a look at the dates before they are saved."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from council.events import services
from council.events.models import Occurrence, Series
from council.events.recurrence import FREQUENCIES, MAX_INTERVAL, WEEKDAY_NAMES, WEEKDAYS, RuleError, check_rule, parts_of

CUSTOM, BY_WEEKDAY = "custom", "MONTHLY-WEEKDAY"
REPEATS = [
    ("WEEKLY", _("every week")),
    (BY_WEEKDAY, _("every month, on a weekday")),
    ("MONTHLY", _("every month, on the same day of the month")),
    ("DAILY", _("every day")),
    ("YEARLY", _("every year, on the same date")),
    (CUSTOM, _("by the rule written below")),
]
ORDINALS = [("1", _("first")), ("2", _("second")), ("3", _("third")), ("4", _("fourth")), ("-1", _("last"))]
PREVIEW = "_preview"
HOURS = ("starts_time", "ends_time")


def plain(rule: str) -> dict[str, Any]:
    """The plain fields that say the same as `rule`; `repeats` is `CUSTOM` where there are none."""
    try:
        parts = parts_of(rule)
    except RuleError:
        return {"repeats": CUSTOM}
    frequency, days = parts.get("FREQ", ""), parts["BYDAY"].split(",") if "BYDAY" in parts else []
    found: dict[str, Any] = {"repeats": frequency, "interval": parts.get("INTERVAL", "1"), "weekdays": days}
    if set(parts) - {"FREQ", "INTERVAL", "BYDAY"} or frequency not in FREQUENCIES:
        return {"repeats": CUSTOM}
    numbers = {day[:-2] for day in days}
    if frequency == "WEEKLY" and numbers <= {""}:
        return found
    if frequency == "MONTHLY" and len(numbers) == 1 and numbers <= {value for value, _label in ORDINALS}:
        return {**found, "repeats": BY_WEEKDAY, "ordinal": numbers.pop(), "weekdays": [day[-2:] for day in days]}
    return found if not days else {"repeats": CUSTOM}


class SeriesForm(forms.ModelForm):
    """A series. `_preview` in what was sent shows the dates and saves nothing; what would change or cancel events that are
    there already must be confirmed."""

    repeats = forms.ChoiceField(label=_("repeats"), choices=REPEATS, initial="WEEKLY")
    interval = forms.IntegerField(
        label=_("each how many"),
        min_value=1,
        max_value=MAX_INTERVAL,
        initial=1,
        required=False,
        help_text=_("2: every second week, month or day."),
    )
    ordinal = forms.ChoiceField(
        label=_("which of the month"), choices=ORDINALS, required=False, help_text=_("For a weekday of the month.")
    )
    weekdays = forms.MultipleChoiceField(
        label=_("weekdays"),
        choices=list(zip(WEEKDAYS, WEEKDAY_NAMES, strict=True)),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None: that of the first date."),
    )
    rule = forms.CharField(
        label=_("rule (RRULE)"),
        max_length=200,
        required=False,
        help_text=_("Only where no choice above fits, for example FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1."),
    )
    confirmed = forms.BooleanField(label=_("I have looked at what becomes of these events."), required=False)

    # The occurrence from which on this is another series; set by the administration.
    following: Occurrence | None = None

    class Meta:
        model = Series
        fields = ("rule",)  # the administration names the rest

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written = self.initial.get("rule") or self.instance.rule
        if written:
            for name, value in plain(written).items():
                self.initial[name] = value
        self.lines: list[services.PlannedEvent] = []
        if self.is_bound and self.data.get(self.add_prefix("all_day")):
            for name in HOURS:
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("all_day"):
            # They do not count, and stay as they were.
            cleaned |= {name: getattr(self.instance, name) for name in HOURS if cleaned.get(name) is None}
        first = cleaned.get("starts_on")
        if cleaned.get("repeats") == CUSTOM:
            rule = (cleaned.get("rule") or "").strip().upper()
        elif first is None or "interval" in self.errors or "weekdays" in self.errors:
            return cleaned
        else:
            rule = self._built(cleaned, WEEKDAYS[first.weekday()])
        try:
            check_rule(rule)
        except RuleError as error:
            self.add_error("rule", str(error))
        cleaned["rule"] = rule
        return cleaned

    def _built(self, cleaned: dict[str, Any], own_day: str) -> str:
        """The rule that the plain fields say."""
        repeats, interval = cleaned["repeats"], cleaned.get("interval") or 1
        days = cleaned.get("weekdays") or [own_day]
        rule = f"FREQ={'MONTHLY' if repeats == BY_WEEKDAY else repeats}" + (f";INTERVAL={interval}" if interval > 1 else "")
        if repeats == "WEEKLY":
            rule += ";BYDAY=" + ",".join(days)
        if repeats == BY_WEEKDAY:
            rule += ";BYDAY=" + ",".join(f"{cleaned.get('ordinal') or 1}{day}" for day in days)
        return rule

    def _post_clean(self) -> None:
        """After the instance was filled with what was typed: what would become of each date."""
        super()._post_clean()  # type: ignore[misc]  # the stubs leave it out
        if self.errors:
            return
        now = timezone.now()
        self.lines = services.plan_series(self.instance, now, occurrences=self._occurrences())
        try:
            services.check_plan(self.instance, self.lines)
        except services.SeatsTaken as error:
            self.add_error("capacity", str(error))
        if not self.lines:
            self.add_error("rule" if self.cleaned_data["repeats"] == CUSTOM else "repeats", _("This gives no date ahead."))
        if self.needs_confirmation and PREVIEW not in self.data and not self.cleaned_data.get("confirmed"):
            self.add_error("confirmed", _("Look at what becomes of the events below, and tick that you have."))

    def _occurrences(self) -> Iterable[Occurrence]:
        if self.following is not None:
            return services.occurrences_of(self.following.series, since=self.following.original_date)
        return services.occurrences_of(self.instance) if self.instance.pk else []

    @property
    def needs_confirmation(self) -> bool:
        """Whether events that are there already would change."""
        return any(line.action in services.Action.CONSEQUENCES for line in self.lines)

    def is_valid(self) -> bool:
        """A preview is never saved."""
        return super().is_valid() and PREVIEW not in self.data
