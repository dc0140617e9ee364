"""What the tests of approved lists share."""

import pytest

from tests.approved_lists.scene import Scene, make_scene


@pytest.fixture
def scene(app) -> Scene:
    return make_scene()
