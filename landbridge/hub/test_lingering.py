"""What only tells a state waits for a newer version of itself, behind everything else."""

from landbridge.canon.base import PartyRef
from landbridge.canon.progress import Progress
from landbridge.canon.shipment_confirmation import ShipmentConfirmation
from landbridge.hub.conftest import START, Bridge

LINGERS = {"progress": 5.0}


def progress(number: str, version: int, stage: str) -> Progress:
    return Progress(
        number=number, owner=PartyRef("ACME"), version=version, site="MAIN", stage=stage, at=START
    )


def confirmation(number: str, order_number: str) -> ShipmentConfirmation:
    return ShipmentConfirmation(
        number=number, owner=PartyRef("ACME"), version=1, site="MAIN", order_number=order_number,
        shipped_at=START, lines=(),
    )  # fmt: skip


def brought(bridge: Bridge) -> list[tuple[str, int]]:
    return [(one.number, one.version) for one in bridge.wms.effects]


def test_only_the_newest_progress_of_an_order_is_sent(bridge: Bridge) -> None:
    bridge.options["lingers"] = LINGERS
    worker = bridge.worker()
    for version, stage in enumerate(("released", "picked", "packed"), 1):
        bridge.erp.put(progress("SO1", version, stage))
        worker.drain()
        bridge.clock.advance(1)
    assert brought(bridge) == []
    bridge.clock.advance(5)
    worker.drain()
    assert brought(bridge) == [("SO1", 3)]
    assert bridge.states() == {"SO1": ["superseded", "superseded", "acknowledged"]}


def test_a_confirmation_does_not_wait_for_the_progress_before_it(bridge: Bridge) -> None:
    bridge.options["lingers"] = LINGERS
    worker = bridge.worker()
    told, left = progress("SO1", 1, "packed"), confirmation("SH1", "SO1")
    assert told.order_key == left.order_key
    bridge.erp.put(told)
    worker.drain()
    bridge.erp.put(left)
    worker.drain()
    assert brought(bridge) == [("SH1", 1)]
    bridge.clock.advance(6)
    worker.drain()
    assert brought(bridge) == [("SH1", 1), ("SO1", 1)]


def test_what_is_late_already_still_goes_after_everything_else(bridge: Bridge) -> None:
    bridge.options["lingers"] = LINGERS
    worker = bridge.worker()
    for number in range(3):
        bridge.erp.put(progress(f"SO{number}", 1, "released"))
    worker.drain()
    bridge.clock.advance(60)
    bridge.erp.put(confirmation("SH1", "SO9"))
    worker.drain()
    assert brought(bridge)[0] == ("SH1", 1)
    assert [len(chunk) for chunk in bridge.wms.pushes] == [1, 3], "never in one chunk"


def test_without_it_everything_goes_in_its_order(bridge: Bridge) -> None:
    worker = bridge.worker()
    bridge.erp.put(progress("SO1", 1, "packed"))
    bridge.erp.put(confirmation("SH1", "SO1"))
    worker.drain()
    assert brought(bridge) == [("SO1", 1), ("SH1", 1)]
