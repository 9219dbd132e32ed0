"""What forums and their seats show elsewhere: in the search, on a member's own page, on staff's start page."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import bilingual, when
from council.members.permissions import member_of
from council.programmes import DeskNotice, MyPageCard, SearchHit, SearchSource
from forums.group import places
from forums.models import Delegation, Forum, SeatApplication
from forums.permissions.group import is_desk
from forums.permissions.seats import decidable_applications

SEARCHED = ("body__name", "body__description", "field")
SHOWN = 10
TEXT_SHOWN = 160
State = SeatApplication.State


def search(words: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """The forums in whose name, field or description every word occurs: they are public. One query."""
    parts = words.split()
    if not parts:
        return []
    columns = [f"{name}_{language}" for name in SEARCHED for language in ("ko", "en")]
    every = [reduce(or_, (Q(**{f"{name}__icontains": word}) for name in columns)) for word in parts]
    found = Forum.objects.filter(reduce(and_, every)).select_related("body").order_by("pk")
    return [
        SearchHit(
            title=bilingual.text(one.body, "name"),
            url=one.get_absolute_url(),
            text=Truncator(bilingual.text(one.body, "description")).chars(TEXT_SHOWN),
            meta=str(one.get_cadence_display()),
            language=bilingual.text_language(one.body, "name"),
            text_language=bilingual.text_language(one.body, "description"),
        )
        for one in found[: limit + 1]
    ]


def card(user: Any, now: datetime) -> dict[str, Any] | None:
    """The forums in which the reader sits, his applications that wait, and those that wait for his decision. Three queries."""
    member = member_of(user)
    if member is None or not member.has_access(now):
        return None
    rows: list[dict[str, Any]] = []
    waiting = SeatApplication.objects.select_related("forum__body", "member__user").order_by("applied_at", "pk")
    if not is_desk(user):
        # The desk has its own list, of all of them.
        mine = decidable_applications(user, now).select_related("forum__body", "member__user")
        for one in mine.order_by("applied_at", "pk")[:SHOWN]:
            meta = _("%(name)s asks for a seat: please decide") % {"name": one.member.display_name()}
            rows.append({"title": str(one.forum), "url": one.get_absolute_url(), "meta": meta, "icon": "person-plus"})
    for one in waiting.filter(member=member, state=State.WAITING)[:SHOWN]:
        meta = _("Your application of %(day)s waits for a decision") % {"day": when.day(timezone.localdate(one.applied_at))}
        rows.append({"title": str(one.forum), "url": one.get_absolute_url(), "meta": meta, "icon": "hourglass-split"})
    own = places(now).filter(member=member, body__forum__isnull=False)
    sits_in = set(Delegation.objects.filter(stand_in__member=member).values_list("stand_in", flat=True))
    for place in own.select_related("body__forum").order_by("body", "pk")[:SHOWN]:
        role = str(place.get_role_display())
        if place.pk in sits_in and place.ends_on:
            role = _("You sit in for a colleague until %(day)s") % {"day": when.day(place.ends_on)}
        url = reverse("forums:forum-detail", args=[place.body.slug])
        rows.append({"title": str(place.body), "url": url, "meta": role, "icon": "people"})
    return {"rows": rows} if rows else None


def waiting_count(user: Any, now: datetime) -> int:
    """How many applications wait for the forums' staff."""
    return decidable_applications(user, now).count() if is_desk(user) else 0


SEARCH = SearchSource(slug="forums", name=gettext_lazy("Technology forums"), search=search, icon="people", order=58)
CARD = MyPageCard(slug="forum-seats", template="forums/seats/_my_card.html", context=card, order=58)
NOTICE = DeskNotice(
    slug="forum-seat-applications",
    label=gettext_lazy("Technology forums: applications for seats"),
    count=waiting_count,
    url=lambda: f"{reverse('admin:forums_seatapplication_changelist')}?state__exact=waiting",
    order=54,
)
