"""Where the pages hang: orders, and the walk, which lies under the gains that it explains."""

from flask import Blueprint

blueprint = Blueprint("calloffs", __name__, url_prefix="/orders")
walk_blueprint = Blueprint("walk", __name__, url_prefix="/gains")
