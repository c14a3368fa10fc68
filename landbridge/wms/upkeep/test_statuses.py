"""A recall by lot: all free stock of it is on hold at once, and free again at once."""

from datetime import date

import pytest

from landbridge.canon.stock_adjustment import StockAdjustment
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import StatusesChanged, Wrong
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.testing import SITE, facts, fill, sale, wish


def change(floor: Ground, key: str, source: str, target: str, **what: str) -> StatusesChanged:
    return facade.change_statuses(
        floor, key=key, actor="ivo", site=SITE, source=source, target=target,
        **{"reason_code": "recall", **what},
    )  # fmt: skip


def test_a_lot_is_held_everywhere_and_released(floor: Ground) -> None:
    day = date(2032, 1, 1)
    fill(
        floor, wish("A-01", "MILK", 10, lot="L1", expiry_on=day),
        wish("B-01", "MILK", 20, lot="L1", expiry_on=day),
        wish("B-02", "MILK", 5, lot="L2", expiry_on=day),
        wish("B-03", "DRILL", 2, serials=("D1", "D2")),
    )  # fmt: skip
    held = change(floor, "h", "available", "quality_hold", item="MILK", lot="L1")
    assert (held.quantity, held.bin_count, held.promised) == (30, 2, 0)
    assert change(floor, "h", "available", "quality_hold", item="MILK", lot="L1") == held
    assert {(row.bin, row.status) for row in facade.stock(floor, item="MILK").rows} == {
        ("A-01", "quality_hold"), ("B-01", "quality_hold"), ("B-02", "available"),
    }  # fmt: skip
    (told,) = facts(floor, StockAdjustment)
    assert [(line.lot, line.change.value, line.status) for line in told.lines] == [
        ("L1", -30, "available"), ("L1", 30, "quality_hold"),
    ]  # fmt: skip
    change(floor, "r", "quality_hold", "available", lot="L1")
    change(floor, "d", "available", "damaged", bin="B-03")
    assert {row.status for row in facade.stock(floor, item="MILK").rows} == {"available"}
    assert {row.status for row in facade.stock(floor, item="DRILL").rows} == {"damaged"}
    assert check_books(floor) == ()


def test_what_is_promised_stays_and_is_told(floor: Ground) -> None:
    fill(floor, wish("A-01", "BOLT", 10))
    facade.accept(floor, sale("S1", ("1", "BOLT", 4)), key="s1")
    facade.allocate_open(floor)
    held = change(floor, "h", "available", "quarantine", item="BOLT")
    assert (held.quantity, held.promised) == (6, 4)
    assert "4 are promised to orders" in held.text
    with pytest.raises(Wrong, match="All 4 are promised"):
        change(floor, "h2", "available", "quarantine", item="BOLT")
    assert check_books(floor) == ()


def test_wrong_wishes_are_said(floor: Ground) -> None:
    for what, words in (
        ({"item": "BOLT", "reason_code": " "}, "Say why"), ({}, "an item, a lot or a bin"),
        ({"item": "BOLT"}, "There is none"), ({"item": "NO"}, "No item"),
    ):  # fmt: skip
        with pytest.raises(Wrong, match=words):
            change(floor, "x", "available", "damaged", **what)
    with pytest.raises(Wrong, match="From one status to another"):
        change(floor, "y", "available", "broken", item="BOLT")
