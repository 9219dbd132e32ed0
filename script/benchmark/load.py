"""An HTTP client that costs little beside what it measures: one thread, kept connections, requests made beforehand."""

from __future__ import annotations

import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

LONGEST = 30.0


@dataclass
class Answer:
    """One answer: its status, its head and its body."""

    status: int
    head: bytes
    body: bytes


@dataclass
class Result:
    """What came of a run."""

    elapsed: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.latencies)

    @property
    def per_second(self) -> float:
        return self.count / self.elapsed if self.elapsed else 0.0

    def percentile(self, share: float) -> float:
        """The latency, in seconds, within which `share` (0–1) of the requests were answered."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


class Connection:
    """One kept connection with one request under way."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = self._connect()
        self.received = b""
        self.started = 0.0
        self.tag: object = None

    def _connect(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=LONGEST)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def send(self, request: bytes, tag: object) -> None:
        self.received, self.tag, self.started = b"", tag, time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> Answer | None:
        """The answer, when all of it is there. Raises `ConnectionError` where the server hung up in the middle of it."""
        part = self.socket.recv(262144)
        if not part:
            raise ConnectionError("The server closed the connection in the middle of an answer.")
        self.received += part
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found or len(body) < content_length(head):
            return None
        return Answer(int(head[9:12]), head, body)


def content_length(head: bytes) -> int:
    """How long the body is; every answer of the portal says so."""
    for line in head.split(b"\r\n"):
        if line[:15].lower() == b"content-length:":
            return int(line[15:])
    return 0


def run(
    port: int,
    requests: Iterator[tuple[object, bytes]],
    *,
    clients: int,
    seconds: float = float("inf"),
    then: Callable[[object, Answer], None] = lambda tag, answer: None,
) -> Result:
    """Send `requests` (each with a tag of the caller's) over `clients` connections, each as soon as the last was answered,
    until there are no more or `seconds` have passed. `then` is called with each tag and answer."""
    result = Result()
    waiting = selectors.DefaultSelector()
    began = time.perf_counter()
    under_way = 0

    def give(connection: Connection) -> bool:
        following = next(requests, None) if time.perf_counter() - began < seconds else None
        if following is not None:
            tag, request = following
            connection.send(request, tag)
        return following is not None

    connections = [Connection(port) for _ in range(clients)]
    began = time.perf_counter()
    for connection in connections:
        if give(connection):
            waiting.register(connection.socket, selectors.EVENT_READ, connection)
            under_way += 1
    while under_way:
        ready = waiting.select(LONGEST)
        if not ready:
            raise TimeoutError(f"Nothing was answered for {LONGEST:.0f} seconds.")
        for key, _events in ready:
            connection = key.data
            answer = connection.receive()
            if answer is None:
                continue
            result.latencies.append(time.perf_counter() - connection.started)
            result.statuses[answer.status] += 1
            then(connection.tag, answer)
            if b"\r\nconnection: close" in answer.head.lower():
                waiting.unregister(connection.socket)
                connection.socket.close()
                connection.socket = connection._connect()
                waiting.register(connection.socket, selectors.EVENT_READ, connection)
            if not give(connection):
                waiting.unregister(connection.socket)
                under_way -= 1
    result.elapsed = time.perf_counter() - began
    for connection in connections:
        connection.socket.close()
    waiting.close()
    return result


def get(path: str, host: str, cookies: str = "") -> bytes:
    """A GET request as a browser sends it."""
    return request("GET", path, host, cookies)


def post(path: str, host: str, cookies: str, body: bytes) -> bytes:
    """A POST request of a form."""
    extra = f"Origin: http://{host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    return request("POST", path, host, cookies, extra) + body


def request(method: str, path: str, host: str, cookies: str, extra: str = "") -> bytes:
    """The head of a request."""
    cookie = f"Cookie: {cookies}\r\n" if cookies else ""
    return (
        f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: script/bench\r\nAccept: text/html\r\n"
        f"Accept-Language: en\r\n{cookie}{extra}\r\n"
    ).encode()
