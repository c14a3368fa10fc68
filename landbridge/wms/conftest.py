"""A small warehouse, fresh for each test."""

import pytest

from landbridge.kit.ground import Ground
from landbridge.wms.testing import open_small_warehouse


@pytest.fixture
def floor(wms_ground: Ground) -> Ground:
    """The ground of a warehouse with bins, items and parties, and nothing in it."""
    open_small_warehouse(wms_ground)
    return wms_ground
