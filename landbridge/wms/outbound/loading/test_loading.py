"""From the advice which carton to take, over its weight, to the truck that leaves with papers."""

from decimal import Decimal

import pytest

from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import CartonKind, Wrong
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.testing import OWNER, SITE, fill, sale, wish

D = Decimal


def picked(floor: Ground, number: str, amount: int) -> int:
    """An order whose goods stand at the packing table; its id."""
    facade.accept(floor, sale(number, ("1", "BOLT", amount)), key=number)
    facade.allocate_open(floor)
    page = facade.outbound_order(floor, owner=OWNER.code, number=number)
    assert page is not None
    for task in page.tasks:
        facade.confirm_pick(floor, key=f"p{task.task_id}", actor="paul", task_id=task.task_id,
                            bin=task.bin, item=task.item)  # fmt: skip
    return page.order.order_id


def packed(floor: Ground, order_id: int, *, weight: int, kind: str = "M", **more: object) -> str:
    """One closed carton with all of it; its SSCC."""
    carton = facade.open_carton(
        floor, key=f"o{order_id}", actor="pia", order_id=order_id, kind=kind
    )
    facade.pack_item(
        floor, key=f"i{order_id}", actor="pia", carton_id=carton.carton_id, item="BOLT"
    )
    facade.close_carton(floor, key=f"c{order_id}{weight}", actor="pia", carton_id=carton.carton_id,
                        gross_weight_g=D(weight), **more)  # fmt: skip
    return carton.sscc


@pytest.fixture
def table(floor: Ground) -> Ground:
    """Goods, and two kinds of cartons: a bolt is 100 x 80 x 50 mm and weighs 400 g."""
    fill(floor, wish("A-01", "BOLT", 200))
    for code, edge, tare in (("S", 110, 60), ("M", 320, 200)):
        kind = CartonKind(site=SITE, code=code, length_mm=edge, width_mm=edge, height_mm=edge,
                          weight_max_g=20_000, tare_g=tare)  # fmt: skip
        facade.put_carton_kind(floor, kind, actor="mia")
    return floor


def test_the_smallest_carton_that_takes_it_is_advised(table: Ground) -> None:
    small = facade.carton_advice(table, order_id=picked(table, "ONE", 2))
    assert [(carton.kind, carton.contents) for carton in small.cartons] == [("S", (("BOLT", 2),))]
    assert small.cartons[0].weight_g == 860 and small.text == "Nothing cheaper is possible."
    many = facade.carton_advice(table, order_id=picked(table, "MANY", 120))
    assert sum(n for carton in many.cartons for _, n in carton.contents) == 120
    assert all(carton.weight_g <= 20_200 for carton in many.cartons)


def test_a_carton_that_weighs_something_else_is_looked_into(table: Ground) -> None:
    order_id = picked(table, "W", 10)
    with pytest.raises(Wrong, match=r"should weigh 4\.2 kg") as caught:
        packed(table, order_id, weight=3800)
    assert caught.value.code == "weight"
    carton_id = facade.outbound_order(table, order_id=order_id).cartons[0].carton_id
    done = facade.close_carton(table, key="anyway", actor="pia", carton_id=carton_id,
                               gross_weight_g=D(3800), take_weight=True)  # fmt: skip
    assert done.to_pack == 0


def test_without_a_kind_nothing_is_asked_of_the_weight(table: Ground) -> None:
    assert packed(table, picked(table, "N", 3), weight=1, kind="")
    with pytest.raises(Wrong, match="no carton XXL"):
        packed(table, picked(table, "X", 3), weight=1, kind="XXL")


def test_a_load_takes_cartons_once_and_leaves_with_its_papers(table: Ground) -> None:
    first = packed(table, picked(table, "A", 10), weight=4200)
    second = packed(table, picked(table, "B", 5), weight=2200)
    opened = facade.open_load(
        table, key="l", actor="lou", site=SITE, carrier_code="DHL", dock="SHIP"
    )
    load = {"actor": "lou", "load_id": opened.load_id}
    with pytest.raises(Wrong, match="is empty"):
        facade.close_load(table, key="early", **load)
    assert facade.load_carton(table, key="s1", sscc=first, **load).carton_count == 1
    with pytest.raises(Wrong, match="already") as caught:
        facade.load_carton(table, key="s2", sscc=first, **load)
    assert caught.value.code == "loaded"
    assert facade.load_carton(table, key="s3", sscc=f"00{second}", **load).carton_count == 2
    assert facade.unload_carton(table, key="off", sscc=second, **load).carton_count == 1
    with pytest.raises(Wrong, match="is not on load") as caught:
        facade.unload_carton(table, key="off again", sscc=second, **load)
    assert caught.value.code == "not-loaded"
    assert facade.load_carton(table, key="s4", sscc=second, **load).carton_count == 2
    closed = facade.close_load(table, key="go", seal="SEAL-7", **load)
    assert (closed.shipped_count, closed.stayed) == (2, ())
    assert facade.close_load(table, key="go", seal="SEAL-7", **load).number == closed.number
    page = facade.load(table, load_id=opened.load_id)
    assert page is not None
    assert (page.load.carton_count, page.load.gross_weight_g, page.load.seal) == (2, 6400, "SEAL-7")
    assert [(line.order_number, line.carton_count) for line in page.bill_of_lading] == [
        ("A", 1), ("B", 1),
    ]  # fmt: skip
    assert page.bill_of_lading[0].ship_to.city == "東京"
    assert all(row.shipment_number for row in page.manifest)
    assert facade.loads(table).rows[0].number == opened.number
    assert check_books(table) == ()


def test_a_carton_left_behind_keeps_the_load_open(table: Ground) -> None:
    order_id = picked(table, "C", 4)
    cartons = []
    for n in range(2):
        carton = facade.open_carton(table, key=f"oc{n}", actor="pia", order_id=order_id)
        facade.pack_item(table, key=f"pc{n}", actor="pia", carton_id=carton.carton_id, item="BOLT",
                         quantity=D(2))  # fmt: skip
        facade.close_carton(table, key=f"cc{n}", actor="pia", carton_id=carton.carton_id)
        cartons.append(carton.sscc)
    opened = facade.open_load(table, key="l", actor="lou", site=SITE)
    load = {"actor": "lou", "load_id": opened.load_id}
    facade.load_carton(table, key="s", sscc=cartons[0], **load)
    with pytest.raises(Wrong, match=cartons[1]):
        facade.close_load(table, key="go", **load)
