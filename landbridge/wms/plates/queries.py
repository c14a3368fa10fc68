"""What people see of licence plates."""

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import plain
from landbridge.wms.forms.contracts import Page
from landbridge.wms.forms.rows import (
    clean,
    fetch_all,
    fetch_one,
    like_start,
    page_limit,
    read_position,
    write_position,
)
from landbridge.wms.ledger import queries as ledger
from landbridge.wms.ledger.contracts import StockFilter, StockKey
from landbridge.wms.plates.contracts import PlateContent, PlateEvent, PlatePage, PlateRow
from landbridge.wms.plates.keeping import SQL

FIRST = 2**62
HISTORY_MAX = 100


def plates(
    ground: Ground, *, site: str = "", text: str = "", limit: int = 50, after: str = ""
) -> Page[PlateRow]:
    """Plates, newest first. text: the beginning of an lpn."""
    limit = page_limit(limit)
    start = read_position(after, int)
    where = {
        "site": clean(site), "text": clean(text), "start": like_start(text), "limit": limit + 1,
        "before": start[0] if start else FIRST,
    }  # fmt: skip
    with ground.pg.snapshot() as conn:
        ids = [row[0] for row in conn.execute(SQL["page_ids"], where)]
        rows = fetch_all(conn, PlateRow, SQL["rows"], {"plate_ids": ids[:limit]})
    more = write_position(ids[limit - 1]) if len(ids) > limit else ""
    return Page(rows=tuple(rows), after=more)


def plate(ground: Ground, *, lpn: str, site: str = "") -> PlatePage | None:
    """One plate with what is on it and what became of it."""
    with ground.pg.snapshot() as conn:
        asked = {"lpn": clean(lpn), "site": site}
        found = conn.execute(SQL["id_by_lpn"], asked).fetchone()
        row = (
            _row(conn, found[0])
            if found
            else fetch_one(conn, PlateRow, SQL["known_by_stock"], asked)
        )
        if row is None:
            return None
        where = {"plate_id": row.plate_id, "lpn": row.lpn, "site": row.site}
        children = [child for (child,) in conn.execute(SQL["children"], where)]
        upon = fetch_all(conn, PlateRow, SQL["rows"], {"plate_ids": children})
        contents = fetch_all(conn, PlateContent, SQL["contents"], where)
        events = fetch_all(conn, PlateEvent, SQL["events"], where)
    history = [*events, *_moves(ground, row)]
    history.sort(key=lambda event: event.at, reverse=True)
    return PlatePage(
        plate=row, contents=tuple(contents), children=tuple(upon),
        history=tuple(history[:HISTORY_MAX]),
    )  # fmt: skip


def _row(conn: Connection, plate_id: int) -> PlateRow:
    (row,) = fetch_all(conn, PlateRow, SQL["rows"], {"plate_ids": [plate_id]})
    return row


def _moves(ground: Ground, row: PlateRow) -> list[PlateEvent]:
    """Moves of stock onto the plate, off it, and with it."""
    where = StockFilter(lpn=row.lpn, site=row.site)
    return [
        PlateEvent(
            at=move.at, actor=move.actor, what=str(move.reason),
            detail=f"{plain(move.quantity)} {move.source.item}: {_side(move.source)} to "
            f"{_side(move.target)}",
        )
        for move in ledger.history(ground, where, limit=HISTORY_MAX)
    ]  # fmt: skip


def _side(key: StockKey) -> str:
    return f"{key.bin} {key.lpn}" if key.lpn else key.bin
