"""A copy of everything that one has."""

import io
import json
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from council.members import services
from council.members.models import PersonalExport
from council.members.services import exports
from tests.factories import (
    NOW,
    AttendanceFactory,
    MemberFactory,
    MembershipFactory,
    PersonalExportFactory,
    RegistrationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
STATE = PersonalExport.State


def made(user, now=NOW):
    export = services.request_export(user=user, now=now)
    services.make_exports(now=lambda: now)
    export.refresh_from_db()
    return export


def contents(export):
    with default_storage.open(export.file) as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_copy_holds_everything_of_its_owner_and_nothing_of_others():
    member = MemberFactory(user__email="me@example.com", given_name="나리", phone="+821012345678")
    other = MemberFactory(user__email="someone-else@example.com")
    seat = RegistrationFactory(member=member, answers=[{"question": 1, "value": "vegetarian"}])
    AttendanceFactory(registration=seat)
    RegistrationFactory(member=other, event=seat.event, answers=[{"question": 1, "value": "foreign answer"}])
    MembershipFactory(member=member)
    services.give_consent(member=member, purpose="directory", language="ko", now=NOW)
    export = made(member.user)
    assert (export.state, export.done, export.expires_at) == (STATE.READY, export.total, NOW + timedelta(days=7))
    files = contents(export)
    assert set(files) == {"README.txt", "members.json", "events.json", "messaging.json"} - (
        set() if "messaging.json" in files else {"messaging.json"}
    )
    about, events = json.loads(files["members.json"]), json.loads(files["events.json"])
    assert about["log_in"][0]["email"] == "me@example.com"
    assert (about["member"][0]["given_name"], about["member"][0]["phone"]) == ("나리", "+821012345678")
    assert [row["purpose"] for row in about["consent"]] == ["directory"]
    assert [row["body__name_en"] for row in about["membership"]] == [member.memberships.get().body.name_en]
    assert [row["answers"] for row in events["registration"]] == [[{"question": 1, "value": "vegetarian"}]]
    assert [row["kind"] for row in events["attendance"]] == ["present"]
    everything = "".join(files.values())
    for foreign in ("someone-else", "foreign answer", member.user.password, str(seat.code)):
        assert foreign not in everything


def test_its_owner_is_told_once_and_takes_it_until_it_expires(client, letters, time_machine):
    user = MemberFactory(user__email="me@example.com").user
    time_machine.move_to(NOW, tick=False)
    client.force_login(user)
    client.post(reverse("members:export-request"))
    client.post(reverse("members:export-request"))
    assert "being made" in client.get(reverse("members:privacy")).content.decode()
    assert services.make_exports(now=lambda: NOW) == 1
    assert services.make_exports(now=lambda: NOW) == 0
    assert [(letter.to, letter.subject) for letter in letters()] == [("me@example.com", "The copy of your data is ready")]
    export = PersonalExport.objects.get()
    response = client.get(reverse("members:export-download", args=[export.key]))
    assert response.headers["Content-Disposition"] == 'attachment; filename="exchange-council-2026-11-02.zip"'
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert (response.headers["X-Content-Type-Options"], response.headers["Content-Type"]) == ("nosniff", "application/zip")
    assert b"".join(response.streaming_content)[:2] == b"PK"
    response.close()
    time_machine.move_to(NOW + timedelta(days=7), tick=False)
    assert client.get(reverse("members:export-download", args=[export.key])).status_code == 404
    name = export.file
    assert services.expire_exports(now=NOW + timedelta(days=7)) == 1
    export.refresh_from_db()
    assert (export.state, export.file, default_storage.exists(name)) == (STATE.EXPIRED, "", False)


def test_nobody_else_takes_it_staff_included(client):
    export = PersonalExportFactory()
    for other in (UserFactory(), UserFactory(is_staff=True, is_superuser=True)):
        client.force_login(other)
        assert client.get(reverse("members:export-download", args=[export.key])).status_code == 404
    assert client.get(reverse("members:export-download", args=[uuid.uuid4()])).status_code == 404


def test_a_new_copy_replaces_the_old_one():
    user = UserFactory()
    old = made(user)
    name = old.file
    new = services.request_export(user=user, now=NOW)
    old.refresh_from_db()
    assert (old.state, new.state, default_storage.exists(name)) == (STATE.EXPIRED, STATE.REQUESTED, False)


def test_a_copy_whose_worker_died_is_made_by_the_next(monkeypatch):
    user = UserFactory()
    export = services.request_export(user=user, now=NOW)
    first = exports._claim(NOW)
    assert first.pk == export.pk
    assert services.make_exports(now=lambda: NOW + timedelta(minutes=9)) == 0
    assert services.make_exports(now=lambda: NOW + timedelta(minutes=11)) == 1
    # The first one was only slow: what it made is thrown away, nothing is told twice.
    files = set(_stored())
    assert exports._make(first, lambda: NOW) == 0
    export.refresh_from_db()
    assert export.state == STATE.READY
    assert set(_stored()) == files


def test_what_cannot_be_made_is_said_and_can_be_asked_for_again(client, monkeypatch, caplog):
    user = UserFactory()

    def broken(*args, **kwargs):
        raise OSError("the disk is full")

    monkeypatch.setattr(exports, "write_archive", broken)
    assert made(user).state == STATE.FAILED
    assert "could not be made" in caplog.text
    client.force_login(user)
    assert "could not be made" in client.get(reverse("members:privacy")).content.decode()
    monkeypatch.undo()
    assert made(user).state == STATE.READY


def test_files_that_belong_to_no_copy_are_swept_after_a_day():
    kept = PersonalExportFactory(expires_at=NOW + timedelta(days=30_000)).file
    orphan = default_storage.save("exports/00/orphan", ContentFile(b"left over"))
    written = default_storage.get_modified_time(orphan)
    services.expire_exports(now=written + timedelta(hours=23))
    assert default_storage.exists(orphan)
    services.expire_exports(now=written + timedelta(hours=25))
    assert (default_storage.exists(orphan), default_storage.exists(kept)) == (False, True)


def _stored():
    return [
        f"{folder}/{name}"
        for folder in default_storage.listdir("exports")[0]
        for name in default_storage.listdir(f"exports/{folder}")[1]
    ]
