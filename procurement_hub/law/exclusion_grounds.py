"""The grounds on which a supplier is excluded or may be (PA 2023 ss.57 to 59, Schedules 6 and 7).

A ground applies to the supplier or to a person connected with it. Headings are in our own words; the
paragraph says where the words of the law are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from procurement_hub.law.rules import ACT_COMMENCED_ON, DatedRule


class GroundKind(StrEnum):
    """Mandatory: an excluded supplier (Schedule 6). Discretionary: an excludable one (Schedule 7)."""

    MANDATORY = "mandatory"
    DISCRETIONARY = "discretionary"


class Group(StrEnum):
    """The questions that belong together when a supplier declares."""

    CONVICTIONS = "Convictions"
    TAX = "Tax"
    CARTELS_AND_INVESTIGATIONS = "Cartels and investigations"
    LABOUR_AND_ENVIRONMENT = "Workers and the environment"
    INSOLVENCY = "Insolvency and closing down"
    COMPETITION = "Competition"
    CONDUCT = "Conduct and past contracts"
    SECURITY = "National security"


@dataclass(frozen=True, kw_only=True)
class Ground(DatedRule):
    """One ground. `look_back_years` is how far back an event still counts (Sch 6 para 44, Sch 7
    para 15). `listed_only` is a ground that a Minister alone applies, through the debarment list."""

    code: str
    heading: str
    kind: GroundKind
    group: Group
    look_back_years: int = 5
    listed_only: bool = False

    @property
    def mandatory(self) -> bool:
        return self.kind is GroundKind.MANDATORY


def _mandatory(code: str, paragraphs: str, group: Group, heading: str, **more) -> Ground:
    return Ground(
        code=code,
        heading=heading,
        kind=GroundKind.MANDATORY,
        group=group,
        valid_from=ACT_COMMENCED_ON,
        source=f"PA 2023 Schedule 6 {paragraphs}",
        **more,
    )


def _discretionary(code: str, paragraphs: str, group: Group, heading: str, **more) -> Ground:
    return Ground(
        code=code,
        heading=heading,
        kind=GroundKind.DISCRETIONARY,
        group=group,
        valid_from=ACT_COMMENCED_ON,
        source=f"PA 2023 Schedule 7 {paragraphs}",
        **more,
    )


G = Group

GROUNDS: dict[str, Ground] = {
    ground.code: ground
    for ground in (
        _mandatory(
            "corporate_manslaughter",
            "paragraph 2",
            G.CONVICTIONS,
            "Convicted of corporate manslaughter or corporate homicide",
        ),
        _mandatory("terrorism", "paragraph 3", G.CONVICTIONS, "Convicted of a terrorism offence"),
        _mandatory(
            "theft_fraud_bribery",
            "paragraphs 4 to 18",
            G.CONVICTIONS,
            "Convicted of theft, fraud, bribery, blackmail, money laundering or fraudulent trading",
        ),
        _mandatory(
            "labour_and_slavery",
            "paragraphs 19 to 26",
            G.CONVICTIONS,
            "Convicted of a labour market, modern slavery or human trafficking offence",
        ),
        _mandatory(
            "organised_crime",
            "paragraphs 27 and 28",
            G.CONVICTIONS,
            "Convicted of taking part in organised crime",
        ),
        _mandatory(
            "tax_offence",
            "paragraphs 29 to 31",
            G.CONVICTIONS,
            "Convicted of cheating the public revenue, evading tax or failing to prevent tax evasion",
        ),
        _mandatory("cartel_offence", "paragraph 32", G.CONVICTIONS, "Convicted of the cartel offence"),
        _mandatory(
            "ancillary_offence",
            "paragraph 33",
            G.CONVICTIONS,
            "Convicted of helping, encouraging, attempting or conspiring to commit one of these offences",
        ),
        _mandatory(
            "offence_abroad",
            "paragraph 34",
            G.CONVICTIONS,
            "Convicted outside the United Kingdom of what would be one of these offences here",
        ),
        _mandatory(
            "listed_national_security",
            "paragraph 35",
            G.SECURITY,
            "Held by a Minister to threaten national security in contracts of a certain kind",
            listed_only=True,
        ),
        _mandatory(
            "tax_penalty",
            "paragraphs 36 and 37",
            G.TAX,
            "Penalised for VAT fraud, for evading tax or duty, or for deliberately wrong or missing tax "
            "documents",
        ),
        _mandatory(
            "tax_abuse",
            "paragraphs 38 and 39",
            G.TAX,
            "Found to have used abusive tax arrangements or an abusive VAT practice",
        ),
        _mandatory(
            "tax_avoidance_defeated",
            "paragraph 40",
            G.TAX,
            "Defeated over notifiable tax avoidance arrangements",
        ),
        _mandatory(
            "cartel_decision",
            "paragraph 41",
            G.CARTELS_AND_INVESTIGATIONS,
            "Found by the Competition and Markets Authority or a regulator to have been party to a cartel",
        ),
        _mandatory(
            "decision_abroad",
            "paragraph 42",
            G.CARTELS_AND_INVESTIGATIONS,
            "Subject to a penalty or decision outside the United Kingdom that matches one of the tax or "
            "cartel grounds",
        ),
        _mandatory(
            "investigation_not_helped",
            "paragraph 43",
            G.CARTELS_AND_INVESTIGATIONS,
            "Failed to co-operate with an investigation of suppliers, seriously enough for a Minister to "
            "say so",
        ),
        _discretionary(
            "labour_order",
            "paragraph 1",
            G.LABOUR_AND_ENVIRONMENT,
            "Subject to a slavery or trafficking prevention or risk order, or a labour market enforcement "
            "order",
        ),
        _discretionary(
            "labour_conduct_abroad",
            "paragraph 2",
            G.LABOUR_AND_ENVIRONMENT,
            "Conduct outside the United Kingdom that could have led to such an order here",
        ),
        _discretionary(
            "slavery_conduct",
            "paragraph 3",
            G.LABOUR_AND_ENVIRONMENT,
            "Evidence of modern slavery or human trafficking, without a conviction",
        ),
        _discretionary(
            "environment",
            "paragraph 4",
            G.LABOUR_AND_ENVIRONMENT,
            "Convicted of an offence that harmed, or could have harmed, the environment significantly",
        ),
        _discretionary(
            "insolvency",
            "paragraph 5",
            G.INSOLVENCY,
            "Bankrupt, insolvent, wound up, in administration or receivership, or in an arrangement with "
            "creditors, or asked for in court",
            look_back_years=3,
        ),
        _discretionary(
            "business_ceased",
            "paragraph 6",
            G.INSOLVENCY,
            "Suspended or ceased all or a substantial part of the business",
            look_back_years=3,
        ),
        _discretionary(
            "anticompetitive_agreement",
            "paragraph 7",
            G.COMPETITION,
            "Party to an agreement or practice that may have broken competition law",
            look_back_years=3,
        ),
        _discretionary(
            "dominance_abused",
            "paragraphs 8 and 9",
            G.COMPETITION,
            "May have abused a dominant position in a market, or was found to have",
            look_back_years=3,
        ),
        _discretionary(
            "cartel_conduct",
            "paragraph 10",
            G.COMPETITION,
            "Conduct that amounts to the cartel offence, without a conviction",
            look_back_years=3,
        ),
        _discretionary(
            "professional_misconduct",
            "paragraph 11",
            G.CONDUCT,
            "Professional misconduct that brings integrity into question, such as dishonesty",
            look_back_years=3,
        ),
        _discretionary(
            "contract_breach",
            "paragraph 12(1) and (2)",
            G.CONDUCT,
            "Breached a public contract so seriously that it led to termination, damages or a settlement",
            look_back_years=3,
        ),
        _discretionary(
            "poor_performance",
            "paragraph 12(3)",
            G.CONDUCT,
            "Performed a public contract badly and did not improve after a proper chance to",
        ),
        _discretionary(
            "performance_notice",
            "paragraph 12(4)",
            G.CONDUCT,
            "Named in a published notice of breach or poor performance (section 71(5))",
        ),
        _discretionary(
            "improper_in_procurement",
            "paragraph 13",
            G.CONDUCT,
            "Acted improperly in a procurement and gained an unfair advantage by it",
            look_back_years=3,
        ),
        _discretionary(
            "national_security",
            "paragraph 14",
            G.SECURITY,
            "A threat to the national security of the United Kingdom",
        ),
    )
}

NOTIFICATION_DAYS = 30
"""PA 2023 s.59: the Minister is told of an exclusion within 30 days, the day of it counted."""

NEEDS_A_MINISTER = "national_security"
"""PA 2023 s.29: an authority excludes on this ground only with a Minister's agreement."""


def grounds_on(on: date) -> list[Ground]:
    """Every ground in force on the day, mandatory first, in the order of the Schedules."""
    return [ground for ground in GROUNDS.values() if ground.valid_from <= on]


def declared_grounds(on: date) -> list[Ground]:
    """Those that a supplier is asked about: a ground that only a Minister applies is not asked."""
    return [ground for ground in grounds_on(on) if not ground.listed_only]


def by_group(grounds: Sequence[Ground]) -> dict[Group, list[Ground]]:
    """The grounds under their groups; both keep their order."""
    return {
        group: found for group in Group if (found := [ground for ground in grounds if ground.group is group])
    }


def notification_due(decided_on: date) -> date:
    """The last day to tell the Minister of an exclusion decided on the day: 1 December gives
    30 December (PA 2023 s.59)."""
    return decided_on + timedelta(days=NOTIFICATION_DAYS - 1)
