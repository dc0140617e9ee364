"""The region in pictures, for the centre that serves it."""

from procurement_hub.accounts.permissions import Permission
from procurement_hub.calloffs.memo import own_frameworks
from procurement_hub.pictures.queries.leakage import leakage
from procurement_hub.pictures.questions import region as gainers
from procurement_hub.pictures.views.blueprint import blueprint, latest_years, memo_page, page
from procurement_hub.savings.views.blueprint import begun
from procurement_hub.targets import queries as targets
from procurement_hub.web.access import access
from procurement_hub.web.session import actor


@blueprint.route("/region")
@blueprint.route("/region/<int:financial_year>")
@access(Permission.READ_MEMO)
def region(financial_year: int | None = None):
    """Who gained? Without a year: in the newest that has gains."""
    centre_id = targets.centre_of(actor())
    financial_year = financial_year or targets.newest_year_of_region(centre_id) or latest_years()[0]
    begun(financial_year)
    found = targets.region(centre_id, financial_year)
    return page(
        "region",
        financial_year,
        average=gainers.average_sentence(found),
        gained=gainers.gains_picture(found, page_of=lambda council_id: memo_page(financial_year)),
        spread=gainers.spread_picture(found, page_of=lambda council_id: memo_page(financial_year)),
    )


@blueprint.route("/region/<int:financial_year>/through-frameworks")
@access(Permission.READ_MEMO)
def compliance(financial_year: int):
    """What was bought through the frameworks, and what beside them?"""
    begun(financial_year)
    frameworks = own_frameworks(actor())
    found = leakage([framework.id for framework in frameworks], financial_year)
    return page(
        "compliance",
        financial_year,
        compliance=gainers.compliance_table(
            financial_year, frameworks, found, page_of=lambda council_id: memo_page(financial_year)
        ),
    )
