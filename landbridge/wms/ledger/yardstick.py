"""The raw limit beside which the ledger is measured: a bare COPY of the rows a posting wrote.

It needs the login that owns the database, for it makes a table like the ledger's own. Used by
benchmarks only.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from landbridge.kit.clock import Clock
from landbridge.kit.ground import Ground
from landbridge.kit.pg.copy import copy_lines
from landbridge.kit.pg.database import Connection
from landbridge.wms.ledger.rules import MOVE_SPAN, MoveLine


@dataclass(frozen=True, slots=True)
class Yardstick:
    """An empty table with the columns, checks and primary key of the moves."""

    conn: Connection
    clock: Clock

    def moves_count(self) -> int:
        """How many moves the ledger holds."""
        row = self.conn.execute("SELECT count(*) FROM wms.stock_move").fetchone()
        assert row is not None
        return int(row[0])

    def copy_again(self, posting_id: int) -> float:
        """Seconds to COPY and commit the rows of a posting once more."""
        rows = self.conn.execute(
            sql.SQL("SELECT {} FROM wms.stock_move WHERE move_id >= %s AND move_id < %s").format(
                sql.SQL(", ").join(map(sql.Identifier, MoveLine._fields))
            ),
            [posting_id * MOVE_SPAN, (posting_id + 1) * MOVE_SPAN],
        ).fetchall()
        start = self.clock.monotonic()
        with self.conn.transaction():
            copy_lines(self.conn, "public.yardstick_move", MoveLine._fields, rows)
        return self.clock.monotonic() - start


@contextmanager
def yardstick(ground: Ground) -> Iterator[Yardstick]:
    """Make the table, and drop it in the end."""
    with psycopg.connect(ground.pg.dsn, autocommit=True) as conn:
        conn.execute("DROP TABLE IF EXISTS public.yardstick_move")
        conn.execute("CREATE TABLE public.yardstick_move (LIKE wms.stock_move INCLUDING ALL)")
        try:
            yield Yardstick(conn, ground.clock)
        finally:
            conn.execute("DROP TABLE public.yardstick_move")
