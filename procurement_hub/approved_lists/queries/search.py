"""The buyers' search: suppliers approved for what is to be bought, on every list that they may use."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from procurement_hub.accounts.models import Organisation
from procurement_hub.approved_lists.models import (
    ApprovedList,
    CriteriaVersion,
    EntryCriterion,
    ListPlace,
    ListStatus,
    ListSuspension,
    PlaceStatus,
    StatementAnswer,
)
from procurement_hub.approved_lists.queries.lists import covers
from procurement_hub.approved_lists.queries.standings import standings_of, whole_places
from procurement_hub.approved_lists.standing import Standing
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.paging import Page, newest_first
from procurement_hub.suppliers.models import Evidence, Size, SupplierProfile


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; left empty, anything. `prefix` as `cpv_prefix` gives it."""

    prefix: str | None = None
    name: str = ""
    sme: bool = False
    vcse: bool = False
    every_state: bool = False


def suppliers_page(
    actor: Actor, wanted: Wanted, on: date, *, after: int | None = None
) -> tuple[Page, dict[int, Standing], dict[int, SupplierProfile]]:
    """Approved suppliers on open lists that the actor may use, the latest approved first, with how each
    stands and the profile of each. Those that cannot be invited today are left out unless
    `every_state` (A11)."""
    query = (
        whole_places()
        .join(ApprovedList, ApprovedList.id == ListPlace.list_id)
        .join(Organisation, Organisation.id == ListPlace.supplier_id)
        .outerjoin(SupplierProfile, SupplierProfile.organisation_id == ListPlace.supplier_id)
        .where(
            ListPlace.status == PlaceStatus.APPROVED,
            ApprovedList.status == ListStatus.OPEN,
            or_(ApprovedList.shared, ApprovedList.owner_id == actor.organisation_id),
        )
    )
    if wanted.prefix:
        query = query.where(covers(wanted.prefix))
    if wanted.name.strip():
        query = query.where(Organisation.name.icontains(wanted.name.strip(), autoescape=True))
    if wanted.sme:
        query = query.where(SupplierProfile.size != Size.LARGE)
    if wanted.vcse:
        query = query.where(SupplierProfile.vcse)
    if not wanted.every_state:
        query = query.where(meets_everything(on), ~suspended(on))
    page = newest_first(db.session, query, ListPlace.id, after=after)
    standings = standings_of(page.rows, on)
    if not wanted.every_state:
        page = Page([place for place in page.rows if standings[place.id].usable], page.next_after)
    return page, standings, _profiles(page)


def _profiles(page: Page) -> dict[int, SupplierProfile]:
    suppliers = sorted({place.supplier_id for place in page.rows})
    rows = db.session.scalars(select(SupplierProfile).where(SupplierProfile.organisation_id.in_(suppliers)))
    return {profile.organisation_id: profile for profile in rows}


def suspended(on: date) -> ColumnElement[bool]:
    """Places with a suspension in force on the day, as ListSuspension.in_force says it."""
    return exists().where(
        ListSuspension.place_id == ListPlace.id,
        ListSuspension.lifted_at.is_(None),
        ListSuspension.ends_on >= on,
    )


def meets_everything(on: date) -> ColumnElement[bool]:
    """Places whose supplier meets each criterion that it is held to on the day: what standing.py works
    out for one place, said to the database for all of them."""
    version, due = aliased(CriteriaVersion), aliased(CriteriaVersion)
    newest_due = (
        select(func.max(due.number))
        .where(due.list_id == ListPlace.list_id, or_(due.comply_by.is_(None), due.comply_by < on))
        .scalar_subquery()
    )
    asked = case((newest_due > ListPlace.version_number, newest_due), else_=ListPlace.version_number)
    answered = exists().where(
        StatementAnswer.place_id == ListPlace.id,
        StatementAnswer.statement == EntryCriterion.statement,
        StatementAnswer.agreed,
    )
    unmet = (
        select(EntryCriterion.id)
        .join(version, version.id == EntryCriterion.version_id)
        .where(
            version.list_id == ListPlace.list_id,
            version.number == asked,
            case((EntryCriterion.statement.is_not(None), ~answered), else_=~_proved(on)),
        )
        .correlate(ListPlace)
    )
    return ~unmet.exists()


def _proved(on: date) -> ColumnElement[bool]:
    title = func.replace(func.lower(Evidence.title), " ", "")
    named = func.replace(func.lower(EntryCriterion.named), " ", "")
    return exists().where(
        and_(
            Evidence.organisation_id == ListPlace.supplier_id,
            Evidence.superseded_at.is_(None),
            Evidence.kind == EntryCriterion.evidence_kind,
            or_(Evidence.expires_on.is_(None), Evidence.expires_on >= on),
            or_(EntryCriterion.minimum.is_(None), Evidence.amount >= EntryCriterion.minimum),
            # taking the name out of the title changes it: the name is in it, on both engines
            or_(named == "", func.replace(title, named, "") != title),
        )
    )
