"""Every route of the product: who may open it, and an address of it in the demonstration.

The table is written by hand and read by two tests: the application must declare the same access,
and every role must meet it. `ask` is somebody of the demonstration who may, and sees the page."""

from dataclasses import dataclass, field

from procurement_hub.accounts.permissions import Permission as P

PUBLIC, SIGNED_IN = "public", "signed in"
LEAD, OPENER, EVALUATOR = "lead@sece.example", "opener@sece.example", "eval1@sece.example"
AUDITOR, ADMINISTRATOR = "auditor@sece.example", "admin@sece.example"
BUYER, APPROVER, S151 = "buyer@wok.example", "approver@wok.example", "s151@wok.example"
PENNINE, ALBION = "bids@pen.example", "bids@alb.example"


@dataclass(frozen=True)
class Route:
    access: object
    ask: str = ""
    arguments: dict = field(default_factory=dict)
    query: str = ""


def public(ask: str = "", query: str = "", **arguments) -> Route:
    return Route(PUBLIC, ask, arguments, query)


def signed_in(ask: str = "", **arguments) -> Route:
    return Route(SIGNED_IN, ask, arguments)


def only(*permissions: P, ask: str = "", query: str = "", **arguments) -> Route:
    return Route(frozenset(permissions), ask, arguments, query)


