"""What the form of a registration asks for a symposium besides, and what is kept of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from council.events.models import AgendaItem, Event, Registration
from council.events.services.errors import EventError
from council.events.shown_agenda import shown_agenda
from council.programmes import EventFollower, EventRule, RegistrationPart, Text
from symposia.forms.symposium import ParticipationForm
from symposia.group import SLUG
from symposia.models import Symposium
from symposia.models.symposium import lasts_as_it_should
from symposia.services import symposium as services

LENGTH: Text = gettext_lazy("A symposium lasts two or three days.")
CITED: Text = gettext_lazy("The proceedings are released, and their papers are cited by this address: it stays as it is.")


def refuse(event: Event) -> tuple[str, Text] | None:
    """Two days or three, always of this programme, and at one address once its proceedings are released: the rules of
    symposia.md, for whoever changes an event. One query."""
    known = Symposium.objects.filter(pk=event.pk).values_list("event__slug", "proceedings__released_at")
    held = known.first() if event.pk is not None else None
    if event.programme != SLUG:
        return ("programme", gettext_lazy("A symposium stays with its programme.")) if held is not None else None
    if (held is not None or event.kind == Event.Kind.SYMPOSIUM) and not lasts_as_it_should(event):
        return "ends_at", LENGTH
    if held is not None and held[1] is not None and held[0] != event.slug:
        return "slug", CITED
    return None


def form(event: Event, member: Any, data: Any, user: Any, now: datetime) -> ParticipationForm | None:
    """The form for who registers for a symposium; None for other events. Two queries."""
    symposium = services.symposium_of(event)
    if symposium is None:
        return None
    items = shown_agenda(user, now).filter(event=event, needs_registration=True).order_by("starts_at", "ends_at", "room", "pk")
    initial = {"role": services.likely_role(member)}
    return ParticipationForm(data, symposium=symposium, items=list(items), now=now, initial=initial)


def save(registration: Registration, filled: ParticipationForm, now: datetime) -> None:
    """Keep the answers."""
    cleaned = filled.cleaned_data
    services.note_participation(
        registration=registration,
        role=cleaned["role"],
        days=cleaned["days"],
        wanted=filled.wanted(),
        by=registration.member.user,
        now=now,
    )


def settle(registration: Registration, by: Any, now: datetime) -> Sequence[tuple[str, str]]:
    """Choose the sessions for who has a seat; who waits for one gets them later, by the tick."""
    try:
        chosen = services.book_wanted(registration=registration, by=by, now=now)
    except EventError as error:
        return [("warning", _("Your sessions could not be booked yet: %(why)s") % {"why": error})]
    if chosen is None:
        return []
    said = []
    if chosen.confirmed:
        count = len(chosen.confirmed)
        text = ngettext("You have a place at %(count)d session.", "You have a place at %(count)d sessions.", count)
        said.append(("success", text % {"count": count}))
    if chosen.waitlisted:
        count = len(chosen.waitlisted)
        text = ngettext(
            "%(count)d session is full: you are on its waiting list and move up by yourself.",
            "%(count)d sessions are full: you are on their waiting lists and move up by yourself.",
            count,
        )
        said.append(("info", text % {"count": count}))
    return said


def choosing(registration: Registration, items: Sequence[AgendaItem], by: Any, now: datetime) -> Text | None:
    """Refuse a session on a day on which he does not come."""
    item = services.come_to(registration, items, by, now)
    if item is None:
        return None
    text = _("“%(title)s” is on a day on which you do not come. Add the day under “My visit” on the symposium’s page first.")
    return text % {"title": item}


RULE = EventRule(slug=SLUG, refuse=refuse)
PART = RegistrationPart(
    slug=SLUG,
    form=form,
    template="symposia/symposium/_participation_fields.html",
    save=save,
    settle=settle,
    choosing=choosing,
)
FOLLOWER = EventFollower(slug=SLUG, follow=services.follow, order=0)
