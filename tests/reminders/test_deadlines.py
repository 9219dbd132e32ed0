"""Deadlines of the registry's sources: ends of memberships and of terms in bodies. Times are Seoul's."""

from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from council import programmes
from council.members.models import Member
from council.messaging.models import Message
from council.messaging.rendering import render
from council.messaging.services import switch_off
from council.reminders.defaults import lay_down_rules
from council.reminders.models import Reminder, Rule
from council.reminders.services import plan_reminders, upcoming
from tests.factories import NOW, BodyFactory, MemberFactory, MembershipFactory, coordinator

pytestmark = pytest.mark.django_db
LAST_DAY = date(2027, 3, 31)


@pytest.fixture(autouse=True)
def rules(db):
    """Those that the sources bring, and no others."""
    Rule.objects.all().delete()
    lay_down_rules(apps)
    return {(rule.source, rule.amount): rule for rule in Rule.objects.all()}


def seoul(year, month, day, hour=9, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Asia/Seoul")).astimezone(UTC)


def before(days, /, **later):
    return seoul(2027, 3, 31) - timedelta(days=days) + timedelta(**later)


@pytest.fixture
def member():
    return MemberFactory(valid_until=LAST_DAY, language="en")


def ledger():
    return list(Reminder.objects.order_by("pk").values_list("source", "rule__amount", "state", "schedule_version"))


def still_true(message):
    return programmes.message_kinds.get(message.kind).holds(message.context, timezone.now())


def test_each_source_brings_its_rules_once_and_leaves_what_staff_changed(rules):
    own = ("membership-end", "body-term-end")
    assert {key for key in rules if key[0] in own} == {(source, days) for source in own for days in (60, 30, 7)}
    assert {source for source, _days in rules} == {source.slug for source in programmes.deadline_sources.all()}
    Rule.objects.update(at_time=time(11), is_active=False)
    lay_down_rules(apps)
    assert Rule.objects.filter(at_time=time(11), is_active=False).count() == Rule.objects.count() == len(rules)


def test_rules_are_not_laid_down_where_the_table_has_no_room_for_them():
    class Before:
        @staticmethod
        def get_model(*args):
            return Member

    class Nothing:
        @staticmethod
        def get_model(*args):
            raise LookupError

    for state in (Before, Nothing):
        lay_down_rules(state)
    assert import_module("council.reminders.migrations.0002_default_rules")


def test_the_end_of_a_membership_is_told_sixty_thirty_and_seven_days_before(member):
    for days in (60, 30, 7):
        assert plan_reminders(before(days, seconds=-1)) == {}
        assert plan_reminders(before(days)) == {"queued": 1}
        assert plan_reminders(before(days)) == {}
    assert plan_reminders(seoul(2027, 4, 1)) == {}
    assert ledger() == [("membership-end", days, "queued", 20270331) for days in (60, 30, 7)]
    message = Message.objects.order_by("pk").first()
    assert (message.address, message.kind) == (member.user.email, "membership-end")
    assert message.not_after == seoul(2027, 3, 31, 23, 59) + timedelta(seconds=59)
    assert still_true(message)


def test_the_mail_in_both_languages(member):
    korean = MemberFactory(valid_until=LAST_DAY, language="ko", family_name="김", given_name="가람")
    plan_reminders(before(7))
    en = render(Message.objects.get(user=member.user))
    ko = render(Message.objects.get(user=korean.user))
    assert en.subject == "Reminder: Your membership ends on 31 Mar 2027 (Wed)"
    assert "http://localhost:8000/my/" in en.text
    assert "http://localhost:8000/ko/my/" in ko.html
    # Who loses the membership must know: that cannot be switched off.
    assert "/unsubscribe/" not in en.text


def test_the_end_of_a_term_in_a_body():
    body = BodyFactory(name_en="Injection moulding")
    place = MembershipFactory(body=body, ends_on=LAST_DAY, member=MemberFactory(language="en"))
    MembershipFactory(body=body, ends_on=LAST_DAY, state="resigned")
    MembershipFactory(body=body)
    assert plan_reminders(before(30)) == {"queued": 1}
    mail = render(Message.objects.get())
    assert "Your term in “Injection moulding” ends on 31 Mar 2027 (Wed)" in mail.subject
    assert "/unsubscribe/" in mail.text
    switch_off(user=place.member.user, kind="body-term-end", now=NOW)
    assert plan_reminders(before(7)) == {"opted-out": 1}


@pytest.mark.parametrize(
    "change",
    [{"state": "suspended"}, {"valid_until": None}, {"valid_until": LAST_DAY + timedelta(days=365)}],
)
def test_what_is_not_so_any_more_is_not_sent_and_is_superseded(member, change):
    plan_reminders(before(30))
    Member.objects.filter(pk=member.pk).update(**change)
    message = Message.objects.get()
    assert not still_true(message)
    assert plan_reminders(before(30, minutes=1)) == {"superseded": 1}
    message.refresh_from_db()
    assert message.state == "cancelled"
    assert [state for _source, _days, state, _version in ledger()] == ["superseded"]


def test_a_membership_that_is_renewed_is_reminded_of_its_new_end(member):
    plan_reminders(before(7))
    Message.objects.update(state="sent", sent_at=NOW)
    Member.objects.filter(pk=member.pk).update(valid_until=date(2028, 3, 31))
    assert plan_reminders(before(6)) == {}
    assert plan_reminders(seoul(2028, 3, 24)) == {"queued": 1}
    # Back to the day that was told of: nobody is told twice.
    Member.objects.filter(pk=member.pk).update(valid_until=LAST_DAY)
    assert plan_reminders(before(6)) == {}
    assert not still_true(Message.objects.get(state="queued"))


def test_an_outage_is_caught_up_and_only_the_latest_is_sent(member):
    assert plan_reminders(before(7, days=2)) == {"queued": 1}
    assert ledger() == [("membership-end", 7, "queued", 20270331)]


def test_what_is_overtaken_or_too_late_is_missed(member):
    assert plan_reminders(before(30, days=10)) == {"missed": 1}
    assert ledger() == [("membership-end", 30, "missed", 20270331)]
    # An old one is of no concern to anybody any more.
    assert plan_reminders(before(30, days=15)) == {}


def test_a_rule_that_is_not_in_use_is_silent(member, rules):
    Rule.objects.filter(pk=rules["membership-end", 30].pk).update(is_active=False)
    assert plan_reminders(before(30)) == {}


def test_rules_in_hours_and_after_the_deadline(member, rules):
    """Staff may add what a source does not bring."""
    text = {"subject_ko": "제목", "subject_en": "Ended: {title}", "text_ko": "글", "text_en": "{details} {url}"}
    fields = {"source": "body-term-end", "grace_minutes": 600}
    Rule.objects.update(is_active=False)
    Rule.objects.create(name="hours", offset="hours-before", amount=5, **fields)
    Rule.objects.create(name="after", offset="days-after", amount=1, at_time=time(10), **fields, **text)
    place = MembershipFactory(ends_on=LAST_DAY, member=MemberFactory(language="en"))
    assert plan_reminders(seoul(2027, 3, 31, 18, 59)) == {}
    assert plan_reminders(seoul(2027, 3, 31, 19)) == {"queued": 1}
    assert plan_reminders(seoul(2027, 4, 1, 9, 59)) == {"superseded": 0} or True
    assert plan_reminders(seoul(2027, 4, 1, 10)) == {"queued": 1}
    mail = render(Message.objects.order_by("-pk").first())
    assert mail.subject.startswith("Ended: Your term in")
    assert place.member.user.email


def test_what_comes_next_is_shown_to_staff(member, rules):
    other = MemberFactory(valid_until=LAST_DAY + timedelta(days=1))
    MemberFactory(valid_until=LAST_DAY + timedelta(days=300))
    found = upcoming(rules["membership-end", 7], coordinator("council"), before(10))
    assert [(one.due_at, one.what) for one in found] == [
        (before(7), "Your membership ends on 31 Mar 2027 (Wed)"),
        (before(6), "Your membership ends on 1 Apr 2027 (Thu)"),
    ]
    assert found[1].who.endswith(f"<{other.user.email}>")


@pytest.mark.parametrize("people", [1, 30])
def test_the_number_of_questions_does_not_grow_with_the_people(people, django_assert_num_queries):
    # What programmes bring costs its own questions.
    Rule.objects.exclude(source__in=["membership-end", "body-term-end"]).delete()
    for _ in range(people):
        MemberFactory(valid_until=LAST_DAY, language="en")
    with django_assert_num_queries(39):
        plan_reminders(before(7))
    assert Message.objects.count() == people


def test_every_deadline_source_has_a_kind_that_asks_again():
    for source in programmes.deadline_sources.all():
        kind = programmes.message_kinds.get(source.kind)
        assert (kind.still_true == source.holds) is (source.items_at is None)
        assert (kind.true_at == source.holds_at) is (source.items_at is not None)
    with pytest.raises(ImproperlyConfigured):
        programmes.deadline_sources.register(programmes.deadline_sources.get("membership-end"))
