"""Proceedings: papers that stay, citations, one book with the whole papers."""

from datetime import timedelta
from io import BytesIO
from unittest.mock import patch

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.test import Client
from pypdf import PdfReader, PdfWriter

from council.events.models import Speaker
from council.library.models import DocumentVersion
from council.members.services import erase_person, request_erasure
from council.members.services.personal import all_links, person_of, rows
from symposia.models import Paper, Proceedings, Talk, TalkFile
from symposia.services.programme.files import attach_file
from tests.factories import NOW, MemberFactory, SpeakerFactory, coordinator
from tests.symposia.calls.papers import pdf, upload
from tests.symposia.factories.programme import SessionFactory, TalkFactory, placed_talk, published
from tests.symposia.factories.symposium import SymposiumFactory

pytestmark = pytest.mark.django_db


def browser(user=None):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def at_now():
    with time_machine.travel(NOW, tick=False):
        yield


def book(path):
    return b"".join(browser().get(path).streaming_content)


def _two_pages():
    writer = PdfWriter()
    for _page in range(2):
        writer.append(BytesIO(pdf()))
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def cited(home):
    """A paper's page, its citation, and the proceedings."""
    return [browser().get(f"{home}{path}").content.decode() for path in ("4/", "4.bib", "")]


def test_proceedings_stay():
    desk = coordinator("symposia", email="desk@example.com")
    past = {
        "event__starts_at": NOW - timedelta(days=11),
        "event__ends_at": NOW - timedelta(days=9),
        "event__state": "completed",
    }
    symposium = SymposiumFactory(**past, event__title_en="Chassis & co. {50 %}", event__title_ko="섀시")
    first = SessionFactory(symposium=symposium, title_en="Results")
    author, other = SpeakerFactory(name_en="KIM Garam", name_ko="김가람"), SpeakerFactory(name_en="Lindqvist", name_ko="린드")
    talk = placed_talk(
        first, author, other, number=4, title_en="A_joint & 5 %", abstract_en="First.\n\nSecond.", keywords="a, b"
    )
    placed_talk(first, number=5, minute=20, title_en="Welcome", in_proceedings=False)
    TalkFactory(symposium=symposium, number=6)
    published(symposium, NOW - timedelta(days=12))
    client, home = browser(desk), "/symposia/symposium/proceedings/"
    assert "There are no proceedings yet" in browser().get(home).content.decode()
    assert browser().get(f"{home}4/").status_code == 404
    assert client.post(f"{home}release/", {"editors_en": "KIM Garam, LEE Deunsol", "isbn": "979-11"}).status_code == 302
    assert list(Paper.objects.values_list("number", "title_en", "session_en")) == [(4, "A_joint & 5 %", "Results")]
    bib = browser().get(f"{home}4.bib").content.decode()
    assert bib.startswith("@inproceedings{symposium-4,\n  author = {KIM, Garam and {Lindqvist}},\n")
    assert r"title = {{A\_joint \& 5 \%}}" in bib
    assert r"Chassis \& co. \{50 \%\}" in bib
    assert "url = {http" in bib
    # What stands behind a comma would be read as a given name.
    assert "editor = {{KIM Garam} and {LEE Deunsol}}" in bib
    ris = browser().get(f"{home}4.ris").content.decode()
    assert ris.split("\r\n")[:5] == [
        "TY  - CPAPER",
        "ID  - symposium-4",
        "AU  - KIM, Garam",
        "AU  - Lindqvist",
        "TI  - A_joint & 5 %",
    ]
    assert "ED  - KIM Garam\r\nED  - LEE Deunsol\r\n" in ris
    assert "AB  - First. Second.\r\n" in ris
    assert ris.endswith("ER  - \r\n")
    page = browser().get(f"{home}4/").content.decode()
    assert "KIM Garam, Lindqvist (" in page
    for language in ("", "/ko"):
        assert book(f"{language}{home}all.pdf").startswith(b"%PDF")
    # Once it is made it is kept, and whoever has it is not sent it again.
    folder, url = f"proceedings/{symposium.pk}-en-", f"{home}all.pdf"
    kept = [one for one in default_storage.listdir("proceedings")[1] if f"proceedings/{one}".startswith(folder)]
    with patch("symposia.proceedings_book._set", side_effect=AssertionError("made twice")):
        mark = browser().get(url)["ETag"]
        assert browser().get(url, headers={"If-None-Match": mark}).status_code == 304
    # A whole paper that everybody may open is part of the book, one for members is not; the table of contents goes along.
    pages = len(PdfReader(BytesIO(book(url))).pages)
    for access, more in (("members", 0), ("public", 2)):
        TalkFile.objects.all().delete()
        given = upload(_two_pages(), "paper.pdf")
        attach_file(talk=talk, upload=given, kind="paper", access=access, by=desk, now=NOW)
        made = PdfReader(BytesIO(book(url)))
        assert len(made.pages) == pages + more, access
    assert "We measured springback." in made.pages[-1].extract_text()
    assert [str(one) for one in made.outline if not isinstance(one, list)]
    again = [one for one in default_storage.listdir("proceedings")[1] if f"proceedings/{one}".startswith(folder)]
    assert (len(kept), len(again), kept != again) == (1, 1, True)
    # One that cannot be set stays out, and the book is there all the same.
    DocumentVersion.objects.update(sha256="0" * 64)
    with patch("symposia.proceedings_book._lay_out", return_value=1):
        assert len(PdfReader(BytesIO(book(url))).pages) == pages
    # Whoever is called otherwise afterwards, or works elsewhere: the paper is cited as it was released.
    Speaker.objects.filter(pk=author.pk).update(name_en="KIM Garam-Lee", affiliation_en="Elsewhere")
    assert ["Garam-Lee" in page for page in cited(home)] == [False] * 3
    assert "Elsewhere" not in browser().get(f"{home}4/").content.decode()
    found = [f"{home}4/" in browser().get(f"/search/?q={name}").content.decode() for name in ("Lindqvist", "Garam-Lee")]
    assert found == [True, False]
    # A later version renews words and keeps address and paper, whatever becomes of the talk.
    Talk.objects.filter(pk=talk.pk).update(title_en="A joint, corrected")
    published(symposium)
    client.post(f"{home}release/", {"editors_en": "KIM Garam"})
    assert "A joint, corrected" in browser().get(f"{home}4/").content.decode()
    assert ["Garam-Lee" in page for page in cited(home)] == [True] * 3
    Talk.objects.filter(number=5).update(in_proceedings=True)
    Talk.objects.filter(pk=talk.pk).update(session=None, starts_at=None, ends_at=None)
    placed_talk(SessionFactory(symposium=symposium, starts_at=first.ends_at, title_en="Castings"), number=7)
    published(symposium)
    assert "Bring the proceedings up to date" in client.get(f"{home}release/").content.decode()
    client.post(f"{home}release/", {})
    assert browser().get(f"{home}4/").status_code == 200
    # It stands with the others of its session still.
    assert list(Paper.objects.order_by("position").values_list("number", flat=True)) == [5, 4, 7]
    assert Proceedings.objects.get().released_at == NOW
    # Who is erased is no author by name any more; what he gets of himself before says what stands under his name.
    member = MemberFactory()
    Speaker.objects.filter(pk=author.pk).update(member=member)
    rule = next(one for one in all_links().values() if one.model == "symposia.paperauthor")
    assert rows(rule, person_of(member.user)).values_list(*rule.exported[:3]).get()[1:] == ("A joint, corrected", "김가람")
    erase_person(request=request_erasure(user=member.user, wish="", now=NOW), by=desk, now=NOW)
    kept = Paper.objects.get(number=4).authors.values_list("name_en", "name_ko", "affiliation_en")
    assert list(kept) == [("Author", "저자", ""), ("Lindqvist", "린드", "")]
    assert ["Garam" in page for page in cited(home)] == [False] * 3
    assert f"{home}5/" in browser().get("/search/?q=Welcome").content.decode()
