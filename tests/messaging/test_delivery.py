"""Delivery into the mailbox; the dialogue with a relay is in test_smtp.py."""

import uuid
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.db.models.functions import Now

from council.messaging.models import DeliveredMail, Message, SuppressedAddress
from council.messaging.services import deliver, sweep, switch_off
from council.messaging.services.outbox import queue_messages
from tests.factories import NOW, UserFactory
from tests.messaging.trial import CALENDAR, outgoing, queue

pytestmark = pytest.mark.django_db(transaction=True)


def delivered():
    return message_from_bytes(bytes(DeliveredMail.objects.get().source), policy=policy.default)


def test_a_message_is_rendered_in_its_language_and_marked_sent():
    message = queue(context={"title": "안녕하세요 <b>", "name": "O'Neill & Sons"}, language="ko")
    assert deliver() == {"sent": 1}
    message.refresh_from_db()
    assert (message.state, message.attempts, message.claim_token) == ("sent", 1, None)
    assert message.sent_at
    assert message.subject == "안녕하세요 <b>"
    mail = delivered()
    assert mail["Subject"] == "안녕하세요 <b>"
    assert mail["To"] == "reader@example.com"
    assert mail["Message-ID"] == message.message_id
    assert mail["Content-Language"] == "ko"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None
    text = mail.get_body(("plain",)).get_content()
    assert text.startswith("Dear O'Neill & Sons,\n\n안녕하세요 <b>\n\n--\n")
    html = mail.get_body(("html",)).get_content()
    assert '<html lang="ko">' in html
    assert "Dear O&#x27;Neill &amp; Sons," in html


def test_what_can_be_switched_off_says_how():
    user = UserFactory()
    queue(kind="trial-optional", user=user, language="ko")
    deliver()
    mail = delivered()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip(" <>")
    assert address.startswith("http://localhost:8000/ko/unsubscribe/")
    assert address in mail.get_body(("plain",)).get_content()
    assert address in mail.get_body(("html",)).get_content()


def test_a_second_run_sends_nothing():
    queue()
    deliver()
    assert deliver() == {}
    assert DeliveredMail.objects.count() == 1


def test_the_mailbox_takes_a_message_id_once():
    """A worker killed between delivery and its mark, and a resend by staff: one mail."""
    message = queue()
    deliver()
    Message.objects.update(state="queued", sent_at=None)
    assert deliver() == {"sent": 1}
    assert DeliveredMail.objects.get().message_id == message.message_id


def test_urgent_ones_go_first():
    user = UserFactory()
    for kind in ("trial-optional", "trial-essential", "trial-private"):
        queue(kind, kind=kind, user=user)
    assert deliver(limit=1) == {"sent": 1}
    assert Message.objects.get(state="sent").kind == "trial-private"
    assert deliver(limit=1) == {"sent": 1}
    assert set(Message.objects.filter(state="sent").values_list("kind", flat=True)) == {"trial-private", "trial-essential"}


def test_more_than_a_batch_goes_in_one_run():
    queue_messages([outgoing(f"k{n:03}") for n in range(60)])
    assert deliver(limit=55) == {"sent": 55}
    assert deliver() == {"sent": 5}
    assert DeliveredMail.objects.count() == 60


def test_what_no_longer_holds_is_cancelled():
    message = queue(kind="trial-truth", context={"holds": False})
    assert deliver() == {"cancelled": 1}
    message.refresh_from_db()
    assert message.smtp_reply == "What it tells of no longer holds."
    assert not DeliveredMail.objects.exists()


def test_what_is_of_no_use_any_more_expires():
    queue("late", not_after=NOW - timedelta(days=365))
    queue("in time", not_after=NOW + timedelta(days=3650))
    assert deliver() == {"expired": 1, "sent": 1}
    assert Message.objects.get(state="expired").attempts == 0


def test_a_suppressed_address_gets_nothing():
    SuppressedAddress.objects.create(address="Reader@Example.com", reason="bounced")
    queue()
    assert deliver() == {"cancelled": 1}
    assert "suppression" in Message.objects.get().smtp_reply


def test_what_was_switched_off_after_it_was_written_is_not_sent():
    user = UserFactory()
    queue(kind="trial-optional", user=user)
    queue("essential", user=user)
    switch_off(user=user, kind="trial-optional", now=NOW)
    assert deliver() == {"cancelled": 1, "sent": 1}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"template": "trial/email/broken"}, "no_such_library"),
        ({"template": "trial/email/nowhere"}, "TemplateDoesNotExist"),
        ({"template": "trial/email/empty"}, "The subject is empty."),
        ({"address": "nobody"}, "no address"),
        ({"address": "한글@example.com"}, "no address"),
        ({"address": "a@b.kr, c@d.kr"}, "no address"),
        ({"kind": "trial-raises"}, "ZeroDivisionError"),
        ({"attachments": [{"kind": "no-such"}]}, "no-such"),
        ({"attachments": [{"kind": "trial-gone"}]}, "not there any more"),
    ],
)
def test_one_bad_row_fails_with_its_reason_and_blocks_nobody(fields, reason):
    bad = queue("a bad one", **fields)
    queue("good")
    assert deliver() == {"failed": 1, "sent": 1}
    bad.refresh_from_db()
    assert reason in bad.smtp_reply
    assert deliver() == {}


