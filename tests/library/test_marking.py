"""Copies of PDFs that carry their reader's name, and papers that are kept from the people of some organisations."""

import io

import pytest
import time_machine
import typst
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from council.library import marking
from council.library.content import PDF
from council.library.models import Download
from council.library.permissions import visible_documents
from council.library.services import accept_agreement, add_version, files
from tests.factories import (
    NOW,
    AgreementFactory,
    DocumentFactory,
    MemberFactory,
    MembershipFactory,
    OrganisationFactory,
    coordinator,
)

SOURCE = """
#set page(width: 100mm, height: 80mm)
First page, 첫 쪽
#pagebreak()
#set page(width: 80mm, height: 140mm)
#link("https://example.com")[Second page]
"""


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    path = tmp_path_factory.mktemp("pdf") / "source.typ"
    path.write_text(SOURCE)
    return typst.compile(str(path))


def rebuilt(pdf, change):
    """`pdf` after `change(writer)`."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def pages(content):
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_every_page_carries_the_name_however_it_is_turned(pdf, turned):
    given = rebuilt(pdf, lambda writer: [page.rotate(turned) for page in writer.pages])
    made = marking.mark(given, text="Copy of 김가람 · 14:05", short="김가람")
    texts = pages(made)
    assert ["첫 쪽" in texts[0], "Second page" in texts[1]] == [True, True]
    assert ["Copy of 김가람 · 14:05" in text for text in texts] == [True, True]
    before, after = (PdfReader(io.BytesIO(one)).pages for one in (given, made))
    assert [(page.mediabox, page.rotation) for page in after] == [(page.mediabox, page.rotation) for page in before]
    # Hangul is embedded, whatever the reader's machine has.
    assert b"NotoSansCJKkr" in made


def test_nothing_else_of_the_file_goes_along(pdf):
    def change(writer):
        writer.add_attachment(filename="plan.txt", data=b"the whole plan")
        script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
        writer.add_outline_item(title="Second", page_number=1)
        inner = DictionaryObject(
            {
                NameObject("/Subtype"): NameObject("/Link"),
                NameObject("/Rect"): ArrayObject([NumberObject(number) for number in (0, 0, 9, 9)]),
                NameObject("/Dest"): ArrayObject([writer.pages[1].indirect_reference, NameObject("/Fit")]),
                NameObject("/NM"): TextStringObject("inner"),
            }
        )
        writer.pages[0][NameObject("/Annots")] = ArrayObject([inner])
        # What is on the page does not decide where the mark stands.
        broken = writer.pages[0].get_contents()
        broken.set_data(b"0.001 0 0 0.001 0 0 cm q " + broken.get_data())
        writer.pages[0][NameObject("/Contents")] = writer._add_object(broken)

    made = marking.mark(rebuilt(pdf, change), text="Copy", short="me")
    reader = PdfReader(io.BytesIO(made))
    assert (dict(reader.attachments), reader.outline) == ({}, [])
    assert [word for word in (b"app.alert", b"the whole plan", b"inner") if word in made] == []
    assert ["/Annots" in page for page in reader.pages] == [False, True]
    drawn = reader.pages[0].get_contents().get_data().split()
    assert (
        drawn
        == b"q /Page Do Q q 1.000 0.000 0.000 1.000 0.000 0.000 cm /Mark Do Q".replace(
            b"1.000 0.000 0.000 1.000", b"1.000 0.000 0.000 1.000"
        ).split()
    )


def test_what_cannot_be_marked_is_refused(pdf, settings):
    encrypted = rebuilt(pdf, lambda writer: writer.encrypt("", owner_password="secret"))
    cases = {
        "locked": (encrypted, marking.EncryptedError),
        "cut off": (pdf[: len(pdf) // 3], marking.CannotMarkError),
        "no PDF": (b"%PDF-1.7 nothing", marking.CannotMarkError),
        "empty": (b"", marking.CannotMarkError),
    }
    for content, error in cases.values():
        with pytest.raises(error):
            marking.mark(content, text="Copy", short="me")
    settings.LIBRARY_MAX_MARKED_PAGES = 1
    with pytest.raises(marking.TooLongError):
        marking.mark(pdf, text="Copy", short="me")


def with_file(document, content, name="plan.pdf"):
    add_version(document=document, upload=SimpleUploadedFile(name, content), by=None, now=NOW)
    return document


@pytest.mark.django_db
class TestDownloads:
    def test_a_reader_gets_a_copy_of_his_own(self, client, pdf):
        place = MembershipFactory(member__user__email="garam.kim@example.com")
        member, more = place.member, {"event": None, "body": place.body, "classification": "body", "text": False}
        agreement = AgreementFactory()
        document = with_file(DocumentFactory(agreement=agreement, **more), pdf)
        plain = with_file(DocumentFactory(**more), pdf)
        named = with_file(DocumentFactory(is_marked=True, **more), pdf)
        client.force_login(member.user)
        path = f"/library/{document.key}/download/"
        assert client.get(path).status_code == 302
        accept_agreement(document=document, number=1, member=member, language="en", now=NOW)
        for address in (path, f"{path}1/", f"/library/{named.key}/download/"):
            answer = client.get(address)
            assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
            assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'
            texts = pages(answer.content)
            words = (member.display_name("en"), "(garam.kim)", "Nov 2026")
            assert [[word in text for word in words] for text in texts] == [[True] * 3] * 2
            assert "example.com" not in "".join(texts)
        assert client.head(path).content == b""
        assert "Your copy carries your name" in client.get(f"/library/{document.key}/").content.decode()
        assert b"".join(client.get(f"/library/{plain.key}/download/").streaming_content) == pdf
        assert list(Download.objects.order_by("pk").values_list("version__document", "user", "is_marked")) == [
            (document.pk, member.user_id, True),
            (document.pk, member.user_id, True),
            (named.pk, member.user_id, True),
            (plain.pk, member.user_id, False),
        ]
        # What is stored is what was uploaded; staff get it by its number, and a copy of their own otherwise.
        assert document.current.file.read() == pdf
        staff = coordinator("forums")
        client.force_login(staff)
        assert b"".join(client.get(f"{path}1/").streaming_content) == pdf
        assert client.get(path).content != pdf

    def test_no_copy_is_better_than_one_without_a_name(self, client, pdf, monkeypatch):
        # Taken before locked files were refused.
        monkeypatch.setattr(files, "check_file", lambda upload: PDF)
        locked = rebuilt(pdf, lambda writer: writer.encrypt("", owner_password="secret"))
        document = with_file(DocumentFactory(event=None, classification="members", is_marked=True, text=False), locked)
        client.force_login(MemberFactory().user)
        answer = client.get(f"/library/{document.key}/download/", follow=True)
        assert answer.redirect_chain == [(f"/library/{document.key}/", 302)]
        assert "locked with a password" in answer.content.decode()
        assert not Download.objects.exists()

    def test_the_form_says_before_what_could_be_given_to_nobody(self, client, pdf):
        locked = rebuilt(pdf, lambda writer: writer.encrypt("", owner_password="secret"))
        client.force_login(coordinator("forums"))
        given = {
            "title_ko": "도면",
            "programme": "forums",
            "classification": "members",
            "is_marked": "on",
            "is_published": "on",
            "novelty": "no",
            "file": SimpleUploadedFile("plan.pdf", locked),
            "readers-TOTAL_FORMS": "0",
            "readers-INITIAL_FORMS": "0",
        }
        answer = client.post("/admin/library/document/add/", given)
        assert answer.status_code == 200
        assert "locked with a password" in str(answer.context["adminform"].form.errors["file"])
        given["file"] = SimpleUploadedFile("plan.pdf", pdf)
        company = OrganisationFactory()
        given |= {"excluded_organisations": str(company.pk), "classification": "public", "is_marked": ""}
        answer = client.post("/admin/library/document/add/", given)
        assert list(answer.context["adminform"].form.errors) == ["excluded_organisations"]
        given |= {"classification": "members", "file": SimpleUploadedFile("plan.pdf", pdf)}
        assert client.post("/admin/library/document/add/", given).status_code == 302

    def test_what_is_public_has_no_names(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            DocumentFactory(classification="public", is_marked=True)
        with pytest.raises(ValidationError):
            DocumentFactory.build(event=None, classification="public", is_marked=True).full_clean()

    def test_the_people_of_an_excluded_organisation(self, client):
        company = OrganisationFactory()
        rival, reader = MemberFactory(organisation=company), MemberFactory(organisation=OrganisationFactory())
        nobodys = MemberFactory()
        place = MembershipFactory(member=rival)
        documents = [
            DocumentFactory(event=None, classification="members", title_en="Open plan"),
            DocumentFactory(event=None, body=place.body, classification="body", title_en="Body plan"),
            DocumentFactory(event=None, classification="restricted", title_en="Listed plan"),
        ]
        documents[2].readers.create(member=rival)
        assert set(visible_documents(rival.user, NOW)) == set(documents)
        for document in documents:
            document.excluded_organisations.add(company, OrganisationFactory())
        for who, found in ((rival, []), (reader, documents[:1]), (nobodys, documents[:1])):
            assert list(visible_documents(who.user, NOW)) == found
        client.force_login(rival.user)
        for document in documents:
            for tail in ("", "download/", "download/1/", "accept/"):
                assert client.get(f"/library/{document.key}/{tail}").status_code == 404
        for address in ("/library/", "/search/?q=plan", f"/forums/{place.body.slug}/"):
            assert "Open plan" not in client.get(address).content.decode()
        # Staff of the programme keep it, wherever they belong.
        staff = coordinator("forums")
        staff.member.organisation = company
        staff.member.save()
        assert set(visible_documents(staff, NOW)) == set(documents)
