"""Where the pages of exclusions hang."""

from flask import Blueprint

blueprint = Blueprint("exclusions", __name__, url_prefix="/exclusions")
