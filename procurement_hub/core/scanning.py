"""Asking ClamAV whether a file holds a virus (clamd's INSTREAM command, over TCP or a Unix socket).

The bytes go to the scanner as they are read, so nothing is put down anywhere unencrypted."""

import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from urllib.parse import urlsplit

from procurement_hub.core.calendar import format_date, format_time, uk_date

CONNECT_WITHIN = 5  # seconds
ANSWER_WITHIN = 120
AT_ONCE = 256 * 1024
PORT = 3310

_LENGTH = struct.Struct(">I")
_END = _LENGTH.pack(0)


class Outcome(Enum):
    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not scanned"


@dataclass(frozen=True)
class Verdict:
    """What the scanner said; `virus` is its name for what it found."""

    outcome: Outcome
    virus: str = ""

    def words(self, now: datetime) -> str:
        """As people read it beside the file: which scanner, and when."""
        if self.outcome is Outcome.CLEAN:
            return f"no virus found (ClamAV, {format_date(uk_date(now))} at {format_time(now)})"
        if self.outcome is Outcome.INFECTED:
            return f"virus found: {self.virus}"
        return "not scanned for viruses"


NOT_SCANNED = Verdict(Outcome.NOT_SCANNED)


class NoScanner:
    """Where no scanner is configured every file is said not to be scanned."""

    def scan(self, pieces: Iterable[bytes]) -> Verdict:
        for _ in pieces:
            pass
        return NOT_SCANNED


class ClamAV:
    """A ClamAV daemon at `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`."""

    def __init__(self, url: str):
        parts = urlsplit(url)
        if parts.scheme == "unix" and parts.path:
            self._family, self._address = socket.AF_UNIX, parts.path
        elif parts.scheme == "tcp" and parts.hostname:
            self._family, self._address = None, (parts.hostname, parts.port or PORT)
        else:
            raise ValueError("CLAMAV_URL must be tcp://host:3310 or unix:///path of the socket")

    def scan(self, pieces: Iterable[bytes]) -> Verdict:
        """Scan the file that the pieces make. They are read to the end whatever the scanner does.

        A scanner that cannot be reached, breaks off or refuses so large a file scans nothing."""
        pieces = iter(pieces)
        try:
            with self._connect() as connection:
                reply = self._ask(connection, pieces)
        except OSError:
            reply = ""
        for _ in pieces:
            pass
        return _verdict(reply)

    def _connect(self) -> socket.socket:
        if self._family is None:
            return socket.create_connection(self._address, timeout=CONNECT_WITHIN)
        connection = socket.socket(self._family, socket.SOCK_STREAM)
        connection.settimeout(CONNECT_WITHIN)
        try:
            connection.connect(self._address)
        except OSError:
            connection.close()
            raise
        return connection

    def _ask(self, connection: socket.socket, pieces: Iterable[bytes]) -> str:
        connection.settimeout(ANSWER_WITHIN)
        connection.sendall(b"zINSTREAM\0")
        for piece in pieces:
            for start in range(0, len(piece), AT_ONCE):
                part = piece[start : start + AT_ONCE]
                connection.sendall(_LENGTH.pack(len(part)) + part)
        connection.sendall(_END)
        reply = b""
        while b"\0" not in reply and (more := connection.recv(4096)):
            reply += more
        return reply.rstrip(b"\0").decode("utf-8", "replace")


def _verdict(reply: str) -> Verdict:
    """Of `stream: OK`, `stream: Win.Test.EICAR_HDB-1 FOUND`, or anything else, which is no scan."""
    said = reply.removeprefix("stream: ").strip()
    if said == "OK":
        return Verdict(Outcome.CLEAN)
    if said.endswith(" FOUND"):
        return Verdict(Outcome.INFECTED, said.removesuffix(" FOUND")[:60])
    return NOT_SCANNED


def scanner_at(url: str | None) -> ClamAV | NoScanner:
    return ClamAV(url) if url else NoScanner()
