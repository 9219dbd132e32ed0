"""Who is reminded of deadlines, when; who is not; and when the daily reminders of what is overdue end."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from council.members.models import Member
from council.messaging.models import Message
from council.reminders.models import Rule
from council.reminders.services import plan_reminders
from forums.deadlines import clock as sources
from forums.models import CaseContact, Deadline
from forums.models.rights import CaseState
from forums.services import clock
from tests.factories import NOW, MemberFactory, coordinator
from tests.forums.factories.rights import IPCaseFactory, contact_of, happened, ip_desk

pytestmark = pytest.mark.django_db
SEOUL = ZoneInfo("Asia/Seoul")


def morning(day):
    return datetime.combine(day, datetime.min.time(), tzinfo=SEOUL) + timedelta(hours=9, minutes=1)


def planned(day):
    """What a tick in the morning of `day` writes: who gets which subject."""
    moment = morning(day)
    known = set(Message.objects.values_list("pk", flat=True))
    with time_machine.travel(moment, tick=False):
        plan_reminders(moment)
        plan_reminders(moment + timedelta(seconds=30))
    found = Message.objects.exclude(pk__in=known).filter(kind__startswith="ip-")
    return sorted((message.address, message.context["title"]) for message in found)


@pytest.fixture
def case():
    # The others' have nothing to say here, and each is asked at every tick.
    Rule.objects.exclude(source__startswith="ip-").delete()
    return IPCaseFactory(right="10", state=CaseState.FILED, attorney=MemberFactory(user__email="attorney@example.com"))


def test_everyone_concerned_is_reminded_once_before_and_nobody_else(case):
    desk = ip_desk()
    Member.objects.filter(user=desk).update(language="en")
    contact = contact_of(case, user__email="contact@example.com")
    contact_of(IPCaseFactory(), user__email="stranger@example.com")
    coordinator("forums", email="other-staff@example.com")
    gone = contact_of(case, user__email="gone@example.com")
    CaseContact.objects.filter(member=gone).update(ended_at=NOW)
    left = contact_of(case, user__email="left@example.com")
    Member.objects.filter(pk=left.pk).update(organisation=None)
    happened(case, "office-action", date(2026, 5, 25))
    clock.recompute(case=case, now=NOW)
    deadline = Deadline.objects.get(case=case)
    assert deadline.due_on == date(2026, 9, 28)
    title = f"IP case {case.reference}: Response to an office action, due 28 Sep 2026 (Mon)"
    everyone = [("attorney@example.com", title), ("contact@example.com", title), (desk.email, title)]
    for days in (90, 60, 30, 14, 7, 1):
        assert planned(deadline.due_on - timedelta(days=days)) == everyone
        assert planned(deadline.due_on - timedelta(days=days - 1)) == []
    # No reminder says what the case is about.
    assert not [one for one in Message.objects.all() if case.title_en in str(one.context) or case.title_ko in str(one.context)]
    assert all("confirm with the attorney" in str(one.context) for one in Message.objects.filter(kind="ip-deadline"))
    # Just before sending it is asked again: who may not know of the case any more gets nothing.
    message = Message.objects.filter(address="contact@example.com").latest("pk")
    with time_machine.travel(morning(date(2026, 9, 27)), tick=False):
        assert sources.DUE.holds_at(message.context, timezone.now())
        CaseContact.objects.filter(member=contact).update(ended_at=NOW)
        assert not sources.DUE.holds_at(message.context, timezone.now())


def test_overdue_ones_are_told_daily_until_somebody_acknowledges(case):
    contact = contact_of(case, user__email="contact@example.com")
    happened(case, "registered", date(2023, 10, 12))
    clock.recompute(case=case, now=NOW)
    year = Deadline.objects.get(serial=4)
    assert year.due_on == date(2026, 10, 12)
    title = f"IP case {case.reference}: Annuity of year 4, overdue since 12 Oct 2026 (Mon)"
    both = [("attorney@example.com", title), ("contact@example.com", title)]
    assert planned(date(2026, 10, 12)) == []
    for day in (13, 14, 15):
        assert planned(date(2026, 10, day)) == both
    waiting = Message.objects.filter(kind="ip-overdue").latest("pk")
    clock.acknowledge(deadline=year, by=contact.user, now=morning(date(2026, 10, 15)))
    with time_machine.travel(morning(date(2026, 10, 15)), tick=False):
        assert not sources.OVERDUE.holds_at(waiting.context, timezone.now())
    assert planned(date(2026, 10, 16)) == []
    # The late period is told all the same, before it ends.
    late = f"IP case {case.reference}: Annuity of year 4, with a surcharge until 12 Apr 2027 (Mon)"
    assert planned(date(2027, 4, 5)) == [("attorney@example.com", late), ("contact@example.com", late)]
    # Paid: nothing more, and what waits is not sent.
    happened(case, "annuity-paid", date(2027, 4, 6), number=4)
    clock.recompute(case=case, now=morning(date(2027, 4, 6)))
    assert planned(date(2027, 4, 11)) == []


def test_a_corrected_date_ends_the_daily_reminders_and_starts_its_own(case):
    happened(case, "registered", date(2023, 10, 12))
    clock.recompute(case=case, now=NOW)
    year = Deadline.objects.get(serial=4)
    assert len(planned(date(2026, 10, 13))) == 1
    attorney = case.attorney.user
    clock.correct(
        deadline=year, due_on=date(2026, 10, 21), reason="It was said so", by=attorney, now=morning(date(2026, 10, 13))
    )
    title = f"IP case {case.reference}: Annuity of year 4, due 21 Oct 2026 (Wed)"
    assert planned(date(2026, 10, 14)) == [("attorney@example.com", title)]
    assert planned(date(2026, 10, 22))[0][1].endswith("overdue since 21 Oct 2026 (Wed)")


def test_the_desk_alone_counts_deadlines_on_its_start_page(case):
    desk, staff = ip_desk(), coordinator("forums", email="staff@example.com")
    happened(case, "registered", date(2023, 10, 12))
    clock.recompute(case=case, now=NOW)
    since, until = NOW - timedelta(days=31), NOW + timedelta(days=60)
    for source, number in ((sources.DUE, 1), (sources.LATE, 0), (sources.OVERDUE, 0)):
        assert source.staff_items(desk, since, until, NOW).count() == number
        assert source.staff_items(staff, since, until, NOW).count() == 0


def test_reminding_of_many_takes_as_many_queries(case, django_assert_max_num_queries):
    contact_of(case)
    cases = [case, *(IPCaseFactory(right="10", state=CaseState.FILED, attorney=case.attorney) for _ in range(29))]
    happened(case, "office-action", date(2026, 5, 25))
    clock.recompute(case=case, now=NOW)
    with django_assert_max_num_queries(2):
        sources.DUE.facts([str(one.pk) for one in Deadline.objects.all()], "ko")
    for one in cases[1:]:
        happened(one, "office-action", date(2026, 5, 25))
        clock.recompute(case=one, now=NOW)
    with django_assert_max_num_queries(2):
        assert len(sources.DUE.facts([str(one.pk) for one in Deadline.objects.all()], "ko")) == 30
    with time_machine.travel(NOW, tick=False), django_assert_max_num_queries(1):
        window = (NOW - timedelta(days=90), NOW, NOW)
        assert len(list(sources.DUE.due(*window))) == 31
