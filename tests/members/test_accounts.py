"""Signing up, confirming, logging in, and what is written to whom."""

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.urls import reverse

from council.members.models import Member, User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
SIGN_UP = {"email": "New.Person@Example.com", "password1": "a-long-passphrase-7", "password2": "a-long-passphrase-7"}


def sign_up(client, prefix="", **changes):
    return client.post(f"{prefix}/accounts/signup/", {**SIGN_UP, **changes})


@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/ko", "ko")])
def test_sign_up_makes_a_draft_member_in_the_language_of_the_page(client, prefix, language):
    response = sign_up(client, prefix)
    assert response.status_code == 302
    member = Member.objects.get(user__email="new.person@example.com")
    assert (member.state, member.language) == (Member.State.DRAFT, language)
    assert not EmailAddress.objects.get(user=member.user).verified


@pytest.mark.parametrize("prefix", ["", "/ko"])
def test_sign_up_is_confirmed_by_the_code_in_the_mail(client, letters, prefix):
    sign_up(client, prefix)
    [letter] = letters()
    assert letter.to == "new.person@example.com"
    assert letter.code in letter.html
    response = client.post(f"{prefix}/accounts/confirm-email/", {"code": letter.code})
    assert response.status_code == 302
    assert EmailAddress.objects.get(email="new.person@example.com").verified
    assert client.get(reverse("members:profile")).status_code == 200


def test_a_wrong_code_confirms_nothing(client, letters):
    sign_up(client)
    letters()
    response = client.post("/accounts/confirm-email/", {"code": "000-000"})
    assert response.status_code == 200
    assert not EmailAddress.objects.get(email="new.person@example.com").verified


def test_signing_up_with_a_known_address_looks_the_same_and_writes_to_its_owner(client, letters):
    UserFactory(email="new.person@example.com")
    known = sign_up(client)
    assert User.objects.count() == 1
    [letter] = letters()
    assert "/accounts/password/reset/" in letter.text
    other = sign_up(client, email="someone.else@example.com")
    assert (known.status_code, known.url) == (other.status_code, other.url)


def test_a_robot_that_fills_the_trap_gets_no_log_in(client, letters):
    response = sign_up(client, website="https://spam.example")
    assert response.status_code == 302
    assert not User.objects.exists()
    assert letters() == []


def test_the_trap_hides_without_inline_style(client):
    assert b"style=" not in client.get("/accounts/signup/").content


@pytest.mark.parametrize("email", ["a\r\nBcc: x@example.com", "x" * 300 + "@example.com", "\x00@example.com", "nonsense", ""])
def test_a_bad_address_gets_a_message(client, email):
    response = sign_up(client, email=email)
    assert response.status_code == 200
    assert not User.objects.exists()


@pytest.mark.parametrize("path", ["/accounts/login/code/", "/accounts/password/reset/"])
def test_an_endless_address_breaks_no_form(client, path):
    assert client.post(path, {"email": "x" * 300 + "@example.com"}).status_code in {200, 302}


def test_two_sign_ups_at_once_are_one(client, letters, monkeypatch):
    UserFactory(email="new.person@example.com")
    # The other one was written after this one looked.
    monkeypatch.setattr("allauth.account.internal.flows.manage_email.email_already_exists", lambda email: (email, False))
    assert sign_up(client).status_code == 302
    assert User.objects.count() == 1


def test_log_in_by_code(client, letters):
    UserFactory(email="known@example.com")
    client.post("/accounts/login/code/", {"email": "Known@example.com"})
    [letter] = letters()
    client.post("/accounts/login/code/confirm/", {"code": letter.code})
    assert client.get(reverse("members:profile")).status_code == 200


def test_a_code_for_nobody_says_so_by_mail_alone(client, letters):
    response = client.post("/accounts/login/code/", {"email": "nobody@example.com"})
    assert response.status_code == 302
    [letter] = letters()
    assert "/accounts/signup/" in letter.text


def test_password_reset(client, letters):
    user = UserFactory(email="known@example.com")
    client.post("/accounts/password/reset/", {"email": "known@example.com"})
    [letter] = letters()
    path = next(line for line in letter.text.splitlines() if "/accounts/password/reset/key/" in line).split("testserver")[1]
    form = client.get(path, follow=True)
    new = {"password1": "another-passphrase-9", "password2": "another-passphrase-9"}
    client.post(form.redirect_chain[-1][0], new)
    user.refresh_from_db()
    assert user.check_password("another-passphrase-9")
    assert len(letters()) == 2  # the change itself is told


def test_every_mail_has_its_own_key(client, letters):
    UserFactory(email="known@example.com")
    client.post("/accounts/password/reset/", {"email": "known@example.com"})
    client.post("/accounts/password/reset/", {"email": "known@example.com"})
    assert len(letters()) == 2


def test_guessing_passwords_is_slowed(client):
    UserFactory(email="known@example.com")
    for _attempt in range(12):
        response = client.post("/accounts/login/", {"login": "known@example.com", "password": "wrong"})
    assert response.status_code in {200, 429}
    client.post("/accounts/login/", {"login": "known@example.com", "password": PASSWORD})
    assert client.get(reverse("members:profile")).status_code == 302


def test_a_new_address_is_kept_in_lower_case(client, letters):
    user = UserFactory(email="known@example.com")
    client.post("/accounts/login/", {"login": "known@example.com", "password": PASSWORD})
    client.post("/accounts/email/", {"email": "Moved@Example.com", "action_add": ""})
    client.post("/accounts/confirm-email/", {"code": letters()[-1].code})
    user.refresh_from_db()
    assert user.email == "moved@example.com"


def test_a_deactivated_log_in_is_out_at_once(client):
    user = UserFactory(email="known@example.com")
    client.post("/accounts/login/", {"login": "known@example.com", "password": PASSWORD})
    assert client.get(reverse("members:profile")).status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(reverse("members:profile")).status_code == 302


def test_createsuperuser_makes_one_who_can_log_in(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", "--email", "Boss@example.com", verbosity=0)
    client.post("/accounts/login/", {"login": "boss@example.com", "password": PASSWORD})
    assert client.get("/admin/").status_code == 200


ACCOUNT_PAGES = ["/accounts/signup/", "/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/"]
OWN_PAGES = [
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/accounts/logout/",
]


@pytest.mark.parametrize("prefix", ["", "/ko"])
def test_account_pages_open(client, prefix):
    for path in ACCOUNT_PAGES:
        assert client.get(prefix + path).status_code == 200, path
    client.force_login(UserFactory())
    for path in OWN_PAGES:
        assert client.get(prefix + path).status_code == 200, path
