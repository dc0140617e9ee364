"""The finance officer's desk: the gains of a year, one gain in full, and decisions on one or many."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.calendar import financial_year_of, uk_date
from procurement_hub.core.errors import NotFound
from procurement_hub.core.money import round_money
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import accepting, parts, queries, services, standing, wording
from procurement_hub.savings.desk_forms import AcceptForm, DecideForm
from procurement_hub.savings.models import Outcome, YearStatus
from procurement_hub.savings.services.deciding import Taken
from procurement_hub.savings.standing import GainStanding
from procurement_hub.savings.views.blueprint import begun, blueprint
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now

EACH = 25
"""Gains on one page of the desk."""
GRADES = ("A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader wants to see: "" is everything."""

    outcome: str
    grade: str
    framework: int | None

    def pass_(self, gain: GainStanding) -> bool:
        return (
            self.outcome in ("", gain.outcome.value)
            and self.grade in ("", gain.grade.value)
            and self.framework in (None, gain.framework_id or 0)
        )

    def as_query(self) -> dict:
        return {
            name: value
            for name, value in (
                ("outcome", self.outcome),
                ("grade", self.grade),
                ("framework", self.framework),
            )
            if value not in ("", None)
        }


def handle(gain: GainStanding) -> str:
    """A gain in an address or a box to tick: item-framework."""
    return f"{gain.item_id}-{gain.framework_id or 0}"


@blueprint.route("/desk")
@blueprint.route("/<int:financial_year>/desk")
@access(Permission.READ_GAINS)
def desk(financial_year: int | None = None):
    """Without a year: the oldest that is not signed off yet, or the newest there is."""
    council_id = queries.reader_council(actor())
    if financial_year is None:
        return redirect(url_for("savings.desk", financial_year=_waiting_year(council_id)))
    begun(financial_year)
    books = standing.standings(council_id, financial_year)
    gains = [gain for gain in books if gain.is_gain]
    filters = Filters(
        request.args.get("outcome", ""),
        request.args.get("grade", ""),
        request.args.get("framework", type=int),
    )
    found = [gain for gain in gains if filters.pass_(gain)]
    shown, next_after = _page(found, request.args.get("after"))
    open_ = not any(gain.year is YearStatus.SIGNED_OFF for gain in books)
    deciding = open_ and may(actor(), Permission.SIGN_OFF)
    challenged = queries.challenged_gains(council_id, financial_year)
    bulk = set()
    if deciding:
        who = accepting.situation_of(
            actor(),
            challenged,
            queries.gains_recorded_by(actor(), financial_year, [gain.key for gain in shown]),
        )
        bulk = {handle(gain) for gain in shown if accepting.why_not_in_bulk(gain, who) is None}
    cash = [gain for gain in gains if round_money(gain.allowed.cashable) > 0]
    return render_template(
        "savings/desk.html",
        financial_year=financial_year,
        gains=gains,
        found=found,
        shown=shown,
        next_after=next_after,
        filters=filters,
        frameworks=sorted({(gain.framework_id or 0, gain.framework) for gain in gains}),
        outcomes=list(Outcome),
        grades=GRADES,
        parts=parts.of_year(books),
        placed=sum(gain.is_covered for gain in cash),
        with_cash=len(cash),
        challenged=challenged,
        deciding=deciding,
        open_=open_,
        bulk=bulk,
        handle=handle,
        figures=accepting.figures,
        years=[year.financial_year for year in queries.years(council_id)],
        wording=wording,
    )


def _waiting_year(council_id: int) -> int:
    kept = queries.years(council_id)
    waiting = [year.financial_year for year in kept if year.status is not YearStatus.SIGNED_OFF]
    newest = max((year.financial_year for year in kept), default=financial_year_of(uk_date(now())))
    return min(waiting, default=newest)


def _page(found: list[GainStanding], after: str | None) -> tuple[list[GainStanding], str | None]:
    """The gains that follow the one named, by its key: new gains before it move nothing."""
    handles = [handle(gain) for gain in found]
    start = handles.index(after) + 1 if after in handles else 0
    shown = found[start : start + EACH]
    more = len(found) > start + EACH
    return shown, handle(shown[-1]) if more else None


@blueprint.route("/<int:financial_year>/desk/<int:item_id>/<int:framework_id>")
@access(Permission.READ_GAINS)
def gain(financial_year: int, item_id: int, framework_id: int):
    """One gain with all that it rests on. Framework 0 stands for none."""
    return _gain_page(financial_year, item_id, framework_id, DecideForm())


@blueprint.route("/<int:financial_year>/desk/<int:item_id>/<int:framework_id>/decide", methods=["POST"])
@access(Permission.SIGN_OFF)
def decide(financial_year: int, item_id: int, framework_id: int):
    begun(financial_year)
    form = DecideForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("decide_gain", actor=actor(), now=now()):
                services.decide_gain(
                    actor=actor(),
                    now=now(),
                    financial_year=financial_year,
                    item_id=item_id,
                    framework_id=framework_id or None,
                    outcome=form.outcome.data,
                    code=form.code.data,
                    reason=form.reason.data,
                    seen=form.seen.data or None,
                )
            flash(
                "The decision is taken back."
                if form.outcome.data is Outcome.UNDECIDED
                else f"{form.outcome.data.label}."
            )
            return redirect(url_for("savings.desk", financial_year=financial_year))
    return _gain_page(financial_year, item_id, framework_id, form)


