"""Publish a framework for tender, or withdraw it before it is awarded."""

from datetime import datetime

from sqlalchemy import select

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit, outbox
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid, NotFound, SeveralProblems
from procurement_hub.frameworks.gaps import gaps
from procurement_hub.frameworks.models import Framework
from procurement_hub.frameworks.permissions import owns
from procurement_hub.frameworks.workflow import FRAMEWORK


def publish(*, actor: Actor, now: datetime, framework: Framework) -> Framework:
    """Fix the terms and put the framework out to tender; called as its tender is published.

    Raises SeveralProblems with every gap that the law leaves open, each citing its section. From
    here on nothing of it can be amended, the levy included (law.md F11)."""
    require(actor, Permission.RUN_TENDER)
    framework = _own(actor, framework)
    FRAMEWORK.move(framework, "publish")
    with db.session.no_autoflush:
        if missing := gaps(framework):
            raise SeveralProblems(missing)
    framework.published_at = now
    db.session.flush()
    audit.record(
        actor,
        "publish_framework",
        framework,
        now=now,
        detail={
            "code": framework.code,
            "ceiling_gross": str(framework.ceiling_gross),
            "levy_percent": str(framework.levy_percent),
        },
    )
    return framework


def withdraw(*, actor: Actor, now: datetime, framework: Framework, reason: str) -> Framework:
    """Give up a draft, or a framework out to tender, with the reason: who follows the tender is told."""
    require(actor, Permission.DRAFT_FRAMEWORK)
    framework = _own(actor, framework)
    if not reason.strip():
        raise Invalid("Enter why the framework is withdrawn.", "reason")
    FRAMEWORK.move(framework, "withdraw")
    db.session.flush()
    audit.record(actor, "withdraw_framework", framework, now=now, reason=reason.strip())
    if framework.published_at is not None:
        payload = {"framework_id": framework.id, "reason": reason.strip()}
        outbox.put("framework_withdrawn", payload, now=now)
    return framework


def _own(actor: Actor, framework: Framework) -> Framework:
    """The framework as it is now, locked until the transaction ends; NotFound if it is not the actor's."""
    if not owns(actor, framework):
        raise NotFound()
    return db.session.scalars(
        select(Framework)
        .where(Framework.id == framework.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
