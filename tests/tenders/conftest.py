"""A published tender at a moment in June, and who visits it."""

import pytest

from tests.tenders.scene import IN_TIME, Scene, published
from tests.tenders.visiting import clock, visit


@pytest.fixture
def scene(app, monkeypatch) -> Scene:
    clock(monkeypatch, IN_TIME)
    return published()


@pytest.fixture
def bidder(app, scene):
    return visit(app, scene, "ALB", "bidder")


@pytest.fixture
def lead(app, scene):
    return visit(app, scene, "SECE", "procurement_lead", "opening_officer")
