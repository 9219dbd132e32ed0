"""The statutory clock in the demonstration: the deadlines come with the cases; two that are overdue have been acknowledged, one
still reminds every day, one date was corrected by hand. No message."""

from datetime import datetime, timedelta
from typing import Any

from council.portal.demo.people import members_by_key
from council.portal.demo.store import Store
from forums.models import Deadline, DeadlineAcknowledgement, DeadlineCorrection, IPCase
from forums.services.clock import acknowledge, correct
from forums.services.clock.rules import Kind

ATTORNEY = "attorney"
# The case, and what the deadline is counted from.
ACKNOWLEDGED = {"patent-overdue": Kind.REGISTERED, "patent-missed": Kind.FILED}
CORRECTED = {"patent-action": Kind.OFFICE_ACTION}
WHY = "특허로의 송달 기록을 보니 하루 먼저 송달되었습니다. 앞선 날을 기한으로 둡니다. (demo)"


def load(store: Store, now: datetime) -> int:
    """Let the attorney take overdue ones on and correct a date, unless somebody has done something about them; returns how many
    rows are new."""
    attorney = members_by_key(store).get(ATTORNEY)
    if attorney is None:
        return 0
    cases = store.rows("ip-case", IPCase)
    made = sum(_acknowledge(cases[key], kind, attorney.user, store, now) for key, kind in ACKNOWLEDGED.items() if key in cases)
    return made + sum(_correct(cases[key], kind, attorney.user, now) for key, kind in CORRECTED.items() if key in cases)


def _untouched(deadline: Deadline | None) -> bool:
    return deadline is not None and not deadline.corrections.exists() and not deadline.moves.exclude(by=None).exists()


def _acknowledge(case: IPCase, kind: str, by: Any, store: Store, now: datetime) -> int:
    if DeadlineAcknowledgement.objects.filter(deadline__case=case).exists():
        return 0
    late = Deadline.objects.overdue(store.today).filter(case=case, event__kind=kind).order_by("due_on").first()
    if late is None or not _untouched(late):
        return 0
    acknowledge(deadline=late, by=by, now=now)
    return 1


def _correct(case: IPCase, kind: str, by: Any, now: datetime) -> int:
    if DeadlineCorrection.objects.filter(deadline__case=case).exists():
        return 0
    deadline = Deadline.objects.owed().filter(case=case, event__kind=kind).first()
    if deadline is None or not _untouched(deadline):
        return 0
    correct(deadline=deadline, due_on=deadline.due_on - timedelta(days=1), reason=WHY, by=by, now=now)
    return 1
