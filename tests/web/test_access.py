"""Every view says who may open it, and holds to it."""

import pytest
from flask import Blueprint

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.web.access import PUBLIC, UndeclaredAccess, access, refuse_undeclared
from tests.makers import actor_for, make_organisation, make_person, visitor


@pytest.fixture
def app(own_app):
    """Each test of this file has an application of its own, to change."""
    return own_app


def test_a_view_that_declares_nothing_stops_the_start(app):
    app.view_functions["market.silent"] = lambda: "open to all"
    with pytest.raises(UndeclaredAccess, match=r"market\.silent"):
        refuse_undeclared(app)


def test_access_takes_permissions_and_nothing_else():
    for nonsense in ((), ("bid",), (None,)):
        with pytest.raises(UndeclaredAccess):
            access(*nonsense)


def test_what_a_view_declares_can_be_read(app):
    assert app.view_functions["pages.healthz"].access == PUBLIC
    assert app.view_functions["accounts.people"].access == frozenset({Permission.ADMINISTER})


@pytest.fixture
def market(app):
    """A page that a bidder or a buyer may open."""
    blueprint = Blueprint("market", __name__)

    @blueprint.route("/market", methods=["GET", "POST"])
    @access(Permission.BID, Permission.PLACE_ORDER)
    def show():
        return "welcome"

    app._got_first_request = False
    app.register_blueprint(blueprint)


def test_any_of_the_permissions_is_enough(app, market):
    assert visitor(app, [Role.BUYER]).get("/market").text == "welcome"
    assert visitor(app, [Role.BIDDER], make_organisation(Kind.SUPPLIER)).get("/market").text == "welcome"


def test_a_role_without_permission_gets_a_page_that_says_who_may(app, market):
    answer = visitor(app, [Role.AUDITOR], make_organisation(name="Slough")).get("/market")
    assert answer.status_code == 403
    assert "You may not bid as Slough. That is for the bidder of a supplier." in answer.text


def test_nobody_reads_a_page_before_signing_in(client, market):
    answer = client.get("/market?lot=2")
    assert answer.status_code == 302
    assert answer.location == "/account/sign-in?next=/market?lot%3D2"


def test_a_form_sent_after_the_session_ended_is_not_thrown_away(client, market):
    answer = client.post("/market", data={"note": "long and thoughtful"})
    assert answer.status_code == 401
    assert "nothing that you typed is lost" in answer.text


def test_a_role_that_the_kind_of_organisation_cannot_give_counts_for_nothing(app, market):
    assert visitor(app, [Role.BIDDER]).get("/market").status_code == 403


def test_the_table_gives_each_permission_to_somebody(app):
    for permission in Permission:
        holders = [
            (kind, role)
            for kind in Kind
            for role in Role
            if may(actor_for(make_person([role], make_organisation(kind))), permission)
        ]
        assert holders, permission
