"""A region's gains by service sector and by cross-cutting workstream, which come to the same total."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from procurement_hub.core.database import db
from procurement_hub.targets.models import SectorDivision, ServiceSector, Workstream
from procurement_hub.targets.queries.positions import RegionPosition
from procurement_hub.targets.reckoning import Gained, to_the_penny

MOST = 500


@dataclass(frozen=True, slots=True)
class SectorLine:
    """A cell of the table: gains (£, unrounded) of one sector in one workstream, of how many councils."""

    sector: ServiceSector
    workstream: Workstream
    gained: Gained
    councils: int


@dataclass(frozen=True, slots=True)
class SectorTable:
    """Gains by sector and workstream. Every gain lies in one cell, so both ways of adding agree."""

    lines: list[SectorLine]

    @property
    def total(self) -> Gained:
        return sum((line.gained for line in self.lines), Gained())

    @property
    def sectors(self) -> list[tuple[ServiceSector, Gained]]:
        """In the sectors' order."""
        sums: dict[str, Gained] = {}
        for line in self.lines:
            sums[line.sector.code] = sums.get(line.sector.code, Gained()) + line.gained
        named = {line.sector.code: line.sector for line in self.lines}
        return [
            (named[code], gained)
            for code, gained in zip(sums, to_the_penny(list(sums.values())), strict=True)
        ]

    @property
    def by_workstream(self) -> dict[Workstream, Gained]:
        sums: dict[Workstream, Gained] = {}
        for line in self.lines:
            sums[line.workstream] = sums.get(line.workstream, Gained()) + line.gained
        return dict(zip(sums, to_the_penny(list(sums.values())), strict=True))


def places() -> dict[str, SectorDivision]:
    """The sector and workstream of every CPV division, by division; "" is for costs of no item."""
    rows = db.session.scalars(
        select(SectorDivision)
        .options(joinedload(SectorDivision.sector))
        .order_by(SectorDivision.division)
        .limit(MOST * 10)
    )
    return {row.division: row for row in rows}


def by_sector(region: RegionPosition) -> SectorTable:
    """The region's gains in the sectors' order. A division that no row places goes where costs of no
    item go, so that nothing is lost on the way."""
    placed = places()
    sums: dict[tuple[str, Workstream], Gained] = {}
    councils: dict[tuple[str, Workstream], set[int]] = {}
    sectors: dict[str, ServiceSector] = {}
    for position in region.positions:
        for division, gained in position.by_division.items():
            place = placed.get(division) or placed[""]
            key = (place.sector_code, place.workstream)
            sectors[place.sector_code] = place.sector
            sums[key] = sums.get(key, Gained(Decimal(0), Decimal(0))) + gained
            councils.setdefault(key, set()).add(position.council.id)
    order = sorted(sums, key=lambda key: (sectors[key[0]].position, key[0], key[1].value))
    return SectorTable([SectorLine(sectors[key[0]], key[1], sums[key], len(councils[key])) for key in order])
