"""Raw limits beside which the floor is measured: what the database does without a warehouse.

They need the login that owns the database. Used by benchmarks only.
"""

import os
from pathlib import Path

import psycopg

from landbridge.kit.ground import Ground
from landbridge.kit.pg.copy import copy_lines
from landbridge.wms.ledger.serving import RESERVATION


def copy_reservations_s(ground: Ground) -> tuple[int, float]:
    """Copy all open reservations into an empty table like theirs; rows, and seconds it took."""
    with psycopg.connect(ground.pg.dsn, autocommit=True) as conn:
        rows = conn.execute(
            "SELECT reservation_id, request_id, balance_id, quantity, document_kind,"
            " document_number, document_line FROM wms.reservation WHERE state = 'open'"
        ).fetchall()
        conn.execute("DROP TABLE IF EXISTS public.yardstick_reservation")
        conn.execute(
            "CREATE TABLE public.yardstick_reservation (LIKE wms.reservation INCLUDING ALL)"
        )
        try:
            start = ground.clock.monotonic()
            with conn.transaction():
                copy_lines(conn, "public.yardstick_reservation", RESERVATION, rows)
            return len(rows), ground.clock.monotonic() - start
        finally:
            conn.execute("DROP TABLE public.yardstick_reservation")


def one_row_ms(ground: Ground) -> float:
    """Milliseconds of the smallest durable transaction: one row written and committed."""
    start = ground.clock.monotonic()
    with ground.pg.transaction() as conn:
        conn.execute("SELECT nextval('shipment_number')")
        conn.execute("INSERT INTO allocation_due (site_id, item_id) VALUES (0, 0)")
        conn.execute("DELETE FROM allocation_due WHERE site_id = 0")
    return (ground.clock.monotonic() - start) * 1000


def server_cpu_s(ground: Ground) -> float | None:
    """Processor time that the connections to this database have taken; None where it is not told.

    What closed connections took is not in it: ask before and after with the same ones open.
    """
    with psycopg.connect(ground.pg.dsn, autocommit=True) as conn:
        rows = conn.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    ticks = 0
    for (pid,) in rows:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def counts(ground: Ground) -> dict[str, int]:
    """How much there is: rows of stock, moves, tasks and lines."""
    with psycopg.connect(ground.pg.dsn, autocommit=True) as conn:
        found = {}
        for table in ("bin", "item", "stock_balance", "stock_move", "task", "outbound_line"):
            row = conn.execute(
                psycopg.sql.SQL("SELECT count(*) FROM {}").format(
                    psycopg.sql.Identifier("wms", table)
                )
            ).fetchone()
            found[table] = int(row[0]) if row else 0
        return found
