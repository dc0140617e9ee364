"""The commands of `python3 -m procurement_hub`, once everything that they need is installed."""

import json
import os
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import click
from alembic.runtime.migration import MigrationContext
from flask import Flask, current_app
from flask_migrate import upgrade
from flask_security import hash_password
from sqlalchemy import select

from procurement_hub import demonstration, worked_examples
from procurement_hub.accounts import passwords
from procurement_hub.accounts import services as accounts
from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.reference import import_authorities, read_authorities
from procurement_hub.bench.command import bench
from procurement_hub.catalogue import reference
from procurement_hub.core import audit
from procurement_hub.core.database import db, utcnow
from procurement_hub.core.errors import DomainError
from procurement_hub.core.keys import KeyRing, ring
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import ledger
from procurement_hub.scenario.books import differences, read_books
from procurement_hub.scenario.cast import NotEmpty
from procurement_hub.scenario.player import play, read
from procurement_hub.statements.importing import import_layout, read_layout
from procurement_hub.statements.pack.heads import NotAPack, heads_in
from procurement_hub.tenders.services.rotating import rewrap_keys as wrap_anew


def register(app: Flask) -> None:
    for command in (
        setup,
        migrate,
        scenario,
        check_examples,
        bench,
        create_administrator,
        import_cpv,
        import_authorities_command,
        import_units,
        import_layout_command,
        verify_audit,
        recompute,
        rewrap_keys,
    ):
        app.cli.add_command(command)


def say(step: str) -> None:
    """One log line with the seconds since the command was typed."""
    started = float(os.environ.get("HUB_STARTED") or time.time())
    print(f"[{time.time() - started:5.1f}s] {step}", file=sys.stderr, flush=True)


def is_new() -> bool:
    """Whether no migration has ever run on this database."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() is None


def wants_demonstration() -> bool:
    """A new embedded database is made as the demonstration; any other only when asked.

    HUB_DEMONSTRATION=yes asks for it, "people" for its people alone, "no" leaves it out."""
    asked = os.environ.get("HUB_DEMONSTRATION", "").lower()
    return asked in ("yes", "people") or (asked != "no" and is_embedded())


def is_embedded() -> bool:
    """Whether the database is the one that lies in the data folder when none is named."""
    beside = Path(current_app.config["VAR"]).absolute() / "hub.db"
    return current_app.config["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{beside}"


@click.command("setup")
def setup():
    """Bring the database up to date; a new one becomes the demonstration where that is wanted."""
    new = is_new()
    say("bringing the database up to date")
    upgrade()
    if not new or not wants_demonstration():
        return
    say("playing the demonstration into the new database")
    people_only = os.environ.get("HUB_DEMONSTRATION", "").lower() == "people"
    if surprises := demonstration.make(now=utcnow(), people_only=people_only):
        raise click.ClickException("\n".join(map(str, surprises)))


@click.command("migrate")
def migrate():
    """Bring the database to the newest revision."""
    upgrade()
    say("the database is at the newest revision")


@click.command("scenario")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Compare the books with expected.json; exit 1 on a difference.")
def scenario(folder: Path, check: bool):
    """Play a scenario folder on an empty database and print what the books say.

    Without a DATABASE_URL of your own the database is a throw-away SQLite file; with one it is
    that database, which must be empty and is kept."""
    if not is_embedded():
        sys.exit(_play_folder(folder, check))
    from procurement_hub import create_app

    with tempfile.TemporaryDirectory(prefix="procurement-hub-") as throw_away:
        other = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{throw_away}/hub.db", "VAR": throw_away})
        with other.app_context():
            code = _play_folder(folder, check)
            db.session.remove()
            db.engine.dispose()
    sys.exit(code)


def _play_folder(folder: Path, check: bool) -> int:
    upgrade()
    cast, events = read(folder)
    say(f"playing {len(events)} acts on {db.engine.dialect.name}")
    try:
        surprises = play(cast, events, opening=datetime.fromisoformat(events[0]["at"]))
    except NotEmpty as refusal:
        raise click.ClickException(str(refusal)) from None
    books = read_books()
    print(json.dumps(books, indent=1, ensure_ascii=False))
    for surprise in surprises:
        print(surprise, file=sys.stderr)
    if not check:
        return 1 if surprises else 0
    found = differences(json.loads((folder / "expected.json").read_text(encoding="utf-8")), books)
    for line in found:
        print(line, file=sys.stderr)
    say(f"{len(surprises)} acts went otherwise, {len(found)} differences in the books")
    return 1 if surprises or found else 0


@click.command("check-examples")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_examples(file: Path):
    """Compute a file of worked examples with the platform's own functions; exit 1 on a difference."""
    result = worked_examples.check(file)
    for line in result.lines():
        print(line)
    sys.exit(1 if result.failed else 0)


