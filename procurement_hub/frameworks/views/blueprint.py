"""Where the pages of frameworks hang."""

from flask import Blueprint

blueprint = Blueprint("frameworks", __name__, url_prefix="/frameworks")
