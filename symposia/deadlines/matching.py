"""The days on which somebody has 1:1 meetings: one reminder a person and day, with the whole of it (`council.reminders`)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, DateField, Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import bilingual, when
from council.events.models import Event
from council.events.text import one_line
from council.members.models import Member
from council.messaging.links import absolute_url
from council.programmes import DeadlineFacts, DeadlineRule, DeadlineSource
from symposia.group import SLUG
from symposia.models import Availability, Meeting
from symposia.services.matching.telling import line, schedule_of

CONFIRMED = Meeting.State.CONFIRMED


class DayIn(Func):
    """The day of a moment where a symposium is."""

    template = "((%(expressions)s)::date)"
    arg_joiner = " AT TIME ZONE "
    output_field = DateField()


def _items(since: datetime, until: datetime) -> Any:
    """The first meeting of each day of everybody who takes part at a symposium, in whatever round, with the day there; its
    subject is “symposium:member:day”."""
    mine = Q(round__meetings__asker=F("member")) | Q(round__meetings__asked=F("member"))
    found = Availability.objects.filter(
        mine,
        round__meetings__state=CONFIRMED,
        round__meetings__starts_at__gt=since,
        round__meetings__starts_at__lte=until,
        round__symposium__event__state__in=(Event.State.PUBLISHED, Event.State.COMPLETED),
        member__user__is_active=True,
    ).annotate(
        day=DayIn("round__meetings__starts_at", "round__symposium__event__time_zone"), deadline=F("round__meetings__starts_at")
    )
    earlier = Meeting.objects.annotate(day=DayIn("starts_at", "round__symposium__event__time_zone")).filter(
        Q(asker=OuterRef("member")) | Q(asked=OuterRef("member")),
        round__symposium=OuterRef("round__symposium"),
        state=CONFIRMED,
        day=OuterRef("day"),
        starts_at__lt=OuterRef("deadline"),
    )
    parts = [Cast("round__symposium", CharField()), Cast("member", CharField()), Cast("day", CharField())]
    subject = Concat(parts[0], Value(":"), parts[1], Value(":"), parts[2])
    return (
        found.filter(~Exists(earlier))
        .annotate(subject=subject, recipient=F("member__user_id"))
        .values_list("subject", "recipient", "deadline")
    )


def _facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    # Of what was planned when a subject was “availability:day” nothing is told.
    wanted = {subject: parts for subject in subjects if len(parts := subject.split(":")) == 3}
    people = Member.objects.in_bulk([int(member) for _symposium, member, _day in wanted.values()])
    schedules = schedule_of(people)
    found = {}
    with translation.override(language):
        for subject, (symposium, key, day) in wanted.items():
            meetings = [
                one
                for one in schedules.get(int(key), ())
                if str(one.round.symposium_id) == symposium and one.state == CONFIRMED and _day_of(one).isoformat() == day
            ]
            if not meetings:
                continue
            event = meetings[0].round.symposium.event
            title = _("1:1 meetings on %(day)s: %(event)s") % {
                "day": when.day(_day_of(meetings[0])),
                "event": one_line(bilingual.text(event, "title")),
            }
            text = "\n".join(line(one, people[int(key)], language) for one in meetings)
            found[subject] = DeadlineFacts(title, text, absolute_url("symposia:meeting-schedule", language, event.slug))
    return found


def _day_of(meeting: Meeting) -> date:
    return timezone.localdate(meeting.starts_at, meeting.round.symposium.event.zone)


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
