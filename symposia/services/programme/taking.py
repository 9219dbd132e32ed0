"""What a call accepted comes into the plan: a talk for each submission, with its authors as speakers."""

from datetime import datetime
from typing import Any

from django.db import transaction

from council.events.models import Speaker
from council.members.models import Member
from symposia.models import CoAuthor, Submission, Symposium, Talk, TalkSpeaker
from symposia.services.programme.planning import hold, next_number

POSTER_MINUTES = 5


def waiting_submissions(symposium: Symposium) -> Any:
    """What was accepted and is not in the plan yet, as a query."""
    return Submission.objects.accepted().filter(symposium=symposium, talk=None).order_by("number", "pk")


@transaction.atomic
def take_submissions(*, symposium: Symposium, by: Any, now: datetime) -> list[Talk]:
    """Make a talk of everything that was accepted and is none yet; nothing is placed. Again: nothing new. Raises `NotYours`."""
    held = hold(symposium, by, now)
    made: list[Talk] = []
    number = next_number(held)
    for submission in waiting_submissions(held).prefetch_related("authors__member__organisation"):
        talk = _talk_of(submission, number)
        talk._history_user = by  # type: ignore[attr-defined]  # read by the history
        talk.save()
        _name_people(talk, list(submission.authors.all()))
        made.append(talk)
        number += 1
    return made


def take_off(*, submission: Submission, member: Member, by: Any) -> None:
    """An author has taken the own name off a contribution: off its talk in the plan, too. What is published follows with the
    next version. Within the transaction of the fact."""
    Symposium.objects.select_for_update(of=("self",), no_key=True).get(pk=submission.symposium_id)
    for talk in Talk.objects.filter(submission=submission):
        count, _by_model = talk.authors.filter(speaker__member=member).delete()
        if count:
            talk.revision += 1
            talk._history_user = by  # type: ignore[attr-defined]  # read by the history
            talk.save()


def _talk_of(submission: Submission, number: int) -> Talk:
    names = ("symposium", "title_ko", "title_en", "abstract_ko", "abstract_en", "keywords")
    values = {name: getattr(submission, name) for name in names}
    if submission.is_poster:
        values["minutes"] = POSTER_MINUTES
    return Talk(number=number, submission=submission, **values)


def _name_people(talk: Talk, authors: list[CoAuthor]) -> None:
    """The authors in their order. Where nobody is marked as presenting, the first one does."""
    nobody = not any(one.is_presenter for one in authors)
    known: set[int] = set()
    for position, one in enumerate(authors, start=1):
        speaker = speaker_of(one)
        if speaker.pk in known:
            continue
        known.add(speaker.pk)
        presents = one.is_presenter or (nobody and position == 1)
        TalkSpeaker.objects.create(talk=talk, speaker=speaker, position=position, presents=presents)


def speaker_of(author: CoAuthor) -> Speaker:
    """The entry of an author among the speakers: the member's own, a guest's of the same name and affiliation in this
    symposium, or a new one."""
    if author.member_id is not None:
        found = Speaker.objects.filter(member=author.member_id).order_by("pk").first()
    else:
        same = Speaker.objects.filter(member=None, talks__talk__symposium=author.submission.symposium_id)
        found = same.filter(**_words(author)).order_by("pk").first()
    return found or Speaker.objects.create(member=author.member, **_words(author))


def _words(author: CoAuthor) -> dict[str, str]:
    organisation = author.member.organisation if author.member is not None else None
    return {
        "name_ko": author.name_ko or author.name_en,
        "name_en": author.name_en,
        "affiliation_ko": author.affiliation_ko or (organisation.name_ko if organisation else ""),
        "affiliation_en": author.affiliation_en or (organisation.name_en if organisation else ""),
    }
