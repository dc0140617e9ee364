"""The English local authorities: reads the published register and keeps it as a reference list."""

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from os import PathLike

from procurement_hub.accounts.models import LocalAuthority
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.core.upsert import upsert

COLUMNS = ("gss-code", "official-name", "local-authority-type-name", "region", "nation", "current-authority")


class NotTheAuthorities(DomainError):
    """The file lacks a column of the register of local authorities."""


@dataclass(frozen=True, slots=True)
class Authority:
    gss_code: str
    name: str
    kind: str
    region: str


def read_authorities(path: str | PathLike[str]) -> list[Authority]:
    """The current English authorities of a register of UK local authorities in CSV."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise NotTheAuthorities(f"{path} has no column {', '.join(missing)}.")
        return [
            Authority(row["gss-code"], row["official-name"], row["local-authority-type-name"], row["region"])
            for row in rows
            if row["nation"] == "England" and row["current-authority"] == "True" and row["gss-code"]
        ]


def import_authorities(rows: Iterable[Authority]) -> int:
    """Load the authorities; repeating it brings names and regions up to date."""
    return upsert(db.session, LocalAuthority.__table__, (asdict(row) for row in rows), ["gss_code"])
