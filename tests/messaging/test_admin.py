"""The outbox, the mailbox and the suppression list in the administration."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from council.messaging import desk
from council.messaging.models import DeliveredMail, Heartbeat, Message, SuppressedAddress
from council.messaging.services import deliver, record_heartbeat, silent_processes
from tests.factories import UserFactory, coordinator
from tests.messaging.trial import queue

pytestmark = pytest.mark.django_db
QUERIES = 6
LIST = "admin:messaging_message_changelist"


@pytest.fixture
def secretariat(client):
    user = coordinator("council")
    client.force_login(user)
    return user


def page(client, name, *args):
    return client.get(reverse(f"admin:messaging_{name}", args=args))


def in_state(state, key="k", **fields):
    message = queue(key, **fields)
    Message.objects.filter(pk=message.pk).update(state=state, sent_at=timezone.now() if state == "sent" else None)
    return message


@pytest.mark.parametrize("name", ["message", "deliveredmail", "suppressedaddress"])
def test_it_is_the_secretariats_alone(client, name, settings):
    message = queue()
    deliver()
    pages = [("message_change", message.pk), ("message_html", message.pk), ("message_statistics",)]
    mail = DeliveredMail.objects.get()
    pages += [("deliveredmail_html", mail.pk), ("deliveredmail_file", mail.pk, 0), (f"{name}_changelist",)]
    for user in (UserFactory(), coordinator("forums")):
        client.force_login(user)
        assert [page(client, *one).status_code for one in pages] == [404] * len(pages)


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_as_often_for_many_as_for_one(client, secretariat, count, django_assert_num_queries):
    for n in range(count):
        queue(f"k{n}", user=UserFactory())
    deliver()
    page(client, "message_changelist")
    # Two more for the log of access to personal data: whose log-ins these are, and its row.
    with django_assert_num_queries(QUERIES + 2):
        page(client, "message_changelist")
    with django_assert_num_queries(QUERIES):
        page(client, "deliveredmail_changelist")


def test_the_list_filters_and_searches(client, secretariat):
    first = queue("a", address="a@example.com")
    Message.objects.filter(pk=first.pk).update(subject="Minutes of Tuesday", user=UserFactory(email="first@login.example"))
    in_state("failed", "b", address="b@example.com", kind="trial-private")
    for query, shown in [
        ("state__exact=failed", "b@"),
        ("kind=trial-private", "b@"),
        ("kind=trial-essential", "a@"),
        ("q=a@example.com", "a@"),
        ("q=B@exam", "b@"),
        ("q=login.exam", "a@"),
        ("q=minutes TUES", "a@"),
        (f"q={first.message_id}", "a@"),
        (f"q={first.message_id[1:20]}", "a@"),
    ]:
        content = client.get(reverse(LIST) + "?" + query).content.decode()
        other = "a@" if shown == "b@" else "b@"
        assert f">{shown}example.com<" in content
        assert f">{other}example.com<" not in content


def test_a_message_is_shown_as_its_reader_sees_it_in_a_sandbox(client, secretariat):
    message = queue(context={"title": "안녕 <script>", "name": "<b>Kim"}, language="ko")
    answer = page(client, "message_change", message.pk)
    content = answer.content.decode()
    assert "안녕 &lt;script&gt;" in content
    assert "Dear &lt;b&gt;Kim" in content
    assert f'src="{reverse("admin:messaging_message_html", args=[message.pk])}" sandbox ' in content
    policy = answer["Content-Security-Policy"]
    assert "frame-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-src 'none'" in page(client, "message_changelist")["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["message", "deliveredmail"])
def test_what_is_in_the_frame_may_do_nothing(client, secretariat, name):
    message = queue(context={"title": "Hello", "name": "<script>alert(1)</script>"})
    deliver()
    pk = message.pk if name == "message" else DeliveredMail.objects.get().pk
    answer = page(client, f"{name}_html", pk)
    assert set(answer["Content-Security-Policy"].split("; ")) == {
        "sandbox",
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "frame-ancestors 'self'",
    }
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "&lt;script&gt;" in answer.content.decode()


def test_what_cannot_be_rendered_says_why(client, secretariat):
    message = queue(template="trial/email/nowhere")
    assert "TemplateDoesNotExist" in page(client, "message_change", message.pk).content.decode()
    assert page(client, "message_html", message.pk).content == b""


def test_account_messages_are_hidden_outside_the_demonstration(client, secretariat, settings, monkeypatch):
    message = queue(kind="trial-private", context={"title": "Code 123456", "name": "Kim"})
    assert "123456" in page(client, "message_change", message.pk).content.decode()
    settings.DEMONSTRATION = False
    # There staff need a second factor; that is not what this is about.
    monkeypatch.setattr("council.portal.admin_site.must_set_up_second_factor", lambda user: False)
    secretariat_sees = page(client, "message_change", message.pk).content.decode()
    assert "123456" not in secretariat_sees
    assert "123456" not in page(client, "message_html", message.pk).content.decode()
    assert "for their reader alone" in secretariat_sees


def test_account_messages_are_erased_for_everyone_once_sent(client, secretariat):
    message = queue(kind="trial-private", context={"title": "Code 123456", "name": "Kim"})
    deliver()
    assert "123456" not in page(client, "message_change", message.pk).content.decode()


def decide(client, action, *messages, confirmed=True):
    data = {"action": action, "_selected_action": [message.pk for message in messages]}
    return client.post(reverse(LIST), data | ({"confirmed": "1"} if confirmed else {}), follow=True)


def test_sending_again_asks_first_and_is_recorded(client, secretariat):
    doubtful = in_state("uncertain")
    answer = decide(client, "resend_selected", doubtful, confirmed=False).content.decode()
    assert "may get it a second time" in answer
    assert doubtful.message_id.strip("<>") in answer
    doubtful.refresh_from_db()
    assert doubtful.state == "uncertain"

    assert "Done for 1 message." in decide(client, "resend_selected", doubtful).content.decode()
    doubtful.refresh_from_db()
    assert (doubtful.state, doubtful.attempts, doubtful.claim_token) == ("queued", 0, None)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.change_message) == (secretariat, str(doubtful.pk), "Send again (uncertain)")
    assert deliver() == {"sent": 1}


def test_an_expired_message_that_staff_send_again_goes(client, secretariat):
    expired = in_state("expired", not_after=timezone.now() - timedelta(days=1))
    decide(client, "resend_selected", expired)
    assert deliver() == {"sent": 1}


@pytest.mark.parametrize(
    ("action", "allowed", "outcome"),
    [
        ("resend_selected", {"failed", "uncertain", "expired"}, "queued"),
        ("cancel_selected", {"queued", "failed", "uncertain"}, "cancelled"),
        ("settle_selected", {"uncertain"}, "sent"),
    ],
)
def test_a_decision_changes_only_the_states_that_allow_it(client, secretariat, action, allowed, outcome):
    states = ["queued", "sent", "failed", "uncertain", "cancelled", "expired"]
    messages = [in_state(state, state) for state in states]
    decide(client, action, *messages)
    found = dict(Message.objects.values_list("key", "state"))
    assert found == {state: outcome if state in allowed else state for state in states}
    assert LogEntry.objects.count() == len(allowed)


def test_what_is_erased_cannot_be_sent_again(client, secretariat):
    message = queue(kind="trial-private", template="trial/email/nowhere")
    deliver()
    assert "left as it is" in decide(client, "resend_selected", message).content.decode()
    message.refresh_from_db()
    assert message.state == "failed"


def test_a_private_message_that_is_given_up_is_erased(client, secretariat):
    message = queue(kind="trial-private")
    decide(client, "cancel_selected", message)
    message.refresh_from_db()
    assert (message.state, message.context) == ("cancelled", {})


def test_statistics(client, secretariat):
    in_state("failed", "a")
    queue("b")
    answer = page(client, "message_statistics")
    assert [counts for _day, counts in answer.context["rows"]] == [[1, 0, 0, 0, 1, 0, 0, 0]]


def test_the_mailbox_shows_the_mail_as_it_travelled(client, secretariat):
    queue(attachments=[{"kind": "trial-calendar"}], context={"title": "안녕", "name": "김"})
    deliver()
    mail = DeliveredMail.objects.get()
    content = page(client, "deliveredmail_change", mail.pk).content.decode()
    for expected in ("안녕", "reader@example.com", "Dear 김", "초대.ics", "Message-ID"):
        assert expected in content
    file = page(client, "deliveredmail_file", mail.pk, 0)
    assert file.content.startswith(b"BEGIN:VCALENDAR")
    assert file["Content-Disposition"].startswith("attachment;")
    assert page(client, "deliveredmail_file", mail.pk, 1).status_code == 404


def test_there_is_no_mailbox_where_mail_goes_to_a_relay(client, secretariat, settings):
    queue()
    deliver()
    mail = DeliveredMail.objects.get()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    pages = [("deliveredmail_changelist",), ("deliveredmail_change", mail.pk), ("deliveredmail_html", mail.pk)]
    assert [page(client, *one).status_code for one in pages] == [404] * 3
    assert "deliveredmail" not in client.get(reverse("admin:index")).content.decode()


def test_the_suppression_list_is_kept_by_hand(client, secretariat):
    add = reverse("admin:messaging_suppressedaddress_add")
    assert client.post(add, {"address": "A@example.com", "reason": "bounced"}).status_code == 302
    again = client.post(add, {"address": "a@EXAMPLE.com", "reason": ""})
    assert again.status_code == 200
    assert again.context["adminform"].errors
    assert SuppressedAddress.objects.count() == 1


def test_the_desk_counts_what_needs_attention():
    secretariat, other = coordinator("council"), coordinator("forums")
    in_state("failed", "a")
    in_state("uncertain", "b")
    in_state("queued", "c")
    now = timezone.now()
    counts = lambda user, at: [notice.count(user, at) for notice in desk.notices()]  # noqa: E731 - said three times
    # Nothing was ever heard of worker and beat.
    assert counts(secretariat, now) == [1, 1, 0, 2]
    assert counts(secretariat, now + timedelta(minutes=6)) == [1, 1, 1, 2]
    assert counts(other, now + timedelta(minutes=6)) == [0, 0, 0, 0]
    assert [notice.url().partition("?")[0] for notice in desk.notices()] == [
        *["/admin/messaging/message/"] * 3,
        "/admin/messaging/message/statistics/",
    ]


def test_the_desk_says_when_a_process_is_silent(client):
    """A heartbeat is compared with the database's clock: older than three minutes, somebody must look."""
    client.force_login(coordinator("council"))
    (notice,) = (notice for notice in desk.notices() if notice.slug == "silent-processes")
    user = coordinator("council")
    for name in ("beat", "worker"):
        record_heartbeat(name)
    assert silent_processes() == []
    assert notice.count(user, timezone.now()) == 0
    Heartbeat.objects.filter(name="beat").update(at=Now() - timedelta(minutes=4))
    assert silent_processes() == ["beat"]
    assert notice.count(user, timezone.now()) == 1
    assert "silent" in client.get(notice.url()).content.decode()
    record_heartbeat("beat")
    assert silent_processes() == []
