"""An evaluation whose bids are open, with its panel, and one whose summaries are released."""

import pytest

from tests.tenders.scene import opened, scored


@pytest.fixture
def scene(app):
    return opened()


@pytest.fixture
def panel(scene):
    """Two evaluators without a conflict."""
    scene.declare("EV1")
    scene.declare("EV2")
    return scene


@pytest.fixture
def released(app):
    scene = scored()
    scene.recommend()
    scene.release()
    return scene
