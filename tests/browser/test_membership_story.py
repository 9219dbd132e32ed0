"""From the application to the end: somebody joins, invites a colleague and gives him the company's seat, reads a paper under a
confidentiality agreement, takes a copy of all data, asks to be erased, and is gone. In both languages, with and without
JavaScript, at a desk and on a phone. (Signing up by the colleague's letter is `test_colleagues_story`'s.)"""

import zipfile

import pytest
from django.core.cache import cache
from django.utils import timezone

from council.library.models import Acceptance, Document, Download
from council.members import services
from council.members.models import ErasureRequest, Member, Membership, Organisation
from tests.browser.post import LetterBox
from tests.browser.reader import Reader
from tests.browser.test_story import ADDRESS, apply, approve, sign_up
from tests.factories import AgreementFactory, BodyFactory, MemberFactory, SeatFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COLLEAGUE = "colleague@example.com"
NAME = "별하"


@pytest.fixture
def site(live_server, settings):
    cache.clear()  # the rate limits of the test before
    settings.SITE_URL = live_server.url
    return live_server


@pytest.mark.parametrize(
    ("language", "width", "javascript"),
    [
        pytest.param("ko", 1280, True, id="Korean at a desk"),
        pytest.param("en", 320, False, id="English on a phone without JavaScript", marks=pytest.mark.soak),
    ],
)
def test_story(site, open_page, language, width, javascript):
    readers: list[Reader] = []

    def reader(width: int = width, javascript: bool = javascript) -> Reader:
        readers.append(Reader(open_page(width=width, language=language), language, javascript=javascript))
        return readers[-1]

    newcomer, letters = reader(), LetterBox(ADDRESS)
    sign_up(newcomer, letters)
    apply(newcomer, letters)
    staff = reader(1280, javascript=True)
    approve(staff)
    letters.new()
    invite_and_assign(newcomer, LetterBox(COLLEAGUE))
    paper = upload(staff)
    accept_and_read(newcomer, paper)
    take_a_copy(newcomer, letters)
    ask_to_be_erased(newcomer)
    erase(staff)
    be_gone(newcomer)
    assert [problem for each in readers for problem in each.noted] == []


def invite_and_assign(boss: Reader, letters: LetterBox) -> None:
    """The company's contact writes to a colleague, and names another, who is here, for its seat."""
    organisation = Organisation.objects.get(name_en="Solnaeum Machinery")
    member = Member.objects.get(user__email=ADDRESS)
    services.appoint_contact(organisation=organisation, member=member, by=None, now=timezone.now())
    seat = SeatFactory(
        organisation=organisation, body=BodyFactory(name_ko="프레스성형 기술포럼", name_en="Press Forming Forum")
    )
    colleague = MemberFactory(user__email="here@example.com", organisation=organisation)
    boss.open(f"/organisations/{organisation.key}/manage/")
    boss.press("Invite colleagues")
    boss.page.fill("#id_addresses", COLLEAGUE)
    boss.press("Send the letters")
    assert letters.one().language == boss.language
    boss.leave_by(boss.page.locator(f"main a[href$='/seats/{seat.pk}/']").first)
    boss.page.select_option("#id_colleague", str(colleague.pk))
    boss.press("Save")
    [place] = Membership.objects.filter(seat=seat)
    assert (place.member, place.state) == (colleague, Membership.State.ACTIVE)


def upload(staff: Reader) -> Document:
    """A paper for members under a confidentiality agreement, put in by staff."""
    agreement = AgreementFactory(title_ko="비밀유지계약", title_en="Confidentiality agreement")
    staff.open("/admin/library/document/add/")
    page = staff.page
    page.fill("#id_title_ko", "대상 기업 목록")
    page.fill("#id_title_en", "List of targets")
    page.select_option("#id_programme", "forums")
    page.select_option("#id_classification", "members")
    page.select_option("#id_agreement", str(agreement.pk))
    page.check("input[name=novelty][value=no]")
    page.set_input_files("#id_file", {"name": "목록.txt", "mimeType": "text/plain", "buffer": "비밀\n".encode()})
    staff.leave_by(page.locator("input[name=_save]"))
    return Document.objects.get(title_en="List of targets")


def accept_and_read(member: Reader, paper: Document) -> None:
    """Closed until it is accepted; then the file is there, and on record who has it."""
    member.open(f"/library/{paper.key}/")
    member.press("Accept and open")
    member.sees("Tick this to accept the agreement. Without it the document stays closed.")
    member.page.check("#id_accept")
    member.press("Accept and open")
    with member.page.expect_download() as started:
        member.page.locator("main a[href$='/download/']").first.click()
    assert started.value.path().read_bytes() == "비밀\n".encode()
    assert (Acceptance.objects.get().user.email, Download.objects.get().user.email) == (ADDRESS, ADDRESS)


def take_a_copy(member: Reader, letters: LetterBox) -> None:
    """Asked for, made by the worker's tick, told of by mail, taken."""
    letters.new()
    member.open("/my/privacy/")
    member.press("Make a copy")
    assert services.make_exports(now=timezone.now) == 1
    assert letters.one().language == member.language
    member.open("/my/privacy/")
    with member.page.expect_download() as started:
        member.page.locator("#export a").click()
    with zipfile.ZipFile(started.value.path()) as copy:
        texts = {name: copy.read(name).decode() for name in copy.namelist() if name.endswith(".json")}
    assert NAME in texts["members.json"]
    assert "List of targets" in texts["library.json"]


def ask_to_be_erased(member: Reader) -> None:
    member.open("/my/privacy/erasure/")
    member.press("Ask to be erased")
    assert not ErasureRequest.objects.exists()
    member.page.check("#id_sure")
    member.press("Ask to be erased")
    member.sees("Take my request back")


def erase(staff: Reader) -> None:
    """From the queue; what would become of what stands there first."""
    staff.open(f"/admin/members/erasurerequest/{ErasureRequest.objects.get().pk}/erase/")
    staff.page.check("#id_sure")
    staff.leave_by(staff.page.locator("#content form input[type=submit]"))
    assert ErasureRequest.objects.get().state == ErasureRequest.State.DONE


def be_gone(member: Reader) -> None:
    """Logged out everywhere, and nobody of this address or name is there; the contract alone goes on naming who accepted."""
    member.open("/my/privacy/", leads_to="/accounts/login/")
    member.page.fill("#id_login", ADDRESS)
    member.page.fill("#id_password", "a-long-passphrase-7")
    member.press("Log in", within="main form")
    assert "/accounts/login/" in member.page.url
    assert not Member.objects.filter(given_name=NAME).exists()
    assert not Member.objects.filter(user__email=ADDRESS).exists()
    assert NAME in Acceptance.objects.get().name or "Byeolha" in Acceptance.objects.get().name
