"""The statutory clock in the demonstration: the deadlines come with the cases; the overdue annuity has been acknowledged. No
message."""

from datetime import datetime

from council.portal.demo.people import members_by_key
from council.portal.demo.store import Store
from forums.models import Deadline, DeadlineAcknowledgement, IPCase
from forums.services.clock import acknowledge
from forums.services.clock.rules import Kind

OVERDUE, ATTORNEY = "patent-overdue", "attorney"


def load(store: Store, now: datetime) -> int:
    """Let the attorney take the overdue annuity on, unless somebody has done something about it; returns how many rows are
    new."""
    case, attorney = store.rows("ip-case", IPCase).get(OVERDUE), members_by_key(store).get(ATTORNEY)
    if case is None or attorney is None or DeadlineAcknowledgement.objects.filter(deadline__case=case).exists():
        return 0
    late = Deadline.objects.overdue(store.today).filter(case=case, event__kind=Kind.REGISTERED).order_by("due_on").first()
    if late is None or late.corrections.exists() or late.moves.count() > 1:
        return 0
    acknowledge(deadline=late, by=attorney.user, now=now)
    return 1
