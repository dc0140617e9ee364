"""Reads of suppliers: the profiles of those that a page names."""

from collections.abc import Iterable

from sqlalchemy import select

from procurement_hub.core.database import db
from procurement_hub.suppliers.models import SupplierProfile


def profile_of(organisation_id: int) -> SupplierProfile | None:
    return db.session.get(SupplierProfile, organisation_id)


def profiles_of(organisation_ids: Iterable[int]) -> dict[int, SupplierProfile]:
    """The profiles of these suppliers by organisation, in one statement."""
    wanted = sorted(set(organisation_ids))
    if not wanted:
        return {}
    rows = db.session.scalars(select(SupplierProfile).where(SupplierProfile.organisation_id.in_(wanted)))
    return {profile.organisation_id: profile for profile in rows}
