"""Several allocate at once: they share orders, and never serve a line twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Incoming, ReleasePolicy
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.outbound.allocation.operations import give
from landbridge.wms.outbound.allocation.reading import lock_orders
from landbridge.wms.outbound.allocation.test_reading import somebody_waits_for
from landbridge.wms.testing import OWNER, SITE, fill, sale, wish

ALLOCATORS = 3
ITEMS = ("BOLT", "NUT", "PAINT")


@pytest.fixture
def hall(floor: Ground) -> Ground:
    """The small warehouse, releasing by waves."""
    facade.put_release_policy(floor, ReleasePolicy(site=SITE, mode="waves"), actor="mia")
    return floor


def order_ids(floor: Ground) -> list[int]:
    return [row.order_id for row in facade.outbound_orders(floor).rows]


def allocated(floor: Ground) -> list[tuple[str, Decimal]]:
    with floor.pg.reading() as conn:
        return conn.execute("SELECT line_id, allocated FROM outbound_line ORDER BY 1").fetchall()


def test_who_allocates_does_not_wait_for_another_who_does(hall: Ground) -> None:
    fill(hall, wish("A-01", "NUT", 10))
    facade.accept(hall, sale("A", ("1", "NUT", 4)), key="a")
    with ThreadPoolExecutor(1) as pool, hall.pg.transaction() as conn:
        assert lock_orders(conn, order_ids(hall), shared=True)
        assert pool.submit(facade.allocate_open, hall).result(timeout=30).line_count == 1
    assert allocated(hall) == [("1", Decimal(4))]


@pytest.mark.parametrize("kind", ["released", "complete"])
def test_what_is_done_with_an_order_as_a_whole_is_done_by_one(floor: Ground, kind: str) -> None:
    order = sale("A", ("1", "NUT", 4), ("2", "BOLT", 2))
    if kind == "complete":
        facade.put_release_policy(floor, ReleasePolicy(site=SITE, mode="waves"), actor="mia")
        order = replace(order, ship_complete=True)
    fill(floor, wish("A-01", "NUT", 10), wish("A-02", "BOLT", 10))
    facade.accept(floor, order, key="a")
    with ThreadPoolExecutor(1) as pool:
        with floor.pg.transaction() as conn:
            assert lock_orders(conn, order_ids(floor), shared=True)
            if kind == "complete":
                conn.execute("SELECT FROM outbound_line WHERE line_id = '2' FOR UPDATE")
            other = pool.submit(facade.allocate_open, floor)
            somebody_waits_for(floor, conn)
            row = conn.execute(
                "SELECT relation::regclass::text, mode FROM pg_locks WHERE locktype = 'tuple' AND"
                " granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            ).fetchone()
        assert other.result(timeout=30).line_count == 2
    # It waits to have all of it for itself, before it looks for stock.
    table = "outbound_line" if kind == "complete" else "outbound_order"
    assert row == (table, "AccessExclusiveLock")
    assert allocated(floor) == [("1", Decimal(4)), ("2", Decimal(2))]


def test_a_line_that_two_have_found_is_served_once(
    hall: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(hall, wish("A-01", "NUT", 10))
    facade.accept(hall, sale("FIRST", ("0", "NUT", 1)), key="first")
    facade.allocate_open(hall)
    facade.accept(hall, sale("A", ("1", "NUT", 4), ("2", "NUT", 3)), key="a")
    page = facade.outbound_order(hall, owner=OWNER.code, number="A")
    assert page is not None
    with ThreadPoolExecutor(1) as pool:
        with hall.pg.transaction() as conn:
            # Another has the item, and all that is to be had of it, but has not said so yet.
            conn.execute("SELECT FROM item_promise FOR UPDATE")
            other = pool.submit(facade.allocate_open, hall)
            somebody_waits_for(hall, conn)
            share_and_give(hall, conn, [page.order.order_id], monkeypatch)
        assert other.result(timeout=30).line_count == 0
    assert allocated(hall)[1:] == [("1", Decimal(4)), ("2", Decimal(3))]
    assert sum(row.reserved for row in facade.stock(hall).rows) == 8
    assert check_books(hall) == ()


def share_and_give(
    hall: Ground, conn: Connection, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Serve orders as an allocator that shares them with another one."""
    with monkeypatch.context() as patch:
        patch.setattr(
            "landbridge.wms.outbound.allocation.operations.lock_orders",
            lambda conn, order_ids: lock_orders(conn, order_ids, shared=True),
        )
        assert give(hall, conn, ids, actor="other").quantity == 7


def test_three_who_allocate_at_once_give_all_there_is_and_nothing_twice(hall: Ground) -> None:
    fill(
        hall,
        *(wish(f"A-{n:02d}", "BOLT", 8) for n in range(1, 5)),
        *(wish(f"B-{n:02d}", "NUT", 30) for n in range(1, 5)),
        *(wish(f"A-{n:02d}", "PAINT", 20, lot=f"L{n}") for n in range(5, 9)),
    )
    orders = [
        replace(
            sale(f"O{n}", *((str(k), item, 1 + (n + k) % 3) for k, item in enumerate(ITEMS))),
            ship_complete=n % 5 == 0,
        )
        for n in range(24)
    ]
    facade.accept_many(hall, [Incoming(key=order.number, document=order) for order in orders])

    def work(_: int) -> None:
        while facade.allocate_open(hall, limit=5).more:
            pass

    with ThreadPoolExecutor(ALLOCATORS) as pool:
        list(pool.map(work, range(ALLOCATORS)))
    given: Counter[str] = Counter()
    for order in orders:
        page = facade.outbound_order(hall, owner=OWNER.code, number=order.number)
        assert page is not None
        ladders = [line.ladder for line in page.lines]
        if order.ship_complete:
            assert len({one.allocated == one.ordered for one in ladders}) == 1
        given.update({line.item: int(line.ladder.allocated) for line in page.lines})
    reserved: Counter[str] = Counter()
    for row in facade.stock(hall, limit=500).rows:
        reserved[row.item] += int(row.reserved)
    assert reserved == given
    wanted = sum(1 + (n + ITEMS.index("NUT")) % 3 for n in range(24) if n % 5)
    assert given["BOLT"] == 32 and given["NUT"] >= wanted
    with hall.pg.reading() as conn:
        held = conn.execute("SELECT unnest(held) FROM outbound_line").fetchall()
    assert len(held) == len(set(held))
    assert check_books(hall) == ()
