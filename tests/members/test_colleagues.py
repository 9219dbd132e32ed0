"""Colleagues whom an organisation invites, and the desk of its contacts."""

from datetime import timedelta

import pytest
from django.urls import reverse

from council.members import services
from council.members.models import ColleagueInvitation, Member, Membership
from council.members.services import colleagues
from council.messaging.models import Message
from tests.factories import (
    NOW,
    ColleagueInvitationFactory,
    ContactFactory,
    MemberFactory,
    SeatFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
TODAY = NOW.date()
State, Place = Member.State, Membership.State


@pytest.fixture
def contact():
    return ContactFactory()


def url(contact, name, *args):
    return reverse(f"members:organisation-{name}", args=[contact.organisation.key, *args])


def invite(contact, *addresses, **more):
    return services.invite_colleagues(
        organisation=contact.organisation, addresses=addresses, by=contact.member.user, now=NOW, **more
    )


def test_inviting_writes_one_letter_to_each_who_is_new(contact, letters):
    here = MemberFactory(organisation=contact.organisation, user__email="here@example.com")
    assert [one.address for one in invite(contact, "new@example.com", here.user.email, language="ko")] == ["new@example.com"]
    assert invite(contact, "new@example.com") == []
    [letter] = letters()
    one = ColleagueInvitation.objects.get()
    assert (letter.to, str(one.code) in letter.text) == ("new@example.com", True)
    assert contact.organisation.name_ko in letter.subject


def test_an_organisation_sends_so_many_letters_a_day_and_no_more(contact, monkeypatch):
    monkeypatch.setattr(colleagues, "A_DAY", 2)
    invite(contact, "one@example.com")
    with pytest.raises(services.TooManyInvitationsError) as refused:
        invite(contact, "two@example.com", "three@example.com")
    assert refused.value.left == 1
    assert ColleagueInvitation.objects.count() == 1


def test_a_revoked_letter_is_not_sent_and_its_link_leads_nowhere(client, contact, letters):
    [one] = invite(contact, "new@example.com")
    services.revoke_colleague_invitation(invitation=one, now=NOW)
    assert letters() == []
    assert client.get(reverse("members:colleague-invitation", args=[one.code])).status_code == 410


def test_a_new_colleague_signs_up_by_the_link_applies_and_sits(client, contact):
    seat = SeatFactory(organisation=contact.organisation)
    [one] = invite(contact, "new@example.com", seat=seat)
    path = reverse("members:colleague-invitation", args=[one.code])
    assert client.get(path).status_code == 200
    data = {"family_name": "김", "given_name": "새로", "password1": "a-long-passphrase-7"}
    assert client.post(path, data | {"password1": ""}).status_code == 422
    assert client.post(path, data).url == "/join/you/"
    member = Member.objects.get(user__email="new@example.com")
    assert (member.organisation, member.family_name, member.state) == (contact.organisation, "김", State.DRAFT)
    assert Membership.objects.get(member=member).state == Place.NOMINATED
    assert client.get(path).url == "/join/"
    assert "새로" in Message.objects.get(kind="organisation-notice").context["subject"]
    client.post("/join/you/", {"family_name": "김", "given_name": "새로", "kind": "business", "language": "ko", "phone": ""})
    client.post(
        "/join/organisation/", {"organisation_name": str(contact.organisation), "job_title": "연구원", "grade": "senior"}
    )
    client.post("/join/reasons/", {"motivation": "금형을 만듭니다."})
    client.post("/join/check/", {"membership": "on"})
    services.approve_application(member=member, by=UserFactory(), now=NOW)
    assert [place.seat for place in Membership.objects.sitting(NOW).filter(member=member)] == [seat]


def test_a_member_of_another_organisation_moves_by_accepting(client, contact):
    former = ContactFactory(member__user__email="moves@example.com")
    seat = SeatFactory(organisation=former.organisation)
    services.assign_seat(seat=seat, to=former.member, by=None, now=NOW)
    [one] = invite(contact, "moves@example.com")
    client.force_login(former.member.user)
    path = reverse("members:colleague-invitation", args=[one.code])
    assert str(former.organisation) in client.get(path).content.decode()
    for _click in range(2):
        assert client.post(path).url == "/my/membership/"
    former.member.refresh_from_db()
    former.refresh_from_db()
    assert (former.member.organisation, former.ended_at) == (contact.organisation, NOW)
    assert not Membership.objects.in_force(TODAY).exists()


def test_a_letter_is_for_its_address_and_while_its_sender_may(client, contact):
    [one] = invite(contact, "new@example.com")
    other = MemberFactory()
    client.force_login(other.user)
    path = reverse("members:colleague-invitation", args=[one.code])
    assert b"for another address" in client.get(path).content
    client.post(path)
    other.refresh_from_db()
    assert other.organisation is None
    right = MemberFactory(user__email="new@example.com")
    services.end_contact(contact=contact, now=NOW)
    with pytest.raises(services.InvitationGoneError):
        services.accept_colleague_invitation(invitation=one, member=right, now=NOW)
    old = ColleagueInvitationFactory(sent_at=NOW - timedelta(days=31))
    assert client.get(reverse("members:colleague-invitation", args=[old.code])).status_code == 410


def test_the_contacts_desk(client, contact):
    colleague = MemberFactory(organisation=contact.organisation)
    seat, foreign = SeatFactory(organisation=contact.organisation), SeatFactory()
    client.force_login(contact.member.user)
    for bad in ("", "nonsense", "a@b", "\x00@example.com", "x" * 300 + "@example.com"):
        answer = client.post(url(contact, "invite"), {"addresses": bad, "language": "ko"})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["addresses"])
    two = {"addresses": "a@example.com, b@example.com", "language": "ko"}
    assert client.post(url(contact, "invite"), {**two, "seat": seat.pk}).status_code == 422
    assert client.post(url(contact, "invite"), {**two, "seat": foreign.pk}).status_code == 422
    assert client.post(url(contact, "invite"), two).status_code == 302
    one = ColleagueInvitation.objects.get(address="a@example.com")
    for action in ("again", "revoke", "revoke", "again"):
        assert client.post(url(contact, "invitation", one.pk), {"action": action}).status_code == 302
    assert client.post(url(contact, "seat", seat.pk), {"colleague": MemberFactory().pk}).status_code == 422
    assert client.post(url(contact, "seat", foreign.pk), {"colleague": colleague.pk}).status_code == 404
    assert client.post(url(contact, "seat", seat.pk), {"colleague": colleague.pk}).status_code == 302
    assert [place.member for place in Membership.objects.in_force(TODAY).filter(seat=seat)] == [colleague]
    assert client.post(url(contact, "seat", seat.pk), {"colleague": ""}).status_code == 302
    assert not Membership.objects.in_force(TODAY).filter(seat=seat).exists()
    assert client.post(url(contact, "hand-over"), {"colleague": colleague.pk}).url == "/my/membership/"
    assert client.get(url(contact, "manage")).status_code == 404
