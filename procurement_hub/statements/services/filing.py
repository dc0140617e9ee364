"""Filing a statement, and the three signatures under what was filed."""

from datetime import date, datetime

from sqlalchemy import func, select

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import (
    format_date,
    format_financial_year,
    uk_date,
)
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, NotPermitted
from procurement_hub.core.upsert import insert_if_absent
from procurement_hub.savings.models import YearStatus
from procurement_hub.savings.years import hold_year
from procurement_hub.statements import moves
from procurement_hub.statements.models import ItemHeading, Look, Signatory, Signature, Submission
from procurement_hub.statements.prepared import Prepared, day_shown, prepare
from procurement_hub.statements.sheets import canonical, digest, figures, from_canonical


class YearNotSignedOff(DomainError):
    """What a year achieved is stated once its finance officer has signed the gains off."""


class YearIsOver(DomainError):
    """What is expected of a year is stated before its gains are signed off."""


class NothingHasMoved(DomainError):
    """A further version says something else than the one before."""


class FiguresHaveMoved(DomainError):
    """Nobody files or signs other figures than those that they were shown."""


class AlreadySigned(DomainError):
    """Each of the three signs a version once."""


class OneSignatureEach(DomainError):
    """The three signatures are of three different people."""


class Superseded(DomainError):
    """Only the latest version is signed."""


def why_not_submit(look: Look, financial_year: int, year: YearStatus, *, on: date, today: date) -> str | None:
    """The first reason why a statement cannot be filed, or None."""
    named = format_financial_year(financial_year)
    if look.is_achieved and year is not YearStatus.SIGNED_OFF:
        return f"The gains of {named} are not signed off, so what they came to cannot be filed yet."
    if not look.is_achieved and year is YearStatus.SIGNED_OFF:
        return f"The gains of {named} are signed off. What was expected of the year is stated before that."
    if look is Look.MID_YEAR and on > today:
        return f"This update shows the books on {format_date(on)}, which has not come yet."
    return None


def submit_statement(
    *,
    actor: Actor,
    now: datetime,
    layout_code: str,
    financial_year: int,
    on: date | None = None,
    seen: str | None = None,
) -> Submission:
    """File the actor's own council's statement as the books stand: the next version of it.

    `on` is the day that a mid-year update shows. With `seen`, the fingerprint of the figures shown,
    figures that have moved meanwhile are a refusal. Its items keep their headings from then on."""
    require(actor, Permission.SUBMIT_STATEMENT)
    council = actor.organisation_id
    year = hold_year(council, financial_year)
    today = uk_date(now)
    shown = day_shown(financial_year, on)
    found = prepare(
        council_id=council,
        layout_code=layout_code,
        financial_year=financial_year,
        today=today,
        on=shown,
    )
    look = found.sheet.look
    why_not = why_not_submit(look, financial_year, year.status, on=shown, today=today)
    if why_not:
        raise (YearNotSignedOff if look.is_achieved else YearIsOver)(why_not)
    if seen is not None and seen != fingerprint(found):
        raise FiguresHaveMoved("The books have changed since you opened this page. Look at the new figures.")
    latest = found.filing.latest
    if latest and not has_moved(found):
        raise NothingHasMoved(f"Nothing has changed since version {latest.version} was filed.")
    if look.is_achieved:
        _keep_headings(found, actor=actor, now=now)
    content = canonical(found.sheet)
    submission = Submission(
        council_id=council,
        financial_year=financial_year,
        layout_id=found.form.layout.id,
        layout_code=layout_code,
        look=look,
        version=latest.version + 1 if latest else 1,
        as_at=shown if look is Look.MID_YEAR else None,
        content=content,
        sha256=digest(content),
        method_version=found.sheet.method,
        last_entry_id=found.sheet.last_entry_id,
        submitted_at=now,
        submitted_by_id=actor.person_id,
    )
    db.session.add(submission)
    audit.record(
        actor,
        "submit_statement",
        submission,
        now=now,
        detail={
            "layout": layout_code,
            "financial_year": financial_year,
            "version": submission.version,
            "sha256": submission.sha256,
        },
    )
    return submission


def fingerprint(found: Prepared) -> str:
    """What the figures and words come to, whoever looks at them and when."""
    return digest(canonical(figures(found.sheet)))


