"""An SMTP server on the loopback that takes every mail and forgets it; a process of its own. Prints its port.

With it as the relay nothing is measured but the sender. It offers no PIPELINING, so that nobody gains by it."""

from __future__ import annotations

import socket
import socketserver

ANSWERS = {b"MAIL": b"250 ok\r\n", b"RCPT": b"250 ok\r\n", b"RSET": b"250 ok\r\n", b"NOOP": b"250 ok\r\n"}
GREETING = b"250-sink\r\n250-8BITMIME\r\n250 SIZE 52428800\r\n"


class Conversation(socketserver.StreamRequestHandler):
    """One connection: RFC 5321 without any opinion."""

    def setup(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().setup()

    def handle(self) -> None:
        self.wfile.write(b"220 sink\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                self.wfile.write(b"250 taken\r\n")
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(GREETING if word in (b"EHLO", b"HELO") else ANSWERS.get(word, b"502 what?\r\n"))


class Sink(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    with Sink(("127.0.0.1", 0), Conversation) as sink:
        print(sink.server_address[1], flush=True)
        sink.serve_forever()
