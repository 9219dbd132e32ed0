"""What ends in the Focus Group before a person is erased: the consultations in his hands, and what he alone could read."""

from datetime import datetime
from typing import Any

from django.db import transaction

from council.personal_data import Person
from focusgroup.models import Consultation, Offer, Proposal
from focusgroup.services.consultations import discard_draft, free_of_expert
from focusgroup.services.docket import machine
from focusgroup.services.docket.drafting import throw_away


def prepare(person: Person, by: Any, now: datetime) -> None:
    """Take consultations out of the person's hands (the desk is told to find another expert), and delete drafts that were never
    handed in, with their files and their histories: nobody else may read them. Again: nothing is left to do."""
    open_offers = Offer.objects.filter(expert=person.member_id, state__in=Offer.OPEN)
    for offer in open_offers.select_related("consultation").order_by("pk"):
        free_of_expert(consultation=offer.consultation, expert_id=person.member_id, by=by, now=now)
    for consultation in Consultation.objects.filter(requester=person.member_id, state=Consultation.State.DRAFT).order_by("pk"):
        discard_draft(consultation=consultation)
    for proposal in Proposal.objects.filter(author=person.member_id, state=Proposal.State.DRAFT).order_by("pk"):
        with transaction.atomic():
            held = machine.lock(proposal)
            if held.state == Proposal.State.DRAFT:
                key = held.pk
                throw_away(held, by=by)
                Proposal.history.filter(id=key).delete()
