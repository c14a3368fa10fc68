"""Picked goods that a newer version wants no longer: out of their carton, and on their way back.

They leave the order at once, so that nobody packs or ships them; where they stand a task begins.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.forms.rows import as_json, fetch_all
from landbridge.wms.ledger.contracts import DocumentRef
from landbridge.wms.outbound.orders.reading import OrderNow
from landbridge.wms.putback.operations import KIND, Back, make_put_backs
from landbridge.wms.tasks.operations import NewTask

SQL = named_sql("landbridge.wms.outbound", "sql/taking_back.sql")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Picked goods of one line in one place: loose (no carton), or in a carton still here."""

    pick_id: int
    outbound_line_id: int
    line_id: str
    item_id: int
    quantity: Decimal
    lot: str
    serial: str
    source_bin: str
    bin: str
    sscc: str
    carton_id: int | None
    carton_line_id: int | None


@dataclass(frozen=True, slots=True)
class Taken:
    """Base units by line. packed: the part of it that stood in cartons."""

    picked: dict[int, Decimal]
    packed: dict[int, Decimal]


def take_back(
    conn: Connection, now: OrderNow, wishes: Mapping[int, Decimal], *, at: datetime, why: str
) -> Taken:
    """Take the wished amounts (by outbound_line_id) off the order; loose goods before packed."""
    chosen = _choose(conn, now, wishes)
    if not chosen:
        return Taken({}, {})
    conn.execute(SQL["shrink"], {"rows": as_json([_row(one, part) for one, part in chosen])})
    cartons = sorted({one.carton_id for one, _ in chosen if one.carton_id is not None})
    # Its weight is not true any more: it is closed anew.
    conn.execute(SQL["reopen_cartons"], {"carton_ids": cartons})
    make_put_backs(conn, _tasks(now, chosen, why), at=at)
    taken = Taken({}, {})
    for one, part in chosen:
        line = one.outbound_line_id
        taken.picked[line] = taken.picked.get(line, ZERO) + part
        if one.carton_id is not None:
            taken.packed[line] = taken.packed.get(line, ZERO) + part
    return taken


def _choose(
    conn: Connection, now: OrderNow, wishes: Mapping[int, Decimal]
) -> list[tuple[Held, Decimal]]:
    wanted = {line_id: amount for line_id, amount in wishes.items() if amount > 0}
    if not wanted:
        return []
    held = fetch_all(
        conn, Held, SQL["held"], {"order_id": now.order_id, "line_ids": [*wanted]}
    )  # fmt: skip
    chosen = []
    for one in held:
        part = min(one.quantity, wanted[one.outbound_line_id])
        if part > 0:
            wanted[one.outbound_line_id] -= part
            chosen.append((one, part))
    assert not any(wanted.values()), "what is picked and not shipped stands somewhere"
    return chosen


def _row(one: Held, part: Decimal) -> dict[str, object]:
    return {
        "pick_id": one.pick_id, "quantity": part, "carton_line_id": one.carton_line_id,
        "packed": ZERO if one.carton_id is None else part,
    }  # fmt: skip


def _tasks(now: OrderNow, chosen: list[tuple[Held, Decimal]], why: str) -> list[Back]:
    """One task for each line, lot and place; serials together."""
    groups: dict[tuple[object, ...], list[tuple[Held, Decimal]]] = {}
    for one, part in chosen:
        place = (one.outbound_line_id, one.lot, one.bin, one.sscc, one.source_bin)
        groups.setdefault(place, []).append((one, part))
    backs = []
    for same in groups.values():
        first = same[0][0]
        task = NewTask(
            kind=KIND, site_id=now.site_id, bin=first.bin, item_id=first.item_id,
            quantity=sum((part for _, part in same), ZERO), target_bin=first.source_bin,
            suggestion=f"It was taken from here for {now.number}, which no longer wants it.",
            lot=first.lot, serials=tuple(one.serial for one, _ in same if one.serial),
            lpn=first.sscc, priority=now.priority,
        )  # fmt: skip
        document = DocumentRef("outbound_order", now.number, first.line_id)
        backs.append(Back(task=task, document=document, why=why))
    return backs
