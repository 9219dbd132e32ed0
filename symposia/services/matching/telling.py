"""What people are told of 1:1 meetings: rows of the outbox, written in the transaction of the fact.

A letter about a schedule tells the whole of it, so that a later one makes every earlier one needless."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import bilingual, when
from council.events.services.telling import language_of
from council.events.text import one_line
from council.members.models import Member
from council.messaging.links import absolute_url
from council.messaging.services import OutgoingMessage, queue_messages
from symposia.models import Availability, MatchingRound, Meeting, MeetingRequest

REQUEST, ANSWER, SCHEDULE, TIMES = "meeting-request", "meeting-answer", "meeting-schedule", "meeting-times"
ENTRIES = "meeting-schedule-entries"
TEMPLATE = "symposia/email/matching"


class Turn(StrEnum):
    """What changed in a schedule."""

    CONFIRMED = "confirmed"
    MOVED = "moved"
    # With the whole symposium.
    FOLLOWED = "followed"
    CANCELLED = "cancelled"


SUBJECTS: dict[Turn, Any] = {
    Turn.CONFIRMED: gettext_lazy("Your 1:1 meetings: %(event)s"),
    Turn.MOVED: gettext_lazy("A 1:1 meeting was moved: %(event)s"),
    Turn.FOLLOWED: gettext_lazy("Your 1:1 meetings were moved with the symposium: %(event)s"),
    Turn.CANCELLED: gettext_lazy("A 1:1 meeting was cancelled: %(event)s"),
}


def who(member: Member, language: str) -> str:
    """“HAN Byeolha · Dalmuri Molding” in `language` (`member` with log-in and organisation)."""
    organisation = bilingual.text(member.organisation, "name", language) if member.organisation else member.organisation_name
    name = member.display_name(language)
    return one_line(f"{name} · {organisation}" if organisation else name)


def where(meeting: Meeting) -> str:
    """“Table 7, Hall B” in the active language."""
    table = _("Table %(number)d") % {"number": meeting.table.number} if meeting.table is not None else ""
    return ", ".join(part for part in (table, one_line(bilingual.text(meeting.round, "room"))) if part)


def line(meeting: Meeting, member: Member, language: str) -> str:
    """“12 Nov 2026 (Thu) 10:00–10:20 · Table 7 · HAN Byeolha · Dalmuri Molding”, for `member`, in the active language."""
    zone = meeting.round.symposium.event.time_zone
    moment = when.span(meeting.starts_at, meeting.ends_at, zone)
    return " · ".join(part for part in (moment, where(meeting), who(meeting.other(member), language)) if part)


def schedule_of(member_ids: Iterable[int], the_round: MatchingRound | None = None) -> dict[int, list[Meeting]]:
    """The meetings that these people know of and that stand, by person, as they follow one another. One query."""
    wanted = set(member_ids)
    found: dict[int, list[Meeting]] = {member: [] for member in wanted}
    rows = Meeting.objects.settled().filter(Q(asker__in=wanted) | Q(asked__in=wanted))
    rows = rows.filter(round=the_round) if the_round is not None else rows
    rows = rows.select_related(
        "round__symposium__event__venue", "table", "asker__user", "asker__organisation", "asked__user", "asked__organisation"
    )
    for meeting in rows.order_by("starts_at", "pk"):
        for member in {meeting.asker_id, meeting.asked_id} & wanted:
            found[member].append(meeting)
    return found


def _versions(member_ids: Iterable[int], the_round: MatchingRound | int) -> dict[int, int]:
    """A number for each person that rises with every change of what he was told: of what is cancelled, too. One query a
    side."""
    told = Meeting.objects.filter(round=the_round, told_at__isnull=False)
    found = dict.fromkeys(member_ids, 0)
    for side in ("asker", "asked"):
        rows = told.filter(**{f"{side}__in": list(found)}).order_by().values(side)
        for row in rows.annotate(turns=Sum(F("sequence")) + Count("pk")).values_list(side, "turns"):
            found[row[0]] += row[1]
    return found


def tell_schedules(
    the_round: MatchingRound, member_ids: Iterable[int], turn: Turn, now: datetime, *, gone: Meeting | None = None
) -> int:
    """Tell people how their schedules in the round stand. `gone` is the meeting that was cancelled. Returns how many are
    new."""
    wanted = sorted(set(member_ids))
    people = Member.objects.filter(pk__in=wanted, user__is_active=True).select_related("user").order_by("pk")
    schedules, versions = schedule_of(wanted, the_round), _versions(wanted, the_round)
    messages = []
    for member in people:
        language = language_of(member)
        with translation.override(language):
            context = _facts(the_round, member, schedules[member.pk], turn, language, gone)
        messages.append(
            OutgoingMessage(
                kind=SCHEDULE,
                template=TEMPLATE,
                user=member.user,
                address=member.user.email,
                language=language,
                context={**context, "round_id": the_round.pk, "member_id": member.pk, "version": versions[member.pk]},
                key=f"{SCHEDULE}:{the_round.pk}:{member.pk}:{versions[member.pk]}",
                attachments=[{"kind": ENTRIES, "round": the_round.pk, "member": member.pk}],
                not_after=the_round.symposium.event.ends_at,
            )
        )
    return len(queue_messages(messages)) if messages else 0


def _facts(
    the_round: MatchingRound, member: Member, meetings: Sequence[Meeting], turn: Turn, language: str, gone: Meeting | None
) -> dict[str, Any]:
    event = the_round.symposium.event
    title = one_line(bilingual.text(event, "title"))
    # Other rounds of the symposium have letters of their own.
    about = {"round": one_line(bilingual.text(the_round, "name"))}
    if meetings:
        text = _("These are your 1:1 meetings of the round “%(round)s” as they stand now.") % about
    else:
        text = _("You have no 1:1 meeting of the round “%(round)s” now.") % about
    if turn == Turn.FOLLOWED:
        text = _("The symposium was moved, and your 1:1 meetings with it.") + f" {text}"
    if gone is not None:
        moment = when.span(gone.starts_at, gone.ends_at, event.time_zone)
        text = (
            _("Your meeting with %(name)s on %(when)s was cancelled.")
            % {
                "name": who(gone.other(member), language),
                "when": moment,
            }
            + f" {text}"
        )
    return {
        "subject": str(SUBJECTS[turn]) % {"event": title},
        "text": text,
        "lines": [line(meeting, member, language) for meeting in meetings],
        "after": _("The attached file puts them into your calendar.") if meetings or gone else "",
        "action": _("See your schedule"),
        "url": absolute_url("symposia:meeting-schedule", language, event.slug),
        "name": one_line(member.display_name(language)),
    }


def schedule_is_true(context: dict[str, Any]) -> bool:
    """Whether nothing has changed since in what this person was told: a later letter tells the whole."""
    member = int(context["member_id"])
    return _versions([member], int(context["round_id"])) == {member: context["version"]}


def tell_times(the_round: MatchingRound, availabilities: Iterable[int], now: datetime) -> int:
    """Tell those who take part, by the keys of their availability, that the times they chose were made anew. Returns how many
    are new."""
    rows = Availability.objects.taking_part().filter(pk__in=list(availabilities), member__user__is_active=True)
    event, messages = the_round.symposium.event, []
    for mine in rows.select_related("member__user").prefetch_related("slots").order_by("pk"):
        language = language_of(mine.member)
        slots = sorted(one.pk for one in mine.slots.all())
        with translation.override(language):
            about = {"round": one_line(bilingual.text(the_round, "name"))}
            text = _("The hours of the round “%(round)s” have changed, and with them the times that you chose.") % about
            kept = _("These are your times now. Please look whether they are right.")
            none = _("No time is left at which you said that you are there. Please choose anew.")
            context = {
                "subject": _("Times of 1:1 meetings have changed: %(event)s")
                % {"event": one_line(bilingual.text(event, "title"))},
                "text": f"{text} {kept if slots else none}",
                "lines": [when.span(one.starts_at, one.ends_at, event.time_zone) for one in mine.slots.all()],
                "after": "",
                "action": _("See and change your times"),
                "name": one_line(mine.member.display_name(language)),
            }
        url = absolute_url("symposia:meeting-availability", language, event.slug, the_round.pk)
        messages.append(
            OutgoingMessage(
                kind=TIMES,
                template=TEMPLATE,
                user=mine.member.user,
                address=mine.member.user.email,
                language=language,
                context={**context, "url": url, "availability_id": mine.pk, "slots": slots},
                key=f"{TIMES}:{mine.pk}:{now.isoformat()}",
                not_after=event.ends_at,
            )
        )
    return len(queue_messages(messages)) if messages else 0


def times_are_true(context: dict[str, Any]) -> bool:
    """Whether this person takes part still, at the times that the letter tells of."""
    mine = Availability.objects.taking_part().filter(pk=context["availability_id"]).first()
    return mine is not None and sorted(mine.slots.values_list("pk", flat=True)) == context["slots"]


def tell_request(request: MeetingRequest) -> None:
    """Tell who is asked, at once."""
    to, language = request.asked, language_of(request.asked)
    with translation.override(language):
        name = who(request.asker, language)
        context = {
            "subject": _("%(name)s asks you for a 1:1 meeting") % {"name": name},
            "text": _("%(name)s would like to meet you at “%(event)s”.")
            % {"name": name, "event": one_line(bilingual.text(request.round.symposium.event, "title"))},
            "lines": [one_line(request.message)] if request.message else [],
            "after": "",
            "action": _("Accept or decline"),
        }
    _send(REQUEST, request, to, language, context)


def tell_answer(request: MeetingRequest) -> None:
    """Tell who asked what the other says."""
    to, language = request.asker, language_of(request.asker)
    accepted = request.state == MeetingRequest.State.ACCEPTED
    with translation.override(language):
        name = {"name": who(request.asked, language)}
        if accepted:
            subject = _("%(name)s will meet you") % name
            text = _("You are told time and table when the schedule is confirmed.")
        else:
            subject = _("%(name)s will not meet you this time") % name
            text = _("You may ask somebody else, as long as the round takes requests.")
        context = {
            "subject": subject,
            "text": text,
            "lines": [one_line(request.answer)] if request.answer else [],
            "after": "",
            "action": _("See your requests"),
        }
    _send(ANSWER, request, to, language, context)


def tell_withdrawn(request: MeetingRequest, by: Member) -> None:
    """Tell the other side that `by` takes back what both agreed on and what has no time yet."""
    to = request.other(by)
    language = language_of(to)
    with translation.override(language):
        context = {
            "subject": _("%(name)s takes the 1:1 meeting back") % {"name": who(by, language)},
            "text": _("You had agreed on it, and it had no time yet."),
            "lines": [],
            "after": "",
            "action": _("See your requests"),
        }
    _send(ANSWER, request, to, language, context)


def _send(kind: str, request: MeetingRequest, to: Member, language: str, context: dict[str, Any]) -> None:
    slug = request.round.symposium.event.slug
    message = OutgoingMessage(
        kind=kind,
        template=TEMPLATE,
        user=to.user,
        address=to.user.email,
        language=language,
        context={
            **context,
            "url": absolute_url("symposia:meeting-request", language, slug, request.pk),
            "name": one_line(to.display_name(language)),
            "request_id": request.pk,
            "state": request.state,
        },
        key=f"{kind}:{request.pk}:{request.state}",
        not_after=request.round.symposium.event.ends_at,
    )
    queue_messages([message])


def request_is_true(context: dict[str, Any]) -> bool:
    """Whether the request is in the state that the letter tells of."""
    return MeetingRequest.objects.filter(pk=context["request_id"], state=context["state"]).exists()
