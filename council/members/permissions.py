"""Who may do what with people and bodies."""

import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from council.members.consents import PHOTO
from council.members.models import (
    Contact,
    DirectoryEntry,
    DirectoryLetter,
    Interest,
    Member,
    Membership,
    Organisation,
    PersonalExport,
    Photo,
    User,
)
from council.staff import SUPPORT_GROUP, is_secretariat

# Recovery codes alone are no second factor: they come with one.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def member_of(user: Any) -> Member | None:
    """The member of a log-in; None for a visitor."""
    if not user.is_authenticated:
        return None
    if not hasattr(user, "_member"):
        user._member = Member.objects.filter(user=user).first()
        if user._member is not None:
            # Who asks the member for the log-in has it already.
            user._member.user = user
    member: Member | None = user._member
    return member


def has_member_access(user: Any, now: datetime) -> bool:
    """Whether `user` sees what is for members."""
    member = member_of(user)
    return member is not None and member.has_access(now)


def get_active_member_or_404(user: Any, now: datetime) -> Member:
    """The member of a log-in that has members' access at `now`; 404 for anybody else, who may see public things only."""
    member = member_of(user)
    if member is None or not member.has_access(now):
        raise Http404
    return member


def get_own_place_or_404(user: Any, pk: int) -> Membership:
    """One's own place in a body, held, past or to come. Raises `Http404` for another's."""
    found = Membership.objects.filter(pk=pk, member__user=user).select_related("body", "member").first()
    if found is None:
        raise Http404
    return found


def get_own_interest_or_404(user: Any, pk: int) -> Interest:
    """One's own declared conflict of interest. Raises `Http404` for another's."""
    found = Interest.objects.filter(pk=pk, member__user=user).select_related("organisation", "member").first()
    if found is None:
        raise Http404
    return found


def get_organisation_or_404(reader: Member, key: uuid.UUID) -> Organisation:
    """An organisation that `reader`, a member with access, may see: one of the list, or one's own. Raises `Http404`."""
    found = _seen_by(reader).filter(key=key).select_related("industry", "region").first()
    if found is None:
        raise Http404
    return found


def get_logo_or_404(user: Any, key: uuid.UUID, stem: str, now: datetime) -> Organisation:
    """The organisation whose present logo has the name `stem`, if `user` may see it: a member who sees its page, and the
    secretariat. Raises `Http404`."""
    reader = member_of(user)
    seen = Organisation.objects.none() if reader is None or not reader.has_access(now) else _seen_by(reader)
    found = (Organisation.objects.all() if is_secretariat(user) else seen).filter(key=key).first()
    if found is None or not found.logo or Path(found.logo.name or "").stem != stem:
        raise Http404
    return found


def get_photo_or_404(user: Any, key: uuid.UUID, now: datetime) -> Photo:
    """The photo with this key, if `user` may see it: the person, the secretariat, and members with access where the person
    consented to that. Raises `Http404`."""
    found = Photo.objects.filter(key=key).select_related("member").first()
    reader = member_of(user)
    if found is None or reader is None:
        raise Http404
    if found.member_id == reader.pk or is_secretariat(user):
        return found
    entries = DirectoryEntry.objects.visible(now).filter(member=found.member_id, consent__items__contains=[PHOTO])
    if not reader.has_access(now) or not entries.exists():
        raise Http404
    return found


def _seen_by(reader: Member) -> QuerySet[Organisation]:
    return Organisation.objects.filter(Q(pk__in=Organisation.objects.listed().values("pk")) | Q(pk=reader.organisation_id))


def is_contact(member: Member | None, organisation: Organisation, now: datetime) -> bool:
    """Whether `member` acts for `organisation` at `now`."""
    return member is not None and Contact.objects.able(now).filter(member=member, organisation=organisation).exists()


def get_contacts_organisation_or_404(user: Any, key: uuid.UUID, now: datetime) -> Organisation:
    """The organisation that `user` acts for at `now`, as one of its contacts. Raises `Http404` for everybody else."""
    acting = Contact.objects.able(now).filter(member__user=user, organisation=OuterRef("pk"))
    found = Organisation.objects.filter(Exists(acting), key=key).first()
    if found is None:
        raise Http404
    return found


def must_set_up_second_factor(user: Any) -> bool:
    """Whether `user` is staff who needs a second factor and has none (required outside the demonstration)."""
    if settings.DEMONSTRATION or not user.is_authenticated or not user.is_staff:
        return False
    return not Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()


def can_change_login(user: Any, login: User) -> bool:
    """Whether `user` (of the secretariat) may change `login`: staff log-ins and superusers are a superuser's alone, so that
    nobody takes over a log-in that may do more than his own."""
    return bool(user.is_superuser) or not (login.is_staff or login.is_superuser)


def can_see_as(user: Any) -> bool:
    """Whether `user` may see the portal as a member sees it, to help: a superuser, or one of the secretariat in the group that
    a superuser gives."""
    if not user.is_authenticated or not user.is_active or not is_secretariat(user):
        return False
    return bool(user.is_superuser) or user.groups.filter(name=SUPPORT_GROUP).exists()


def can_be_seen_as(member: Member) -> bool:
    """Whether staff may see the portal as `member`: never as staff or a superuser, and only where the log-in is in use."""
    user = member.user
    return user.is_active and not user.is_staff and not user.is_superuser and member.erased_at is None


def get_export_or_404(user: Any, key: uuid.UUID, now: datetime) -> PersonalExport:
    """The copy of personal data `key` that `user` owns and may still take at `now`; 404 for anything else."""
    export = PersonalExport.objects.filter(key=key, user=user).first()
    if export is None or not export.can_be_taken(now):
        raise Http404
    return export


def get_entry_or_404(key: uuid.UUID, now: datetime) -> DirectoryEntry:
    """The entry of the directory that is visible at `now`. Hidden, ended and unknown are the same 404."""
    entry = (
        DirectoryEntry.objects.visible(now)
        .select_related("consent", "member__user", "member__organisation", "member__photo")
        .filter(key=key)
    )
    found = entry.first()
    if found is None:
        raise Http404
    return found


def former_entry(key: uuid.UUID, now: datetime) -> DirectoryEntry | None:
    """The visible entry that the entry with the former address `key` became, or None."""
    return DirectoryEntry.objects.visible(now).filter(former_addresses__key=key).first()


def former_organisation(reader: Member, key: uuid.UUID) -> Organisation | None:
    """The organisation that the one with the former address `key` became, if `reader` may see it."""
    return _seen_by(reader).filter(former_addresses__key=key).first()


def get_letter_or_404(member: Member, key: uuid.UUID) -> DirectoryLetter:
    """A letter that was written to `member`; 404 for anything else, one's own letters among them."""
    found = (
        DirectoryLetter.objects.select_related("sender__user", "sender__organisation").filter(key=key, recipient=member).first()
    )
    if found is None:
        raise Http404
    return found
