"""One authorised return: what may come, what came in which condition, what became of it."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import item_href
from landbridge.console.grounds import grounds
from landbridge.console.plain_words import unit
from landbridge.console.screen import Screen, Shown
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import ReturnItemView, ReturnLineView

LINES = (
    Column(_("Line"), "code"),
    Column(_("Item"), wide=True),
    Column(_("Authorised"), "quantity"),
    Column(_("Received"), "quantity"),
    Column(_("Unit"), aside=True),
    Column(_("Why"), aside=True),
)
CAME = (
    Column(_("At"), "instant"),
    Column(_("Item"), wide=True),
    Column(_("Quantity"), "quantity"),
    Column(_("Condition"), "badge"),
    Column(_("Decided"), "badge"),
)
SERIALS_SHOWN = 5


def view(request: HttpRequest, return_id: int) -> Shown:
    page = wms.return_order(grounds().wms, return_id=return_id)
    if page is None:
        raise Http404
    owner = page.order.owner
    return {
        "page": page,
        "lines": Table(columns=LINES, rows=tuple(_line(line, owner) for line in page.lines)),
        "receipts": [
            (receipt, Table(columns=CAME, rows=tuple(_came(one) for one in receipt.items)))
            for receipt in page.receipts
        ],
    }


def _line(line: ReturnLineView, owner: str) -> Row:
    return Row.of(
        line.line_id,
        Cell(line.item, href=item_href(owner, line.item), note=line.description),
        line.authorised,
        line.received,
        unit(line.uom),
        Cell(line.reason_code.replace("_", " "), note=line.note),
    )


def _came(one: ReturnItemView) -> Row:
    decided = one.disposition.replace("_", " ")
    return Row.of(
        Cell(one.received_at, note=one.received_by),
        Cell(one.item, note=" · ".join(filter(None, (one.note or one.description, _which(one))))),
        Cell(one.quantity, note=unit(one.uom)),
        Cell(one.condition.replace("_", " "), tone="quiet"),
        Cell(
            decided or _("not decided"),
            tone="quiet" if decided else "waits",
            note=" · ".join(filter(None, (one.sent_number, _decider(one)))),
        ),
    )


def _decider(one: ReturnItemView) -> str:
    """Who decided, if somebody else than who received it."""
    return one.decided_by if one.decided_by != one.received_by else ""


def _which(one: ReturnItemView) -> str:
    """The lot or the serials."""
    if one.lot:
        return _t("lot %(lot)s") % {"lot": one.lot}
    shown = ", ".join(one.serials[:SERIALS_SHOWN])
    more = len(one.serials) - SERIALS_SHOWN
    return f"{shown} " + _t("and %(count)s more") % {"count": more} if more > 0 else shown


screen = Screen(
    path="returns/<int:return_id>/",
    name="return-order",
    title=_("Return"),
    view=view,
    permission="see_orders",
)
