"""A company and its people: the contact invites a colleague, who signs up by the letter, applies and takes the company's seat;
the contact renews his membership, hands over and leaves. At a desk, and on a phone without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from council.members.models import Contact, Member, Membership
from tests.browser.post import LetterBox
from tests.browser.reader import Reader
from tests.factories import BodyFactory, ContactFactory, OrganisationFactory, SeatFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "colleague@example.com"
PASSWORD = "a-long-passphrase-7"


@pytest.fixture
def site(live_server, settings):
    cache.clear()  # the rate limits of the test before
    settings.SITE_URL = live_server.url
    return live_server


@pytest.fixture
def contact():
    """Somebody who acts for a company with one free seat, and whose membership ends soon."""
    organisation = OrganisationFactory(name_ko="달무리사출", name_en="Dalmuri Molding")
    soon = timezone.localdate() + timedelta(days=20)
    contact = ContactFactory(
        organisation=organisation, member__user__email="contact@example.com", member__valid_until=soon, since=timezone.now()
    )
    SeatFactory(organisation=organisation, body=BodyFactory(name_ko="사출성형 기술포럼", name_en="Injection Moulding Forum"))
    return contact


@pytest.mark.parametrize(
    ("language", "width", "javascript"),
    [("en", 1280, True), pytest.param("ko", 320, False, marks=pytest.mark.soak)],
    ids=["English at a desk", "Korean on a phone without JavaScript"],
)
def test_story(site, open_page, contact, language, width, javascript):
    readers: list[Reader] = []

    def reader() -> Reader:
        readers.append(Reader(open_page(width=width, language=language), language, javascript=javascript))
        return readers[-1]

    boss, newcomer, letters = reader(), reader(), LetterBox(ADDRESS)
    Member.objects.update(language=language)
    log_in(boss, contact.member.user.email)
    invite(boss)
    join_by_the_letter(newcomer, letters)
    approve(reader())
    assert [letter.subject for letter in letters.new()][-1:] != []
    newcomer.open("/my/membership/")
    newcomer.sees("사출성형 기술포럼" if language == "ko" else "Injection Moulding Forum")
    renew(boss)
    hand_over_and_leave(boss)
    [able] = Contact.objects.able(timezone.now())
    assert able.member.user.email == ADDRESS
    assert [problem for each in readers for problem in each.noted] == []


def log_in(reader: Reader, email: str) -> None:
    reader.open("/my/membership/", leads_to="/accounts/login/")
    reader.page.fill("#id_login", email)
    reader.page.fill("#id_password", "council-demo")
    reader.press("Log in", within="main form")


def invite(boss: Reader) -> None:
    """For the free seat; a slip of the finger is said beside the field and keeps what was typed."""
    boss.press("Colleagues and seats")
    boss.leave_by(boss.page.locator("main a[href*='/seats/']").first)
    boss.press("Invite a colleague for this seat")
    boss.page.fill("#id_addresses", "colleague.example.com")
    boss.page.fill("#id_note", "함께합시다.\nJoin us.")
    boss.press("Send the letters")
    assert boss.page.locator("#id_note").input_value().startswith("함께합시다.")
    boss.page.fill("#id_addresses", ADDRESS)
    boss.press("Send the letters")
    boss.sees(ADDRESS)


def join_by_the_letter(newcomer: Reader, letters: LetterBox) -> None:
    letter = letters.one()
    assert letter.language == newcomer.language
    link = re.search(r"https?://\S+/organisations/invitation/\S+/(?=\s)", letter.text)
    assert link is not None, letter.text
    newcomer.page.goto(link[0])
    newcomer.look()
    page = newcomer.page
    page.fill("#id_family_name", "한")
    page.fill("#id_given_name", "별하")
    page.fill("#id_password1", PASSWORD)
    newcomer.press("Sign up and go on")
    page.select_option("#id_kind", Member.Kind.BUSINESS)
    newcomer.press("Save and go on")
    page.fill("#id_job_title", "팀장 Team leader")
    newcomer.press("Save and go on")
    page.fill("#id_motivation", "금형 기술을 나누고 싶습니다.")
    newcomer.press("Save and go on")
    page.check("#id_membership")
    newcomer.press("Send the application")
    place = Membership.objects.get(member__user__email=ADDRESS)
    assert (place.state, place.seat is not None) == (Membership.State.NOMINATED, True)


def approve(staff: Reader) -> None:
    """In the queue, which says who invited."""
    UserFactory(email="staff@example.com", is_staff=True, is_superuser=True)
    staff.open("/admin/members/member/applications/", leads_to="/accounts/login/")
    staff.page.fill("#id_login", "staff@example.com")
    staff.page.fill("#id_password", "council-demo")
    staff.press("Log in", within="main form")
    staff.sees("Invited by", within="#content-main")
    staff.leave_by(staff.page.locator("input[name=approve]").first)
    assert Membership.objects.get(member__user__email=ADDRESS).state == Membership.State.ACTIVE


def renew(boss: Reader) -> None:
    boss.open("/my/membership/")
    before = Member.objects.get(user__email="contact@example.com").valid_until
    boss.leave_by(boss.page.locator("form[action$='/renew/'] button"))
    after = Member.objects.get(user__email="contact@example.com").valid_until
    assert (before.year + 1, 12, 31) == (after.year, after.month, after.day)


def hand_over_and_leave(boss: Reader) -> None:
    boss.press("Hand over to a colleague")
    boss.page.select_option("#id_colleague", index=1)
    boss.press("Hand over")
    boss.press("End my membership …")
    boss.press("End my membership", within="main form")
    assert Member.objects.get(user__email="contact@example.com").state == Member.State.WITHDRAWN
