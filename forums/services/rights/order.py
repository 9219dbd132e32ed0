"""In what order things happen to a case: as its states are drawn (design, “Jointly owned industrial property rights”).

Things of one day may be in any order. What is recorded late, beside the steps, comes after the first of what it follows; a step
comes after all that was there of it when it was taken."""

from datetime import date, datetime

from forums.models import CaseEvent, IPCase
from forums.models.rights import EventKind
from forums.services.rights.errors import DayOutOfOrder, DayTooEarly

K = EventKind
# What lies before the day of filing, or needs no order with it.
BEFORE_FILING = (K.DISCLOSURE, K.PRIORITY, K.FILED)
# What happens beside the steps. A disclosure is an owner's to tell, before anybody else knows of it.
BESIDE = (
    K.DISCLOSURE,
    K.PRIORITY,
    K.PCT_FILED,
    K.PUBLISHED,
    K.OPPOSITION_PUBLISHED,
    K.RESPONSE_EXTENDED,
    K.FEE_PAID,
    K.APPEAL_EXTENDED,
    K.APPEALED,
)
# What each kind follows, apart from the filing. Annuities may be paid with the registration fee; a lapse counts from the day on
# which the payment was due, so that neither follows the other payments.
FOLLOWS: dict[str, tuple[EventKind, ...]] = {
    K.FILED: (K.PRIORITY,),
    K.OFFICE_ACTION: (K.EXAMINATION_REQUESTED, K.RESPONDED),
    K.RESPONSE_EXTENDED: (K.OFFICE_ACTION,),
    K.RESPONDED: (K.OFFICE_ACTION,),
    K.FINAL_REJECTION: (K.EXAMINATION_REQUESTED, K.OFFICE_ACTION, K.RESPONDED),
    K.APPEAL_EXTENDED: (K.FINAL_REJECTION,),
    K.APPEALED: (K.FINAL_REJECTION,),
    K.REGISTRATION_DECIDED: (K.EXAMINATION_REQUESTED, K.OFFICE_ACTION, K.RESPONDED, K.FINAL_REJECTION),
    K.FEE_PAID: (K.REGISTRATION_DECIDED,),
    K.REGISTERED: (K.REGISTRATION_DECIDED,),
    K.ANNUITY_PAID: (K.REGISTRATION_DECIDED,),
    K.RENEWED: (K.REGISTERED,),
    K.LAPSED: (K.REGISTERED,),
    K.RESTORED: (K.LAPSED,),
    K.EXPIRED: (K.REGISTERED,),
    K.WITHDRAWN: (K.EXAMINATION_REQUESTED, K.OFFICE_ACTION, K.RESPONDED, K.REGISTRATION_DECIDED),
    K.ABANDONED: (K.FINAL_REJECTION, K.REGISTERED),
}
Place = tuple[datetime, int]


def check_order(case: IPCase, kind: str, on: date, *, instead: CaseEvent | None = None) -> None:
    """Refuse a day on which `kind` cannot have happened to `case`, given what else stands there; `instead`: the event that is
    corrected to it, whose place it takes. Raises `DayTooEarly` (before the filing), `DayOutOfOrder`."""
    every = list(CaseEvent.objects.filter(case=case).order_by("recorded_at", "pk"))
    corrects = {one.superseded_by_id: one for one in every if one.superseded_by_id is not None}

    def place(event: CaseEvent) -> Place:
        """Where in the row of steps it was recorded first, however often it was corrected since."""
        while event.pk in corrects:
            event = corrects[event.pk]
        return event.recorded_at, event.pk

    own = place(instead) if instead is not None else None
    others = [one for one in every if one.corrected_at is None and (instead is None or one.pk != instead.pk)]
    earlier = [one for one in others if own is None or place(one) < own]
    _check_what_it_follows(kind, on, others, earlier)
    _check_what_follows_it(kind, on, others, [one for one in others if one not in earlier])


def _check_what_it_follows(kind: str, on: date, others: list[CaseEvent], earlier: list[CaseEvent]) -> None:
    if kind not in BEFORE_FILING and any(one.kind == K.FILED and on < one.on for one in others):
        raise DayTooEarly
    if kind in BESIDE:
        first = min((one for one in others if one.kind in FOLLOWS.get(kind, ())), key=lambda one: one.on, default=None)
    else:
        first = max((one for one in earlier if one.kind in FOLLOWS.get(kind, ())), key=lambda one: one.on, default=None)
    if first is not None and on < first.on:
        raise DayOutOfOrder(first, is_before=True)


def _check_what_follows_it(kind: str, on: date, others: list[CaseEvent], later: list[CaseEvent]) -> None:
    """Of a correction, and of what is recorded late: what stands there after it must not have happened before."""
    for one in others:
        is_filing = kind == K.FILED and one.kind not in (*BEFORE_FILING, K.PCT_FILED)
        follows = kind in FOLLOWS.get(one.kind, ()) and (one in later or kind in BESIDE or one.kind in BESIDE)
        if one.on >= on or not (is_filing or follows):
            continue
        if one.kind in BESIDE and not is_filing and any(o.kind in FOLLOWS[one.kind] and o.on <= one.on for o in others):
            continue
        raise DayOutOfOrder(one, is_before=False)
