"""Writes of the ledger. Each is one transaction, or joins the caller's by `conn`, and is safe to
repeat: the same key gives the first result again.

A caller that brings `conn` runs its work in `ground.pg.retrying`, locks its own rows first and
calls the ledger last, once: then locks are taken in one order.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.wms.ledger import closing, journal, lots, posting, reserving, sealing
from landbridge.wms.ledger.contracts import (
    Fact,
    JournalPosition,
    Lot,
    Posted,
    Reservation,
    ReservationState,
    Reserved,
    Settlement,
    StockKey,
    StockMove,
    Wanted,
)
from landbridge.wms.ledger.reserving import Request, Way
from landbridge.wms.ledger.rules import check_key, check_wanted

Result = TypeVar("Result")


def _within(
    ground: Ground, conn: Connection | None, work: Callable[[Connection], Result]
) -> Result:
    """Run in the caller's transaction, or in one of its own that is tried again on a deadlock."""
    return ground.pg.retrying(work) if conn is None else work(conn)


def post(
    ground: Ground,
    moves: Sequence[StockMove],
    *,
    key: str,
    at: datetime,
    actor: str,
    settlements: Sequence[Settlement] = (),
    facts: Sequence[Fact] = (),
    conn: Connection | None = None,
) -> Posted:
    """Post moves, settle the reservations they use, and write the facts to the journal.

    All or nothing. Without facts one `stock_moved` entry is written. `at` is when it happened.
    InvalidMoveError, UnknownBinError, InsufficientStockError, SerialElsewhereError,
    ReservationClosedError, KeyReusedError.
    """
    posting.check(moves, settlements, key=key, at=at)

    def work(conn: Connection) -> Posted:
        return posting.make(
            ground,
            conn,
            moves,
            key=key,
            at=at,
            actor=actor,
            settlements=settlements,
            facts=facts,
        )

    return _within(ground, conn, work)


def settle(
    ground: Ground,
    settlements: Sequence[Settlement],
    *,
    key: str,
    at: datetime,
    actor: str,
    conn: Connection | None = None,
) -> Posted:
    """Settle reservations without a move. To settle and move at once, use `post`."""
    return post(ground, (), key=key, at=at, actor=actor, settlements=settlements, conn=conn)


def append_journal(
    ground: Ground, facts: Sequence[Fact], *, at: datetime, actor: str, conn: Connection
) -> tuple[JournalPosition, ...]:
    """Write facts that move no stock (an order was cancelled). The caller's own key guards it."""
    return journal.append(conn, facts, at=at, recorded_at=ground.clock.now(), actor=actor)


def allocate(
    ground: Ground,
    wanted: Sequence[Wanted],
    *,
    key: str,
    actor: str,
    expires_at: datetime | None = None,
    conn: Connection | None = None,
) -> Reserved:
    """Reserve stock in active storage bins for many lines at once: FEFO, else FIFO.

    Lines are served in the order they come; what is past its use-by day at the site, or promised
    to others, is not given out. InvalidMoveError, UnknownBinError, KeyReusedError.
    """
    return _reserve(ground, Way.HARD, wanted, (), key, actor, expires_at, conn)


def reserve_soft(
    ground: Ground,
    wanted: Sequence[Wanted],
    *,
    key: str,
    actor: str,
    expires_at: datetime | None = None,
    conn: Connection | None = None,
) -> Reserved:
    """Promise amounts of items without choosing the stock yet. Errors as `allocate`."""
    return _reserve(ground, Way.SOFT, wanted, (), key, actor, expires_at, conn)


def reserve_keys(
    ground: Ground,
    wanted: Sequence[tuple[Wanted, StockKey]],
    *,
    key: str,
    actor: str,
    expires_at: datetime | None = None,
    conn: Connection | None = None,
) -> Reserved:
    """Reserve on exactly these keys, in any real bin, whatever is promised. As `allocate`."""
    lines = [one for one, _ in wanted]
    keys = [stock_key for _, stock_key in wanted]
    return _reserve(ground, Way.KEYS, lines, keys, key, actor, expires_at, conn)


def _reserve(
    ground: Ground,
    way: Way,
    wanted: Sequence[Wanted],
    keys: Sequence[StockKey],
    key: str,
    actor: str,
    expires_at: datetime | None,
    conn: Connection | None,
) -> Reserved:
    check_key(key)
    check_wanted(wanted, soft=way is Way.SOFT)
    request = Request(
        way=way, key=key, actor=actor, wanted=wanted, keys=keys, expires_at=expires_at
    )
    return _within(ground, conn, lambda conn: reserving.make(ground, conn, request))


def void(
    ground: Ground, reservation_ids: Sequence[int], *, actor: str, conn: Connection | None = None
) -> tuple[Reservation, ...]:
    """Give back what is still held. Closed ones stay as they are; all are returned as they are.

    ReservationClosedError for an unknown id.
    """
    return _within(
        ground,
        conn,
        lambda conn: closing.close(
            ground, conn, reservation_ids, state=ReservationState.VOIDED, actor=actor
        ),
    )


def expire(ground: Ground, *, limit: int = 1000) -> int:
    """Close open reservations whose time is over, oldest first; return how many."""
    return ground.pg.retrying(lambda conn: closing.expire(ground, conn, limit=limit))


def put_lots(ground: Ground, given: Sequence[Lot], *, conn: Connection | None = None) -> None:
    """Make or change lots' dates, and FEFO with them; a None field leaves what is known."""
    _within(ground, conn, lambda conn: lots.put(conn, given))


def seal_journal(ground: Ground, *, limit: int = 1000) -> int:
    """Chain the next entries by hash; return how many. One sealer works at a time."""
    return ground.pg.retrying(lambda conn: sealing.seal(ground, conn, limit=limit))
