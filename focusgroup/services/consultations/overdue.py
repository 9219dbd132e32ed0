"""What nobody answered in time: the expert is reminded (`focusgroup.deadlines.consultations`), then the secretariat is told."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from focusgroup.models import Consultation, ConsultationStep, Offer
from focusgroup.services.consultations import telling

# The expert has so many days after the day itself before the secretariat is told.
PATIENCE = timedelta(days=3)
BATCH = 100
Verb = ConsultationStep.Verb


def escalate_overdue(*, now: datetime) -> int:
    """The tick: tell the secretariat of each expert whose advice, or answer, is three days late, once. Returns how many."""
    total = 0
    while told := _escalate_batch(now):
        total += told
    return total


@transaction.atomic
def _escalate_batch(now: datetime) -> int:
    waiting = Offer.objects.filter(state__in=Offer.OPEN, escalated_at=None)
    late = Consultation.objects.filter(
        Exists(waiting.filter(consultation=OuterRef("pk"))),
        state__in=Consultation.WITH_EXPERT,
        due_on__lt=timezone.localdate(now) - PATIENCE,
    )
    held = list(late.select_for_update(skip_locked=True, no_key=True, of=("self",)).order_by("pk")[:BATCH])
    for one in held:
        offer = waiting.select_for_update(no_key=True).get(consultation=one)
        offer.escalated_at = now
        offer.save(update_fields=["escalated_at"])
        ConsultationStep.objects.create(consultation=one, verb=Verb.ESCALATED, at=now)
        telling.tell_desk(one, "overdue", fact=str(offer.pk))
    return len(held)
