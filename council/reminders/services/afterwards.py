"""Addresses that a rule's own text may name after an event, and that not everybody has: its survey, one's own certificate."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from council.events.models import Event, Registration, Survey
from council.events.services.certificates import entitled_registrations
from council.events.services.surveys import asked_registrations, survey_in_use
from council.events.services.telling import LANGUAGES
from council.messaging.links import absolute_url
from council.reminders.models import TEXTS, Rule

# The views behind them. A line of the text that names one is left out for a reader who has none.
LINKS = {"survey_url": "events:event-survey", "certificate_url": "events:certificate"}
NOTES: dict[str, Promise] = {
    "survey_url": _("Lines with {survey_url} are left out for readers whom the survey does not ask."),
    "certificate_url": _("Lines with {certificate_url} are left out for readers who were not checked in."),
}
NO_SURVEY = _("This event has no survey that takes answers then: lines with {survey_url} are left out.")


def used_links(texts: Iterable[str]) -> list[str]:
    """Which of `LINKS` stand in `texts`."""
    joined = "\n".join(texts)
    return [name for name in LINKS if f"{{{name}}}" in joined]


def without_missing(text: str, values: Mapping[str, Any]) -> str:
    """`text` without the lines that name one of `LINKS` for which `values` has no address."""
    missing = [f"{{{name}}}" for name in LINKS if not values.get(name)]
    return "\n".join(line for line in text.split("\n") if not any(name in line for name in missing))


class Links:
    """The addresses that the texts of `rule` name, of `event` as they are at the moment `at`; for everybody, until `load`
    has asked who of a batch of readers has which. Nothing is asked for a rule that names none."""

    def __init__(self, rule: Rule, event: Event, at: datetime) -> None:
        self.used = used_links(getattr(rule, name) for name in TEXTS) if rule.source == "event" else []
        self.event = event
        self.survey = survey_in_use(event, at) if "survey_url" in self.used else None
        self._owners: dict[str, set[int]] | None = None

    def load(self, users: Iterable[int]) -> None:
        """Ask who of `users` (keys of log-ins) has which. One query a link."""
        keys = list(users)
        self._owners = {
            name: set(
                _owners(name, self.event, self.survey).filter(member__user__in=keys).values_list("member__user", flat=True)
            )
            for name in self.used
        }

    def of(self, user_id: int, language: str) -> dict[str, str]:
        """The addresses in `language` (one of `LANGUAGES`) for this reader; empty for what he has not."""
        found = {}
        for name in self.used:
            there = name != "survey_url" or self.survey is not None
            has_it = there and (self._owners is None or user_id in self._owners[name])
            known = language if language in LANGUAGES else LANGUAGES[0]
            found[name] = absolute_url(LINKS[name], known, self.event.slug) if has_it else ""
        return found

    def notes(self) -> list[Promise]:
        """What staff must know of the lines that are left out."""
        without = self.survey is None
        return [NO_SURVEY if name == "survey_url" and without else NOTES[name] for name in self.used]


def _owners(name: str, event: Event, survey: Survey | None) -> Any:
    if name == "certificate_url":
        return entitled_registrations(event)
    return Registration.objects.none() if survey is None else asked_registrations(survey)
