"""Eight browsers that never think: keep-alive connections on loopback, driven from one thread.

Plain sockets and prepared requests, so that the machine's time goes to the server and not to
its caller. An answer that is not the expected one ends the run.
"""

import re
import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from procurement_hub.bench.figures import Void

CONNECTIONS = 8
BARE_FACTOR = 8  # bare requests for each of ours, so that both sides' rounds last alike
PATIENCE = 60  # seconds without any answer

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Expected:
    """What a right answer is: its status, and words that its page (or redirection) holds."""

    status: int
    words: bytes = b""


HELLO = Expected(200, b"hello")


def get(path: str, cookie: str = "") -> bytes:
    return _request("GET", path, cookie)


def post(path: str, form: bytes, cookie: str = "") -> bytes:
    return _request("POST", path, cookie, form)


def _request(method: str, path: str, cookie: str, form: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Accept-Encoding: identity"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(form)}"]
    return "\r\n".join([*lines, "", ""]).encode() + form


def drive(port: int, connections: list[Callable[[], bytes]], count: int, expected: Expected) -> float:
    """Make `count` requests, each connection the next as soon as it is answered; requests a second.

    Every connection has its own maker of requests. Raises Void at the first unexpected answer."""
    selector = selectors.DefaultSelector()
    waiting = [_Connection(port, make) for make in connections]
    sent, answered = 0, 0
    try:
        for connection in waiting:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        began = time.perf_counter()
        for connection in waiting[:count]:
            connection.send()
            sent += 1
        while answered < count:
            ready = selector.select(PATIENCE)
            if not ready:
                raise Void(f"no answer within {PATIENCE} seconds")
            for key, _ in ready:
                connection = key.data
                if not connection.receive():
                    continue
                connection.judge(expected)
                answered += 1
                if sent < count:
                    connection.send()
                    sent += 1
        return count / (time.perf_counter() - began)
    finally:
        selector.close()
        for connection in waiting:
            connection.socket.close()


class _Connection:
    def __init__(self, port: int, make: Callable[[], bytes]):
        self.make = make
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.wanted: int | None = None

    def send(self) -> None:
        self.received, self.wanted = b"", None
        self.socket.sendall(self.make())

    def receive(self) -> bool:
        """Take in what has come; True when the answer is complete."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise Void(f"the server hung up: {self.received[:200]!r}")
        self.received += part
        if self.wanted is None and (end := self.received.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(self.received, 0, end)
            if length is None:
                raise Void("an answer does not say how long it is")
            self.wanted = end + 4 + int(length.group(1))
        return self.wanted is not None and len(self.received) >= self.wanted

    def judge(self, expected: Expected) -> None:
        status = int(self.received[9:12])
        if status != expected.status or expected.words not in self.received:
            page = self.received.decode(errors="replace")
            said = re.sub(r"<[^>]*>|\s+", " ", page.partition("<main")[2] or page)
            raise Void(f"{status} where {expected.status} was expected: {' '.join(said.split())[:600]}")