def test_an_unknown_kind_fails():
    queue()
    Message.objects.update(kind="retired-kind")
    assert deliver() == {"failed": 1}


def test_a_calendar_entry_is_a_form_of_the_body_and_a_file():
    queue(attachments=[{"kind": "trial-calendar"}, {"kind": "trial-file"}])
    deliver()
    mail = delivered()
    shape = [(part.get_content_type(), part.get_filename()) for part in mail.walk()]
    assert shape == [
        ("multipart/mixed", None),
        ("multipart/alternative", None),
        ("text/plain", None),
        ("text/html", None),
        ("text/calendar", None),
        ("application/ics", "초대.ics"),
        ("application/pdf", "a.pdf"),
    ]
    calendar, ics, pdf = list(mail.walk())[4:]
    assert dict(calendar["Content-Type"].params) == {"method": "REQUEST", "charset": "utf-8"}
    assert calendar.get_payload(decode=True) == CALENDAR
    assert ics.get_payload(decode=True) == CALENDAR
    assert pdf.get_payload(decode=True) == b"%PDF-1.7\xff"


@pytest.mark.parametrize(
    "line_break", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x1f", "\x85", "\u2028", "\u2029"]
)
def test_a_title_cannot_add_a_header(line_break):
    message = queue(context={"title": f"Hello{line_break}Bcc: all@example.com", "name": f"Kim{line_break}Garam"})
    assert deliver() == {"sent": 1}
    message.refresh_from_db()
    assert message.subject == "Hello Bcc: all@example.com"
    mail = delivered()
    assert mail["Subject"] == "Hello Bcc: all@example.com"
    assert mail["Bcc"] is None


def test_a_very_long_title_is_cut_in_the_subject():
    queue(context={"title": "가" * 1000, "name": ""})
    deliver()
    assert delivered()["Subject"].strip() == "가" * 299 + "…"


def test_private_messages_are_wiped_once_sent():
    user = UserFactory()
    message = queue(kind="trial-private", user=user, context={"title": "Your code 123456", "name": "Kim"})
    deliver()
    message.refresh_from_db()
    assert (message.state, message.context, message.subject) == ("sent", {}, "")
    assert message.wiped_at
    assert delivered()["Subject"] == "Your code 123456"


def test_private_messages_are_wiped_when_they_end_unsent():
    queue("expired", kind="trial-private", not_after=NOW - timedelta(days=365))
    queue("failed", kind="trial-private", template="trial/email/nowhere")
    assert deliver() == {"expired": 1, "failed": 1}
    queue("swept", kind="trial-private", not_after=NOW - timedelta(days=365))
    assert sweep() == {"expired": 1}
    assert list(Message.objects.values_list("context", flat=True)) == [{}, {}, {}]
    assert not Message.objects.filter(wiped_at=None).exists()


def held(state, ago, **fields):
    message = queue(state, **fields)
    Message.objects.filter(pk=message.pk).update(
        state=state,
        claim_token=uuid.uuid4(),
        claimed_at=Now() - ago,
        smtp_started_at=Now() - ago if state == "sending" else None,
    )
    return message


def test_the_sweeper_queues_stale_claims_and_doubts_stale_sendings():
    held("claimed", timedelta(minutes=4))
    held("sending", timedelta(minutes=7))
    assert sweep() == {"queued": 1, "uncertain": 1}
    assert dict(Message.objects.values_list("key", "state")) == {"claimed": "queued", "sending": "uncertain"}
    assert deliver() == {"sent": 1}
    assert dict(Message.objects.values_list("key", "state")) == {"claimed": "sent", "sending": "uncertain"}


def test_the_sweeper_leaves_the_living_alone():
    held("claimed", timedelta(minutes=2))
    held("sending", timedelta(minutes=5))
    assert sweep() == {}
    assert dict(Message.objects.values_list("key", "state")) == {"claimed": "claimed", "sending": "sending"}


def test_a_claim_that_was_taken_back_is_not_sent(monkeypatch):
    """The sweeper, or staff, got between the claim and the hand-over."""
    from council.messaging.services import preparing

    queue()
    real = preparing.build_mail

    def build_and_lose(message):
        Message.objects.update(state="queued", claim_token=None)
        return real(message)

    monkeypatch.setattr(preparing, "build_mail", build_and_lose)
    assert deliver(limit=1) == {"lost": 1}
    assert not DeliveredMail.objects.exists()


def test_every_mail_is_seven_bits_and_short_lines():
    """Whatever relay it meets (RFC 5322: 998 octets a line)."""
    queue(context={"title": "가" * 280, "name": "나 " * 2000}, attachments=[{"kind": "trial-calendar"}])
    deliver()
    source = bytes(DeliveredMail.objects.get().source)
    assert source.isascii()
    assert max(len(line) for line in source.split(b"\r\n")) <= 998
    assert b"\n" not in source.replace(b"\r\n", b"")
