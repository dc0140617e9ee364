"""The blueprint that every page of this area hangs on."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
