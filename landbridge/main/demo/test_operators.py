"""The crew walks tours, packs order by order, and two of it are never in each other's way."""

import random
import threading

import httpx
import pytest

from landbridge.kit.crypto import Secret
from landbridge.kit.ground import Ground
from landbridge.main.demo.floor import Floor
from landbridge.main.demo.operators import Crew, Person, ship_next
from landbridge.wms import facade
from landbridge.wms.facade.contracts import ReleasePolicy, WaveTemplate
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.testing import SITE, fill, open_small_warehouse, sale, wish

SCOPES = ("see_stock", "see_orders", "see_tasks", "work_floor")


def worker(name: str) -> Floor:
    from django.core.wsgi import get_wsgi_application

    from landbridge.console.people import add_person, person_id
    from landbridge.console.tokens import create_token

    add_person(name=name, password=Secret("a long and unusual one"), roles=["operator"])
    owner_id = person_id(name)
    assert owner_id is not None
    token = create_token(owner_id=owner_id, name="scanner", scopes=SCOPES, days=1, by="test")
    return Floor(
        "http://127.0.0.1", token, me=f"{name} (scanner)",
        transport=httpx.WSGITransport(app=get_wsgi_application()),
    )  # fmt: skip


@pytest.fixture
def pickers(site: None, wms_ground: Ground) -> list[Person]:
    """Paul and Petra, where orders go out in waves with tours of two."""
    open_small_warehouse(wms_ground)
    template = WaveTemplate(site=SITE, code="T", orders_per_trip=2, orders_min=4)
    facade.put_wave_template(wms_ground, template, actor="mia")
    facade.put_release_policy(wms_ground, ReleasePolicy(site=SITE, mode="waves"), actor="mia")
    fill(wms_ground, wish("A-01", "BOLT", 20), wish("B-01", "NUT", 20))
    floors = [worker("paul"), worker("petra")]
    crew = Crew(
        receivers=[], pickers=floors, ground=wms_ground, site=SITE, shop=SITE, pace_s=0.0,
        suppliers={}, stopping=threading.Event(),
    )  # fmt: skip
    return [Person(crew, floor, turn, len(floors)) for turn, floor in enumerate(floors)]


def test_a_wave_is_walked_packed_and_shipped(pickers: list[Person], wms_ground: Ground) -> None:
    for number in ("O1", "O2", "O3", "O4"):
        document = sale(number, ("1", "BOLT", 2), ("2", "NUT", 1))
        facade.accept(wms_ground, document, key=number)
    facade.allocate_open(wms_ground)
    assert not any(ship_next(person) for person in pickers)
    (wave,) = facade.begin_own_waves(wms_ground)
    assert (wave.order_count, wave.tour_count) == (4, 2)
    chance = random.Random(3)
    for _ in range(40):
        ship_next(chance.choice(pickers))
    closed = facade.outbound_orders(wms_ground, state="closed").rows
    assert {row.number for row in closed} == {"O1", "O2", "O3", "O4"}
    for row in closed:
        page = facade.outbound_order(wms_ground, order_id=row.order_id)
        assert page is not None and len(page.shipments) == 1
    assert check_books(wms_ground) == ()
