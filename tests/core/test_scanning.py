"""Files are shown to ClamAV by its own protocol, and whatever goes wrong there is said to be no scan."""

import socket
import struct
import threading
from datetime import UTC, datetime

import pytest

from procurement_hub.core.scanning import NOT_SCANNED, ClamAV, NoScanner, Outcome, Verdict, scanner_at

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
NOON = datetime(2026, 6, 24, 15, tzinfo=UTC)


class Daemon:
    """A clamd that knows one virus. `most` is the length of stream that it allows."""

    def __init__(self, family, address, most=10_000_000, mute=False):
        self.most, self.mute, self.seen = most, mute, []
        self.server = socket.socket(family, socket.SOCK_STREAM)
        self.server.bind(address)
        self.server.listen()
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with connection:
                self.answer(connection)

    def answer(self, connection):
        reader = connection.makefile("rb")
        assert reader.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack(">I", reader.read(4))[0]:
            content += reader.read(length)
            if len(content) > self.most:
                connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.seen.append(content)
        if not self.mute:
            found = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
            connection.sendall(b"stream: " + found + b"\0")

    def stop(self):
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.thread.join(5)


@pytest.fixture
def daemon():
    running = Daemon(socket.AF_INET, ("127.0.0.1", 0), most=1_000_000)
    yield running
    running.stop()


@pytest.fixture
def scanner(daemon):
    return ClamAV(f"tcp://127.0.0.1:{daemon.server.getsockname()[1]}")


def test_a_clean_file_goes_through_as_it_is(daemon, scanner):
    pieces = [b"one", b"", b"two" * 200_000]
    assert scanner.scan(pieces).outcome is Outcome.CLEAN
    assert daemon.seen == [b"".join(pieces)]


def test_a_virus_is_found_though_it_lies_across_two_pieces(scanner):
    verdict = scanner.scan([b"before" + EICAR[:20], EICAR[20:] + b"after"])
    assert verdict == Verdict(Outcome.INFECTED, "Eicar-Test-Signature")


def test_a_scanner_at_a_unix_socket(tmp_path):
    daemon = Daemon(socket.AF_UNIX, str(tmp_path / "clamd"))
    assert ClamAV(f"unix://{tmp_path}/clamd").scan([EICAR]).outcome is Outcome.INFECTED
    daemon.stop()


def test_a_file_that_is_too_large_for_the_scanner_is_not_scanned_but_read_to_the_end(scanner):
    read = []

    def pieces():
        for number in range(40):
            read.append(number)
            yield bytes(100_000)

    assert scanner.scan(pieces()) == NOT_SCANNED
    assert len(read) == 40


def test_a_scanner_that_hangs_up_has_not_scanned():
    daemon = Daemon(socket.AF_INET, ("127.0.0.1", 0), mute=True)
    scanner = ClamAV(f"tcp://127.0.0.1:{daemon.server.getsockname()[1]}")
    assert scanner.scan([b"letter"]) == NOT_SCANNED
    daemon.stop()


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd"])
def test_a_scanner_that_cannot_be_reached_has_not_scanned(url):
    pieces = iter([b"one", b"two"])
    assert ClamAV(url).scan(pieces) == NOT_SCANNED
    assert list(pieces) == []


def test_where_no_scanner_is_configured_nothing_is_scanned():
    pieces = iter([b"one"])
    assert isinstance(scanner_at(None), NoScanner)
    assert scanner_at("").scan(pieces) == NOT_SCANNED
    assert list(pieces) == []


@pytest.mark.parametrize("url", ["clamav.example:3310", "http://clamav.example", "unix:", "tcp://"])
def test_an_address_that_is_none_is_refused_at_the_start(url):
    with pytest.raises(ValueError, match="CLAMAV_URL"):
        scanner_at(url)


def test_what_the_scanner_said_is_said_with_the_moment():
    assert Verdict(Outcome.CLEAN).words(NOON) == "no virus found (ClamAV, 24 June 2026 at 4pm)"
    assert Verdict(Outcome.INFECTED, "Eicar").words(NOON) == "virus found: Eicar"
    assert NOT_SCANNED.words(NOON) == "not scanned for viruses"
