"""Procurement Hub: the platform that councils buy through together.

Nothing third-party is imported here, so that `python3 -m procurement_hub`
can set up a machine on which nothing is installed yet.
"""


def create_app(config: dict | None = None):
    """The Flask application; raises UndeclaredAccess when a view declares no access."""
    from procurement_hub.application import build

    return build(config or {})
