"""Packed cartons are brought to the truck: the books move with them, and they leave from there."""

from dataclasses import replace
from decimal import Decimal

import pytest

from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Bin, BinKind, CartonsAt, CutoffRow, Site, Wrong
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.testing import OWNER, SITE, fill, sale, wish

BY = {"actor": "stan"}


@pytest.fixture
def hall(floor: Ground) -> Ground:
    """Goods, and two staging bins."""
    fill(floor, wish("A-01", "BOLT", 200), wish("A-02", "DRILL", 2, serials=("D1", "D2")))
    places = [
        Bin(code=f"STAGE-{n}", kind=BinKind.STAGING, pick_sequence=n) for n in (1, 2)
    ]  # fmt: skip
    facade.put_bins(floor, site=SITE, bins=places)
    return floor


def picked(ground: Ground, number: str, *lines: tuple[str, str, int], carrier: str = "DHL") -> int:
    """An order whose goods stand at the packing table; its id."""
    document = replace(sale(number, *lines), carrier_code=carrier)
    facade.accept(ground, document, key=number)
    facade.allocate_open(ground)
    page = facade.outbound_order(ground, owner=OWNER.code, number=number)
    assert page is not None
    for task in page.tasks:
        facade.confirm_pick(
            ground, key=f"p{task.task_id}", actor="paul", task_id=task.task_id, bin=task.bin,
            item=task.item, serials=task.serials,
        )  # fmt: skip
    return page.order.order_id


def filled(
    ground: Ground, order_id: int, name: str, quantity: int | None = None
) -> tuple[int, str]:
    """An open carton with bolts of an order; its id and SSCC."""
    carton = facade.open_carton(ground, key=f"o{name}", actor="pia", order_id=order_id)
    facade.pack_item(
        ground, key=f"i{name}", actor="pia", carton_id=carton.carton_id, item="BOLT",
        quantity=None if quantity is None else Decimal(quantity),
    )  # fmt: skip
    return carton.carton_id, carton.sscc


def packed(ground: Ground, number: str, *, carrier: str = "DHL", quantity: int = 3) -> str:
    """SSCC of the one closed carton of an order of bolts."""
    order_id = picked(ground, number, ("1", "BOLT", quantity), carrier=carrier)
    carton_id, sscc = filled(ground, order_id, number)
    facade.close_carton(ground, key=f"c{number}", actor="pia", carton_id=carton_id)
    return sscc


def refused(ground: Ground, key: str, **values: object) -> str:
    with pytest.raises(Wrong) as caught:
        facade.stage_carton(ground, key=key, **BY, **values)  # type: ignore[arg-type]
    return caught.value.code


def test_a_carton_moves_with_its_goods_and_leaves_from_there(hall: Ground) -> None:
    order_id = picked(hall, "A", ("1", "BOLT", 5), ("2", "DRILL", 2))
    carton_id, sscc = filled(hall, order_id, "A")
    facade.pack_item(hall, key="d", actor="pia", carton_id=carton_id, item="DRILL")
    facade.close_carton(hall, key="c", actor="pia", carton_id=carton_id)
    done = facade.stage_carton(hall, key="s", sscc=f"]C100{sscc}", bin="stage-2", **BY)
    assert (done.source_bin, done.bin, done.others) == ("PACK", "STAGE-2", ())
    assert done.text == f"Carton {sscc} of order A stands in STAGE-2."
    assert facade.stage_carton(hall, key="s", sscc=f"]C100{sscc}", bin="stage-2", **BY) == done
    there = [row for row in facade.stock(hall, site=SITE, bin="STAGE-2").rows if row.on_hand]
    assert sorted((row.item, row.serial, row.lpn, row.on_hand) for row in there) == [
        ("BOLT", "", sscc, 5), ("DRILL", "D1", sscc, 1), ("DRILL", "D2", sscc, 1),
    ]  # fmt: skip
    assert check_books(hall) == ()
    page = facade.outbound_order(hall, order_id=order_id)
    assert page is not None
    assert (page.cartons[0].bin, page.cartons[0].staged) == ("STAGE-2", True)
    shipped = facade.ship_order(hall, key="go", actor="lou", order_id=order_id)
    assert (shipped.shipped, shipped.order_closed) == (7, True)
    assert not any(row.on_hand for row in facade.stock(hall, site=SITE, bin="STAGE-2").rows)
    assert check_books(hall) == ()
    assert refused(hall, "late", sscc=sscc, bin="STAGE-1") == "left"


