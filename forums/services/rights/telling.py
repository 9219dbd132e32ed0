"""Mails of joint IP cases. None of them carries the title of a case: mails are read on the way, staff see them in the outbox.
They carry a reference and the address of a page, which shows the rest to whom it is for. Each fact is told once."""

import hashlib
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from council import when
from council.members.models import Member
from council.messaging.links import absolute_url
from council.messaging.services import OutgoingMessage, queue_messages
from forums.models import CaseContact, CaseMove, IPCase, JointAct, NoveltyDeclaration
from forums.permissions.rights import desk_members
from forums.services.rights.signatures import missing_owners, terms_of
from forums.services.rights.steps import NAMES

CONSENT, SIGNED, MOVED, CONTACT, BEGUN, SHOWN = (
    "ip-consent-asked",
    "ip-all-signed",
    "ip-case-moved",
    "ip-contact-named",
    "ip-case-begun",
    "ip-novelty-shown",
)
TEMPLATE = "members/email/notice"
Words = Callable[[], tuple[str, str]]


def _told(kind: str, member: Member, case: IPCase, words: Words, *, fact: str, **facts: Any) -> OutgoingMessage:
    """One mail in the member's language; `words` returns its subject and text."""
    language = member.language
    with translation.override(language):
        subject, text = words()
        return OutgoingMessage(
            kind=kind,
            template=TEMPLATE,
            user=member.user,
            address=member.user.email,
            language=language,
            context={
                "name": member.display_name(language),
                "subject": f"{subject}: {case}",
                "text": text,
                "reason": "",
                "action": _("Open it"),
                "url": absolute_url("forums:ip-case", language, case.key),
                "user_id": member.user_id,
                "case": case.pk,
                **facts,
            },
            key=f"{kind}:{fact}:{member.pk}",
        )


def _contacts(case: IPCase, now: datetime, organisations: Iterable[int] | None = None) -> list[Member]:
    found = CaseContact.objects.in_force(now).filter(case=case)
    if organisations is not None:
        found = found.filter(organisation__in=organisations)
    members = Member.objects.filter(pk__in=found.values("member")).select_related("user")
    return list(members.order_by("pk"))


def _office(case: IPCase, now: datetime) -> list[Member]:
    attorney = Member.objects.with_access(now).filter(ip_cases_as_attorney=case, user__is_active=True).select_related("user")
    return [*attorney, *desk_members(now).order_by("pk")]


def _but(members: Iterable[Member], by: Any) -> list[Member]:
    found = {one.pk: one for one in members if one.user_id != getattr(by, "pk", None)}
    return list(found.values())


def ask_for_signatures(case: IPCase, now: datetime, *, by: Any, joint_act: JointAct | None = None) -> int:
    """Ask the contacts of every owner who has not signed the filing, or `joint_act`, as it is: once a day.

    Returns how many letters are written."""
    missing = [organisation.pk for organisation in missing_owners(case, joint_act)]
    terms = hashlib.sha256(terms_of(case).encode()).hexdigest()[:8]
    fact = f"{case.pk}:{joint_act.pk if joint_act else ''}:{timezone.localdate(now).isoformat()}:{terms}"
    members = _but(_contacts(case, now, missing), by)

    def words() -> tuple[str, str]:
        return _("Your company’s signature is asked for"), _(
            "It goes on once every co-owner has signed. Read on its page what is to be signed, and sign it there."
        )

    about = {"joint_act": joint_act.pk if joint_act else None}
    return len(queue_messages([_told(CONSENT, one, case, words, fact=fact, **about) for one in members]))


def tell_voided(case: IPCase, organisations: Collection[int], now: datetime, *, by: Any) -> None:
    """Tell the contacts of those whose signature for the filing is void that they sign anew."""

    def words() -> tuple[str, str]:
        return _("What your company signed has changed"), _(
            "Owners, shares, the kind of right, its title or its inventors are others now: the signature counts no more. Read "
            "on its page what is to be signed now, and sign it there."
        )

    members = _but(_contacts(case, now, organisations), by) if organisations else []
    fact = f"{case.pk}:void:{int(now.timestamp())}"
    queue_messages([_told(CONSENT, one, case, words, fact=fact, joint_act=None) for one in members])


