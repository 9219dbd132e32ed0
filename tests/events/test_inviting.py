"""Invitations by e-mail: many at once, links that lead through a short sign-up, what staff see, revoking."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.urls import reverse

from council.events import services
from council.events.addresses import read_addresses
from council.events.models import Event, Invitation, Registration
from council.events.services import errors
from council.members.models import Member, User
from council.messaging.models import Message, SuppressedAddress
from council.messaging.services import deliver
from tests.events.test_races import race
from tests.factories import NOW, EventFactory, MemberFactory, QuestionFactory, UserFactory

pytestmark = pytest.mark.django_db
State = Registration.State


@pytest.fixture(autouse=True)
def no_letters_counted(at_now):
    cache.clear()


def invite(event, *addresses, **words):
    return services.invite(event=event, addresses=list(addresses), by=None, now=NOW, **words)


def link(invitation):
    return reverse("events:event-invitation", args=[invitation.event.slug, invitation.code])


def letters():
    return list(Message.objects.filter(kind="event-invitation").order_by("address", "pk").values_list("address", "language"))


SIGN_UP = {"family_name": "박", "given_name": "하늘", "password1": "a-long-passphrase-7"}


class TestReadingAddresses:
    def test_whatever_is_pasted(self):
        text = "Kim@Example.com\n박하늘 <park@example.com>\n\nlee@example.com; choi@example.com,kim@example.com\n"
        text += "정\tjung@example.com\r\n"
        read = read_addresses(text)
        assert read.errors == []
        assert read.found == {
            "kim@example.com": 1,
            "park@example.com": 2,
            "lee@example.com": 4,
            "choi@example.com": 4,
            "jung@example.com": 5,
        }

    def test_what_is_wrong_is_said_by_line(self):
        read = read_addresses(f"ok@example.com\nnobody\n<broken@>\na@b\n{'x' * 250}@example.com")
        assert list(read.found) == ["ok@example.com"]
        assert [error.split(":")[0] for error in read.errors] == ["Line 2", "Line 3", "Line 4", "Line 5"]
        assert read.errors[0] == "Line 2: there is no e-mail address in “nobody”."

    def test_too_many(self):
        read = read_addresses("\n".join(f"p{number}@example.com" for number in range(1001)))
        assert read.errors == ["These are more than 1000 addresses; take them in parts."]


class TestInviting:
    def test_each_gets_one_letter_in_his_language(self):
        event = EventFactory(audience=Event.Audience.INVITED)
        member = MemberFactory(language="en", user__email="member@example.com")
        sent = invite(event, "new@example.com", "member@example.com", language="ko", note_ko="꼭 와 주세요.")
        assert letters() == [("member@example.com", "en"), ("new@example.com", "ko")]
        assert [(one.address, one.member, one.letters) for one in sent] == [
            ("new@example.com", None, 1),
            ("member@example.com", member, 1),
        ]
        # Again: nobody is written to twice.
        assert invite(event, "new@example.com", "member@example.com") == []
        assert len(letters()) == 2
        # The member sees the event from now on.
        assert event in Event.objects.visible_to(member, NOW)

    def test_who_cannot_be_invited_is_left_out(self):
        event = EventFactory()
        registered, suspended = MemberFactory(), MemberFactory(state=Member.State.SUSPENDED)
        services.register_member(event=event, member=registered, now=NOW)
        SuppressedAddress.objects.create(address="gone@example.com")
        addresses = [registered.user.email, suspended.user.email, "gone@example.com", "new@example.com"]
        found = services.find_invitees(event=event, addresses=addresses)
        assert (found.registered, found.barred) == ([addresses[0]], [addresses[1]])
        assert (found.suppressed, found.new) == ([addresses[2]], [addresses[3]])
        assert [one.address for one in invite(event, *addresses)] == ["new@example.com"]

    @pytest.mark.parametrize(
        "change", [{"state": "draft"}, {"state": "cancelled"}, {"ends_at": NOW, "starts_at": NOW - timedelta(1)}]
    )
    def test_only_to_what_is_ahead(self, change):
        event = EventFactory(**change)
        with pytest.raises(errors.EventError):
            invite(event, "new@example.com")

    def test_a_letter_is_not_sent_once_the_invitation_is_revoked(self):
        event = EventFactory()
        one, _other = invite(event, "new@example.com", "other@example.com")
        services.revoke_invitations(invitations=[one], now=NOW)
        # The sender asks by the clock of the database.
        Event.objects.update(ends_at="2999-01-01T00:00Z")
        Message.objects.update(not_after=None)
        deliver()
        assert dict(Message.objects.values_list("address", "state")) == {
            "new@example.com": "cancelled",
            "other@example.com": "sent",
        }

    def test_revoked_and_invited_again_is_another_link(self, client):
        event = EventFactory(audience=Event.Audience.INVITED)
        (one,) = invite(event, "new@example.com")
        services.revoke_invitations(invitations=[one], now=NOW)
        (again,) = invite(event, "new@example.com")
        assert (again.pk, again.letters) == (one.pk, 2)
        assert again.code != one.code
        assert client.get(link(one)).status_code == 404
        assert client.get(link(again)).status_code == 200

    def test_number_of_queries_is_the_same_for_one_and_for_many(self, django_assert_max_num_queries):
        event = EventFactory()
        for number in range(30):
            MemberFactory(user__email=f"m{number}@example.com")
        with django_assert_max_num_queries(16):
            invite(
                event, *(f"m{number}@example.com" for number in range(30)), *(f"n{number}@example.com" for number in range(30))
            )


@pytest.mark.django_db(transaction=True)
def test_inviting_the_same_at_once_writes_one_letter_each():
    event = EventFactory()
    addresses = [f"p{number}@example.com" for number in range(6)]
    race(*(lambda: invite(event, *addresses) for _ in range(6)))
    assert sorted(address for address, _language in letters()) == addresses
    assert set(Invitation.objects.values_list("letters", flat=True)) == {1}


class TestLink:
    def test_a_stranger_signs_up_and_is_registered_in_one_step(self, client):
        event = EventFactory(audience=Event.Audience.INVITED, capacity=1)
        (invitation,) = invite(event, "new@example.com")
        text = client.get(link(invitation)).content.decode()
        assert event.title_en in text
        assert "new@example.com" in text
        answer = client.post(link(invitation), SIGN_UP, follow=True)
        assert "You are registered." in answer.content.decode()
        user = User.objects.get(email="new@example.com")
        assert EmailAddress.objects.get(user=user).verified
        assert (user.member.family_name, user.member.given_name, user.member.state) == ("박", "하늘", Member.State.DRAFT)
        registration = Registration.objects.get()
        assert (registration.member, registration.state) == (user.member, State.CONFIRMED)
        invitation.refresh_from_db()
        assert (invitation.member, invitation.accepted_at) == (user.member, NOW)
        # The same form again, or the link again: the event, and nothing more.
        assert client.post(link(invitation), SIGN_UP).url == event.get_absolute_url()
        assert client.get(link(invitation)).url == event.get_absolute_url()
        assert (User.objects.count(), Registration.objects.count()) == (1, 1)

    def test_the_address_is_the_letters_whatever_is_sent(self, client):
        (invitation,) = invite(EventFactory(), "new@example.com")
        client.post(link(invitation), SIGN_UP | {"email": "attacker@example.com"})
        assert [user.email for user in User.objects.all()] == ["new@example.com"]

    def test_bad_input_is_said_beside_the_field_and_kept(self, client):
        (invitation,) = invite(EventFactory(), "new@example.com")
        answer = client.post(link(invitation), {"family_name": "박", "given_name": "", "password1": "12345"})
        text = answer.content.decode()
        assert answer.status_code == 422
        assert 'value="박"' in text
        assert "This field is required." in text
        assert not User.objects.exists()

    def test_questions_are_asked_next(self, client):
        event = EventFactory(audience=Event.Audience.INVITED)
        QuestionFactory(event=event, required=True)
        (invitation,) = invite(event, "new@example.com")
        answer = client.post(link(invitation), SIGN_UP)
        assert answer.url == reverse("events:event-register", args=[event.slug])
        assert client.get(answer.url).status_code == 200

    def test_who_has_a_log_in_is_led_to_it_and_back(self, client):
        event = EventFactory(audience=Event.Audience.INVITED)
        (invitation,) = invite(event, "known@example.com")
        user = MemberFactory(user__email="known@example.com").user
        text = client.get(link(invitation)).content.decode()
        assert f"/accounts/login/?next={link(invitation)}" in text
        assert client.post(link(invitation), SIGN_UP).status_code == 200
        client.force_login(user)
        assert "Accept and register" in client.get(link(invitation)).content.decode()
        assert not Registration.objects.exists()
        assert client.post(link(invitation)).url == event.get_absolute_url()
        assert Registration.objects.get().member == user.member

    def test_it_is_bound_to_its_address(self, client):
        event = EventFactory(audience=Event.Audience.INVITED)
        (invitation,) = invite(event, "new@example.com")
        other = MemberFactory()
        client.force_login(other.user)
        assert "This invitation is for another address" in client.post(link(invitation)).content.decode()
        with pytest.raises(errors.InvitationOfAnother):
            services.accept_invitation(invitation=invitation, member=other, now=NOW)
        # An address that is claimed and not confirmed is not one's own.
        claimed = UserFactory(email="new@example.com", confirmed=False)
        with pytest.raises(errors.InvitationOfAnother):
            services.accept_invitation(invitation=invitation, member=claimed.member, now=NOW)
        assert not Registration.objects.exists()

    def test_it_ends_with_the_event(self, client):
        event = EventFactory()
        (invitation,) = invite(event, "new@example.com")
        with time_machine.travel(event.ends_at, tick=False):
            answer = client.post(link(invitation), SIGN_UP)
        assert "This event is over." in answer.content.decode()
        assert not User.objects.exists()

    def test_revoked_it_says_nothing_of_the_event(self, client):
        event = EventFactory(audience=Event.Audience.INVITED, title_en="A secret meeting")
        (invitation,) = invite(event, "new@example.com")
        services.revoke_invitations(invitations=[invitation], now=NOW)
        for answer in (client.get(link(invitation)), client.post(link(invitation), SIGN_UP)):
            assert answer.status_code == 410
            assert "secret" not in answer.content.decode()
        assert not User.objects.exists()

    def test_a_full_event_without_a_queue_says_so(self, client):
        event = EventFactory(capacity=0, has_waiting_list=False)
        (invitation,) = invite(event, "new@example.com")
        answer = client.post(link(invitation), SIGN_UP, follow=True)
        assert "All seats are taken" in answer.content.decode()
        assert not Registration.objects.exists()

    def test_one_person_by_two_addresses(self):
        event = EventFactory(audience=Event.Audience.INVITED)
        member = MemberFactory(user__email="one@example.com")
        first, second = invite(event, "one@example.com", "two@example.com")
        EmailAddress.objects.create(user=member.user, email="two@example.com", verified=True)
        services.accept_invitation(invitation=second, member=member, now=NOW)
        services.accept_invitation(invitation=first, member=member, now=NOW)
        assert list(Invitation.objects.order_by("pk").values_list("member", flat=True)) == [member.pk, None]


class TestRevoking:
    def test_not_who_is_registered(self):
        event = EventFactory(audience=Event.Audience.INVITED)
        member = MemberFactory()
        one, other = invite(event, member.user.email, "new@example.com")
        services.register_member(event=event, member=member, now=NOW)
        done, failed = services.revoke_invitations(invitations=[one, other], now=NOW)
        assert done == [other]
        assert [(invitation, type(error)) for invitation, error in failed] == [(one, errors.InvitationInUse)]

    def test_who_is_revoked_sees_the_event_no_more(self):
        event = EventFactory(audience=Event.Audience.INVITED)
        member = MemberFactory()
        invitations = invite(event, member.user.email)
        services.revoke_invitations(invitations=invitations, now=NOW)
        assert event not in Event.objects.visible_to(member, NOW)
        with pytest.raises(errors.NotEligible):
            services.register_member(event=event, member=member, now=NOW)

    @pytest.mark.django_db(transaction=True)
    def test_racing_with_the_one_who_registers(self):
        event = EventFactory(audience=Event.Audience.INVITED)
        member = MemberFactory()
        invitations = invite(event, member.user.email)
        race(
            lambda: services.revoke_invitations(invitations=invitations, now=NOW),
            lambda: services.register_member(event=event, member=member, now=NOW),
        )
        revoked = Invitation.objects.get().revoked_at is not None
        assert revoked != Registration.objects.live().exists()


@pytest.mark.usefixtures("staff")
class TestStaff:
    def post(self, client, event, **data):
        url = reverse("admin:events_event_invite", args=[event.pk])
        return client.post(url, {"language": "en", "note_ko": "", "note_en": "", **data})

    def test_rows_with_errors_are_named_and_kept(self, client):
        SuppressedAddress.objects.create(address="gone@example.com")
        event = EventFactory()
        answer = self.post(client, event, addresses="ok@example.com\nnobody\ngone@example.com", send="1")
        assert answer.status_code == 422
        assert answer.context["form"].errors == {"addresses": ["Line 2: there is no e-mail address in “nobody”."]}
        assert (
            "nobody</textarea>" in answer.content.decode() or "nobody\ngone@example.com</textarea>" in answer.content.decode()
        )
        answer = self.post(client, event, addresses="ok@example.com\ngone@example.com", send="1")
        assert answer.context["form"].errors == {"addresses": ["Line 2: mail to gone@example.com is stopped, it came back."]}
        assert not Invitation.objects.exists()

    def test_look_first_then_send_once(self, client, staff):
        event = EventFactory()
        invite(event, "before@example.com")
        addresses = "new@example.com\nbefore@example.com"
        answer = self.post(client, event, addresses=addresses, note_en="Please come.")
        assert answer.context["found"].new == ["new@example.com"]
        assert answer.context["found"].invited == ["before@example.com"]
        assert Invitation.objects.count() == 1
        for _ in range(2):
            answer = self.post(client, event, addresses=addresses, note_en="Please come.", send="1")
            assert answer.url == f"/admin/events/invitation/?event__exact={event.pk}"
        invitation = Invitation.objects.get(address="new@example.com")
        assert (invitation.invited_by, invitation.language, invitation.letters) == (staff, "en", 1)
        assert Message.objects.get(address="new@example.com").context["note"] == "Please come."

    def test_the_list_says_what_became_of_each(self, client):
        event = EventFactory(audience=Event.Audience.INVITED)
        member = MemberFactory()
        invitations = invite(event, member.user.email, "open@example.com", "gone@example.com")
        services.register_member(event=event, member=member, now=NOW)
        services.revoke_invitations(invitations=invitations[2:], now=NOW)
        text = client.get(reverse("admin:events_invitation_changelist"), {"event__exact": event.pk}).content.decode()
        for expected in ("Confirmed", "Not taken up yet", "Revoked", "open@example.com"):
            assert expected in text

    def test_sending_again_and_revoking_from_the_list(self, client):
        event = EventFactory()
        (invitation,) = invite(event, "new@example.com")
        path = reverse("admin:events_invitation_changelist")
        chosen = {"_selected_action": [invitation.pk]}
        assert "1 letter is on its way." in client.post(path, {"action": "send_again", **chosen}, follow=True).content.decode()
        assert len(letters()) == 2
        assert "Revoke these invitations?" in client.post(path, {"action": "revoke", **chosen}).content.decode()
        client.post(path, {"action": "revoke", "confirmed": "1", **chosen})
        text = client.post(path, {"action": "send_again", **chosen}, follow=True).content.decode()
        assert "This invitation is not valid any more." in text
        assert len(letters()) == 2

    def test_the_list_takes_as_many_queries_for_thirty(self, client, count_queries):
        event = EventFactory()
        invite(event, "p@example.com")
        path = reverse("admin:events_invitation_changelist")
        few = count_queries(lambda: client.get(path))
        invite(event, *(f"p{number}@example.com" for number in range(30)))
        assert count_queries(lambda: client.get(path)) == few

    def test_not_for_staff_of_another_programme(self, client):
        event = EventFactory(programme="symposia")
        assert client.get(reverse("admin:events_event_invite", args=[event.pk])).status_code == 404
        assert self.post(client, event, addresses="new@example.com", send="1").status_code == 404
