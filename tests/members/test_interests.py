"""Conflicts of interest: declared, ended, taken back; who sees them; whom they exclude."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council.members import services
from council.members.models import Interest, in_conflict_with
from tests.factories import NOW, MemberFactory, OrganisationFactory, coordinator
from tests.factories.people import InterestFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)
PAGE = "/my/interests/"


def declare(member, organisation, **more):
    return services.declare_interest(
        member=member, organisation=organisation, nature="contract", by=member.user, now=NOW, **more
    )


def history(member):
    rows = Interest.history.filter(member=member).order_by("history_id")
    return [(row.history_type, row.history_change_reason, row.history_user_id) for row in rows]


def test_declared_ended_and_on_record():
    member, organisation = MemberFactory(), OrganisationFactory()
    interest = declare(member, organisation, since=TODAY - 30 * DAY)
    assert declare(member, organisation, since=TODAY - 30 * DAY) == interest
    assert services.days_late(interest) == 16
    assert list(in_conflict_with([organisation.pk], TODAY)) == [member]
    later = NOW + 5 * DAY
    with pytest.raises(services.InterestEndedError) as refused:
        services.end_interest(interest=interest, on=TODAY - DAY, by=member.user, now=later)
    assert refused.value.first == TODAY
    services.end_interest(interest=interest, on=TODAY + 5 * DAY, by=member.user, now=later)
    assert [list(in_conflict_with([organisation.pk], TODAY + days * DAY)) for days in (5, 6)] == [[member], []]
    with pytest.raises(services.InterestEndedError):
        services.end_interest(interest=interest, on=TODAY + 9 * DAY, by=member.user, now=NOW + 9 * DAY)
    with pytest.raises(services.InterestStandsError):
        services.remove_interest(interest=interest, by=member.user, now=NOW + DAY + timedelta(seconds=1))
    mine = member.user.pk
    assert history(member) == [("+", "declare", mine), ("~", "end", mine)]


def test_what_was_mistyped_is_taken_back_within_a_day_and_stays_in_the_history():
    member = MemberFactory()
    interest = declare(member, OrganisationFactory())
    services.remove_interest(interest=interest, by=member.user, now=NOW + DAY)
    assert not Interest.objects.exists()
    assert history(member) == [("+", "declare", member.user.pk), ("-", "mistyped", member.user.pk)]


def form(**fields):
    return {"name": "", "nature": "ownership", "words": "", "since": "", "until": "", **fields}


def test_a_member_declares_in_the_browser_and_chooses_among_names(client):
    member = MemberFactory()
    first = OrganisationFactory(name_ko="달무리사출", name_en="Dalmuri Molding")
    second = OrganisationFactory(name_ko="달무리정밀", name_en="Dalmuri Precision")
    hidden = OrganisationFactory(name_ko="유치대상", name_en="Kept Secret", is_listed=False)
    for number in range(12):
        OrganisationFactory(name_ko=f"별무리{number}", name_en=f"Star {number}")
    client.force_login(member.user)
    assert client.get(PAGE).status_code == 200

    refused = {
        "name": ["", "없는 회사", hidden.name_ko, "별무리", "a", "%", "x" * 300, "a\x00b"],
        "organisation": ["달무리"],
        "since": ["yesterday", "2026-13-40"],
        "nature": ["marriage"],
        "until": ["2020-01-01"],
    }
    for field, values in refused.items():
        for value in values:
            data = form(name="달무리사출", since="2026-01-01") if field not in ("name", "organisation") else form()
            response = client.post(PAGE, data | {"name" if field == "organisation" else field: value})
            assert (field, value, response.status_code, list(response.context["form"].errors)) == (field, value, 422, [field])
            assert "Kept Secret" not in response.content.decode()
    response = client.post(PAGE, form(name="달무리"))
    assert str(first.key) in response.content.decode()
    assert not Interest.objects.exists()

    for data in (
        form(name="달무리", organisation=str(second.key)),
        form(name="Dalmuri Molding", words="10%"),
        form(name="star 11"),
    ):
        assert client.post(PAGE, data).status_code == 302
    found = Interest.objects.order_by("pk").values_list("organisation__name_en", "nature", "note", "declared_at")
    assert list(found) == [
        ("Dalmuri Precision", "ownership", "", NOW),
        ("Dalmuri Molding", "ownership", "10%", NOW),
        ("Star 11", "ownership", "", NOW),
    ]
    html = client.get("/ko" + PAGE).content.decode()
    assert "달무리정밀" in html
    assert PAGE in client.get("/my/").content.decode()
    assert PAGE in client.get("/my/profile/").content.decode()


def test_a_member_ends_and_takes_back_his_own_alone(client):
    member = MemberFactory()
    own, foreign = InterestFactory(member=member), InterestFactory()
    old = InterestFactory(member=member, declared_at=NOW - 9 * DAY)
    client.force_login(member.user)
    for one, status in ((own, 200), (foreign, 404)):
        assert client.get(f"{PAGE}{one.pk}/").status_code == status
    assert client.post(f"{PAGE}{foreign.pk}/remove/").status_code == 404
    for value in ("", "2026-01-01", "never"):
        assert client.post(f"{PAGE}{own.pk}/", {"until": value}).status_code == 422
    assert client.post(f"{PAGE}{own.pk}/remove/").status_code == 302
    assert client.post(f"{PAGE}{own.pk}/remove/").status_code == 404
    assert client.post(f"{PAGE}{old.pk}/remove/").status_code == 302
    assert client.post(f"{PAGE}{old.pk}/", {"until": f"{TODAY - DAY:%Y-%m-%d}"}).status_code == 302
    assert client.get(f"{PAGE}{old.pk}/").status_code == 302
    assert list(Interest.objects.order_by("pk").values_list("pk", "until")) == [(foreign.pk, None), (old.pk, TODAY - DAY)]


def test_pages_and_list_cost_the_same_for_one_and_thirty(client):
    member, staff = MemberFactory(), coordinator("council")
    counts = []
    for number in (1, 29):
        for _one in range(number):
            InterestFactory(member=member, until=TODAY - DAY)
            InterestFactory(member=member)
        for user, url in ((member.user, PAGE), (staff, reverse("admin:members_interest_changelist") + "?standing=now")):
            client.force_login(user)
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


def test_the_secretariat_notes_one_and_nobody_changes_whose_it_is(client):
    staff, member, organisation = coordinator("council"), MemberFactory(), OrganisationFactory()
    client.force_login(staff)
    days = {"since": "2026-10-01", "until": ""}
    data = {"member": member.pk, "organisation": organisation.pk, "nature": "family", "note": "", **days}
    assert client.post(reverse("admin:members_interest_add"), data).status_code == 302
    interest = Interest.objects.get()
    assert (interest.declared_at, services.days_late(interest)) == (NOW, 18)
    change = reverse("admin:members_interest_change", args=[interest.pk])
    other = {"member": MemberFactory().pk, "nature": "advice", "note": "", "since": "2026-10-01", "until": "2026-09-01"}
    assert client.post(change, other).status_code == 200
    assert client.post(change, other | {"until": "2026-12-01"}).status_code == 302
    interest.refresh_from_db()
    assert (interest.member, interest.nature) == (member, "advice")
    assert list(Interest.history.values_list("history_user", flat=True)) == [staff.pk, staff.pk]
