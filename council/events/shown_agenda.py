"""The one door to agendas for readers: what programmes keep back (`programmes.event_veils`) is not shown anywhere.

Staff's own screens of an event read its agenda as it is; they are its programme's alone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Value
from django.utils.translation import gettext as _

from council import programmes, when
from council.events.models import AgendaItem, Event


def _among(column: str, queries: Iterable[Any]) -> Q:
    condition = Q()
    for query in queries:
        condition |= Q(**{f"{column}__in": query})
    return condition or Q(pk__in=[])


def _sealed(column: str) -> Q:
    return _among(column, (veil.sealed() for veil in programmes.event_veils.all()))


def _unnamed(column: str, user: Any, now: datetime) -> Q:
    return _among(column, (veil.nameless(user, now) for veil in programmes.event_veils.all()))


def _marked(items: QuerySet[AgendaItem], nameless: Q) -> QuerySet[AgendaItem]:
    is_nameless: Any = ExpressionWrapper(nameless, BooleanField()) if programmes.event_veils.all() else Value(False)
    return items.annotate(is_nameless=is_nameless)


def shown_agenda(user: Any, now: datetime, *, leaves: bool = False) -> QuerySet[AgendaItem]:
    """The agenda items that are for `user` at `now`, of events that he may see, each with `is_nameless`: whether its speakers
    are not named to him. With `leaves` (what goes out of the portal: files, feeds, mails) they are named to nobody where a
    programme says so."""
    hidden = _among("pk", (veil.items(user, now) for veil in programmes.event_veils.all()))
    items = AgendaItem.objects.exclude(hidden) if programmes.event_veils.all() else AgendaItem.objects.all()
    return _marked(items, _sealed("event") if leaves else _unnamed("event", user, now))


def of_kept_back_items(column: str, user: Any, now: datetime) -> Q:
    """A condition on what belongs to an agenda item, named by `column`: the item is not for `user` at `now`."""
    return _among(column, (veil.items(user, now) for veil in programmes.event_veils.all()))


def kept_from_readers(event: Event) -> set[int]:
    """The keys of the items of `event` that its plain readers are not shown (yet), as of its beginning: one query. What leaves
    the portal does not say them, whoever it is for."""
    if not programmes.event_veils.all():
        return set()
    hidden = of_kept_back_items("pk", AnonymousUser(), event.starts_at)
    return set(AgendaItem.objects.filter(hidden, event=event).values_list("pk", flat=True))


def untitled(item: AgendaItem) -> str:
    """What an item (with its `event`) is called where its title is kept back, in the active language: by its time."""
    return _("Session on %(when)s") % {"when": when.span(item.starts_at, item.ends_at, item.event.time_zone)}


def as_it_leaves(items: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """`items` that their reader knows already, each with `is_nameless`, for what goes out of the portal."""
    return _marked(items, _sealed("event"))


def talks(user: Any, now: datetime) -> QuerySet[AgendaItem]:
    """Who spoke where, as far as `user` is told: the items whose speakers are named to him."""
    return shown_agenda(user, now).exclude(_unnamed("event", user, now))


def sealed_events() -> QuerySet[Event]:
    """The events of which nothing that leaves the portal names anybody."""
    return Event.objects.filter(_sealed("pk"))


def speaks_in_confidence(user: Any, now: datetime) -> Q:
    """A condition on speakers: who speaks at an event that does not name him to `user`."""
    return _unnamed("agenda_items__event", user, now)


def speaks_sealed() -> Q:
    """A condition on speakers: who speaks at an event of which nothing that leaves the portal names anybody."""
    return _sealed("agenda_items__event")
