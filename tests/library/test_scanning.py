"""The virus scanner, where there is one: a file opens once it has found nothing; it speaks to a clamd of the test's own."""

import socket
import struct
import threading
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from council import programmes
from council.library import scanner, services
from council.library.models import DocumentVersion
from council.library.tasks import scan_files
from tests.factories import NOW, DocumentFactory, coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
State = DocumentVersion.State
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """Answers INSTREAM as clamd does: FOUND where EICAR is in it; or whatever `says` is."""

    def __init__(self, family=socket.AF_INET, place=("127.0.0.1", 0)):
        self.says = None
        # A file with this in it gets no answer.
        self.hangs_up_at = b"HANG UP"
        self.asked = 0
        self.server = socket.socket(family, socket.SOCK_STREAM)
        self.server.bind(place)
        self.server.listen()
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            try:
                connection, _address = self.server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                self.asked += 1
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack(">I", stream.read(4))[0]:
                    content += stream.read(length)
                if self.hangs_up_at in content:
                    continue
                found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
                connection.sendall(found if self.says is None else self.says)

    def close(self):
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.thread.join()


@pytest.fixture
def clamd(settings):
    found = Clamd()
    settings.CLAMD_URL = f"tcp://127.0.0.1:{found.server.getsockname()[1]}"
    yield found
    found.close()


def upload(document, content=b"words"):
    return services.add_version(document=document, upload=SimpleUploadedFile("a.txt", content), by=None, now=NOW)


def state(version):
    version.refresh_from_db()
    return (version.state, version.finding, version.scanned_at)


@pytest.fixture
def document():
    return DocumentFactory(event=None, classification="public", text=False)


def test_without_a_scanner_a_file_opens_at_once(document, client):
    version = upload(document)
    assert state(version) == (State.READY, "", None)
    assert client.get(document.get_absolute_url()).status_code == 200


def test_a_file_opens_once_the_scanner_found_nothing(document, client, clamd):
    version = upload(document)
    assert state(version) == (State.SCANNING, "", None)
    assert client.get(document.get_absolute_url()).status_code == 404
    client.force_login(coordinator("forums"))
    page = client.get(document.get_absolute_url()).content.decode()
    assert "Waits for the virus scanner" in page
    assert client.get(reverse("library:version-download", args=[document.key, 1])).status_code == 404
    assert scan_files() == 1
    assert state(version) == (State.READY, "", NOW)
    assert Client().get(document.get_absolute_url()).status_code == 200
    assert scan_files() == 0
    assert clamd.asked == 1


def test_what_it_finds_something_in_is_thrown_away_and_said(document, client, clamd, django_capture_on_commit_callbacks):
    first = upload(document)
    scan_files()
    bad = upload(document, EICAR)
    with django_capture_on_commit_callbacks(execute=True):
        assert scan_files() == 1
    assert state(bad) == (State.REFUSED, "Eicar-Test-Signature", NOW)
    assert not default_storage.exists(bad.file.name)
    document.refresh_from_db()
    assert document.current == first
    client.force_login(coordinator("forums"))
    assert client.get(reverse("library:version-download", args=[document.key, 2])).status_code == 404
    assert "Eicar-Test-Signature" in client.get(document.get_absolute_url()).content.decode()
    assert "Eicar-Test-Signature" in client.get(reverse("admin:library_document_change", args=[document.pk])).content.decode()
    listed = client.get(reverse("admin:library_document_changelist") + "?versions__state__exact=refused")
    assert list(listed.context["cl"].result_list) == [document]


@pytest.mark.parametrize("says", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"nonsense" * 1000])
def test_what_is_no_answer_leaves_it_waiting(document, clamd, caplog, says):
    version = upload(document)
    clamd.says = says
    assert scan_files() == 0
    assert state(version) == (State.SCANNING, "", None)
    assert "says nothing of version" in caplog.text
    clamd.says = None
    assert scan_files() == 1


def test_files_that_it_says_nothing_of_stand_in_nobodys_way(document, clamd, settings):
    first = upload(document, b"HANG UP")
    settings.CLAMD_URL, with_scanner = "", settings.CLAMD_URL
    taken_before = [upload(document, content) for content in (b"HANG UP too", b"words")]
    settings.CLAMD_URL = with_scanner
    clean = upload(document)
    assert scan_files() == 2
    assert [state(one)[0] for one in (first, clean, *taken_before)] == [State.SCANNING, State.READY, State.READY, State.READY]
    assert [state(one)[2] for one in taken_before] == [None, NOW]


def test_a_scanner_that_is_away_leaves_it_waiting_and_staff_see_it(document, settings, caplog):
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    version = upload(document)
    assert scan_files() == 0
    assert state(version)[0] == State.SCANNING
    notice = programmes.desk_notices.get("files-waiting")
    staff, foreign = coordinator("forums"), coordinator("focus-group")
    later = NOW + timedelta(minutes=11)
    assert [notice.count(staff, NOW), notice.count(staff, later), notice.count(foreign, later)] == [0, 1, 0]
    assert "scanning" in notice.url()


