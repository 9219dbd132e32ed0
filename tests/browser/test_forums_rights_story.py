"""A joint patent from the idea to its first annuity: begun by one company, the signature of the other missing when it is to be
filed; in Korean on a phone without JavaScript, or in English at a desk."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from council.members.models import Member
from forums.models import Deadline, IPCase
from tests.browser.reader import Reader
from tests.factories import MemberFactory, MembershipFactory, OrganisationFactory
from tests.forums.factories.rights import ip_desk
from tests.forums.factories.seats import ForumFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Patent:
    """Whoever comes to the case, at one browser."""

    def __init__(self, reader: Reader, log_in) -> None:
        self.reader, self.page, self._log_in = reader, reader.page, log_in
        forum = ForumFactory()
        self.first, self.second, self.rival = (
            MemberFactory(organisation=OrganisationFactory(kind="company", name_ko=ko, name_en=en))
            for ko, en in (("달무리사출", "Dalmuri Molding"), ("별마루금형", "Byeolmaru Die"), ("바람골", "Baramgol"))
        )
        for member in (self.first, self.second, self.rival):
            MembershipFactory(member=member, body=forum.body)
        self.attorney = MemberFactory(kind=Member.Kind.IP_EXPERT)
        self.desk = ip_desk()

    @property
    def case(self) -> IPCase:
        return IPCase.objects.get()

    def comes(self, user, status: int = 200) -> Reader:
        """`user` opens the case's page."""
        self.page.context.clear_cookies()
        self._log_in(self.page, user)
        self.reader.open(f"/forums/ip-cases/{self.case.key}/", status)
        return self.reader

    def goes_on(self, *steps: str, **values: str) -> None:
        """Take steps of the case one after the other; `values` are typed into the last one's form."""
        for step in steps:
            self.reader.press(step)
            for name, value in values.items():
                self.page.fill(f"#id_{name}", value)
            self.reader.press("Go on")

    def signs(self, user) -> None:
        self.comes(user).press("Read and sign")
        self.page.check("#id_agreed")
        self.reader.press("Sign")
        self.reader.sees("Signed. Thank you.")


@pytest.mark.parametrize(
    ("language", "width", "javascript"),
    [("ko", 320, False), pytest.param("en", 1280, True, marks=pytest.mark.soak)],
    ids=["Korean on a phone without JavaScript", "English at a desk"],
)
def test_from_the_idea_to_the_first_annuity(open_page, log_in, live_server, settings, language, width, javascript):
    cache.clear()
    settings.SITE_URL = live_server.url
    reader = Reader(open_page(width=width, language=language), language, javascript=javascript)
    patent, page, year = Patent(reader, log_in), reader.page, timezone.localdate().year
    log_in(page, patent.first.user)
    reader.open("/forums/ip-cases/")
    reader.press("Begin a joint IP case", within="main header")
    page.fill("#id_title_ko", "압력을 보는 금형")
    page.select_option("#id_company_1", str(patent.first.organisation_id))
    page.select_option("#id_company_2", str(patent.second.organisation_id))
    reader.press("Begin it")
    assert [str(owner.share) for owner in patent.case.owners.all()] == ["1/2", "1/2"]
    patent.comes(patent.rival.user, 404)
    # The desk names who acts for the other owner, and the attorney.
    patent.comes(patent.desk)
    reader.leave_by(page.locator("section[aria-labelledby=owners] a[href*='/contacts/']").last)
    page.select_option("#id_member", str(patent.second.pk))
    reader.press("Name this person")
    reader.leave_by(page.locator("main a[href$='/attorney/']"))
    page.select_option("#id_attorney", str(patent.attorney.pk))
    reader.press("Save")
    patent.comes(patent.first.user)
    patent.goes_on("Work on the agreement", "Search the prior art", "Ready to file")
    patent.signs(patent.first.user)
    # One has not signed: nothing is filed, and what was typed stays.
    number = f"10-{year}-1234567"
    patent.comes(patent.attorney.user)
    patent.goes_on("File the application", number=number)
    reader.sees("Nothing is filed until every co-owner has signed. Still missing:")
    reader.sees(patent.second.organisation.name_ko if language == "ko" else patent.second.organisation.name_en)
    assert page.input_value("#id_number") == number
    assert patent.case.state == "ready"
    patent.signs(patent.second.user)
    patent.comes(patent.attorney.user)
    patent.goes_on("File the application", number=number)
    patent.goes_on("Examination was requested", "Decision to register")
    patent.goes_on("Right registered", number="10-1234567")
    # Any owner pays, alone.
    patent.comes(patent.second.user)
    patent.goes_on("An annuity was paid", year="4")
    reader.sees("Maintained")
    assert patent.case.state == "maintained"
    annuities = Deadline.objects.filter(case=patent.case, rule="annuity").order_by("serial")
    assert [(one.serial, one.outcome) for one in annuities[:2]] == [(4, "met"), (5, "")]
    reader.leave_by(page.locator("main a[href*='/deadlines/']", has_text="5").first)
    reader.sees("Calculated; confirm with the attorney.")
    patent.comes(patent.rival.user, 404)
    assert reader.noted == []
