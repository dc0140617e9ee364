"""Where the pages of suppliers live."""

from flask import Blueprint

blueprint = Blueprint("suppliers", __name__, url_prefix="/suppliers")