def find_gain(financial_year: int, item_id: int, framework_id: int) -> GainStanding:
    """The gain of the reader's own council; NotFound without one."""
    begun(financial_year)
    council_id = queries.reader_council(actor())
    found = standing.find(standing.standings(council_id, financial_year), item_id, framework_id or None)
    if found is None or not found.is_gain:
        raise NotFound()
    return found


def _gain_page(financial_year: int, item_id: int, framework_id: int, form: DecideForm):
    found = find_gain(financial_year, item_id, framework_id)
    if found.decision is None or found.decision.outcome is Outcome.UNDECIDED:
        form.without_taking_back()
    challenges = queries.challenges_of_gain(found.key, financial_year)
    prepared_by = queries.recorders_of(found.key, financial_year)
    deciding = found.year is not YearStatus.SIGNED_OFF and may(actor(), Permission.SIGN_OFF)
    who = accepting.situation_for(actor(), found, challenges, prepared_by)
    return render_form(
        "savings/gain.html",
        form=form,
        financial_year=financial_year,
        gain=found,
        framework_id=framework_id,
        challenges=challenges,
        prepared_by=prepared_by,
        decisions=queries.decisions_of_gain(found.key, financial_year),
        deciding=deciding,
        own=accepting.prepared(found, who),
        why_not_cash=accepting.why_not(found, Outcome.CASHABLE, None, who) if deciding else None,
        reviewing=found.watched.concern
        and (may(actor(), Permission.SIGN_OFF) or may(actor(), Permission.APPROVE_ORDER)),
        seen=accepting.figures(found),
        missing=accepting.missing(found),
        wording=wording,
    )


@blueprint.route("/<int:financial_year>/desk/accept", methods=["GET", "POST"])
@access(Permission.SIGN_OFF)
def accept(financial_year: int):
    """Shows how many gains and how much would be accepted together, and then does so."""
    begun(financial_year)
    council_id = queries.reader_council(actor())
    books = standing.standings(council_id, financial_year)
    chosen = [
        gain for gain in books if gain.is_gain and handle(gain) in _asked(request.values.getlist("gains"))
    ]
    form = AcceptForm(data={"gains": [_ticket(gain) for gain in chosen]})
    form.gains.choices = [(_ticket(gain), gain.item.title) for gain in chosen]
    if form.is_submitted():
        # What moved meanwhile is not among the choices any more; the service names it.
        form.gains.choices = [(value, value) for value in request.form.getlist("gains")]
    if form.validate_on_submit():
        with form.refusals():
            with transaction("accept_gains", actor=actor(), now=now()):
                taken = services.accept_gains(
                    actor=actor(),
                    now=now(),
                    financial_year=financial_year,
                    gains=[_parse(value) for value in form.gains.data],
                )
            flash(_told(taken))
            return redirect(url_for("savings.desk", financial_year=financial_year))
    who = accepting.situation(actor(), financial_year, chosen)
    judged = [(gain, accepting.why_not_in_bulk(gain, who)) for gain in chosen]
    taking = [gain for gain, refusal in judged if refusal is None]
    return render_form(
        "savings/accept.html",
        form=form,
        financial_year=financial_year,
        taking=taking,
        leaving=[(gain, refusal.sentence) for gain, refusal in judged if refusal],
        ticket=_ticket,
        total=round_money(standing.together(taking, "claimed").total),
        cashable=round_money(standing.together(taking, "claimed").cashable),
        wording=wording,
    )


def _ticket(gain: GainStanding) -> str:
    return f"{handle(gain)}:{accepting.figures(gain)}"


def _asked(values: list[str]) -> set[str]:
    return {value.partition(":")[0] for value in values}


def _parse(value: str) -> tuple[int, int | None, str]:
    where, _, seen = value.partition(":")
    item, _, framework = where.partition("-")
    if not (item.isdecimal() and framework.isdecimal()):
        raise NotFound()
    return int(item), int(framework) or None, seen


def _told(taken: Taken) -> str:
    done = len(taken.accepted)
    said = f"{done} {'gain is' if done == 1 else 'gains are'} accepted as cashable."
    if taken.left:
        left = "; ".join(f"{gain.item.title}: {refusal.sentence}" for gain, refusal in taken.left)
        said += f" Not accepted: {left}"
    return said


@blueprint.route("/<int:financial_year>/disallowed")
@access(Permission.READ_GAINS)
def disallowed(financial_year: int):
    """Claimed, allowed, held and disallowed, by code; and what the method left out of the claim."""
    begun(financial_year)
    council_id = queries.reader_council(actor())
    books = standing.standings(council_id, financial_year)
    return render_template(
        "savings/disallowed.html",
        financial_year=financial_year,
        parts=parts.of_year(books),
        rows=parts.by_code(books),
        left_out=parts.left_out(
            books,
            retained=queries.retained_by_hosts(council_id, financial_year),
            outside=queries.leakage(council_id, financial_year),
            purchases=queries.purchases(council_id, financial_year),
        ),
        wording=wording,
    )
