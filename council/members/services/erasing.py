"""Erasing a person: asked for by him or her, decided by staff; what must stay loses name and address, the rest is destroyed.

In three steps, so that no lock is held while seats move: the log-in ends; every room ends what must end first, in transactions
of its own; then one transaction applies every rule. Stopped in between it is begun again and finds what is left."""

import uuid
from collections import defaultdict
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import translation

from council import personal_data
from council.members.models import Contact, ErasureRequest, Member, Membership, User
from council.members.personal import MEMBER_COLUMNS, USER_COLUMNS, columns
from council.members.services.errors import ReasonMissingError
from council.members.services.exports import delete_files
from council.members.services.logins import end_sessions
from council.members.services.mails import tell
from council.members.services.personal import STAYS, all_links, model_of, person_of, rows
from council.members.services.places import end_place
from council.messaging.services import queue_message
from council.personal_data import Erasure, Person, PersonalLink

REQUESTED, WITHDRAWN, DECLINED, DONE = "erasure-requested", "erasure-withdrawn", "erasure-declined", "erasure-done"
# RFC 2606: no mail goes there.
NOWHERE = "erased.invalid"
State = ErasureRequest.State


class ErasureStateError(Exception):
    """The request is decided or taken back: someone else was faster."""


class StaffLogInError(Exception):
    """Staff are not erased while they are staff: a superuser takes the powers away first."""


def request_erasure(*, user: User, wish: str, now: datetime) -> ErasureRequest:
    """Record that `user` wants to be erased, and tell by mail. One that waits already comes back.

    Raises `StaffLogInError`."""
    with transaction.atomic():
        held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        waiting = ErasureRequest.objects.filter(user=held, state=State.REQUESTED).first()
        if waiting is not None:
            return waiting
        if held.is_staff or held.is_superuser:
            raise StaffLogInError
        request = ErasureRequest.objects.create(user=held, wish=wish.strip(), requested_at=now)
        tell(held.member, REQUESTED, fact=str(request.pk), link="members:privacy")
        return request


@transaction.atomic
def withdraw_erasure(*, user: User, now: datetime) -> ErasureRequest | None:
    """Take back the request that waits; None where none does."""
    request = ErasureRequest.objects.select_for_update(no_key=True).filter(user=user, state=State.REQUESTED).first()
    if request is not None:
        request.state, request.decided_at = State.WITHDRAWN, now
        request.save(update_fields=["state", "decided_at"])
        tell(user.member, WITHDRAWN, fact=str(request.pk), link="members:privacy")
    return request


