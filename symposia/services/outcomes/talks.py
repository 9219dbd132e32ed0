"""CEO talks: what they were about, and the questions that are sent in beforehand and live."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from council.members.models import Member
from council.members.services.states import note
from symposia.models import CEOTalk, Symposium, TalkQuestion
from symposia.permissions.group import runs
from symposia.services.errors import NotYours, WrongState
from symposia.services.outcomes.errors import QuestionsClosed, TooManyQuestions
from symposia.services.seen import print_of

MOST_QUESTIONS = 10
FIELDS = (
    *("agenda_item_id", "speaker_id", "company_ko", "company_en", "title_ko", "title_en", "stage", "difficulties"),
    *("told_ko", "told_en", "attribution"),
)
State = TalkQuestion.State


def tells(user: Any, talk: CEOTalk, now: datetime) -> bool:
    """Whether `user` writes down what is told in `talk`, and settles its questions: who runs the symposium, and the speaker."""
    is_speaker = talk.speaker_id is not None and getattr(user, "pk", None) == talk.speaker.user_id if talk.speaker else False
    return is_speaker or runs(user, talk.symposium, now)


def words_of(talk: CEOTalk) -> str:
    """What a form carries of the talk that its writer saw."""
    return print_of(talk, FIELDS)


def ends_at(talk: CEOTalk) -> datetime:
    """When a talk takes no more questions: at its end, or the symposium's where it has no time yet."""
    return talk.agenda_item.ends_at if talk.agenda_item is not None else talk.symposium.event.ends_at


def is_live(talk: CEOTalk, now: datetime) -> bool:
    """Whether a talk is being given at `now`, so that questions come in live."""
    item = talk.agenda_item
    return item is not None and item.starts_at <= now < item.ends_at and talk.symposium.event.state != "cancelled"


def talk_in(symposium: Symposium, session: int, talk: int, members: Iterable[int]) -> CEOTalk | None:
    """The CEO talk that came from the talk of the plan with this key, or that one of `members` gives in its session. None where
    there is none, or its speaker tells without his name: nothing leads from his name to it. One query."""
    by_hand = Q(plan_talk=None, agenda_item__session=session, speaker__in=list(members))
    talks = CEOTalk.objects.filter(Q(plan_talk=talk) | by_hand, symposium=symposium).order_by("plan_talk", "pk")
    found = talks.exclude(attribution=CEOTalk.Attribution.ANONYMOUS).first()
    if found is not None:
        found.symposium = symposium
    return found


@transaction.atomic
def save_talk(*, symposium: Symposium, talk: CEOTalk | None, by: Any, now: datetime, seen: str = "", **values: Any) -> CEOTalk:
    """Write down a talk of `symposium` (a new one where `talk` is None; the same twice is one). `seen` is `words_of` the talk
    that was changed. Raises `NotYours`, `WrongState` where somebody else wrote meanwhile."""
    if talk is None:
        if not runs(by, symposium, now):
            raise NotYours
        Symposium.objects.select_for_update(no_key=True).get(pk=symposium.pk)
        known = CEOTalk.objects.filter(symposium=symposium, **values).first()
        if known is not None:
            return known
        held = CEOTalk(symposium=symposium)
    else:
        held = _lock(talk)
        if not tells(by, held, now):
            raise NotYours
        if not runs(by, symposium, now):
            # The speaker says what he told and who may say so; where it stands in the programme is not his to change.
            values = {name: value for name, value in values.items() if name not in ("agenda_item", "speaker")}
    before = words_of(held)
    for name, value in values.items():
        setattr(held, name, value)
    if held.pk is not None and words_of(held) == before:
        return held
    if seen and seen != before:
        raise WrongState
    note(held, by=by, reason="write")
    held.save()
    return held


@transaction.atomic
def ask_question(*, talk: CEOTalk, member: Member, text: str, now: datetime) -> TalkQuestion:
    """Send a question in; it is live once the talk has begun. The same twice is one.

    Raises `NotYours` without members' access, `QuestionsClosed`, `TooManyQuestions`."""
    held = _lock(talk)
    if not member.has_access(now):
        raise NotYours
    before = held.questions.filter(member=member, text=text, state=State.OPEN).first()
    if before is not None:
        return before
    if held.symposium.event.state == "cancelled" or ends_at(held) <= now:
        raise QuestionsClosed
    if held.questions.filter(member=member).count() >= MOST_QUESTIONS:
        raise TooManyQuestions
    is_live = held.agenda_item is not None and held.agenda_item.starts_at <= now
    return TalkQuestion.objects.create(talk=held, member=member, text=text, asked_at=now, is_live=is_live)


@transaction.atomic
def settle_question(*, question: TalkQuestion, state: str, by: Any, now: datetime) -> TalkQuestion:
    """Say that a question was answered, or passed over. Twice is once. Raises `NotYours`, `WrongState`."""
    rows = TalkQuestion.objects.select_for_update(no_key=True, of=("self",))
    held = rows.select_related("talk__symposium__event", "talk__speaker", "talk__agenda_item").get(pk=question.pk)
    if not tells(by, held.talk, now):
        raise NotYours
    if held.state == state:
        return held
    if held.state != State.OPEN or state not in (State.ANSWERED, State.PASSED):
        raise WrongState
    held.state, held.settled_at, held.settled_by = state, now, by
    held.save(update_fields=["state", "settled_at", "settled_by"])
    return held


def _lock(talk: CEOTalk) -> CEOTalk:
    rows = CEOTalk.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("symposium__event", "agenda_item", "speaker").get(pk=talk.pk)
