"""A tus client of a few lines, and files to send with it."""

import base64
import io
import zipfile

from tests.tenders.visiting import lot_url

PDF = b"%PDF-1.7\n" + b"The method of delivery, page after page.\n" * 50
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
TUS = {"Tus-Resumable": "1.0.0"}
CHUNK_TYPE = "application/offset+octet-stream"


def pdf(size: int) -> bytes:
    """A PDF of so many bytes, no two parts of it the same."""
    filling = b"".join(b"%08d\n" % number for number in range(size // 9 + 1))
    return (b"%PDF-1.7\n" + filling)[:size]


def workbook() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as parts:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            parts.writestr(name, "<x/>" * 1000)
    return held.getvalue()


def metadata(**about: str) -> str:
    return ",".join(f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in about.items())


def begin(scene, client, size, name="Method.pdf", code="Q1", **headers):
    sent = {"Upload-Length": str(size), "Upload-Metadata": metadata(filename=name, question=code)}
    return client.post(lot_url(scene, "/uploads"), headers=TUS | sent | headers)


def patch(client, place, offset, data, **headers):
    sent = {"Upload-Offset": str(offset), "Content-Type": CHUNK_TYPE}
    return client.patch(place, data=data, headers=TUS | sent | headers)


def head(client, place):
    return client.head(place, headers=TUS)


def send(scene, client, content=PDF, name="Method.pdf", code="Q1", pieces=2):
    """The whole file in so many pieces; the answer to the last."""
    place = begin(scene, client, len(content), name, code).headers["Location"]
    step = -(-len(content) // pieces)
    for start in range(0, len(content), step):
        answer = patch(client, place, start, content[start : start + step])
        assert answer.status_code == 204, answer.text
    return answer
