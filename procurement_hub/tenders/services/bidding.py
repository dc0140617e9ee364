"""A supplier's bid goes into the box, stays up to date there, and comes out again.

Nothing here leaves a name. The audit says that a supplier did it; the bid carries a token.
"""

from datetime import datetime

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.errors import SeveralProblems, WrongState
from procurement_hub.exclusions.declaration import problems
from procurement_hub.frameworks.models import Lot
from procurement_hub.tenders.boxing import give_receipt, keep_in_the_box, put_in_the_box
from procurement_hub.tenders.content import (
    BidContent,
    plain_tiers,
    refuse_gaps,
    refuse_misfits,
)
from procurement_hub.tenders.desk import BidChangedElsewhere, Desk, sit_down
from procurement_hub.tenders.models import BidReceipt, ReceiptAct
from procurement_hub.tenders.services.receipting import mail_receipt_later
from procurement_hub.tenders.workflow import BID
from procurement_hub.tenders.working import IN_THE_BOX, PRICES, STANDING, Progress, answer_part


class NothingSubmitted(WrongState):
    """There is no submitted bid to withdraw."""


class NotDeclared(SeveralProblems):
    """Every bid holds a declaration on exclusion grounds that is whole and recent (T5)."""


class NothingBegun(WrongState):
    """There is no bid yet that could stand as submitted."""


def submit_bid(
    *, actor: Actor, now: datetime, lot: Lot, content: BidContent | None = None, seen: str | None = None
) -> BidReceipt:
    """Seal a complete bid in the box, in place of an earlier one. The receipt has its SHA-256.

    What is sealed is the draft, or `content`, which then becomes the draft. `seen`, when given, is
    the mark of the draft that the person checked. Submitting marks every part complete. At the
    deadline second or later the bid is refused; the statement that stores it looks at the deadline
    too."""
    require(actor, Permission.BID)
    desk = sit_down(actor, lot, now)
    if seen is not None and seen != desk.draft.seen:
        raise BidChangedElsewhere(
            "Somebody in your organisation has changed this bid since you opened this page. "
            "Nothing was submitted. Read it again, then submit it."
        )
    content = content or desk.draft.content(desk.questions)
    refuse_misfits(content, desk.questions, desk.items)
    refuse_gaps(content, desk.questions, desk.items)
    if undeclared := problems(desk.declaration, now):
        raise NotDeclared([(None, sentence) for sentence in undeclared])
    _finish(desk, content, actor, now)
    receipt = put_in_the_box(desk, actor, now, signatory=actor.person_name)
    mail_receipt_later(now=now, receipt=receipt)
    return receipt


def stand(*, actor: Actor, now: datetime, lot: Lot, keep: bool = False) -> BidReceipt | None:
    """Declare, once, that whichever version of this bid is complete is submitted: each later save
    that leaves the bid complete puts that version in the box. The receipt when it is complete now.

    `keep` notes that the answers of each such version go into the supplier's answer bank too."""
    require(actor, Permission.BID)
    desk = sit_down(actor, lot, now)
    desk.begin(now)
    desk.bid.standing = True
    desk.write(STANDING, {"by": actor.person_name, "at": now.isoformat(), "keep": keep}, now=now)
    audit.record(actor.unnamed(), "stand", desk.bid, now=now)
    return keep_in_the_box(desk, actor, now)


def stop_standing(*, actor: Actor, now: datetime, lot: Lot) -> None:
    """Take that declaration back: later versions need to be submitted by hand. What is in the box
    stays there."""
    require(actor, Permission.BID)
    desk = sit_down(actor, lot, now)
    if desk.bid is None or not desk.bid.standing:
        raise NothingBegun("This bid is not kept submitted, so there is nothing to switch off.")
    _stop_standing(desk, now)
    audit.record(actor.unnamed(), "stop_standing", desk.bid, now=now)


def withdraw_bid(*, actor: Actor, now: datetime, lot: Lot) -> BidReceipt:
    """Take the submitted bid out of the box. The draft stays, to submit again; it no longer stands."""
    require(actor, Permission.BID)
    desk = sit_down(actor, lot, now)
    bid = desk.bid
    if bid is None or not BID.allows(bid, "withdraw"):
        raise NothingSubmitted("You have no submitted bid for this lot to withdraw.")
    digest = bid.content_sha256
    BID.move(bid, "withdraw")
    bid.sealed = bid.sealed_prices = bid.content_sha256 = bid.submitted_at = None
    _stop_standing(desk, now)
    desk.drop(IN_THE_BOX)
    receipt = give_receipt(desk, actor, now, ReceiptAct.WITHDRAWN, {"sha256": digest})
    mail_receipt_later(now=now, receipt=receipt)
    return receipt


def _stop_standing(desk: Desk, now: datetime) -> None:
    desk.bid.standing = False
    desk.drop(STANDING)


def _finish(desk: Desk, content: BidContent, actor: Actor, now: datetime) -> None:
    """Make the draft say exactly `content`, with every part complete."""
    desk.begin(now)
    for question in desk.questions:
        name, text = answer_part(question.code), content.answers.get(question.code, "")
        files = desk.draft.body(name).get("files", [])
        if (desk.draft.text(question.code), desk.draft.progress(name)) != (text, Progress.COMPLETE):
            desk.write(name, {"text": text, "files": files, "done": True, "by": actor.person_name}, now=now)
    tiers, body = plain_tiers(content.prices), desk.draft.body(PRICES)
    if not body.get("done") or body["tiers"] != tiers:
        desk.write(PRICES, {"typed": tiers, "tiers": tiers, "done": True, "by": actor.person_name}, now=now)
