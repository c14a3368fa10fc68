"""Reads of returns."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from landbridge.canon import load_json
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.wms.forms.contracts import Page, Wrong
from landbridge.wms.forms.rows import (
    clean,
    fetch_all,
    like_part,
    page_limit,
    read_position,
    write_position,
)
from landbridge.wms.master.queries import site_by_code
from landbridge.wms.returns.contracts import (
    ReturnItemView,
    ReturnLineView,
    ReturnPage,
    ReturnReceiptView,
    ReturnRow,
    SupplierReturnView,
)
from landbridge.wms.returns.orders import SQL

STATES = ("open", "closed", "all")
FIRST = 2**62
SENDER_ASKED = timedelta(days=60)  # what is older was booked by hand


def returns(
    ground: Ground,
    *,
    site: str = "",
    text: str = "",
    state: str = "open",
    limit: int = 50,
    after: str = "",
) -> Page[ReturnRow]:
    """Authorised returns, newest first. state: `open`, `closed`, `all`.  text: number, customer."""
    if state not in STATES:
        raise Wrong(f"{state} is not one of {', '.join(STATES)}.", "state", read=state)
    limit = page_limit(limit)
    start = read_position(after, int)
    with ground.pg.snapshot() as conn:
        where = {
            "site_id": site_by_code(conn, site).site_id if site else None, "state": state,
            "text": clean(text), "part": like_part(text), "limit": limit + 1,
            "before": start[0] if start else FIRST,
        }  # fmt: skip
        ids = [row[0] for row in conn.execute(SQL["page_ids"], where)]
        rows = _rows(conn, ids[:limit])
    return Page(rows=rows, after=write_position(ids[limit - 1]) if len(ids) > limit else "")


def _rows(conn: Connection, ids: Sequence[int]) -> tuple[ReturnRow, ...]:
    found = {row.return_id: row for row in fetch_all(conn, ReturnRow, SQL["rows"], {"ids": [*ids]})}
    return tuple(found[return_id] for return_id in ids if return_id in found)


def return_order(
    ground: Ground, *, return_id: int = 0, owner: str = "", number: str = ""
) -> ReturnPage | None:
    """By id, or by owner and number."""
    with ground.pg.snapshot() as conn:
        if not return_id:
            row = conn.execute(SQL["id_by_number"], {"owner": owner, "number": number}).fetchone()
            return_id = row[0] if row else 0
        rows = _rows(conn, [return_id])
        if not rows:
            return None
        head = conn.execute(SQL["return_head"], {"return_id": return_id}).fetchone()
        assert head is not None
        document = load_json(head[1].encode())
        lines = fetch_all(conn, _LineRow, SQL["line_views"], {"return_id": return_id})
        return ReturnPage(
            order=rows[0], note=getattr(document, "note", ""),
            references=tuple((one.kind, one.number) for one in document.references),
            lines=tuple(_shaped(ReturnLineView, line) for line in lines),
            receipts=_receipts(conn, return_id=return_id),
        )  # fmt: skip


def return_receipt(ground: Ground, *, return_receipt_id: int) -> ReturnReceiptView | None:
    with ground.pg.snapshot() as conn:
        found = _receipts(conn, receipt_id=return_receipt_id)
    return found[0] if found else None


def return_receipts(ground: Ground, *, site: str = "") -> tuple[ReturnReceiptView, ...]:
    """What came back last, announced or not, at most 100."""
    with ground.pg.snapshot() as conn:
        return _receipts(conn, site_id=site_by_code(conn, site).site_id if site else None)


def returns_without_sender(ground: Ground, *, site: str = "") -> tuple[ReturnReceiptView, ...]:
    """What nobody announced and nobody knows the sender of: of the last 60 days, newest first."""
    with ground.pg.snapshot() as conn:
        site_id = site_by_code(conn, site).site_id if site else None
        return _receipts(conn, unsent_since=ground.clock.now() - SENDER_ASKED, site_id=site_id)


def undecided_returns(ground: Ground, *, site: str = "") -> tuple[ReturnItemView, ...]:
    """What came back and waits for a decision, the oldest first, at most 500."""
    with ground.pg.snapshot() as conn:
        site_id = site_by_code(conn, site).site_id if site else None
        return _items(conn, waits_for="decision", site_id=site_id)


def returns_to_send(ground: Ground, *, site: str = "") -> tuple[ReturnItemView, ...]:
    """What is to go back to its supplier and is still here, the oldest first, at most 500."""
    with ground.pg.snapshot() as conn:
        site_id = site_by_code(conn, site).site_id if site else None
        return _items(conn, waits_for="parcel", site_id=site_id)


def supplier_returns(ground: Ground, *, site: str = "") -> tuple[SupplierReturnView, ...]:
    """What left for suppliers, the newest first, at most 100 parcels."""
    with ground.pg.snapshot() as conn:
        site_id = site_by_code(conn, site).site_id if site else None
        rows = _dicts(conn, "supplier_return_views", {"site_id": site_id})
        numbers = [row["supplier_return_id"] for row in rows]
        items = _items(conn, sent_ids=numbers) if numbers else ()
    return tuple(
        SupplierReturnView(
            **row, items=tuple(item for item in items if item.sent_number == row["number"])
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _LineRow:
    line_id: str
    item: str
    description: str
    uom: str
    authorised: Any
    received: Any
    lot: str
    serials: list[str]
    reason_code: str
    note: str


def _shaped(shape: type[Any], row: object) -> Any:
    values = {field.name: getattr(row, field.name) for field in fields(shape)}
    return shape(**values | {"serials": tuple(values["serials"])})


def _receipts(
    conn: Connection, *, return_id: int = 0, receipt_id: int = 0,
    unsent_since: datetime | None = None, site_id: int | None = None,
) -> tuple[ReturnReceiptView, ...]:  # fmt: skip
    where = {
        "return_id": return_id, "receipt_id": receipt_id, "unsent_since": unsent_since,
        "site_id": site_id,
    }  # fmt: skip
    rows = _dicts(conn, "receipt_views", where)
    ids = [row["return_receipt_id"] for row in rows]
    items = _items(conn, ids) if ids else ()
    return tuple(
        ReturnReceiptView(
            **row,
            items=tuple(
                item for item in items if item.return_receipt_id == row["return_receipt_id"]
            ),
        )
        for row in rows
    )


def _items(
    conn: Connection, receipt_ids: Sequence[int] = (), *, sent_ids: Sequence[int] = (),
    waits_for: str = "", site_id: int | None = None,
) -> tuple[ReturnItemView, ...]:  # fmt: skip
    where = {
        "receipt_ids": [*receipt_ids], "sent_ids": [*sent_ids], "waits_for": waits_for,
        "site_id": site_id,
    }  # fmt: skip
    rows = _dicts(conn, "item_views", where)
    return tuple(_item(row) for row in rows)


def _item(row: dict[str, Any]) -> ReturnItemView:
    lists = {"serials": tuple(row["serials"]), "photo_ids": tuple(row["photo_ids"])}
    return ReturnItemView(**row | lists)


def _dicts(conn: Connection, name: str, where: dict[str, Any]) -> list[dict[str, Any]]:
    with conn.cursor() as cursor:
        cursor.execute(SQL[name], where)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor]
