"""Thousands of lines served at once: the same rules as one by one, in each policy's order."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

from landbridge.kit.pg.database import Connection
from landbridge.wms.ledger import operations, queries
from landbridge.wms.ledger.conftest import NOON, Floor
from landbridge.wms.ledger.contracts import Reason, StockFilter
from landbridge.wms.ledger.serving import Served, Wish, serve

D = Decimal


def numbers_of(conn: Connection, item: str = "BOLT") -> tuple[int, int]:
    row = conn.execute(
        "SELECT i.item_id, s.site_id FROM stock_item i, site s WHERE i.item = %s", [item]
    ).fetchone()
    assert row is not None
    return row[0], row[1]


def served(floor: Floor, *quantities: int, **more: object) -> Served:
    def work(conn: Connection) -> Served:
        ids = numbers_of(conn)
        wishes = [Wish("SO-1", str(n), *ids, D(q), **more) for n, q in enumerate(quantities)]
        return serve(floor.ground, conn, wishes, kind="outbound_order", actor="tester")

    return floor.ground.pg.retrying(work)


def bins(floor: Floor, result: Served) -> list[tuple[str, Decimal]]:
    with floor.ground.pg.reading() as conn:
        rows = dict(
            conn.execute("SELECT reservation_id, bin || lot || lpn FROM reservation_row").fetchall()
        )
    return [(rows[id_], quantity) for _, id_, quantity in result.takes]


def three_receipts(floor: Floor) -> None:
    """B expires first, C came first, A is the smallest lot."""
    for lot, days in (("A", 30), ("B", 10), ("C", 20)):
        floor.lot(lot, days)
    floor.receive(3, bin="A-1", lot="A", at=NOON - timedelta(2))
    floor.receive(9, bin="A-2", lot="B", at=NOON - timedelta(1))
    floor.receive(5, bin="A-3", lot="C", at=NOON - timedelta(3))


def test_each_policy_takes_stock_in_its_own_order(floor: Floor):
    three_receipts(floor)
    orders = {
        "fefo": ["A-2B", "A-3C", "A-1A"],
        "fifo": ["A-3C", "A-1A", "A-2B"],
        "lifo": ["A-2B", "A-1A", "A-3C"],
        "small_lots": ["A-1A", "A-3C", "A-2B"],
    }
    for way, places in orders.items():
        result = served(floor, 17, way=way)
        assert [place for place, _ in bins(floor, result)] == places, way
        operations.void(floor.ground, [id_ for _, id_, _ in result.takes], actor="tester")
    assert floor.is_sound()


def test_whole_plates_then_whole_packs_then_the_rest(floor: Floor):
    floor.receive(10, bin="A-1")
    for plate in ("P1", "P2"):
        floor.receive(8, bin="A-2")
        move = floor.move(8, floor.key(bin="A-2"), "A-3", Reason.RELOCATION, lpn=plate)
        floor.post(move)
    # 21: two plates of 8, a pack of 4 from one place, one loose piece.
    result = served(floor, 21, way="whole_packs", packs=(D(4),))
    got: dict[str, Decimal] = {}
    for place, quantity in bins(floor, result):
        got[place] = got.get(place, D(0)) + quantity
    assert got == {"A-3P1": D(8), "A-3P2": D(8), "A-1": D(5)}
    assert floor.is_sound()


def test_a_line_that_looks_beyond_the_first_stock_finds_the_rest(floor: Floor):
    for n in range(60):
        floor.receive(1, bin="A-1", lpn=f"P{n:02d}", at=NOON + timedelta(minutes=n))
    result = served(floor, 30, 31)
    assert sum(quantity for _, _, quantity in result.takes) == 60
    assert result.short == {1: D(1)}
    assert floor.is_sound()


def test_short_lives_and_promises_are_kept(floor: Floor):
    three_receipts(floor)
    day = floor.today() + timedelta(15)
    assert [place for place, _ in bins(floor, served(floor, 4, use_by_on_min=day))] == ["A-3C"]
    operations.reserve_soft(floor.ground, [floor.wish(10)], key="soft", actor="tester")
    result = served(floor, 9)
    assert sum(quantity for _, _, quantity in result.takes) == 3
    assert result.short == {0: D(6)}
    assert served(floor, 1, use_by_on_min=date.max).short == {0: D(1)}


def test_t23_fifty_who_want_the_same_five_at_once(floor: Floor):
    floor.receive(5)
    gate = threading.Barrier(50)

    def ask(_: int) -> Decimal:
        gate.wait(timeout=30)
        return sum((quantity for _, _, quantity in served(floor, 5, whole=True).takes), D(0))

    with ThreadPoolExecutor(50) as pool:
        got = sorted(pool.map(ask, range(50)))
    assert got == [D(0)] * 49 + [D(5)]
    assert queries.stock(floor.ground, StockFilter(bin="A-1"))[0].reserved == 5
    assert floor.is_sound()
