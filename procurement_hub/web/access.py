"""Who may open a view. Every view declares it, and `build` refuses one that does not.

    @blueprint.route("/new", methods=["GET", "POST"])
    @access(Permission.RUN_ROUND)
    def new(): ...

`function.access` tells what was declared: PUBLIC, SIGNED_IN or a frozenset of permissions, any of
which is enough."""

from collections.abc import Callable
from functools import wraps

from flask import Flask, redirect, render_template, request, url_for

from procurement_hub.accounts.permissions import Permission, may, require
from procurement_hub.web.session import actor_or_none

PUBLIC = "public"
SIGNED_IN = "signed in"
FRAMEWORK_VIEWS = frozenset({"static"})


class UndeclaredAccess(RuntimeError):
    """A view says nothing about who may open it."""


class Access:
    """The decorator `access`: of permissions, or as `access.public` or `access.signed_in`."""

    def __call__(self, *permissions: Permission) -> Callable:
        if not permissions or not all(isinstance(permission, Permission) for permission in permissions):
            raise UndeclaredAccess("access() takes one or more permissions")
        return lambda function: _guarded(function, frozenset(permissions), permissions[0])

    def public(self, function: Callable) -> Callable:
        function.access = PUBLIC
        return function

    def signed_in(self, function: Callable) -> Callable:
        return _guarded(function, SIGNED_IN, None)


access = Access()


def _guarded(function: Callable, declared, named: Permission | None) -> Callable:
    @wraps(function)
    def view(*args, **kwargs):
        someone = actor_or_none()
        if someone is None:
            return ask_to_sign_in()
        if named is not None and not any(may(someone, permission) for permission in declared):
            require(someone, named)
        return function(*args, **kwargs)

    view.access = declared
    return view


def ask_to_sign_in():
    """On to the sign-in page and back. Something typed is not thrown away: the person is told how
    to sign in beside this page and send it again."""
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    return render_template("errors/signed_out.html"), 401


def refuse_undeclared(app: Flask) -> None:
    """Raise UndeclaredAccess, naming the views, when any declares no access."""
    silent = [
        endpoint
        for endpoint, function in app.view_functions.items()
        if endpoint not in FRAMEWORK_VIEWS and not hasattr(function, "access")
    ]
    if silent:
        raise UndeclaredAccess("no access is declared for " + ", ".join(sorted(silent)))
