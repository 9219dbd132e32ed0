"""What the rooms below know of a member's life, for the staff's page (`programmes.life_sources`)."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council.members import consents, life
from council.members.models import Contact, Member, Membership, SupportStep
from council.messaging.models import Message
from council.programmes import LifeEntry, LifeSource, message_kinds

MOST = 200
TONES: dict[str, str] = {
    Membership.State.ACTIVE: "success",
    Membership.State.APPOINTED: "info",
    Membership.State.DISMISSED: "danger",
}


def _membership(member: Member, user: Any) -> Sequence[LifeEntry]:
    entries = [LifeEntry(step.at, step.title, step.text, step.tone, step.by) for step in life.own_steps(member)]
    merges = [
        LifeEntry(record.at, _("Another record became this one"), f"#{record.merged_id}", "info", record.by)
        for record in member.merges.select_related("by")
    ]
    return [*entries, *merges, LifeEntry(member.user.date_joined, _("Signed up"), member.user.email, "neutral")]


def _places(member: Member, user: Any) -> Sequence[LifeEntry]:
    """Each change of state of each place, as its history has it."""
    rows = Membership.history.filter(member=member.pk).select_related("body", "history_user").order_by("id", "history_id")
    entries, before = [], (0, "")
    for row in rows:
        if (row.id, row.state) != before:
            text = f"{row.get_role_display()} · {row.get_state_display()}"
            entries.append(LifeEntry(row.history_date, row.body, text, TONES.get(row.state, "neutral"), row.history_user))
        before = (row.id, row.state)
    return entries[-MOST:]


def _offices(member: Member, user: Any) -> Sequence[LifeEntry]:
    entries = []
    for contact in Contact.objects.filter(member=member).select_related("organisation", "given_by"):
        url = reverse("admin:members_organisation_change", args=[contact.organisation_id])
        text = str(contact.organisation)
        entries.append(LifeEntry(contact.since, _("Became contact of the organisation"), text, "info", contact.given_by, url))
        if contact.ended_at:
            entries.append(LifeEntry(contact.ended_at, _("Contact of the organisation no more"), text, "neutral", None, url))
    for invitation in member.colleague_invitations.select_related("organisation", "invited_by"):
        if invitation.accepted_at:
            title, text = _("Took up a colleague’s invitation"), str(invitation.organisation)
            entries.append(LifeEntry(invitation.accepted_at, title, text, "info", invitation.invited_by))
    return entries


def _consents(member: Member, user: Any) -> Sequence[LifeEntry]:
    entries = []
    for consent in member.consents.all():
        wording = consents.wording(consent.purpose, consent.version)
        text = f"{wording.title if wording else consent.purpose} ({consent.version})"
        entries.append(LifeEntry(consent.given_at, _("Consent given"), text, "success"))
        if consent.withdrawn_at:
            entries.append(LifeEntry(consent.withdrawn_at, _("Consent withdrawn"), text, "warning"))
    return entries


def _letters(member: Member, user: Any) -> Sequence[LifeEntry]:
    """What was sent, by its kind: the words of a letter are its reader's, and stand in the outbox for who may read it."""
    sent = Message.objects.filter(user=member.user_id, sent_at__isnull=False).order_by("-sent_at")[:MOST]
    entries = []
    for message in sent.only("pk", "kind", "sent_at"):
        kind = message_kinds.find(message.kind)
        if kind is not None and not kind.private and message.sent_at is not None:
            entries.append(LifeEntry(message.sent_at, _("Letter sent"), kind.name, "neutral"))
    return entries


def _support(member: Member, user: Any) -> Sequence[LifeEntry]:
    begun = SupportStep.objects.filter(member=member, step=SupportStep.Step.BEGUN).select_related("actor")[:MOST]
    return [LifeEntry(one.at, _("Staff saw the portal as this person"), one.reason, "warning", one.actor) for one in begun]


SOURCES = (
    LifeSource(slug="membership", name=gettext_lazy("Membership"), entries=_membership, order=10),
    LifeSource(slug="places", name=gettext_lazy("Places in bodies"), entries=_places, order=20),
    LifeSource(slug="organisation", name=gettext_lazy("Organisation"), entries=_offices, order=30),
    LifeSource(slug="consents", name=gettext_lazy("Consents"), entries=_consents, order=40),
    LifeSource(slug="support", name=gettext_lazy("Support"), entries=_support, order=50),
    LifeSource(slug="letters", name=gettext_lazy("Letters"), entries=_letters, order=90),
)
