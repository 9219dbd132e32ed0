"""Deadlines of joint IP cases: who is reminded of them, and when. Named contacts, attorney and IP desk are reminded 90, 60, 30,
14, 7 and 1 days before; of what is overdue they hear every day until one of them acknowledges it.

No reminder names a case but by its reference: the ledger, its previews and the outbox are read by staff who are not at the IP
desk."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import BooleanField, CharField, DateField, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import when
from council.members.models import Member
from council.messaging.links import absolute_url
from council.programmes import DeadlineFacts, DeadlineRule, DeadlineSource
from forums.group import SLUG
from forums.models import CaseContact, Deadline, DeadlineAcknowledgement, IPCase
from forums.permissions.rights import desk_members, is_ip_desk
from forums.services.clock.explaining import CONFIRM, name_of

TABLE = "forums_deadline"
# Days before, and for how many days a reminder that could not be sent is still worth sending.
BEFORE = {90: 20, 60: 20, 30: 10, 14: 5, 7: 4, 1: 1}
RULES = tuple(
    DeadlineRule(name=f"{days}-days-before", days_before=days, at=time(9), grace=timedelta(days=grace))
    for days, grace in BEFORE.items()
)
DAILY = (DeadlineRule(name="every-day", days_before=0, at=time(9), grace=timedelta(hours=14)),)


def _column(sql: str, field: Any) -> Func:
    """A column of the table of deadlines, which stands beside that of people in the statement."""
    return Func(template=sql, output_field=field)


def _to_remind(now: datetime) -> QuerySet[Any]:
    """Each pending deadline at which somebody must act, with each person who is reminded of it: the named contacts of its case,
    its attorney, the IP desk. Who may know of the case at `now`, whatever the window of the deadlines."""
    contacts = CaseContact.objects.in_force(now)
    attorneys = Member.objects.with_access(now).filter(ip_cases_as_attorney__isnull=False)
    # A table beside, and no relation: none leads from a case to those at the desk, who have all of them.
    pairs = Member.objects.extra(tables=["forums_deadline"]).annotate(
        case_key=_column(f"{TABLE}.case_id", IntegerField()),
        number=_column(f"{TABLE}.id", IntegerField()),
        recipient=F("user_id"),
        is_pending=_column(f"({TABLE}.outcome = '' AND {TABLE}.is_ours)", BooleanField()),
    )
    mine = IPCase.objects.filter(pk=OuterRef("case_key"), attorney=OuterRef("pk"))
    role = Q(pk__in=desk_members(now).values("pk"))
    role |= Q(Exists(contacts.filter(case=OuterRef("case_key"), member=OuterRef("pk"))), pk__in=contacts.values("member"))
    role |= Q(Exists(mine), pk__in=attorneys.values("pk"))
    found = pairs.filter(role, is_pending=True, user__is_active=True)
    return found.annotate(subject=Cast("number", CharField()))


def _due(column: str) -> Any:
    """The `items_at` of a source whose deadline is that column."""

    def items(since: datetime, until: datetime, now: datetime) -> Any:
        found = _to_remind(now).annotate(deadline=_column(f"{TABLE}.{column}", DateField()))
        return found.filter(**_days(since, until)).values_list("subject", "recipient", "deadline")

    return items


def _days(since: datetime, until: datetime) -> dict[str, date]:
    return {"deadline__gt": timezone.localdate(since), "deadline__lte": timezone.localdate(until)}


def _overdue(since: datetime, until: datetime, now: datetime) -> Any:
    """What is overdue and nobody has acknowledged, once for each day after the one on which it was due."""
    first, last = timezone.localdate(since) + timedelta(days=1), timezone.localdate(until)
    days = f"greatest(1, date '{first}' - {TABLE}.due_on), greatest(0, date '{last}' - {TABLE}.due_on)"
    known = DeadlineAcknowledgement.objects.filter(deadline=OuterRef("number"), due_on=OuterRef("was_due"))
    return (
        _to_remind(now)
        .annotate(
            was_due=_column(f"{TABLE}.due_on", DateField()),
            is_duty=_column(f"NOT {TABLE}.is_optional", BooleanField()),
            deadline=_column(f"{TABLE}.due_on + generate_series({days})", DateField()),
        )
        .filter(~Exists(known), is_duty=True, was_due__lt=last)
        .values_list("subject", "recipient", "deadline")
    )


def _for_desk(column: str) -> Any:
    """What the IP desk sees counted on its start page; nothing, for all other staff."""

    def of_staff(user: Any, since: datetime, until: datetime, now: datetime) -> Any:
        found = Deadline.objects.owed() if is_ip_desk(user, now) else Deadline.objects.none()
        if column == "late_until":
            # Counted once something is late, not long before.
            found = found.filter(due_on__lt=timezone.localdate(now))
        return (
            found.annotate(subject=Cast("pk", CharField()), recipient=Value(user.pk), deadline=F(column))
            .filter(**_days(since, until))
            .values_list("subject", "recipient", "deadline")
        )

    return of_staff


def _nothing(user: Any, since: datetime, until: datetime, now: datetime) -> Any:
    """What is overdue is counted among what was due."""
    return _for_desk("due_on")(user, since, until, now).none()


def _facts(subjects: Sequence[str], language: str, words: Any) -> dict[str, DeadlineFacts]:
    found = Deadline.objects.filter(pk__in=[int(one) for one in subjects]).select_related("case")
    with translation.override(language):
        facts = {}
        for deadline in found:
            title, text = words(deadline)
            title = title | {"what": name_of(deadline), "case": deadline.case}
            url = absolute_url("forums:ip-deadline", language, deadline.key)
            facts[str(deadline.pk)] = DeadlineFacts(title["said"] % title, f"{text} {CONFIRM}", url)
        return facts


def _due_words(deadline: Deadline) -> tuple[dict[str, Any], str]:
    said = _("%(case)s: %(what)s, due %(day)s")
    return {"said": said, "day": when.day(deadline.due_on)}, _("How the date was calculated stands on its page.")


def _late_words(deadline: Deadline) -> tuple[dict[str, Any], str]:
    said = _("%(case)s: %(what)s, with a surcharge until %(day)s")
    return {"said": said, "day": _day(deadline.late_until)}, _(
        "The due date has passed. After the late period the right lapses."
    )


def _restoration_words(deadline: Deadline) -> tuple[dict[str, Any], str]:
    said = _("%(case)s: %(what)s, restoration until %(day)s")
    return {"said": said, "day": _day(deadline.restorable_until)}, _("After that day the right is lost for good.")


def _overdue_words(deadline: Deadline) -> tuple[dict[str, Any], str]:
    said = _("%(case)s: %(what)s, overdue since %(day)s")
    text = _("This comes every day until somebody acknowledges it on its page, or says that it is done.")
    return {"said": said, "day": when.day(deadline.due_on)}, text


def _day(value: date | None) -> str:
    return when.day(value) if value else "–"


def _source(slug: str, name: Any, order: int, *, words: Any, **values: Any) -> DeadlineSource:
    return DeadlineSource(
        slug=slug,
        name=name,
        kind=slug,
        facts=lambda subjects, language: _facts(subjects, language, words),
        is_date=True,
        programme=SLUG,
        staff_url=lambda: reverse("forums:ip-deadline-list"),
        order=order,
        **values,
    )


DUE = _source(
    "ip-deadline",
    gettext_lazy("deadline of a joint IP case"),
    80,
    words=_due_words,
    items_at=_due("due_on"),
    staff_items=_for_desk("due_on"),
    rules=RULES,
)
LATE = _source(
    "ip-late-period",
    gettext_lazy("end of the late period of a joint IP case"),
    81,
    words=_late_words,
    items_at=_due("late_until"),
    staff_items=_for_desk("late_until"),
    rules=RULES,
)
RESTORATION = _source(
    "ip-restoration",
    gettext_lazy("end of the restoration of a joint IP case"),
    82,
    words=_restoration_words,
    items_at=_due("restorable_until"),
    staff_items=_for_desk("restorable_until"),
    rules=RULES,
)
OVERDUE = _source(
    "ip-overdue",
    gettext_lazy("overdue deadline of a joint IP case"),
    83,
    words=_overdue_words,
    items_at=_overdue,
    staff_items=_nothing,
    rules=DAILY,
)
SOURCES = (DUE, LATE, RESTORATION, OVERDUE)
