"""What counts as a good end of a run of blows."""

from dataclasses import replace

import pytest

from landbridge.main.chaos.disk import FullDisk
from landbridge.main.chaos.run import Chaos
from landbridge.main.demo.summary import Latency, Summary

NOTHING = Latency(count=0, p50=None, p99=None)
WHOLE = Summary(
    documents={"outbound_order": 2}, exchanges={"sales_orders": 2, "prices": 0},
    latency_down=NOTHING, latency_back=NOTHING, orders_entered=2, orders_finished=2,
    shipments_done=2, receipts_done=0, unfinished=(), twice=(), stock_lines=3, differences=(),
    unexplained=0, incidents=(), held=(), books_wrong=(), restarts=1, seconds=1.0,
)  # fmt: skip


def test_not_every_exchange_needs_to_be_used_under_blows() -> None:
    assert not WHOLE.finished
    assert Chaos(blows={}, summary=WHOLE, disk=FullDisk()).is_well


@pytest.mark.parametrize(
    "trouble", [{"unfinished": ("S1",)}, {"twice": ("S1",)}, {"held": ("S1",)}, {"unexplained": 1}]
)
def test_whatever_is_lost_doubled_or_unexplained_is_no_good_end(trouble: dict[str, object]) -> None:
    spoiled = replace(WHOLE, **trouble)  # type: ignore[arg-type]
    assert not Chaos(blows={}, summary=spoiled, disk=FullDisk()).is_well
    assert not Chaos(blows={}, summary=WHOLE, disk=FullDisk(lost=1)).is_well
