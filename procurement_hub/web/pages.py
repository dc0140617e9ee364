"""Pages that belong to the service itself: health, accessibility, privacy, cookies."""

from flask import Blueprint, render_template
from sqlalchemy import text

from procurement_hub.core.database import db
from procurement_hub.web.access import access

blueprint = Blueprint("pages", __name__)


@blueprint.route("/healthz")
@access.public
def healthz():
    """200 when this process can reach the database, and the 503 page when it cannot."""
    db.session.execute(text("SELECT 1"))
    return "ok", {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}


@blueprint.route("/accessibility-statement")
@access.public
def accessibility_statement():
    return render_template("pages/accessibility_statement.html")


@blueprint.route("/privacy")
@access.public
def privacy():
    return render_template("pages/privacy.html")


@blueprint.route("/security")
@access.public
def security():
    """What sealing protects against, and what not."""
    return render_template("pages/security.html")


@blueprint.route("/cookies")
@access.public
def cookies():
    return render_template("pages/cookies.html")
