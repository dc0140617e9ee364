"""Pages for what went wrong: which status, and a sentence that says what to do."""

import logging

from flask import Flask, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from procurement_hub.core.errors import DomainError

log = logging.getLogger(__name__)

PAGES = {
    400: (
        "There is a problem with the request",
        "What your browser sent could not be read. Go back, check it, and send it again.",
    ),
    401: ("Sign in first", "You need to sign in to see this page."),
    403: ("You may not do this", "Your role does not allow it."),
    404: (
        "Page not found",
        "If you typed the address, check it. If you followed a link, the record may not be yours to see.",
    ),
    405: ("This cannot be done from here", "Go back to the page you came from and use the button there."),
    413: (
        "The file is too big",
        "A file can be up to 20MB, and everything sent at once up to 25MB. Nothing has been saved: go back, "
        "choose a smaller file and send the form again.",
    ),
    422: ("This cannot be done now", "Nothing has been changed."),
    429: ("Too many tries", "Wait a few minutes, then try again."),
    500: (
        "Sorry, there is a problem with the service",
        "Nothing has been saved. Try again in a few minutes. The fault has been noted.",
    ),
    503: (
        "Sorry, the service is busy",
        "Nothing has been saved. Wait a minute, then reload this page to send it again.",
    ),
}
WITHOUT_DATABASE = frozenset({500, 503})


def page(status: int, sentence: str | None = None, headers=None):
    """The page for a status. For our own faults it asks nothing of the database."""
    heading, usual = PAGES.get(status, PAGES[500 if status >= 500 else 400])
    body = render_template(
        "errors/page.html", heading=heading, sentence=sentence or usual, bare=status in WITHOUT_DATABASE
    )
    return body, status, headers or {}


def install(app: Flask) -> None:
    app.register_error_handler(DomainError, refused)
    app.register_error_handler(HTTPException, failed)
    app.register_error_handler(OperationalError, database_unavailable)
    app.register_error_handler(500, broken)


def refused(refusal: DomainError):
    return page(refusal.status, refusal.sentence)


def failed(error: HTTPException):
    if error.code is None or error.code < 400:
        return error
    allowed = {"Allow": ", ".join(error.valid_methods)} if getattr(error, "valid_methods", None) else None
    return page(error.code, headers=allowed)


def database_unavailable(error: OperationalError):
    log.error("the database did not answer %s %s", request.method, request.path, exc_info=error)
    return page(503, headers={"Retry-After": "60"})


def broken(error: Exception):
    return page(500)