def tell_voided_by_merge(case: IPCase, joint_act: JointAct | None, organisations: Collection[int], now: datetime) -> None:
    """Tell the contacts of two records of a company that became one: what one of both had signed of the filing, or of
    `joint_act`, was signed for a part of what the company owns now."""

    def words() -> tuple[str, str]:
        return _("Your company’s signature is asked for"), _(
            "Two records of your company became one. What was signed for one of them is void, because the company owns the "
            "part of both now. Read on its page what is to be signed, and sign it there."
        )

    act = joint_act.pk if joint_act else None
    fact = f"{case.pk}:{act or ''}:merge:{int(now.timestamp())}"
    members = _but(_contacts(case, now, organisations), None)
    queue_messages([_told(CONSENT, one, case, words, fact=fact, joint_act=act) for one in members])


def tell_all_signed(case: IPCase, joint_act: JointAct | None, now: datetime) -> None:
    """Tell attorney and IP desk that every co-owner has signed: it is theirs to go on."""

    def words() -> tuple[str, str]:
        return _("Every co-owner has signed"), _("Nobody’s signature is missing any more: it can be carried out.")

    fact = f"{case.pk}:{joint_act.pk if joint_act else ''}:{int(now.timestamp())}"
    about = {"joint_act": joint_act.pk if joint_act else None}
    queue_messages([_told(SIGNED, one, case, words, fact=fact, **about) for one in _but(_office(case, now), None)])


def tell_moved(case: IPCase, move: CaseMove, now: datetime) -> None:
    """Tell contacts and attorney that the case has moved, but who moved it."""

    def words() -> tuple[str, str]:
        name = str(NAMES[move.verb])
        state = move.get_after_display()
        return _("A joint IP case has moved on"), _("%(move)s. It is now: %(state)s.") % {"move": name, "state": state}

    attorney = [case.attorney] if case.attorney is not None else []
    members = _but([*_contacts(case, now), *attorney], move.by)
    queue_messages([_told(MOVED, one, case, words, fact=str(move.pk), state=case.state) for one in members])


def tell_contact(contact: CaseContact) -> None:
    """Tell somebody that his company has named him."""

    def words() -> tuple[str, str]:
        return _("You are a named contact of a joint IP case"), _(
            "You see it from now on, and act in it for your company. What you read there is confidential."
        )

    queue_messages([_told(CONTACT, contact.member, contact.case, words, fact=str(contact.pk))])


def tell_attorney(case: IPCase, move: CaseMove) -> None:
    """Tell the attorney to whom a case was given, unless he took it himself."""

    def words() -> tuple[str, str]:
        return _("You are the patent attorney of a joint IP case"), _(
            "You see all of it from now on, and record what the office does. Its deadlines stand on its page."
        )

    attorney = case.attorney
    if attorney is not None and attorney.user_id != getattr(move.by, "pk", None):
        queue_messages([_told(CONTACT, attorney, case, words, fact=f"attorney:{move.pk}")])


def tell_desk(case: IPCase, now: datetime) -> None:
    """Tell the IP desk that somebody has begun a case."""

    def words() -> tuple[str, str]:
        return _("A joint IP case has begun"), _("Name the contacts of its other owners and its patent attorney on its page.")

    queue_messages([_told(BEGUN, one, case, words, fact=str(case.pk)) for one in desk_members(now)])


def tell_shown(declaration: NoveltyDeclaration, now: datetime) -> int:
    """Tell the IP desk that something was shown in public that nobody has filed, and that belongs to no case: the time in which
    it can still be filed runs. Returns how many are told."""
    day = declaration.shown_on or timezone.localdate(now)
    members = _but(desk_members(now).order_by("pk"), declaration.by)
    queue_messages([_shown_message(one, declaration, day) for one in members])
    return len(members)


def _shown_message(member: Member, declaration: NoveltyDeclaration, day: date) -> OutgoingMessage:
    language = member.language
    with translation.override(language):
        text = _(
            "Somebody declared that what he published shows an invention that nobody has filed, shown in public on %(day)s. It "
            "belongs to no case that he knows of. It can be filed for twelve months from that day at most."
        )
        return OutgoingMessage(
            kind=SHOWN,
            template=TEMPLATE,
            user=member.user,
            address=member.user.email,
            language=language,
            context={
                "name": member.display_name(language),
                "subject": _("An invention was shown before it was filed"),
                "text": text % {"day": when.day(day)},
                "reason": "",
                "action": _("Open it"),
                "url": absolute_url("forums:ip-declaration", language, declaration.pk),
                "user_id": member.user_id,
                "declaration": declaration.pk,
            },
            key=f"{SHOWN}:{declaration.pk}:{member.pk}",
        )
