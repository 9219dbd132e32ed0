"""Publishing the words of an agreement, and accepting them."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import translation

from council import bilingual, when
from council.library.models import Acceptance, Agreement, AgreementVersion, Document
from council.members.models import Member, User
from council.messaging.links import absolute_url
from council.messaging.services import queue_message

ACCEPTED = "agreement-accepted"


class AgreementChangedError(Exception):
    """The agreement has been published anew since it was read."""


def publish_agreement(
    *, agreement: Agreement, text_ko: str, text_en: str, by: User | None, now: datetime
) -> AgreementVersion | None:
    """Publish these words as the next version of `agreement`: who accepted an earlier one is asked again. Returns it, or None
    where the current version says the same."""
    with transaction.atomic():
        held = _held(agreement.pk)
        last = held.current
        if last is not None and (last.text_ko, last.text_en) == (text_ko, text_en):
            return None
        version = AgreementVersion.objects.create(
            agreement=held,
            number=last.number + 1 if last else 1,
            text_ko=text_ko,
            text_en=text_en,
            published_at=now,
            published_by=by,
        )
        held.current = version
        held._history_user = by  # type: ignore[attr-defined]
        held.save(update_fields=["current"])
    agreement.current = version
    return version


def accept_agreement(*, document: Document, number: int, member: Member, language: str, now: datetime) -> Acceptance:
    """Record that `member` read version `number` of the agreement that `document` needs, in `language`, and accepts it; send
    him its words. Again: the record that there is.

    Raises `AgreementChangedError` where that is not the current version (any more)."""
    return record_acceptance(
        agreement_id=document.agreement_id,
        number=number,
        member=member,
        language=language,
        now=now,
        page=("library:document-detail", document.key),
    )


def record_acceptance(
    *,
    agreement_id: int | None,
    number: int,
    member: Member,
    language: str,
    now: datetime,
    page: tuple[str, uuid.UUID],
    is_confidential: bool = False,
) -> Acceptance:
    """As `accept_agreement`, for whatever needs an agreement; `page` is the name and the key of the address that its copy leads
    to. `is_confidential`: for whom he works is told neither in the copy nor in lists of the administration."""
    # The row is held, so that nobody publishes another version between the look and the record.
    with transaction.atomic():
        version = _held(agreement_id).current if agreement_id else None
        if version is None or version.number != number:
            raise AgreementChangedError
        found = Acceptance.objects.filter(version=version, user=member.user).first()
        if found is not None:
            return found
        acceptance = Acceptance.objects.create(
            version=version,
            user=member.user,
            name=signature(member),
            language=language,
            accepted_at=now,
            is_confidential=is_confidential,
        )
        _send_copy(acceptance, member, page)
    return acceptance


def _held(pk: int) -> Agreement:
    return Agreement.objects.select_for_update(no_key=True, of=("self",)).select_related("current").get(pk=pk)


def signature(member: Member) -> str:
    """Under which name somebody accepts: person and organisation, in Korean and romanised, as they are now."""
    organisation = member.organisation
    told = []
    for language in ("ko", "en"):
        names = [member.display_name(language)]
        if organisation is not None:
            names.append(bilingual.pick(organisation.name_ko, organisation.name_en, language))
        told.append(", ".join(names))
    return " / ".join(dict.fromkeys(told))[:400]


def _send_copy(acceptance: Acceptance, member: Member, page: tuple[str, uuid.UUID]) -> None:
    version, language = acceptance.version, member.language
    with translation.override(language):
        queue_message(
            kind=ACCEPTED,
            template=f"library/email/{ACCEPTED}",
            user=member.user,
            address=member.user.email,
            language=language,
            context={
                "name": member.display_name(language),
                "title": bilingual.text(version.agreement, "title"),
                "number": version.number,
                "accepted_at": when.moment(acceptance.accepted_at),
                "signature": member.display_name(language) if acceptance.is_confidential else acceptance.name,
                "text": bilingual.text(version, "text"),
                "url": absolute_url(page[0], language, page[1]),
            },
            key=f"{ACCEPTED}:{acceptance.pk}",
        )
