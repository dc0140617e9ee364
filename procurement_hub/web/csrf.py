"""A net under every form: a request that changes something commits only with a valid token.

Each form checks its own token and keeps what was typed when the token is stale. Should a view
forget its form, its transaction fails here instead of obeying another site."""

from flask import current_app, g, has_request_context, request
from flask_wtf.csrf import validate_csrf
from sqlalchemy import event
from wtforms import ValidationError

from procurement_hub.core.database import db

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Unverified(RuntimeError):
    """A view changed something without checking its form's token."""


@event.listens_for(db.session, "before_commit")
def _refuse_unverified(_session) -> None:
    if not has_request_context() or request.method in SAFE:
        return
    if current_app.config["WTF_CSRF_ENABLED"] and not g.get("csrf_valid", False):
        raise Unverified(f"{request.endpoint} would commit without a valid token")


def sent_by_our_page() -> bool:
    """Whether a script's request carries the token of the page that sent it, in X-CSRFToken."""
    if current_app.config["WTF_CSRF_ENABLED"]:
        try:
            validate_csrf(request.headers.get("X-CSRFToken"))
        except ValidationError:
            return False
    g.csrf_valid = True
    return True
