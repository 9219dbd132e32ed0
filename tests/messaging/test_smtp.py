"""What is known after each way in which a relay can end a conversation."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from council.messaging import transport
from council.messaging.models import Message
from council.messaging.services import deliver
from council.messaging.services.delivery import BACK_OFF
from tests.messaging.smtp import DROP, HANG, TAKE_AND_DROP, Relay
from tests.messaging.trial import queue

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def relay(settings):
    with Relay() as relay:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", relay.port, 5
        yield relay


def at(phase, reply, only=""):
    """An answer that differs from the usual at `phase`, for arguments that hold `only`."""
    return lambda asked, argument: reply if asked == phase and only in argument else None


def test_one_connection_carries_all(relay):
    for n in range(30):
        queue(f"k{n:02}")
    assert deliver() == {"sent": 30}
    assert relay.connections == 1
    assert sorted(relay.message_ids) == sorted(Message.objects.values_list("message_id", flat=True))
    assert set(Message.objects.values_list("state", "smtp_reply", "attempts")) == {("sent", "250 taken", 1)}


def test_lines_that_begin_with_a_dot_arrive(relay, monkeypatch):
    from council.messaging import rendering

    # Base64 never begins a line with a dot: send seven bits as they are.
    monkeypatch.setattr(rendering, "UTF_8", "ascii")
    queue(context={"title": "Hello", "name": "\n.\n..dots\n"}, template="trial/email/note")
    assert deliver() == {"sent": 1}
    assert b"\r\n.\r\n..dots\r\n" in relay.taken[0]


@pytest.mark.parametrize("phase", ["mail", "rcpt", "data", "end"])
@pytest.mark.parametrize(
    ("reply", "state"), [("451 4.3.0 try later", "queued"), ("452 full", "queued"), ("550 5.1.1 no such person", "failed")]
)
def test_a_refusal_is_for_now_or_for_good(relay, phase, reply, state):
    relay.answer = at(phase, reply)
    queue()
    assert deliver() == {state: 1}
    message = Message.objects.get()
    what = {"mail": "The sender", "rcpt": "The recipient"}.get(phase, "The mail")
    assert message.smtp_reply == f"{what} was refused: {reply}"
    assert (message.attempts, message.claim_token) == (1, None)
    assert not relay.taken
    assert deliver() == {}


def test_a_refused_recipient_does_not_disturb_the_next(relay):
    relay.answer = at("rcpt", "550 no such person", only="bad@")
    for n, address in enumerate(["a@example.com", "bad@example.com", "c@example.com"]):
        queue(f"k{n}", address=address)
    assert deliver() == {"sent": 2, "failed": 1}
    assert relay.connections == 1
    assert len(relay.taken) == 2


def test_what_was_refused_for_now_is_tried_again_with_growing_pauses(relay):
    relay.answer = at("rcpt", "451 busy")
    message = queue()
    for attempt, pause in enumerate(BACK_OFF, start=1):
        assert deliver() == {"queued": 1}
        waiting = Message.objects.filter(next_try_at__gt=Now() + pause - timedelta(seconds=30), next_try_at__lte=Now() + pause)
        assert waiting.get().attempts == attempt
        Message.objects.update(next_try_at=Now())
    assert deliver() == {"failed": 1}
    message.refresh_from_db()
    assert message.attempts == len(BACK_OFF) + 1


def test_it_goes_when_the_relay_is_ready_again(relay):
    relay.answer = at("end", "451 busy")
    queue()
    deliver()
    relay.answer = lambda phase, argument: None
    Message.objects.update(next_try_at=Now())
    assert deliver() == {"sent": 1}
    assert len(relay.taken) == 1


@pytest.mark.parametrize("phase", ["mail", "rcpt", "data"])
def test_a_connection_that_breaks_before_the_mail_leaves_it_queued(relay, phase):
    relay.answer = at(phase, DROP)
    queue()
    assert deliver() == {"queued": 1}
    assert not relay.taken
    assert Message.objects.get().attempts == 1


@pytest.mark.parametrize("ending", [DROP, TAKE_AND_DROP])
def test_a_connection_that_breaks_after_the_mail_leaves_doubt_and_is_never_retried(relay, ending):
    relay.answer = at("end", ending)
    queue()
    assert deliver() == {"uncertain": 1}
    message = Message.objects.get()
    assert "SMTPServerDisconnected" in message.smtp_reply
    relay.answer = lambda phase, argument: None
    Message.objects.update(next_try_at=Now())
    assert deliver() == {}
    assert len(relay.taken) == (1 if ending == TAKE_AND_DROP else 0)


@pytest.mark.parametrize(("phase", "state"), [("mail", "queued"), ("data", "queued"), ("end", "uncertain")])
def test_a_relay_that_hangs(relay, settings, phase, state):
    settings.EMAIL_TIMEOUT = 0.2
    relay.answer = at(phase, HANG)
    queue()
    assert deliver() == {state: 1}


def test_after_a_broken_connection_the_rest_goes_over_a_new_one(relay):
    relay.answer = at("end", TAKE_AND_DROP, only="To: b@example.com")
    for n, address in enumerate(["a@example.com", "b@example.com", "c@example.com"]):
        queue(f"k{n}", address=address)
    assert deliver() == {"sent": 2, "uncertain": 1}
    assert relay.connections == 2


def test_a_relay_that_closes_while_nothing_is_sent_is_found_out_before_the_next(relay, monkeypatch):
    """421 to NOOP: reconnect, nothing is counted as an attempt that failed."""
    monkeypatch.setattr(transport, "IDLE_SECONDS", 0)
    relay.answer = lambda phase, argument: "421 enough" if phase == "noop" else None
    for n in range(3):
        queue(f"k{n}")
    assert deliver() == {"sent": 3}
    assert relay.connections == 3
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.parametrize("phase", ["mail", "rcpt", "data"])
@pytest.mark.parametrize("ending", ["421 enough for one connection", DROP])
def test_a_relay_that_closes_after_so_many_mails_gets_the_next_over_a_new_connection(relay, phase, ending):
    """Nothing of the mail had been handed over: no attempt failed, no NOOP was needed to know."""
    carried = []

    def answer(asked, argument):
        carried.append(asked)
        if asked == phase and carried.count("end") - ends_before(carried) >= 2:
            return ending
        return None

    def ends_before(asked):
        """How many mails were taken before the last connection was opened."""
        return asked[: len(asked) - asked[::-1].index("connect")].count("end")

    relay.answer = answer
    for n in range(7):
        queue(f"k{n}")
    assert deliver() == {"sent": 7}
    assert relay.connections == 4
    assert "noop" not in relay.phases
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}
    assert len(set(relay.message_ids)) == 7


@pytest.mark.parametrize("greeting", ["421 busy", "554 no", DROP])
def test_no_connection_leaves_all_queued_and_counts_nothing(relay, greeting):
    relay.answer = at("connect", greeting)
    for n in range(30):
        queue(f"k{n:02}")
    assert deliver() == {"queued": 25}
    assert set(Message.objects.values_list("state", "attempts", "claim_token")) == {("queued", 0, None)}
    assert Message.objects.filter(next_try_at__gt=Now()).count() == 25
    assert relay.connections == 1


def test_an_absent_relay(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    queue()
    assert deliver() == {"queued": 1}
    assert "refused" in Message.objects.get().smtp_reply


@pytest.mark.parametrize("count", [1, 3])
def test_an_answer_that_comes_after_the_sweeper_knows_better(relay, monkeypatch, count):
    """The sweeper called it uncertain while the relay was still thinking."""
    real = transport.SmtpTransport.send

    def sweep_meanwhile(self, mail, source):
        reply = real(self, mail, source)
        Message.objects.filter(state="sending").update(state="uncertain")
        return reply

    monkeypatch.setattr(transport.SmtpTransport, "send", sweep_meanwhile)
    for n in range(count):
        queue(f"k{n}")
    assert deliver() == {"sent": count}
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