ROUTES: dict[str, Route] = {
    "accounts.accept_invitation": signed_in(membership_id=999),
    "accounts.change_password": signed_in(BUYER),
    "accounts.choose_password": public(token="spent"),
    "accounts.deactivate": only(P.ADMINISTER, membership_id=999),
    "accounts.decline_invitation": signed_in(membership_id=999),
    "accounts.forgotten_password": public(),
    "accounts.invitations": signed_in(BUYER),
    "accounts.invite_again": only(P.ADMINISTER, membership_id=999),
    "accounts.member": only(P.ADMINISTER, ask=ADMINISTRATOR, membership_id=3),
    "accounts.mine": signed_in(BUYER),
    "accounts.move_clock": signed_in(BUYER),
    "accounts.move_clock_by": signed_in(days=1),
    "accounts.new_organisation": only(P.ADMINISTER, ask=ADMINISTRATOR),
    "accounts.new_person": only(P.ADMINISTER, ask=ADMINISTRATOR),
    "accounts.organisations": only(P.ADMINISTER, ask=ADMINISTRATOR),
    "accounts.people": only(P.ADMINISTER, ask=ADMINISTRATOR),
    "accounts.permissions": signed_in(BUYER),
    "accounts.reactivate": only(P.ADMINISTER, membership_id=999),
    "accounts.sign_in": public(),
    "accounts.sign_in_as": public(membership_id=3),
    "accounts.sign_out": public(),
    "accounts.switch": signed_in(BUYER),
    "calloffs.accept": only(P.FULFIL_ORDER, order_id=1),
    "calloffs.approve": only(P.APPROVE_ORDER, order_id=1),
    "calloffs.basket": only(P.PLACE_ORDER, ask=BUYER, lot_id=1),
    "calloffs.confirm": only(P.PLACE_ORDER, lot_id=1),
    "calloffs.index": only(P.READ_ORDER, ask=BUYER),
    "calloffs.invoice": only(P.FULFIL_ORDER, ask=PENNINE, order_id=9),
    "calloffs.pdf": only(P.READ_ORDER, ask=BUYER, order_id=1),
    "calloffs.receive": only(P.RECEIVE, ask="buyer@wam.example", order_id=9),
    "calloffs.show": only(P.READ_ORDER, ask=BUYER, order_id=1),
    "calloffs.start": only(P.PLACE_ORDER, ask=BUYER),
    "calloffs.stop": only(
        P.APPROVE_ORDER, P.FULFIL_ORDER, P.PLACE_ORDER, ask=BUYER, order_id=12, act="cancel"
    ),
    "dashboard.audit_trail": only(P.READ_AUDIT, ask=AUDITOR),
    "dashboard.home": public(LEAD),
    "demand.baseline_evidence": only(P.READ_ROUND, baseline_id=1),
    "demand.baselines": only(P.READ_ROUND, ask=LEAD, round_id=1),
    "demand.close": only(P.RUN_ROUND, ask=LEAD, round_id=3),
    "demand.index": only(P.READ_ROUND, ask=LEAD),
    "demand.line_evidence": only(P.READ_ROUND, line_id=1),
    "demand.new": only(P.RUN_ROUND, ask=LEAD),
    "demand.register": only(P.REGISTER_DEMAND, ask=BUYER, round_id=3, item_id=4),
    "demand.remind": only(P.RUN_ROUND, round_id=3),
    "demand.save_upload": only(P.REGISTER_DEMAND, round_id=3),
    "demand.show": only(P.READ_ROUND, ask=LEAD, round_id=3),
    "demand.template": only(P.REGISTER_DEMAND, ask=BUYER, round_id=3, kind="xlsx"),
    "demand.upload": only(P.REGISTER_DEMAND, ask=BUYER, round_id=3),
    "demand.withdraw": only(P.REGISTER_DEMAND, ask="buyer@rdg.example", round_id=3, line_id=17),
    "evaluation.agree": only(P.READ_EVALUATION, ask=LEAD, tender_id=1, bid_id=3),
    "evaluation.declare": only(P.DECLARE_INTEREST, ask=EVALUATOR, tender_id=1),
    "evaluation.index": only(P.READ_EVALUATION, ask=LEAD),
    "evaluation.my_result": only(P.BID, ask=ALBION, bid_id=1),
    "evaluation.notice": only(P.LEAD_EVALUATION, ask=LEAD, tender_id=1),
    "evaluation.release": only(P.LEAD_EVALUATION, ask=LEAD, tender_id=1),
    "evaluation.result": only(P.READ_EVALUATION, ask=LEAD, tender_id=1, lot_id=1),
    "evaluation.results": only(P.BID, ask=ALBION),
    "evaluation.score": only(P.SCORE, ask=EVALUATOR, tender_id=1, bid_id=3),
    "evaluation.show": only(P.READ_EVALUATION, ask=LEAD, tender_id=1),
    "evaluation.summary_pdf": only(P.BID, ask=ALBION, bid_id=1),
    "evaluation.withdraw": only(P.LEAD_EVALUATION, tender_id=1, lot_id=1),
    "frameworks.agreement": only(P.READ_FRAMEWORK, ask=PENNINE, agreement_id=1),
    "frameworks.agreement_pdf": only(P.READ_FRAMEWORK, ask=PENNINE, agreement_id=1),
    "frameworks.agreements": only(P.SIGN_AS_SUPPLIER, ask=PENNINE),
    "frameworks.countersign": only(P.COUNTERSIGN, ask=LEAD, agreement_id=1),
    "frameworks.draft": only(P.DRAFT_FRAMEWORK, round_id=2),
    "frameworks.edit": only(P.DRAFT_FRAMEWORK, framework_id=2),
    "frameworks.index": only(P.READ_FRAMEWORK, ask=LEAD),
    "frameworks.new": only(P.DRAFT_FRAMEWORK, ask=LEAD),
    "frameworks.register": public(),
    "frameworks.registered": public(framework_id=1),
    "frameworks.show": only(P.READ_FRAMEWORK, ask=LEAD, framework_id=1),
    "frameworks.sign": only(P.SIGN_AS_SUPPLIER, ask=PENNINE, agreement_id=1),
    "frameworks.withdraw": only(P.DRAFT_FRAMEWORK, framework_id=2),
    "pages.accessibility_statement": public(),
    "pages.cookies": public(),
    "pages.healthz": public(),
    "pages.privacy": public(),
    "savings.baseline": only(P.READ_GAINS, ask=BUYER, baseline_id=1),
    "savings.cost": only(P.RECORD_QUALITY, P.RELEASE_BUDGET, ask=BUYER),
    "savings.evidence": only(P.READ_GAINS, baseline_id=1),
    "savings.explain": only(P.SIGN_OFF, check_id=1),
    "savings.index": only(P.READ_GAINS, ask=BUYER),
    "savings.item": only(P.READ_GAINS, ask=BUYER, financial_year=2026, item_id=1),
    "savings.ledger_csv": only(P.READ_GAINS, ask=BUYER, financial_year=2026),
    "savings.quality": only(P.RECORD_QUALITY, ask="buyer@wbk.example", financial_year=2026),
    "savings.release": only(P.RELEASE_BUDGET, ask="s151@wbk.example", financial_year=2026),
    "savings.sign": only(P.SIGN_OFF, ask="s151@wbk.example", financial_year=2026),
    "savings.statement": only(P.READ_GAINS, ask=S151, financial_year=2026),
    "savings.statement_csv": only(P.READ_GAINS, ask=S151, financial_year=2026),
    "savings.statement_pdf": only(P.READ_GAINS, ask=S151, financial_year=2026),
    "savings.statement_xlsx": only(P.READ_GAINS, ask=S151, financial_year=2026),
    "savings.take_back": only(P.RECORD_QUALITY, P.SIGN_OFF, entry_id=1),
    "savings.withdraw": only(P.SIGN_OFF, ask=S151, financial_year=2026),
    "savings.year": only(P.READ_GAINS, ask=S151, financial_year=2026),
    "suppliers.accounts": only(P.KEEP_PROFILE, ask=PENNINE),
    "suppliers.add_evidence": only(P.KEEP_PROFILE, ask=PENNINE),
    "suppliers.change_profile": only(P.KEEP_PROFILE, ask=PENNINE),
    "suppliers.confirm": public(token="forged"),
    "suppliers.connected_persons": only(P.KEEP_PROFILE, ask=PENNINE),
    "suppliers.contacts": only(P.KEEP_PROFILE, ask=PENNINE),
    "suppliers.evidence": only(P.KEEP_PROFILE, ask=PENNINE),
    "suppliers.evidence_file": only(P.KEEP_PROFILE, P.READ_SUPPLIERS, evidence_id=999),
    "suppliers.index": only(P.READ_SUPPLIERS, ask=LEAD, query="?q=pennine"),
    "suppliers.piece": only(P.KEEP_PROFILE, ask=PENNINE, evidence_id=1),
    "suppliers.profile": only(P.KEEP_PROFILE, ask=PENNINE),
    "suppliers.register": public(),
    "suppliers.remove_accounts": only(P.KEEP_PROFILE, year_id=999),
    "suppliers.remove_connected_person": only(P.KEEP_PROFILE, person_id=999),
    "suppliers.remove_contact": only(P.KEEP_PROFILE, contact_id=999),
    "suppliers.replace_evidence": only(P.KEEP_PROFILE, ask=PENNINE, evidence_id=1),
    "suppliers.show": only(P.READ_SUPPLIERS, ask=BUYER, supplier_id=9),
    "suppliers.standing": only(P.KEEP_PROFILE, ask=PENNINE, query="?value=350000"),
    "tenders.alerts": only(P.BID, ask=ALBION),
    "tenders.answer": only(P.RUN_TENDER, ask=LEAD, tender_id=2, clarification_id=3),
    "tenders.ask": only(P.BID, ask=ALBION, tender_id=2),
    "tenders.bid": only(P.BID, ask=ALBION, tender_id=2),
    "tenders.check_bid": only(P.BID, tender_id=2, lot_id=2),
    "tenders.confirm_opening": only(P.OPEN_BIDS, tender_id=2),
    "tenders.deadline": only(P.RUN_TENDER, ask=LEAD, tender_id=2),
    "tenders.deadline_file": public(tender_id=2),
    "tenders.feed": public(),
    "tenders.following": only(P.BID, ask=ALBION, tender_id=2),
    "tenders.index": public(query="?q=paper&show=closed&cpv=30&council=2&small=yes&sort=newest"),
    "tenders.my_bids": only(P.BID, ask=ALBION),
    "tenders.opening": only(P.OPEN_BIDS, P.READ_AUDIT, P.RUN_TENDER, ask=OPENER, tender_id=1),
    "tenders.price_sheet_file": only(P.BID, ask=ALBION, tender_id=2, lot_id=2),
    "tenders.publish": only(P.RUN_TENDER, framework_id=2),
    "tenders.receipt": only(P.BID, tender_id=1, act="submitted", digest="0" * 64),
    "tenders.receipt_content": only(P.BID, tender_id=1, act="submitted", digest="0" * 64),
    "tenders.rejoin_alerts": only(P.BID),
    "tenders.receipt_prices": only(P.BID, tender_id=1, act="submitted", digest="0" * 64),
    "tenders.save_part": only(P.BID, tender_id=2, lot_id=2, name="answer:Q1"),
    "tenders.share_out": only(P.BID, ask=ALBION, tender_id=2, lot_id=2),
    "tenders.show": public(tender_id=2),
    "tenders.stand": only(P.BID, ask=ALBION, tender_id=2, lot_id=2),
    "tenders.start_opening": only(P.OPEN_BIDS, tender_id=2),
    "tenders.stop_alerts": only(P.BID),
    "tenders.stop_standing": only(P.BID, ask=ALBION, tender_id=2, lot_id=2),
    "tenders.unsubscribe": public(token="forged"),
    "tenders.upload_prices": only(P.BID, ask=ALBION, tender_id=2, lot_id=2),
    "tenders.withdraw_bid": only(P.BID, tender_id=2, lot_id=2),
    "tenders.write_answer": only(P.BID, ask=ALBION, tender_id=2, lot_id=2, code="Q1"),
    "tenders.write_prices": only(P.BID, ask=ALBION, tender_id=2, lot_id=2),
    "walk.entry": only(P.READ_GAINS, P.READ_MEMO, ask=BUYER, entry_id=1),
    "walk.memo": only(P.READ_MEMO, ask=LEAD),
}
