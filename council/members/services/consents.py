"""Giving and withdrawing consent. A withdrawn consent stays as a record; a new one is a new row."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from council import when
from council.members import consents
from council.members.models import Consent, DirectoryEntry, Member
from council.members.services.errors import ConsentRefusedError
from council.members.services.notices import notify
from council.members.services.states import lock

# To news is advertising: every two years (Network Act, Art. 50(8)) the person is told of it and how to withdraw it.
CONFIRM_AFTER = timedelta(days=2 * 365)
CONFIRMED = "news-consent"
BATCH = 500


def needs_required_consent(member: Member) -> bool:
    """Whether the person applies or is a member: what that rests on cannot be withdrawn, the membership is ended instead."""
    return member.state in {Member.State.APPLIED, Member.State.ACTIVE, Member.State.SUSPENDED}


@transaction.atomic
def give_consent(
    *, member: Member, purpose: str, language: str, now: datetime, items: Collection[str] | None = None
) -> Consent:
    """Record the consent of `member` to the current wording of `purpose`, as read in `language`.

    `items` are the fields that it is to, where the purpose leaves the choice; None: as `consents.items_of` has it. Given
    before in the same version for the same fields: that row comes back. Another consent to the purpose ends. Raises
    `KeyError` for an unknown purpose and `ConsentRefusedError` where the purpose rests on another that is not given."""
    wording = consents.current_wording(purpose)
    member = lock(member)
    if wording.depends_on and not _in_force(member, wording.depends_on):
        raise ConsentRefusedError(wording.depends_on)
    chosen = consents.items_of(purpose, items)
    held = _in_force(member, purpose)
    if held is not None:
        if held.version == wording.version and held.items == chosen:
            return held
        held.withdrawn_at = now
        held.save(update_fields=["withdrawn_at"])
    consent = Consent.objects.create(
        member=member, purpose=purpose, version=wording.version, language=language, items=chosen, given_at=now
    )
    if purpose == consents.DIRECTORY:
        DirectoryEntry.objects.update_or_create(member=member, defaults={"consent": consent})
    return consent


@transaction.atomic
def withdraw_consent(*, member: Member, purpose: str, now: datetime) -> bool:
    """Withdraw the consent to `purpose` and to what rests on it. False where none was in force.

    Raises `ConsentRefusedError` for one that membership needs while the person applies or is a member,
    `KeyError` for an unknown purpose."""
    wording = consents.current_wording(purpose)
    member = lock(member)
    if wording.required and needs_required_consent(member):
        raise ConsentRefusedError(purpose)
    ended = Consent.objects.filter(
        member=member, purpose__in=[purpose, *consents.dependants(purpose)], withdrawn_at=None
    ).update(withdrawn_at=now)
    if purpose == consents.DIRECTORY:
        # The address of the entry goes with it.
        DirectoryEntry.objects.filter(member=member).delete()
    return ended > 0


def confirm_news_consents(*, now: datetime) -> int:
    """The tick: write to members who agreed to news two years ago, or were written to about it two years ago. Returns how many
    were. Again, or twice at once: each once per due date. Who does not answer has not withdrawn."""
    total = 0
    while written := _confirm_batch(now):
        total += written
    return total


@transaction.atomic
def _confirm_batch(now: datetime) -> int:
    due = Consent.objects.alias(since=Coalesce("asked_again_at", "given_at")).filter(
        purpose=consents.NEWS, withdrawn_at=None, since__lte=now - CONFIRM_AFTER, member__state=Member.State.ACTIVE
    )
    held = due.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("member__user")
    found = list(held.order_by("pk")[:BATCH])
    night = Consent.objects.filter(purpose=consents.NIGHT, withdrawn_at=None, member__in=[one.member_id for one in found])
    at_night = set(night.values_list("member", flat=True))
    for consent in found:
        _tell_confirmed(consent, at_night=consent.member_id in at_night)
        consent.asked_again_at = now
    Consent.objects.bulk_update(found, ["asked_again_at"])
    return len(found)


def _tell_confirmed(consent: Consent, *, at_night: bool) -> None:
    def words() -> tuple[str, str]:
        text = _(
            "On %(day)s you agreed to get news and invitations (advertising) of the council’s programmes by e-mail. The law "
            "has us remind you of this every two years. If you still want them, you need do nothing. If you do not, withdraw "
            "your consent on the page below, now or at any time; it costs nothing."
        ) % {"day": when.day(timezone.localdate(consent.given_at))}
        night = _("You agreed to get them at night (21:00 to 08:00), too; you can withdraw that alone.")
        return _("You get news of our programmes: do you still want them?"), f"{text} {night}" if at_night else text

    notify(
        consent.member,
        CONFIRMED,
        fact=f"{consent.pk}:{consent.asked_again_at or consent.given_at:%Y-%m-%d}",
        words=words,
        link="members:privacy",
        action=lambda: _("See my consents"),
        facts={"consent_id": consent.pk},
    )


def news_consent_holds(context: dict[str, Any]) -> bool:
    """Whether the consent that a letter is about was not withdrawn meanwhile."""
    return Consent.objects.filter(pk=context["consent_id"], withdrawn_at=None).exists()


def _in_force(member: Member, purpose: str) -> Consent | None:
    return Consent.objects.filter(member=member, purpose=purpose, withdrawn_at=None).first()
