"""Lines are read before their orders are locked: what others change in between is not overrun."""

import threading
from decimal import Decimal

import pytest

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.wms import facade
from landbridge.wms.outbound.allocation.reading import LinesChanged, hold_for_lines, waiting_rows
from landbridge.wms.testing import OWNER, fill, sale, wish


def somebody_waits_for(floor: Ground, conn: Connection) -> None:
    for _ in range(1_000):
        waits = conn.execute(
            "SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() ="
            " ANY (pg_blocking_pids(pid))"
        ).fetchone()
        if waits is not None:
            return
        floor.clock.sleep(0.01)
    pytest.fail("the allocation did not come to wait")


def test_a_line_that_changes_while_its_order_is_waited_for_gets_what_it_wants_then(floor: Ground):
    fill(floor, wish("A-01", "NUT", 10))
    facade.accept(floor, sale("A", ("1", "NUT", 4), ("2", "NUT", 3)), key="a")
    page = facade.outbound_order(floor, owner=OWNER.code, number="A")
    assert page is not None
    allocating = threading.Thread(target=lambda: facade.allocate_open(floor))
    with floor.pg.transaction() as conn:
        where = [page.order.order_id]
        conn.execute("SELECT FROM outbound_order WHERE order_id = %s FOR UPDATE", where)
        allocating.start()
        # Now it has looked at the lines, and waits for their order.
        somebody_waits_for(floor, conn)
        conn.execute(
            "UPDATE outbound_line SET cancelled = 3 WHERE order_id = %s AND line_id = '1'", where
        )
    allocating.join(30)
    with floor.pg.reading() as conn:
        rows = conn.execute("SELECT line_id, allocated FROM outbound_line ORDER BY 1").fetchall()
    assert rows == [("1", Decimal(1)), ("2", Decimal(3))]


def test_nothing_is_counted_on_a_line_that_is_not_as_it_was_seen(floor: Ground):
    facade.accept(floor, sale("A", ("1", "NUT", 4)), key="a")
    with floor.pg.transaction() as conn:
        row = conn.execute("SELECT order_id FROM outbound_line").fetchone()
        assert row is not None
        ((line_id, *_, seen),) = waiting_rows(conn, row, ())
    with floor.pg.transaction() as conn:
        conn.execute("UPDATE outbound_line SET note = 'changed'")
    with pytest.raises(LinesChanged), floor.pg.transaction() as conn:
        hold_for_lines(conn, {line_id: Decimal(1)}, {line_id: [7]}, {line_id: seen})
