"""How a mail leaves: over one kept connection to the relay, with an answer that says what is known afterwards.

Django's SMTP back end opens the connection (TLS, log-in, time-out from the settings); the dialogue is ours, because only who
speaks it knows whether a broken connection broke before or after the mail was handed over.
"""

import re
import smtplib
import time
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Any, Protocol

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.db import DatabaseError

from council.messaging.cleaning import clean_line
from council.messaging.mailbox import MailboxBackend
from council.messaging.mime import header_address

REPLY_LENGTH = 500
# A relay that took a mail so lately needs no NOOP before the next.
IDLE_SECONDS = 1.0
SERVICE_CLOSING = 421


class RelayUnavailableError(Exception):
    """No connection to the relay; nothing was handed over."""


class Outcome(Enum):
    """What is known after handing a mail over."""

    SENT = "sent"
    # Not sent, and worth another try.
    RETRY = "retry"
    # Not sent, and another try would end the same.
    REFUSED = "refused"
    # Nobody knows but the relay.
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class Reply:
    """The outcome, and what the relay said."""

    outcome: Outcome
    text: str


class Transport(Protocol):
    """One kept connection."""

    def is_open(self) -> bool:
        """Whether the relay answered so lately that it is still there."""

    def open(self) -> None:
        """Make sure that there is a connection. Raises `RelayUnavailableError`."""

    def send(self, mail: EmailMessage, source: bytes) -> Reply:
        """Hand `mail` over, which travels as `source`. Never raises for what the relay does."""

    def close(self) -> None: ...


def open_transport() -> "KeptTransport":
    """The transport that the settings name (`EMAIL_BACKEND`), closed at the end of a `with`."""
    backend = get_connection()
    if isinstance(backend, SmtpBackend):
        return KeptTransport(SmtpTransport(backend))
    return KeptTransport(BackendTransport(backend))


class KeptTransport:
    """Closes the transport whatever happens."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def __enter__(self) -> Transport:
        return self._transport

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._transport.close()


class BackendTransport:
    """Any other back end of Django's: the mailbox, or what a developer chose."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def is_open(self) -> bool:
        return False

    def open(self) -> None:
        try:
            self._backend.open()
        except OSError as error:
            raise RelayUnavailableError(describe(error)) from error

    def send(self, mail: EmailMessage, source: bytes) -> Reply:
        try:
            self._backend.send_messages([mail])
        except DatabaseError as error:
            if not isinstance(self._backend, MailboxBackend):
                raise
            # The mailbox takes all or nothing.
            return Reply(Outcome.RETRY, describe(error))
        except Exception as error:
            # Whatever a back end raises, the queue goes on.
            return Reply(Outcome.UNCERTAIN, describe(error))
        return Reply(Outcome.SENT, "")

    def close(self) -> None:
        self._backend.close()


class SmtpTransport:
    """A conversation with an SMTP relay (RFC 5321)."""

    def __init__(self, backend: SmtpBackend) -> None:
        self._backend = backend
        self._heard_at = -IDLE_SECONDS
        self._is_used = False

    def is_open(self) -> bool:
        return self._backend.connection is not None and time.monotonic() < self._heard_at + IDLE_SECONDS

    def open(self) -> None:
        if self.is_open():
            return
        if self._backend.connection is not None and not self._is_alive():
            self._drop()
        try:
            self._backend.open()
        except (OSError, UnicodeError) as error:
            self._drop()
            raise RelayUnavailableError(describe(error)) from error
        self._heard_at = time.monotonic()

    def send(self, mail: EmailMessage, source: bytes) -> Reply:
        sender, *recipients = (header_address(address) for address in (mail.from_email, *mail.recipients()))
        try:
            refused = self._announce_anew(sender, recipients) if self._is_used else self._announce(sender, recipients)
        except OSError as error:
            # Nothing of the mail has left us. (Every exception of smtplib is an OSError.)
            self._drop()
            return Reply(Outcome.RETRY, describe(error))
        return refused or self._hand_over(source)

    def _announce_anew(self, sender: str, recipients: list[str]) -> Reply | None:
        """`_announce` over a connection that has carried mails: relays close one after so many, so what ends there before the
        mail was handed over begins again over a new one."""
        try:
            refused = self._announce(sender, recipients)
            if refused is None or self._backend.connection is not None:
                return refused
        except OSError:
            self._drop()
        self._backend.open()
        return self._announce(sender, recipients)

    def close(self) -> None:
        try:
            self._backend.close()
        except OSError:
            self._drop()

    def _announce(self, sender: str, recipients: list[str]) -> Reply | None:
        """The dialogue up to “start mail input”; the reply that ended it earlier, or None."""
        relay = self._relay()
        relay.ehlo_or_helo_if_needed()
        code, text = relay.mail(sender)
        if code != 250:
            return self._refused("The sender", code, text)
        for recipient in recipients:
            code, text = relay.rcpt(recipient)
            if code not in (250, 251):
                return self._refused("The recipient", code, text)
        code, text = relay.docmd("DATA")
        return None if code == 354 else self._refused("The mail", code, text)

    def _hand_over(self, source: bytes) -> Reply:
        """Send the mail itself. From its first byte on a broken connection leaves us in doubt."""
        relay = self._relay()
        body = re.sub(rb"(?m)^\.", b"..", source)
        ending = b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n"
        try:
            relay.send(body + ending)
            code, text = relay.getreply()
        except OSError as error:
            self._drop()
            return Reply(Outcome.UNCERTAIN, describe(error))
        if 200 <= code < 300:
            self._heard_at, self._is_used = time.monotonic(), True
            return Reply(Outcome.SENT, answer(code, text))
        if 400 <= code < 600:
            return self._refused("The mail", code, text)
        self._drop()
        return Reply(Outcome.UNCERTAIN, answer(code, text))

    def _refused(self, what: str, code: int, text: bytes) -> Reply:
        """A refusal: for good (5xx) or for now. The connection is made ready for the next mail."""
        try:
            if code == SERVICE_CLOSING or self._relay().rset()[0] != 250:
                self._drop()
        except OSError:
            self._drop()
        outcome = Outcome.REFUSED if 500 <= code < 600 else Outcome.RETRY
        return Reply(outcome, clean_line(f"{what} was refused: {answer(code, text)}", REPLY_LENGTH))

    def _relay(self) -> smtplib.SMTP:
        if self._backend.connection is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        relay: smtplib.SMTP = self._backend.connection
        return relay

    def _is_alive(self) -> bool:
        try:
            return self._relay().noop()[0] == 250
        except OSError:
            return False

    def _drop(self) -> None:
        """Forget the connection without a word (a QUIT might wait for an answer)."""
        backend: Any = self._backend
        for relay in (backend.connection, backend._partial_connection):
            if relay is not None:
                relay.close()
        backend.connection = backend._partial_connection = None
        self._is_used = False


def answer(code: int, text: bytes) -> str:
    """A relay's answer in one line."""
    return clean_line(f"{code} {text.decode(errors='replace')}", REPLY_LENGTH)


def describe(error: BaseException) -> str:
    """An error in one line."""
    return clean_line(f"{type(error).__name__}: {error}", REPLY_LENGTH)
