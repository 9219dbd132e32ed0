"""Seats of the Focus Group: who has a vote, who is named to whom, what staff are warned of."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council.members import services
from council.members.models import PersonalDataAccess
from council.portal.desk import desk_notices
from focusgroup.models import Seat
from focusgroup.services.roster import balance, balance_title, empty_constituencies
from tests.factories import NOW, BodyFactory, DocumentFactory, MemberFactory, MembershipFactory, coordinator
from tests.focusgroup.factories.seats import FocusSeatFactory, GroupFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)
PAGE = "/focus-group/seats/"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def seat(constituency="professor", **place):
    person = place.pop("person", {})
    member = place.pop("member", None) or MemberFactory(**person)
    return FocusSeatFactory(
        constituency=constituency, membership=MembershipFactory(member=member, body=GroupFactory(), **place)
    )


def in_directory(member):
    services.give_consent(member=member, purpose="directory", language="en", now=NOW)


def test_who_is_enrolled_and_who_may_vote():
    task_force = BodyFactory(programme="focus-group", kind="task-force")
    rows = {
        "open term": seat(),
        "first day": seat(starts_on=TODAY),
        "last day": seat(ends_on=TODAY),
        "appointed, begun": seat(state="appointed", starts_on=TODAY),
        "chair": seat(role="chair"),
        "delegate": seat(role="delegate"),
        "suspended": seat(person={"state": "suspended"}),
        "membership over": seat(person={"valid_until": TODAY - 60 * DAY}),
        "term over, tick to come": seat(ends_on=TODAY - DAY),
        "term to begin": seat(state="appointed", starts_on=TODAY + DAY),
        "expired": seat(state="expired", ends_on=TODAY - DAY),
        "resigned": seat(state="resigned"),
        "dismissed": seat(state="dismissed"),
        "nominated": seat(state="nominated"),
        "observer": seat(role="observer"),
        "secretary": seat(role="secretary"),
        "elsewhere": FocusSeatFactory(membership=MembershipFactory(body=task_force)),
    }
    voting = ["open term", "first day", "last day", "appointed, begun", "chair", "delegate"]
    names = {row.pk: name for name, row in rows.items()}
    assert sorted(names[one.pk] for one in Seat.objects.voting(NOW)) == sorted(voting)
    assert sorted(names[one.pk] for one in Seat.objects.enrolled(NOW)) == sorted([*voting, "suspended", "membership over"])
    assert {name: row.can_vote(NOW) for name, row in rows.items()} == {name: name in voting for name in rows}
    gone = ["term over, tick to come", "expired", "resigned", "dismissed"]
    assert sorted(names[one.pk] for one in Seat.objects.past(TODAY)) == sorted(gone)
    assert [names[one.pk] for one in Seat.objects.to_come(TODAY)] == ["term to begin"]


def test_a_place_without_a_vote_or_elsewhere_gets_no_seat():
    refused = {
        "no place in the Focus Group": MembershipFactory(body=BodyFactory(programme="focus-group", kind="task-force")),
        "no vote": MembershipFactory(body=GroupFactory(), role="observer"),
    }
    for words, place in refused.items():
        with pytest.raises(ValidationError, match=words):
            Seat(membership=place, constituency="expert").full_clean()
    foreign = DocumentFactory(programme="forums")
    with pytest.raises(ValidationError, match="another programme"):
        Seat(membership=MembershipFactory(body=GroupFactory()), constituency="expert", appointment=foreign).full_clean()
    with pytest.raises(IntegrityError, match="focus_seat_constituency_is_known"), transaction.atomic():
        seat("visitor")


def test_balance_names_the_empty_and_says_what_it_finds():
    assert balance_title(balance(NOW)) == "No seat is filled at the moment"
    desk, other = coordinator("focus-group"), coordinator("forums")
    for one in ("professor", "professor", "officer"):
        seat(one)
    seat("researcher", ends_on=TODAY - DAY)
    found = balance(NOW)
    assert [(bar.constituency, bar.value) for bar in found] == [
        ("researcher", 0),
        ("professor", 2),
        ("officer", 1),
        ("expert", 0),
    ]
    assert balance_title(found) == "3 seats; the most, 2 each, are for: Professor"
    assert empty_constituencies(NOW) == ["Researcher", "Industry expert"]
    slug = "focus-group-empty-constituencies"
    assert [one["count"] for one in desk_notices(desk, NOW) if one["slug"] == slug] == [2]
    assert [one for one in desk_notices(other, NOW) if one["slug"] == slug] == []


def page(client, user=None, prefix=""):
    client.logout()
    if user is not None:
        client.force_login(user)
    response = client.get(prefix + PAGE)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_names_are_for_the_body_and_as_the_directory_shows_them_for_members(client):
    named = MemberFactory(family_name_en="Shown", given_name_en="Garam")
    in_directory(named)
    hidden = {"family_name_en": "Hidden", "given_name_en": "Saeron"}
    seat("professor", member=named)
    inside = seat("officer", person=hidden)
    seat("expert", person={"family_name_en": "Gone", "given_name_en": "Narae"}, state="resigned", ends_on=TODAY - DAY)
    document = DocumentFactory(
        programme="focus-group", title_en="Letter of appointment", classification="body", body=GroupFactory()
    )
    Seat.objects.filter(pk=inside.pk).update(appointment=document)
    words = (
        "SHOWN Garam",
        "HIDDEN Saeron",
        "GONE Narae",
        "Letter of appointment",
        "Past seats",
        "Nobody sits for a constituency",
    )
    outsider = MemberFactory(state="draft").user
    seen = {
        "visitor": page(client),
        "log-in": page(client, outsider),
        "forums": page(client, coordinator("forums")),
        "member": page(client, MemberFactory().user),
        "seat": page(client, inside.membership.member.user),
        "desk": page(client, coordinator("focus-group")),
    }
    nothing = [False] * 6
    assert {who: [word in html for word in words] for who, html in seen.items()} == {
        "visitor": nothing,
        "log-in": nothing,
        "forums": nothing,
        "member": [True, False, False, False, False, False],
        "seat": [True, True, True, True, True, False],
        "desk": [True, True, True, True, True, True],
    }
    assert "1 person is not in the directory of members." in seen["member"]
    # The numbers are everybody's.
    assert all("Local-government officer" in html for html in seen.values())
    assert "포커스그룹" in page(client, prefix="/ko")


def test_staff_who_read_the_roster_are_noted(client):
    shown = seat()
    page(client, coordinator("focus-group"))
    noted = PersonalDataAccess.objects.get(page="focusgroup:seat-list")
    assert noted.subjects == [shown.membership.member_id]


def test_the_roster_and_its_list_cost_the_same_for_one_and_thirty(client):
    desk, reader = coordinator("focus-group"), MemberFactory().user
    counts = []
    for number in (1, 29):
        for _one in range(number):
            in_directory(seat().membership.member)
            seat(ends_on=TODAY - DAY)
        for user, url in ((desk, PAGE), (reader, PAGE), (desk, reverse("admin:focusgroup_seat_changelist"))):
            client.force_login(user)
            client.get(url)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(url).status_code == 200
            counts.append(len(queries))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 26


def test_staff_give_a_place_its_seat(client):
    client.force_login(coordinator("focus-group"))
    place = MembershipFactory(body=GroupFactory())
    observer = MembershipFactory(body=GroupFactory(), role="observer")
    url = reverse("admin:focusgroup_seat_add")
    refused = client.post(url, {"membership": observer.pk, "constituency": "expert"})
    assert (refused.status_code, "has no vote" in refused.content.decode()) == (200, True)
    assert client.post(url, {"membership": place.pk, "constituency": "expert"}).status_code == 302
    assert list(Seat.objects.values_list("membership", "constituency")) == [(place.pk, "expert")]
    change = reverse("admin:focusgroup_seat_change", args=[place.pk])
    assert client.post(change, {"constituency": "officer"}).status_code == 302
    assert list(Seat.history.values_list("constituency", flat=True)) == ["officer", "expert"]
    for standing, number in (("now", 1), ("to-come", 0), ("past", 0), ("nonsense", 1)):
        listed = client.get(reverse("admin:focusgroup_seat_changelist"), {"standing": standing})
        assert (standing, listed.context["cl"].result_count) == (standing, number)
