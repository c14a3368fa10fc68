"""T-34 on the floor: what must be ready soon goes first; what missed its cut-off leaves later."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from landbridge.kit.clock import VirtualClock
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import CutoffRow, OutboundOrderRow
from landbridge.wms.testing import OWNER, SITE, fill, sale, wish

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)  # a Thursday, 13:00 in Warsaw
ZONE = ZoneInfo("Europe/Warsaw")


@pytest.fixture
def hall(floor: Ground) -> Ground:
    ground = Ground(floor.pg, VirtualClock(NOW), floor.secrets, random.Random(1))
    fill(ground, wish("A-01", "BOLT", 50))
    cut(ground, "14:30")
    return ground


def cut(ground: Ground, at: str, *, carrier: str = "DHL") -> None:
    cutoff = CutoffRow(
        site=SITE, carrier_code=carrier, service_code="", weekdays=(1, 2, 3, 4, 5), at=at
    )
    facade.put_cutoff(ground, cutoff, actor="mia")


def order(ground: Ground, number: str, carrier: str, **more: object) -> None:
    document = replace(sale(number, ("1", "BOLT", 2)), carrier_code=carrier, **more)  # type: ignore[arg-type]
    facade.accept(ground, document, key=f"{number}/{document.version}")
    facade.allocate_open(ground)


def row(ground: Ground, number: str) -> OutboundOrderRow:
    page = facade.outbound_order(ground, owner=OWNER.code, number=number)
    assert page is not None
    return page.order


def next_order(ground: Ground, actor: str) -> str:
    task = facade.next_task(ground, actor=actor, site=SITE, kinds=("pick",))
    assert task is not None
    return task.order_number


def later(ground: Ground, minutes: int) -> None:
    assert isinstance(ground.clock, VirtualClock)
    ground.clock.advance(60 * minutes)


def test_t34_within_the_hour_the_nearest_cut_off_goes_before_priorities(hall: Ground) -> None:
    cut(hall, "14:20", carrier="UPS")
    order(hall, "RUSH", "", priority=1)
    order(hall, "DHL", "DHL")
    order(hall, "UPS", "UPS")
    assert next_order(hall, "paul") == "RUSH"  # an hour and a half before
    facade.give_back(hall, actor="paul")
    later(hall, 40)
    assert [next_order(hall, name) for name in ("paul", "petra", "pia")] == ["UPS", "DHL", "RUSH"]


def test_t34_after_the_cut_off_it_says_when_it_leaves(hall: Ground) -> None:
    order(hall, "NOW", "DHL")
    order(hall, "SOON", "DHL", ship_on=date(2026, 3, 6))
    order(hall, "NEVER", "UPS")
    assert row(hall, "NOW").leaves_text == "Leaves today if it is ready by 14:30."
    assert row(hall, "NOW").ready_by == datetime(2026, 3, 5, 14, 30, tzinfo=ZONE)
    later(hall, 91)
    friday = "Leaves on Fri 6 Mar 2026 if it is ready by 14:30."
    assert row(hall, "NOW").leaves_text == f"Too late for 14:30 today. {friday}"
    assert row(hall, "SOON").leaves_text == friday
    assert (row(hall, "NEVER").ready_by, row(hall, "NEVER").leaves_text) == (None, "")
    later(hall, 60 * 24)
    assert "Leaves on Mon 9 Mar 2026" in row(hall, "NOW").leaves_text
    later(hall, 60 * 24)
    assert row(hall, "NOW").leaves_text.startswith("Leaves on Mon")  # no cut-off on Saturdays


def test_picks_follow_cut_offs_orders_and_the_clock(hall: Ground) -> None:
    order(hall, "D", "DHL")

    def ready() -> datetime | None:
        (task,) = facade.tasks(hall, kind="pick").rows
        return task.ready_by

    assert ready() == datetime(2026, 3, 5, 14, 30, tzinfo=ZONE)
    assert facade.renew_times(hall) == 0
    cut(hall, "13:30")
    assert ready() == datetime(2026, 3, 5, 13, 30, tzinfo=ZONE)
    later(hall, 31)
    assert (facade.renew_times(hall), facade.renew_times(hall)) == (1, 0)
    assert ready() == datetime(2026, 3, 6, 13, 30, tzinfo=ZONE)
    order(hall, "D", "DHL", version=2, ship_on=date(2026, 3, 9))
    assert ready() == datetime(2026, 3, 9, 13, 30, tzinfo=ZONE)
    order(hall, "D", "UPS", version=3)
    assert ready() is None
    order(hall, "D", "DHL", version=4)
    facade.remove_cutoff(hall, site=SITE, carrier_code="DHL", service_code="")
    assert ready() is None


def test_a_cut_off_tells_how_many_orders_it_sent(hall: Ground) -> None:
    for number in ("A", "B"):
        order(hall, number, "DHL")
    order(hall, "C", "UPS")
    book = facade.rulebook(hall, kind="release", site=SITE)
    uses = {view.rule.name: view.used_count for view in book.rules}
    assert uses == {"At once": 3, "Cut-off DHL": 2}
