"""What people are told of seats in forums, each fact once. Why somebody applies stands on the page, not in letters."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from council import bilingual, when
from council.events.models import Event
from council.members.models import Member, Membership
from council.messaging.links import absolute_url
from council.messaging.services import queue_message
from forums.group import places
from forums.models import Delegation, SeatApplication

APPLICATION, STAND_IN = "forum-seat-application", "forum-stand-in"
State = SeatApplication.State
Words = Callable[[], tuple[str, str]]
CHAIRS = (Membership.Role.CHAIR, Membership.Role.VICE_CHAIR)


def tell_chairs(application: SeatApplication, now: datetime) -> None:
    """Tell who chairs the forum that an application waits; the secretariat sees it on its start page."""
    chairs = places(now).filter(body=application.forum_id, role__in=CHAIRS).exclude(member=application.member_id)
    for place in chairs.select_related("member__user").order_by("pk"):
        _tell_of(application, place.member, "waiting", partial(_asked, _forum_name(application, place.member)))


def _asked(forum: str) -> tuple[str, str]:
    return (
        _("[Application for a seat] %(forum)s") % {"forum": forum},
        _("Somebody asks for a seat in “%(forum)s”. Please read why, and decide.") % {"forum": forum},
    )


def tell_applicant(application: SeatApplication) -> None:
    """Tell the applicant that it is accepted, or declined and why."""
    forum = _forum_name(application, application.member)
    words: dict[str, Words] = {
        State.ACCEPTED: lambda: (
            _("[Seat given] %(forum)s") % {"forum": forum},
            _("You sit in “%(forum)s” for your company from today on. Its meetings, topics and papers are open to you.")
            % {"forum": forum},
        ),
        State.DECLINED: lambda: (
            _("[Application declined] %(forum)s") % {"forum": forum},
            _("Your application for a seat in “%(forum)s” was not accepted. You may apply again.") % {"forum": forum},
        ),
    }
    _tell_of(application, application.member, str(application.state), words[application.state], reason=application.reason)


def application_is_true(context: dict[str, Any]) -> bool:
    """Whether an application is in the state that a letter tells of."""
    return SeatApplication.objects.filter(pk=context["application"], state=context["state"]).exists()


def tell_stand_in(delegation: Delegation, what: str) -> None:
    """Tell a colleague that he stands in (`named`), that the event where he does has another time (`moved`), or that he does
    not any more (`ended`)."""
    member, event = delegation.stand_in.member, delegation.event

    def words() -> tuple[str, str]:
        names = {
            "forum": bilingual.text(delegation.place.body, "name"),
            "name": delegation.place.member.display_name(member.language),
            "event": bilingual.text(event, "title") if event else "",
            "when": when.span(event.starts_at, event.ends_at, event.time_zone, all_day=event.all_day) if event else "",
            "days": _days(delegation),
        }
        if what == "ended":
            return (
                _("[Stand-in ended] %(forum)s") % names,
                _("You do not stand in for %(name)s in “%(forum)s” any more.") % names,
            )
        if what == "moved":
            text = _(
                "“%(event)s”, at which you stand in for %(name)s, has another time: %(when)s. "
                "The papers are open to you: %(days)s."
            )
            return _("[Another time] %(forum)s") % names, text % names
        if event:
            text = _("You stand in for %(name)s in “%(forum)s” at “%(event)s”. The papers are open to you: %(days)s.") % names
        else:
            text = _("You stand in for %(name)s in “%(forum)s”. Its meetings and papers are open to you: %(days)s.") % names
        return _("[You stand in] %(forum)s") % names, text

    facts: dict[str, Any] = {"delegation": delegation.pk, "is_on": what != "ended"}
    key = f"{STAND_IN}:{delegation.pk}:{what}"
    if what == "moved":
        facts["schedule_version"] = delegation.schedule_version
        key = f"{key}:{delegation.schedule_version}"
    _queue(STAND_IN, member, key, words, facts, ("forums:forum-detail", delegation.place.body.slug))


def tell_left_behind(delegation: Delegation, event: Event, now: datetime) -> None:
    """Tell the colleague, whom he was to stand in for, and who chairs the forum, that `event` has another time at which he does
    not stand in: he has another place there then."""
    body, colleague, holder = delegation.place.body, delegation.stand_in.member, delegation.place.member
    chairs = places(now).filter(body=body, role__in=CHAIRS).select_related("member__user").order_by("pk")
    told = {person.pk: person for person in (colleague, holder, *(place.member for place in chairs))}

    def words(reader: Member) -> tuple[str, str]:
        names = {
            "forum": bilingual.text(body, "name"),
            "event": bilingual.text(event, "title"),
            "when": when.span(event.starts_at, event.ends_at, event.time_zone, all_day=event.all_day),
            "colleague": colleague.display_name(reader.language),
            "name": holder.display_name(reader.language),
        }
        text = _(
            "“%(event)s” has another time: %(when)s. %(colleague)s has another place in “%(forum)s” then and does not stand in "
            "for %(name)s at it. For this time somebody else can be named."
        )
        return _("[Nobody stands in] %(forum)s") % names, text % names

    facts = {"delegation": delegation.pk, "is_on": True, "schedule_version": event.schedule_version}
    for person in told.values():
        key = f"{STAND_IN}:{delegation.pk}:left:{event.schedule_version}:{person.pk}"
        _queue(STAND_IN, person, key, partial(words, person), facts, ("forums:forum-detail", body.slug))


def stand_in_is_true(context: dict[str, Any]) -> bool:
    """Whether somebody stands in, or has ceased to, as a letter tells; of a time, whether the event has it still."""
    found = Delegation.objects.filter(pk=context["delegation"], ended_at__isnull=context["is_on"])
    if "schedule_version" in context:
        found = found.filter(event__schedule_version=context["schedule_version"])
    return found.exists()


def _days(delegation: Delegation) -> str:
    first, last = delegation.stand_in.starts_on, delegation.stand_in.ends_on
    return when.days(first, last) if first and last else ""


def _forum_name(application: SeatApplication, reader: Member) -> str:
    return bilingual.text(application.forum.body, "name", reader.language)


def _tell_of(application: SeatApplication, member: Member, fact: str, words: Words, *, reason: str = "") -> None:
    facts = {"application": application.pk, "state": str(application.state)}
    key = f"{APPLICATION}:{application.pk}:{member.pk}:{fact}"
    link = ("forums:application-detail", application.forum.body.slug, application.key)
    _queue(APPLICATION, member, key, words, facts, link, reason)


def _queue(
    kind: str, member: Member, key: str, words: Words, facts: dict[str, Any], link: tuple[Any, ...], reason: str = ""
) -> None:
    with translation.override(member.language):
        subject, text = words()
        context = {
            "name": member.display_name(member.language),
            "subject": subject,
            "text": text,
            "reason": reason,
            "action": _("See the forum") if kind == STAND_IN else _("See the application"),
            "url": absolute_url(link[0], member.language, *link[1:]),
            **facts,
        }
    queue_message(
        kind=kind,
        template="members/email/notice",
        user=member.user,
        address=member.user.email,
        language=member.language,
        context=context,
        key=key,
    )
