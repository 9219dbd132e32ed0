"""What people are told of a meeting, each fact once, in the transaction of the fact."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import bilingual, when
from council.events.models import AgendaItem, Event, Registration
from council.events.services.telling import language_of, place_text
from council.events.text import one_line
from council.members.models import Member
from council.messaging.links import absolute_url
from council.messaging.models import Message
from council.messaging.services import OutgoingMessage, queue_messages
from forums.group import places
from forums.models import ActionItem, ItemClearance, Meeting
from forums.services.meetings import errors

NOTICE, CHANGED, ACTION = "meeting-notice", "meeting-agenda", "meeting-action"
TEMPLATE = "forums/email/meeting"
# Subject and first sentence of the letters that carry an agenda.
WORDS: dict[str, tuple[Any, Any]] = {
    NOTICE: (gettext_lazy("Notice of meeting: %(title)s"), gettext_lazy("You are invited to “%(title)s”.")),
    CHANGED: (
        gettext_lazy("Changed agenda: %(title)s"),
        gettext_lazy("The agenda of “%(title)s” has changed since you were last told. This is how it stands now."),
    ),
}


def _url(meeting: Meeting, language: str) -> str:
    return absolute_url("forums:meeting-detail", language, meeting.forum.body.slug, meeting.event.slug)


def item_line(item: AgendaItem, event: Event, *, names: bool) -> str:
    """“14:00–15:00 Three gate designs (HAN Byeolha)” in the active language; without speakers under the Chatham House Rule."""
    line = f"{when.clock(item.starts_at, item.ends_at, event.time_zone)} {one_line(bilingual.text(item, 'title'))}"
    speakers = ", ".join(one_line(bilingual.text(one, "name")) for one in item.speakers.all()) if names else ""
    return f"{line} ({speakers})" if speakers else line


def recipients(meeting: Meeting, now: datetime) -> "list[Member]":
    """Whom the notice goes to: who has a place, and who sits in the forum where its members are enrolled."""
    registered = Registration.objects.filter(event=meeting.pk, state=Registration.State.CONFIRMED)
    wanted: Any = Q(pk__in=registered.values("member"))
    if meeting.event.mode == Event.Mode.STANDING:
        wanted |= Q(pk__in=places(now).filter(body=meeting.forum_id).values("member"))
    found = Member.objects.filter(wanted, user__is_active=True)
    return list(found.select_related("user").order_by("pk"))


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """What takes place at `meeting`, with the speakers. Two queries."""
    return list(meeting.event.agenda.filter(is_cancelled=False).prefetch_related("speakers"))


def digest_of(meeting: Meeting, items: Iterable[AgendaItem]) -> str:
    """Stands for an agenda as letters tell it. Times count from the beginning: that the whole meeting moves is the event's to
    tell. Under the Chatham House Rule letters name nobody, and nobody is told that somebody else speaks."""
    begins = meeting.event.starts_at
    facts = [
        [
            (item.starts_at - begins).total_seconds(),
            (item.ends_at - begins).total_seconds(),
            item.title_ko,
            item.title_en,
            [] if meeting.chatham_house else sorted(speaker.pk for speaker in item.speakers.all()),
        ]
        for item in items
    ]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()[:32]


def _facts(kind: str, meeting: Meeting, items: Iterable[AgendaItem], language: str) -> dict[str, Any]:
    event, (subject, text) = meeting.event, WORDS[kind]
    with translation.override(language):
        title = {"title": one_line(bilingual.text(event, "title"))}
        return {
            "subject": str(subject) % title,
            "text": str(text) % title,
            "when": when.span(event.starts_at, event.ends_at, event.time_zone, all_day=event.all_day),
            "place": place_text(event) or str(event.get_format_display()),
            "lines": [item_line(item, event, names=not meeting.chatham_house) for item in items],
            "is_confidential": meeting.chatham_house,
            "action": _("Agenda, papers, regrets"),
            "url": _url(meeting, language),
        }


def _send_agenda(kind: str, meeting: Meeting, items: Sequence[AgendaItem], people: Iterable[Member], mark: str = "") -> int:
    # Asked after the items were read: what was changed in between is not cleared any more, and its words go nowhere.
    cleared = dict(ItemClearance.objects.cleared().filter(item__in=items).values_list("item", "pk"))
    if len(cleared) < len(items):
        raise errors.NotCleared(len(items) - len(cleared))
    clearances, digest = sorted(cleared.values()), digest_of(meeting, items)
    # A letter that was dropped before it left keeps its key: what is cleared anew is written anew.
    mark = mark or hashlib.sha256(json.dumps(clearances).encode()).hexdigest()[:16]
    facts = {language: _facts(kind, meeting, items, language) for language in ("ko", "en")}
    messages = []
    for member in people:
        language = language_of(member)
        context = {
            **facts[language],
            "name": one_line(member.display_name(language)),
            "meeting_id": meeting.pk,
            "member_id": member.pk,
            "clearances": clearances,
            "agenda": digest,
        }
        messages.append(
            OutgoingMessage(
                kind=kind,
                template=TEMPLATE,
                user=member.user,
                address=member.user.email,
                language=language,
                context=context,
                key=f"{kind}:{meeting.pk}:{member.pk}:{mark}",
                not_after=meeting.event.starts_at,
            )
        )
    return len(queue_messages(messages)) if messages else 0


def tell_notice(meeting: Meeting, people: Iterable[Member]) -> int:
    """Send the notice with the agenda to `people`, once each. Returns how many letters are new. Raises `NotCleared`."""
    return _send_agenda(NOTICE, meeting, agenda_of(meeting), people)


def _letters(meeting: Meeting) -> Any:
    """What the outbox has of the letters with the meeting's agenda."""
    keys = [f"{kind}:{meeting.pk}:" for kind in (NOTICE, CHANGED)]
    return Message.objects.filter(Q(key__startswith=keys[0]) | Q(key__startswith=keys[1]))


