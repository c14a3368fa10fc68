"""Line by line: why this stock, and why not that."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import AllocationPolicy, LineExplained
from landbridge.wms.testing import OWNER, fill, sale, wish


def explained(floor: Ground, number: str) -> LineExplained:
    page = facade.outbound_order(floor, owner=OWNER.code, number=number)
    assert page is not None
    found = facade.explain_allocation(floor, order_id=page.order.order_id)
    assert found is not None and found.number == number
    return found.lines[0]


def reasons(line: LineExplained) -> dict[str, str]:
    return {one.bin: one.why for one in line.passed_over}


def test_each_lot_and_bin_is_told_with_its_reason(floor: Ground) -> None:
    today = datetime.now(UTC).date()
    soon, later = today + timedelta(days=40), today + timedelta(days=90)
    fill(
        floor,
        wish("A-01", "MILK", 10, lot="SOON", expiry_on=soon),
        wish("A-02", "MILK", 10, lot="LATER", expiry_on=later),
        wish("A-03", "MILK", 3, lot="LATER", expiry_on=later, status="quality_hold"),
        wish("DOCK", "MILK", 2, lot="LATER", expiry_on=later),
    )
    facade.accept(floor, sale("A", ("1", "MILK", 4)), key="a")
    facade.allocate_open(floor)
    line = explained(floor, "A")
    assert line.rule.startswith("First expired first") and line.rule.endswith("for all.)")
    (given,) = line.given
    assert (given.bin, given.lot, given.quantity, given.is_held) == ("A-01", "SOON", 4, True)
    assert given.why == f"It is to be used by {soon}."
    why = reasons(line)
    assert why["A-02"] == f"Its turn comes later: it lasts to {later}."
    assert why["A-03"] == "Its status is quality hold."
    assert why["DOCK"] == "DOCK is a receiving bin; orders are served from storage."
    assert line.text == "All that the line wants was given."


def test_shelf_life_and_promises_are_named_where_a_line_waits(floor: Ground) -> None:
    today = datetime.now(UTC).date()
    fill(
        floor,
        wish("A-01", "MILK", 5, lot="SOON", expiry_on=today + timedelta(days=20)),
        wish("A-02", "MILK", 5, lot="LONG", expiry_on=today + timedelta(days=300)),
    )
    policy = AllocationPolicy(owner=OWNER.code, shelf_life_remaining_days_min=100)
    facade.put_allocation_policy(floor, policy, actor="mia")
    facade.accept(floor, sale("A", ("1", "MILK", 5)), key="a")
    facade.accept(floor, sale("B", ("1", "MILK", 2)), key="b")
    facade.allocate_open(floor)
    assert [one.lot for one in explained(floor, "A").given] == ["LONG"]
    line = explained(floor, "B")
    assert (line.waiting, line.given) == (Decimal(2), ())
    assert line.text == "2 of 2 MILK wait."
    why = reasons(line)
    assert "the customer needs" in why["A-01"]
    assert why["A-02"] == "All of it is promised to other work."
    assert line.rule.endswith(f"(Policy of {OWNER.code}.)")


def test_what_never_was_here_and_no_order(floor: Ground) -> None:
    facade.accept(floor, sale("N", ("1", "NUT", 2)), key="n")
    line = explained(floor, "N")
    assert line.text == "2 of 2 NUT wait. There never was stock of it."
    assert line.passed_over == ()
    assert facade.explain_allocation(floor, order_id=999_999) is None
