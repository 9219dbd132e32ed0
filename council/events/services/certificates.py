"""Certificates of attendance: who gets one, what it says, whether it is still true."""

import secrets
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from council.events import seat_codes
from council.events.models import Attendance, Certificate, Event, Registration
from council.events.services import attendance_errors as refusals
from council.events.services import telling
from council.events.services.attending import registration_locked
from council.events.services.errors import EventCancelled, EventError
from council.events.text import one_line
from council.members.models import Member, User
from council.messaging.links import absolute_url
from council.messaging.services import OutgoingMessage, queue_messages

CODE_LENGTH = 16
READY = "certificate-ready"


def new_code() -> str:
    """A code that nobody guesses: 80 random bits in sixteen letters."""
    return seat_codes.encode(secrets.randbits(5 * CODE_LENGTH), CODE_LENGTH)


def written(code: str) -> str:
    """A code as people read it: “7K3M-Q2XD-…”."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def find_certificate(text: str) -> Certificate | None:
    """The certificate that a typed code stands for, however it was written, or None."""
    code = seat_codes.tidy(text)
    if len(code) != CODE_LENGTH:
        return None
    return Certificate.objects.filter(code=code).select_related("registration__event__venue", "registration__member").first()


def days_attended(registration: Registration) -> list[date]:
    """The days on which the person was there, whether recorded for the day or for an agenda item of it."""
    records = Attendance.objects.present().filter(registration=registration)
    return list(records.order_by("day").values_list("day", flat=True).distinct())


def entitled_registrations(event: Event) -> QuerySet[Registration]:
    """The registrations of `event` that have a certificate, or get one by asking for it: those who came, unless staff withdrew
    it."""
    own = Certificate.objects.filter(registration=OuterRef("pk"))
    came = event.registrations.filter(Exists(Attendance.objects.present().filter(registration=OuterRef("pk"))))
    return came.filter(Exists(own.valid()) | ~Exists(own))


def is_valid(certificate: Certificate) -> bool:
    """Whether a certificate is still true: not withdrawn, the event not cancelled, the attendance not undone."""
    registration = certificate.registration
    return (
        certificate.withdrawn_at is None
        and registration.event.state != Event.State.CANCELLED
        and Attendance.objects.present().filter(registration=registration).exists()
    )


def _check(registration: Registration, now: datetime) -> None:
    """Raise what tells why there is no certificate for `registration` at `now`."""
    event = registration.event
    if event.state == Event.State.CANCELLED:
        raise EventCancelled
    if not event.has_ended(now):
        raise refusals.NotOverError
    if not Attendance.objects.present().filter(registration=registration).exists():
        raise refusals.NotAttendedError


def _names(member: Member) -> dict[str, str]:
    """The holder's name and organisation as they are now, in each language the best there is."""
    hangul = f"{member.family_name}{member.given_name}"
    roman = f"{member.family_name_en.upper()} {member.given_name_en}".strip()
    if not hangul and not roman:
        raise refusals.NameMissingError
    organisation, own = member.organisation, member.organisation_name
    return {
        "name_ko": hangul or roman,
        "name_en": roman or hangul,
        "organisation_ko": organisation.name_ko if organisation else own,
        "organisation_en": (organisation.name_en or organisation.name_ko) if organisation else own,
    }


def issue_certificate(*, registration: Registration, now: datetime) -> Certificate:
    """The certificate of who attended, made the first time it is asked for and the same ever after.

    Raises `NotOverError`, `NotAttendedError`, `NameMissingError`, `EventCancelled`; `WithdrawnError` where staff withdrew it
    (they issue another one, not the holder); `TryAgain`."""
    with registration_locked(registration.pk) as held:
        _check(held, now)
        certificates = list(held.certificates.all())
        valid = [one for one in certificates if one.withdrawn_at is None]
        if valid:
            return valid[0]
        if certificates:
            raise refusals.WithdrawnError
        return Certificate.objects.create(registration=held, code=new_code(), issued_at=now, **_names(held.member))


