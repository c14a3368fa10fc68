"""A grown warehouse made in bulk: what would take years on a floor takes a minute here.

Past work is written as the ledger writes it, so that the books are sound: each balance is the sum
of its moves, and each move names the one before it. It needs the login that owns the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from landbridge.kit.ground import Ground
from landbridge.kit.pg.named import named_sql
from landbridge.wms.layout.contracts import Site
from landbridge.wms.layout.operations import open_site

SQL = named_sql("landbridge.wms.yardstick", "sql/filling.sql")

SITE = "BENCH"
OWNER = "BENCH"
STOCK_OF_ITEM = 50
MOVES_OF_POSTING = 100
MOVES_A_STEP = 1_000_000
EACH = 1000
LINES_OF_ORDER = 5
MOVES_OF_PAST_LINE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large the warehouse is. rounds: past moves of each row of stock."""

    bins: int = 50_000
    items: int = 20_000
    rounds: int = 10

    @property
    def stock(self) -> int:
        return self.items * STOCK_OF_ITEM

    @property
    def moves(self) -> int:
        return self.stock * self.rounds

    def times(self, scale: float) -> "Size":
        """Smaller or larger in all but the rounds; the bins fill whole aisles."""
        items = max(20, round(self.items * scale))
        bins = max(500, round(self.bins * scale / 500) * 500)
        return Size(bins=bins, items=items, rounds=self.rounds)


def fill(ground: Ground, size: Size) -> None:
    """Layout, items, stock, and the work that is done, in an empty warehouse."""
    open_site(ground, Site(code=SITE, name="Bench"))
    with psycopg.connect(ground.pg.dsn, autocommit=True) as conn:
        at = ground.clock.now()
        conn.execute(SQL["number_of_move"])
        _layout(conn, size, at)
        where = _numbers(conn) | {
            "at": at, "bins": size.bins, "items": size.items, "stock": size.stock, "each": EACH,
            "rounds": size.rounds, "postings": size.moves // MOVES_OF_POSTING,
            "orders": size.moves // MOVES_OF_PAST_LINE // LINES_OF_ORDER,
        }  # fmt: skip
        for name in ("lots", "balances", "virtual_balances"):
            conn.execute(SQL[name], where)
        for start in range(0, size.moves, MOVES_A_STEP):
            end = min(size.moves, start + MOVES_A_STEP)
            conn.execute(SQL["moves"], where | {"from": start, "to": end})
        for name in ("postings", "posting_documents", "journal", "numbers", "past_orders"):
            conn.execute(SQL[name], where)
        item = {"first_item": where["first_item_of_master"]}
        for name in ("past_lines", "past_reservations", "promises", "past_tasks"):
            conn.execute(SQL[name], where | item)
        conn.execute("VACUUM ANALYZE")
        conn.execute("CHECKPOINT")


def _layout(conn: Connection[TupleRow], size: Size, at: datetime) -> None:
    site_id = _numbers(conn)["site_id"]
    where = {"site_id": site_id, "bins": size.bins, "items": size.items, "at": at}
    for name in ("zones", "bins", "other_bins", "items", "item_uoms", "stock_items"):
        conn.execute(SQL[name], where)


def _numbers(conn: Connection[TupleRow]) -> dict[str, object]:
    row = conn.execute(SQL["first_numbers"], {"site_id": None}).fetchone()
    assert row is not None
    where: Mapping[str, object] = {"site_id": row[3]}
    row = conn.execute(SQL["first_numbers"], where).fetchone()
    assert row is not None
    names = ("first_item", "first_item_of_master", "first_bin", "site_id")
    return dict(zip(names, row, strict=True))


def add_orders(ground: Ground, size: Size, *, lines: int, mark: str) -> None:
    """Open orders of five lines each, waiting for stock, and their items due for allocation."""
    with psycopg.connect(ground.pg.dsn, autocommit=True) as conn:
        numbers = _numbers(conn)
        where = numbers | {
            "at": ground.clock.now(), "orders": max(1, lines // LINES_OF_ORDER), "mark": mark,
            "items": size.items, "first_item": numbers["first_item_of_master"],
        }  # fmt: skip
        for name in ("orders", "lines", "due"):
            conn.execute(SQL[name], where)
        conn.execute("VACUUM ANALYZE wms.outbound_order, wms.outbound_line")
