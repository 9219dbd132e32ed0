"""The registrants of an event as a table for a spreadsheet: one row a registration, the answers in columns."""

import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from council import bilingual
from council.events.models import AgendaRegistration, Event, Question, Registration

NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?")
CHUNK = 1000


def answer_text(answer: dict[str, Any]) -> str:
    """An answer as staff read it, in the active language."""
    value = answer["value"]
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, list):
        return bilingual.pick(", ".join(value), ", ".join(answer.get("value_en", [])))
    return str(value)


def rows(event: Event) -> Iterator[list[Any]]:
    """The heading, then a row for each registration in the order of registering. Four queries, and one for each
    further thousand of registrations."""
    questions = list(event.questions.all())
    yield [
        _("State"),
        _("Name (Hangul)"),
        _("Name (romanised)"),
        _("Organisation"),
        _("Job title"),
        _("E-mail"),
        _("Phone"),
        _("Role"),
        _("Registered at"),
        _("Confirmed"),
        _("Ended"),
        _("Why it ended"),
        _("Note"),
        _("Sessions"),
        *(bilingual.text(question, "label") for question in questions),
    ]
    choices = AgendaRegistration.objects.live().select_related("item").order_by("item__starts_at", "pk")
    registrations = (
        event.registrations.select_related("member__user", "member__organisation")
        .prefetch_related(Prefetch("choices", queryset=choices, to_attr="live_choices"))
        .order_by("queued_at", "pk")
    )
    for registration in registrations.iterator(chunk_size=CHUNK):
        yield _row(registration, questions)


def _row(registration: Registration, questions: list[Question]) -> list[Any]:
    member = registration.member
    organisation = bilingual.text(member.organisation, "name") if member.organisation else member.organisation_name
    given = {answer["question"]: answer for answer in registration.answers}
    return [
        str(registration.get_state_display()),
        f"{member.family_name}{member.given_name}",
        f"{member.family_name_en.upper()} {member.given_name_en}".strip(),
        organisation,
        member.job_title,
        member.user.email,
        member.phone_display,
        str(registration.get_role_display()),
        _moment(registration.queued_at),
        _moment(registration.confirmed_at),
        _moment(registration.ended_at),
        str(registration.get_reason_display()),
        registration.note,
        ", ".join(_session(choice) for choice in registration.live_choices),  # type: ignore[attr-defined]  # prefetched above
        *(_answer(question, given.get(question.pk)) for question in questions),
    ]


def _moment(value: Any) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


def _session(choice: AgendaRegistration) -> str:
    waits = choice.state == AgendaRegistration.State.WAITLISTED
    return f"{choice.item} ({choice.get_state_display()})" if waits else str(choice.item)


def _answer(question: Question, answer: dict[str, Any] | None) -> Any:
    if answer is None:
        return ""
    text = answer_text(answer)
    # Numbers are counted with; whatever else begins like a formula is made inert by `tables`.
    return float(text) if question.kind == Question.Kind.NUMBER and NUMBER.fullmatch(text) else text
