"""Where the house is put together: the database, the web and every area's pages and commands."""

import os
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate

from procurement_hub import commands
from procurement_hub import models as models
from procurement_hub.accounts import views as accounts
from procurement_hub.approved_lists import duties as list_duties
from procurement_hub.approved_lists import views as approved_lists
from procurement_hub.approved_lists.queries.needs import places_that_need
from procurement_hub.calloffs import views as calloffs
from procurement_hub.core import keys
from procurement_hub.core.database import db, install_engine_hooks
from procurement_hub.dashboard import views as dashboard
from procurement_hub.demand import views as demand
from procurement_hub.evaluation import views as evaluation
from procurement_hub.exclusions import views as exclusions
from procurement_hub.frameworks import views as frameworks
from procurement_hub.pictures import views as pictures
from procurement_hub.savings import views as savings
from procurement_hub.statements import duties as statement_duties
from procurement_hub.statements import views as statements
from procurement_hub.suppliers import views as suppliers
from procurement_hub.suppliers.queries import affected
from procurement_hub.targets import views as targets
from procurement_hub.tenders import duties
from procurement_hub.tenders import views as tenders
from procurement_hub.tenders import work as tender_work
from procurement_hub.web import jobs
from procurement_hub.web.access import refuse_undeclared
from procurement_hub.web.installing import install

AREAS = [
    accounts.blueprint,
    exclusions.blueprint,
    suppliers.blueprint,
    approved_lists.blueprint,
    frameworks.blueprint,
    demand.blueprint,
    tenders.blueprint,
    tenders.health_blueprint,
    evaluation.blueprint,
    calloffs.blueprint,
    calloffs.walk_blueprint,
    calloffs.sharing_blueprint,
    savings.blueprint,
    targets.blueprint,
    statements.blueprint,
    pictures.blueprint,
    dashboard.blueprint,
]

WORK = {
    "invitation": accounts.send_invitation,
    "registration_link": suppliers.send_registration_link,
}
"""What is done in the background for each kind of outbox message that an area puts there."""

DUTIES = [
    suppliers.look_after_suppliers,
    *list_duties.EVERY_MINUTE,
    *statement_duties.EVERY_MINUTE,
]
"""What areas look after every minute."""

affected.SOURCES[:] = [places_that_need]

PACKAGE = Path(__file__).resolve().parent


def place(name: str) -> Path:
    """`templates`, `static` or `migrations`: inside an installed package, beside it in a checkout."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def database_at(url: str) -> str:
    """The address as hosting services write it, with the driver that we use named."""
    scheme, colon, rest = url.partition(":")
    return f"postgresql+psycopg{colon}{rest}" if scheme in ("postgres", "postgresql") else url


def build(config: dict) -> Flask:
    app = Flask(
        "procurement_hub", template_folder=str(place("templates")), static_folder=str(place("static"))
    )
    var = Path(config.get("VAR") or os.environ.get("HUB_VAR") or PACKAGE.parent / "var")
    app.config.update(
        VAR=var,
        SECRET_KEY=os.environ.get("SECRET_KEY"),
        SEALING_KEYS=os.environ.get("SEALING_KEYS", ""),
        SQLALCHEMY_DATABASE_URI=database_at(os.environ.get("DATABASE_URL") or f"sqlite:///{var / 'hub.db'}"),
    )
    app.config.update(config)
    keys.configure(keys.from_configuration(app.config["SEALING_KEYS"], app.config["SECRET_KEY"]))
    db.init_app(app)
    with app.app_context():
        install_engine_hooks(db.engine)
    install(app, config)
    for blueprint in AREAS:
        app.register_blueprint(blueprint)
    jobs.give(app, {}, duties.FIRST)  # a deadline may move: before anything else that happens at it
    jobs.give(app, WORK, DUTIES)
    jobs.give(app, tender_work.HANDLERS, tender_work.DUTIES)
    refuse_undeclared(app)
    jobs.give(app, {}, duties.EVERY_MINUTE)
    Migrate(app, db, directory=str(place("migrations")))
    commands.register(app)
    return app
