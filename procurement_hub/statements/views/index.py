"""Every statement that a council's years can be stated on: its state, and by when it is due."""

from flask import render_template

from procurement_hub.accounts.permissions import Permission
from procurement_hub.savings import queries as books
from procurement_hub.statements import reporting
from procurement_hub.statements.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.session import actor, now


@blueprint.route("/")
@access(Permission.READ_GAINS)
def index():
    lines = reporting.lines_of(council_id=books.reader_council(actor()), now=now())
    return render_template("statements/index.html", lines=lines)
