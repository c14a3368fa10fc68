"""One inbound order: what was expected, what came, in which receipts."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import item_href
from landbridge.console.grounds import grounds
from landbridge.console.plain_words import unit
from landbridge.console.screen import Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import InboundLineView, ReceiptLineView, ReceiptView

LINES = (
    Column(_("Line"), "code"),
    Column(_("Item"), wide=True),
    Column(_("Expected"), "quantity"),
    Column(_("Received"), "quantity"),
    Column(_("Open"), "quantity"),
    Column(_("Unit"), aside=True),
    Column(_("Lot"), "code", aside=True),
)
RECEIVED = (
    Column(_("At"), "instant"),
    Column(_("Item"), wide=True),
    Column(_("Quantity"), "quantity"),
    Column(_("Lot"), "code"),
    Column(_("Expiry"), "day", aside=True),
    Column(_("Bin"), "code"),
    Column(_("By"), aside=True),
)


def view(request: HttpRequest, order_id: int) -> Shown:
    page = wms.inbound_order(grounds().wms, order_id=order_id)
    if page is None:
        raise Http404
    owner = page.order.owner
    return {
        "page": page,
        "lines": Table(columns=LINES, rows=tuple(_line(line, owner) for line in page.lines)),
        "photos": wms.photos(
            grounds().wms, receipt_ids=[receipt.receipt_id for receipt in page.receipts]
        ),
        "plates": wms.announced_plates(grounds().wms, order_id=order_id),
        "receipts": [(receipt, _received(receipt)) for receipt in page.receipts],
    }


def _line(line: InboundLineView, owner: str) -> Row:
    return Row.of(
        line.line_id,
        Cell(line.item, href=item_href(owner, line.item), note=line.description),
        line.expected,
        line.received,
        Cell(line.open, tone="waits" if line.open else ""),
        unit(line.uom),
        line.lot,
    )


def _received(receipt: ReceiptView) -> Table:
    return Table(
        columns=RECEIVED,
        rows=tuple(_received_row(line) for line in receipt.lines),
        sentence=_("Nothing was counted in yet."),
    )


def _received_row(line: ReceiptLineView) -> Row:
    remarks = [line.reason_code, "" if line.status == "available" else line.status]
    return Row.of(
        line.received_at,
        Cell(line.item, note=" · ".join([line.description, *filter(None, remarks)])),
        Cell(line.quantity, note=unit(line.uom)),
        Cell(line.lot, note=", ".join(line.serials[:5])),
        line.expiry_on,
        line.bin,
        line.received_by,
    )


screen = Screen(
    path="inbound/<int:order_id>/",
    name="inbound-order",
    title=_("Inbound order"),
    view=view,
    permission="see_orders",
)