@transaction.atomic
def decline_erasure(*, request: ErasureRequest, by: User, now: datetime, reason: str) -> ErasureRequest:
    """Decline a request for `reason`, which the person is told. Raises `ReasonMissingError`, `ErasureStateError`."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissingError
    request = _waiting(request)
    request.state, request.decided_at, request.decided_by, request.decision_reason = State.DECLINED, now, by, reason
    request.save()
    if request.user is not None:
        tell(request.user.member, DECLINED, fact=str(request.pk), link="members:privacy", extra={"reason": reason})
    return request


def erase_person(*, request: ErasureRequest, by: User | None, now: datetime) -> ErasureRequest:
    """Erase the person who asked. Returns the request with the numbers of what became of what.

    Raises `ErasureStateError` where it was decided or taken back before, `StaffLogInError`."""
    with transaction.atomic():
        user = end_log_in(_waiting(request), now)
    try:
        person = person_of(user)
    except Member.DoesNotExist:
        # The same button, pressed twice: the other one is through.
        raise ErasureStateError from None
    for room in personal_data.rooms():
        if room.prepare is not None:
            room.prepare(person, by, now)
    with transaction.atomic():
        request = _waiting(request)
        outcome, names = _apply(person, now)
        request = ErasureRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
        request.state, request.decided_at, request.decided_by = State.DONE, now, by
        request.outcome, request.decision_reason = outcome, ""
        request.save()
        _say_goodbye(request, user)
        transaction.on_commit(lambda: delete_files(names))
    return request


def preview_erasure(user: User, *, is_own: bool) -> list[dict[str, Any]]:
    """What an erasure of `user` would do, for the person (`is_own`) or for staff: `{room, label, count, becomes}`, which is
    destroyed, kept (without a name) or named."""
    person = person_of(user)
    return [
        {
            "room": room.label,
            "label": link.label,
            "count": rows(link, person).count(),
            "becomes": {Erasure.ANONYMISE: "kept", Erasure.KEEP: "named"}.get(link.erased, "destroyed"),
        }
        for room in personal_data.rooms()
        for link in room.links
        if link.label and (is_own or not link.is_discreet)
    ]


def _waiting(request: ErasureRequest) -> ErasureRequest:
    held = (
        ErasureRequest.objects.select_for_update(no_key=True, of=("self",))
        .select_related("user__member")
        .filter(pk=request.pk, state=State.REQUESTED)
        .first()
    )
    if held is None:
        raise ErasureStateError
    return held


def end_log_in(request: ErasureRequest, now: datetime) -> User:
    """Nothing new comes to who cannot log in and has no membership; places in bodies end."""
    user = request.user
    if user is None:
        raise ErasureStateError
    if user.is_staff or user.is_superuser:
        raise StaffLogInError
    User.objects.filter(pk=user.pk).update(is_active=False)
    end_sessions(user)
    Member.objects.filter(user=user).update(
        state=Member.State.WITHDRAWN, valid_until=None, kind="", applied_at=None, decision_reason=""
    )
    # Without a letter to anybody: it would name the person.
    for place in Membership.objects.filter(member__user=user, state__in=Membership.OPEN).order_by("pk"):
        end_place(place, Membership.State.RESIGNED, by=None, now=now, reason="erased")
    Contact.objects.in_office().filter(member__user=user).update(ended_at=now)
    return user


def _apply(person: Person, now: datetime) -> tuple[dict[str, dict[str, int]], list[str]]:
    """Apply every rule. Returns the numbers by model, and the stored files to be deleted once all is certain."""
    names: list[str] = []
    for room in personal_data.rooms():
        if room.erase is not None:
            room.erase(person, now)
    # Kept rows first: a rule may find its rows by what another one destroys.
    links = sorted(all_links().values(), key=lambda link: (link.erased not in STAYS, -link.via.count("__")))
    outcome: dict[str, dict[str, int]] = defaultdict(dict)
    for link in links:
        if link.own:
            _forget_in_log(link, person)
            names += _files(link, person)
            word = "kept" if link.erased in STAYS else "destroyed"
            outcome[link.model][word] = outcome[link.model].get(word, 0) + _apply_one(link, person)
    _forget_repr(User, [person.user_id])
    _forget_repr(Member, [person.member_id])
    _empty_person(person, now)
    return {model: numbers for model, numbers in sorted(outcome.items()) if any(numbers.values())}, names


def _apply_one(link: PersonalLink, person: Person) -> int:
    found = rows(link, person)
    if link.erased is Erasure.DESTROY:
        keys = list(found.values_list("pk", flat=True))
        model_of(link)._base_manager.filter(pk__in=keys).delete()
        return len(keys)
    changes = dict(link.blank)
    if link.erased is Erasure.DETACH:
        changes[link.via] = None
    return int(found.update(**changes)) if changes else int(found.count())


def _files(link: PersonalLink, person: Person) -> list[str]:
    if link.erased is not Erasure.DESTROY:
        return []
    return [name for column in link.files for name in rows(link, person).values_list(column, flat=True) if name]


def _forget_in_log(link: PersonalLink, person: Person) -> None:
    """The administration's log names what was changed by its words of the day: a name among them."""
    _forget_repr(model_of(link), list(rows(link, person).values_list("pk", flat=True)))


def _forget_repr(model: Any, keys: list[Any]) -> None:
    if keys:
        entries = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(model), object_id__in=[str(key) for key in keys]
        )
        entries.update(object_repr="–", change_message="")


def _empty_person(person: Person, now: datetime) -> None:
    """Empty the rows of member and log-in; delete them where nothing that is kept leads to them."""
    Member.objects.filter(pk=person.member_id).update(**columns(MEMBER_COLUMNS), erased_at=now)
    User.objects.filter(pk=person.user_id).update(
        **columns(USER_COLUMNS), email=f"{uuid.uuid4().hex}@{NOWHERE}", date_joined=now
    )
    kept = (link for link in all_links().values() if link.erased in STAYS)
    if not any(rows(link, person).exists() for link in kept if link.key not in ("members.member.user", *_FORGETFUL)):
        User.objects.get(pk=person.user_id).delete()


# Keys that become null by themselves: that somebody asked to be erased needs no row of the person.
_FORGETFUL = ("members.erasurerequest.user",)


def _say_goodbye(request: ErasureRequest, user: User) -> None:
    """The last mail, to the address that the portal forgets with it: it is of a private kind, wiped once it is sent."""
    language = user.member.language
    with translation.override(language):
        queue_message(
            kind=DONE,
            template=f"members/email/{DONE}",
            user=None,
            address=user.email,
            language=language,
            context={},
            key=f"{DONE}:{request.pk}",
        )