def has_moved(found: Prepared) -> bool:
    """Whether the statement would say something else than its latest version."""
    latest = found.filing.latest
    if latest is None or latest.content is None:
        return True
    return canonical(figures(from_canonical(latest.content))) != canonical(figures(found.sheet))


def _keep_headings(found: Prepared, *, actor: Actor, now: datetime) -> None:
    """What is filed under a heading stays under it: no other statement of the year claims it elsewhere."""
    by_code = {heading.code: heading.id for heading in found.form.headings}
    cpv = found.cpv
    for row in found.sheet.rows:
        for line in row.lines:
            if line.item_id and line.item_id not in found.form.chosen:
                own = found.form.heading_of(line.item_id, cpv[line.item_id])
                insert_if_absent(
                    db.session,
                    ItemHeading.__table__,
                    {
                        "council_id": actor.organisation_id,
                        "item_id": line.item_id,
                        "financial_year": found.sheet.financial_year,
                        "heading_id": by_code[own.code],
                        "chosen_at": now,
                        "chosen_by_id": actor.person_id,
                    },
                    ("council_id", "item_id", "financial_year"),
                )


def sign_statement(
    *,
    actor: Actor,
    now: datetime,
    layout_code: str,
    financial_year: int,
    sha256: str,
    signatory: Signatory,
) -> Signature:
    """Sign the latest version of the actor's own council's statement, exactly as it was shown.

    `sha256` is the fingerprint that the person was shown; `signatory` must be a role of theirs."""
    require(actor, Permission.SIGN_STATEMENT)
    if signatory.value not in actor.roles:
        raise NotPermitted(f"You are not {signatory.label.lower()} of {actor.organisation_name}.")
    year = hold_year(actor.organisation_id, financial_year)
    latest = db.session.scalar(
        select(Submission)
        .where(
            Submission.council_id == actor.organisation_id,
            Submission.financial_year == financial_year,
            Submission.layout_code == layout_code,
        )
        .order_by(Submission.version.desc())
        .limit(1)
    )
    if latest is None:
        raise NotFound()
    if sha256 != latest.sha256:
        earlier = db.session.scalar(
            select(func.count())
            .select_from(Submission)
            .where(Submission.council_id == actor.organisation_id, Submission.sha256 == sha256)
        )
        if earlier:
            raise Superseded(f"Version {latest.version} has been filed since. Read it before you sign.")
        raise FiguresHaveMoved("The fingerprint is not that of this version. Open the page again.")
    _refuse_what_finance_took_back(latest, year.status, now)
    for signature in db.session.scalars(select(Signature).where(Signature.submission_id == latest.id)):
        if signature.signatory is signatory:
            raise AlreadySigned(f"The {signatory.label.lower()} has signed version {latest.version}.")
        if signature.person_id == actor.person_id:
            raise OneSignatureEach(
                f"You have signed version {latest.version} as {signature.signatory.label.lower()}. The three "
                "signatures are of three different people."
            )
    signature = Signature(
        submission_id=latest.id,
        signatory=signatory,
        person_id=actor.person_id,
        signed_at=now,
        sha256=sha256,
    )
    db.session.add(signature)
    audit.record(
        actor,
        "sign_statement",
        latest,
        now=now,
        detail={"signatory": signatory.value, "version": latest.version, "sha256": sha256},
    )
    return signature


def _refuse_what_finance_took_back(latest: Submission, year: YearStatus, now: datetime) -> None:
    """What a year achieved is signed while its sign-off stands, on the figures that were signed off."""
    if not latest.look.is_achieved:
        return
    if year is not YearStatus.SIGNED_OFF:
        raise YearNotSignedOff(
            f"The gains of {format_financial_year(latest.financial_year)} are no longer signed off, so "
            f"version {latest.version} cannot be signed."
        )
    books = prepare(
        council_id=latest.council_id,
        layout_code=latest.layout_code,
        financial_year=latest.financial_year,
        today=uk_date(now),
    )
    if moves.between(from_canonical(latest.content), books.sheet).figures:
        raise FiguresHaveMoved(
            f"Other figures have been signed off since version {latest.version} was filed. The next version "
            "must be filed before anybody signs."
        )


def signatories_of(actor: Actor) -> list[Signatory]:
    """As whom the actor may sign."""
    return [signatory for signatory in Signatory if signatory.value in actor.roles]
