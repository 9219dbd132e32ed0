"""Deadlines in a browser: list, calendar, one of them, what is done; the feed; who sees nothing of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from icalendar import Calendar

from forums.clock_panels import card, case_context
from forums.models import Deadline, DeadlineFeed, JointAct
from forums.models.rights import CaseState
from forums.services import clock
from forums.services.clock import feeds
from tests.factories import NOW, MemberFactory, OrganisationFactory, coordinator
from tests.forums.factories.rights import IPCaseFactory, contact_of, happened, ip_desk, signed

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LIST = "/forums/ip-cases/deadlines/"


def page(client, url, **query):
    response = client.get(url, query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def late_case(**values):
    """A patent whose annuity of the fourth year is a month late today."""
    case = IPCaseFactory(right="10", state=CaseState.MAINTAINED, title_en="Heated mould", title_ko="가열 금형", **values)
    happened(case, "filed", TODAY - timedelta(days=365 * 4))
    happened(case, "registered", TODAY.replace(year=TODAY.year - 3, day=1) - timedelta(days=20))
    clock.recompute(case=case, now=timezone.now())
    return case


def test_list_filters_calendar_and_detail(client):
    case = late_case()
    contact = contact_of(case)
    client.force_login(contact.user)
    late = Deadline.objects.get(case=case, serial=4)
    html = page(client, LIST)
    assert "Heated mould" in html
    assert "Annuity of year 4" in html
    assert "late, with a surcharge" in html
    assert "Calculated; confirm with the attorney." in html
    assert page(client, LIST, state="overdue").count('class="row-item"') == 1
    # Registered, it need not be examined any more.
    assert "Request for examination" in page(client, LIST, state="settled")
    company = case.owners.first().organisation
    assert page(client, LIST, company=company.pk, right="10").count('class="row-item"') > 10
    assert "No deadline here" in page(client, LIST, right="30")
    # What is no filter is none.
    for nonsense in (
        {"state": "x"},
        {"company": "0' --"},
        {"company": "999999999999999999999"},
        {"right": "x"},
        {"month": "2026-13"},
    ):
        assert "Annuity of year 4" in page(client, LIST, **nonsense)
    html = page(client, LIST, month=late.due_on.strftime("%Y-%m"))
    assert html.count(f'href="{reverse("forums:ip-deadline", args=[late.key])}"') == 2
    assert 'class="month"' in html
    # Overdue: the ends of what is left stand in their months, too, as in calendars that subscribe.
    for day, words in ((late.late_until, "(end of the late period)"), (late.restorable_until, "(end of the restoration)")):
        html = page(client, LIST, month=day.strftime("%Y-%m"), state="overdue")
        assert html.count(f'href="{reverse("forums:ip-deadline", args=[late.key])}"') == 2
        assert words in html
    html = page(client, f"{LIST}{late.key}/")
    for fact in (
        "Right registered, ",
        "Patent Act, Art. 79, 81 and 81-3",
        "End as counted",
        "Version of the rule",
        "End of the late period",
    ):
        assert fact in html
    html = page(client, f"/ko{LIST}{late.key}/")
    assert "가열 금형" in html
    # Missed for good: nothing is ahead that a stroke would part from what is said.
    past = {"late_until": late.due_on, "restorable_until": late.due_on, "due_on": late.due_on - timedelta(days=1)}
    Deadline.objects.filter(pk=late.pk).update(**past)
    assert "<p>overdue since " in page(client, f"{LIST}{late.key}/")


def test_acknowledge_settle_and_take_back_in_the_browser(client):
    case = late_case()
    contact = contact_of(case)
    client.force_login(contact.user)
    late = Deadline.objects.get(case=case, serial=4)
    url = f"{LIST}{late.key}/"
    assert "Acknowledge: I take care of it" in page(client, url)
    html = client.post(f"{url}acknowledge/", follow=True).content.decode()
    assert "Acknowledged by" in html
    assert "Acknowledge: I take care of it" not in html
    # A contact does not set dates; bad input says what is wrong beside the field, and keeps what was typed.
    assert client.get(f"{url}correct/").status_code == 404
    ahead = (TODAY + timedelta(days=9)).isoformat()
    response = client.post(f"{url}settle/", {"outcome": "met", "on": ahead, "reason": "Receipt 12"})
    assert response.status_code == 422
    assert "This day has not come yet." in response.content.decode()
    assert "Receipt 12" in response.content.decode()
    assert client.post(f"{url}settle/", {"outcome": "met", "on": "soon", "reason": ""}).status_code == 422
    assert client.post(f"{url}settle/", {"outcome": "met", "on": TODAY.isoformat(), "reason": "Receipt 12"}).status_code == 302
    assert client.post(f"{url}settle/", {"outcome": "met", "on": TODAY.isoformat(), "reason": "Twice"}).status_code == 422
    assert "Receipt 12" in page(client, url)
    assert client.post(f"{url}reopen/", {"reason": "It bounced"}).status_code == 302
    assert Deadline.objects.get(pk=late.pk).outcome == ""
    client.force_login(ip_desk())
    assert client.post(f"{url}correct/", {"due_on": "0026-01-01", "reason": "x"}).status_code == 422
    assert client.post(f"{url}correct/", {"due_on": ahead, "reason": "The office wrote"}).status_code == 302
    assert "The office wrote" in page(client, url)
    assert client.post(f"{url}end-correction/", {"reason": "It erred"}).status_code == 302
    assert client.post(f"{url}end-correction/", {"reason": "It erred"}).status_code == 422


def test_nobody_else_finds_a_deadline_anywhere(client):
    case = late_case()
    contact = contact_of(case)
    late = Deadline.objects.get(case=case, serial=4)
    strangers = [contact_of(IPCaseFactory()).user, MemberFactory().user, coordinator("forums", email="staff@example.com")]
    feed = feeds.open_feed(member=contact, now=NOW)
    for user in strangers:
        client.force_login(user)
        assert "Heated mould" not in page(client, LIST, state="all")
        assert [client.get(f"{LIST}{late.key}/{step}").status_code for step in ("", "settle/", "correct/")] == [404] * 3
        assert client.post(f"{LIST}{late.key}/acknowledge/").status_code == 404
        assert card(user, timezone.now()) is None
        assert "Heated mould" not in page(client, "/my/")
        stranger_feed = feeds.open_feed(member=user.member, now=NOW)
        assert "Annuity" not in client.get(f"{LIST}feed/{stranger_feed.token}.ics").content.decode()
        assert client.get(reverse("admin:forums_deadline_changelist")).status_code == 404
    # The contact sees all of it, until the day on which he is none any more.
    client.force_login(contact.user)
    assert card(contact.user, timezone.now())["rows"][0].deadline == late
    assert "Heated mould" in page(client, "/my/")
    body = client.get(f"{LIST}feed/{feed.token}.ics").content.decode()
    assert "Annuity of year 4" in body.replace("\r\n ", "")
    assert "Heated mould" not in body
    contact.ip_contacts.update(ended_at=timezone.now())
    assert "Annuity" not in client.get(f"{LIST}feed/{feed.token}.ics").content.decode()
    assert client.get(f"{LIST}{late.key}/").status_code == 404


def test_feed_is_a_calendar_of_days_whose_address_can_be_taken_away(client):
    case = late_case()
    contact = contact_of(case)
    client.force_login(contact.user)
    url = f"{LIST}calendar/"
    assert "You have no address yet." in page(client, url)
    client.post(url, {"action": "make"})
    token = DeadlineFeed.objects.get(member=contact).token
    assert token in page(client, url)
    client.logout()
    response = client.get(f"{LIST}feed/{token}.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert client.get(f"{LIST}feed/{token}.ics", headers={"If-None-Match": response["ETag"]}).status_code == 304
    entries = {str(entry["uid"]): entry for entry in Calendar.from_ical(response.content).walk("VEVENT")}
    late = Deadline.objects.get(case=case, serial=4)
    uid = f"ip-deadline-{late.key}"
    mine = {key.partition("@")[0]: entry for key, entry in entries.items() if key.startswith(uid)}
    assert {key: entry["dtstart"].dt for key, entry in mine.items()} == {
        uid: late.due_on,
        f"{uid}-late": late.late_until,
        f"{uid}-restoration": late.restorable_until,
    }
    assert f"DTSTART;VALUE=DATE:{late.due_on:%Y%m%d}" in response.content.decode()
    # A date that moves is the same entry with a higher sequence; what is settled is cancelled.
    clock.correct(deadline=late, due_on=TODAY + timedelta(days=3), reason="So", by=ip_desk(), now=timezone.now())
    entry = _entry(client, token, uid)
    assert (entry["dtstart"].dt, entry["sequence"], entry["status"]) == (TODAY + timedelta(days=3), 1, "CONFIRMED")
    clock.settle(deadline=late, outcome="met", on=TODAY, reason="Paid", by=contact.user, now=timezone.now())
    assert (_entry(client, token, uid)["sequence"], _entry(client, token, uid)["status"]) == (2, "CANCELLED")
    client.force_login(contact.user)
    client.post(url, {"action": "renew"})
    assert client.get(f"{LIST}feed/{token}.ics").status_code == 404
    client.post(url, {"action": "revoke"})
    assert not DeadlineFeed.objects.exists()


def _entry(client, token, uid):
    content = client.get(f"{LIST}feed/{token}.ics").content
    (found,) = [one for one in Calendar.from_ical(content).walk("VEVENT") if str(one["uid"]).startswith(f"{uid}@")]
    return found


def test_pages_ask_as_much_for_one_as_for_thirty(client, django_assert_max_num_queries):
    desk = ip_desk()
    client.force_login(desk)
    late_case()
    for number in (1, 29):
        for _ in range(number - 1):
            late_case()
        with django_assert_max_num_queries(22):
            page(client, LIST)
        with django_assert_max_num_queries(22):
            page(client, LIST, month=TODAY.strftime("%Y-%m"))
        with django_assert_max_num_queries(8):
            card(desk, timezone.now())
    deadline = Deadline.objects.filter(serial=4).first()
    with django_assert_max_num_queries(22):
        page(client, f"{LIST}{deadline.key}/")
    with django_assert_max_num_queries(18):
        page(client, reverse("admin:forums_deadline_changelist"))
    with django_assert_max_num_queries(5):
        case_context(deadline.case, timezone.now())
    with django_assert_max_num_queries(6):
        feeds.entries_of(member=desk.member, now=timezone.now())


def alone(case):
    with translation.override("en"):
        answers = case_context(case, timezone.now())["clock"]["alone"]
    return {str(one.what): (one.is_alone, str(one.article), [str(gone) for gone in one.missing]) for one in answers}


def test_what_one_may_do_alone_and_whose_signature_is_missing():
    first, second, third = (OrganisationFactory(kind="company") for _ in range(3))
    case = IPCaseFactory(right="10", owners=[first, second, third])
    signed(case, second)
    names = [str(first), str(second), str(third)]
    assert alone(case) == {
        "Use the invention in one’s own products": (True, "Patent Act, Art. 99(3)", []),
        "Pay a fee or an annuity": (True, "Patent Act, Art. 80", []),
        "File the application": (False, "Patent Act, Art. 44", [str(first), str(third)]),
        "Assign a share": (False, "Patent Act, Art. 37(3) and 99(2)", names),
        "Pledge a share": (False, "Patent Act, Art. 99(2)", names),
        "License the right to somebody else": (False, "Patent Act, Art. 99(4)", names),
    }
    act = JointAct.objects.create(case=case, act="license", terms="To a maker of moulds", asked_at=NOW)
    case.consents.create(
        organisation=first, co_owner=case.owners.get(organisation=first), act="license", joint_act=act, given_at=NOW, name="A"
    )
    assert alone(case)["License the right to somebody else"][2] == names[1:]
    for right in ("20", "30", "40"):
        other = IPCaseFactory(right=right, state=CaseState.FILED)
        assert [answer[0] for answer in alone(other).values()] == [True, True, False, False, False]


def test_public_page_counts_registered_rights_and_nothing_else(client):
    assert "No right is registered yet" in page(client, "/forums/rights/")
    case = late_case()
    IPCaseFactory(right="10", state=CaseState.FILED, title_en="Secret press")
    year = case.events.get(kind="registered").on.year
    html = page(client, "/forums/rights/")
    assert f"1 joint right registered since {year}" in html
    assert "Heated mould" not in html
    csv = client.get("/forums/rights/rights.csv").content.decode("utf-8-sig").split()
    assert csv == ["Year,Field,Registered", "rights", f"{year},Other,1"]
