"""The blueprint that the pages of tenders hang on."""

from flask import Blueprint

blueprint = Blueprint("tenders", __name__, url_prefix="/tenders")
