"""What outcomes show elsewhere: on a member's own page, in the navigation of a symposium."""

from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from council import bilingual, when
from council.programmes import DeskNotice, MyPageCard
from symposia.models import CEOTalk, FollowUp, NetworkAction, TalkQuestion
from symposia.panels import Tab
from symposia.permissions.group import is_desk
from symposia.permissions.offers import reader_member
from symposia.services.outcomes import open_sessions

SHOWN = 5


def card(user: Any, now: datetime) -> dict[str, Any] | None:
    """What the reader is asked about his contacts, and what he took on."""
    member = reader_member(user)
    if member is None:
        return None
    today = timezone.localdate(now)
    asked = FollowUp.objects.filter(member=member, outcome="", asked_on__lte=today).order_by("-asked_on", "-pk")
    rows = [
        {
            "title": _("What came of the contact with %(person)s?") % {"person": one.other.display_name()},
            "lang": "",
            "url": reverse("symposia:follow-up", args=[one.symposium.event.slug, one.key]),
            "meta": _("asked on %(day)s") % {"day": when.day(one.asked_on)},
        }
        for one in asked.select_related("other__user", "symposium__event")[:SHOWN]
    ]
    mine = NetworkAction.objects.pending().filter(owner=member).select_related("symposium__event").order_by("due_on", "pk")
    rows += [
        {
            "title": str(one),
            "lang": bilingual.text_language(one, "title"),
            "url": reverse("symposia:action-settle", args=[one.symposium.event.slug, one.key]),
            "meta": _("due on %(day)s") % {"day": when.day(one.due_on)},
        }
        for one in mine[:SHOWN]
    ]
    talks = CEOTalk.objects.filter(speaker=member, questions__state=TalkQuestion.State.OPEN, symposium__event__ends_at__gt=now)
    talks = talks.exclude(symposium__event__state="cancelled").select_related("symposium__event")
    rows += [
        {
            "title": str(one),
            "lang": bilingual.text_language(one, "title"),
            "url": one.get_absolute_url(),
            "meta": ngettext("%(number)s question was sent in", "%(number)s questions were sent in", one.number)
            % {"number": one.number},
        }
        for one in talks.annotate(number=Count("questions")).order_by("pk")[:SHOWN]
    ]
    return {"rows": rows} if rows else None


def _not_closed(user: Any, now: datetime) -> int:
    """Technology sessions that are over, and for which nobody said what stands in the way."""
    return open_sessions(now).count() if is_desk(user) else 0


NOTICE = DeskNotice(
    slug="technology-sessions-open",
    label=gettext_lazy("Symposia: technology sessions that are not closed"),
    count=_not_closed,
    url=lambda: f"{reverse('admin:symposia_symposium_changelist')}?waiting=sessions",
    order=74,
)
CARD = MyPageCard(slug="symposia-outcomes", template="symposia/outcomes/_card.html", context=card, order=76)
TAB = Tab(
    slug="outcomes",
    label=gettext_lazy("Outcomes"),
    url=lambda symposium: reverse("symposia:outcome-list", args=[symposium.event.slug]),
    order=60,
)