def test_what_cannot_be_staged_is_refused_in_words(hall: Ground) -> None:
    sscc = packed(hall, "A")
    said = {"sscc": sscc}
    assert refused(hall, "1", bin="A-01", **said) == "wrong-bin"
    assert refused(hall, "2", bin="PACK", **said) == "wrong-bin"
    assert refused(hall, "3", bin="NOWHERE", **said) == "unknown-bin"
    assert refused(hall, "4", bin="STAGE-1", sscc="123") == "unknown-code"
    assert refused(hall, "5", bin="STAGE-1", carton_id=99999) == "not-found"
    facade.open_site(hall, Site(code="EAST", name="East", timezone="Europe/Warsaw"))
    facade.put_bins(hall, site="EAST", bins=[Bin(code="E-STAGE", kind=BinKind.STAGING)])
    assert refused(hall, "6", bin="E-STAGE", **said) == "unknown-bin"
    assert refused(hall, "7", bin="STAGE-1", site="EAST", **said) == "wrong-site"
    facade.stage_carton(hall, key="8", bin="STAGE-1", **said, **BY)
    assert refused(hall, "9", bin="STAGE-1", **said) == "same-bin"
    opened = facade.open_load(hall, key="l", actor="lou", site=SITE)
    facade.load_carton(hall, key="on", actor="lou", load_id=opened.load_id, sscc=sscc)
    assert refused(hall, "10", bin="STAGE-2", **said) == "loaded"
    order_id = picked(hall, "B", ("1", "BOLT", 1))
    _, still_open = filled(hall, order_id, "B")
    assert refused(hall, "11", bin="STAGE-1", sscc=still_open) == "carton-open"
    assert check_books(hall) == ()


def test_what_a_changed_order_no_longer_wants_does_not_go_along(hall: Ground) -> None:
    sscc = packed(hall, "A", quantity=5)
    facade.stage_carton(hall, key="s", sscc=sscc, bin="STAGE-1", **BY)
    facade.accept(hall, replace(sale("A", ("1", "BOLT", 3), version=2), carrier_code="DHL"),
                  key="A2")  # fmt: skip
    (task,) = facade.tasks(hall, kind="putback").rows
    assert (task.bin, task.quantity) == ("STAGE-1", 2), "it is taken out where the carton stands"
    page = facade.outbound_order(hall, owner=OWNER.code, number="A")
    assert page is not None
    facade.close_carton(hall, key="again", actor="pia", carton_id=page.cartons[0].carton_id)
    assert refused(hall, "early", sscc=sscc, bin="STAGE-2") == "put-back-first"
    facade.put_back(hall, key="b", actor="ben", task_id=task.task_id, bin="A-01", item="BOLT")
    facade.stage_carton(hall, key="t", sscc=sscc, bin="STAGE-2", **BY)
    assert facade.ship_order(
        hall, key="go", actor="lou", order_id=page.order.order_id
    ).shipped == 3  # fmt: skip
    assert check_books(hall) == ()


def test_it_is_said_where_to_bring_it_and_why(hall: Ground) -> None:
    cutoff = CutoffRow(site=SITE, carrier_code="DHL", service_code="", weekdays=(*range(1, 8),),
                       at="23:59")  # fmt: skip
    facade.put_cutoff(hall, cutoff, actor="mia")
    first, second, other = packed(hall, "A"), packed(hall, "B"), packed(hall, "C", carrier="UPS")
    place = facade.staging_place(hall, sscc=first, site=SITE)
    assert (place.bin, place.text) == ("STAGE-1", "STAGE-1 is free.")
    assert (place.stands_in, place.staged, place.others) == ("PACK", False, ())
    facade.stage_carton(hall, key="a", sscc=first, bin="STAGE-1", **BY)
    place = facade.staging_place(hall, sscc=second)
    assert place.bin == "STAGE-1"
    assert place.text.startswith("DHL ") and place.text.endswith("23:59 stands there.")
    assert facade.staging_place(hall, sscc=other).bin == "STAGE-2"
    assert facade.staging_place(hall, sscc=first).bin == "STAGE-1", "it may stay"
    order_id = picked(hall, "D", ("1", "BOLT", 1))
    carton_id, _ = filled(hall, order_id, "D")
    closed = facade.close_carton(hall, key="d", actor="pia", carton_id=carton_id)
    assert ", 0 left to pack. Bring it to STAGE-1. DHL " in closed.text


