"""Staff's access to personal data: noted wherever it happens, changed by nobody, looked through each month."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from council.members import services
from council.members.access_log import PeopleShown
from council.members.models import AccessReview, Member, PersonalDataAccess
from council.members.services import access
from council.members.services.errors import ReasonMissingError
from tests.factories import (
    NOW,
    AttendanceFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    OrganisationFactory,
    RegistrationFactory,
    UserFactory,
    coordinator,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = coordinator("council", email="staff@example.com")
    client.force_login(user)
    return user


@dataclass(frozen=True)
class Entry:
    about: Member
    by: Member


def log():
    return [(row.page, row.subjects) for row in PersonalDataAccess.objects.order_by("pk")]


def noted(actor, *, at=NOW, subjects=(1,), is_file=False, page="admin:members_member_changelist"):
    return access.note_access(
        actor=actor, ip="192.0.2.1", page=page, path="/admin/", action="", is_file=is_file, members=subjects, now=at
    )


def test_a_person_s_page_is_noted_with_who_when_from_where_and_whose(client, staff, time_machine):
    time_machine.move_to(NOW, tick=False)
    member = MemberFactory()
    url = reverse("admin:members_member_change", args=[member.pk])
    client.get(url, REMOTE_ADDR="192.0.2.7")
    row = PersonalDataAccess.objects.get()
    assert (row.at, row.actor, row.ip, row.path) == (NOW, staff, "192.0.2.7", url)
    assert (row.page, row.subjects, row.is_file) == ("admin:members_member_change", [member.pk], False)


def test_lists_inlines_history_and_rows_that_stand_for_people_are_noted(client, staff):
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    member, other = MemberFactory(), MemberFactory(family_name="박")
    seat = MembershipFactory(member=member)
    attendance = AttendanceFactory(registration=RegistrationFactory(member=other))
    for name, args, whose in (
        ("members_member_changelist", [], None),
        ("members_membership_changelist", [], [member.pk]),
        ("members_body_change", [seat.body.pk], [member.pk]),
        ("members_member_history", [member.pk], [member.pk]),
        ("events_attendance_changelist", [], [other.pk]),
        ("events_attendance_change", [attendance.pk], [other.pk]),
        ("events_registration_change", [attendance.registration.pk], [other.pk]),
        ("events_attendance_person", [other.pk], [other.pk]),
        ("members_user_change", [member.user.pk], [member.pk]),
    ):
        assert client.get(reverse(f"admin:{name}", args=args)).status_code == 200, name
        row = PersonalDataAccess.objects.order_by("-pk").first()
        assert row is not None
        assert row.page == f"admin:{name}"
        assert whose is None or set(whose) <= set(row.subjects), name
    # In the values that pages are made of, too; who did something is not whom it is about.
    people = PeopleShown()
    people.look_at([Entry(about=member, by=other)])
    assert people.members() == {member.pk}


def test_a_search_that_finds_nobody_and_pages_without_people_are_not_noted(client, staff):
    OrganisationFactory()
    for url in (
        reverse("admin:members_member_changelist") + "?q=nobody-of-that-name",
        reverse("admin:members_organisation_changelist"),
        reverse("admin:jsi18n"),
    ):
        assert client.get(url).status_code == 200
    assert log() == []


def test_what_an_autocomplete_field_offers_is_noted(client, staff):
    member = MemberFactory(family_name_en="Zebra")
    query = {"term": "Zebra", "app_label": "members", "model_name": "membership", "field_name": "member"}
    assert len(client.get(reverse("admin:autocomplete"), query).json()["results"]) == 1
    assert log() == [("admin:autocomplete", [member.pk])]


def test_files_and_doors_are_noted(client):
    user = coordinator("forums")
    client.force_login(user)
    event = EventFactory(slug="door")
    seat = RegistrationFactory(event=event)
    client.get(reverse("events:checkin", args=["door"]))
    client.get(reverse("events:checkin-list", args=["door"]) + "?kind=blank")
    response = client.get(reverse("admin:events_event_registrants", args=[event.pk, "csv"]))
    assert response.status_code == 200
    assert log()[:2] == [("events:checkin", [seat.member.pk]), ("events:checkin-list", [seat.member.pk])]
    row = PersonalDataAccess.objects.order_by("-pk").first()
    assert (row.page, row.is_file) == ("admin:events_event_registrants", True)


def test_members_own_pages_are_not_staffs_access(client):
    member = MemberFactory()
    client.force_login(member.user)
    client.get(reverse("members:privacy"))
    client.get(reverse("members:profile"))
    assert log() == []


def test_what_cannot_be_noted_is_not_shown(client, staff, monkeypatch):
    member = MemberFactory()

    def full(**kwargs):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr("council.members.access_log.note_access", full)
    client.raise_request_exception = False
    assert client.get(reverse("admin:members_member_change", args=[member.pk])).status_code >= 500


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE members_personaldataaccess SET ip = NULL",
        "DELETE FROM members_personaldataaccess",
        "SET LOCAL council.may_truncate = 'off'; TRUNCATE members_personaldataaccess",
    ],
)
def test_the_database_lets_nobody_change_the_log(statement):
    noted(UserFactory(), at=datetime.now(UTC))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert PersonalDataAccess.objects.count() == 1


def test_rows_older_than_two_years_go():
    now = datetime.now(UTC)
    noted(UserFactory(), at=now - timedelta(days=731))
    kept = noted(UserFactory(), at=now - timedelta(days=729))
    assert access.forget_access(now, 10) == 1
    assert PersonalDataAccess.objects.get() == kept


def test_the_log_outlives_the_people_in_it(client, staff):
    gone = UserFactory()
    noted(gone, subjects=[4711])
    gone.delete()
    assert client.get(reverse("admin:members_personaldataaccess_changelist")).status_code == 200
    assert b"deleted" in client.get(reverse("admin:members_personaldataaccess_changelist")).content


def test_a_month_says_who_saw_how_much():
    busy, quiet = UserFactory(), UserFactory()
    noted(busy, subjects=range(1, 11))
    noted(busy, subjects=[1, 2, 11], at=NOW + timedelta(days=1))
    noted(busy, subjects=[], is_file=True, at=NOW + timedelta(hours=12))  # 22:00 in Seoul
    noted(quiet, subjects=[1], at=NOW - timedelta(days=2))  # another month
    noted(quiet, subjects=[1], at=NOW + timedelta(days=5))  # a Saturday
    rows = access.summarise_month(date(2026, 11, 1))
    assert [(row.actor, row.times, row.people, row.most_on_a_day, row.files, row.out_of_hours) for row in rows] == [
        (busy, 3, 11, 10, 1, 1),
        (quiet, 1, 1, 1, 0, 1),
    ]


def test_a_month_that_is_over_is_reviewed_once_with_a_note(client, staff, time_machine):
    noted(staff)
    time_machine.move_to(datetime(2026, 12, 3, tzinfo=UTC), tick=False)
    assert access.months_to_review(datetime(2026, 12, 3, tzinfo=UTC)) == [date(2026, 11, 1)]
    assert "to look through" in client.get(reverse("admin:index")).content.decode()
    url = reverse("admin:members_personaldataaccess_month", args=[2026, 11])
    assert client.post(url, {"note": ""}).status_code == 200
    assert client.post(url, {"note": "Nothing unusual."}).status_code == 302
    assert client.post(url, {"note": "Another."}).status_code == 200
    review = AccessReview.objects.get()
    assert (review.month, review.reviewed_by, review.note) == (date(2026, 11, 1), staff, "Nothing unusual.")
    assert "Nothing unusual." in client.get(url).content.decode()
    assert "to look through" not in client.get(reverse("admin:index")).content.decode()
    assert client.get(reverse("admin:members_personaldataaccess_months")).status_code == 200


def test_a_month_that_is_not_over_waits():
    with pytest.raises(ValueError, match="not over"):
        access.review_month(month=date(2026, 11, 1), by=UserFactory(), note="x", now=NOW)
    with pytest.raises(ReasonMissingError):
        access.review_month(month=date(2026, 10, 1), by=UserFactory(), note=" ", now=NOW)


def test_the_log_is_the_secretariats(client):
    client.force_login(coordinator("forums"))
    for name, args in (("changelist", []), ("months", []), ("month", [2026, 11])):
        assert client.get(reverse(f"admin:members_personaldataaccess_{name}", args=args)).status_code == 404


def test_nonsense_months_are_a_404(client, staff):
    assert client.get(reverse("admin:members_personaldataaccess_month", args=[2026, 13])).status_code == 404
    assert client.get(reverse("admin:members_personaldataaccess_month", args=[0, 1])).status_code == 404


def test_one_person_s_row_of_the_log_is_found(client, staff):
    member = MemberFactory()
    noted(staff, subjects=[member.pk])
    noted(staff, subjects=[member.pk + 1000], page="admin:other")
    page = client.get(reverse("admin:members_personaldataaccess_changelist") + f"?whose={member.pk}")
    assert [row.subjects for row in page.context["cl"].result_list] == [[member.pk]]
    for nonsense in ("x", "9" * 40, str(uuid.uuid4())):
        client.get(reverse("admin:members_personaldataaccess_changelist") + f"?whose={nonsense}")


def test_a_list_costs_the_same_for_one_and_thirty(client, staff):
    from django.test.utils import CaptureQueriesContext

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("admin:members_member_changelist"))
        return len(queries)

    services.ensure_member(UserFactory())
    MemberFactory()
    cost()
    one = cost()
    MemberFactory.create_batch(29)
    assert cost() == one
