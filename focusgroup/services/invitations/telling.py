"""Mails of the pipeline. None of them carries the name of a target, nor of the agency: mails are read on the way, and staff see
them in the outbox. They carry a reference and the address of a page, which shows the rest to whom it is for."""

from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from council.members.consents import AGENCY
from council.members.models import Member
from council.messaging.links import absolute_url
from council.messaging.services import queue_message
from focusgroup.models import AgencyEngagement, Dispatch, Touch
from focusgroup.services.invitations.names import without_consent

KIND = "invitation-notice"
CONSENT = "agency-consent"


def tell_of_engagement(engagement: AgencyEngagement) -> None:
    """Tell a new contact, of a new engagement or of one that there is, that it waits for him."""
    with translation.override(engagement.contact.language):
        _tell(
            engagement.contact,
            title=_("You are engaged for an invitation"),
            text=_("Accept the confidentiality agreement on its page; then you see what you work on."),
            page=("focusgroup:invitation-engagement", engagement.key),
            key=f"engagement:{engagement.pk}:{engagement.contact_id}",
            fact={"engagement": engagement.pk},
        )


def tell_of_dispatch(sent: Dispatch) -> None:
    """Tell the contact of an agency that something was dispatched to him."""
    contact = sent.engagement.contact
    with translation.override(contact.language):
        _tell(
            contact,
            title=_("New papers for %(reference)s") % {"reference": sent.target.reference},
            text=_("Plan, data and a version of the proposal were handed to you. You find them on its page."),
            page=("focusgroup:invitation-detail", sent.target.key),
            key=f"dispatch:{sent.pk}",
            fact={"engagement": sent.engagement_id},
        )


def tell_of_report(touch: Touch) -> None:
    """Tell the owner of a target that its agency has written."""
    owner = touch.target.owner
    if owner is None:
        return
    with translation.override(owner.language):
        _tell(
            owner,
            title=_("The agency has written on %(reference)s") % {"reference": touch.target.reference},
            text=_("You find it in the history of the target."),
            page=("focusgroup:invitation-detail", touch.target.key),
            key=f"touch:{touch.pk}",
            fact={"target": touch.target_id},
        )


def ask_for_consent(member: Member, now: datetime) -> None:
    """Ask somebody who is named in papers whether an agency may have the name; not twice on one day."""
    with translation.override(member.language):
        queue_message(
            kind=CONSENT,
            template="members/email/notice",
            user=member.user,
            address=member.user.email,
            language=member.language,
            context={
                "name": member.display_name(member.language),
                "subject": _("May a consultation agency have your name?"),
                "text": _(
                    "The council would like to hand papers in which you are named to a consultation agency, which may be "
                    "abroad. Your name goes there only with your own consent. The secretariat tells you which agency it is, "
                    "in which country, and how it is reached: ask before you decide. You may refuse; nothing else changes."
                ),
                "reason": "",
                "action": _("Read it and decide"),
                "url": f"{absolute_url('members:privacy', member.language)}#consent-{AGENCY}",
                "member": member.pk,
            },
            key=f"{CONSENT}:{member.pk}:{timezone.localdate(now)}",
        )


def is_asked_still(context: dict[str, Any]) -> bool:
    """Whether who was asked has not consented meanwhile."""
    return without_consent(Member.objects.filter(pk=context["member"])).exists()


def _tell(member: Member, *, title: str, text: str, page: tuple[str, Any], key: str, fact: dict[str, Any]) -> None:
    queue_message(
        kind=KIND,
        template="members/email/notice",
        user=member.user,
        address=member.user.email,
        language=member.language,
        context={
            "name": member.display_name(member.language),
            "subject": title,
            "text": text,
            "reason": "",
            "action": _("Open it"),
            "url": absolute_url(page[0], member.language, page[1]),
            "user_id": member.user_id,
            **fact,
        },
        key=f"{KIND}:{key}",
    )
