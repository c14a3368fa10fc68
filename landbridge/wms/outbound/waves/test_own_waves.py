"""Waves that begin by themselves: with enough orders, or when the first has waited long enough."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from landbridge.kit.clock import VirtualClock
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import ReleasePolicy, WaveTemplate, Wrong
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.outbound.waves.own import is_due
from landbridge.wms.testing import SITE, fill, sale, wish

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def hall(floor: Ground) -> Ground:
    ground = Ground(floor.pg, VirtualClock(NOW), floor.secrets, random.Random(1))
    facade.put_release_policy(ground, ReleasePolicy(site=SITE, mode="waves"), actor="mia")
    return ground


def template(hall: Ground, **more: object) -> None:
    facade.put_wave_template(hall, WaveTemplate(**{"site": SITE, "code": "T"} | more), actor="mia")


def demand(hall: Ground, *numbers: str) -> None:
    for number in numbers:
        facade.accept(hall, sale(number, ("1", "BOLT", 2)), key=number)
    facade.allocate_open(hall)


def later(hall: Ground, *, minutes: int) -> None:
    assert isinstance(hall.clock, VirtualClock)
    hall.clock.advance(60 * minutes)


def picks(hall: Ground) -> int:
    return len(facade.tasks(hall, kind="pick", limit=100).rows)


def test_a_wave_begins_with_enough_orders(hall: Ground) -> None:
    fill(hall, wish("A-01", "BOLT", 20))
    template(hall, orders_min=3)
    demand(hall, "O1", "O2")
    assert facade.begin_own_waves(hall) == ()
    demand(hall, "O3")
    waiting = facade.outbound_orders(hall, state="to_release").rows
    assert [(row.number, row.state) for row in waiting] == [
        (number, "allocated") for number in ("O1", "O2", "O3")
    ]
    (released,) = facade.begin_own_waves(hall)
    assert (released.order_count, released.task_count, picks(hall)) == (3, 3, 3)
    assert facade.outbound_orders(hall, state="to_release").rows == ()
    (wave,) = facade.waves(hall, site=SITE).rows
    assert (wave.created_by, wave.state) == ("clock", "released")
    assert facade.begin_own_waves(hall) == ()


def test_a_wave_begins_when_the_first_order_has_waited_long_enough(hall: Ground) -> None:
    fill(hall, wish("A-01", "BOLT", 20))
    template(hall, orders_min=50, wait_max_min=10)
    assert facade.begin_own_waves(hall) == ()
    later(hall, minutes=30)  # nobody waited yet
    demand(hall, "O1")
    assert facade.begin_own_waves(hall) == ()
    later(hall, minutes=9)
    demand(hall, "O2")
    assert facade.begin_own_waves(hall) == ()
    later(hall, minutes=1)
    (released,) = facade.begin_own_waves(hall)
    assert released.order_count == 2
    # The next order waits its own ten minutes.
    demand(hall, "O3")
    assert facade.begin_own_waves(hall) == ()
    later(hall, minutes=10)
    assert len(facade.begin_own_waves(hall)) == 1


def test_what_comes_later_goes_out_after_its_wave(hall: Ground) -> None:
    fill(hall, wish("A-01", "BOLT", 1))
    template(hall, orders_min=1)
    demand(hall, "O1")
    facade.begin_own_waves(hall)
    assert picks(hall) == 1
    fill(hall, wish("A-02", "BOLT", 9))
    facade.allocate_open(hall)
    (released,) = facade.begin_own_waves(hall)
    assert (released.quantity, picks(hall)) == (1, 2)
    assert len(facade.waves(hall, site=SITE).rows) == 1


def test_what_a_dead_worker_planned_is_sent_out_by_the_next(hall: Ground) -> None:
    fill(hall, wish("A-01", "BOLT", 9))
    template(hall)
    demand(hall, "O1")
    planned = facade.plan_wave(hall, key="p", actor="clock", site=SITE, template="T")
    template(hall, orders_min=1)
    (released,) = facade.begin_own_waves(hall)
    assert (released.wave_id, released.task_count) == (planned.wave_id, 1)


def test_many_workers_that_look_at_once_begin_one_wave(hall: Ground) -> None:
    fill(hall, wish("A-01", "BOLT", 20))
    template(hall, orders_min=2)
    demand(hall, "O1", "O2", "O3")
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: facade.begin_own_waves(hall), range(5)))
    assert sum(done.task_count for answer in answers for done in answer) == 3
    assert len(facade.waves(hall, site=SITE).rows) == 1
    assert check_books(hall) == ()


def test_only_where_the_site_releases_by_waves(hall: Ground) -> None:
    fill(hall, wish("A-01", "BOLT", 20))
    template(hall, orders_min=1)
    demand(hall, "O1")
    facade.put_release_policy(hall, ReleasePolicy(site=SITE, mode="capacity"), actor="mia")
    assert facade.begin_own_waves(hall) == ()


def test_what_can_never_begin_is_refused(hall: Ground) -> None:
    with pytest.raises(Wrong, match="takes 5 orders at most; it cannot wait for 6"):
        template(hall, orders_max=5, orders_min=6)
    with pytest.raises(Wrong, match=r"1 to 1,440 minutes"):
        template(hall, wait_max_min=2000)


def test_due_by_either() -> None:
    by_both = WaveTemplate(site=SITE, code="T", orders_min=3, wait_max_min=10)
    assert is_due(by_both, waiting=3, since=NOW, now=NOW)
    assert is_due(by_both, waiting=1, since=NOW, now=NOW + timedelta(minutes=10))
    assert not is_due(by_both, waiting=2, since=NOW, now=NOW + timedelta(minutes=9, seconds=59))
    by_hand = WaveTemplate(site=SITE, code="T")
    assert not is_due(by_hand, waiting=999, since=NOW, now=NOW + timedelta(days=1))
