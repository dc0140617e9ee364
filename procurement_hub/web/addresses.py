"""Addresses that no record can have are pages that are not there.

The keys of both databases are 64 bits wide, and neither takes a larger number to compare with;
PostgreSQL takes no text with a null in it."""

from flask import Flask, request
from werkzeug.routing import IntegerConverter, Map

from procurement_hub.core.errors import NotFound

LARGEST = 2**63 - 1
DIGITS = 19


class RecordNumber(IntegerConverter):
    """`<int:order_id>`, as far as a key can go."""

    regex = rf"\d{{1,{DIGITS}}}"

    def __init__(self, url_map: Map, *args, **kwargs):
        kwargs.setdefault("max", LARGEST)
        super().__init__(url_map, *args, **kwargs)


def install(app: Flask) -> None:
    app.url_map.converters["int"] = RecordNumber
    app.before_request(refuse_impossible)


def refuse_impossible() -> None:
    """Raise NotFound for a null anywhere, and for a number, such as ?after=…, beyond every key."""
    if "\0" in request.path or any("\0" in asked for asked in request.args.values()):
        raise NotFound()
    for asked in request.args.values():
        number = asked.strip().lstrip("+-")
        if number.isdecimal() and (len(number) > DIGITS or int(number) > LARGEST):
            raise NotFound()
