"""What a network discussion agreed on: given to somebody, done or dropped, reported at the next symposium."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from council.events.models import AgendaItem, Event
from council.members.models import Member
from council.members.services.states import note
from symposia.models import NetworkAction, Session, Symposium
from symposia.permissions.group import runs, visible_symposia
from symposia.services.errors import NotYours, ReasonMissing, WrongState

State = NetworkAction.State


@transaction.atomic
def agree_action(
    *,
    symposium: Symposium,
    owner: Member,
    title_ko: str,
    title_en: str,
    due_on: date,
    by: Any,
    now: datetime,
    agenda_item: AgendaItem | None = None,
) -> NetworkAction:
    """Note what was agreed, who does it until when, and in which discussion (`agenda_item`), where that is said. The same twice
    is one. Raises `NotYours`, `WrongState` for what is no part of the symposium."""
    if not runs(by, symposium, now):
        raise NotYours
    if agenda_item is not None and agenda_item.event_id != symposium.event_id:
        raise WrongState
    Symposium.objects.select_for_update(no_key=True).get(pk=symposium.pk)
    about = {"symposium": symposium, "owner": owner, "title_ko": title_ko, "title_en": title_en, "due_on": due_on}
    about["agenda_item"] = agenda_item
    known = NetworkAction.objects.pending().filter(**about).first()
    if known is not None:
        return known
    made = NetworkAction(agreed_at=now, **about)
    note(made, by=by, reason="agree")
    made.save()
    return made


@transaction.atomic
def settle_action(*, action: NetworkAction, state: str, report: str, by: Any, now: datetime) -> NetworkAction:
    """Its owner says that it is done, or whoever runs the symposium that it is done or dropped, and what came of it. Twice is
    once. Raises `NotYours`, `ReasonMissing`, `WrongState`."""
    rows = NetworkAction.objects.select_for_update(no_key=True, of=("self",))
    held = rows.select_related("symposium__event", "owner__user").get(pk=action.pk)
    in_charge = runs(by, held.symposium, now)
    if not in_charge and not (by == held.owner.user and state == State.DONE):
        raise NotYours
    if held.state == state:
        return held
    if held.state != State.OPEN or state not in (State.DONE, State.DROPPED):
        raise WrongState
    if not report.strip():
        raise ReasonMissing
    held.state, held.settled_at, held.settled_by, held.report = state, now, by, report.strip()
    note(held, by=by, reason=state)
    held.save()
    return held


def agreed_before(symposium: Symposium, by: Any, now: datetime) -> list[NetworkAction]:
    """What was agreed before this symposium, at those that `by` may see: at the last one whatever became of it, of earlier ones
    what is still to be done. Two queries."""
    seen = visible_symposia(by, now).filter(event__starts_at__lt=symposium.event.starts_at)
    before = seen.filter(Exists(NetworkAction.objects.filter(symposium=OuterRef("pk"))))
    last = before.order_by("-event__starts_at", "-pk").first()
    if last is None:
        return []
    pending = Q(state=State.OPEN, symposium__in=before.values("pk"))
    found = NetworkAction.objects.filter(Q(symposium=last) | pending)
    return list(found.select_related("owner__user", "symposium__event", "agenda_item"))


def silent_discussions(now: datetime, symposium: Symposium) -> QuerySet[Session]:
    """Network discussions of `symposium` that are over by the clock, and left no action: none names them, and none that names
    no discussion was noted since they began. What was cancelled needs no word."""
    held = Session.objects.planned().filter(symposium=symposium, kind=Session.Kind.NETWORK)
    held = held.filter(agenda_item__ends_at__lte=now, agenda_item__is_cancelled=False)
    held = held.exclude(symposium__event__state=Event.State.CANCELLED)
    actions = NetworkAction.objects.filter(symposium=symposium)
    named = actions.filter(agenda_item=OuterRef("agenda_item"))
    since = actions.filter(agenda_item=None, agreed_at__gte=OuterRef("agenda_item__starts_at"))
    return held.exclude(Exists(named)).exclude(Exists(since))


def discussions_of(symposium: Symposium) -> QuerySet[AgendaItem]:
    """The network discussions on the agenda of `symposium`, in their order."""
    items = AgendaItem.objects.filter(event=symposium.event_id, is_cancelled=False)
    return items.filter(session__kind=Session.Kind.NETWORK, session__is_dropped=False).order_by("starts_at", "pk")
