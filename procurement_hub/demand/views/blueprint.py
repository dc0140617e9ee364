"""Where the pages of demand hang."""

from flask import Blueprint

blueprint = Blueprint("demand", __name__, url_prefix="/demand-rounds")