def test_a_scanner_that_is_switched_off_lets_nobody_wait(document, clamd, settings):
    version = upload(document)
    settings.CLAMD_URL = ""
    assert scan_files() == 1
    assert state(version) == (State.READY, "", None)


def test_the_later_version_stays_current_though_the_earlier_is_decided_after_it(document, clamd):
    earlier, later = upload(document), upload(document, b"later")
    DocumentVersion.objects.filter(pk=earlier.pk).update(state=State.REFUSED, finding="x", scanned_at=NOW)
    scan_files()
    DocumentVersion.objects.filter(pk=earlier.pk).update(state=State.SCANNING, finding="", scanned_at=None)
    scan_files()
    document.refresh_from_db()
    assert document.current == later


def test_staff_are_told_of_what_was_refused_lately(document, clamd):
    upload(document, EICAR)
    scan_files()
    notice = programmes.desk_notices.get("files-refused")
    staff = coordinator("forums")
    assert [notice.count(staff, NOW), notice.count(staff, NOW + timedelta(days=15))] == [1, 0]


def test_a_file_that_is_gone_is_refused(document, clamd, caplog):
    version = upload(document)
    default_storage.delete(version.file.name)
    assert scan_files() == 1
    assert state(version)[:2] == (State.REFUSED, "missing")


def test_what_was_deleted_meanwhile_is_no_matter(document, clamd, monkeypatch):
    upload(document)
    monkeypatch.setattr(scanner, "scan", lambda chunks: document.delete() and "")
    assert scan_files() == 0


def test_it_speaks_through_a_socket_of_the_machine_too(tmp_path, settings):
    place = str(tmp_path / "clamd.ctl")
    found = Clamd(socket.AF_UNIX, place)
    settings.CLAMD_URL = f"unix://{place}"
    assert scanner.scan([b"x" * 300_000, EICAR]) == "Eicar-Test-Signature"
    assert scanner.scan([]) == ""
    found.close()
    settings.CLAMD_URL = f"unix://{tmp_path}/nobody"
    with pytest.raises(scanner.ScannerAwayError):
        scanner.scan([b"x"])


def test_the_form_says_whether_there_is_a_scanner(client, settings):
    client.force_login(coordinator("forums"))
    url = reverse("admin:library_document_add")
    assert "There is no virus scanner" in client.get(url).content.decode()
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    assert "as soon as the virus scanner" in client.get(url).content.decode()


def test_the_database_asks_why_a_file_was_refused(document):
    version = upload(document)
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentVersion.objects.filter(pk=version.pk).update(state=State.REFUSED)


def test_the_proxy_sends_the_file_where_it_is_said_how(client, settings):
    document = DocumentFactory(event=None, classification="public")
    settings.X_ACCEL_PREFIX = "/protected/"
    url = reverse("library:document-download", args=[document.key])
    response = client.get(url)
    assert response.status_code == 200
    assert response.content == b""
    assert response["X-Accel-Redirect"] == f"/protected/{document.current.file.name}"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%EB%B0%9C%ED%91%9C")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert document.current.downloads.count() == 1
    default_storage.delete(document.current.file.name)
    assert client.get(url).status_code == 404


def test_what_was_taken_without_a_scanner_is_scanned_once_there_is_one(
    document, clamd, settings, client, django_capture_on_commit_callbacks
):
    settings.CLAMD_URL, with_scanner = "", settings.CLAMD_URL
    clean, bad = upload(document), upload(document, EICAR)
    alone = upload(DocumentFactory(event=None, classification="public", text=False), EICAR)
    assert scan_files() == 0
    settings.CLAMD_URL = with_scanner
    notice, staff = programmes.desk_notices.get("files-never-scanned"), coordinator("forums")
    assert [notice.count(staff, NOW), notice.count(coordinator("focus-group"), NOW)] == [3, 0]
    client.force_login(staff)
    listed = client.get(notice.url()).context["cl"].queryset.distinct()
    assert set(listed) == {document, alone.document}
    with django_capture_on_commit_callbacks(execute=True):
        assert scan_files() == 3
    assert [state(one) for one in (clean, bad, alone)] == [
        (State.READY, "", NOW),
        (State.REFUSED, "Eicar-Test-Signature", NOW),
        (State.REFUSED, "Eicar-Test-Signature", NOW),
    ]
    # Readers get the version before it, or nothing; the files are thrown away.
    document.refresh_from_db()
    alone.document.refresh_from_db()
    assert (document.current, alone.document.current) == (clean, None)
    assert [default_storage.exists(one.file.name) for one in (clean, bad, alone)] == [True, False, False]
    assert Client().get(alone.document.get_absolute_url()).status_code == 404
    assert (scan_files(), clamd.asked, notice.count(staff, NOW)) == (0, 3, 0)


def test_files_without_an_answer_stay_open_and_are_asked_about_again(document, clamd, settings, caplog):
    settings.CLAMD_URL, with_scanner = "", settings.CLAMD_URL
    version = upload(document)
    settings.CLAMD_URL = with_scanner
    clamd.says = b"INSTREAM size limit exceeded. ERROR\0"
    assert scan_files() == 0
    assert state(version) == (State.READY, "", None)
    clamd.says = None
    assert scan_files() == 1
