"""The history of a row in the administration: who, when, field by field, whoever changed it."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from council.events.models import Event
from council.members import services
from council.members.admin.logins import UserAdmin
from council.members.models import Industry, Member, Region, Skill, User
from council.staff.history import history_of
from tests.factories import (
    NOW,
    AgendaItemFactory,
    BodyFactory,
    EventFactory,
    ImageFactory,
    MemberFactory,
    MembershipFactory,
    OrganisationFactory,
    SeatFactory,
    SpeakerFactory,
    UserFactory,
    VenueFactory,
    coordinator,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def page(client, label, pk, prefix=""):
    return client.get(prefix + reverse(f"admin:{label}_history", args=[pk]))


def fields(change):
    return [(one.label, one.old, one.new) for one in change.fields]


def test_a_change_by_a_service_is_told_with_who_why_and_readable_values(client, superuser):
    member = MemberFactory()
    services.suspend_member(member=member, by=superuser, now=timezone.now(), reason="Three complaints.")
    change = history_of(Member.objects.get(pk=member.pk))[0]
    assert (str(change.kind), change.by, change.note) == ("Changed", superuser, "suspend: Three complaints.")
    assert ("State", "Active", "Suspended") in fields(change)
    html = page(client, "members_member", member.pk).content.decode()
    assert "Suspended" in html
    assert superuser.email in html


def test_labels_and_values_are_in_the_reader_s_language(client, superuser):
    with translation.override("ko"):
        event = EventFactory(title_ko="옛 제목", title_en="Old title", starts_at=NOW, ends_at=NOW + timedelta(hours=1))
        event.title_ko, event.title_en, event.has_waiting_list = "새 제목", "New title", False
        event.venue = VenueFactory()
        event.save()
        changed = {label: (old, new) for label, old, new in fields(history_of(event)[0])}
    assert changed == {
        "제목(한국어)": ("옛 제목", "새 제목"),
        "제목(영어)": ("Old title", "New title"),
        "대기자 명단": ("예", "아니요"),
        "행사장": ("–", "시험회관"),
    }


def test_what_a_row_began_with_is_told(superuser):
    venue = VenueFactory(name_ko="강당", name_en="Hall", address_ko="", address_en="")
    (made,) = history_of(venue)
    assert (str(made.kind), fields(made)) == ("Made", [("Name (Korean)", "", "강당"), ("Name (English)", "", "Hall")])


def test_a_long_text_is_told_by_its_lines(superuser):
    event = EventFactory(description_en="\n".join(f"Line {number} of a long description." for number in range(20)))
    event.description_en = event.description_en.replace("Line 7 of", "Line seven of")
    event.save()
    (one,) = history_of(event)[0].fields
    assert (one.label, one.old, one.new) == ("Description (English)", "", "")
    assert list(one.lines) == [("-", "Line 7 of a long description."), ("+", "Line seven of a long description.")]


def test_parts_stand_on_the_page_of_the_whole(client, superuser):
    event = EventFactory()
    item = AgendaItemFactory(event=event, title_en="Opening")
    AgendaItemFactory()
    item.room = "Hall 2"
    item.save()
    changes = client.get(reverse("admin:events_event_history", args=[event.pk])).context["page"].object_list
    assert [(change.what, fields(change)) for change in changes if change.what and str(change.kind) == "Changed"] == [
        ("Agenda item: Opening", [("Room", "–", "Hall 2")])
    ]
    pk = item.pk
    item.delete()
    change = client.get(reverse("admin:events_event_history", args=[event.pk])).context["page"].object_list[0]
    assert (str(change.kind), change.what) == ("Deleted", f"Agenda item: number {pk}, deleted")


def test_a_key_to_what_is_gone_is_told_as_such(superuser):
    organisation = OrganisationFactory()
    member = MemberFactory(organisation=organisation)
    pk = organisation.pk
    member.organisation = None
    member.save()
    organisation.delete()
    assert fields(history_of(member)[0]) == [("Organisation", f"number {pk}, deleted", "–")]


def note(user, obj, message):
    kind = ContentType.objects.get_for_model(type(obj))
    LogEntry.objects.create(
        user=user, content_type=kind, object_id=obj.pk, object_repr=str(obj), action_flag=CHANGE, change_message=message
    )


def test_what_the_administration_noted_stands_between(superuser):
    event = EventFactory()
    note(superuser, event, "Exported the registrants (XLSX)")
    # What the history tells by itself is not told twice.
    note(superuser, event, '[{"changed": {"fields": ["Title (Korean)"]}}]')
    assert [change.note for change in history_of(event)] == ["Exported the registrants (XLSX)", ""]
    note(superuser, superuser, '[{"changed": {"fields": ["Active"]}}]')
    assert [change.note for change in history_of(superuser)] == ["Changed Active."]


def test_a_coordinator_reads_the_history_of_his_own(client):
    client.force_login(coordinator("forums"))
    assert page(client, "events_event", EventFactory().pk).status_code == 200
    assert page(client, "events_event", EventFactory(programme="symposia").pk).status_code == 404
    assert page(client, "members_member", MemberFactory().pk).status_code == 404
    assert page(client, "events_venue", VenueFactory().pk).status_code == 200
    assert page(client, "events_event", 0).status_code == 404


@pytest.mark.parametrize("prefix", ["", "/ko"])
def test_many_changes_stand_on_pages(client, superuser, prefix):
    event = EventFactory()
    for number in range(60):
        event.room = f"Hall {number}"
        event.save()
    url = prefix + reverse("admin:events_event_history", args=[event.pk])
    first = client.get(url)
    assert "style=" not in first.content.decode()
    assert len(first.context["page"].object_list) == 50
    second = client.get(url + "?p=2")
    assert len(second.context["page"].object_list) == 11
    assert client.get(url + "?p=none").status_code == 200


@pytest.mark.parametrize("label", ["members_body", "members_organisation", "events_event", "members_member"])
def test_histories_ask_as_often_with_many_changes_as_with_one(client, superuser, label):
    body, organisation, event, member = BodyFactory(), OrganisationFactory(), EventFactory(), MemberFactory()
    pk = {"members_body": body, "members_organisation": organisation, "events_event": event, "members_member": member}[label].pk

    def more() -> None:
        MembershipFactory(body=body)
        MembershipFactory(member=member)
        SeatFactory(organisation=organisation)
        AgendaItemFactory(event=event)
        event.venue = VenueFactory()
        event.save()
        member.organisation = OrganisationFactory()
        member.save()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert page(client, label, pk).status_code == 200
        return len(queries)

    more()
    more()
    asked()
    few = asked()
    for _number in range(28):
        more()
    assert asked() == few


def test_no_secret_link_is_told(superuser):
    assert all("token" not in one.label.lower() for one in history_of(EventFactory())[0].fields)
    assert not any("_token" in one.name for one in Event.history.model.tracked_fields)


def test_speakers_pictures_and_code_tables_tell_old_and_new(client, superuser):
    """Rows that are older than their history, too: the industries come with the portal."""
    changes = {
        "events_speaker": (
            SpeakerFactory(name_en="Lee"),
            {"name_ko": "이든솔", "name_en": "LEE"},
            ("Name (English)", "Lee", "LEE"),
        ),
        "members_industry": (
            Industry.objects.get(code="C30"),
            {"code": "C30", "revision": "11", "name_ko": "자동차", "name_en": "Cars"},
            ("Name (English)", Industry.objects.get(code="C30").name_en, "Cars"),
        ),
        "members_region": (
            Region.objects.create(code="x", name_ko="가", name_en="A"),
            {"code": "x", "name_ko": "가", "name_en": "B"},
            ("Name (English)", "A", "B"),
        ),
        "members_skill": (
            Skill.objects.create(name_ko="가", name_en="A"),
            {"name_ko": "가", "name_en": "B"},
            ("Name (English)", "A", "B"),
        ),
        "content_image": (
            ImageFactory(alt_en="Before"),
            {"alt_ko": "회의", "alt_en": "After"},
            ("What it shows (English)", "Before", "After"),
        ),
    }
    for label, (row, data, told) in changes.items():
        assert client.post(reverse(f"admin:{label}_change", args=[row.pk]), data).status_code == 302, label
        change = history_of(row)[0]
        assert (change.by, told in fields(change)) == (superuser, True), label
        html = page(client, label, row.pk).content.decode()
        assert told[2] in html


def test_what_a_log_in_may_do_is_told_with_values_and_its_secrets_never(client, superuser):
    user = UserFactory(email="helper@example.com")
    group = coordinator("forums").groups.get()
    url = reverse("admin:members_user_change", args=[user.pk])
    inline = {"emailaddress_set-TOTAL_FORMS": "0", "emailaddress_set-INITIAL_FORMS": "0"}
    data = {"is_active": "on", "is_staff": "on", "groups": [group.pk], **inline}
    assert client.post(url, data).status_code == 302
    assert client.post(url, {"is_active": "on", **inline}).status_code == 302
    taken, given = history_of(User.objects.get(pk=user.pk))
    name = "Coordinators: Technology forums"
    assert fields(given) == [("Staff", "No", "Yes"), ("Groups", "–", name)]
    assert fields(taken) == [("Staff", "Yes", "No"), ("Groups", name, "–")]
    assert (given.note, given.by) == ("", superuser)
    assert {"password", "last_login", "email"}.isdisjoint(UserAdmin.values_noted)
    html = page(client, "members_user", user.pk).content.decode()
    assert name in html
    assert user.password not in html
