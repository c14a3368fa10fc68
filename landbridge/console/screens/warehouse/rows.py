"""Stock, orders, tasks and moves as rows, the same in every list of the warehouse."""

from datetime import datetime

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import (
    bin_href,
    inbound_href,
    item_href,
    outbound_href,
    return_href,
    task_href,
)
from landbridge.console.plain_words import place, unit
from landbridge.console.tables import Cell, Column, Row, Value
from landbridge.kit.quantity import plain
from landbridge.wms.facade.contracts import (
    InboundOrderRow,
    MoveRow,
    OutboundOrderRow,
    ReturnRow,
    StockRow,
    TaskView,
)

STOCK = (
    Column(_("Item")),
    Column(_("Bin"), "code"),
    Column(_("Lot"), "code"),
    Column(_("Expiry"), "day", aside=True),
    Column(_("Status"), "badge", aside=True),
    Column(_("On hand"), "quantity"),
    Column(_("Reserved"), "quantity"),
    Column(_("Available"), "quantity"),
    Column(_("Unit"), "text", aside=True),
)
STOCK_OF_ITEM = STOCK[1:]
STOCK_OF_BIN = (STOCK[0], *STOCK[2:])
MOVES = (
    Column(_("At"), "instant"),
    Column(_("Item")),
    Column(_("From"), "code"),
    Column(_("To"), "code"),
    Column(_("Quantity"), "quantity"),
    Column(_("Lot or serial"), "code", aside=True),
    Column(_("Why"), aside=True),
    Column(_("By"), aside=True),
)
MOVES_OF_ITEM = (MOVES[0], *MOVES[2:])
INBOUND = (
    Column(_("Number")),
    Column(_("Supplier"), wide=True),
    Column(_("Where it is")),
    Column(_("Lines"), "count", aside=True),
    Column(_("Expected"), "day"),
    Column(_("Known since"), "instant", aside=True),
)
OUTBOUND = (
    Column(_("Number")),
    Column(_("Customer"), wide=True),
    Column(_("State"), "badge"),
    Column(_("Lines"), "count", aside=True),
    Column(_("Ship on"), "day"),
    Column(_("Priority"), "count", aside=True),
    Column(_("Known since"), "instant", aside=True),
)
RETURNS = (
    Column(_("Number")),
    Column(_("Customer"), wide=True),
    Column(_("State"), "badge"),
    Column(_("Authorised"), "quantity"),
    Column(_("Received"), "quantity"),
    Column(_("Expected"), "day", aside=True),
    Column(_("Known since"), "instant", aside=True),
)
TASKS = (
    Column(_("Task")),
    Column(_("Item"), wide=True),
    Column(_("From"), "code"),
    Column(_("To"), "code"),
    Column(_("Amount"), "quantity"),
    Column(_("Who"), aside=True),
    Column(_("Since"), "instant", aside=True),
    Column(_("For"), "code", aside=True),
)
TASKS_OF_ORDER = TASKS[:-1]


def stock_row(row: StockRow) -> Row:
    available = row.status == "available"
    return Row.of(
        Cell(row.item, href=item_href(row.owner, row.item), note=row.description),
        Cell(row.bin, href=bin_href(row.site, row.bin) if row.bin else "", note=row.zone),
        Cell(row.lot, note=row.serial or row.lpn),
        row.expiry_on,
        Cell(row.status.replace("_", " "), tone="quiet" if available else "waits"),
        row.on_hand,
        row.reserved,
        row.available,
        unit(row.uom),
        href=item_href(row.owner, row.item),
    )


def stock_row_of_item(row: StockRow) -> Row:
    full = stock_row(row)
    return Row(full.cells[1:], href=bin_href(row.site, row.bin) if row.bin else "")


def stock_row_of_bin(row: StockRow) -> Row:
    full = stock_row(row)
    return Row((full.cells[0], *full.cells[2:]), href=full.href)


def move_row(row: MoveRow) -> Row:
    return Row.of(
        row.at,
        Cell(row.item, href=item_href(row.owner, row.item)),
        place(row.source_bin),
        place(row.target_bin),
        Cell(row.quantity, note=unit(row.uom)),
        row.lot or row.serial,
        Cell(row.reason.replace("_", " "), note=row.document),
        row.actor,
    )


def move_row_of_item(row: MoveRow) -> Row:
    full = move_row(row)
    return Row((full.cells[0], *full.cells[2:]))


def inbound_row(row: InboundOrderRow) -> Row:
    return Row.of(
        Cell(row.number, note=row.owner),
        Cell(row.supplier_name or row.supplier, note=row.source),
        row.status_text,
        row.line_count,
        row.expected_on,
        row.created_at,
        href=inbound_href(row.order_id),
    )


def outbound_row(row: OutboundOrderRow) -> Row:
    waits = row.state in ("waiting", "part_released")
    return Row.of(
        Cell(row.number, note=row.owner),
        row.customer_name or row.customer,
        Cell(row.state.replace("_", " "), tone="waits" if waits else "quiet", note=row.status_text),
        row.line_count,
        Cell(row.ship_on, tone="waits" if row.late else "", note=_until(row.ready_by)),
        row.priority,
        row.created_at,
        href=outbound_href(row.order_id),
    )


def return_row(row: ReturnRow) -> Row:
    waits = row.undecided_count > 0
    note = _("waits for a decision") if waits else ""
    return Row.of(
        Cell(row.number, note=row.owner),
        row.customer_name or row.customer,
        Cell(row.state, tone="waits" if waits else "quiet", note=note),
        row.authorised,
        row.received,
        row.expected_on,
        row.created_at,
        href=return_href(row.return_id),
    )


def task_row(row: TaskView) -> Row:
    return Row.of(*_task_values(row), row.order_number, href=task_href(row.task_id))


def task_row_of_order(row: TaskView) -> Row:
    return Row.of(*_task_values(row), href=task_href(row.task_id))


def _task_values(row: TaskView) -> tuple[Value, ...]:
    return (
        Cell(row.kind, note=row.zone if row.state == "open" else row.state),
        Cell(row.item, note=row.description),
        row.bin,
        row.target_bin,
        _amount(row),
        row.claimed_by or row.closed_by,
        Cell(row.created_at, note=_until(row.ready_by)),
    )


def _amount(row: TaskView) -> Cell:
    """What is left to do; of a task that has ended what was done, and of how much if of less."""
    if row.state == "open":
        return Cell(row.quantity - row.done, note=unit(row.uom))
    if row.done == row.quantity:
        return Cell(row.done, note=unit(row.uom))
    whole = {"quantity": plain(row.quantity), "unit": unit(row.uom)}
    return Cell(row.done, tone="waits", note=_t("of %(quantity)s %(unit)s") % whole)


def _until(ready_by: datetime | None) -> str:
    """The next cut-off, on the wall of the site."""
    return _t("by %(at)s") % {"at": f"{ready_by:%a %H:%M}"} if ready_by else ""
