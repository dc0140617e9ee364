"""Makes of every row a hundred, so that a page's cost can be compared at both sizes.

Clones keep their parents, so that an order gets a hundred lines and a round a hundred councils;
where a key must be unique, its last column moves on with the clone."""

from sqlalchemy import Date, Enum, String, UniqueConstraint
from sqlalchemy.engine import Connection
from sqlalchemy.schema import Table

STEP = 1_000_003
FORMS = {"statement_heading", "statement_layout", "layout_column", "layout_heading"}
ALONE = {"demonstration", "audit_chain", "approved_list_version", "base_exclusion", *FORMS}
"""One row is all there is; a clone of a list's criteria would be a newer version that asks nothing; a
hundred times what a base leaves out is more than the base; a cloned form has a hundred columns of each."""


def crowd(connection: Connection, tables: list[Table], copies: int = 99) -> None:
    """Clone every row of the SQLite database; foreign keys still hold afterwards."""
    run = connection.exec_driver_sql
    run("CREATE TEMP TABLE clone (n INTEGER PRIMARY KEY)")
    run("INSERT INTO clone VALUES " + ",".join(f"({n})" for n in range(1, copies + 1)))
    run("PRAGMA defer_foreign_keys=ON")
    for table in tables:
        if table.name in ALONE:
            continue
        moving = moving_columns(table)
        values = [moved(column) if column.name in moving else kept(column.name) for column in table.columns]
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        run(f'INSERT INTO "{table.name}" ({names}) SELECT {", ".join(values)} FROM "{table.name}" t, clone')


def moving_columns(table: Table) -> set[str]:
    keys = [list(table.primary_key.columns)]
    keys += [list(found.columns) for found in table.constraints if isinstance(found, UniqueConstraint)]
    keys += [list(index.columns) for index in table.indexes if index.unique]
    moving: set[str] = set()
    for key in keys:
        if not moving.intersection(column.name for column in key):
            free = [column for column in key if not isinstance(column.type, Enum | Date)]
            moving.add(free[-1].name)
    return moving


def kept(name: str) -> str:
    # A clone is a later version of the same thing, and a later version has a reason.
    return "coalesce(nullif(t.reason, ''), 'once more')" if name == "reason" else f't."{name}"'


def moved(column) -> str:
    if isinstance(column.type, String):
        return f"t.\"{column.name}\" || '-' || clone.n"
    return f't."{column.name}" + clone.n * {STEP}'
