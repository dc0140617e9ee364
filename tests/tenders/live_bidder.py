"""A bidder of the demonstration at a running service, over plain HTTP and over a bare socket."""

import http.client
import os
import pathlib
import re
import signal
import socket
import time
from urllib.parse import urlsplit

from tests.tenders.tus import CHUNK_TYPE, metadata

TENDER, LOT = 2, 2
PATIENCE = 60  # seconds


class LiveBidder:
    def __init__(self, address: str, name: str):
        self.host = urlsplit(address).netloc
        self.cookie = ""
        self.uploads = f"/tenders/{TENDER}/bid/{LOT}/uploads"
        form = re.search(
            rf'action="([^"]+)">\s*<input[^>]* name="csrf_token" value="([^"]+)">\s*<button[^>]*>{name}',
            self.ask("GET", "/account/sign-in")[2].decode(),
        )
        body = f"csrf_token={form[2]}"
        self.ask("POST", form[1], body, {"Content-Type": "application/x-www-form-urlencoded"})
        page = self.ask("GET", f"/tenders/{TENDER}/bid/{LOT}/answers/Q1")[2].decode()
        self.token = re.search('name="csrf_token" value="([^"]+)"', page)[1]

    def ask(self, method, path, body=b"", headers=()):
        """Status, headers and body of one request on a connection of its own."""
        connection = http.client.HTTPConnection(self.host, timeout=30)
        try:
            connection.request(method, path, body, dict(headers) | {"Cookie": self.cookie})
            answer = connection.getresponse()
            if sent := answer.getheader("Set-Cookie"):
                self.cookie = sent.partition(";")[0]
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    @property
    def tus(self) -> dict[str, str]:
        return {"Tus-Resumable": "1.0.0", "X-CSRFToken": self.token}

    def begin(self, size: int, name="Method.pdf") -> str:
        about = metadata(filename=name, question="Q1")
        sent = {"Upload-Length": str(size), "Upload-Metadata": about}
        status, headers, body = self.ask("POST", self.uploads, headers=self.tus | sent)
        assert status == 201, body
        return headers["Location"]

    def patch(self, place, offset, data):
        sent = {"Upload-Offset": str(offset), "Content-Type": CHUNK_TYPE}
        return self.ask("PATCH", place, data, self.tus | sent)

    def offset(self, place) -> int:
        """How far the file is, asked until the service answers."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                status, headers, _ = self.ask("HEAD", place, headers=self.tus)
                if status == 200:
                    return int(headers["Upload-Offset"])
            except (OSError, http.client.HTTPException):
                pass
            assert time.monotonic() < until, "the service does not answer"
            time.sleep(0.1)

    def break_off(self, place, offset, data, sent: int) -> None:
        """Announce a whole chunk, send only so many bytes of it and hang up."""
        head = {"Host": self.host, "Cookie": self.cookie, "Content-Length": str(len(data))}
        head |= self.tus | {"Upload-Offset": str(offset), "Content-Type": CHUNK_TYPE}
        lines = [f"PATCH {place} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        host, _, port = self.host.partition(":")
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall("\r\n".join(lines).encode() + data[:sent])


def workers(var: pathlib.Path) -> list[int]:
    """The processes that answer requests of the service whose data folder this is."""
    mark = f"HUB_VAR={var}".encode()
    ours = {}
    for process in pathlib.Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                if mark in (process / "environ").read_bytes().split(b"\0"):
                    command = (process / "cmdline").read_bytes().split(b"\0")
                    parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
                    ours[int(process.name)] = (parent, b"jobs" in command)
            except OSError:
                continue  # it has ended meanwhile
    return [pid for pid, (parent, jobs) in ours.items() if parent in ours and not jobs]


def kill_workers(var: pathlib.Path) -> None:
    """As the machine's own memory killer would: at once, with no chance to tidy up."""
    for worker in workers(var):
        os.kill(worker, signal.SIGKILL)
