import hashlib
import http.client
import io
import zipfile

import obstore
import pytest
from moto.server import ThreadedMotoServer

from procurement_hub.core.errors import NotFound
from procurement_hub.core.files import (
    ALLOWED,
    LARGEST,
    FileDamaged,
    FileStore,
    FileTooLarge,
    FileTypeNotAllowed,
    media_type_of,
)

LETTER = b"Dear supplier, the council thanks you for your tender."


@pytest.fixture(scope="module")
def s3_options():
    """What it takes to reach an S3 server on this machine, which has one bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    connection = http.client.HTTPConnection(host, port)
    connection.request("PUT", "/documents")
    assert connection.getresponse().status == 200
    connection.close()
    yield {
        "endpoint": f"http://{host}:{port}",
        "region": "us-east-1",
        "access_key_id": "test",
        "secret_access_key": "test",
        "client_options": {"allow_http": True},
    }
    server.stop()


@pytest.fixture(params=["folder", "memory", "s3"])
def store(request, tmp_path):
    if request.param == "folder":
        return FileStore.open(str(tmp_path / "files"))
    if request.param == "memory":
        return FileStore.open("memory:///")
    return FileStore.open("s3://documents/evidence", **request.getfixturevalue("s3_options"))


def damage(store, key, content):
    obstore.put(store._store, key, content, mode="overwrite")


def office_file(part, *more):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as parts:
        for name in ("[Content_Types].xml", part, *more):
            parts.writestr(name, "<x/>")
    return held.getvalue()


def test_a_file_comes_back_as_it_was_put(store):
    stored = store.put(LETTER, media_type="text/plain")
    assert stored.sha256 == hashlib.sha256(LETTER).hexdigest()
    assert (stored.size, stored.media_type) == (len(LETTER), "text/plain")
    assert store.get(stored.key) == LETTER


def test_the_same_content_again_is_the_same_file(store):
    first = store.put(LETTER + b"again", media_type="text/plain")
    assert store.put(io.BytesIO(LETTER + b"again"), media_type="text/plain") == first


def test_another_content_is_another_file(store):
    one, other = (store.put(LETTER + end, media_type="text/plain") for end in (b"1", b"2"))
    assert one.key != other.key


def test_an_empty_file_can_be_kept(store):
    assert store.get(store.put(b"", media_type="text/plain").key) == b""


def test_a_large_file_is_streamed_in_pieces(store):
    content = bytes(range(256)) * 8192
    pieces = list(store.stream(store.put(content, media_type="text/plain").key))
    assert b"".join(pieces) == content


def test_a_file_that_is_not_there_is_not_found(store):
    with pytest.raises(NotFound):
        store.stream(f"ab/{'ab' * 32}")


def test_a_damaged_file_never_arrives_whole(store):
    stored = store.put(LETTER + b"damaged", media_type="text/plain")
    damage(store, stored.key, b"something else")
    with pytest.raises(FileDamaged):
        store.get(stored.key)
    received = b""
    with pytest.raises(FileDamaged):
        for piece in store.stream(stored.key):
            received += piece
    assert received != b"something else"


def test_putting_what_was_damaged_is_noticed_and_overwrites_nothing(store):
    stored = store.put(LETTER + b"kept", media_type="text/plain")
    damage(store, stored.key, b"something else")
    with pytest.raises(FileDamaged):
        store.put(LETTER + b"kept", media_type="text/plain")


def test_a_file_over_the_limit_is_refused_before_it_is_read_whole(store):
    class Endless(io.RawIOBase):
        def read(self, size=-1):
            assert 0 < size <= LARGEST + 1
            return bytes(size)

    with pytest.raises(FileTooLarge, match="20MB"):
        store.put(Endless(), media_type="text/plain")


def test_files_in_a_folder_survive_a_restart(tmp_path):
    stored = FileStore.open(str(tmp_path / "kept")).put(LETTER, media_type="text/plain")
    assert FileStore.open(f"file://{tmp_path}/kept").get(stored.key) == LETTER


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("Method statement.PDF", b"%PDF-1.7 ...", "application/pdf"),
        ("photo.jpg", b"\xff\xd8\xff\xe0....", "image/jpeg"),
        ("photo.jpeg", b"\xff\xd8\xff\xe0....", "image/jpeg"),
        ("plan.png", b"\x89PNG\r\n\x1a\n....", "image/png"),
        ("prices.csv", "item,price\nPaper,£3.42\n".encode(), "text/csv"),
        ("prices.csv", "item,price\nPaper,£3.42\n".encode("cp1252"), "text/csv"),
        ("note.txt", "Caffè\u200b".encode(), "text/plain"),
        ("book.xlsx", office_file("xl/workbook.xml"), ALLOWED["xlsx"][0]),
        ("letter.docx", office_file("word/document.xml"), ALLOWED["docx"][0]),
    ],
)
def test_allowed_types_are_known_by_name_and_content(name, content, media_type):
    assert media_type_of(name, content) == media_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.pdf", b"MZ\x90\x00"),
        ("letter.pdf.exe", b"%PDF-1.7"),
        ("letter", b"%PDF-1.7"),
        ("page.html", b"<script>alert(1)</script>"),
        ("picture.svg", b"<svg/>"),
        ("photo.png", b"\xff\xd8\xff\xe0"),
        ("prices.csv", b"\x00\x01\x02"),
        ("book.xlsx", office_file("word/document.xml")),
        ("book.xlsx", office_file("xl/workbook.xml", "xl/vbaProject.bin")),
        ("book.xlsx", b"PK\x03\x04 torn off"),
        ("letter.docx", b"%PDF-1.7"),
        ("empty.txt", b""),
    ],
)
def test_a_wrong_name_or_a_wrong_content_is_refused(name, content):
    with pytest.raises(FileTypeNotAllowed) as refused:
        media_type_of(name, content, field="evidence")
    assert refused.value.field == "evidence"


def test_an_upload_over_the_limit_is_refused_with_the_limit():
    with pytest.raises(FileTooLarge, match="smaller than 1MB"):
        media_type_of("note.txt", b"x" * (1024 * 1024 + 1), largest=1024 * 1024)


def test_a_piece_lies_under_its_own_key_until_its_folder_is_dropped(store):
    store.keep_piece("sealed/ab/one", b"first")
    store.keep_piece("sealed/ab/one", b"second")
    store.keep_piece("sealed/ab/two", b"third")
    store.keep_piece("sealed/abc/two", b"another folder's")
    assert store.piece("sealed/ab/one") == b"second"
    store.drop_pieces("sealed/ab")
    store.drop_pieces("sealed/ab")
    with pytest.raises(NotFound):
        store.piece("sealed/ab/two")
    assert store.piece("sealed/abc/two") == b"another folder's"
    store.drop_piece("sealed/abc/two")
    with pytest.raises(NotFound):
        store.piece("sealed/abc/two")


def test_a_piece_in_a_folder_is_on_the_disk_before_it_counts(tmp_path, monkeypatch):
    written = []
    monkeypatch.setattr("os.fsync", lambda descriptor: written.append(descriptor))
    FileStore.open(str(tmp_path / "files")).keep_piece("sealed/ab/one", b"first")
    assert len(written) == 4  # the piece, and the three folders that lead to it
