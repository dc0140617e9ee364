"""Where the pages of an evaluation hang."""

from flask import Blueprint

blueprint = Blueprint("evaluation", __name__, url_prefix="/evaluations")
