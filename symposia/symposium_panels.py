"""What symposia show on pages of the platform: on their events, in the search, on one's own page, on staff's start page."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council import bilingual, when
from council.events.models import AgendaItem, Event, Registration
from council.members.models import Member
from council.members.permissions import member_of
from council.programmes import DeskNotice, EventPanel, MyPageCard, SearchHit, SearchSource, nothing_more
from symposia.group import SLUG
from symposia.models import Symposium, Track
from symposia.panels import Tab
from symposia.permissions.group import is_desk, visible_symposia

SHOWN = 10
# A symposium so near without anything in its programme needs somebody.
PROGRAMME_WITHIN = timedelta(days=30)


def _on_event(event: Any, user: Any, now: datetime) -> dict[str, Any] | None:
    """The way from an event's page to the symposium's own; for who is registered and has not said as what and when he comes (a
    seat may have been handed to him), the way to say it."""
    if event.programme != SLUG:
        return None
    found = Symposium.objects.filter(pk=event.pk).first()
    if found is None:
        return None
    found.event = event
    return {"symposium": found, "asks_visit": asks_visit(event, member_of(user), now)}


def asks_visit(event: Event, member: Member | None, now: datetime) -> bool:
    """Whether `member` is registered for the symposium of `event`, which is not over, and has not said as what and when he
    comes."""
    if member is None or event.state != Event.State.PUBLISHED or event.has_ended(now):
        return False
    return Registration.objects.live().filter(event=event, member=member, participation=None).exists()


# Whether there is one, and its theme.
VERSION = "SELECT concat(own.xmin, own.ctid) FROM symposia_symposium own WHERE own.event_id = e.id"


def search(words: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """The symposia that `user` may see and that have all the words in title, theme or the names of their tracks; the latest
    first. One query."""
    found = visible_symposia(user, now)
    for word in words.split():
        tracks = Track.objects.filter(symposium=OuterRef("pk"))
        named = tracks.filter(Q(title_ko__icontains=word) | Q(title_en__icontains=word))
        titled = Q(event__title_ko__icontains=word) | Q(event__title_en__icontains=word)
        found = found.filter(titled | Q(theme_ko__icontains=word) | Q(theme_en__icontains=word) | Q(Exists(named)))
    return [_hit(one) for one in found.order_by("-event__starts_at", "-pk")[: limit + 1]]


def _hit(symposium: Symposium) -> SearchHit:
    event = symposium.event
    return SearchHit(
        title=bilingual.text(event, "title"),
        url=symposium.get_absolute_url(),
        text=bilingual.text(symposium, "theme"),
        meta=when.span(event.starts_at, event.ends_at, event.time_zone, all_day=event.all_day),
        language=bilingual.text_language(event, "title"),
        text_language=bilingual.text_language(symposium, "theme"),
    )


def card(user: Any, now: datetime) -> dict[str, Any] | None:
    """The symposia that `user` is registered for and that are not over, with as what he comes. One query."""
    member = member_of(user)
    if member is None:
        return None
    own = Registration.objects.live().filter(
        member=member,
        event__symposium__isnull=False,
        event__state=Event.State.PUBLISHED,
        event__ends_at__gt=now,
    )
    rows = list(own.select_related("event", "participation").order_by("event__starts_at", "pk")[:SHOWN])
    return {"rows": rows, "now": now} if rows else None


def without_programme(now: datetime) -> QuerySet[Symposium]:
    """Symposia that begin within 30 days and have nothing in their agenda."""
    items = AgendaItem.objects.filter(event=OuterRef("pk"), is_cancelled=False)
    soon = Symposium.objects.filter(event__starts_at__gt=now, event__starts_at__lte=now + PROGRAMME_WITHIN)
    return soon.filter(~Exists(items), event__state__in=[Event.State.DRAFT, Event.State.PUBLISHED])


def _waiting(user: Any, now: datetime) -> int:
    return without_programme(now).count() if is_desk(user) else 0


PANEL = EventPanel(
    slug="symposium",
    template="symposia/symposium/_event_panel.html",
    context=_on_event,
    order=3,
    version=nothing_more,
    version_sql=VERSION,
)
SEARCH = SearchSource(slug="symposia", name=_("Symposia"), search=search, icon="easel2", order=60)
CARD = MyPageCard(slug="symposia", template="symposia/symposium/_card.html", context=card, order=60)
NOTICE = DeskNotice(
    slug="symposia-without-programme",
    label=_("Symposia: nothing in the programme yet, and it begins within 30 days"),
    count=_waiting,
    url=lambda: f"{reverse('admin:symposia_symposium_changelist')}?waiting=programme",
    urgent=True,
    order=60,
)
TAB = Tab(slug="symposium", label=_("Overview"), url=lambda symposium: symposium.get_absolute_url(), order=0)
