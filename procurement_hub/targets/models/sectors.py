"""Service sectors with the department that answers for them, and the workstreams that cut across them."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.core.database import by_value, db


class Workstream(StrEnum):
    CORPORATE_SERVICES = "corporate_services"
    PROCUREMENT = "procurement"
    PRODUCTIVE_TIME = "productive_time"
    TRANSACTIONS = "transactions"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class ServiceSector(db.Model):
    __tablename__ = "service_sector"
    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    department: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(Integer)


class SectorDivision(db.Model):
    """The one sector and the one workstream that purchases of a CPV division are reported under, so that
    an export adds up to the same total either way (needs S3-18). `division` is empty for what belongs
    to none."""

    __tablename__ = "sector_division"
    division: Mapped[str] = mapped_column(String(2), primary_key=True)
    sector_code: Mapped[str] = mapped_column(ForeignKey("service_sector.code"))
    workstream: Mapped[Workstream] = mapped_column(by_value(Workstream, "workstream"))
    sector: Mapped[ServiceSector] = relationship(lazy="raise")
