"""A browser as far as signing in and filling in a form goes: cookies, and the form's hidden fields."""

import http.client
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from procurement_hub.bench.figures import Void


class Browser:
    """Somebody's own visit to the server on that port."""

    def __init__(self, port: int):
        self.port = port
        self.cookies: dict[str, str] = {}

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def open(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """The status and the page of a GET, or of a POST when there is a form."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie} if self.cookies else {}
        if form is None:
            connection.request("GET", path, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", path, urlencode(form), headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        for header in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        connection.close()
        return answer.status, page

    def hidden_fields(self, path: str) -> dict[str, str]:
        """The hidden fields of the page's main form: its token, and its single-use key if it has one."""
        status, page = self.open(path)
        if status != 200:
            raise Void(f"{path} answered {status}: {page[:400]}")
        return _HiddenFields.of(page)

    def sign_in(self, email: str, password: str) -> None:
        """Through the form, as anybody does."""
        form = self.hidden_fields("/account/sign-in")
        status, page = self.open("/account/sign-in", {**form, "email": email, "password": password})
        if status != 302:
            raise Void(f"{email} could not sign in ({status}): {page[:400]}")


class _HiddenFields(HTMLParser):
    def __init__(self):
        super().__init__()
        self.in_main, self.fields = False, {}

    @classmethod
    def of(cls, page: str) -> dict[str, str]:
        parser = cls()
        parser.feed(page)
        return parser.fields

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "main":
            self.in_main = True
        elif self.in_main and tag == "input" and given.get("type") == "hidden":
            self.fields.setdefault(given["name"], given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self.in_main = False
