"""Where the pages hang: orders; the walk, under the gains that it explains; shared money, under its
framework."""

from flask import Blueprint

blueprint = Blueprint("calloffs", __name__, url_prefix="/orders")
walk_blueprint = Blueprint("walk", __name__, url_prefix="/gains")
sharing_blueprint = Blueprint("sharing", __name__, url_prefix="/frameworks")
