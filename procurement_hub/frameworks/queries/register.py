"""The public register of live frameworks."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Integer, bindparam, select

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.paging import PAGE, Page
from procurement_hub.frameworks.models import Framework, FrameworkStatus
from procurement_hub.frameworks.queries.reading import whole


class RegisterRow(NamedTuple):
    """A live framework as the public register shows it. Its ceiling is £ including VAT."""

    id: int
    code: str
    title: str
    centre: str
    starts_on: date
    ends_on: date
    ceiling_gross: Decimal
    levy_percent: Decimal


_REGISTER = (
    select(
        Framework.id,
        Framework.code,
        Framework.title,
        Organisation.name,
        Framework.starts_on,
        Framework.ends_on,
        Framework.ceiling_gross,
        Framework.levy_percent,
    )
    .join(Organisation, Organisation.id == Framework.organisation_id)
    .where(Framework.status == FrameworkStatus.LIVE)
    .order_by(Framework.id.desc())
)
_NEWEST = _REGISTER.limit(bindparam("most", type_=Integer))
_OLDER = _NEWEST.where(Framework.id < bindparam("after"))


def live_register(*, after: int | None = None, size: int = PAGE) -> Page:
    """Live frameworks for anybody to read, newest first, in one statement of plain columns."""
    query = _NEWEST if after is None else _OLDER
    asked = {"most": size + 1, "after": after}
    rows = [RegisterRow(*row) for row in db.session.connection().execute(query, asked)]
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, rows[-1].id if more else None)


def live_framework(framework_id: int) -> Framework:
    """A live framework with all that is public of it, or NotFound."""
    framework = db.session.scalar(
        whole().where(Framework.id == framework_id, Framework.status == FrameworkStatus.LIVE)
    )
    if framework is None:
        raise NotFound()
    return framework
