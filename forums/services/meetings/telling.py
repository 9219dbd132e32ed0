"""What people are told of a meeting, each fact once, in the transaction of the fact."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from council import bilingual, when
from council.events.models import AgendaItem, Event, Registration
from council.events.services.telling import language_of, place_text
from council.events.text import one_line
from council.members.models import Member
from council.messaging.links import absolute_url
from council.messaging.services import OutgoingMessage, queue_messages
from forums.group import places
from forums.models import ActionItem, ItemClearance, Meeting

NOTICE, ACTION = "meeting-notice", "meeting-action"
TEMPLATE = "forums/email/meeting"


def _url(meeting: Meeting, language: str) -> str:
    return absolute_url("forums:meeting-detail", language, meeting.forum.body.slug, meeting.event.slug)


def item_line(item: AgendaItem, event: Event, *, names: bool) -> str:
    """“14:00–15:00 Three gate designs (HAN Byeolha)” in the active language; without speakers under the Chatham House Rule."""
    line = f"{when.clock(item.starts_at, item.ends_at, event.time_zone)} {one_line(bilingual.text(item, 'title'))}"
    speakers = ", ".join(one_line(bilingual.text(one, "name")) for one in item.speakers.all()) if names else ""
    return f"{line} ({speakers})" if speakers else line


def recipients(meeting: Meeting, now: datetime) -> "list[Member]":
    """Whom the notice goes to: who sits in the forum where its members are enrolled, else who has a place."""
    if meeting.event.mode == Event.Mode.STANDING:
        wanted: Any = places(now).filter(body=meeting.forum_id).values("member")
    else:
        wanted = Registration.objects.filter(event=meeting.pk, state=Registration.State.CONFIRMED).values("member")
    found = Member.objects.filter(pk__in=wanted, user__is_active=True)
    return list(found.select_related("user").order_by("pk"))


def tell_notice(meeting: Meeting, people: Iterable[Member]) -> int:
    """Send the notice with the agenda to `people`, once each. Returns how many letters are new."""
    event = meeting.event
    items = list(event.agenda.filter(is_cancelled=False).prefetch_related("speakers"))
    clearances = list(ItemClearance.objects.cleared().filter(item__in=items).order_by("pk").values_list("pk", flat=True))
    facts: dict[str, dict[str, Any]] = {}
    for language in ("ko", "en"):
        with translation.override(language):
            title = one_line(bilingual.text(event, "title"))
            facts[language] = {
                "subject": _("Notice of meeting: %(title)s") % {"title": title},
                "text": _("You are invited to “%(title)s”.") % {"title": title},
                "when": when.span(event.starts_at, event.ends_at, event.time_zone, all_day=event.all_day),
                "place": place_text(event) or str(event.get_format_display()),
                "lines": [item_line(item, event, names=not meeting.chatham_house) for item in items],
                "is_confidential": meeting.chatham_house,
                "action": _("Agenda, papers, regrets"),
                "url": _url(meeting, language),
            }
    messages = []
    for member in people:
        language = language_of(member)
        context = {
            **facts[language],
            "name": one_line(member.display_name(language)),
            "meeting_id": meeting.pk,
            "member_id": member.pk,
            "clearances": clearances,
        }
        messages.append(
            OutgoingMessage(
                kind=NOTICE,
                template=TEMPLATE,
                user=member.user,
                address=member.user.email,
                language=language,
                context=context,
                key=f"{NOTICE}:{meeting.pk}:{member.pk}",
                not_after=event.starts_at,
            )
        )
    return len(queue_messages(messages)) if messages else 0


def notice_is_true(context: dict[str, Any]) -> bool:
    """Whether the meeting is still to be held, and every word of the agenda in the letter is cleared still."""
    stands = Meeting.objects.filter(
        pk=context["meeting_id"], state=Meeting.State.NOTICED, event__state=Event.State.PUBLISHED
    ).exists()
    cleared = ItemClearance.objects.cleared().filter(pk__in=context["clearances"]).count()
    return stands and cleared == len(context["clearances"])


def tell_action(action: ActionItem) -> None:
    """Tell who is to do something, and by when."""
    member, meeting = action.owner, action.meeting
    language = language_of(member)
    with translation.override(language):
        title = one_line(bilingual.text(action, "title"))
        context = {
            "subject": _("An action for you: %(action)s") % {"action": title},
            "text": _("“%(meeting)s” gave you something to do: %(action)s – by %(day)s")
            % {"meeting": one_line(str(meeting.event)), "action": title, "day": when.day(action.due_on)},
            "action": _("Look at it, and say when it is done"),
            "url": _url(meeting, language),
            "name": one_line(member.display_name(language)),
            "action_id": action.pk,
            "owner_id": member.pk,
        }
    queue_messages(
        [
            OutgoingMessage(
                kind=ACTION,
                template=TEMPLATE,
                user=member.user,
                address=member.user.email,
                language=language,
                context=context,
                key=f"{ACTION}:{action.pk}:{member.pk}:{action.due_on.isoformat()}",
            )
        ]
    )


def action_is_true(context: dict[str, Any]) -> bool:
    """Whether the action is still that person's to do."""
    return ActionItem.objects.pending().filter(pk=context["action_id"], owner=context["owner_id"]).exists()