def withdraw_certificate(*, certificate: Certificate, by: User, now: datetime, reason: str = "") -> Certificate:
    """Withdraw it: whoever verifies it is told so. Withdrawn already: nothing happens. Raises `TryAgain`."""
    with registration_locked(certificate.registration_id):
        current = Certificate.objects.get(pk=certificate.pk)
        if current.withdrawn_at is None:
            current.withdrawn_at, current.withdrawn_by, current.withdrawn_reason = now, by, reason
            current._history_user = by  # type: ignore[attr-defined]
            current.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
        return current


def issue_certificates(
    *, event: Event, by: User, now: datetime
) -> tuple[list[Certificate], list[tuple[Registration, EventError]]]:
    """Staff issue the certificates of all who came to `event` and have none yet; each holder is told. Returns them, and whom
    none could be issued for (no name). What staff withdrew stays withdrawn. Harmless to repeat and to run twice at once.

    Raises `NotOverError`, `EventCancelled`."""
    if event.state == Event.State.CANCELLED:
        raise EventCancelled
    if not event.has_ended(now):
        raise refusals.NotOverError
    facts = telling.event_facts(event)
    without = entitled_registrations(event).filter(certificates=None)
    made, failed = [], []
    for registration in without.select_related("event", "member__user", "member__organisation").order_by("pk"):
        try:
            with registration_locked(registration.pk) as held:
                if not held.certificates.exists():
                    made.append(_issue(held, facts, by, now))
        except EventError as error:
            failed.append((registration, error))
    return made, failed


def _issue(held: Registration, facts: telling.Facts, by: User, now: datetime, *, shows_name: bool = False) -> Certificate:
    """Make a certificate on staff's behalf, the registration's row held, and tell its holder in the same transaction."""
    _check(held, now)
    made = Certificate(registration=held, code=new_code(), issued_at=now, shows_name=shows_name, **_names(held.member))
    made._history_user = by  # type: ignore[attr-defined]
    made.save(force_insert=True)
    member = held.member
    language = member.language if member.language in facts else "ko"
    context = {
        **facts[language],
        "name": one_line(member.display_name(language)),
        "certificate_id": made.pk,
        "certificate_url": absolute_url("events:certificate", language, held.event.slug),
        "verify_url": absolute_url("events:verify-code", language, made.code),
        "code": written(made.code),
    }
    told = OutgoingMessage(
        kind=READY,
        template=f"events/email/{READY}",
        user=member.user,
        address=member.user.email,
        language=language,
        context=context,
        key=f"{READY}:{made.pk}",
    )
    queue_messages([told])
    return made


def ready_is_true(context: dict[str, Any]) -> bool:
    """Whether the certificate that a message tells of is still one (asked just before sending)."""
    found = Certificate.objects.filter(pk=int(context["certificate_id"])).select_related("registration__event").first()
    return found is not None and is_valid(found)


def issue_anew(*, certificate: Certificate, by: User, now: datetime) -> Certificate:
    """Withdraw a certificate and issue another with a code of its own, with the holder's name as it is now, who is told.

    Raises what `issue_certificate` raises for one who is not entitled to any."""
    facts = telling.event_facts(certificate.registration.event)
    with registration_locked(certificate.registration_id) as held:
        _check(held, now)
        _names(held.member)
        for one in held.certificates.valid():
            withdraw_certificate(certificate=one, by=by, now=now)
        return _issue(held, facts, by, now, shows_name=certificate.shows_name)


def show_name(*, certificate: Certificate, shows: bool, by: User) -> Certificate:
    """The holder's choice whether the full name is shown to whoever verifies."""
    certificate.shows_name = shows
    certificate._history_user = by  # type: ignore[attr-defined]
    certificate.save(update_fields=["shows_name"])
    return certificate
