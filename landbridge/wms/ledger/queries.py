"""Reads of the ledger."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from decimal import Decimal
from typing import Any

from landbridge.kit.ground import Ground
from landbridge.kit.pg.columns import numbers
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.ledger import checks, sealing
from landbridge.wms.ledger.contracts import (
    CensusLine,
    ChainCheck,
    Fact,
    InvalidMoveError,
    JournalEntry,
    JournalPage,
    JournalPosition,
    Lot,
    MoveRow,
    Reservation,
    StockCensus,
    StockFilter,
    StockKey,
    StockRow,
    StockSum,
)
from landbridge.wms.ledger.names import safe_texts
from landbridge.wms.ledger.reading import move_row, reservation
from landbridge.wms.ledger.rules import LOOKS_MAX

_SQL = named_sql("landbridge.wms.ledger", "sql/queries.sql")
_MOVES = named_sql("landbridge.wms.ledger", "sql/moves.sql")
_JOURNAL = named_sql("landbridge.wms.ledger", "sql/journal.sql")
_RESERVING = named_sql("landbridge.wms.ledger", "sql/reserving.sql")
_LOTS = named_sql("landbridge.wms.ledger", "sql/lots.sql")
PAGE_MAX = 1_000
NEWEST = 2**63 - 1

_COLUMNS = {
    "site": "s.code",
    "owner": "i.owner",
    "item": "i.item",
    "lot": "b.lot",
    "serial": "b.serial",
    "status": "b.status",
    "bin": "n.code",
    "lpn": "b.lpn",
}
GROUPS = tuple(_COLUMNS)


def stock(
    ground: Ground, where: StockFilter, *, after: int = 0, limit: int = 100
) -> tuple[StockRow, ...]:
    """Balances that hold stock, by id; `after` is the last `balance_id` of the page before."""
    statement = _with(_SQL["stock"], where=_holding(where))
    parameters = _parameters(where) | {"after": after, "limit": _limit(limit)}
    with ground.pg.reading() as conn:
        return tuple(
            StockRow(
                balance_id=row[0],
                key=StockKey(
                    owner=row[1],
                    item=row[2],
                    site=row[3],
                    bin=row[4],
                    lot=row[5],
                    serial=row[6],
                    status=row[7],
                    lpn=row[8],
                ),
                bin_kind=row[9],
                on_hand=row[10],
                reserved=row[11],
                use_by_on=row[12],
                received_at=row[13],
            )
            for row in conn.execute(statement, parameters)
        )


def stock_by(
    ground: Ground,
    group: Sequence[str],
    where: StockFilter,
    *,
    after: Sequence[str] = (),
    limit: int = 100,
) -> tuple[StockSum, ...]:
    """Sums by any of `GROUPS`, in that order; `after` is the last group of the page before.

    `promised` (soft reservations) is told where the group is of item, with site or owner.
    """
    if not group or not set(group) <= set(GROUPS) or len(set(group)) != len(group):
        raise InvalidMoveError(f"stock is summed by some of {', '.join(GROUPS)}.")
    if after and len(after) != len(group):
        raise InvalidMoveError("`after` must have a value for each part of the group.")
    columns = ", ".join(_COLUMNS[name] for name in group)
    later = "true"
    parameters = _parameters(where) | {"limit": _limit(limit)}
    if after:
        later = f"({columns}) > ({', '.join(f'%(after{i})s' for i in range(len(after)))})"
        parameters |= {f"after{i}": value for i, value in enumerate(after)}
    statement = _with(_SQL["stock_by"], where=_holding(where), group=columns, after=later)
    count = len(group)
    with ground.pg.reading() as conn:
        rows = conn.execute(statement, parameters).fetchall()
        promised = _promised(conn, group, where, [row[:count] for row in rows])
    return tuple(
        StockSum(
            group=row[:count],
            on_hand=row[count],
            reserved=row[count + 1],
            promised=promised[row[:count]],
            rows=row[count + 2],
            use_by_on=row[count + 3],
        )
        for row in rows
    )


def history(
    ground: Ground,
    where: StockFilter,
    *,
    document_number: str = "",
    before: int | None = None,
    limit: int = 100,
) -> tuple[MoveRow, ...]:
    """Moves, newest first; `before` is the last `move_id` of the page before.

    Of a document's number, or of what the filter names, or of all.
    """
    parameters: dict[str, Any] = {
        "before": NEWEST if before is None else before,
        "limit": _limit(limit),
    }
    if document_number:
        statement = _MOVES["find_of_document"]
        parameters["number"] = document_number
    elif where == StockFilter():
        statement = _MOVES["find_newest"]
    else:
        statement = _with(_MOVES["find_of_balances"], where=_matching(where))
        parameters |= _parameters(where)
    with ground.pg.reading() as conn:
        found = [move_id for (move_id,) in conn.execute(statement, parameters)]
        return tuple(map(move_row, conn.execute(_MOVES["moves_by_id"], [numbers(found)])))


def reservations(
    ground: Ground,
    *,
    document_number: str = "",
    reservation_ids: Sequence[int] = (),
    open_only: bool = True,
) -> tuple[Reservation, ...]:
    """Reservations of a document, or by id (then closed ones too)."""
    with ground.pg.reading() as conn:
        if reservation_ids:
            rows = conn.execute(_RESERVING["reservations_by_id"], [numbers(reservation_ids)])
        else:
            rows = conn.execute(
                _RESERVING["reservations_of_document"],
                {"number": document_number, "open_only": open_only},
            )
        return tuple(map(reservation, rows))


def lots(ground: Ground, keys: Sequence[tuple[str, str, str]]) -> tuple[Lot, ...]:
    """Lots by (owner, item, lot); unknown ones are left out."""
    columns = [safe_texts([key[place] for key in keys]) for place in range(3)]
    with ground.pg.reading() as conn:
        return tuple(
            Lot(
                owner=row[0],
                item=row[1],
                lot=row[2],
                expiry_on=row[3],
                best_before_on=row[4],
                production_on=row[5],
                received_at=row[6],
            )
            for row in conn.execute(_LOTS["find_lots"], columns)
        )


def lot_day(conn: Connection, *, owner: str, item: str, lot: str) -> date | None:
    """The day until which a lot may be used, as known from before."""
    row = conn.execute(_LOTS["lot_day"], [owner, item, lot]).fetchone()
    return row[0] if row else None


def census(
    ground: Ground, where: StockFilter, *, by_bin: bool = False, conn: Connection | None = None
) -> StockCensus:
    """Stock of one instant per site, owner, item, lot, status (and bin), with journal position.

    conn: a snapshot of the caller's, for what else it reads of the same instant.
    """
    statement = _with(_SQL["census"], where=_holding(where), bin="n.code" if by_bin else "''::text")
    at = ground.clock.now()
    with nullcontext(conn) if conn is not None else ground.pg.snapshot() as snapshot:
        position, beyond = journal_standing(snapshot)
        rows = snapshot.execute(statement, _parameters(where)).fetchall()
    return StockCensus(
        at=at,
        position=position,
        beyond=beyond,
        lines=tuple(
            CensusLine(
                site=row[0],
                owner=row[1],
                item=row[2],
                lot=row[3],
                status=row[4],
                bin=row[5],
                on_hand=row[6],
                reserved=row[7],
            )
            for row in rows
        ),
    )


def journal_standing(conn: Connection) -> tuple[JournalPosition, tuple[JournalPosition, ...]]:
    """What the snapshot of `conn` holds of the journal: all up to a position, and those beyond."""
    position, beyond = JournalPosition(), []
    for *parts, is_beyond in conn.execute(_JOURNAL["standing"]):
        if is_beyond:
            beyond.append(JournalPosition(*parts))
        else:
            position = JournalPosition(*parts)
    return position, tuple(beyond)


def read_journal(
    ground: Ground,
    *,
    after: JournalPosition,
    limit: int = 100,
    kinds: Sequence[str] = (),
) -> JournalPage:
    """The next entries. Never skips one that commits later; kinds () means all.

    Entries of other kinds are passed over and count in the limit, so a page may be short, or
    empty with `more`: go on with the page's `after`.
    """
    limit = _limit(limit)
    parameters = {
        "epoch": after.epoch,
        "xid": after.transaction,
        "entry": after.entry,
        "limit": limit + 1,
        "kinds": list(kinds),
    }
    rows: list[Any] = []
    with ground.pg.reading() as conn:
        for _ in range(LOOKS_MAX):
            found = conn.execute(_JOURNAL["read"], parameters).fetchall()
            rows = [row for row in found if row[2] is not None]
            # A transaction that ended as we looked: look again rather than let entries wait.
            if not found[0][4] or len(rows) > limit:
                break
    more = len(rows) > limit
    rows = rows[:limit]
    return JournalPage(
        entries=tuple(_entry(row) for row in rows if row[3]),
        after=JournalPosition(*rows[-1][:3]) if rows else after,
        more=more,
    )


def verify_journal(ground: Ground, *, with_moves: bool = False) -> ChainCheck:
    """Compute the hash chain again; with_moves: the moves of each posting too."""
    return sealing.verify(ground, with_moves=with_moves)


def check_books(ground: Ground, *, limit: int = 100) -> tuple[str, ...]:
    """Sentences for what does not add up between moves, balances and reservations; () is good."""
    return checks.check_books(ground, limit=limit)


def _entry(row: Sequence[Any]) -> JournalEntry:
    (posting_id, at, recorded_at, actor, kind, site, owner, number, content) = row[5:]
    return JournalEntry(
        position=JournalPosition(*row[:3]),
        fact=Fact(kind=kind, site=site, owner=owner, number=number, content=content.encode()),
        at=at,
        recorded_at=recorded_at,
        actor=actor,
        posting_id=posting_id,
    )


def _promised(
    conn: Connection,
    group: Sequence[str],
    where: StockFilter,
    groups: Sequence[tuple[str, ...]],
) -> dict[tuple[str, ...], Decimal]:
    promised: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    if "item" not in group or not set(group) <= {"site", "owner", "item"}:
        return promised
    place = list(group).index("item")
    named = StockFilter(site=where.site, owner=where.owner)
    statement = _with(_SQL["promised"], where=_matching(named))
    items = [one[place] for one in groups]
    for *names, amount in conn.execute(statement, _parameters(named) | {"items": items}):
        by_name = dict(zip(("site", "owner", "item"), names, strict=True))
        promised[tuple(by_name[name] for name in group)] += amount
    return promised


def _limit(limit: int) -> int:
    return max(1, min(limit, PAGE_MAX))


def _parameters(where: StockFilter) -> dict[str, Any]:
    return {name: getattr(where, name) for name in (*_COLUMNS, "kinds")} | {
        "kinds": list(where.kinds)
    }


def _matching(where: StockFilter) -> str:
    """Conditions for what the filter names; only constants of this module enter the text."""
    conditions = [f"{_COLUMNS[name]} = %({name})s" for name in _COLUMNS if getattr(where, name)]
    if where.kinds:
        conditions.append("n.kind = ANY (%(kinds)s)")
    return " AND ".join(conditions) or "true"


def _holding(where: StockFilter) -> str:
    """As `_matching`, of balances that hold stock; virtual ones only if their kind is named."""
    if "virtual" in where.kinds:
        return f"b.on_hand <> 0 AND {_matching(where)}"
    return f"b.present AND {_matching(where)}"


def _with(statement: bytes, **parts: str) -> bytes:
    text = statement.decode()
    for name, part in parts.items():
        text = text.replace("{" + name + "}", part)
    return text.encode()
