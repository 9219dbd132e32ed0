"""With a million registrations, and what hangs on them, staff's lists and searches ask as often as with a thousand, and answer
soon."""

import pytest
from django.db import connection
from django.urls import reverse

from council.library.models import Download
from council.members.models import Skill
from council.messaging.models import Message
from council.reminders.models import Reminder
from tests.factories import (
    NOW,
    AttendanceFactory,
    CertificateFactory,
    DocumentFactory,
    EventFactory,
    MembershipFactory,
    RegistrationFactory,
    RuleFactory,
    UserFactory,
)
from tests.members.many import fill, measured, rename, slower

pytestmark = [pytest.mark.django_db, pytest.mark.soak, pytest.mark.alone]

WORDS = ("김가람", "ㄱㄱㄹ", "garam", "many17@", "제강17", "모임 471", "press", "nobody-like-that")
LISTS = {
    "events_registration": ("", "p=3", "state__exact=waitlisted", "programme=forums", "reason__exact=withdrew"),
    "events_attendance": ("", "undone=no"),
    "events_certificate": ("",),
    "events_invitation": ("",),
    "members_membership": ("",),
    "library_download": ("",),
    "reminders_reminder": ("",),
    "messaging_message": ("", "state__exact=sent"),
    "members_member": ("",),
}
# Each event has ten people, each person as many events.
REGISTRATIONS = """
    INSERT INTO {table} ({columns})
    SELECT {values} FROM (SELECT * FROM {table} ORDER BY id LIMIT 1) AS t, generate_series(0, %(count)s - 1) AS n
    JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM events_event WHERE slug LIKE 'many-%%') AS event
        ON event.place = n / 100
    JOIN (SELECT m.id, row_number() OVER (ORDER BY m.id) - 1 AS place FROM members_member m
          JOIN members_user u ON u.id = m.user_id WHERE u.email LIKE 'many%%') AS member
        ON member.place = (n %% 100 + n / 100 * 37) %% %(people)s
"""
# What hangs on them: of each kind one row is there already.
OF_REGISTRATIONS = """
    INSERT INTO {table} ({columns})
    SELECT {values} FROM (SELECT * FROM {table} ORDER BY id LIMIT 1) AS t, events_registration AS r
    JOIN events_event AS event ON event.id = r.event_id AND event.slug LIKE 'many-%%'
    JOIN members_member AS m ON m.id = r.member_id JOIN members_user AS u ON u.id = m.user_id WHERE r.id %% {each} = 0
"""
OF_PEOPLE = """
    INSERT INTO {table} ({columns})
    SELECT {values} FROM (SELECT * FROM {table} ORDER BY id LIMIT 1) AS t, members_member AS m
    JOIN members_user AS u ON u.id = m.user_id WHERE u.email LIKE 'many%%'
"""
HANGING = {
    "events_attendance": (
        2,
        {"registration_id": "r.id", "event_id": "r.event_id", "recorded_at": "r.queued_at", "token": "NULL"},
    ),
    "events_certificate": (
        10,
        {
            "registration_id": "r.id",
            "code": "lpad(r.id::text, 16, '0')",
            "issued_at": "r.queued_at",
            "name_ko": "m.family_name || m.given_name",
            "name_en": "m.family_name_en || ' ' || m.given_name_en",
        },
    ),
    "events_invitation": (
        10,
        {
            "event_id": "r.event_id",
            "member_id": "m.id",
            "address": "u.email",
            "code": "gen_random_uuid()",
            "created_at": "r.queued_at",
        },
    ),
    "messaging_message": (
        1,
        {
            "key": "'many:' || r.id",
            "message_id": "'<many-' || r.id || '@example.com>'",
            "user_id": "u.id",
            "address": "u.email",
            "subject": "'[Reminder] ' || event.title_en",
            "created_at": "r.queued_at",
        },
    ),
    "reminders_reminder": (
        1,
        {"recipient_id": "u.id", "subject": "r.event_id::text", "due_at": "r.queued_at", "message_id": "NULL"},
    ),
    "library_download": (5, {"user_id": "u.id", "at": "r.queued_at"}),
}
EVENTS = """
    INSERT INTO events_event ({columns})
    SELECT {values} FROM (SELECT * FROM events_event ORDER BY id LIMIT 1) AS t, generate_series(1, %(count)s) AS n
"""
EVENT = {
    "slug": "'many-' || n",
    "title_ko": "(ARRAY['사출성형', '프레스', '금형', '포럼'])[n %% 4 + 1] || ' 모임 ' || n",
    "title_en": "(ARRAY['Injection moulding', 'Press', 'Die', 'Forum'])[n %% 4 + 1] || ' meeting ' || n",
    "starts_at": "t.starts_at + (n %% 1000 - 500) * interval '1 day'",
    "ends_at": "t.ends_at + (n %% 1000 - 500) * interval '1 day'",
}
REGISTRATION = {
    "event_id": "event.id",
    "member_id": "member.id",
    "queued_at": "t.queued_at - n * interval '1 second'",
    "code": "gen_random_uuid()",
}


