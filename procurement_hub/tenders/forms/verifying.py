"""What a visitor sends to have a receipt verified, and a file checked against it."""

import hashlib
import re

from procurement_hub.tenders.receipts import Signed
from procurement_hub.web.forms import HubForm, TextAreaField, TextField, UploadField

LONGEST_CODE = 1_000_000
LARGEST_RECEIPT = 5 * 1024 * 1024
"""Bytes. A receipt is far smaller."""

SHA256 = re.compile(r"[0-9a-fA-F]{64}")
PIECE = 1024 * 1024


class VerifyForm(HubForm):
    code = TextAreaField(
        "Its code",
        hint="Line breaks and spaces do not matter.",
        rows=6,
        max_length=LONGEST_CODE,
        optional=True,
    )
    receipt = UploadField(
        "Or its file",
        hint="The PDF or JSON file, as it was downloaded here.",
        accept=".pdf,.json,.txt",
        optional=True,
    )
    file = UploadField(
        "The file",
        hint="Its SHA-256 is worked out and the file is not kept. Up to 20MB.",
        accept="*/*",
        optional=True,
    )
    digest = TextField(
        "Or its SHA-256",
        hint="64 characters, for example from sha256sum or certutil -hashfile. For larger files.",
        max_length=200,
        spellcheck=False,
        optional=True,
    )

    def validate(self, extra_validators=None) -> bool:
        sound = super().validate(extra_validators)
        if not self.code.data and not self.receipt.data and not self.code.errors:
            self.code.errors = ["Paste the code of a receipt, or choose its file"]
            sound = False
        if self.digest.data and not SHA256.fullmatch(self.digest.data):
            self.digest.errors = ["A SHA-256 is 64 characters, each 0 to 9 or a to f"]
            sound = False
        return sound

    def signed(self) -> Signed | None:
        """The receipt that was sent, or None when what was sent is none."""
        if self.receipt.data:
            return Signed.from_file(self.receipt.data.stream.read(LARGEST_RECEIPT))
        return Signed.from_file(self.code.data.encode(errors="replace"))

    def asked_digest(self) -> str | None:
        """The SHA-256 to look for: of the file, piece by piece, or as typed; None when none is asked for."""
        if self.file.data:
            found = hashlib.sha256()
            while piece := self.file.data.stream.read(PIECE):
                found.update(piece)
            return found.hexdigest()
        return self.digest.data.lower() or None
