"""How a posting is made, inside one transaction.

Order of locks: the posting's key, then promises of items, then balances by number. Everything is
read under those locks, worked out by pure rules, and only then written.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from psycopg import errors

from landbridge.kit.ground import Ground
from landbridge.kit.pg.columns import numbers
from landbridge.kit.pg.copy import copy_lines
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.kit.quantity import plain
from landbridge.wms.layout.contracts import VIRTUAL_PREFIX
from landbridge.wms.ledger import holding, journal
from landbridge.wms.ledger.contracts import (
    Fact,
    InsufficientStockError,
    InvalidMoveError,
    JournalPosition,
    KeyReusedError,
    Posted,
    SerialElsewhereError,
    Settlement,
    Shortage,
    StockKey,
    StockMove,
)
from landbridge.wms.ledger.names import Locked, NewBalance, hold, key_texts, safe_texts
from landbridge.wms.ledger.rules import (
    Change,
    MoveLine,
    Standing,
    check_key,
    check_moves,
    check_settlements,
    describe,
    digest_moves,
    index_keys,
    is_wanting,
    serial_conflict,
    settle_one,
    work_out,
)

_SQL = named_sql("landbridge.wms.ledger", "sql/posting.sql")


def check(
    moves: Sequence[StockMove], settlements: Sequence[Settlement], *, key: str, at: datetime
) -> None:
    """Refuse what needs no database to be refused. InvalidMoveError."""
    check_key(key)
    if at.tzinfo is None:
        raise InvalidMoveError(f"the instant {at} has no time zone.")
    if not moves and not settlements:
        raise InvalidMoveError("the posting holds neither a move nor a settlement.")
    check_moves(moves)
    check_settlements(settlements)


def make(
    ground: Ground,
    conn: Connection,
    moves: Sequence[StockMove],
    *,
    key: str,
    at: datetime,
    actor: str,
    settlements: Sequence[Settlement],
    facts: Sequence[Fact],
) -> Posted:
    """Make the posting, or give the result of the one that was made with `key`."""
    digest = digest_moves(moves, settlements)
    conn.execute(_SQL["hold_key"], [key])
    if (first := _first_result(conn, key, digest)) is not None:
        return first
    keys, pairs, targets = index_keys(moves)
    locked, changes = _hold(conn, keys, targets, settlements, at)
    now = ground.clock.now()
    # Drawn under the locks: for each balance the order of postings is the order of facts.
    posting_id = _draw_posting_id(conn)
    standings = locked.standings
    sides = [(standings[source], standings[target]) for source, target in pairs]
    lines, wanting = work_out(moves, sides, posting_id=posting_id, at=at)
    _refuse_shortage(locked, wanting)
    _refuse_serials(conn, locked)

    conn.execute(_SQL["add_posting"], [posting_id, key, digest, at, now, actor])
    copy_lines(conn, "stock_move", MoveLine._fields, lines)
    documents = sorted({line.document_number for line in lines})
    conn.execute(_SQL["add_documents"], [posting_id, safe_texts(documents)])
    _write_settlements(conn, posting_id, settlements)
    _write_balances(conn, locked)
    holding.write(conn, changes, at=now, actor=actor)
    positions = journal.append(
        conn,
        facts or (journal.moved_fact(moves, key),),
        at=at,
        recorded_at=now,
        actor=actor,
        posting_id=posting_id,
    )
    return Posted(
        posting_id=posting_id,
        positions=positions,
        on_hand={
            stock_key: standing.on_hand for stock_key, standing in zip(keys, standings, strict=True)
        },
    )


def _first_result(conn: Connection, key: str, digest: bytes) -> Posted | None:
    found = conn.execute(_SQL["find_posting"], [key]).fetchone()
    if found is None:
        return None
    posting_id, first_digest = found
    if bytes(first_digest) != digest:
        raise KeyReusedError(
            "the key was used for another posting; nothing was posted.",
            subject=key,
            remedy="Give each posting a key of its own, and repeat a posting unchanged.",
        )
    on_hand = {
        StockKey(
            **dict(zip(("owner", "item", "site", "bin", "lot", "serial"), row[:6], strict=True)),
            status=row[6],
            lpn=row[7],
        ): row[8]
        for row in conn.execute(_SQL["posting_on_hand"], {"posting_id": posting_id})
    }
    positions = conn.execute(_SQL["posting_positions"], [posting_id])
    return Posted(
        posting_id=posting_id,
        positions=tuple(JournalPosition(*row) for row in positions),
        on_hand=on_hand,
        repeated=True,
    )


def _hold(
    conn: Connection,
    keys: Sequence[StockKey],
    targets: set[tuple[str, str]],
    settlements: Sequence[Settlement],
    at: datetime,
) -> tuple[Locked, list[Change]]:
    """Lock all that the posting touches, and take the settled amounts off what is reserved."""
    reservation_ids = [settlement.reservation_id for settlement in settlements]
    held = holding.find(conn, reservation_ids)
    holding.hold_promises(conn, [one.promise_id for one in held.values()])
    locked = hold(
        conn,
        keys,
        targets=targets,
        balance_ids=[one.balance_id for one in held.values() if one.balance_id is not None],
        at=at,
    )
    # Found again, for another may have changed them before we held the locks.
    held = holding.find(conn, reservation_ids)
    changes = [settle_one(held[one.reservation_id], one) for one in settlements]
    holding.release(locked.by_id, changes)
    return locked, changes


def _refuse_shortage(locked: Locked, wanting: set[int]) -> None:
    shortages = tuple(
        Shortage(key=key, on_hand=standing.on_hand, reserved=standing.reserved)
        for key, standing in zip(locked.keys, locked.standings, strict=True)
        if standing.balance_id in wanting or is_wanting(standing)
    )
    if not shortages:
        return
    first = shortages[0]
    raise InsufficientStockError(
        f"{describe(first.key)} would be left with {plain(first.on_hand)} on hand and "
        f"{plain(first.reserved)} reserved.",
        shortages=shortages,
    )


def _refuse_serials(conn: Connection, locked: Locked) -> None:
    """A serial may not be in two places; the database guards the same by a unique index."""
    arriving = [
        (key, standing)
        for key, standing in zip(locked.keys, locked.standings, strict=True)
        if key.serial and standing.on_hand > 0 and not key.bin.startswith(VIRTUAL_PREFIX)
    ]
    if not arriving:
        return
    if (key := serial_conflict(arriving)) is not None:
        raise _elsewhere(key.item, key.serial, key.bin)
    elsewhere = conn.execute(
        _SQL["find_serials_elsewhere"],
        {
            "item_ids": numbers([standing.item_id for _, standing in arriving]),
            "serials": safe_texts([key.serial for key, _ in arriving]),
            "balance_ids": numbers([one.balance_id for one in locked.standings]),
        },
    ).fetchone()
    if elsewhere is not None:
        raise _elsewhere(*elsewhere)


def _elsewhere(item: str, serial: str, bin_: str) -> SerialElsewhereError:
    return SerialElsewhereError(
        f"serial {serial} of {item} is in {bin_} already.",
        remedy="Check the serial, or move it from where it is.",
    )


def _write_settlements(
    conn: Connection, posting_id: int, settlements: Sequence[Settlement]
) -> None:
    if settlements:
        conn.execute(
            _SQL["add_settlements"],
            [
                posting_id,
                numbers([one.reservation_id for one in settlements]),
                numbers([one.quantity for one in settlements]),
                [one.keep_rest for one in settlements],
            ],
        )


def _write_balances(conn: Connection, locked: Locked) -> None:
    old = [standing for standing in locked.by_id.values() if standing.changed]
    try:
        # A serial leaves its old place before it enters the new one.
        write_balances(conn, [standing for standing in old if standing.on_hand <= 0])
        write_balances(conn, [standing for standing in old if standing.on_hand > 0])
        _add_balances(conn, locked.new)
    except errors.UniqueViolation as error:
        raise SerialElsewhereError(
            "a serial is in another place already.", remedy="Check the serial."
        ) from error


def _add_balances(conn: Connection, new: Sequence[NewBalance]) -> None:
    if not new:
        return
    standings = [one.standing for one in new]
    added = conn.execute(
        _SQL["add_balances"],
        {
            "balance_ids": numbers([one.balance_id for one in standings]),
            "item_ids": numbers([one.item_id for one in standings]),
            "bin_ids": numbers([one.bin_number.bin_id for one in new]),
            "site_ids": numbers([one.bin_number.site_id for one in new]),
            "virtuals": [one.virtual for one in standings],
            "on_hand": numbers([one.on_hand for one in standings]),
            "received_at": _instants(standings),
            "last_moves": numbers([one.last_move for one in standings]),
            "use_by_on": [one.use_by_on for one in new],
        }
        | key_texts([one.key for one in new]),
    ).rowcount
    if added < len(new):
        # Another posting has made one of these keys since we looked: begin again, on its row.
        raise errors.SerializationFailure("a stock key was made by another posting meanwhile")


def write_balances(conn: Connection, standings: Sequence[Standing]) -> None:
    """Write amounts of locked balances."""
    if not standings:
        return
    conn.execute(
        _SQL["change_balances"],
        [
            numbers([one.balance_id for one in standings]),
            numbers([one.on_hand for one in standings]),
            numbers([one.reserved for one in standings]),
            _instants(standings),
            numbers([one.last_move for one in standings]),
        ],
    )


def _instants(standings: Iterable[Standing]) -> str:
    """An array literal: ISO 8601 needs no quotes in it."""
    return "{" + ",".join([standing.received_at.isoformat() for standing in standings]) + "}"


def _draw_posting_id(conn: Connection) -> int:
    row = conn.execute(_SQL["draw_posting_id"]).fetchone()
    assert row is not None
    return int(row[0])
