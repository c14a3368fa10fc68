"""One work order: what goes in, where it is, what came out, and of which lots and serials."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import bin_href, item_href, kit_href, listed, work_order_href
from landbridge.console.audit import actor_of
from landbridge.console.grounds import grounds
from landbridge.console.plain_words import unit
from landbridge.console.posting import posted
from landbridge.console.screen import Screen, Shown
from landbridge.console.screens.warehouse.rows import TASKS_OF_ORDER, task_row_of_order
from landbridge.console.screens.warehouse.work_orders.screen import WORDS
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import WorkLineView, WorkMadeView

INPUTS = (
    Column(_("Component"), wide=True),
    Column(_("Each"), "quantity", aside=True),
    Column(_("Wanted"), "quantity"),
    Column(_("Coming"), "quantity"),
    Column(_("At the station"), "quantity"),
    Column(_("Used"), "quantity"),
    Column(_("Lacking"), "quantity"),
    Column(_("Unit"), aside=True),
)
OUTPUTS = (
    Column(_("Item"), wide=True),
    Column(_("Expected"), "quantity"),
    Column(_("Came out"), "quantity"),
    Column(_("Unit"), aside=True),
)
PARTS = (
    Column(_("What"), aside=True),
    Column(_("Item"), wide=True),
    Column(_("Quantity"), "quantity"),
    Column(_("Lot or serial"), "code"),
    Column(_("Expiry"), "day", aside=True),
)


def view(request: HttpRequest, work_order_id: int) -> Shown:
    if request.method == "POST":
        return _write(request, work_order_id)
    page = wms.work_order(grounds().wms, work_order_id=work_order_id)
    if page is None:
        raise Http404
    order = page.order
    inputs = [line for line in page.lines if line.is_input]
    return {
        "page": page,
        "order": order,
        "what": WORDS[order.kind],
        "tone": "waits" if order.state == "waiting" else "quiet",
        "unit": unit(order.uom),
        "kit_href": kit_href(order.owner, order.item),
        "station_href": bin_href(order.site, order.station),
        "may_write": screen.may_be_changed_by(request) and not order.outcome,
        "is_lacking": any(line.lacking for line in inputs),
        "key": f"console-work-{request.request_id}",  # type: ignore[attr-defined]
        "inputs": Table(columns=INPUTS, rows=tuple(_input(line) for line in inputs)),
        "outputs": Table(
            columns=OUTPUTS,
            rows=tuple(
                Row.of(_item(line), line.wanted, line.used, unit(line.uom))
                for line in page.lines if not line.is_input
            ),
        ),
        "tasks": Table(
            columns=TASKS_OF_ORDER, rows=tuple(task_row_of_order(task) for task in page.tasks)
        ),
        "made": [(one, listed("documents", text=one.adjustment), _parts(one)) for one in page.made],
    }  # fmt: skip


def _item(line: WorkLineView) -> Cell:
    return Cell(line.item, href=item_href(line.owner, line.item), note=line.description)


def _input(line: WorkLineView) -> Row:
    return Row.of(
        _item(line), line.each, line.wanted, line.coming, line.at_station, line.used,
        Cell(line.lacking, tone="waits" if line.lacking else ""), unit(line.uom),
    )  # fmt: skip


def _parts(made: WorkMadeView) -> Table:
    return Table(
        columns=PARTS,
        rows=tuple(
            Row.of(
                _("in") if part.is_input else _("out"), part.item,
                Cell(part.quantity, note=unit(part.uom)), Cell(part.lot, note=part.serial),
                part.expiry_on,
            )
            for part in made.parts
        ),
    )  # fmt: skip


def _write(request: HttpRequest, work_order_id: int) -> HttpResponseRedirect:
    ground, key, who = grounds().wms, posted(request, "key"), actor_of(request)
    if request.POST.get("do") == "close":
        closed = wms.close_work_order(ground, key=key, actor=who, work_order_id=work_order_id)
        messages.success(request, closed.text)
    else:
        again = wms.release_work_order(ground, key=key, actor=who, work_order_id=work_order_id)
        (messages.warning if again.lacking else messages.success)(request, again.text)
    return HttpResponseRedirect(work_order_href(work_order_id))


screen = Screen(
    path="work-orders/<int:work_order_id>/",
    name="work-order",
    title=_("Work order"),
    view=view,
    permission="see_stock",
    writes="direct_floor",
)
