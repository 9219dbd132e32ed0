"""How a deadline came about, in words: event, rule and article, the end as counted, the days off in between, the version."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from council import bilingual, when
from forums.models import CaseEvent, Deadline, DeadlineState
from forums.services.clock import law
from forums.services.clock.rules import Rule, Unit

TONES = {
    DeadlineState.OPEN: "info",
    DeadlineState.LATE: "warning",
    DeadlineState.RESTORABLE: "danger",
    DeadlineState.MISSED: "danger",
    DeadlineState.OVER: "neutral",
    DeadlineState.MET: "success",
    DeadlineState.NOT_NEEDED: "neutral",
}
# Stands wherever a legal date does.
CONFIRM = gettext_lazy("Calculated; confirm with the attorney.")


@dataclass(frozen=True)
class Shown:
    """A deadline as a page shows it on a day."""

    deadline: Deadline
    name: str
    state: DeadlineState
    tone: str
    # The last day of the stage that it is in: the due date, or that of the late period or the restoration.
    until: date
    days_left: int

    @property
    def is_overdue(self) -> bool:
        """Whether the day has passed and something can still be, or could have been, lost by it."""
        return self.state in (DeadlineState.LATE, DeadlineState.RESTORABLE, DeadlineState.MISSED)

    @property
    def says_how_far(self) -> bool:
        """Whether there is a day ahead, or one on which something came of it, to be told beside the date."""
        ahead = self.state in (DeadlineState.OPEN, DeadlineState.LATE, DeadlineState.RESTORABLE)
        return ahead or bool(self.deadline.outcome and self.deadline.outcome_on)


def shown(deadline: Deadline, today: date) -> Shown:
    """`deadline` (its case loaded) as it stands on `today`."""
    state = deadline.state_on(today)
    until = {DeadlineState.LATE: deadline.late_until, DeadlineState.RESTORABLE: deadline.restorable_until}.get(state)
    until = until or deadline.due_on
    return Shown(deadline, name_of(deadline), state, TONES[state], until, (until - today).days)


def rule_of(deadline: Deadline) -> Rule | None:
    """The rule that counted it, in the version that did."""
    return law.find_rule(deadline.rule, deadline.rule_version, deadline.case.right)


def name_of(deadline: Deadline) -> str:
    """What falls due, in the active language: “Annuity of year 4”."""
    rule = rule_of(deadline)
    if deadline.serial and (rule is None or rule.yearly):
        return _("Annuity of year %(year)d") % {"year": deadline.serial}
    return str(rule.name) if rule is not None else deadline.rule


def period_of(rule: Rule, deadline: Deadline) -> str:
    """The length of the period: “4 months”, with an extension “4 months, extended by 1 month”."""
    if rule.yearly:
        years = deadline.serial - 1
        return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    months = rule.months * (deadline.serial + 1)
    length = _length(months, Unit.MONTHS) if months else _length(rule.days, Unit.DAYS)
    if deadline.extension:
        extension = _length(deadline.extension, rule.extension_unit)
        return _("%(period)s, extended by %(extension)s") % {"period": length, "extension": extension}
    return length


def version_of(deadline: Deadline) -> str:
    """Which version of the law counted it, by the days for which that holds; the version's own name where it holds for all."""
    rule = rule_of(deadline)
    since, until = (rule.since, rule.until) if rule is not None else (None, None)
    if since is not None and until is not None:
        days = {"first": when.day(since), "day": when.day(until)}
        return _("for what happened from %(first)s on, before %(day)s") % days
    if since is not None:
        return _("for what happened from %(day)s on") % {"day": when.day(since)}
    if until is not None:
        return _("for what happened before %(day)s") % {"day": when.day(until)}
    return deadline.rule_version


def _length(count: int, unit: Unit) -> str:
    if unit == Unit.DAYS:
        return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}
    if count % 12 == 0 and count > 12:
        return ngettext("%(count)d year", "%(count)d years", count // 12) % {"count": count // 12}
    return ngettext("%(count)d month", "%(count)d months", count) % {"count": count}


def explain(deadline: Deadline) -> list[tuple[str, str]]:
    """How its date came about, as facts in their order: (what, how), in the active language. `deadline` has its case, its event
    and the corrections that hold loaded."""
    rule = rule_of(deadline)
    rows = [(_("Counted from"), f"{deadline.event.get_kind_display()}, {when.day(deadline.event.on)}")]
    if deadline.counted_from != deadline.event.on:
        rows.append((_("Earliest date"), when.day(deadline.counted_from)))
    if rule is not None:
        rows.append((_("Rule"), f"{rule.name}: {period_of(rule, deadline)}"))
        rows.append((_("Article"), str(rule.article)))
    rows.append((_("End as counted"), when.day(deadline.raw_end)))
    rows.append((_("Days off in between"), _passed(deadline, rule)))
    rows.append((_("Calculated date"), when.day(deadline.calculated_on)))
    rows.append((_("Version of the rule"), version_of(deadline)))
    if rule is not None and rule.extension and not deadline.extension:
        can_be = _length(rule.extension, rule.extension_unit)
        rows.append((_("Extension"), _("On request by up to %(period)s") % {"period": can_be}))
    late = _too_late(deadline, rule) if rule is not None and not deadline.outcome else None
    if late is not None:
        rows.append((_("Recorded after the end"), f"{late.get_kind_display()}, {when.day(late.on)}"))
    if rule is not None and rule.note:
        rows.append((_("Note"), str(rule.note)))
    return rows


def _too_late(deadline: Deadline, rule: Rule) -> CaseEvent | None:
    """The first act that would have kept a pending deadline, had it come in time."""
    if not rule.is_ours or rule.late_months:
        return None
    acts = deadline.case.events.standing().filter(kind__in=rule.keeps, on__gt=deadline.due_on)
    return acts.order_by("on", "pk").first()


def _passed(deadline: Deadline, rule: Rule | None) -> str:
    if rule is not None and not rule.rolls:
        return _("A term does not go on over days off.")
    days = [
        f"{when.day(date.fromisoformat(day))} {bilingual.pick(korean, english)}" for day, korean, english in deadline.passed
    ]
    return "; ".join(days) or _("None")


def stages(deadline: Deadline) -> list[dict[str, Any]]:
    """What comes after the due date: late period and restoration, for the timeline of a page; nothing of other deadlines."""
    rows: list[dict[str, Any]] = [{"when": when.day(deadline.due_on), "title": _("Due date"), "text": ""}]
    if deadline.late_until:
        text = _("From the day after the due date on a surcharge is paid, too.")
        rows.append({"when": when.day(deadline.late_until), "title": _("End of the late period"), "text": text})
    if deadline.restorable_until:
        text = _("A right that was lost can be restored until then, at a higher fee.")
        rows.append({"when": when.day(deadline.restorable_until), "title": _("End of the restoration"), "text": text})
    return rows