def test_fellow_cartons_that_stand_elsewhere_are_told(hall: Ground) -> None:
    order_id = picked(hall, "A", ("1", "BOLT", 6))
    cartons = [filled(hall, order_id, f"A{n}", 2) for n in range(3)]
    for carton_id, sscc in cartons[:2]:
        facade.close_carton(hall, key=f"c{sscc}", actor="pia", carton_id=carton_id)
    (_, first), (second_id, _) = cartons[:2]
    done = facade.stage_carton(hall, key="1", sscc=first, bin="STAGE-2", **BY)
    assert facade.stage_carton(hall, key="1", sscc=first, bin="STAGE-2", **BY) == done
    assert done.others == (CartonsAt("PACK", 2),) and done.text.endswith("stand in PACK (2).")
    place = facade.staging_place(hall, carton_id=second_id)
    assert (place.bin, place.text) == ("STAGE-2", "Cartons of order A stand there.")
    assert place.others == (CartonsAt("STAGE-2", 1),)
    assert facade.cartons_to_stage(hall, site=SITE) == 1, "the open one is not packed yet"
    waiting = facade.cartons_standing(hall, site=SITE, staged=False).rows
    assert [(row.carton_id, row.bin) for row in waiting] == [(second_id, "PACK")]
    assert [row.sscc for row in facade.cartons_standing(hall, staged=True).rows] == [first]


def test_a_load_says_where_its_cartons_stand(hall: Ground) -> None:
    first, second, other = packed(hall, "A"), packed(hall, "B"), packed(hall, "C", carrier="UPS")
    facade.stage_carton(hall, key="a", sscc=second, bin="STAGE-1", **BY)
    opened = facade.open_load(
        hall, key="l", actor="lou", site=SITE, carrier_code="DHL", dock="SHIP"
    )
    assert waiting(hall, opened.load_id) == [("STAGE-1", 1, 0), ("PACK", 1, 0)]
    assert facade.staging_place(hall, sscc=other).bin == "STAGE-2"
    load = {"actor": "lou", "load_id": opened.load_id}
    facade.load_carton(hall, key="on", sscc=second, **load)
    assert waiting(hall, opened.load_id) == [("PACK", 1, 0)]
    place = facade.staging_place(hall, sscc=first)
    assert (place.bin, place.text) == ("SHIP", f"Load {opened.number} of DHL stands there.")
    facade.stage_carton(hall, key="b", sscc=first, bin="SHIP", **BY)
    facade.load_carton(hall, key="on2", sscc=first, **load)
    assert facade.close_load(hall, key="go", **load).shipped_count == 2
    assert waiting(hall, opened.load_id) == []
    assert check_books(hall) == ()


def waiting(ground: Ground, load_id: int) -> list[tuple[str, int, int]]:
    page = facade.load(ground, load_id=load_id)
    assert page is not None
    return [(each.bin, each.carton_count, each.mate_count) for each in page.waiting]


def test_without_staging_bins_nobody_is_sent_to_one(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 9))
    order_id = picked(floor, "A", ("1", "BOLT", 1))
    carton_id, sscc = filled(floor, order_id, "A")
    closed = facade.close_carton(floor, key="c", actor="pia", carton_id=carton_id)
    assert closed.text == f"Carton {sscc} closed, 0 left to pack."
    assert facade.cartons_to_stage(floor, site=SITE) == 0
    assert facade.staging_place(floor, sscc=sscc).bin == "SHIP"
