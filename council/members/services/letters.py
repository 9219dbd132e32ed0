"""Writing to a member through the portal: limited, kept, without either's address."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction

from council.members.models import DirectoryEntry, DirectoryLetter, Member
from council.members.personal import LETTER
from council.members.services.states import lock
from council.messaging.links import absolute_url
from council.messaging.services import is_switched_off, queue_message

KIND = LETTER
# How many letters one person may write within a day, in all and to the same person.
A_DAY = timedelta(days=1)
LETTERS_A_DAY = 10
LETTERS_TO_ONE_A_DAY = 3
# How long the words are kept.
KEPT = timedelta(days=365)


class LettersExhaustedError(Exception):
    """Too many letters within a day, in all or to this person."""


class LettersRefusedError(Exception):
    """The recipient takes no letters, or is not there any more."""


def takes_letters(member: Member) -> bool:
    """Whether the person can be written to: not where letters are switched off."""
    return not is_switched_off(member.user, KIND)


def write_letter(
    *,
    sender: Member,
    recipient: Member,
    subject: str,
    text: str,
    now: datetime,
    token: uuid.UUID | None = None,
    answers: DirectoryLetter | None = None,
) -> DirectoryLetter:
    """Write to `recipient` in the sender's name, by a mail that shows no address. A form (`token`) that was sent before is
    answered with the same letter. Both must have access at `now`; without `answers` the recipient must stand in the directory.

    Raises `LettersExhaustedError`, `LettersRefusedError`."""
    with transaction.atomic():
        # One letter at a time, or two tabs would write one too many.
        sender = lock(sender)
        # Another's token, should it ever come, is a token of its own.
        form = uuid.uuid5(token, str(sender.pk)) if token else None
        before = DirectoryLetter.objects.filter(token=form).first() if form else None
        if before is not None:
            return before
        _check(sender, recipient, now, is_answer=answers is not None)
        letter = DirectoryLetter.objects.create(
            sender=sender, recipient=recipient, subject=subject, text=text, sent_at=now, token=form, answers=answers
        )
        _tell(letter)
        return letter


@transaction.atomic
def report_letter(*, letter: DirectoryLetter, now: datetime) -> DirectoryLetter:
    """Show a letter to the secretariat, which reads none otherwise. Again is harmless."""
    DirectoryLetter.objects.filter(pk=letter.pk, reported_at=None).update(reported_at=now)
    letter.refresh_from_db()
    return letter


def forget_letters(now: datetime, limit: int) -> int:
    """Delete at most `limit` letters that are older than a year. Returns how many."""
    old = DirectoryLetter.objects.filter(sent_at__lte=now - KEPT).order_by("pk").values_list("pk", flat=True)[:limit]
    found = list(old)
    DirectoryLetter.objects.filter(pk__in=found).delete()
    return len(found)


def _check(sender: Member, recipient: Member, now: datetime, *, is_answer: bool) -> None:
    if not sender.has_access(now) or not recipient.has_access(now) or sender.pk == recipient.pk:
        raise LettersRefusedError
    if not is_answer and not DirectoryEntry.objects.visible(now).filter(member=recipient).exists():
        raise LettersRefusedError
    if not takes_letters(recipient):
        raise LettersRefusedError
    today = DirectoryLetter.objects.filter(sender=sender, sent_at__gt=now - A_DAY)
    if today.count() >= LETTERS_A_DAY or today.filter(recipient=recipient).count() >= LETTERS_TO_ONE_A_DAY:
        raise LettersExhaustedError


def _tell(letter: DirectoryLetter) -> None:
    recipient = letter.recipient
    language = recipient.language
    queue_message(
        kind=KIND,
        template=f"members/email/{KIND}",
        user=recipient.user,
        address=recipient.user.email,
        language=language,
        context={
            "name": recipient.display_name(language),
            "sender": letter.sender.display_name(language),
            "letter_subject": letter.subject,
            "letter_text": letter.text,
            "letter": str(letter.key),
            "url": absolute_url("members:letter", language, letter.key),
        },
        key=f"{KIND}:{letter.pk}",
    )
