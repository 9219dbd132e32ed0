"""A relay on loopback that answers as a test wants: 451, 550, silence, or a connection that breaks at any moment."""

import socketserver
import threading
from collections.abc import Callable
from email import message_from_bytes, policy

# Instead of a reply: close the connection without a word.
DROP = "drop"
# Say nothing until the other side gives up.
HANG = "hang"
# At the end of the mail: take it, then close without an answer.
TAKE_AND_DROP = "take and drop"

GOOD = {
    "connect": "220 relay",
    "ehlo": "250 relay",
    "mail": "250 ok",
    "rcpt": "250 ok",
    "data": "354 go on",
    "end": "250 taken",
}
GOOD |= {"rset": "250 ok", "noop": "250 ok", "quit": "221 bye"}


class DroppedError(Exception):
    """The connection is closed."""


class Relay:
    """`with Relay() as relay:` … `relay.port`; `relay.answer(phase, argument)` may be replaced: it returns a reply, one of the
    words above, or None for the usual. `relay.taken` are the mails that it took, `relay.phases` what it was asked."""

    def __init__(self, answer: Callable[[str, str], str | None] = lambda phase, argument: None) -> None:
        self.answer = answer
        self.taken: list[bytes] = []
        self.phases: list[str] = []
        self.connections = 0
        self._stopping = threading.Event()

    def __enter__(self) -> "Relay":
        relay = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                Conversation(relay, self.rfile, self.wfile).run()

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            block_on_close = False

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def message_ids(self) -> list[str]:
        """The Message-IDs of what was taken, in order."""
        return [message_from_bytes(mail, policy=policy.default)["Message-ID"] for mail in self.taken]

    def wait(self) -> None:
        """Until the test is over, or for a while."""
        self._stopping.wait(10)


class Conversation:
    """One connection."""

    def __init__(self, relay: Relay, reader, writer) -> None:
        self.relay, self.reader, self.writer = relay, reader, writer

    def run(self) -> None:
        self.relay.connections += 1
        try:
            self.reply("connect", "")
            while line := self.reader.readline():
                word, _, argument = line.decode().strip().partition(" ")
                phase = "ehlo" if word.upper() in ("EHLO", "HELO") else word.lower()
                self.reply(phase, argument)
                if phase == "quit":
                    return
                if phase == "data" and self.last.startswith("354"):
                    self.take()
        except (DroppedError, OSError):
            return

    def reply(self, phase: str, argument: str) -> None:
        self.relay.phases.append(phase)
        self.last = self.relay.answer(phase, argument) or GOOD.get(phase, "502 what?")
        if self.last == HANG:
            self.relay.wait()
        if self.last in (HANG, DROP):
            raise DroppedError
        self.writer.write(self.last.encode() + b"\r\n")

    def take(self) -> None:
        lines: list[bytes] = []
        while (line := self.reader.readline()) != b".\r\n":
            if not line:
                raise DroppedError
            lines.append(line.removeprefix(b"."))
        mail = b"".join(lines)
        self.relay.phases.append("body")
        answer = self.relay.answer("end", mail.decode()) or GOOD["end"]
        if answer == TAKE_AND_DROP or answer.startswith("2"):
            self.relay.taken.append(mail)
        if answer == HANG:
            self.relay.wait()
        if answer in (HANG, DROP, TAKE_AND_DROP):
            raise DroppedError
        self.writer.write(answer.encode() + b"\r\n")