def _live(meeting: Meeting) -> Any:
    return _letters(meeting).exclude(state=Message.State.CANCELLED)


def _excused(meeting: Meeting) -> set[int]:
    gone = Registration.objects.filter(event=meeting.pk, state=Registration.State.CANCELLED)
    return set(gone.values_list("member", flat=True))


def latecomers(meeting: Meeting, now: datetime) -> list[Member]:
    """Who has no notice, and is to have one: whose place was confirmed after it went out (by the waiting list or a colleague,
    too), and whose letter was dropped because the agenda changed before it left."""
    places_since = Registration.objects.annotate(since=Coalesce("confirmed_at", "queued_at")).filter(event=meeting.pk)
    late = places_since.filter(state=Registration.State.CONFIRMED, since__gt=meeting.noticed_at)
    dropped = _letters(meeting).filter(state=Message.State.CANCELLED)
    members, users = set(late.values_list("member", flat=True)), set(dropped.values_list("user", flat=True))
    if not members and not users:
        return []
    told, excused = set(_live(meeting).values_list("user", flat=True)), _excused(meeting)
    waiting = [one for one in recipients(meeting, now) if one.pk in members or one.user_id in users]
    return [one for one in waiting if one.user_id not in told and one.pk not in excused]


def tell_changed(meeting: Meeting, items: Sequence[AgendaItem], now: datetime) -> int:
    """Tell those to whom the notice went how the agenda stands at `now`; who sent regrets is left in peace, and who has this
    agenda already. Raises `NotCleared`."""
    has_it = set(_live(meeting).filter(context__agenda=digest_of(meeting, items)).values_list("user", flat=True))
    excused = _excused(meeting)
    people = [one for one in recipients(meeting, now) if one.pk not in excused and one.user_id not in has_it]
    return _send_agenda(CHANGED, meeting, items, people, mark=now.isoformat())


def notice_is_true(context: dict[str, Any]) -> bool:
    """Whether the meeting is still to be held, and every word of the agenda in the letter is cleared still."""
    stands = Meeting.objects.filter(
        pk=context["meeting_id"], state=Meeting.State.NOTICED, event__state=Event.State.PUBLISHED
    ).exists()
    cleared = ItemClearance.objects.cleared().filter(pk__in=context["clearances"]).count()
    return stands and cleared == len(context["clearances"])


def changed_is_true(context: dict[str, Any]) -> bool:
    """The same, as long as no later letter tells of another agenda."""
    return notice_is_true(context) and Meeting.objects.filter(pk=context["meeting_id"], agenda_told=context["agenda"]).exists()


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
