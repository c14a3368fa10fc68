"""Rows that a version of an outbound order is written as. Pure."""

from collections.abc import Collection, Iterable, Sequence

from landbridge.canon import dump_json
from landbridge.canon.outbound_order import OutboundLine
from landbridge.wms.master.lines import ReadLine
from landbridge.wms.outbound.orders.reading import Ready
from landbridge.wms.outbound.orders.rules import LineNow

Row = dict[str, object]


def order_row(entry: Ready) -> Row:
    """The order's head."""
    document = entry.document
    return {
        "owner": document.owner.code, "number": document.number, "version": document.version,
        "site_id": entry.site_id, "customer": document.customer.code, "ship_on": document.ship_on,
        "carrier_code": document.carrier_code, "service_code": document.service_code,
        "priority": document.priority, "ship_complete": document.ship_complete,
        "note": document.note, "content": dump_json(document).decode(),
        "cancelled": document.status == "cancelled",
    }  # fmt: skip


def new_lines(order_id: int, entry: Ready, known: Collection[str] = ()) -> Iterable[Row]:
    """Lines whose line_id is not `known` yet."""
    cancelled = entry.document.status == "cancelled"
    for position, line, read in _lines(entry):
        if line.line_id not in known:
            yield {
                "order_id": order_id, "line_id": line.line_id, "item_id": read.item.item_id,
                "wanted": read.quantity, "cancelled": cancelled,
            } | _words(position, line)  # fmt: skip


def describe_rows(entry: Ready, lines: Sequence[LineNow]) -> Iterable[Row]:
    """What the version says of known lines besides their amounts."""
    ids = {line.line_id: line.outbound_line_id for line in lines}
    for position, line, read in _lines(entry):
        if line.line_id in ids:
            yield {
                "outbound_line_id": ids[line.line_id], "item_id": read.item.item_id,
            } | _words(position, line)  # fmt: skip


def numbers(entry: Ready, order_id: int) -> Iterable[Row]:
    """Everything the order can be asked for by."""
    for known in entry.document.known_numbers():
        yield {
            "number": known.number, "kind": "outbound_order", "target_id": order_id,
            "meaning": known.meaning,
        }  # fmt: skip


def _lines(entry: Ready) -> Iterable[tuple[int, OutboundLine, ReadLine]]:
    pairs = zip(entry.document.lines, entry.lines, strict=True)
    return ((position, line, read) for position, (line, read) in enumerate(pairs))


def _words(position: int, line: OutboundLine) -> Row:
    return {
        "position": position, "uom": line.quantity.uom, "lot": line.lot, "serials": line.serials,
        "note": line.note, "shelf_life_remaining_days_min": line.shelf_life_remaining_days_min,
    }  # fmt: skip
