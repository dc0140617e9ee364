"""What anybody may read without signing in: the list and a tender's page."""

from decimal import Decimal

from flask import render_template, request

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core import audit
from procurement_hub.core.database import db
from procurement_hub.tenders import queries
from procurement_hub.tenders.forms.searching import address_of, wish_of
from procurement_hub.tenders.models import CriterionKind
from procurement_hub.tenders.outage_rule import RULE as OUTAGE_RULE
from procurement_hub.tenders.queries import opportunities, winning
from procurement_hub.tenders.queries.following import interest_in
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.session import actor_or_none, now

EXAMPLE_LOWEST, EXAMPLE_TOTAL = Decimal(100_000), Decimal(110_000)


@blueprint.route("")
@access.public
def index():
    wish = wish_of(request.args)
    return render_template(
        "tenders/index.html",
        page=opportunities.opportunities(now(), wish, after=request.args.get("after", type=int)),
        found=opportunities.how_many(now(), wish),
        wish=wish,
        asked=address_of(wish),
        divisions=[(digits, f"{digits} {title}") for digits, title in opportunities.divisions()],
        councils=opportunities.councils(),
        shows=_choices(opportunities.Show),
        bands=_choices(opportunities.Band),
        orders=_choices(opportunities.Order),
        later=request.args.get("after") is not None,
        bidder=may(actor_or_none(), Permission.BID),
    )


@blueprint.route("/<int:tender_id>")
@access.public
def show(tender_id: int):
    published = queries.published(tender_id, now())
    someone = actor_or_none()
    own_centre = someone is not None and someone.organisation_id == published.framework.organisation_id
    additions = queries.addenda_of(published.tender, someone)
    return render_template(
        "tenders/show.html",
        published=published,
        tender=published.tender,
        framework=published.framework,
        takes_bids=published.takes_bids(now()),
        takes_questions=published.takes_questions(now()),
        past_deadline=now() >= published.tender.deadline_at,
        example=_worked_price(published.tender),
        requirements=winning.requirements_of(tender_id),
        additions=additions,
        unread=[addition.addendum for addition in additions if addition.waits],
        own_questions=queries.own_among(someone, published.tender, published.clarifications),
        outage_rule=OUTAGE_RULE,
        bidder=may(someone, Permission.BID),
        interest=interest_in(published.tender, someone if may(someone, Permission.BID) else None),
        lead=own_centre and may(someone, Permission.RUN_TENDER),
        events=audit.history(db.session, "tender", tender_id) if own_centre else [],
        officer=own_centre and may(someone, Permission.OPEN_BIDS),
    )


def _worked_price(tender) -> dict:
    """The published price formula with figures in it, so that a bidder can repeat it."""
    weight = next(c.weight for c in tender.criteria if c.kind is CriterionKind.PRICE)
    points = weight * EXAMPLE_LOWEST / EXAMPLE_TOTAL
    return {
        "weight": weight,
        "lowest": EXAMPLE_LOWEST,
        "total": EXAMPLE_TOTAL,
        "points": points.quantize(Decimal("0.01")),
    }


def _choices(kind) -> list[tuple[str, str]]:
    return [(choice.value, choice.label) for choice in kind]
