"""What people choose to be told of: on their own page, and from a mail."""

import pytest
from django.test import Client
from django.urls import reverse

from council.messaging.links import absolute_url, read_unsubscribe_token, unsubscribe_token
from council.messaging.models import Preference
from council.messaging.services import is_switched_off
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
KIND = "trial-optional"


@pytest.fixture
def user():
    return UserFactory()


def address(user, kind=KIND):
    return reverse("messaging:unsubscribe", args=[unsubscribe_token(user.pk, kind)])


def test_absolute_addresses_carry_their_language():
    assert absolute_url("messaging:preferences", "en") == "http://localhost:8000/my/messages/"
    assert absolute_url("messaging:preferences", "ko") == "http://localhost:8000/ko/my/messages/"


class TestPreferences:
    URL = "/my/messages/"

    def test_a_visitor_is_sent_to_log_in(self, client):
        answer = client.get(self.URL)
        assert answer.status_code == 302
        assert answer["Location"].endswith("?next=/my/messages/")

    def test_every_kind_is_shown_and_essential_ones_have_no_switch(self, client, user):
        client.force_login(user)
        content = client.get(self.URL).content.decode()
        assert 'value="trial-optional"' in content
        assert "Trial answers" in content
        assert 'value="trial-essential"' not in content
        assert "Reminders as a test" not in content

    def test_what_is_saved_holds_and_is_shown(self, client, user):
        client.force_login(user)
        assert client.post(self.URL, {}).status_code == 302
        assert is_switched_off(user, KIND)
        assert is_switched_off(user, "event-reminder")
        answer = client.post(self.URL, {"wanted": [KIND]}, follow=True)
        assert not is_switched_off(user, KIND)
        assert is_switched_off(user, "event-reminder")
        assert answer.context["form"].initial == {"wanted": [KIND]}

    @pytest.mark.parametrize("wanted", ["trial-essential", "no-such-kind", "<script>"])
    def test_what_is_not_offered_is_refused_beside_the_field(self, client, user, wanted):
        client.force_login(user)
        answer = client.post(self.URL, {"wanted": [wanted]})
        assert answer.status_code == 200
        assert answer.context["form"].errors["wanted"]
        assert not Preference.objects.exists()


class TestUnsubscribe:
    def test_a_look_changes_nothing_and_says_what_will_happen(self, client, user):
        for _ in range(2):
            content = client.get(address(user)).content.decode()
            assert "We will no longer send “Trial news”" in content
            assert user.email in content
        assert not is_switched_off(user, KIND)

    def test_one_click_of_a_mail_program_needs_neither_cookie_nor_token(self, user):
        """RFC 8058: a POST from outside, answered without a redirect; again is harmless."""
        client = Client(enforce_csrf_checks=True)
        for _ in range(2):
            answer = client.post(address(user), {"List-Unsubscribe": "One-Click"})
            assert answer.status_code == 200
            assert "You are unsubscribed" in answer.content.decode()
        assert Preference.objects.filter(user=user, kind=KIND).count() == 1

    def test_the_undo_puts_it_back(self, user):
        client = Client(enforce_csrf_checks=True)
        client.post(address(user))
        assert "You are subscribed again" in client.post(address(user), {"undo": "1"}).content.decode()
        assert not is_switched_off(user, KIND)
        client.post(address(user), {"undo": "1"})
        assert not is_switched_off(user, KIND)

    def test_in_korean(self, client, user):
        assert 'lang="ko"' in client.get("/ko" + address(user)).content.decode()

    def test_it_speaks_of_nobody_else(self, client, user):
        other = UserFactory()
        client.force_login(other)
        client.post(address(user))
        assert is_switched_off(user, KIND)
        assert not is_switched_off(other, KIND)

    @pytest.mark.parametrize(
        "change",
        [
            lambda token: token[:-1],
            lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
            lambda token: "1" + token,
            lambda token: token.replace("optional", "private"),
            lambda token: "x",
            lambda token: "a:b:c",
            lambda token: "%00:\N{SNOWMAN}",
            lambda token: "9" * 300,
        ],
    )
    def test_a_damaged_link_is_one_clear_page(self, client, user, change):
        token = change(unsubscribe_token(user.pk, KIND))
        for answer in (client.get(f"/unsubscribe/{token}/"), client.post(f"/unsubscribe/{token}/")):
            assert answer.status_code == 404
            assert "This link does not work" in answer.content.decode()
        assert not Preference.objects.exists()

    def test_a_link_of_someone_who_is_gone_or_of_what_must_be_sent(self, client, user):
        essential = address(user, "trial-essential")
        assert client.post(essential).status_code == 404
        gone = address(user)
        user.delete()
        assert client.post(gone).status_code == 404

    def test_other_methods(self, client, user):
        assert client.put(address(user)).status_code == 405

    def test_a_token_is_bound_to_its_person_and_kind(self, user):
        token = unsubscribe_token(user.pk, KIND)
        assert read_unsubscribe_token(token) == (user.pk, KIND)
        assert token != unsubscribe_token(user.pk + 1, KIND)
