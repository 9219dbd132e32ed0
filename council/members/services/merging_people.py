"""Two records of one person become one: the first is kept, with its log-in; all that the second has becomes its own.

In one transaction: events whose seats may move, then both people, are locked in the order of their keys; every room settles
what a constraint forbids; the rules of `council.personal_data` move the rest; the second's row is deleted, refused while
anything leads there. What would happen is found out by doing it and rolling back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from council import merging, personal_data
from council.members.models import ErasureRequest, Member, MergeRecord, User
from council.members.services import joining as joint
from council.members.services.joining import MergeRefusedError, Report, Rule
from council.members.services.personal import _target, model_of, person_of, rows
from council.members.services.settling import MEMBERSHIP, better_membership
from council.members.services.states import note
from council.merging import Joining
from council.messaging.links import absolute_url
from council.messaging.services import queue_message

JOINED = "records-joined"
PERSON = MergeRecord.Kind.PERSON
# What staff choose between, and the columns that go together.
PERSON_FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("family_name", "given_name"),
    "name_en": ("family_name_en", "given_name_en"),
    "organisation": ("organisation_id", "organisation_name", "organisation_number"),
    "job_title": ("job_title",),
    "grade": ("grade",),
    "phone": ("phone",),
    "language": ("language",),
}
# Rows of the second record itself, which end with it.
OWN = frozenset({"members.member.user", "members.historicalmember.user"})


@dataclass(frozen=True)
class PersonMerge:
    """Which two, and whose fields: `choices` by group of `PERSON_FIELDS`, "kept" or "gone"."""

    kept: int
    gone: int
    choices: dict[str, str]
    by: Any
    now: datetime


def merge_people(
    *, kept: Member, gone: Member, choices: dict[str, str], by: Any, now: datetime, shown: str | None = None
) -> MergeRecord:
    """Make `gone` part of `kept`, and tell the person at both addresses. Returns the record of it.

    `shown` is the print of the rehearsal that staff saw: where something else would happen now, nothing does. Raises
    `MergeRefusedError`, `MergeGoneError` (done before: its record), `MergeChangedError`, `MergeBusyError`."""
    request = PersonMerge(kept.pk, gone.pk, choices, by, now)
    report = joint.perform(partial(_join, request), shown=shown, rehearse=False)
    assert report.record is not None  # noqa: S101 - `_join` has written it
    return report.record


def rehearse_people(*, kept: Member, gone: Member, choices: dict[str, str], by: Any, now: datetime) -> Report:
    """What `merge_people` would do now: it is done, counted and rolled back. Raises what it raises."""
    request = PersonMerge(kept.pk, gone.pk, choices, by, now)
    return joint.perform(partial(_join, request), shown=None, rehearse=True)


def check_people(kept: Member, gone: Member, by: Any) -> None:
    """Raise `MergeRefusedError` for two who are not merged, at least not by `by`, or not this way round."""
    if kept.pk == gone.pk:
        raise MergeRefusedError("same")
    if gone.user.is_staff or gone.user.is_superuser:
        raise MergeRefusedError("staff")
    # The second's addresses lead into the first's log-in afterwards: into one with powers only by a superuser's hand.
    if (kept.user.is_staff or kept.user.is_superuser) and not by.is_superuser:
        raise MergeRefusedError("powers")
    if kept.erased_at or gone.erased_at:
        raise MergeRefusedError("erased")
    waiting = ErasureRequest.objects.filter(user__in=[kept.user_id, gone.user_id], state=ErasureRequest.State.REQUESTED)
    if waiting.exists():
        raise MergeRefusedError("erasure")


def _join(request: PersonMerge) -> Report:
    found = {member.pk: member for member in Member.objects.filter(pk__in=[request.kept, request.gone])}
    before = Joining(found.get(request.kept), found.get(request.gone), request.by, request.now)
    if len(found) == 2:
        joint.hold(before)
    kept, gone = joint.both(Member, PERSON, request.kept, request.gone)
    users = {user.pk: user for user in User.objects.select_for_update().filter(member__in=[kept, gone]).order_by("pk")}
    kept.user, gone.user = users[kept.user_id], users[gone.user_id]
    check_people(kept, gone, request.by)
    joining = Joining(kept, gone, request.by, request.now, store=before.store)
    changed = joint.take_over(kept, gone, PERSON_FIELDS, request.choices)
    changed += _take_membership(joining)
    joining.organisation_id = kept.organisation_id
    for room in merging.rooms():
        if room.people is not None:
            room.people(joining)
    rules = list(_rules(kept, gone))
    lines = joint.apply_rules(rule for rule in rules if rule.key not in OWN)
    _save(joining, changed)
    report = Report(lines, joining.conflicts)
    _end(joining, rules, report)
    return report


def _take_membership(joining: Joining) -> list[str]:
    """The person has the better of both memberships; the kind goes with it, as the secretariat has checked it."""
    kept, gone, Draft = joining.kept, joining.gone, Member.State.DRAFT  # noqa: N806 - a state
    if better_membership(kept, gone, joining.now) is gone:
        stays, ends = gone, kept
    else:
        stays, ends = kept, gone
    if ends.state != Draft:
        what = _("Membership: %(one)s and %(other)s") % {"one": _membership(kept), "other": _membership(gone)}
        joining.note(what, _("%(membership)s stays") % {"membership": _membership(stays)})
    if stays is kept:
        return []
    for name in MEMBERSHIP:
        setattr(kept, name, getattr(gone, name))
    return list(MEMBERSHIP)


def _membership(member: Member) -> str:
    state = str(member.get_state_display())
    return f"{state} ({member.valid_until})" if member.valid_until else state


def _rules(kept: Member, gone: Member) -> Iterator[Rule]:
    for room in personal_data.rooms():
        for link in room.links:
            is_user = _target(link) is User
            yield Rule(
                key=link.key,
                model=model_of(link),
                via=link.via,
                kept=kept.user_id if is_user else kept.pk,
                gone=gone.user_id if is_user else gone.pk,
                merged=link.merged,
                twin_of=link.twin_of,
                twin=link.twin,
                files=link.files,
                label="" if link.is_discreet else link.label,
                room=room.label,
            )


def _save(joining: Joining, changed: list[str]) -> None:
    kept, gone = joining.kept, joining.gone
    note(kept, by=joining.by, reason="merge")
    if changed:
        kept.save()
    joined = joint.earlier(joining.now, kept.user.date_joined, gone.user.date_joined)
    User.objects.filter(pk=kept.user_id).update(date_joined=joined)


def _end(joining: Joining, rules: list[Rule], report: Report) -> None:
    """Delete the second's rows, to which nothing leads any more; its history is the first's; write it down, and tell."""
    kept, gone = joining.kept, joining.gone
    key, user_key, address = gone.pk, gone.user_id, gone.user.email
    joint.assert_nothing_left(rules, OWN)
    note(gone, by=joining.by, reason="merge")
    gone.delete()
    gone.user.delete()
    Member.history.filter(id=key).update(user_id=kept.user_id)
    joint.move_log(Member, kept.pk, key)
    joint.move_log(User, kept.user_id, user_key)
    record = joint.record(PERSON, joining, gone=key, gone_user=user_key, report=report)
    for number, where in enumerate(dict.fromkeys((kept.user.email, address))):
        _tell(kept, record, where, address, number)


def _tell(kept: Member, record: MergeRecord, where: str, other: str, number: int) -> None:
    with translation.override(kept.language):
        queue_message(
            kind=JOINED,
            template=f"members/email/{JOINED}",
            user=kept.user,
            address=where,
            language=kept.language,
            context={
                "name": kept.display_name(kept.language),
                "email": kept.user.email,
                "other": other,
                "url": absolute_url("members:profile", kept.language),
            },
            key=f"{JOINED}:{record.pk}:{number}",
        )


def compare_people(one: Member, other: Member) -> list[tuple[Any, Any, Any]]:
    """What tells two records (with `user`) apart, side by side: `(label, the one's, the other's)`. The counts are those of the
    rules of all rooms, as far as either has anything."""
    facts: list[tuple[Any, Any, Any]] = [
        (_("Log-in"), one.user.email, other.user.email),
        (_("Membership"), _membership(one), _membership(other)),
        (_("Signed up"), one.user.date_joined, other.user.date_joined),
        (_("Last log-in"), one.user.last_login, other.user.last_login),
    ]
    people = [person_of(one.user), person_of(other.user)]
    for room in personal_data.rooms():
        for link in room.links:
            counts = [rows(link, person).count() for person in people] if link.label else []
            if any(counts):
                facts.append((link.label, *counts))
    return facts
