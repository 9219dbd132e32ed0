"""The days on which somebody has 1:1 meetings: one reminder a person and day, with the whole of it (`council.reminders`)."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat, TruncDate
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import bilingual, when
from council.events.models import Event
from council.events.text import one_line
from council.messaging.links import absolute_url
from council.programmes import DeadlineFacts, DeadlineRule, DeadlineSource
from symposia.group import SLUG
from symposia.models import Availability, Meeting
from symposia.services.matching.telling import line, schedule_of

ZONE = ZoneInfo("Asia/Seoul")
CONFIRMED = Meeting.State.CONFIRMED


def _items(since: datetime, until: datetime) -> Any:
    """The first meeting of each day of everybody who takes part, with the day; its subject is “availability:day”."""
    mine = Q(round__meetings__asker=F("member")) | Q(round__meetings__asked=F("member"))
    found = Availability.objects.filter(
        mine,
        round__meetings__state=CONFIRMED,
        round__meetings__starts_at__gt=since,
        round__meetings__starts_at__lte=until,
        round__symposium__event__state__in=(Event.State.PUBLISHED, Event.State.COMPLETED),
        member__user__is_active=True,
    ).annotate(day=TruncDate("round__meetings__starts_at", tzinfo=ZONE), deadline=F("round__meetings__starts_at"))
    earlier = Meeting.objects.annotate(day=TruncDate("starts_at", tzinfo=ZONE)).filter(
        Q(asker=OuterRef("member")) | Q(asked=OuterRef("member")),
        round=OuterRef("round"),
        state=CONFIRMED,
        day=OuterRef("day"),
        starts_at__lt=OuterRef("deadline"),
    )
    subject = Concat(Cast("pk", CharField()), Value(":"), Cast("day", CharField()))
    return (
        found.filter(~Exists(earlier))
        .annotate(subject=subject, recipient=F("member__user_id"))
        .values_list("subject", "recipient", "deadline")
    )


def _facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    wanted = {subject: subject.split(":") for subject in subjects}
    rows = Availability.objects.filter(pk__in=[int(key) for key, _day in wanted.values()])
    people = {str(row.pk): row for row in rows.select_related("round__symposium__event", "member")}
    schedules = schedule_of([row.member_id for row in people.values()])
    found = {}
    with translation.override(language):
        for subject, (key, day) in wanted.items():
            row = people.get(key)
            meetings = [
                one
                for one in (schedules[row.member_id] if row is not None else ())
                if row is not None
                and one.round_id == row.round_id
                and one.state == CONFIRMED
                and timezone.localdate(one.starts_at, ZONE).isoformat() == day
            ]
            if row is None or not meetings:
                continue
            event = row.round.symposium.event
            title = _("1:1 meetings on %(day)s: %(event)s") % {
                "day": when.day(timezone.localdate(meetings[0].starts_at, ZONE)),
                "event": one_line(bilingual.text(event, "title")),
            }
            text = "\n".join(line(one, row.member, language) for one in meetings)
            found[subject] = DeadlineFacts(title, text, absolute_url("symposia:meeting-schedule", language, event.slug))
    return found


SOURCE = DeadlineSource(
    slug="symposium-meetings",
    name=gettext_lazy("1:1 meetings of a day"),
    kind="meeting-reminder",
    items=_items,
    facts=_facts,
    rules=(
        DeadlineRule(name="day-before", days_before=1, at=time(17), grace=timedelta(hours=12)),
        DeadlineRule(name="same-day", days_before=0, at=time(7, 30), grace=timedelta(hours=2)),
    ),
    programme=SLUG,
    staff_url=lambda: reverse("admin:symposia_matchinground_changelist"),
    order=75,
)
