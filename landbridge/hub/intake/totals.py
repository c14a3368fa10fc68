"""Control totals: what should have arrived is counted, and a difference is written down (T-14)."""

from landbridge.hub.notes import short
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql

SQL = named_sql(__package__, "sql/totals.sql")


def count_in(
    ground: Ground,
    conn: Connection,
    *,
    endpoint_id: int,
    stream: str,
    announced: int,
    arrived: int,
    what: str,
) -> bool:
    """Compare, in the transaction that stores what arrived; True when the totals match.

    A later reading of the same stream that has at least what was missing settles the earlier
    difference. The same difference again is written once.
    """
    values = {
        "endpoint": endpoint_id, "stream": stream, "announced": announced, "arrived": arrived,
        "now": ground.clock.now(),
        "what": short(
            f"{what} announced {announced} and brought {arrived}: {abs(announced - arrived)} "
            f"{'are missing' if announced > arrived else 'came in addition'}."
        ),
    }  # fmt: skip
    if announced == arrived:
        if announced:
            conn.execute(SQL["settle"], values)
        return True
    conn.execute(SQL["differ"], values)
    return False
