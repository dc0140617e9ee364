"""Words, addresses, passwords and files."""

import re

from markupsafe import Markup
from werkzeug.datastructures import FileStorage

from procurement_hub.core.files import StoredFile
from procurement_hub.web.fields.asking import Field, component
from procurement_hub.web.uploads import ACCEPTED, keep

EMAIL = re.compile(
    r"[^@\s,;<>()\"']{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE
)


class TextField(Field):
    """One line. `data` is trimmed; an empty answer is ""."""

    empty = ""
    kind = "text"

    def __init__(self, label: str, *, max_length: int = 300, width: str = "", spellcheck=None, **kwargs):
        super().__init__(label, **kwargs)
        self.max_length = max_length
        self.width = width
        self.spellcheck = spellcheck

    def read(self, text: str) -> str:
        text = " ".join(text.split())
        if len(text) > self.max_length:
            raise ValueError(f"{self.noun} must be {self.max_length:,} characters or fewer")
        return text

    def draw(self, *, value: str | None = None, **kwargs) -> Markup:
        params = self.surround(**kwargs)
        classes = [self.classes, f"govuk-input--width-{self.width}" if self.width else ""]
        params |= {"value": self.text if value is None else value, "type": self.kind}
        params["classes"] = " ".join(filter(None, classes))
        if self.autocomplete:
            params["autocomplete"] = self.autocomplete
        if self.spellcheck is not None:
            params["spellcheck"] = self.spellcheck
        return component("input", params)


class EmailField(TextField):
    """An e-mail address, in small letters."""

    kind = "email"

    def __init__(self, label: str, *, autocomplete: str = "email", **kwargs):
        kwargs = {"max_length": 254, "spellcheck": False, **kwargs}
        super().__init__(label, autocomplete=autocomplete, **kwargs)

    def read(self, text: str) -> str:
        address = super().read(text).lower()
        if not EMAIL.fullmatch(address):
            raise ValueError("Enter an e-mail address in the correct format, like name@example.gov.uk")
        return address


class PasswordField(Field):
    """A password. It is never trimmed and never sent back to the page."""

    empty = ""

    def __init__(self, label: str, *, autocomplete: str = "current-password", **kwargs):
        super().__init__(label, autocomplete=autocomplete, **kwargs)

    def process_formdata(self, valuelist: list) -> None:
        self.data = valuelist[0][:1024] if valuelist and isinstance(valuelist[0], str) else ""

    def draw(self, **kwargs) -> Markup:
        params = self.surround(**kwargs) | {"autocomplete": self.autocomplete}
        return component("password-input", params)


class TextAreaField(Field):
    """Several lines. `data` is trimmed; an empty answer is ""."""

    empty = ""

    def __init__(self, label: str, *, rows: int = 5, max_length: int = 20_000, **kwargs):
        super().__init__(label, **kwargs)
        self.rows = rows
        self.max_length = max_length

    def read(self, text: str) -> str:
        if len(text) > self.max_length:
            raise ValueError(f"{self.noun} must be {self.max_length:,} characters or fewer")
        return text

    def draw(self, **kwargs) -> Markup:
        # an HTML parser drops one line end after <textarea>, so a leading one must not be there
        params = self.surround(**kwargs) | {"rows": self.rows, "value": self.text.lstrip("\r\n")}
        return component("textarea", params | {"classes": self.classes})


class UploadField(Field):
    """A file. `data` is the file sent, or None; `store()` puts it in the store."""

    verb = "Choose"

    def __init__(self, label: str, *, accept: str = ",".join(ACCEPTED), **kwargs):
        super().__init__(label, **kwargs)
        self.accept = accept

    def process_formdata(self, valuelist: list) -> None:
        sent = [value for value in valuelist if isinstance(value, FileStorage) and value.filename]
        self.data = sent[0] if sent else None

    def store(self) -> StoredFile:
        """Keep the file's bytes. Raises Invalid, for this field, when its kind or size is refused."""
        return keep(self.data, field=self.name)

    def draw(self, **kwargs) -> Markup:
        params = self.surround(**kwargs) | {"attributes": {"accept": self.accept}}
        return component("file-upload", params)
