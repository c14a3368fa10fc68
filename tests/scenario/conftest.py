"""Scenario tests share one Tryton and one desk at it; each works on documents of its own."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from landbridge.main.demo.erp import DemoErp

sys.path.insert(0, str(Path(__file__).parent))

from erp_desk import Desk


@pytest.fixture(scope="session")
def desk(tryton: DemoErp) -> Iterator[Desk]:
    desk = Desk.at(tryton)
    yield desk
    desk.close()
