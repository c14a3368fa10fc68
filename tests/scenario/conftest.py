"""Scenario tests share one Tryton and one desk at it; each works on documents of its own."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from landbridge.console.grounds import Grounds
from landbridge.hub import facade as hub
from landbridge.hub.worker import HubWorker
from landbridge.kit.ground import Ground
from landbridge.main.demo import seed
from landbridge.main.demo.erp import DemoErp
from landbridge.main.wiring import facilities
from tests.conftest import RunningErp

sys.path.insert(0, str(Path(__file__).parent))

from erp_desk import COMPANY, Desk
from house import House


@pytest.fixture(scope="session")
def desk(tryton: DemoErp) -> Iterator[Desk]:
    desk = Desk.at(tryton)
    yield desk
    desk.close()


@pytest.fixture
def house(tryton_to_kill: RunningErp, hub_ground: Ground, wms_ground: Ground) -> Iterator[House]:
    grounds = Grounds(hub=hub_ground, wms=wms_ground)
    seed.seed_building(grounds, COMPANY)
    # Where more comes than was ordered, a person decides.
    values = tryton_to_kill.erp.endpoint_values(COMPANY) | {"accept_over_receipt": False}
    seed.seed_endpoints(grounds, COMPANY, values)
    worker = HubWorker(hub_ground, facilities=facilities(grounds))
    desk = Desk.at(tryton_to_kill.erp)
    connectors = hub.keep_connectors(hub_ground, facilities=facilities(grounds))
    yield House(grounds, worker, desk, connectors)
    connectors.close()
    worker.close()
    desk.close()