@click.command("create-administrator")
@click.argument("email")
@click.argument("name")
@click.option("--organisation", "organisation_name", required=True, help="The centre's name.")
@click.option("--code", required=True, help="The centre's short code, such as SECE.")
@click.password_option(help="At least 12 characters.")
def create_administrator(email: str, name: str, organisation_name: str, code: str, password: str):
    """Make the first administrator, and their centre of excellence if it is not there yet."""
    try:
        passwords.check(password, name=name, email=email)
        with transaction():
            accounts.create_administrator(
                now=utcnow(),
                email=email,
                name=name,
                organisation_code=code,
                organisation_name=organisation_name,
                password_hash=hash_password(password),
            )
    except DomainError as refusal:
        raise click.ClickException(refusal.sentence) from None
    print(f"{name} may now sign in as {email} and add people for {organisation_name}.")


def _import(file: Path, reader, importer, noun: str) -> None:
    try:
        rows = reader(file)
        with transaction():
            importer(rows)
    except (DomainError, ValueError, KeyError) as refusal:
        raise click.ClickException(f"{file}: {refusal}") from None
    print(f"{len(rows):,} {noun} imported.")


FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.command("import-cpv")
@FILE
def import_cpv(file: Path):
    """Load the Common Procurement Vocabulary from a JSON file of code and title."""
    _import(file, reference.read_cpv, reference.import_cpv, "CPV codes")


@click.command("import-authorities")
@FILE
def import_authorities_command(file: Path):
    """Load the English authorities, with GSS code and region, from a CSV file."""
    _import(file, read_authorities, import_authorities, "English authorities")


@click.command("import-units")
@FILE
def import_units(file: Path):
    """Load UN/ECE Recommendation 20 units of measure from a JSON file."""
    _import(file, reference.read_units, reference.import_units, "units of measure")


@click.command("import-layout")
@FILE
def import_layout_command(file: Path):
    """Add a form of statement, or a new version of one, from a JSON file."""
    try:
        described = read_layout(file)
        with transaction():
            layout = import_layout(described)
    except (DomainError, ValueError, KeyError) as refusal:
        raise click.ClickException(f"{file}: {refusal}") from None
    print(f"{layout.code}, version {layout.version}: holds from {layout.first_year}.")


@click.command("verify-audit")
@click.option(
    "--pack",
    "packs",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An evidence pack made earlier: the chains must still hold where they stood then.",
)
def verify_audit(packs: tuple[Path, ...]):
    """Check every hash chain of the audit trail; name the first broken event of each and exit 1.

    Nothing in the database can show that a whole chain was taken out of it together with its head, or
    written anew. An evidence pack that somebody else keeps can: it says where each chain stood."""
    broken = list(audit.verify(db.session))
    for pack in packs:
        try:
            broken += audit.not_as_it_stood(db.session, heads_in(pack))
        except NotAPack as refusal:
            raise click.ClickException(f"{pack}: {refusal}") from None
    for event in broken:
        where = f"event {event.event_id}" if event.event_id else "the end"
        print(f"Chain {event.chain}, position {event.position} ({where}): {event.why}.")
    if broken:
        sys.exit(1)
    print("The audit trail is whole.")


@click.command("recompute")
@click.option("--year", "financial_year", type=int, help="One financial year, by the year it begins in.")
@click.option("--council", "code", help="One council, by its code.")
def recompute(financial_year: int | None, code: str | None):
    """Work every ledger entry out again, and the roll-up from the entries; exit 1 on a difference.

    Each entry follows from its stored working by the edition of the method that made it. Nothing is
    changed."""
    council_id = None
    if code is not None:
        council_id = db.session.scalar(select(Organisation.id).where(Organisation.code == code))
        if council_id is None:
            raise click.ClickException(f"There is no organisation {code}.")
    names = dict(db.session.execute(select(Organisation.id, Organisation.code)).all())
    years = ledger.years_kept(council_id, financial_year)
    wrong = 0
    for council, year in years:
        for found in ledger.recompute(council, year):
            wrong += 1
            where = f"entry {found.entry_id}" if found.entry_id else "roll-up"
            print(
                f"{names[council]} {year}, item {found.item_id}, framework {found.framework_id}, {where}: "
                f"{found.column} is {found.stored} and works out at {found.worked_out}"
            )
    print(f"{len(years):,} years of councils worked out again: {wrong:,} differences.")
    if wrong:
        sys.exit(1)


@click.command("rewrap-keys")
def rewrap_keys():
    """Wrap every key under the newest of SEALING_KEYS; say which older secrets can go.

    Do it after putting a new secret in front. Nothing changes for bidders: tokens, drafts, sealed bids
    and receipts stay as they are. It can be done at any time, and again."""
    with transaction():
        rotation = wrap_anew(now=utcnow())
    done = ", ".join(f"{count:,} {kind}" for kind, count in rotation.rewrapped.items() if count)
    print(f"Wrapped anew under {ring().newest.hex()}: {done or 'nothing, everything was'}.")
    session_key = KeyRing([current_app.config["SECRET_KEY"]]).newest
    for name in ring().key_ids[1:]:
        keep = ", but keep SECRET_KEY: it signs sessions" if name == session_key else ""
        print(f"{name.hex()}: nothing here needs it any more{keep}. Copies from before today do.")
    for name, needed in rotation.missing.items():
        what = ", ".join(f"{count:,} {kind}" for kind, count in needed.items())
        print(f"{name} is missing and still needed for {what}: add it back, last.", file=sys.stderr)
    if rotation.missing:
        sys.exit(1)
