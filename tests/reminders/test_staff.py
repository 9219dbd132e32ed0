"""Who gets what, when; rules and the ledger in the administration."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from council.messaging.models import Message
from council.messaging.services import deliver, switch_off
from council.reminders.models import Reminder, Rule
from council.reminders.services import ledger_outcomes, plan_reminders, preview
from tests.factories import NOW, EventFactory, RegistrationFactory, RuleFactory, UserFactory, coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("default_rules")]
LONG_AGO = NOW - timedelta(days=30)


@pytest.fixture
def event():
    return EventFactory(starts_at=timezone.now() + timedelta(days=5))


def url(event):
    return reverse("admin:reminders_preview", args=[event.pk])


def test_preview_says_who_gets_what_when():
    event = EventFactory()
    for _ in range(3):
        RegistrationFactory(event=event, confirmed_at=LONG_AGO)
    off = RegistrationFactory(event=event, confirmed_at=LONG_AGO).member.user
    switch_off(user=off, kind="event-reminder", now=NOW)
    week, day = preview(event, NOW)
    assert (week.rule.name, week.is_past, week.expected, week.outcomes) == ("week-before", False, 3, {})
    assert week.due_at == NOW + timedelta(days=6, hours=23)
    assert (day.rule.name, day.is_past, day.expected) == ("day-before", False, 3)

    later = NOW + timedelta(days=7)
    plan_reminders(later)
    Message.objects.filter(pk=Message.objects.first().pk).update(state="sent", sent_at=NOW)
    week, day = preview(event, later)
    assert (week.is_past, week.expected, week.outcomes) == (True, 0, {"sent": 1, "queued": 2, "opted-out": 1})
    assert (day.is_past, day.expected, day.outcomes) == (False, 3, {})


def test_the_ledger_tells_what_became_of_its_messages():
    event = EventFactory()
    for _ in range(6):
        RegistrationFactory(event=event, confirmed_at=LONG_AGO)
    switch_off(user=event.registrations.last().member.user, kind="event-reminder", now=NOW)
    plan_reminders(NOW + timedelta(days=7))
    entries = list(Reminder.objects.filter(state="queued").order_by("pk"))
    for entry, state in zip(entries, ("sent", "sent", "failed", "queued"), strict=False):
        Message.objects.filter(pk=entry.message_id).update(state=state, sent_at=NOW if state == "sent" else None)
    Reminder.objects.filter(pk=entries[3].pk).update(due_at=NOW)
    # Its message is not kept any more.
    Reminder.objects.filter(pk=entries[4].pk).update(message=None)
    counts = [("failed", 1), ("opted-out", 1), ("sent", 2), ("waiting", 2)]
    assert ledger_outcomes(Reminder.objects.all()) == (counts, NOW)
    assert ledger_outcomes(Reminder.objects.none()) == ([], None)


def test_nothing_is_expected_of_a_draft():
    event = EventFactory(state="draft")
    RegistrationFactory(event=event)
    assert [line.expected for line in preview(event, NOW)] == [0, 0]


def test_the_preview_page(client, staff, event):
    RegistrationFactory(event=event, confirmed_at=LONG_AGO)
    page = client.get(url(event)).content.decode()
    assert "7 days before, at 09:00" in page
    assert "Who: 1 person" in page


def test_the_preview_is_a_404_for_others(client, event):
    assert client.get(url(event)).status_code == 302
    client.force_login(UserFactory())
    assert client.get(url(event)).status_code == 404
    client.force_login(coordinator("symposia"))
    assert client.get(url(event)).status_code == 404
    assert client.post(url(event)).status_code == 404
    assert not Message.objects.exists()


@pytest.mark.parametrize("people", [1, 30])
def test_the_preview_asks_as_often_for_many_as_for_one(client, staff, people, django_assert_num_queries):
    event = EventFactory()
    for _ in range(people):
        RegistrationFactory(event=event, confirmed_at=LONG_AGO)
    plan_reminders(NOW + timedelta(days=7))
    client.get(url(event))
    # One of them is the row of the log of access to personal data; the lists below ask whose log-ins they show, too.
    with django_assert_num_queries(15):
        client.get(url(event))


def test_people_are_paged(client, staff, event):
    for _ in range(51):
        RegistrationFactory(event=event)
    assert "Page 1 of 2" in client.get(url(event)).content.decode()
    assert "Page 2 of 2" in client.get(url(event) + "?page=99").content.decode()
    assert client.get(url(event) + "?page=x").status_code == 200


def test_staff_send_a_test_to_themselves(client, staff, event):
    RegistrationFactory(event=event)
    for _ in range(2):
        assert client.post(url(event)).status_code == 302
    assert set(Message.objects.values_list("address", flat=True)) == {staff.email}
    assert deliver() == {"sent": 2}
    assert not Reminder.objects.exists()


def test_the_panel_on_the_events_page_is_for_its_staff(client, staff, event):
    page = event.get_absolute_url()
    assert url(event) in client.get(page).content.decode()
    client.force_login(coordinator("symposia"))
    assert url(event) not in client.get(page).content.decode()
    client.logout()
    assert url(event) not in client.get(page).content.decode()


RULE = {"name": "two-days", "offset": "days-before", "amount": 2, "at_time": "12:00", "grace_minutes": 60, "is_active": "on"}


def test_a_coordinator_writes_rules_for_his_programme_and_its_events(client, staff, event):
    add = reverse("admin:reminders_rule_add")
    assert client.post(add, RULE | {"programme": "forums", "formats": ["online", "hybrid"]}).status_code == 302
    assert client.post(add, RULE | {"event": event.pk}).status_code == 302
    assert [(rule.event, rule.programme, rule.formats) for rule in Rule.objects.filter(name="two-days").order_by("pk")] == [
        (None, "forums", "online,hybrid"),
        (event, "", ""),
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"programme": "symposia"}, "programme"),
        ({"programme": ""}, "programme"),
        ({"event": "foreign"}, "event"),
        ({"event": "99999"}, "event"),
        ({"programme": "forums", "at_time": ""}, "at_time"),
        ({"programme": "forums", "amount": "-1"}, "amount"),
        ({"programme": "forums", "amount": "30000"}, "amount"),
        # So long that no date is left to count from.
        ({"programme": "forums", "grace_minutes": "1100000000"}, "grace_minutes"),
        ({"programme": "forums", "amount": "99999"}, "amount"),
        ({"programme": "forums", "name": "no slug!"}, "name"),
        ({"programme": "forums", "formats": ["by-post"]}, "formats"),
        ({"programme": "forums", "grace_minutes": "9999999999"}, "grace_minutes"),
    ],
)
def test_a_coordinator_is_told_what_is_wrong_beside_the_field(client, staff, change, field):
    if change.get("event") == "foreign":
        change = {"event": EventFactory(programme="symposia").pk}
    answer = client.post(reverse("admin:reminders_rule_add"), RULE | change)
    assert answer.status_code == 200
    assert field in answer.context["adminform"].errors
    assert not Rule.objects.filter(name="two-days").exists()


def test_general_rules_are_the_secretariats(client, staff, default_rules):
    change = reverse("admin:reminders_rule_change", args=[default_rules["week-before"].pk])
    assert client.get(change).status_code == 404
    client.force_login(coordinator("council"))
    assert client.get(change).status_code == 200
    assert client.post(reverse("admin:reminders_rule_add"), RULE | {"programme": ""}).status_code == 302
    assert client.post(reverse("admin:reminders_rule_add"), RULE | {"programme": ""}).status_code == 200


def test_a_rule_that_reminded_somebody_cannot_be_deleted(client, staff):
    kept, unused = RuleFactory(programme="forums"), RuleFactory(programme="forums")
    registration = RegistrationFactory(confirmed_at=LONG_AGO)
    plan_reminders(registration.event.starts_at - timedelta(days=1, hours=20))
    assert kept.reminders.exists()
    unused.reminders.all().delete()
    for rule, status in ((kept, 404), (unused, 302)):
        answer = client.post(reverse("admin:reminders_rule_delete", args=[rule.pk]), {"post": "yes"})
        assert answer.status_code == status
    assert Rule.objects.filter(pk=kept.pk).exists()
    assert not Rule.objects.filter(pk=unused.pk).exists()


def test_a_change_of_a_rule_leaves_its_history(client, staff):
    rule = RuleFactory(programme="forums", name="two-days")
    client.post(reverse("admin:reminders_rule_change", args=[rule.pk]), RULE | {"programme": "forums", "amount": 3})
    assert rule.history.first().history_user == staff


@pytest.mark.parametrize("people", [1, 30])
def test_the_lists_ask_as_often_for_many_as_for_one(client, people, django_assert_num_queries):
    client.force_login(coordinator("forums"))
    event = EventFactory()
    for _ in range(people):
        RegistrationFactory(event=event, confirmed_at=LONG_AGO)
        RuleFactory(event=EventFactory(state="draft"))
    plan_reminders(NOW + timedelta(days=7))
    for name, queries in (("reminder", 13), ("rule", 8)):
        page = reverse(f"admin:reminders_{name}_changelist")
        client.get(page)
        with django_assert_num_queries(queries):
            assert client.get(page).status_code == 200


def test_the_ledger_shows_ones_own_programme_alone(client, staff):
    mine, other = EventFactory(), EventFactory(programme="symposia")
    for event in (mine, other):
        RegistrationFactory(event=event, confirmed_at=LONG_AGO)
    plan_reminders(NOW + timedelta(days=7))
    page = client.get(reverse("admin:reminders_reminder_changelist")).content.decode()
    assert mine.title_en in page
    assert other.title_en not in page
    foreign = Reminder.objects.get(subject=str(other.pk))
    own = Reminder.objects.get(subject=str(mine.pk))
    assert client.get(reverse("admin:reminders_reminder_change", args=[foreign.pk])).status_code == 404
    assert client.get(reverse("admin:reminders_reminder_change", args=[own.pk])).status_code == 200


OWN = {"subject_ko": "제목", "subject_en": "Subject", "text_ko": "{name} 님", "text_en": "Dear {name}, {event_title}"}


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        (OWN | {"text_en": "{event.title}"}, "text_en", "Unknown placeholder: {event.title}. There are: {name},"),
        (OWN | {"subject_ko": "{x} {y}"}, "subject_ko", "Unknown placeholder: {x}, {y}."),
        (OWN | {"text_ko": " "}, "text_ko", "both languages"),
        ({"subject_en": "Only this"}, "text_ko", "both languages"),
        ({"states": ["waitlisted"]}, "text_ko", "Write a text of your own"),
        ({"offset": "hours-after"}, "text_ko", "Write a text of your own"),
        (OWN | {"attendance": "attended"}, "attendance", "after the event only"),
        (OWN | {"states": ["cancelled"]}, "states", "Select a valid choice"),
        ({"source": "membership-end"}, "source", "Select a valid choice"),
    ],
)
def test_what_staff_write_is_checked_beside_the_field(client, staff, change, field, said):
    answer = client.post(reverse("admin:reminders_rule_add"), RULE | {"programme": "forums"} | change)
    assert answer.status_code == 200
    assert said in str(answer.context["adminform"].errors[field])
    # What was typed is still there.
    for name, value in change.items():
        if name in OWN:
            assert answer.context["adminform"].form[name].value() == value
    assert not Rule.objects.filter(name="two-days").exists()


def test_staff_write_a_rule_with_audience_and_text(client, staff):
    data = RULE | OWN | {"programme": "forums", "offset": "days-after", "attendance": "attended", "states": ["confirmed"]}
    assert client.post(reverse("admin:reminders_rule_add"), data | {"role": "investor\r\n"}).status_code == 302
    rule = Rule.objects.get(name="two-days")
    assert (rule.states, rule.role, rule.attendance, rule.text_en) == ("confirmed", "investor", "attended", OWN["text_en"])
    change = client.get(reverse("admin:reminders_rule_change", args=[rule.pk])).content.decode()
    assert "{online_link}" in change
    assert reverse("admin:reminders_rule_preview", args=[rule.pk]) in change


def test_rules_of_deadlines_are_the_secretariats(client, staff):
    client.force_login(coordinator("council"))
    add = reverse("admin:reminders_rule_add")
    data = RULE | {"source": "membership-end"}
    refused = client.post(add, data | {"role": "investor", "formats": ["online"], "programme": "forums"})
    assert set(refused.context["adminform"].errors) == {"role", "formats", "programme"}
    unknown = client.post(add, data | OWN)
    assert "There are: {name}, {title}, {details}, {url}." in str(unknown.context["adminform"].errors["text_en"])
    assert client.post(add, data).status_code == 302
    rule = Rule.objects.get(name="two-days")
    page = client.get(reverse("admin:reminders_rule_preview", args=[rule.pk]))
    assert page.status_code == 200
    assert client.post(reverse("admin:reminders_rule_preview", args=[rule.pk])).status_code == 302
    assert Message.objects.get().kind == "event-reminder-test"
    client.force_login(staff)
    for name in ("preview", "change"):
        assert client.get(reverse(f"admin:reminders_rule_{name}", args=[rule.pk])).status_code == 404


def test_the_preview_of_a_rule_shows_its_mails_and_whom_it_reaches_next(client, staff, event):
    RegistrationFactory(event=event, confirmed_at=LONG_AGO)
    rule = RuleFactory(programme="forums", **OWN)
    RuleFactory(programme="symposia")
    page = reverse("admin:reminders_rule_preview", args=[rule.pk])
    text = client.get(page).content.decode()
    assert f"Dear {staff.member.display_name('en')}, {event.title_en}" in text
    assert "1 person" in text
    assert url(event) in text
    assert client.post(page).status_code == 302
    message = Message.objects.get()
    assert (message.address, message.kind, message.not_after) == (staff.email, "event-reminder-test", None)
    assert deliver() == {"sent": 1}
    assert not Reminder.objects.exists()
    client.force_login(coordinator("symposia"))
    assert client.get(page).status_code == 404
    assert client.post(page).status_code == 404


def test_a_rule_without_any_event_has_no_mail_to_show(client, staff):
    rule = RuleFactory(programme="forums")
    page = reverse("admin:reminders_rule_preview", args=[rule.pk])
    assert "There is no event yet" in client.get(page).content.decode()
    assert "There is no event yet" in client.post(page, follow=True).content.decode()
    assert not Message.objects.exists()


def test_a_test_of_one_of_an_events_rules(client, staff, event):
    rule = RuleFactory(event=event, **OWN)
    assert client.post(url(event), {"rule": rule.pk}).status_code == 302
    assert client.post(url(event), {"rule": "nonsense"}).status_code == 302
    assert set(Message.objects.values_list("template", flat=True)) == {
        "reminders/email/own-text",
        "reminders/email/event-reminder",
    }


def test_the_ledger_counts_what_became_of_it_and_the_oldest_that_waits(client, staff):
    for _ in range(3):
        RegistrationFactory(event=EventFactory(), confirmed_at=LONG_AGO)
    plan_reminders(NOW + timedelta(days=7))
    first, second, _third = Message.objects.order_by("pk")
    Message.objects.filter(pk=first.pk).update(state="sent", sent_at=NOW)
    Message.objects.filter(pk=second.pk).update(state="uncertain")
    context = client.get(reverse("admin:reminders_reminder_changelist")).context
    assert [(str(label), count) for label, count in context["counts"]] == [
        ("Sent", 1),
        ("Uncertain", 1),
        ("Waiting to be sent", 1),
    ]
    assert context["oldest"] == "9 Nov 2026 (Mon) 09:00"
    assert context["planner"]
    client.force_login(coordinator("symposia"))
    assert client.get(reverse("admin:reminders_reminder_changelist")).context["counts"] == []
