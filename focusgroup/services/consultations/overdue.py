"""What nobody answered in time: the expert is reminded (`focusgroup.deadlines.consultations`), then the secretariat is told."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from focusgroup.models import Consultation, ConsultationStep
from focusgroup.services.consultations import telling

# The expert has so many days after the day itself before the secretariat is told.
PATIENCE = timedelta(days=3)
BATCH = 100
Verb = ConsultationStep.Verb


def escalate_overdue(*, now: datetime) -> int:
    """The tick: tell the secretariat of each consultation whose advice is three days late, once. Returns how many."""
    total = 0
    while told := _escalate_batch(now):
        total += told
    return total


@transaction.atomic
def _escalate_batch(now: datetime) -> int:
    late = Consultation.objects.filter(
        state=Consultation.State.ACCEPTED, due_on__lt=timezone.localdate(now) - PATIENCE
    ).exclude(steps__verb=Verb.ESCALATED)
    held = list(late.select_for_update(skip_locked=True, no_key=True, of=("self",)).order_by("pk")[:BATCH])
    for one in held:
        ConsultationStep.objects.create(consultation=one, verb=Verb.ESCALATED, at=now)
        telling.tell_desk(one, "overdue")
    return len(held)
