"""Two records of one organisation become one; who may be one; and staff's screens for both kinds."""

import re
import uuid

import pytest
from django.urls import reverse

from council.members import services
from council.members.models import (
    ColleagueInvitation,
    DistinctPair,
    FormerAddress,
    Member,
    Membership,
    MergeRecord,
    Organisation,
    PersonalDataAccess,
    User,
)
from council.members.services.duplicates import duplicate_organisations, duplicate_people
from council.members.services.joining import MergeGoneError
from council.members.services.merging_organisations import keys_without_a_merge_rule, organisation_links
from council.members.services.personal import keys_to
from tests.factories import (
    NOW,
    ColleagueInvitationFactory,
    ContactFactory,
    MemberFactory,
    MembershipFactory,
    OrganisationFactory,
    RegistrationFactory,
    SeatFactory,
    coordinator,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return (
        OrganisationFactory(name_ko="달무리사출", name_en="", business_number=""),
        OrganisationFactory(name_ko="주식회사 달무리 사출", name_en="Dalmuri", business_number="116-82-00276"),
    )


def merged(pair, by, **choices):
    kept, gone = pair
    record = services.merge_organisations(kept=kept, gone=gone, choices=choices, by=by, now=NOW)
    kept.refresh_from_db()
    return record


def test_every_key_that_leads_to_an_organisation_has_a_rule(monkeypatch):
    assert keys_without_a_merge_rule() == []
    # And each rule is for a key that there is.
    assert set(organisation_links()) <= {key for key, _model in keys_to(Organisation)}
    rules = organisation_links()
    rules.pop("members.seat.organisation")
    monkeypatch.setattr("council.members.services.merging_organisations.organisation_links", lambda: rules)
    assert keys_without_a_merge_rule() == ["members.seat.organisation"]


def test_people_contacts_seats_and_letters_of_both_are_the_first_ones(pair, staff):
    kept, gone = pair
    people = [MemberFactory(organisation=organisation) for organisation in pair]
    ContactFactory(organisation=kept, member=people[0])
    ContactFactory(organisation=gone, member=people[1])
    seats = [SeatFactory(organisation=organisation) for organisation in pair]
    place = MembershipFactory(member=people[1], body=seats[1].body, seat=seats[1])
    letter = ColleagueInvitationFactory(organisation=gone, address="new@example.com")
    record = merged(pair, staff)
    assert not Organisation.objects.filter(pk=gone.pk).exists()
    assert set(kept.people.all()) == set(people)
    assert kept.contacts.in_office().count() == 2
    assert set(kept.seats.all()) == set(seats)
    place.refresh_from_db()
    letter.refresh_from_db()
    assert (place.state, place.seat.organisation, letter.organisation) == (Membership.State.ACTIVE, kept, kept)
    # What only the second said is taken over.
    assert (kept.name_ko, kept.name_en, kept.business_number) == ("달무리사출", "Dalmuri", "116-82-00276")
    assert (record.organisation, record.merged_id, record.by) == (kept, gone.pk, staff)
    assert record.outcome["members.member.organisation"] == {"moved": 1}
    assert kept.history.first().history_change_reason == "merge"


def test_what_both_have_once_is_there_once(pair, staff):
    kept, gone = pair
    member = MemberFactory(organisation=kept)
    later, earlier = ContactFactory(organisation=kept, member=member), ContactFactory(organisation=gone, member=member)
    letters = [ColleagueInvitationFactory(organisation=one, address="twice@example.com") for one in pair]
    report = services.rehearse_organisations(kept=kept, gone=gone, choices={}, by=staff, now=NOW)
    assert [conflict.outcome for conflict in report.conflicts] == ["the earlier office goes on", "one letter stands"]
    merged(pair, staff)
    assert kept.contacts.in_office().count() == 1
    assert {later.organisation_id, earlier.organisation_id} == {kept.pk, gone.pk}
    assert ColleagueInvitation.objects.waiting().get() == letters[0]
    assert kept.invitations.count() == 2


def test_fields_of_an_organisation_are_chosen_one_by_one(pair, staff):
    merged(pair, staff, name_ko="gone", business_number="kept")
    assert (pair[0].name_ko, pair[0].business_number) == ("주식회사 달무리 사출", "")


def test_an_organisation_is_merged_once(pair, staff):
    record = merged(pair, staff)
    with pytest.raises(MergeGoneError) as caught:
        merged(pair, staff)
    assert caught.value.record == record


def test_the_former_address_of_an_organisation_leads_to_the_one_it_became(client, pair, staff):
    kept, gone = pair
    old = reverse("members:organisation-detail", args=[gone.key])
    merged(pair, staff)
    client.force_login(MemberFactory().user)
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (302, reverse("members:organisation-detail", args=[kept.key]))
    # What may not be seen is the same 404 as what is not there.
    Organisation.objects.update(is_listed=False)
    assert client.get(old).status_code == 404
    client.force_login(MemberFactory(state="draft").user)
    assert client.get(old).status_code == 404
    client.logout()
    assert client.get(old).status_code == 302


def test_the_former_place_in_the_directory_leads_to_the_one_it_became(client, staff):
    kept, gone = MemberFactory(), MemberFactory()
    for member in (kept, gone):
        services.give_consent(member=member, purpose="directory", language="ko", now=NOW)
    old = reverse("members:person", args=[gone.directory_entry.key])
    new = reverse("members:person", args=[kept.directory_entry.key])
    services.merge_people(kept=kept, gone=gone, choices={}, by=staff, now=NOW)
    client.force_login(MemberFactory().user)
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (302, new)
    # Withdrawn, the old address ends as well, and a new consent does not bring it back.
    services.withdraw_consent(member=kept, purpose="directory", now=NOW)
    assert client.get(old).status_code == 404
    services.give_consent(member=kept, purpose="directory", language="ko", now=NOW)
    assert client.get(old).status_code == 404
    assert FormerAddress.objects.count() == 0


def found(pairs):
    return {(one.one.pk, one.other.pk): set(one.reasons) for one in pairs}


def test_people_that_may_be_one():
    organisation = OrganisationFactory()
    person = {"family_name": "김", "given_name": "하나", "family_name_en": "Kim", "given_name_en": "Hana"}
    first = MemberFactory(user__email="hana.kim@example.com", organisation=organisation, phone="+821012345678", **person)
    same = MemberFactory(user__email="hanakim+x@other.example", organisation=organisation, phone="+821012345678", **person)
    romanised = MemberFactory(family_name="김", given_name="한아", family_name_en="KIM", given_name_en="hana")
    MemberFactory(user__email="kim@example.com")
    MemberFactory(user__email="kim@other.example")
    assert found(duplicate_people()) == {
        (first.pk, same.pk): {"phone", "name-and-organisation", "mail", "romanised"},
        (first.pk, romanised.pk): {"romanised"},
        (same.pk, romanised.pk): {"romanised"},
    }
    assert found(duplicate_people(of=romanised)).keys() == {(first.pk, romanised.pk), (same.pk, romanised.pk)}


def test_organisations_that_may_be_one(pair):
    one, other = pair
    other_way = OrganisationFactory(name_ko="가온누리", business_number="1168200276")
    OrganisationFactory(name_ko="해오름")
    assert found(duplicate_organisations()) == {(one.pk, other.pk): {"name"}, (other.pk, other_way.pk): {"number"}}
    assert found(duplicate_organisations(of=one)) == {(one.pk, other.pk): {"name"}}


@pytest.mark.parametrize("number", [1, 30])
def test_looking_for_pairs_costs_the_same_for_one_and_thirty(number, django_assert_num_queries):
    for place in range(number):
        for _twice in range(2):
            MemberFactory(phone=f"+8210000000{place:02}")
            OrganisationFactory(name_ko=f"같은기업{place}")
    with django_assert_num_queries(7):
        duplicate_people()
    with django_assert_num_queries(6):
        duplicate_organisations()


def page(kind, name, *args):
    return reverse(f"admin:members_{kind}_{name}", args=args)


def print_of(response):
    return re.search(r'name="shown" value="([0-9a-f]+)"', response.content.decode())[1]


def test_the_secretariat_sees_two_side_by_side_what_would_happen_and_makes_them_one(client, staff):
    client.force_login(staff)
    kept = MemberFactory(phone="+821012345678", job_title="Engineer")
    gone = MemberFactory(phone="+821012345678", job_title="Director")
    RegistrationFactory(member=gone)
    assert page("member", "merge", kept.pk, gone.pk) in client.get(page("member", "duplicates")).content.decode()
    url = page("member", "merge", kept.pk, gone.pk)
    body = client.get(url).content.decode()
    assert "Engineer" in body
    assert "Make them one" not in body
    chosen = {"keep": "one", "job_title": "other", "name": "one", "name_en": "one"}
    response = client.post(url, {**chosen, "preview": "1"})
    text = response.content.decode()
    assert (response.status_code, MergeRecord.objects.count()) == (200, 0)
    assert "Registrations, without your answers" in text
    # Not without the tick, and not without what was shown.
    refused = client.post(url, {**chosen, "shown": print_of(response), "confirm": "1"})
    assert (refused.status_code, "Tick this box" in refused.content.decode()) == (422, True)
    stale = client.post(url, {**chosen, "sure": "on", "shown": "0" * 20, "confirm": "1"})
    assert (stale.status_code, "Something has changed meanwhile" in stale.content.decode()) == (422, True)
    assert MergeRecord.objects.count() == 0
    sent = {**chosen, "sure": "on", "shown": print_of(stale), "confirm": "1"}
    assert client.post(url, sent)["Location"] == page("member", "change", kept.pk)
    # A double click, the back button, the old address.
    assert client.post(url, sent)["Location"] == page("member", "change", kept.pk)
    assert client.get(page("member", "change", gone.pk))["Location"] == page("member", "change", kept.pk)
    kept.refresh_from_db()
    assert (kept.job_title, kept.registrations.count(), MergeRecord.objects.get().by) == ("Director", 1, staff)
    assert client.get(page("member", "history", kept.pk)).status_code == 200


def test_the_other_may_stay_and_choices_are_meant_as_they_are_shown(client, staff):
    client.force_login(staff)
    one, other = MemberFactory(job_title="Engineer"), MemberFactory(job_title="Director")
    url = page("member", "merge", one.pk, other.pk)
    sent = {"keep": "other", "job_title": "one", "name": "other", "name_en": "other"}
    shown = print_of(client.post(url, sent))
    assert client.post(url, {**sent, "sure": "on", "shown": shown, "confirm": "1"}).status_code == 302
    other.refresh_from_db()
    assert (other.job_title, Member.objects.filter(pk=one.pk).exists()) == ("Engineer", False)


def test_organisations_are_made_one_on_the_same_page(client, staff, pair):
    client.force_login(staff)
    kept, gone = pair
    url = page("organisation", "merge", kept.pk, gone.pk)
    assert client.get(page("organisation", "duplicates") + f"?of={kept.pk}").status_code == 200
    sent = {"keep": "one", "name_ko": "other", "name_en": "other", "business_number": "other"}
    shown = print_of(client.post(url, sent))
    assert client.post(url, {**sent, "sure": "on", "shown": shown, "confirm": "1"}).status_code == 302
    assert client.get(page("organisation", "change", gone.pk))["Location"] == page("organisation", "change", kept.pk)
    kept.refresh_from_db()
    assert kept.name_ko == "주식회사 달무리 사출"


def test_what_cannot_be_done_is_said_beside_the_choice(client, staff):
    client.force_login(staff)
    member = MemberFactory()
    url = page("member", "merge", member.pk, staff.member.pk)
    response = client.post(url, {"keep": "one", "name": "one", "name_en": "one", "language": "one"})
    assert response.status_code == 422
    assert "staff’s or a superuser’s" in response.content.decode()
    response = client.post(url, {"keep": "neither"})
    assert response.status_code == 422
    for nonsense in ({}, {"keep": "one", "name": "x"}, {"keep": "\x00", "confirm": "1", "shown": "x" * 99}):
        assert client.post(url, nonsense).status_code == 422
    for pk, other in ((member.pk, member.pk), (member.pk, 999999), (0, 0), (10**30, 1)):
        assert client.get(f"/admin/members/member/{pk}/merge/{other}/").status_code == 404
    for key in ("x", "999999", "9" * 30):
        assert client.get(page("member", "duplicates") + f"?of={key}").status_code == 404


def test_two_that_are_two_are_not_proposed_again(client, staff):
    client.force_login(staff)
    one, other = MemberFactory(phone="+821012345678"), MemberFactory(phone="+821012345678")
    assert client.get(page("member", "apart", one.pk, other.pk)).status_code == 405
    for _click in range(2):
        assert client.post(page("member", "apart", other.pk, one.pk)).status_code == 302
    assert client.post(page("member", "apart", one.pk, 999999)).status_code == 404
    assert (duplicate_people(), DistinctPair.objects.count()) == ([], 1)


def test_two_are_chosen_in_the_list(client, staff):
    client.force_login(staff)
    members = [MemberFactory() for _ in range(3)]
    sent = {"action": "merge_selected", "_selected_action": [one.pk for one in members[:2]]}
    response = client.post(page("member", "changelist"), sent)
    assert response["Location"] == page("member", "merge", members[0].pk, members[1].pk)
    sent["_selected_action"] = [one.pk for one in members]
    assert "Select two records that are one." in client.post(page("member", "changelist"), sent, follow=True).content.decode()


@pytest.mark.parametrize("kind", ["member", "organisation"])
def test_a_coordinator_and_who_is_no_staff_find_nothing(client, kind, pair):
    rows = {"member": [MemberFactory(), MemberFactory()], "organisation": list(pair)}[kind]
    keys = [row.pk for row in rows]
    for user in (coordinator("forums"), MemberFactory().user):
        client.force_login(user)
        assert client.get(page(kind, "duplicates")).status_code == 404
        for name in ("merge", "apart"):
            assert client.post(page(kind, name, *keys), {"keep": "one"}).status_code in (404,)
    assert MergeRecord.objects.count() == DistinctPair.objects.count() == 0


def test_who_looked_at_two_records_is_on_record_and_found_after_the_merge(client, staff):
    client.force_login(staff)
    kept, gone = MemberFactory(), MemberFactory()
    client.get(page("member", "merge", kept.pk, gone.pk))
    client.get(page("member", "life", gone.pk))
    assert set(PersonalDataAccess.objects.first().subjects) <= {kept.pk, gone.pk}
    services.merge_people(kept=kept, gone=gone, choices={}, by=staff, now=NOW)
    body = client.get(page("personaldataaccess", "changelist") + f"?whose={kept.pk}").content.decode()
    assert "admin:members_member_life" in body
    row = PersonalDataAccess.objects.filter(page="admin:members_member_life").get()
    assert str(kept) in client.get(page("personaldataaccess", "change", row.pk)).content.decode()


def test_a_superuser_keeps_a_staff_log_in_and_a_key_that_nobody_has_is_a_404(client):
    root = User.objects.create_superuser("root@example.com", "x")
    client.force_login(root)
    clerk, gone = coordinator("forums"), MemberFactory()
    url = page("member", "merge", clerk.member.pk, gone.pk)
    sent = {"keep": "one", "name": "other", "name_en": "other", "kind": "one", "language": "one"}
    response = client.post(url, sent)
    assert response.status_code == 200
    assert client.get(reverse("members:organisation-detail", args=[uuid.uuid4()])).status_code == 404
