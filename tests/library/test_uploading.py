"""Staff upload in the administration: checked by content, named safely, nothing half kept."""

import io
import unicodedata
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council.library import services
from council.library.content import HWP, JPEG, PDF, PNG, TEXT, RefusedFileError, check_file, clean_name
from council.library.models import Document, DocumentVersion, Download
from council.library.services import files, note_download
from tests.factories import NOW, BodyFactory, DocumentFactory, EventFactory, MemberFactory, coordinator
from tests.library.corpus import compound, docx, hwp, jpeg, package, png

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
ODT = "application/vnd.oasis.opendocument.text"
ADD = "admin:library_document_add"
WHOLE_PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


DOCX = docx()
FILES = [
    ("a.pdf", WHOLE_PDF, "application/pdf"),
    ("a.hwp", hwp(), "application/x-hwp"),
    ("a.hwpx", package({"mimetype": "application/hwp+zip", "Scripts/headerScripts.js": ""}), "application/hwp+zip"),
    ("a.odt", package({"mimetype": ODT}), ODT),
    ("a.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("a.PNG", png(), "image/png"),
    ("a.jpeg", jpeg(), "image/jpeg"),
    ("a.csv", "이름,수\n가람,3\n".encode(), "text/plain; charset=utf-8"),
    ("no-ending", b"text", "text/plain; charset=utf-8"),
]
REFUSED = [
    ("a.pdf", WHOLE_PDF[:-6], "broken"),
    ("a.docx", DOCX[:-8], "broken"),
    ("a.docx", WHOLE_PDF, "By its name"),
    ("a.exe", b"MZ\x90\x00\x03\x00\x00\x00", "not taken"),
    ("a.zip", package({"readme.txt": "hello"}), "not taken"),
    ("a.doc", compound("WordDocument"), "not taken"),
    ("a.docm", docx({"word/vbaProject.bin": "x"}), "macros"),
    ("a.html", b"<!doctype html><script>alert(1)</script>", "not taken"),
    ("a.txt", b"<html><body>", "not taken"),
    ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not taken"),
    ("a.sh", b"#!/bin/sh\nrm -rf /\n", "not taken"),
    ("a.txt", b"\x00\x01\x02", "not taken"),
    ("a.txt", "한글".encode("cp949"), "not taken"),
    ("a.png", png()[:-4], "broken"),
    ("a.html", b"plain words", "By its name"),
]


@pytest.mark.parametrize(("name", "content", "content_type"), FILES, ids=[one[0] for one in FILES])
def test_a_file_is_what_its_content_says(name, content, content_type):
    assert check_file(SimpleUploadedFile(name, content)).content_type == content_type


@pytest.mark.parametrize(("name", "content", "words"), REFUSED)
def test_other_files_are_refused_in_words(name, content, words):
    with pytest.raises(RefusedFileError, match=words):
        check_file(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(
    ("name", "kind", "cleaned"),
    [
        (unicodedata.normalize("NFD", "발표 자료.pdf"), PDF, "발표 자료.pdf"),
        ("..\\..\\etc\\passwd.pdf", PDF, "passwd.pdf"),
        ("a\r\nSet-Cookie: x.pdf", PDF, "a Set-Cookie x.pdf"),
        ("evil\u202efdp.png", PNG, "evilfdp.png"),
        ("photo", JPEG, "photo.jpg"),
        ("." * 9, TEXT, "file.txt"),
        ("가" * 300 + ".hwp", HWP, "가" * 150 + ".hwp"),
    ],
)
def test_names_are_made_harmless(name, kind, cleaned):
    assert clean_name(name, kind) == cleaned


def stored():
    if not default_storage.exists("library"):
        return []
    folders = default_storage.listdir("library")[0]
    return sorted(f"library/{folder}/{name}" for folder in folders for name in default_storage.listdir(f"library/{folder}")[1])


def form(event=None, **changes):
    data = {
        "title_ko": "발표 자료",
        "programme": "forums",
        "event": event.pk if event else "",
        "classification": "participants" if event else "public",
        "is_published": "on",
        "novelty": "no",
        "file": SimpleUploadedFile("slides.pdf", WHOLE_PDF),
    }
    for prefix in ("readers", "versions"):
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return data | changes


def test_staff_upload_from_the_page_of_an_event(client, staff):
    event = EventFactory()
    link = f"{reverse(ADD)}?event={event.pk}"
    assert link in client.get(event.get_absolute_url()).content.decode()
    initial = client.get(link).context["adminform"].form
    assert (initial["event"].value(), initial["programme"].value()) == (event.pk, "forums")
    assert client.post(link, form(event)).status_code == 302
    version = DocumentVersion.objects.get()
    assert (version.document.event, version.document.current, version.number) == (event, version, 1)
    assert (version.name, version.size, version.uploaded_by, version.uploaded_at) == ("slides.pdf", len(WHOLE_PDF), staff, NOW)
    assert version.file.name in stored()
    assert "slides" not in version.file.name


def test_a_second_file_becomes_the_current_version_and_the_first_stays(client, staff):
    document = DocumentFactory(event=None, classification="public")
    url = reverse("admin:library_document_change", args=[document.pk])
    fields = form(title_ko="새 제목") | {"versions-TOTAL_FORMS": "0"}
    assert client.post(url, fields).status_code == 302
    document.refresh_from_db()
    assert (document.current.number, document.versions.count(), document.title_ko) == (2, 2, "새 제목")
    assert client.post(url, {key: value for key, value in fields.items() if key != "file"}).status_code == 302
    assert document.versions.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF-cut off")}, "file"),
        ({"file": SimpleUploadedFile("empty.txt", b"")}, "file"),
        ({"file": ""}, "file"),
        ({"title_ko": ""}, "title_ko"),
        ({"classification": "participants"}, "__all__"),
        ({"classification": "body"}, "__all__"),
        ({"programme": "focus-group"}, "programme"),
        ({"body": "999999"}, "body"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_is_stored(client, staff, changes, field):
    before = stored()
    response = client.post(reverse(ADD), form(**changes))
    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == [field]
    assert not Document.objects.exists()
    assert stored() == before


def test_too_large_a_file_is_refused(client, staff, settings):
    settings.LIBRARY_MAX_BYTES = 20
    response = client.post(reverse(ADD), form())
    assert "at most 20" in response.context["adminform"].form.errors["file"][0]


def test_an_event_or_body_of_another_programme_is_no_choice(client, staff):
    foreign = EventFactory(programme="focus-group")
    response = client.post(reverse(ADD), form(event=foreign))
    assert "event" in response.context["adminform"].form.errors
    response = client.post(reverse(ADD), form(body=BodyFactory(programme="focus-group").pk))
    assert "body" in response.context["adminform"].form.errors


def test_nothing_stays_of_a_file_whose_row_cannot_be_written(monkeypatch):
    document = DocumentFactory(text=False)
    before = stored()
    monkeypatch.setattr(files, "clean_name", lambda *args: "x" * 999)
    with pytest.raises(Exception, match="too long"):
        services.add_version(document=document, upload=SimpleUploadedFile("a.txt", b"text"), by=None, now=NOW)
    assert stored() == before


def test_deleting_a_document_takes_its_files_along(client, staff, django_capture_on_commit_callbacks):
    document = DocumentFactory(title_en="Secret recipe")
    name, reader = document.current.file.name, MemberFactory().user
    note_download(version=document.current, user=reader, now=NOW)
    url = reverse("admin:library_document_delete", args=[document.pk])
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, {"post": "yes"}).status_code == 302
    assert not default_storage.exists(name)
    assert not Document.objects.exists()
    # Who took it stays provable, for staff of its programme, and the person learns of it, too.
    taken = Download.objects.get()
    assert (taken.version, taken.user, taken.title_en, taken.number, taken.at) == (None, reader, "Secret recipe", 1, NOW)
    page = client.get(reverse("admin:library_download_change", args=[taken.pk])).content.decode()
    assert "Secret recipe" in page
    assert reader.email in client.get(reverse("admin:library_download_changelist")).content.decode()
    client.force_login(coordinator("symposia"))
    assert client.get(reverse("admin:library_download_change", args=[taken.pk])).status_code == 404


def test_files_that_belong_to_nothing_are_swept_after_a_day():
    kept = DocumentFactory().current.file.name
    default_storage.save("library/zz/orphan", io.BytesIO(b"x"))
    for others in set(stored()) - {kept, "library/zz/orphan"}:
        default_storage.delete(others)
    assert services.sweep_files(now=NOW) == 0
    assert services.sweep_files(now=NOW + timedelta(days=2)) == 1
    assert stored() == [kept]


def test_the_ledger_is_staffs_to_read(client, staff):
    own, foreign = (
        DocumentFactory(title_en="Ours"),
        DocumentFactory(title_en="Theirs", programme="focus-group", event=None, classification="public"),
    )
    for document in (own, foreign):
        note_download(version=document.current, user=AnonymousUser(), now=NOW)
    html = client.get(reverse("admin:library_download_changelist")).content.decode()
    assert "Ours" in html
    assert "Theirs" not in html
    assert client.get(reverse("admin:library_download_add")).status_code == 404
    filtered = reverse("admin:library_download_changelist") + f"?version__document__id__exact={own.pk}"
    assert client.get(filtered).status_code == 200


def test_the_list_costs_the_same_for_one_and_thirty(client, staff):
    url = reverse("admin:library_document_changelist")

    def count():
        client.get(url)
        with CaptureQueriesContext(connection) as counted:
            client.get(url)
        return len(counted)

    DocumentFactory()
    one = count()
    DocumentFactory.create_batch(29)
    assert count() == one