def copied(sql, table, values, each=1, **numbers):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'"
            " AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        )
        columns = [name for (name,) in cursor.fetchall()]
        chosen = ", ".join(values.get(name, f"t.{name}") for name in columns)
        cursor.execute(sql.format(table=table, columns=", ".join(columns), values=chosen, each=each), numbers)


def addresses():
    for name, queries in LISTS.items():
        path = reverse(f"admin:{name}_changelist")
        yield from (f"{path}?{query}" for query in (*queries, *(f"q={word}" for word in WORDS)))
    yield from (f"{reverse('admin:search')}?q={word}" for word in WORDS)
    yield from (f"/search/?q={word}" for word in ("사출", "press", "nobody-like-that"))
    yield from (reverse("admin:index"), reverse("events:event-list"))


def first_of_each():
    """What the many are copied from."""
    registration = RegistrationFactory(event=EventFactory())
    AttendanceFactory(registration=registration)
    CertificateFactory(registration=registration)
    registration.event.invitations.create(member=registration.member, address=registration.member.user.email)
    MembershipFactory()
    paper = DocumentFactory(event=registration.event)
    taken = {"programme": paper.programme, "title_ko": paper.title_ko, "title_en": paper.title_en, "number": 1}
    Download.objects.create(version=paper.current, user=registration.member.user, at=NOW, **taken)
    message = Message.objects.create(
        key="first",
        kind="registration-confirmed",
        template="events/email/registration-confirmed",
        address="first@example.com",
        message_id="<first@example.com>",
        state="sent",
        sent_at=NOW,
    )
    Reminder.objects.create(
        source="event",
        subject=str(registration.event_id),
        recipient=registration.member.user,
        rule=RuleFactory(),
        due_at=NOW,
        schedule_version=1,
        state="queued",
        message=message,
    )


def test_a_million_registrations(client, time_machine):
    time_machine.move_to(NOW, tick=True)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    skill = Skill.objects.create(name_ko="사출성형", name_en="Injection moulding")
    first_of_each()
    found = []
    for people, events in ((100, 10), (100_000, 10_000)):
        fill(people, skill)
        copied(EVENTS, "events_event", EVENT, count=events)
        copied(REGISTRATIONS, "events_registration", REGISTRATION, count=events * 100, people=people)
        for table, (each, values) in HANGING.items():
            copied(OF_REGISTRATIONS, table, values, each=each)
        copied(OF_PEOPLE, "members_membership", {"member_id": "m.id"})
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        # (A hundred addresses: all in all some minutes.)
        found.append(measured(client, addresses(), turns=3))
        if len(found) == 1:
            rename()
            with connection.cursor() as cursor:
                cursor.execute("UPDATE events_event SET slug = 'few-' || slug WHERE slug LIKE 'many-%'")
    few, many = found
    for url, (count, seconds) in many.items():
        print(count, f"{few[url][1] * 1000:.0f} {seconds * 1000:.0f} ms", url)  # noqa: T201 - the measure itself
    assert {url: times for url, times in slower(few, many).items() if times[1][1] > 0.6} == {}
