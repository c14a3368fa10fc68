"""Opening work orders, finding stock for them, and calling them off."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import plain
from landbridge.kit.words import counted
from landbridge.wms.forms.contracts import Wrong
from landbridge.wms.forms.operations import once
from landbridge.wms.forms.rows import as_json
from landbridge.wms.ledger import operations as ledger
from landbridge.wms.ledger.serving import Wish, serve
from landbridge.wms.master.contracts import ItemView
from landbridge.wms.master.moving import stock_came
from landbridge.wms.master.queries import (
    BinRow,
    SiteRow,
    first_bin,
    items_by_id,
    one_item,
    scanned_bin,
    site_by_code,
    site_by_id,
)
from landbridge.wms.master.rules import to_base
from landbridge.wms.outbound.allocation.policies import find_policies
from landbridge.wms.outbound.allocation.rules import policy_of
from landbridge.wms.putback.operations import KIND as PUTBACK
from landbridge.wms.putback.operations import Back, make_put_backs
from landbridge.wms.tasks.operations import NewTask, close_tasks, make_tasks
from landbridge.wms.upkeep.kitting.boms import bom_lines
from landbridge.wms.upkeep.kitting.contracts import KINDS, WorkOrderClosed, WorkOrderOpened
from landbridge.wms.upkeep.kitting.rows import (
    DOCUMENT,
    SQL,
    TASK,
    OrderNow,
    lines_of,
    lock_order,
    stock_of,
    take_stock,
)
from landbridge.wms.upkeep.kitting.rules import ONE, AtStation, Line, times

STATION_KINDS = ("staging", "packing")
PRIORITY = 50
TEXT_MAX = 200


CLOCK = "clock"


def open_work_order(
    ground: Ground, *, key: str, actor: str, site: str, kind: str, item: str, quantity: Decimal,
    owner: str = "", uom: str = "", station: str = "", lot: str = "",
    expiry_on: date | None = None, note: str = "", priority: int = PRIORITY,
) -> WorkOrderOpened:  # fmt: skip
    """Have kits made (`kit`) or taken apart (`unkit`) by the newest list of the item. Stock is
    reserved at once, by the allocation policies, and picks to the station begin.

    station: a staging or packing bin, default the first.  lot, expiry_on: of what is made, where
    it is known already.  priority: 0 to 100, lower is sooner. Wrong: unknown-site, kind,
    unknown-code, ambiguous-code, no-bom, quantity, unknown-uom, unknown-bin, wrong-bin, text,
    priority.
    """

    def work(conn: Connection) -> WorkOrderOpened:
        place = site_by_code(conn, site)
        if kind not in KINDS:
            raise Wrong(f"{kind} is no kind of work order: {', '.join(KINDS)}.", "kind", read=kind)
        thing = one_item(ground, conn, item, owner=owner).item
        amount = to_base(thing, quantity, uom)
        rows, bom_id = _lines(conn, thing, kind, amount)
        where = {
            "site_id": place.site_id, "kind": kind, "item_id": thing.item_id, "bom_id": bom_id,
            "quantity": amount, "station_id": _station(conn, place, station).bin_id,
            "lot": _text(lot, "lot"), "expiry_on": expiry_on, "note": _text(note, "note"),
            "priority": _priority(priority), "at": ground.clock.now(), "actor": actor,
        }  # fmt: skip
        made = conn.execute(SQL["insert_work_order"], where).fetchone()
        assert made is not None
        work_order_id, number = made
        conn.execute(SQL["know_number"], {"number": number, "work_order_id": work_order_id})
        conn.execute(SQL["insert_lines"], {"work_order_id": work_order_id, "rows": as_json(rows)})
        return _released(ground, conn, lock_order(conn, work_order_id), actor, "is opened")

    return once(
        ground, work, key=key, operation="open_work_order", actor=actor, answer=WorkOrderOpened,
        inputs=(site, kind, item, quantity, owner, uom, station, lot, expiry_on, note, priority),
    )  # fmt: skip


def _text(text: str, what: str) -> str:
    if len(text.strip()) > TEXT_MAX:
        raise Wrong(f"The {what} has more than {TEXT_MAX} characters.", "text", read=text[:50])
    return text.strip()


def _priority(priority: int) -> int:
    if not 0 <= priority <= 100:
        raise Wrong("A priority is from 0 to 100.", "priority", read=str(priority))
    return priority


def _station(conn: Connection, place: SiteRow, code: str) -> BinRow:
    if not code:
        return first_bin(conn, place.site_id, STATION_KINDS)
    found = scanned_bin(conn, place.site_id, code)
    if found.kind not in STATION_KINDS:
        text = f"{found.code} is a {found.kind} bin, a staging or packing bin is expected."
        raise Wrong(text, "wrong-bin", read=found.code)
    return found


def _lines(
    conn: Connection, kit: ItemView, kind: str, amount: Decimal
) -> tuple[list[dict[str, object]], int]:
    """Lines of an order: what goes in first, then what comes out; and the list they follow."""
    found = conn.execute(SQL["last_bom"], {"item_id": kit.item_id}).fetchone()
    parts = bom_lines(conn, found[0]) if found else []
    if found is None or not parts:
        raise Wrong(f"Nobody has said what {kit.code} is made of.", "no-bom", read=kit.code)
    items = items_by_id(conn, [part.item_id for part in parts])
    for part in parts:
        to_base(items[part.item_id], times(part.base_quantity, amount))  # it can be counted so
    components = [(part.item_id, part.base_quantity) for part in parts]
    own = [(kit.item_id, ONE)]
    inputs, outputs = (components, own) if kind == "kit" else (own, components)
    rows: list[dict[str, object]] = [
        {
            "line": n, "item_id": item_id, "is_input": n <= len(inputs), "each": each,
            "wanted": times(each, amount),
        }
        for n, (item_id, each) in enumerate((*inputs, *outputs), 1)
    ]  # fmt: skip
    return rows, found[0]


def release_work_order(
    ground: Ground, *, key: str, actor: str, work_order_id: int
) -> WorkOrderOpened:
    """Look again for what the order lacks. Repeating it never doubles a pick. Wrong: not-found,
    order-closed."""

    def work(conn: Connection) -> WorkOrderOpened:
        return _released(ground, conn, lock_order(conn, work_order_id), actor, "was looked at")

    return once(
        ground, work, key=key, operation="release_work_order", actor=actor,
        inputs=(work_order_id,), answer=WorkOrderOpened,
    )  # fmt: skip


def feed_work_orders(ground: Ground) -> int:
    """Give goods that came meanwhile to open orders that lack them, the most urgent first; how
    many picks were made. Run it every few seconds; any number side by side.
    """
    with ground.pg.reading() as conn:
        order_ids = [row[0] for row in conn.execute(SQL["lacking_orders"])]
    return sum(ground.pg.retrying(partial(_feed, ground, order_id)) for order_id in order_ids)


def _feed(ground: Ground, work_order_id: int, conn: Connection) -> int:
    try:
        order = lock_order(conn, work_order_id)
    except Wrong:
        return 0  # it was closed meanwhile
    return len(find_stock(ground, conn, order, lines_of(conn, order), actor=CLOCK))


def _released(
    ground: Ground, conn: Connection, order: OrderNow, actor: str, what: str
) -> WorkOrderOpened:
    task_ids = find_stock(ground, conn, order, lines_of(conn, order), actor=actor)
    lines = [line for line in lines_of(conn, order) if line.is_input and line.lacking > 0]
    items = items_by_id(conn, [line.item_id for line in lines])
    lacking = tuple(items[line.item_id].code for line in lines)
    text = f"{order.number} {what}: {counted(len(task_ids), 'pick')}."
    if lines:
        some = ", ".join(f"{plain(line.lacking)} {items[line.item_id].code}" for line in lines[:5])
        text += f" There is not enough of: {some}."
    return WorkOrderOpened(
        work_order_id=order.work_order_id, number=order.number, task_count=len(task_ids),
        lacking=lacking, text=text,
    )  # fmt: skip


def find_stock(
    ground: Ground, conn: Connection, order: OrderNow, lines: Sequence[Line], *, actor: str
) -> list[int]:
    """Reserve what inputs lack and make their picks; the order is locked. Ids of the tasks."""
    wanting = [line for line in lines if line.is_input and line.lacking > 0]
    if not wanting:
        return []
    items = items_by_id(conn, [line.item_id for line in wanting])
    known: dict[int, int] = dict(
        conn.execute(SQL["stock_items"], {"item_ids": [*items]}).fetchall()
    )
    wanting = [line for line in wanting if line.item_id in known]
    policies = find_policies(conn)
    zone = site_by_id(conn, order.site_id).zone_info
    today = ground.clock.now().astimezone(zone).date()
    wishes = []
    for line in wanting:
        item = items[line.item_id]
        policy = policy_of(policies, item.owner, item.item_class)
        way = policy.way if policy.way != "whole_packs" else "fefo"
        days = policy.shelf_life_remaining_days_min if item.expiry_controlled else None
        wishes.append(
            Wish(
                order.number, str(line.line), known[line.item_id], order.site_id, line.lacking,
                today + timedelta(days=days) if days else None,
                order.lot if order.kind == "unkit" else "", way=way,
            )
        )  # fmt: skip
    served = serve(ground, conn, wishes, kind=DOCUMENT, actor=actor)
    return _picks(ground, conn, order, [(wanting[n], id_) for n, id_, _ in served.takes])


def _picks(
    ground: Ground, conn: Connection, order: OrderNow, held: Sequence[tuple[Line, int]]
) -> list[int]:
    """A task for each line, bin, lot and plate; serials together."""
    if not held:
        return []
    line_of = {id_: line for line, id_ in held}
    groups: dict[tuple[int, int, str, str, str, str], list[tuple[int, Decimal, str]]] = {}
    rows = conn.execute(SQL["keys_of"], {"ids": [*line_of]}).fetchall()
    for id_, bin, lot, serial, status, lpn, quantity in rows:
        place = (line_of[id_].work_line_id, line_of[id_].item_id, bin, lot, status, lpn)
        groups.setdefault(place, []).append((id_, quantity, serial))
    tasks = [
        NewTask(
            kind=TASK, site_id=order.site_id, bin=bin, target_bin=order.station, item_id=item_id,
            quantity=sum((one[1] for one in same), Decimal(0)), lot=lot, status=status, lpn=lpn,
            serials=tuple(one[2] for one in same if one[2]), priority=order.priority,
            reservation_ids=tuple(one[0] for one in same),
        )
        for (_, item_id, bin, lot, status, lpn), same in groups.items()
    ]  # fmt: skip
    ids = make_tasks(conn, tasks, at=ground.clock.now())
    where = {"task_ids": ids, "line_ids": [place[0] for place in groups]}
    conn.execute(SQL["link_tasks"], where)
    return ids


def close_work_order(
    ground: Ground, *, key: str, actor: str, work_order_id: int
) -> WorkOrderClosed:
    """End an order here: what is promised to it is free again, what stands at the station goes
    back to storage. Kits that were made stay made. Wrong: not-found, order-closed."""

    def work(conn: Connection) -> WorkOrderClosed:
        now = ground.clock.now()
        order = lock_order(conn, work_order_id)
        where: dict[str, object] = {"work_order_id": work_order_id}
        task_ids = [row[0] for row in conn.execute(SQL["open_tasks"], where)]
        held = [
            id_
            for row in conn.execute(SQL["reserved_by_tasks"], {"task_ids": task_ids})
            for id_ in row[0]
        ]
        close_tasks(conn, task_ids, outcome="cancelled", at=now)
        left = stock_of(conn, order)
        lines = {line.work_line_id: line for line in lines_of(conn, order)}
        backs = make_put_backs(conn, _backs(order, left, lines), at=now)
        take_stock(conn, [(row, row.quantity) for row in left])
        outcome = "done" if order.made else "cancelled"
        conn.execute(SQL["close_order"], where | {"at": now, "actor": actor, "outcome": outcome})
        stock_came(conn, order.site_id, sorted({line.item_id for line in lines.values()}))
        ids = [*held, *(row.reservation_id for row in left)]
        if ids:
            ledger.void(ground, ids, actor=actor, conn=conn)
        return WorkOrderClosed(
            work_order_id=work_order_id, number=order.number, outcome=outcome,
            task_ids=tuple(backs), text=_closing_text(order, len(backs)),
        )  # fmt: skip

    return once(
        ground, work, key=key, operation="close_work_order", actor=actor,
        inputs=(work_order_id,), answer=WorkOrderClosed,
    )  # fmt: skip


def _backs(order: OrderNow, left: Sequence[AtStation], lines: dict[int, Line]) -> list[Back]:
    """One task for each line, lot and place it came from; serials together."""
    groups: dict[tuple[int, str, str], list[tuple[Decimal, str]]] = {}
    for row in left:
        place = (row.work_line_id, row.lot, row.source_bin)
        groups.setdefault(place, []).append((row.quantity, row.serial))
    backs = []
    for (line_id, lot, source_bin), same in groups.items():
        line = lines[line_id]
        task = NewTask(
            kind=PUTBACK, site_id=order.site_id, bin=order.station, item_id=line.item_id,
            quantity=sum((one[0] for one in same), Decimal(0)), target_bin=source_bin, lot=lot,
            serials=tuple(one[1] for one in same if one[1]), priority=order.priority,
            suggestion=f"It was taken from here for {order.number}, which no longer wants it.",
        )  # fmt: skip
        why = f"{order.number} was ended."
        backs.append(Back(task=task, document=order.document(line.line), why=why))
    return backs


def _closing_text(order: OrderNow, back_count: int) -> str:
    text = f"{order.number} is ended"
    if order.made:
        text += f" with {plain(order.made)} of {plain(order.quantity)}"
    if back_count:
        text += f"; {counted(back_count, 'task brings', 'tasks bring')} components back"
    return f"{text}."
