"""What people look up: stock, moves, items, sites, and how much there is to do."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.facade.contracts import (
    ItemPage,
    ItemRow,
    MoveRow,
    Page,
    SiteOverview,
    SiteView,
    StockRow,
)
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.rows import (
    clean,
    fetch_all,
    fetch_one,
    like_part,
    page_limit,
    page_of,
    read_position,
    write_position,
)
from landbridge.wms.inbound.queries import order_rows as inbound_rows
from landbridge.wms.ledger import queries as ledger
from landbridge.wms.ledger.contracts import MoveRow as LedgerMove
from landbridge.wms.ledger.contracts import StockFilter
from landbridge.wms.master.party_list import STATES
from landbridge.wms.master.queries import items_by_code
from landbridge.wms.master.rules import barcode_key
from landbridge.wms.outbound.queries import order_rows as outbound_rows

SQL = named_sql("landbridge.wms.facade", "sql/facade.sql")


def stock(
    ground: Ground,
    *,
    site: str = "",
    owner: str = "",
    item: str = "",
    bin: str = "",
    lot: str = "",
    status: str = "",
    text: str = "",
    limit: int = 50,
    after: str = "",
) -> Page[StockRow]:
    """On hand by bin, item, lot, serial, status. text: part of item code or description."""
    limit = page_limit(limit)
    start = read_position(after, int, str, int) or (None, None, None)
    where = {
        "site": clean(site), "owner": clean(owner), "item": clean(item),
        "bin": clean(bin), "lot": clean(lot), "status": clean(status),
        "text": clean(text), "part": like_part(text), "limit": limit + 1,
        "a": start[0], "l": start[1], "b": start[2],
    }  # fmt: skip
    with ground.pg.reading() as conn:
        rows = _dicts(conn, "stock_page", where)
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(
        rows=tuple(_stock_row(row) for row in rows[:limit]),
        after=write_position(last["item_id"], last["lot"], last["balance_id"]) if last else "",
    )


def serial_stands(ground: Ground, *, owner: str, item: str, serial: str) -> tuple[str, str] | None:
    """Site and bin of a piece with a serial; None where it is in no building."""
    where = {"owner": clean(owner), "item": clean(item), "serial": clean(serial)}
    with ground.pg.reading() as conn:
        row = conn.execute(SQL["serial_stands"], where).fetchone()
    return (row[0], row[1]) if row is not None else None


def _dicts(conn: Connection, name: str, where: Mapping[str, object]) -> list[dict[str, Any]]:
    with conn.cursor() as cursor:
        cursor.execute(SQL[name], where)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def _stock_row(row: dict[str, Any]) -> StockRow:
    values = {name: row[name] for name in row if name not in ("item_id", "balance_id")}
    return StockRow(**values, available=row["on_hand"] - row["reserved"])


def moves(
    ground: Ground, *, owner: str = "", item: str = "", bin: str = "", document: str = "",
    limit: int = 50, after: str = "",
) -> Page[MoveRow]:  # fmt: skip
    """Posted moves, newest first; of an order with `document` (its number)."""
    limit = page_limit(limit)
    start = read_position(after, int)
    found = ledger.history(
        ground, StockFilter(owner=clean(owner), item=clean(item), bin=clean(bin)),
        document_number=clean(document),
        before=start[0] if start else None, limit=limit + 1,
    )  # fmt: skip
    with ground.pg.reading() as conn:
        pairs = {(move.source.owner, move.source.item) for move in found}
        items = items_by_code(conn, pairs)
    uoms = {pair: view.base_uom for pair, view in items.items()}
    rows = tuple(_move_row(move, uoms) for move in found[:limit])
    last = write_position(found[limit - 1].move_id) if len(found) > limit else ""
    return Page(rows=rows, after=last)


def _move_row(move: LedgerMove, uoms: Mapping[tuple[str, str], str]) -> MoveRow:
    key = move.source
    line = f", line {move.document.line}" if move.document.line else ""
    return MoveRow(
        move_id=str(move.move_id), at=move.at, reason=str(move.reason), owner=key.owner,
        item=key.item, lot=key.lot, serial=key.serial, quantity=move.quantity,
        uom=uoms.get((key.owner, key.item), ""), source_bin=key.bin, target_bin=move.target.bin,
        document=f"{move.document.kind} {move.document.number}{line}", actor=move.actor,
    )  # fmt: skip


def items(
    ground: Ground,
    *,
    owner: str = "",
    text: str = "",
    state: str = "",
    limit: int = 50,
    after: str = "",
) -> Page[ItemRow]:
    """text: part of code, description or barcode.  state: `active`, `inactive`, "" both.

    Wrong("state").
    """
    if state not in STATES:
        raise Wrong(f"{state} is not active or inactive.", "state", read=state)
    limit = page_limit(limit)
    start = read_position(after, str, str) or (None, None)
    where = {
        "owner": clean(owner), "text": clean(text), "part": like_part(text), "limit": limit + 1,
        "barcode": barcode_key(clean(text)), "state": state, "o": start[0], "c": start[1],
    }  # fmt: skip
    with ground.pg.reading() as conn:
        rows = fetch_all(conn, ItemRow, SQL["item_page"], where)
    return page_of(rows, limit, "owner", "code")


def item(ground: Ground, *, owner: str, code: str) -> ItemPage | None:
    """One item with its stock, its last moves and the open orders that name it."""
    with ground.pg.snapshot() as conn:
        found = items_by_code(conn, [(owner, code)]).get((owner, code))
        if found is None:
            return None
        where = {"item_id": found.item_id}
        inbound = [row[0] for row in conn.execute(SQL["inbound_of_item"], where)]
        outbound = [row[0] for row in conn.execute(SQL["outbound_of_item"], where)]
        inbound_views = inbound_rows(conn, inbound)
        outbound_views = outbound_rows(conn, outbound, now=ground.clock.now())
    return ItemPage(
        item=found, stock=stock(ground, owner=owner, item=code, limit=200).rows,
        moves=moves(ground, owner=owner, item=code).rows, inbound=inbound_views,
        outbound=outbound_views,
    )  # fmt: skip


def lot_expiry(ground: Ground, *, owner: str, item: str, lot: str) -> date | None:
    """The day until which a lot may be used; None where it is not known yet."""
    with ground.pg.reading() as conn:
        return ledger.lot_day(conn, owner=owner, item=item, lot=clean(lot))


def sites(ground: Ground) -> tuple[SiteView, ...]:
    """Active sites by code."""
    with ground.pg.reading() as conn:
        return tuple(fetch_all(conn, SiteView, SQL["sites"]))


def overview(ground: Ground, *, site: str) -> SiteOverview:
    """How much there is to do at a site. Wrong("unknown-site")."""
    with ground.pg.reading() as conn:
        found = fetch_one(conn, SiteOverview, SQL["overview"], {"site": site})
    if found is None:
        raise Wrong(f"There is no site {site}.", "unknown-site", read=site)
    return found
