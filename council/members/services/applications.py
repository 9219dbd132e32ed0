"""The application for membership, from draft to decision."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import formats, timezone, translation

from council.members import consents
from council.members.models import Member, Organisation
from council.members.services.consents import give_consent
from council.members.services.errors import (
    ApplicationIncompleteError,
    ConsentRefusedError,
    MemberStateError,
    ReasonMissingError,
)
from council.members.services.mails import tell
from council.members.services.matching import create_written_organisation
from council.members.services.organisations import change_organisation, release_named_seats, take_named_seats
from council.members.services.states import BulkResult, change, lock, may, note

# What an applicant fills in; nothing else of a member is the applicant's to change here.
DRAFT_FIELDS = frozenset(
    {
        "family_name",
        "given_name",
        "family_name_en",
        "given_name_en",
        "kind",
        "phone",
        "language",
        "organisation",
        "organisation_name",
        "organisation_number",
        "job_title",
        "grade",
        "motivation",
    }
)


def membership_end(now: datetime) -> date:
    """The last day of a membership that begins at `now`: the end of the following year (README, decision 2)."""
    return date(timezone.localdate(now).year + 1, 12, 31)


def missing_fields(member: Member) -> list[str]:
    """The model fields that an application still lacks, in the order of its steps."""
    hangul = bool(member.family_name and member.given_name)
    roman = bool(member.family_name_en and member.given_name_en)
    missing = [] if hangul or roman else ["family_name", "given_name"]
    if not member.kind or member.kind == Member.Kind.EXTERNAL:
        missing.append("kind")
    if not member.organisation_id and not member.organisation_name:
        missing.append("organisation_name")
    return [*missing, *(name for name in ("job_title", "motivation") if not getattr(member, name))]


@transaction.atomic
def save_application_draft(*, member: Member, values: Mapping[str, Any]) -> Member:
    """Keep what an applicant has typed so far. Raises `MemberStateError` once it is sent, `ValueError` for other fields."""
    if not DRAFT_FIELDS.issuperset(values):
        raise ValueError(f"not the applicant's to change: {sorted(set(values) - DRAFT_FIELDS)}")
    member = lock(member)
    if not may(member, "submit"):
        raise MemberStateError(member)
    for name, value in values.items():
        setattr(member, name, value)
    note(member, by=member.user, reason="draft")
    member.save()
    return member


@transaction.atomic
def submit_application(*, member: Member, now: datetime, agreed: Iterable[str] = (), language: str = "") -> Member:
    """Send the application with the consents to the purposes `agreed`, read in `language`. Sent already: nothing happens.

    Raises `MemberStateError`, `ApplicationIncompleteError`, `ConsentRefusedError`."""
    member = lock(member)
    if member.state == Member.State.APPLIED:
        return member
    if not may(member, "submit"):
        raise MemberStateError(member)
    if missing := missing_fields(member):
        raise ApplicationIncompleteError(missing)
    agreed = set(agreed)
    for wording in consents.current_wordings():
        if wording.purpose in agreed:
            give_consent(member=member, purpose=wording.purpose, language=language or member.language, now=now)
    in_force = set(member.consents.filter(withdrawn_at=None).values_list("purpose", "version"))
    for wording in consents.current_wordings():
        if wording.required and (wording.purpose, wording.version) not in in_force:
            raise ConsentRefusedError(wording.purpose)
    change(member, "submit", by=member.user)
    member.applied_at = now
    member.decided_at, member.decided_by, member.decision_reason = None, None, ""
    member.save()
    tell(member, "application-received", fact=now.isoformat(), link="members:join")
    return member


@transaction.atomic
def approve_application(
    *,
    member: Member,
    by: Any,
    now: datetime,
    reason: str = "",
    organisation: Organisation | None = None,
    create_kind: str = "",
) -> Member:
    """Make the applicant a member until the end of next year, and say so. `reason` is for the file.

    `organisation` is the one that is meant by what the applicant wrote; with `create_kind` a new one is made of it.
    Raises `MemberStateError` where it was decided before, `ApplicationIncompleteError` for one who can be no member,
    `OrganisationExistsError` where the business number of a new one is taken."""
    member = lock(member)
    if may(member, "approve"):
        if create_kind and member.organisation_name:
            organisation = create_written_organisation(member=member, kind=create_kind, by=by)
        if organisation is not None:
            member = change_organisation(member=member, organisation=organisation, by=by, now=now)
    change(member, "approve", by=by, reason=reason)
    if member.kind == Member.Kind.EXTERNAL:
        raise ApplicationIncompleteError(["kind"])
    if member.organisation is None and member.organisation_number:
        # A business number names one organisation, whatever the applicant called it.
        member.organisation = Organisation.objects.filter(business_number=member.organisation_number).first()
    if member.organisation is not None:
        member.organisation_name = member.organisation_number = ""
    member.valid_until = membership_end(now)
    _decide(member, by=by, now=now, reason=reason)
    take_named_seats(member=member, by=by, now=now)
    with translation.override(member.language):
        until = formats.date_format(member.valid_until, "DATE_FORMAT")
    tell(member, "application-approved", fact=_fact(member), link="portal:my", extra={"until": until})
    return member


@transaction.atomic
def decline_application(*, member: Member, by: Any, now: datetime, reason: str) -> Member:
    """Decline the application for `reason`, which the applicant is told.

    Raises `ReasonMissingError`, and `MemberStateError` where it was decided before."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissingError
    member = lock(member)
    change(member, "decline", by=by, reason=reason)
    _decide(member, by=by, now=now, reason=reason)
    release_named_seats(member=member, by=by, now=now)
    tell(member, "application-declined", fact=_fact(member), link="members:join", extra={"reason": reason})
    return member


def approve_applications(*, members: Iterable[Member], by: Any, now: datetime, reason: str = "") -> BulkResult:
    """Approve many, each by itself; those that cannot be approved (decided before) are skipped."""
    return _each(members, lambda member: approve_application(member=member, by=by, now=now, reason=reason))


def decline_applications(*, members: Iterable[Member], by: Any, now: datetime, reason: str) -> BulkResult:
    """Decline many for the same reason, each by itself. Raises `ReasonMissingError` before the first."""
    if not reason.strip():
        raise ReasonMissingError
    return _each(members, lambda member: decline_application(member=member, by=by, now=now, reason=reason))


def _each(members: Iterable[Member], decide: Callable[[Member], Member]) -> BulkResult:
    result = BulkResult()
    for member in members:
        try:
            with transaction.atomic():
                result.done.append(decide(member))
        except (MemberStateError, ApplicationIncompleteError):
            result.skipped.append(member)
    return result


def _decide(member: Member, *, by: Any, now: datetime, reason: str) -> None:
    member.decided_at, member.decided_by, member.decision_reason = now, by, reason
    member.save()


def _fact(member: Member) -> str:
    # One decision an application: applied_at tells this application from an earlier one.
    assert member.applied_at is not None  # noqa: S101 - the database's constraint says so
    return member.applied_at.isoformat()
