"""A packed carton goes to its order, else to what leaves with it, else where nothing stands."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from landbridge.wms.outbound.staging.contracts import CartonsAt
from landbridge.wms.outbound.staging.rules import (
    Advice,
    Going,
    Lane,
    Place,
    Truck,
    others_text,
    where_to,
)

GOING = Going(order_number="S1", carrier_code="DHL", service_code="", ship_on=None)
DHL = Lane(bin="STAGE-2", carrier_code="DHL", service_code="", ship_on=None, carton_count=3,
           mate_count=0)  # fmt: skip
UPS = replace(DHL, bin="STAGE-3", carrier_code="UPS", carton_count=9)
TRUCK = Truck(number="L1", carrier_code="DHL", dock="SHIP-1", has_mates=False)
PLACES = tuple(
    Place(bin=code, kind=code.partition("-")[0].lower().replace("stage", "staging"), free=free)
    for code, free in (("STAGE-2", False), ("STAGE-1", True), ("STAGE-3", False))
)


def until(carrier: str, service: str, ship_on: date | None) -> datetime | None:
    if carrier != "DHL":
        return None
    day = ship_on or date(2026, 3, 2)
    return datetime.combine(day, time(10 if service == "EARLY" else 14), tzinfo=UTC)


def asked(*lanes: Lane, going: Going = GOING, **more: object) -> Advice:
    values: dict[str, object] = {"trucks": (), "places": PLACES} | more
    return where_to(
        going, lanes=lanes, until=until,
        label=lambda carrier, leaves: f"{carrier} {leaves:%H:%M}" if leaves else carrier,
        **values,  # type: ignore[arg-type]
    )  # fmt: skip


def test_cartons_of_the_order_come_before_all_else() -> None:
    mates = replace(UPS, bin="STAGE-9", carton_count=1, mate_count=1)
    assert asked(DHL, mates) == Advice("STAGE-9", "Cartons of order S1 stand there.")
    loading = replace(TRUCK, has_mates=True)
    assert asked(DHL, mates, trucks=(TRUCK, loading)) == Advice(
        "SHIP-1", "Load L1 with cartons of order S1 stands there."
    )


def test_what_leaves_with_it_stands_together() -> None:
    assert asked(UPS, DHL) == Advice("STAGE-2", "DHL 14:00 stands there.")
    for other in (replace(GOING, service_code="EARLY"), replace(GOING, ship_on=date(2026, 3, 3))):
        assert asked(UPS, DHL, going=other) == Advice("STAGE-1", "STAGE-1 is free.")
    more = replace(DHL, bin="STAGE-4", carton_count=4)
    assert asked(DHL, more).bin == "STAGE-4", "where most of them stand"
    none = replace(GOING, carrier_code="")
    assert asked(UPS, replace(DHL, carrier_code=""), going=none) == Advice(
        "STAGE-2", "Cartons without a carrier stand there."
    )


def test_a_truck_of_its_carrier_comes_before_an_empty_bin() -> None:
    assert asked(UPS, trucks=(TRUCK,)) == Advice("SHIP-1", "Load L1 of DHL stands there.")
    assert asked(trucks=(replace(TRUCK, carrier_code=""),)).bin == "STAGE-1"
    assert asked(going=replace(GOING, carrier_code=""), trucks=(TRUCK,)).bin == "STAGE-1"


def test_without_a_free_bin_it_goes_where_the_fewest_stand() -> None:
    full = tuple(replace(place, free=False) for place in PLACES if place.bin != "STAGE-1")
    lane = replace(DHL, carrier_code="GLS")
    assert asked(UPS, lane, places=full) == Advice(
        "STAGE-2", "No staging bin is free; the fewest cartons stand there."
    )


@pytest.mark.parametrize(
    ("kinds", "wanted"),
    [((), ""), (("shipping",), "SHIP"), (("shipping", "staging"), "S"), (("staging",), "S")],
)
def test_a_shipping_bin_serves_where_there_is_no_staging_bin(
    kinds: tuple[str, ...], wanted: str
) -> None:
    codes = {"shipping": "SHIP", "staging": "S"}
    places = tuple(Place(bin=codes[kind], kind=kind, free=True) for kind in kinds)
    assert asked(places=places).bin == wanted


def test_what_is_staged_stays_unless_its_like_stands_elsewhere() -> None:
    here = replace(GOING, staged_in="STAGE-7")
    assert asked(UPS, going=here) == Advice("STAGE-7", "It stands there already.")
    assert asked(DHL, going=here).bin == "STAGE-2"
    few = replace(DHL, bin="STAGE-7", carton_count=1)
    assert asked(DHL, few, going=here).bin == "STAGE-7", "it does not walk from its like to more"


def test_what_stands_elsewhere_is_said() -> None:
    assert others_text(()) == ""
    assert others_text((CartonsAt("PACK", 2), CartonsAt("STAGE-1", 1))) == (
        " Other cartons of the order stand in PACK (2), STAGE-1 (1)."
    )
