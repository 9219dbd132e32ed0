"""Joining, one's own pages, account pages and the desk, in a real browser: no complaint, no axe finding, no overflow."""

import pytest
from playwright.sync_api import expect

from council.members import services
from tests.factories import NOW, BodyFactory, MembershipFactory, OrganisationFactory, UserFactory, coordinator
from tests.members.test_applications import applicant, applied

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VARIANTS = [("", False, 1280), ("/ko", True, 320)]


def look_at(page, axe, paths):
    for path in paths:
        response = page.goto(path)
        assert response.status == 200, path
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} scrolls sideways by {wide}"


@pytest.mark.parametrize(("prefix", "dark", "width"), VARIANTS)
def test_joining(open_page, log_in, axe, prefix, dark, width):
    page = open_page(dark=dark, width=width)
    look_at(page, axe, [f"{prefix}/join/"])
    member = applicant()
    services.give_consent(member=member, purpose="news", language="ko", now=NOW)
    OrganisationFactory(name_ko="새솔정밀화학")
    log_in(page, member.user)
    paths = ["join/", "join/you/", "join/organisation/", "join/reasons/", "join/check/", "my/profile/", "my/privacy/"]
    look_at(page, axe, [f"{prefix}/{path}" for path in paths])
    page.goto(f"{prefix}/join/organisation/")
    page.fill("[name=organisation_name]", "새솔")
    page.click("form.step-form button[type=submit] >> nth=0")
    assert page.locator("[name=organisation_choice]").count() == 2
    axe(page)
    page.goto(f"{prefix}/join/check/")
    page.click("form.step-form button[type=submit] >> nth=0")
    axe(page)
    page.check("[name=membership]")
    page.click("form.step-form button[type=submit] >> nth=0")
    member.refresh_from_db()
    assert member.state == "applied"
    axe(page)


@pytest.mark.parametrize(("prefix", "dark", "width"), VARIANTS)
def test_account_pages(open_page, log_in, axe, prefix, dark, width):
    page = open_page(dark=dark, width=width)
    open_to_all = ["signup/", "login/", "login/code/", "password/reset/"]
    look_at(page, axe, [f"{prefix}/accounts/{path}" for path in open_to_all])
    log_in(page, UserFactory())
    own = ["email/", "password/change/", "2fa/", "sessions/", "logout/"]
    look_at(page, axe, [f"{prefix}/accounts/{path}" for path in own])


@pytest.mark.parametrize("prefix", ["", "/ko"])
def test_the_desk(open_page, log_in, axe, prefix):
    page = open_page()
    member, place = applied(), MembershipFactory(body=BodyFactory(programme="council"))
    log_in(page, coordinator("council"))
    paths = ["", "members/member/", f"members/member/{member.pk}/change/", f"members/member/{member.pk}/decide/decline/"]
    paths += [f"members/member/{member.pk}/history/", f"members/body/{place.body.pk}/change/", "members/organisation/add/"]
    for path in paths:
        assert page.goto(f"{prefix}/admin/{path}").status == 200, path
    page.goto(f"{prefix}/admin/members/membership/add/")
    page.click(".field-member .select2-selection")
    page.fill(".select2-search__field", member.user.email)
    # Until the answer comes the list shows everybody.
    expect(page.locator(".select2-results__option[aria-selected]")).to_have_count(1)
    page.click(".select2-results__option--highlighted")
    assert page.locator("[name=member]").input_value() == str(member.pk)
